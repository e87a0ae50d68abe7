// Loads graph.cyjs into a headless Cytoscape.js and prints what it finds.
import { readFileSync } from "node:fs";
import cytoscape from "cytoscape";

const { elements, data } = JSON.parse(readFileSync(process.argv[2], "utf8"));
const graph = cytoscape({ headless: true, styleEnabled: true, elements, data, layout: { name: "preset" } });
process.stdout.write(
  JSON.stringify({
    nodes: graph.nodes().map((node) => ({ ...node.data(), position: node.position() })),
    edges: graph.edges().map((edge) => ({ ...edge.data() })),
    central: graph.nodes().max((node) => node.degree(false)).ele.id(),
  }),
  () => process.exit(0), // its clock for animations would run on
);
