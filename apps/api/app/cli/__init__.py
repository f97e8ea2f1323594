"""The command line `oss-ticketing`."""
