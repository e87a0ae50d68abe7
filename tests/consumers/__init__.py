"""Consumers that nobody here wrote: each loads exports and finds what the graph holds. `make test-consumers` runs them all."""
