"""Background jobs: procrastinate in the same database, enqueued in the transaction that makes them true."""
