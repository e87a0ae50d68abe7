// What is shown: which edges and which terms, after the reader's wishes.
import type { Graph, Pattern } from "./graph.ts";

/** How a language bears on an edge: any language will do, it is made in this one, in this one alone, in all languages. */
export type Scope = "any" | "in" | "only" | "all";
export type Placeholders = "with" | "without" | "only";

export interface Filters {
  readonly scope: Scope;
  /** The number of the language that `in` and `only` mean. */
  readonly language: number;
  readonly placeholders: Placeholders;
  readonly repaired: boolean;
  readonly least: number;
  /** A keyword, or empty. */
  readonly keyword: string;
  /** The number of a community, or -1. */
  readonly community: number;
}

export const NO_FILTERS: Filters = {
  scope: "any",
  language: 0,
  placeholders: "with",
  repaired: false,
  least: 1,
  keyword: "",
  community: -1,
};

export interface Shown {
  readonly terms: Uint8Array;
  readonly edges: Uint8Array;
  readonly termCount: number;
  readonly edgeCount: number;
}

/** Whether a filter is set that edges have to pass, so that terms without edges are of no interest. */
const filtersEdges = (filters: Filters): boolean => filters.scope !== "any" || filters.repaired || filters.least > 1;

export const isFiltered = (filters: Filters): boolean =>
  filtersEdges(filters) || filters.placeholders !== "with" || filters.keyword !== "" || filters.community >= 0;

function passes(pattern: Pattern, { scope, language, least }: Filters, languages: number): boolean {
  if (least > 1 && pattern.reduce((sum, [, count]) => sum + count, 0) < least) return false;
  if (scope === "any") return true;
  if (scope === "all") return pattern.length >= languages;
  if (scope === "only" && pattern.length > 1) return false;
  return pattern.some(([one]) => one === language);
}

/** Applies filters; `members` are the terms of the keyword that is asked for. */
export function shown(graph: Graph, filters: Filters, languages: number, members: readonly number[]): Shown {
  const terms = new Uint8Array(graph.terms).fill(1);
  const edges = new Uint8Array(graph.edges).fill(1);
  if (!isFiltered(filters)) return { terms, edges, termCount: graph.terms, edgeCount: graph.edges };
  if (filters.keyword !== "") {
    terms.fill(0);
    for (const term of members) terms[term] = 1;
  }
  for (let term = 0; term < graph.terms; term++) {
    if (filters.community >= 0 && graph.community[term] !== filters.community) terms[term] = 0;
    if (filters.placeholders !== "with" && (graph.placeholder[term] === 1) !== (filters.placeholders === "only"))
      terms[term] = 0;
  }
  const good = Uint8Array.from(graph.patterns, (pattern) => Number(passes(pattern, filters, languages)));
  const linked = new Uint8Array(graph.terms);
  let edgeCount = 0;
  for (let edge = 0; edge < graph.edges; edge++) {
    const [source, target] = [graph.source[edge], graph.target[edge]];
    edges[edge] =
      good[graph.pattern[edge]] & terms[source] & terms[target] & (filters.repaired ? graph.repaired[edge] : 1);
    if (!edges[edge]) continue;
    edgeCount++;
    linked[source] = 1;
    linked[target] = 1;
  }
  let termCount = 0;
  for (let term = 0; term < graph.terms; term++) {
    if (filtersEdges(filters) && !linked[term]) terms[term] = 0;
    termCount += terms[term];
  }
  return { terms, edges, termCount, edgeCount };
}
