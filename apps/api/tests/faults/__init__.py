"""The main path under faults: real processes, real HTTP to the simulator, a PostgreSQL of these tests' own.

Whatever is killed, restarted or refused during a backfill, it ends with the copies, messages and tickets of an
undisturbed run. By default a small mailbox and few kills; the whole figure is

    OSS_FAULT_MAILS=2000 OSS_FAULT_KILLS=10 OSS_FAULT_SHORT_WAITS=0 python -m pytest tests/faults -s

Replies likewise: each is delivered once. The whole figure, with every wait as it ships:

    OSS_REPLIES=500 OSS_FAULT_SHORT_WAITS=0 python -m pytest tests/faults/test_replies_killed.py -s
"""
