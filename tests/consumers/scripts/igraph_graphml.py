"""Read graph.graphml with igraph and print what it finds as JSON."""

import json
import sys

import igraph

graph = igraph.Graph.Read_GraphML(sys.argv[1])
names = graph.vs["name"]
print(
    json.dumps(
        {
            "weighted": graph.is_weighted(),
            "directed": graph.is_directed(),
            "nodes": [{"name": vertex["name"], **vertex.attributes()} for vertex in graph.vs],
            "edges": [[names[edge.source], names[edge.target], edge["weight"]] for edge in graph.es],
            "strength": dict(zip(names, graph.strength(weights="weight", mode="in"), strict=True)),
        }
    )
)
