"""For operators: dead letters, replay, verify, dashboards. Reads all, owns nothing."""
