"""Changes to browsers: NOTIFY in the transaction → server-sent events."""
