// Distances and shortest paths.
import { edgeBetween, edgesOf, type Graph, otherEnd } from "./graph.ts";

/** Counts the links between a start and each term, in either direction; 255 where it takes more than `maxHops`. */
export function hopsFrom(graph: Graph, start: number, maxHops: number, visibleEdges?: Uint8Array): Uint8Array {
  const hops = new Uint8Array(graph.terms).fill(255);
  hops[start] = 0;
  let frontier = [start];
  for (let hop = 1; hop <= maxHops && frontier.length; hop++) {
    const next: number[] = [];
    for (const term of frontier) {
      for (const edge of edgesOf(graph, term)) {
        if (visibleEdges && !visibleEdges[edge]) continue;
        const neighbour = otherEnd(graph, edge, term);
        if (hops[neighbour] !== 255) continue;
        hops[neighbour] = hop;
        next.push(neighbour);
      }
    }
    frontier = next;
  }
  return hops;
}

/** One step of a path: the edge, and whether the path follows it backwards. */
export interface Hop {
  readonly from: number;
  readonly to: number;
  readonly edge: number;
  readonly backwards: boolean;
}

/** The shortest path between two terms: in the direction of the links if there is one, else in any direction; else null. */
export function shortestPath(graph: Graph, from: number, to: number): readonly Hop[] | null {
  return search(graph, from, to, false) ?? search(graph, from, to, true);
}

function search(graph: Graph, from: number, to: number, bothWays: boolean): readonly Hop[] | null {
  const previous = new Int32Array(graph.terms).fill(-1);
  previous[from] = from;
  let frontier = [from];
  while (frontier.length && previous[to] < 0) {
    const next: number[] = [];
    for (const term of frontier) {
      const last = graph.outStart[term + 1];
      for (let edge = graph.outStart[term]; edge < last; edge++) visit(graph.target[edge], term, next);
      if (!bothWays) continue;
      for (let i = graph.inStart[term]; i < graph.inStart[term + 1]; i++)
        visit(graph.source[graph.into[i]], term, next);
    }
    frontier = next;
  }
  function visit(neighbour: number, term: number, next: number[]): void {
    if (previous[neighbour] >= 0) return;
    previous[neighbour] = term;
    next.push(neighbour);
  }
  if (previous[to] < 0) return null;
  const hops: Hop[] = [];
  for (let term = to; term !== from; term = previous[term]) {
    const forward = edgeBetween(graph, previous[term], term);
    const edge = forward >= 0 ? forward : edgeBetween(graph, term, previous[term]);
    hops.push({ from: previous[term], to: term, edge, backwards: forward < 0 });
  }
  return hops.reverse();
}
