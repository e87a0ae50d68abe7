// The list: the terms as a table that can be sorted and searched, with the columns that the reader chooses.
import type { Visibility } from "../data/filters.ts";
import { inDegree, outDegree } from "../data/graph.ts";
import { fold } from "../data/text.ts";
import { NO_COMMUNITY } from "../map/theme.ts";
import { type App, nameElement } from "./app.ts";
import { byId, make } from "./dom.ts";
import { COLUMNS, type Column, type Sorting } from "./state.ts";
import { formatNumber, translate } from "./words.ts";

const ROWS_PER_PAGE = 100;
const NARROW_PX = 600;

/** The columns that are shown, for this visit; null for those that fit. */
let chosenColumns: readonly Column[] | null = null;
let query = "";

/** On a phone: the name, and the number by which the list is sorted. */
function shownColumns(sorting: Sorting): readonly Column[] {
  if (chosenColumns) return chosenColumns;
  if (byId("list").clientWidth >= NARROW_PX) return COLUMNS;
  return ["name", sorting.column === "name" ? "in" : sorting.column];
}

/** Shows the list, or the map if the list is closed. */
export function showList(app: App, visible: Visibility): void {
  const { list } = app.state;
  byId("list").hidden = !list;
  byId("show-list").setAttribute("aria-pressed", String(Boolean(list)));
  if (list) fillTable(app, visible, list);
  else byId("list").replaceChildren();
}

function fillTable(app: App, visible: Visibility, sorting: Sorting): void {
  const columns = shownColumns(sorting);
  const body = make("tbody");
  const moreButton = make("button", { class: "plain", text: translate("show_more") });
  let terms: readonly number[] = [];
  let rowCount = 0;
  const addRows = (): void => {
    body.append(...terms.slice(rowCount, rowCount + ROWS_PER_PAGE).map((term) => makeRow(app, term, columns)));
    rowCount += ROWS_PER_PAGE;
    moreButton.hidden = rowCount >= terms.length;
  };
  const showRows = (): void => {
    const wanted = fold(query).trim();
    const sorted = sortTerms(app, visible, sorting);
    terms = wanted ? sorted.filter((term) => matches(app, term, wanted)) : sorted;
    body.replaceChildren();
    rowCount = 0;
    addRows();
  };
  moreButton.addEventListener("click", () => {
    const firstNewRow = rowCount;
    addRows();
    body.rows[firstNewRow]?.querySelector("button")?.focus();
  });
  body.addEventListener("keydown", (event) => moveByKey(event, body));
  const table = make(
    "table",
    {},
    make("caption", { class: "visually-hidden", text: translate("list") }),
    make("thead", {}, makeHead(app, sorting, columns)),
    body,
  );
  const filter = byId("list").querySelector<HTMLInputElement>("#list-filter");
  const hadFocus = filter !== null && filter === document.activeElement;
  byId("list").replaceChildren(makeToolbar(app, visible, sorting, columns, showRows), table, moreButton);
  if (hadFocus) byId("list-filter").focus();
  showRows();
}

function matches(app: App, term: number, wanted: string): boolean {
  return fold(app.caption(term).text).includes(wanted) || fold(app.names.slugs[term]).includes(wanted);
}

/** Arrow keys move between the rows. */
function moveByKey(event: KeyboardEvent, body: HTMLTableSectionElement): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const row = (event.target as HTMLElement).closest("tr");
  if (!step || !row) return;
  event.preventDefault();
  body.rows[[...body.rows].indexOf(row) + step]?.querySelector("button")?.focus();
}

/** The box that filters the list by name, and the choice of columns. */
function makeToolbar(
  app: App,
  visible: Visibility,
  sorting: Sorting,
  columns: readonly Column[],
  showRows: () => void,
): HTMLElement {
  const filter = make("input", {
    id: "list-filter",
    class: "field",
    type: "search",
    "aria-label": translate("list_filter"),
  });
  filter.placeholder = translate("list_filter");
  filter.value = query;
  filter.dir = "auto";
  filter.addEventListener("input", () => {
    query = filter.value;
    showRows();
  });
  const choice = make("details", { class: "columns" }, make("summary", { class: "plain", text: translate("columns") }));
  const boxes = make("div", { class: "popup", role: "group", "aria-label": translate("columns") });
  for (const column of COLUMNS.slice(1)) {
    const box = make("input", { type: "checkbox", id: `column-${column}` });
    box.checked = columns.includes(column);
    box.addEventListener("change", () => {
      const shown = new Set<Column>(columns);
      if (box.checked) shown.add(column);
      else shown.delete(column);
      chosenColumns = COLUMNS.filter((each) => shown.has(each));
      fillTable(app, visible, sorting);
      const reopened = byId("list").querySelector<HTMLDetailsElement>(".columns");
      if (reopened) reopened.open = true;
      byId(`column-${column}`).focus();
    });
    const label = make("label", { text: translate(`column_${column}`) });
    label.htmlFor = box.id;
    boxes.append(make("div", { class: "of-form" }, label, box));
  }
  choice.append(boxes);
  return make("div", { class: "list-tools" }, filter, choice);
}

function makeHead(app: App, sorting: Sorting, columns: readonly Column[]): HTMLElement {
  const head = make("tr");
  for (const column of columns) {
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
  return head;
}

function makeRow(app: App, term: number, columns: readonly Column[]): HTMLElement {
  const { graph } = app;
  const link = make("button", { class: `go${graph.placeholder[term] ? " placeholder" : ""}` }, nameElement(app, term));
  link.addEventListener("click", () => app.setState({ term, path: null }, "push"));
  const row = make("tr", {}, make("th", { scope: "row" }, link));
  for (const column of columns) {
    if (column === "name") continue;
    const community = graph.community[term];
    row.append(
      column === "community"
        ? make("td", { text: community === NO_COMMUNITY ? "" : app.communityName(community), dir: "auto" })
        : make("td", {
            class: "figure",
            text: formatNumber(columnValue(app, column, term) + (column === "rank" ? 1 : 0)),
          }),
    );
  }
  if (term === app.state.term) row.classList.add("selected");
  return row;
}

function columnValue({ graph }: App, column: Exclude<Column, "name">, term: number): number {
  const values: Record<Exclude<Column, "name">, () => number> = {
    rank: () => term,
    in: () => inDegree(graph, term),
    out: () => outDegree(graph, term),
    articles: () => graph.articles[term],
    community: () => graph.community[term],
  };
  return values[column]();
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
  return terms.sort((a, b) => sign * (columnValue(app, column, a) - columnValue(app, column, b)) || a - b);
}
