"""Valid rows straight into the database, for tests that need them to be there and not how they came."""
