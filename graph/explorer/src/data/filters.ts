// Filters: which terms and edges are visible.
import { type Graph, inDegree, outDegree, type Pattern } from "./graph.ts";

/**
 * Which edges pass: links in any language, in one language among others, in one language only, in all languages; or those in one
 * of two languages that are compared.
 */
export type Scope = "any" | "in" | "only" | "all" | "compare";
export type Placeholders = "with" | "without" | "only";

export interface Filters {
  readonly scope: Scope;
  /** The index of the language that `in`, `only` and `compare` refer to. */
  readonly language: number;
  /** The index of the second language that is compared. */
  readonly other: number;
  readonly placeholders: Placeholders;
  /** Whether terms without a visible link are hidden. */
  readonly linked: boolean;
  /** Terms with more neighbours are hidden; 0 hides none. */
  readonly maxLinks: number;
  readonly repaired: boolean;
  /** The least number of links behind an edge. */
  readonly minLinks: number;
  /** A keyword, or empty. */
  readonly keyword: string;
  /** A folder, or empty. */
  readonly folder: string;
  /** The indexes of communities; none for all. */
  readonly communities: readonly number[];
  /** Whether terms that are linked through hidden terms are joined. */
  readonly bridges: boolean;
}

export const NO_FILTERS: Filters = {
  scope: "any",
  language: 0,
  other: 1,
  placeholders: "with",
  linked: false,
  maxLinks: 0,
  repaired: false,
  minLinks: 1,
  keyword: "",
  folder: "",
  communities: [],
  bridges: false,
};

/** Edges by the compared languages that have them. */
export const COMPARED = { none: 0, both: 1, first: 2, second: 3 } as const;

/** The terms and edges that pass the filters: 1 for visible, 0 for hidden. */
export interface Visibility {
  readonly terms: Uint8Array;
  readonly edges: Uint8Array;
  readonly termCount: number;
  readonly edgeCount: number;
  /** For each edge which of two compared languages has it; null without a comparison. */
  readonly comparison: Uint8Array | null;
  /** Pairs of visible terms that are linked through a hidden one. */
  readonly bridges: readonly (readonly [source: number, target: number])[];
}

/** Whether a filter is set on edges; then terms without a visible edge are hidden too. */
const filtersEdges = (filters: Filters): boolean => filters.scope !== "any" || filters.repaired || filters.minLinks > 1;

const filtersTerms = (filters: Filters): boolean =>
  filters.placeholders !== "with" ||
  filters.keyword !== "" ||
  filters.folder !== "" ||
  filters.communities.length > 0 ||
  filters.linked ||
  filters.maxLinks > 0;

export const isFiltered = (filters: Filters): boolean => filtersEdges(filters) || filtersTerms(filters);

/** Which of two languages has links of a pattern. */
function compare(pattern: Pattern, first: number, second: number): number {
  const hasFirst = pattern.some(([language]) => language === first);
  const hasSecond = pattern.some(([language]) => language === second);
  if (hasFirst && hasSecond) return COMPARED.both;
  return hasFirst ? COMPARED.first : hasSecond ? COMPARED.second : COMPARED.none;
}

function patternPasses(
  pattern: Pattern,
  { scope, language, other, minLinks }: Filters,
  languageCount: number,
): boolean {
  if (minLinks > 1 && pattern.reduce((sum, [, count]) => sum + count, 0) < minLinks) return false;
  if (scope === "any") return true;
  if (scope === "all") return pattern.length >= languageCount;
  if (scope === "compare") return compare(pattern, language, other) !== COMPARED.none;
  if (scope === "only" && pattern.length > 1) return false;
  return pattern.some(([linkLanguage]) => linkLanguage === language);
}

/** The terms of the keyword and of the folder in the filters; null where none is set. */
export interface TermSets {
  readonly keyword: readonly number[] | null;
  readonly folder: readonly number[] | null;
}

export const NO_TERM_SETS: TermSets = { keyword: null, folder: null };

export function applyFilters(graph: Graph, filters: Filters, languageCount: number, sets: TermSets): Visibility {
  const terms = new Uint8Array(graph.terms).fill(1);
  const edges = new Uint8Array(graph.edges).fill(1);
  if (!isFiltered(filters))
    return { terms, edges, termCount: graph.terms, edgeCount: graph.edges, comparison: null, bridges: [] };
  for (const members of [sets.keyword, sets.folder]) {
    if (!members) continue;
    const chosen = new Set(members);
    for (let term = 0; term < graph.terms; term++) if (!chosen.has(term)) terms[term] = 0;
  }
  const communities = filters.communities.length ? new Set(filters.communities) : null;
  for (let term = 0; term < graph.terms; term++) {
    if (communities && !communities.has(graph.community[term])) terms[term] = 0;
    if (filters.maxLinks && inDegree(graph, term) + outDegree(graph, term) > filters.maxLinks) terms[term] = 0;
    if (filters.placeholders !== "with" && (graph.placeholder[term] === 1) !== (filters.placeholders === "only"))
      terms[term] = 0;
  }
  const bridges = filters.bridges ? findBridges(graph, terms) : [];
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
  for (const pair of bridges) for (const term of pair) linked[term] = 1;
  let termCount = 0;
  for (let term = 0; term < graph.terms; term++) {
    if ((filters.linked || filtersEdges(filters)) && !linked[term]) terms[term] = 0;
    termCount += terms[term];
  }
  const comparison = filters.scope === "compare" ? comparisonOf(graph, filters) : null;
  return { terms, edges, termCount, edgeCount, comparison, bridges };
}

function comparisonOf(graph: Graph, { language, other }: Filters): Uint8Array {
  const kinds = graph.patterns.map((pattern) => compare(pattern, language, other));
  return Uint8Array.from(graph.pattern, (index) => kinds[index]);
}

export const MAX_BRIDGES = 3000;
/** A hidden term with more neighbours joins nothing: it would join everything. */
const MAX_BRIDGED_LINKS = 60;

/** Finds the pairs of visible terms between which a path leads through one hidden term, but no edge. */
function findBridges(graph: Graph, terms: Uint8Array): [number, number][] {
  const found = new Map<number, [number, number]>();
  for (let hidden = 0; hidden < graph.terms; hidden++) {
    if (terms[hidden] || inDegree(graph, hidden) + outDegree(graph, hidden) > MAX_BRIDGED_LINKS) continue;
    for (let i = graph.inStart[hidden]; i < graph.inStart[hidden + 1]; i++) {
      const source = graph.source[graph.into[i]];
      if (!terms[source]) continue;
      for (let edge = graph.outStart[hidden]; edge < graph.outStart[hidden + 1]; edge++) {
        const target = graph.target[edge];
        if (!terms[target] || target === source) continue;
        found.set(source * graph.terms + target, [source, target]);
        if (found.size >= MAX_BRIDGES) return [...found.values()];
      }
    }
  }
  return [...found.values()];
}
