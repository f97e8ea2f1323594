"""The search language of the ticket list: text in, a condition on tickets out."""
