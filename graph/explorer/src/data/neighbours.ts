// The neighbours of a term by the strength of their links, and how many terms a number of links reaches.
import type { Visibility } from "./filters.ts";
import type { Graph } from "./graph.ts";

/** Lines that are drawn of one term, and neighbours that are placed around a term. */
export const MAX_STRONGEST = 60;

export interface Neighbour {
  readonly term: number;
  /** The number of links in both directions. */
  readonly links: number;
}

/** The visible neighbours of a term: those with most links first, then the most central. */
export function strongestNeighbours(graph: Graph, term: number, visible: Visibility): Neighbour[] {
  const links = new Map<number, number>();
  const add = (neighbour: number, edge: number): void => {
    if (neighbour === term || !visible.edges[edge] || !visible.terms[neighbour]) return;
    links.set(neighbour, (links.get(neighbour) ?? 0) + graph.count[edge]);
  };
  for (let edge = graph.outStart[term]; edge < graph.outStart[term + 1]; edge++) add(graph.target[edge], edge);
  for (let i = graph.inStart[term]; i < graph.inStart[term + 1]; i++) add(graph.source[graph.into[i]], graph.into[i]);
  return Array.from(links, ([neighbour, count]) => ({ term: neighbour, links: count })).sort(
    (a, b) => b.links - a.links || a.term - b.term,
  );
}

const edgeCaches = new WeakMap<Visibility, Map<number, readonly number[]>>();
const MAX_CACHED_TERMS = 200;

/** The edges between a term and its strongest neighbours. */
export function strongestEdges(graph: Graph, term: number, visible: Visibility): readonly number[] {
  let cache = edgeCaches.get(visible);
  if (!cache) {
    cache = new Map();
    edgeCaches.set(visible, cache);
  }
  let edges = cache.get(term);
  if (!edges) {
    const neighbours = strongestNeighbours(graph, term, visible).slice(0, MAX_STRONGEST);
    const strongest = new Set(neighbours.map((neighbour) => neighbour.term));
    const found: number[] = [];
    for (let edge = graph.outStart[term]; edge < graph.outStart[term + 1]; edge++)
      if (visible.edges[edge] && strongest.has(graph.target[edge])) found.push(edge);
    for (let i = graph.inStart[term]; i < graph.inStart[term + 1]; i++) {
      const edge = graph.into[i];
      if (visible.edges[edge] && strongest.has(graph.source[edge])) found.push(edge);
    }
    if (cache.size >= MAX_CACHED_TERMS) cache.clear();
    cache.set(term, found);
    edges = found;
  }
  return edges;
}

/** How many other terms are within 1, 2 and 3 links. */
export function countWithin(hops: Uint8Array): readonly [number, number, number] {
  const counts: [number, number, number] = [0, 0, 0];
  for (const hop of hops) {
    if (hop === 0 || hop > 3) continue;
    for (let n = hop; n <= 3; n++) counts[n - 1]++;
  }
  return counts;
}
