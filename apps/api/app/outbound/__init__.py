"""Replies: compose → send → reconcile, each delivered exactly once."""
