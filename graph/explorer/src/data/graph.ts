// The graph as typed arrays. Terms are numbered by importance, most central first, so the first terms are those that a map
// shows from afar. Edges are sorted by source and target.
import type { Blocks } from "./blocks.ts";

/** The number of links in each language: pairs of a language index and a count. */
export type Pattern = readonly (readonly [number, number])[];

export interface Graph {
  readonly terms: number;
  readonly edges: number;
  /** Coordinates, from 0 to WORLD. */
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly community: Uint16Array;
  readonly communities: number;
  readonly placeholder: Uint8Array;
  /** PageRank; the sum over all terms is 1. */
  readonly rank: Float32Array;
  /** The number of articles of a term. */
  readonly articles: Uint8Array;
  readonly source: Uint32Array;
  readonly target: Uint32Array;
  readonly pattern: Uint32Array;
  readonly patterns: readonly Pattern[];
  /** The number of links behind an edge, in all languages. */
  readonly count: Uint32Array;
  readonly repaired: Uint8Array;
  /**
   * The edges that leave term t are `outStart[t]` to `outStart[t + 1]`; those that enter it are `into[inStart[t]]` to
   * `into[inStart[t + 1]]`, each without the last.
   */
  readonly outStart: Uint32Array;
  readonly inStart: Uint32Array;
  readonly into: Uint32Array;
}

/** The length of the square that the graph is laid out in. */
export const WORLD = 1000;

const MAX_UINT16 = 65535;

/** The columns of a graph as the page stores them. */
export interface Columns {
  readonly x: Uint16Array;
  readonly y: Uint16Array;
  readonly community: Uint16Array;
  readonly placeholder: Uint8Array;
  readonly rank: Float32Array;
  readonly articles: Uint8Array;
  readonly out: Uint32Array;
  readonly target: Uint32Array;
  readonly pattern: Uint32Array;
  readonly repaired: Uint8Array;
  readonly patterns: readonly Pattern[];
}

export async function readGraph(blocks: Blocks): Promise<Graph> {
  const names = [
    "x",
    "y",
    "community",
    "placeholder",
    "rank",
    "articles",
    "out",
    "target",
    "pattern",
    "repaired",
  ] as const;
  const [x, y, community, placeholder, rank, articles, out, target, pattern, repaired] = await Promise.all(
    names.map((name) => blocks.bytes(name)),
  );
  return buildGraph({
    x: new Uint16Array(x),
    y: new Uint16Array(y),
    community: new Uint16Array(community),
    placeholder: new Uint8Array(placeholder),
    rank: new Float32Array(rank),
    articles: new Uint8Array(articles),
    out: new Uint32Array(out),
    target: new Uint32Array(target),
    pattern: new Uint32Array(pattern),
    repaired: new Uint8Array(repaired),
    patterns: await blocks.json<Pattern[]>("patterns", []),
  });
}

export function buildGraph(columns: Columns): Graph {
  const terms = columns.x.length;
  const edges = columns.target.length;
  const { target, pattern, patterns } = columns;
  const outStart = runningTotals(columns.out);
  const source = new Uint32Array(edges);
  for (let term = 0; term < terms; term++) source.fill(term, outStart[term], outStart[term + 1]);
  const inDegrees = new Uint32Array(terms);
  for (let edge = 0; edge < edges; edge++) inDegrees[target[edge]]++;
  const inStart = runningTotals(inDegrees);
  const nextSlot = inStart.slice();
  const into = new Uint32Array(edges);
  for (let edge = 0; edge < edges; edge++) into[nextSlot[target[edge]]++] = edge;
  const totals = patterns.map((pairs) => pairs.reduce((sum, [, count]) => sum + count, 0));
  return {
    ...columns,
    terms,
    edges,
    x: Float32Array.from(columns.x, (value) => (value / MAX_UINT16) * WORLD),
    y: Float32Array.from(columns.y, (value) => (value / MAX_UINT16) * WORLD),
    communities: columns.community.reduce((count, of) => (of === MAX_UINT16 ? count : Math.max(count, of + 1)), 0),
    source,
    count: Uint32Array.from(pattern, (index) => totals[index]),
    outStart,
    inStart,
    into,
  };
}

/** Where each run of values starts, and where the last one ends. */
function runningTotals(sizes: Uint32Array): Uint32Array {
  const totals = new Uint32Array(sizes.length + 1);
  for (let i = 0; i < sizes.length; i++) totals[i + 1] = totals[i] + sizes[i];
  return totals;
}

/** Yields the edges of a term, first those that leave it. */
export function* edgesOf(graph: Graph, term: number): Generator<number> {
  for (let edge = graph.outStart[term]; edge < graph.outStart[term + 1]; edge++) yield edge;
  for (let i = graph.inStart[term]; i < graph.inStart[term + 1]; i++) yield graph.into[i];
}

export const outDegree = (graph: Graph, term: number): number => graph.outStart[term + 1] - graph.outStart[term];
export const inDegree = (graph: Graph, term: number): number => graph.inStart[term + 1] - graph.inStart[term];

/** The other end of an edge. */
export const otherEnd = (graph: Graph, edge: number, term: number): number =>
  graph.source[edge] === term ? graph.target[edge] : graph.source[edge];

/** The edge from one term to another, or -1. */
export function edgeBetween(graph: Graph, from: number, to: number): number {
  let low = graph.outStart[from];
  let high = graph.outStart[from + 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (graph.target[middle] < to) low = middle + 1;
    else high = middle;
  }
  return low < graph.outStart[from + 1] && graph.target[low] === to ? low : -1;
}
