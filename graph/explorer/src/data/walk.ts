// What is near, and what lies between.
import { edgeBetween, edgesOf, type Graph, otherEnd } from "./graph.ts";

/** The terms at most so many links away from `start`, either way round: hops by term, 255 where it is farther. */
export function within(graph: Graph, start: number, hops: number, shown?: Uint8Array): Uint8Array {
  const far = new Uint8Array(graph.terms).fill(255);
  far[start] = 0;
  let border = [start];
  for (let hop = 1; hop <= hops && border.length; hop++) {
    const next: number[] = [];
    for (const term of border) {
      for (const edge of edgesOf(graph, term)) {
        if (shown && !shown[edge]) continue;
        const other = otherEnd(graph, edge, term);
        if (far[other] !== 255) continue;
        far[other] = hop;
        next.push(other);
      }
    }
    border = next;
  }
  return far;
}

/** One step of a path: the edge, and whether it is walked against its direction. */
export interface Hop {
  readonly from: number;
  readonly to: number;
  readonly edge: number;
  readonly against: boolean;
}

/** The shortest path between two terms: along the links where there is one, else either way round; nothing where none leads there. */
export function pathBetween(graph: Graph, from: number, to: number): readonly Hop[] | null {
  return search(graph, from, to, false) ?? search(graph, from, to, true);
}

function search(graph: Graph, from: number, to: number, bothWays: boolean): readonly Hop[] | null {
  const before = new Int32Array(graph.terms).fill(-1);
  before[from] = from;
  let border = [from];
  while (border.length && before[to] < 0) {
    const next: number[] = [];
    for (const term of border) {
      const last = graph.outStart[term + 1];
      for (let edge = graph.outStart[term]; edge < last; edge++) visit(graph.target[edge], term, next);
      if (!bothWays) continue;
      for (let i = graph.inStart[term]; i < graph.inStart[term + 1]; i++)
        visit(graph.source[graph.into[i]], term, next);
    }
    border = next;
  }
  function visit(other: number, term: number, next: number[]): void {
    if (before[other] >= 0) return;
    before[other] = term;
    next.push(other);
  }
  if (before[to] < 0) return null;
  const hops: Hop[] = [];
  for (let term = to; term !== from; term = before[term]) {
    const along = edgeBetween(graph, before[term], term);
    const edge = along >= 0 ? along : edgeBetween(graph, term, before[term]);
    hops.push({ from: before[term], to: term, edge, against: along < 0 });
  }
  return hops.reverse();
}
