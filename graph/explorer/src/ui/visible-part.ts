// The part of the graph that the filters leave, and how the page reports it.
import { applyFilters, isFiltered, type Visibility } from "../data/filters.ts";
import type { App } from "./app.ts";
import { byId } from "./dom.ts";
import { fillFilterForm } from "./filter-form.ts";
import { translate, translateCount } from "./words.ts";

export async function visibilityOf({ about, details, graph, state }: App): Promise<Visibility> {
  const { keyword, folder } = state.filters;
  const folders = folder ? await details.folders() : [];
  return applyFilters(graph, state.filters, about.languages.length, {
    keyword: keyword ? await details.termsOfKeyword(keyword) : null,
    folder: folder ? (folders.find(([name]) => name === folder)?.[1] ?? []) : null,
  });
}

/** Shows how many terms are visible: in the banner if a filter is set, and in the description of the map. */
export function showFilterCounts(app: App, visible: Visibility, map: HTMLElement): void {
  const { termCount, edgeCount } = visible;
  const filtered = isFiltered(app.state.filters);
  byId("banner").hidden = !filtered;
  byId("show-filters").classList.toggle("on", filtered);
  const text = translate("filtered", { n: termCount, all: app.graph.terms });
  byId("banner-text").textContent = text;
  if (filtered) app.announce(text);
  if (!byId("filters").hidden) void fillFilterForm(app, visible);
  const counts = `${translateCount(termCount, "term_one", "terms")}, ${translateCount(edgeCount, "link_one", "links")}`;
  map.setAttribute("aria-label", `${translate("graph")}: ${counts}`);
}
