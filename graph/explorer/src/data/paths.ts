// Distances, and paths that avoid hubs. The rule is that of the command `glossograph path`.
import { edgeBetween, type Graph, inDegree, otherEnd, outDegree } from "./graph.ts";

/** Counts the links between a start and each term, in either direction; 255 where it takes more than `maxHops`. */
export function hopsFrom(graph: Graph, start: number, maxHops: number, visibleEdges?: Uint8Array): Uint8Array {
  const hops = new Uint8Array(graph.terms).fill(255);
  hops[start] = 0;
  let frontier = [start];
  for (let hop = 1; hop <= maxHops && frontier.length; hop++) {
    const next: number[] = [];
    const visit = (neighbour: number, edge: number): void => {
      if (hops[neighbour] !== 255 || (visibleEdges && !visibleEdges[edge])) return;
      hops[neighbour] = hop;
      next.push(neighbour);
    };
    for (const term of frontier) {
      for (let edge = graph.outStart[term]; edge < graph.outStart[term + 1]; edge++) visit(graph.target[edge], edge);
      for (let i = graph.inStart[term]; i < graph.inStart[term + 1]; i++)
        visit(graph.source[graph.into[i]], graph.into[i]);
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

/** How a path follows links: along them, against them, either way; `auto` is along them if it can, else either way. */
export type PathDirection = "auto" | "with" | "against" | "any";
export const PATH_DIRECTIONS: readonly PathDirection[] = ["auto", "with", "against", "any"];

export const MAX_PATHS = 3;
/** Links that an alternative may have more than the first path. */
const MAX_EXTRA_LINKS = 2;
const LINK_COST = 2;

type Path = readonly Hop[];

/**
 * Finds up to three paths, the best first, without a common term besides their ends.
 *
 * A path costs 2 for each link, and for each term between its ends the number of bits of that term's degree. Of paths that cost
 * the same, the one with fewer links is first, then the one whose edges have more links, then the first by slugs.
 */
export function findPaths(
  graph: Graph,
  slugs: readonly string[],
  from: number,
  to: number,
  direction: PathDirection,
): readonly Path[] {
  if (direction === "auto") {
    const along = findPaths(graph, slugs, from, to, "with");
    return along.length ? along : findPaths(graph, slugs, from, to, "any");
  }
  if (from === to) return [[]];
  const paths: Path[] = [];
  const closed = new Uint8Array(graph.terms);
  while (paths.length < MAX_PATHS) {
    const withoutDirect = paths.some((path) => path.length === 1);
    const path = bestPath(graph, slugs, from, to, direction, closed, withoutDirect);
    if (!path || (paths.length && path.length > paths[0].length + MAX_EXTRA_LINKS)) break;
    paths.push(path);
    for (const { to: end } of path) if (end !== to) closed[end] = 1;
  }
  return paths;
}

/** The number of different neighbours of a term. */
function degree(graph: Graph, term: number): number {
  if (!inDegree(graph, term)) return outDegree(graph, term);
  const neighbours = new Set<number>();
  for (let edge = graph.outStart[term]; edge < graph.outStart[term + 1]; edge++) neighbours.add(graph.target[edge]);
  for (let i = graph.inStart[term]; i < graph.inStart[term + 1]; i++) neighbours.add(graph.source[graph.into[i]]);
  neighbours.delete(term);
  return neighbours.size;
}

interface Cost {
  readonly toll: number;
  readonly links: number;
  /** The links of the edges, negated: fewer is worse. */
  readonly strength: number;
}

const compareCosts = (a: Cost, b: Cost): number => a.toll - b.toll || a.links - b.links || a.strength - b.strength;

/** Yields the steps from a term: the other term and the edge; of two edges only the one along the step. */
function* steps(
  graph: Graph,
  term: number,
  direction: PathDirection,
  outwards: boolean,
): Generator<readonly [neighbour: number, edge: number]> {
  const along = direction !== "against";
  const against = direction !== "with";
  const takesOut = outwards ? along : against;
  const takesIn = outwards ? against : along;
  for (let edge = graph.outStart[term]; takesOut && edge < graph.outStart[term + 1]; edge++) {
    const neighbour = graph.target[edge];
    if (neighbour === term || (!outwards && direction === "any" && edgeBetween(graph, neighbour, term) >= 0)) continue;
    yield [neighbour, edge];
  }
  for (let i = graph.inStart[term]; takesIn && i < graph.inStart[term + 1]; i++) {
    const edge = graph.into[i];
    const neighbour = otherEnd(graph, edge, term);
    if (neighbour === term || (outwards && direction === "any" && edgeBetween(graph, term, neighbour) >= 0)) continue;
    yield [neighbour, edge];
  }
}

function bestPath(
  graph: Graph,
  slugs: readonly string[],
  from: number,
  to: number,
  direction: PathDirection,
  closed: Uint8Array,
  withoutDirect: boolean,
): Path | null {
  const costs = new Map<number, Cost>();
  const tolls = new Map<number, number>();
  const tollOf = (term: number): number => {
    if (term === to) return LINK_COST;
    let toll = tolls.get(term);
    if (toll === undefined) {
      toll = LINK_COST + bitLength(degree(graph, term));
      tolls.set(term, toll);
    }
    return toll;
  };
  const queue = new CostQueue();
  queue.push({ toll: 0, links: 0, strength: 0 }, to);
  for (let next = queue.pop(); next && !costs.has(from); next = queue.pop()) {
    const [cost, term] = next;
    if (costs.has(term)) continue;
    costs.set(term, cost);
    const toll = tollOf(term);
    for (const [before, edge] of steps(graph, term, direction, false)) {
      if (costs.has(before) || closed[before] || (withoutDirect && term === to && before === from)) continue;
      queue.push(
        { toll: cost.toll + toll, links: cost.links + 1, strength: cost.strength - graph.count[edge] },
        before,
      );
    }
  }
  if (!costs.has(from)) return null;
  const path: Hop[] = [];
  for (let term = from; term !== to; ) {
    let best: (Cost & { term: number; edge: number }) | null = null;
    for (const [after, edge] of steps(graph, term, direction, true)) {
      const rest = costs.get(after);
      if (!rest || (withoutDirect && term === from && after === to)) continue;
      const total = {
        toll: rest.toll + tollOf(after),
        links: rest.links + 1,
        strength: rest.strength - graph.count[edge],
        term: after,
        edge,
      };
      const order = best ? compareCosts(total, best) || (slugs[after] < slugs[best.term] ? -1 : 1) : -1;
      if (order < 0) best = total;
    }
    path.push({ from: term, to: best!.term, edge: best!.edge, backwards: graph.source[best!.edge] !== term });
    term = best!.term;
  }
  return path;
}

/** The number of bits of a whole number. */
const bitLength = (value: number): number => 32 - Math.clz32(value);

/** A queue of terms by cost. */
class CostQueue {
  readonly #heap: [Cost, number][] = [];

  push(cost: Cost, term: number): void {
    const heap = this.#heap;
    heap.push([cost, term]);
    for (let child = heap.length - 1; child > 0; ) {
      const parent = (child - 1) >> 1;
      if (compareCosts(heap[parent][0], heap[child][0]) <= 0) break;
      [heap[parent], heap[child]] = [heap[child], heap[parent]];
      child = parent;
    }
  }

  pop(): readonly [Cost, number] | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (!heap.length || !last) return first;
    heap[0] = last;
    for (let parent = 0; ; ) {
      let child = 2 * parent + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && compareCosts(heap[child + 1][0], heap[child][0]) < 0) child++;
      if (compareCosts(heap[parent][0], heap[child][0]) <= 0) break;
      [heap[parent], heap[child]] = [heap[child], heap[parent]];
      parent = child;
    }
    return first;
  }
}
