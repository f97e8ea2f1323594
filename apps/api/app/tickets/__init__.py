"""Tickets: what people see and work on. Events, notes, tags, queues, views, lifecycle, inbox and thread."""
