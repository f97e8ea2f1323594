"""What every package may use: settings, database, errors, ids, clock, crypto, paging, logs, metrics."""
