"""Routing: ticket → queue, assignee, status. `decide` is pure and is what the simulator calls too; `apply` writes."""
