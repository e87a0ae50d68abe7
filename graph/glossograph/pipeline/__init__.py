"""Stored articles -> graph: the order of the steps, and the pass over the term groups."""
