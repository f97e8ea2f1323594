"""The Gmail API v1: method table, authorisation, one dispatcher for direct calls and batch parts."""
