"""One Gmail mailbox: messages, labels, threads, history. Knows no HTTP and no other mailbox."""
