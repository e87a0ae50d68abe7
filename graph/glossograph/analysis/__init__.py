"""Centrality, communities, paths, statistics, difference and explanation of a graph."""
