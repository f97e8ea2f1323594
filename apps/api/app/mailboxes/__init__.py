"""Mailboxes we are connected to: identity at Google, credential, sync cursor, quota and health."""
