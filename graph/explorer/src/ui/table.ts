// The list: the terms as a table that can be sorted.
import type { Visibility } from "../data/filters.ts";
import { inDegree, outDegree } from "../data/graph.ts";
import { NO_COMMUNITY } from "../map/theme.ts";
import { type App, nameElement } from "./app.ts";
import { byId, make } from "./dom.ts";
import { COLUMNS, type Column, type Sorting } from "./state.ts";
import { formatNumber, translate } from "./words.ts";

const ROWS_PER_PAGE = 100;

export function fillTable(app: App, visible: Visibility, sorting: Sorting): void {
  const terms = sortTerms(app, visible, sorting);
  const head = make("tr");
  for (const column of COLUMNS) {
    const button = make("button", { text: translate(`column_${column}`) });
    button.addEventListener("click", () => {
      const { list } = app.state;
      const descending = list?.column === column ? !list.descending : column !== "name" && column !== "rank";
      app.setState({ list: { column, descending } }, "replace");
      byId("list").querySelector<HTMLElement>(`[data-column="${column}"] button`)?.focus();
    });
    const isText = column === "name" || column === "community";
    const header = make("th", { scope: "col", "data-column": column, class: isText ? "" : "figure" }, button);
    if (sorting.column === column) header.setAttribute("aria-sort", sorting.descending ? "descending" : "ascending");
    head.append(header);
  }
  const body = make("tbody");
  const table = make(
    "table",
    {},
    make("caption", { class: "visually-hidden", text: translate("list") }),
    make("thead", {}, head),
    body,
  );
  const moreButton = make("button", { class: "plain", text: translate("show_more") });
  let rowCount = 0;
  const addRows = (): void => {
    body.append(...terms.slice(rowCount, rowCount + ROWS_PER_PAGE).map((term) => makeRow(app, term)));
    rowCount += ROWS_PER_PAGE;
    moreButton.hidden = rowCount >= terms.length;
  };
  moreButton.addEventListener("click", () => {
    const firstNewRow = rowCount;
    addRows();
    body.rows[firstNewRow]?.querySelector("button")?.focus();
  });
  addRows();
  byId("list").replaceChildren(table, moreButton);
}

function makeRow(app: App, term: number): HTMLElement {
  const { graph, members } = app;
  const link = make("button", { class: `go${graph.placeholder[term] ? " placeholder" : ""}` }, nameElement(app, term));
  link.addEventListener("click", () => app.setState({ term, path: null }, "push"));
  const figure = (value: number): HTMLElement => make("td", { class: "figure", text: formatNumber(value) });
  const community = graph.community[term];
  const row = make(
    "tr",
    {},
    make("th", { scope: "row" }, link),
    figure(term + 1),
    figure(inDegree(graph, term)),
    figure(outDegree(graph, term)),
    figure(graph.articles[term]),
    make("td", {}, community === NO_COMMUNITY ? "" : nameElement(app, members[community][0], "bdi", false)),
  );
  if (term === app.state.term) row.classList.add("selected");
  return row;
}

function sortTerms(app: App, visible: Visibility, { column, descending }: Sorting): number[] {
  const { graph } = app;
  const terms: number[] = [];
  for (let term = 0; term < graph.terms; term++) if (visible.terms[term]) terms.push(term);
  const sign = descending ? -1 : 1;
  if (column === "name") {
    const collator = new Intl.Collator(app.about.languages[app.state.language]?.tag);
    const names = new Map(terms.map((term) => [term, app.caption(term).text]));
    return terms.sort((a, b) => sign * collator.compare(names.get(a)!, names.get(b)!) || a - b);
  }
  const columnValues: Record<Exclude<Column, "name">, (term: number) => number> = {
    rank: (term) => term,
    in: (term) => inDegree(graph, term),
    out: (term) => outDegree(graph, term),
    articles: (term) => graph.articles[term],
    community: (term) => graph.community[term],
  };
  const value = columnValues[column];
  return terms.sort((a, b) => sign * (value(a) - value(b)) || a - b);
}
