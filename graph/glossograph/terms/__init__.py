"""Which articles are one term: identity, alignment, near-duplicates, languages of folders."""
