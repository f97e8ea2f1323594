"""A local Google Workspace: OAuth, Gmail API, mail routing, journaling and faults, all on loopback."""
