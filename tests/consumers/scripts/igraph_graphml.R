# Reads graph.graphml with igraph for R and prints: nodes, edges, whether it is weighted, the sum of weights, and a label.
suppressMessages(library(igraph))
g <- read_graph(commandArgs(trailingOnly = TRUE)[1], format = "graphml")
cat(vcount(g), ecount(g), is_weighted(g), sum(E(g)$weight), all(is.finite(V(g)$x)), V(g)$name[1], V(g)$label_en[1], sep = "\n")
