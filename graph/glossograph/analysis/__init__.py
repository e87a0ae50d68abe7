"""What a graph shows: centrality, communities, paths, statistics, differences, and the evidence behind it."""
