"""The search language: query text → ticket ids."""
