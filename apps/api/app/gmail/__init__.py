"""The only code that knows Gmail: client, OAuth, sync, fetch, watch."""
