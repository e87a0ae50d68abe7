// Filters: which terms and edges are visible.
import type { Graph, Pattern } from "./graph.ts";

/** Which edges pass: links in any language, in one language among others, in one language only, in all languages. */
export type Scope = "any" | "in" | "only" | "all";
export type Placeholders = "with" | "without" | "only";

export interface Filters {
  readonly scope: Scope;
  /** The index of the language that `in` and `only` refer to. */
  readonly language: number;
  readonly placeholders: Placeholders;
  readonly repaired: boolean;
  /** The least number of links behind an edge. */
  readonly minLinks: number;
  /** A keyword, or empty. */
  readonly keyword: string;
  /** The index of a community, or -1. */
  readonly community: number;
}

export const NO_FILTERS: Filters = {
  scope: "any",
  language: 0,
  placeholders: "with",
  repaired: false,
  minLinks: 1,
  keyword: "",
  community: -1,
};

/** The terms and edges that pass the filters: 1 for visible, 0 for hidden. */
export interface Visibility {
  readonly terms: Uint8Array;
  readonly edges: Uint8Array;
  readonly termCount: number;
  readonly edgeCount: number;
}

/** Whether a filter is set on edges; then terms without a visible edge are hidden too. */
const filtersEdges = (filters: Filters): boolean => filters.scope !== "any" || filters.repaired || filters.minLinks > 1;

export const isFiltered = (filters: Filters): boolean =>
  filtersEdges(filters) || filters.placeholders !== "with" || filters.keyword !== "" || filters.community >= 0;

function patternPasses(pattern: Pattern, { scope, language, minLinks }: Filters, languageCount: number): boolean {
  if (minLinks > 1 && pattern.reduce((sum, [, count]) => sum + count, 0) < minLinks) return false;
  if (scope === "any") return true;
  if (scope === "all") return pattern.length >= languageCount;
  if (scope === "only" && pattern.length > 1) return false;
  return pattern.some(([linkLanguage]) => linkLanguage === language);
}

/** Applies filters; `keywordTerms` are the terms of the keyword in the filters. */
export function applyFilters(
  graph: Graph,
  filters: Filters,
  languageCount: number,
  keywordTerms: readonly number[],
): Visibility {
  const terms = new Uint8Array(graph.terms).fill(1);
  const edges = new Uint8Array(graph.edges).fill(1);
  if (!isFiltered(filters)) return { terms, edges, termCount: graph.terms, edgeCount: graph.edges };
  if (filters.keyword !== "") {
    terms.fill(0);
    for (const term of keywordTerms) terms[term] = 1;
  }
  for (let term = 0; term < graph.terms; term++) {
    if (filters.community >= 0 && graph.community[term] !== filters.community) terms[term] = 0;
    if (filters.placeholders !== "with" && (graph.placeholder[term] === 1) !== (filters.placeholders === "only"))
      terms[term] = 0;
  }
  const passing = Uint8Array.from(graph.patterns, (pattern) => Number(patternPasses(pattern, filters, languageCount)));
  const linked = new Uint8Array(graph.terms);
  let edgeCount = 0;
  for (let edge = 0; edge < graph.edges; edge++) {
    const [source, target] = [graph.source[edge], graph.target[edge]];
    edges[edge] =
      passing[graph.pattern[edge]] & terms[source] & terms[target] & (filters.repaired ? graph.repaired[edge] : 1);
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
