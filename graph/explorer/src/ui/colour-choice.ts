// The colours of the terms, as the reader chose.
import { byCommunity, byCoverage, byGroups } from "../data/colouring.ts";
import type { Colouring } from "../map/scene.ts";
import type { App } from "./app.ts";

export async function colouringOf({ about, details, graph, state }: App): Promise<Colouring> {
  if (state.colourBy === "folder")
    return byGroups(
      graph,
      (await details.folders()).map(([, terms]) => terms),
    );
  if (state.colourBy === "keyword") return byGroups(graph, await details.keywordTerms());
  return state.colourBy === "coverage" ? byCoverage(graph, about.languages.length) : byCommunity(graph);
}
