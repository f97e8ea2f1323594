"""Organisations, users, memberships, sessions, API tokens, and who may do what."""
