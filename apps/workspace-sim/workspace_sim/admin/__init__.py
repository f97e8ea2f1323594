"""The admin API under /sim: everything a test needs to see and to break. Loopback only."""
