// What the map highlights: a term with its neighbourhood, or a path.
import type { Visibility } from "../data/filters.ts";
import { edgesOf, type Graph, otherEnd } from "../data/graph.ts";
import { type Hop, hopsFrom } from "../data/paths.ts";
import type { Focus } from "../map/scene.ts";

const MAX_EDGES = 4000;

/** Highlights a term and the terms within some hops, nearest first, then most central first. */
export function termFocus(graph: Graph, visible: Visibility, selected: number, maxHops: number): Focus {
  const hops = hopsFrom(graph, selected, maxHops, visible.edges);
  const highlighted = new Uint8Array(graph.terms);
  const terms: number[] = [];
  for (let term = 0; term < graph.terms; term++) {
    if (hops[term] > maxHops) continue;
    highlighted[term] = 1;
    if (term !== selected) terms.push(term);
  }
  const edges: [number, "out" | "into" | "near"][] = [];
  for (const edge of edgesOf(graph, selected)) {
    if (visible.edges[edge]) edges.push([edge, graph.source[edge] === selected ? "out" : "into"]);
  }
  if (maxHops > 1) {
    for (const source of terms) {
      for (let edge = graph.outStart[source]; edge < graph.outStart[source + 1]; edge++) {
        const target = graph.target[edge];
        if (target !== selected && highlighted[target] && visible.edges[edge]) edges.push([edge, "near"]);
      }
      if (edges.length > MAX_EDGES) break;
    }
  }
  terms.sort((a, b) => hops[a] - hops[b] || a - b);
  return { term: selected, terms, highlighted, edges };
}

export function pathFocus(graph: Graph, ends: readonly [number, number], hops: readonly Hop[] | null): Focus | null {
  const terms = hops ? [hops[0]?.from ?? ends[0], ...hops.map((hop) => hop.to)] : ends.filter((term) => term >= 0);
  if (!terms.length) return null;
  const highlighted = new Uint8Array(graph.terms);
  for (const term of terms) highlighted[term] = 1;
  return { term: -1, terms, highlighted, edges: (hops ?? []).map((hop) => [hop.edge, "path"]) };
}

/** The linked term in a direction, or -1. Prefers terms that are near and straight ahead. */
export function neighbourInDirection(graph: Graph, visible: Visibility, term: number, dx: number, dy: number): number {
  let best = -1;
  let lowestCost = Infinity;
  for (const edge of edgesOf(graph, term)) {
    const neighbour = otherEnd(graph, edge, term);
    if (!visible.edges[edge] || !visible.terms[neighbour]) continue;
    const x = graph.x[neighbour] - graph.x[term];
    const y = graph.y[neighbour] - graph.y[term];
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
