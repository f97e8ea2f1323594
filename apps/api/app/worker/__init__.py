"""The worker process: jobs, the scheduler that asks for them, and recovery of what a dead worker held."""
