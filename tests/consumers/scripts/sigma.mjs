// Bundled for a page: reads GEXF and GraphML with graphology, draws with sigma.js, and keeps what it found in window.found.
import Graph from "graphology";
import gexf from "graphology-gexf";
import graphml from "graphology-graphml";
import Sigma from "sigma";

const read = (graph) => ({
  nodes: graph.mapNodes((key, attributes) => ({ key, ...attributes })),
  edges: graph.mapEdges((_, attributes, source, target) => ({ source, target, ...attributes })),
});

window.draw = (gexfText, graphmlText) => {
  const graph = gexf.parse(Graph, gexfText);
  graph.forEachNode((node, { label }) => graph.setNodeAttribute(node, "label", label));
  const renderer = new Sigma(graph, document.getElementById("map"));
  const other = graphml.parse(Graph, graphmlText);
  return { gexf: read(graph), graphml: read(other), drawn: renderer.getGraph().order };
};
