// What the colours of terms show: their community, folder, keyword, or how many languages have an article.
import { type Colouring, NO_CLASS } from "../map/scene.ts";
import type { Graph } from "./graph.ts";

export type ColourBy = "community" | "folder" | "keyword" | "coverage";
export const COLOURINGS: readonly ColourBy[] = ["community", "folder", "keyword", "coverage"];

/** Classes beyond the distinct colours have no colour of their own. */
export const MAX_CLASSES = 12;

export const byCommunity = (graph: Graph): Colouring => ({ classes: graph.community, showsCommunities: true });

/** Terms by the first of several groups that they are in, such as the largest folder. */
export function byGroups(graph: Graph, groups: readonly (readonly number[])[]): Colouring {
  const classes = new Uint16Array(graph.terms).fill(NO_CLASS);
  for (const [index, terms] of groups.slice(0, MAX_CLASSES).entries())
    for (const term of terms) if (classes[term] === NO_CLASS) classes[term] = index;
  return { classes, showsCommunities: false };
}

/** The bounds of the classes of coverage: shares of the languages that have an article. */
export const COVERAGES = ["all", "most", "some", "one", "none"] as const;

/** Terms by the number of their articles beside the number of languages. */
export function byCoverage(graph: Graph, languages: number): Colouring {
  const classes = Uint16Array.from(graph.articles, (articles) =>
    !articles ? 4 : articles >= languages ? 0 : articles === 1 ? 3 : articles * 2 > languages ? 1 : 2,
  );
  return { classes, showsCommunities: false };
}
