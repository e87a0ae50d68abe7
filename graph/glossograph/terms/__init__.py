"""Which articles are one term: identity, alignment, near-duplicates."""
