"""Message → thread → ticket: which mails belong together, in whatever order they come."""
