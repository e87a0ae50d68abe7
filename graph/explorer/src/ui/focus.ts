// What is bright on the map: a term with its neighbourhood, or a path.
import type { Shown } from "../data/filters.ts";
import { edgesOf, type Graph, otherEnd } from "../data/graph.ts";
import { type Hop, within } from "../data/walk.ts";
import type { Focus } from "../map/scene.ts";

const MOST_BETWEEN = 4000;

/** A term and what is at most so many links away, the most central first. */
export function termFocus(graph: Graph, shown: Shown, term: number, hops: number): Focus {
  const far = within(graph, term, hops, shown.edges);
  const bright = new Uint8Array(graph.terms);
  const terms: number[] = [];
  for (let one = 0; one < graph.terms; one++) {
    if (far[one] > hops) continue;
    bright[one] = 1;
    if (one !== term) terms.push(one);
  }
  const edges: [number, "out" | "into" | "near"][] = [];
  for (const edge of edgesOf(graph, term)) {
    if (shown.edges[edge]) edges.push([edge, graph.source[edge] === term ? "out" : "into"]);
  }
  if (hops > 1) {
    for (const one of terms) {
      for (let edge = graph.outStart[one]; edge < graph.outStart[one + 1]; edge++) {
        const other = graph.target[edge];
        if (other !== term && bright[other] && shown.edges[edge]) edges.push([edge, "near"]);
      }
      if (edges.length > MOST_BETWEEN) break;
    }
  }
  terms.sort((a, b) => far[a] - far[b] || a - b);
  return { term, terms, bright, edges };
}

export function pathFocus(graph: Graph, ends: readonly [number, number], hops: readonly Hop[] | null): Focus | null {
  const terms = hops ? [hops[0]?.from ?? ends[0], ...hops.map((hop) => hop.to)] : ends.filter((term) => term >= 0);
  if (!terms.length) return null;
  const bright = new Uint8Array(graph.terms);
  for (const term of terms) bright[term] = 1;
  return { term: -1, terms, bright, edges: (hops ?? []).map((hop) => [hop.edge, "path"]) };
}

/** The linked term that lies in a direction, or -1: near, and straight ahead. */
export function neighbourTowards(graph: Graph, shown: Shown, term: number, dx: number, dy: number): number {
  let best = -1;
  let least = Infinity;
  for (const edge of edgesOf(graph, term)) {
    const other = otherEnd(graph, edge, term);
    if (!shown.edges[edge] || !shown.terms[other]) continue;
    const x = graph.x[other] - graph.x[term];
    const y = graph.y[other] - graph.y[term];
    const ahead = x * dx + y * dy;
    const aside = Math.abs(x * dy - y * dx);
    if (ahead <= 0 || aside > 1.8 * ahead) continue;
    const cost = ahead + 1.6 * aside;
    if (cost >= least) continue;
    least = cost;
    best = other;
  }
  return best;
}
