// What the map highlights: a term with its neighbourhood, or a path.
import type { Visibility } from "../data/filters.ts";
import { edgesOf, type Graph, otherEnd } from "../data/graph.ts";
import { strongestEdges, strongestNeighbours } from "../data/neighbours.ts";
import type { Hop } from "../data/paths.ts";
import type { FocusMap } from "../map/focus-map.ts";
import type { Highlight, Scene } from "../map/scene.ts";

/** Edges among the neighbours that are drawn: more would be a solid area, and slow. */
const MAX_NEAR_EDGES = 600;

type HighlightedEdge = [number, "out" | "into" | "near"];

/** Highlights a term, the terms within some hops, and the edges to its strongest neighbours. */
export function termHighlight(
  graph: Graph,
  visible: Visibility,
  selected: number,
  maxHops: number,
  hops: Uint8Array,
): Highlight {
  const highlighted = new Uint8Array(graph.terms);
  const further: number[] = [];
  for (let term = 0; term < graph.terms; term++) {
    if (hops[term] > maxHops) continue;
    highlighted[term] = 1;
    if (hops[term] > 1) further.push(term);
  }
  const neighbours = strongestNeighbours(graph, selected, visible).map(({ term }) => term);
  further.sort((a, b) => hops[a] - hops[b] || a - b);
  const edges: HighlightedEdge[] = [];
  for (const edge of strongestEdges(graph, selected, visible))
    edges.push([edge, graph.source[edge] === selected ? "out" : "into"]);
  const terms = [...neighbours, ...further];
  if (maxHops > 1) edges.push(...nearEdges(graph, visible, terms, selected, highlighted));
  return { term: selected, terms, highlighted, edges };
}

/** Highlights the terms of the map around a term. */
export function focusHighlight(graph: Graph, visible: Visibility, focusMap: FocusMap): Highlight {
  const highlighted = new Uint8Array(graph.terms);
  for (const term of focusMap.terms) highlighted[term] = 1;
  const edges: HighlightedEdge[] = [];
  for (const edge of edgesOf(graph, focusMap.term)) {
    if (!visible.edges[edge] || !highlighted[otherEnd(graph, edge, focusMap.term)]) continue;
    edges.push([edge, graph.source[edge] === focusMap.term ? "out" : "into"]);
  }
  const terms = focusMap.terms.slice(1);
  edges.push(...nearEdges(graph, visible, terms, focusMap.term, highlighted));
  return { term: focusMap.term, terms, highlighted, edges };
}

function nearEdges(
  graph: Graph,
  visible: Visibility,
  terms: readonly number[],
  selected: number,
  highlighted: Uint8Array,
): HighlightedEdge[] {
  const edges: HighlightedEdge[] = [];
  for (const source of terms) {
    for (let edge = graph.outStart[source]; edge < graph.outStart[source + 1]; edge++) {
      const target = graph.target[edge];
      if (target === selected || !highlighted[target] || !visible.edges[edge]) continue;
      edges.push([edge, "near"]);
      if (edges.length >= MAX_NEAR_EDGES) return edges;
    }
  }
  return edges;
}

export function pathHighlight(
  graph: Graph,
  ends: readonly [number, number],
  hops: readonly Hop[] | null,
): Highlight | null {
  const terms = hops ? [hops[0]?.from ?? ends[0], ...hops.map((hop) => hop.to)] : ends.filter((term) => term >= 0);
  if (!terms.length) return null;
  const highlighted = new Uint8Array(graph.terms);
  for (const term of terms) highlighted[term] = 1;
  return { term: -1, terms, highlighted, edges: (hops ?? []).map((hop) => [hop.edge, "path"]) };
}

/** The linked term in a direction, or -1. Prefers terms that are near and straight ahead. */
export function neighbourInDirection({ graph, places, visible }: Scene, term: number, dx: number, dy: number): number {
  let best = -1;
  let lowestCost = Infinity;
  for (const edge of edgesOf(graph, term)) {
    const neighbour = otherEnd(graph, edge, term);
    if (!visible.edges[edge] || !visible.terms[neighbour]) continue;
    const x = places.x[neighbour] - places.x[term];
    const y = places.y[neighbour] - places.y[term];
    const forward = x * dx + y * dy;
    const sideways = Math.abs(x * dy - y * dx);
    if (forward <= 0 || sideways > 1.8 * forward) continue;
    const cost = forward + 1.6 * sideways;
    if (cost >= lowestCost) continue;
    lowestCost = cost;
    best = neighbour;
  }
  return best;
}
