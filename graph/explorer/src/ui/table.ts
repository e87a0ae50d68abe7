// The same data as a table that can be sorted.
import type { Shown } from "../data/filters.ts";
import { inDegree, outDegree } from "../data/graph.ts";
import { NO_COMMUNITY } from "../map/theme.ts";
import { type App, named } from "./app.ts";
import { byId, make } from "./dom.ts";
import { COLUMNS, type Column, type Sorting } from "./state.ts";
import { number, say } from "./words.ts";

const AT_ONCE = 100;

export function fillTable(app: App, shown: Shown, sorting: Sorting): void {
  const terms = sorted(app, shown, sorting);
  const head = make("tr");
  for (const column of COLUMNS) {
    const button = make("button", { text: say(`column_${column}`) });
    button.addEventListener("click", () => {
      const down = app.state.list?.column === column ? !app.state.list.down : column !== "name" && column !== "rank";
      app.go({ list: { column, down } }, "replace");
      byId("list").querySelector<HTMLElement>(`[data-column="${column}"] button`)?.focus();
    });
    const here = sorting.column === column;
    const header = make(
      "th",
      { scope: "col", "data-column": column, class: column === "name" || column === "community" ? "" : "figure" },
      button,
    );
    if (here) header.setAttribute("aria-sort", sorting.down ? "descending" : "ascending");
    head.append(header);
  }
  const body = make("tbody");
  const table = make(
    "table",
    {},
    make("caption", { class: "unseen", text: say("list") }),
    make("thead", {}, head),
    body,
  );
  const more = make("button", { class: "plain", text: say("show_more") });
  let listed = 0;
  const add = (): void => {
    body.append(...terms.slice(listed, listed + AT_ONCE).map((term) => row(app, term)));
    listed += AT_ONCE;
    more.hidden = listed >= terms.length;
  };
  more.addEventListener("click", () => {
    const first = listed;
    add();
    body.rows[first]?.querySelector("button")?.focus();
  });
  add();
  byId("list").replaceChildren(table, more);
}

function row(app: App, term: number): HTMLElement {
  const { graph, members } = app;
  const go = make("button", { class: `go${graph.placeholder[term] ? " placeholder" : ""}` }, named(app, term));
  go.addEventListener("click", () => app.go({ term, path: null }, "push"));
  const figure = (value: number): HTMLElement => make("td", { class: "figure", text: number(value) });
  const community = graph.community[term];
  const made = make(
    "tr",
    { "aria-selected": undefined },
    make("th", { scope: "row" }, go),
    figure(term + 1),
    figure(inDegree(graph, term)),
    figure(outDegree(graph, term)),
    figure(graph.articles[term]),
    make("td", {}, community === NO_COMMUNITY ? "" : named(app, members[community][0], "bdi", false)),
  );
  if (term === app.state.term) made.classList.add("selected");
  return made;
}

function sorted(app: App, shown: Shown, { column, down }: Sorting): number[] {
  const { graph } = app;
  const terms: number[] = [];
  for (let term = 0; term < graph.terms; term++) if (shown.terms[term]) terms.push(term);
  const sign = down ? -1 : 1;
  if (column === "name") {
    const collator = new Intl.Collator(app.about.languages[app.state.language]?.tag);
    const names = new Map(terms.map((term) => [term, app.caption(term).text]));
    return terms.sort((a, b) => sign * collator.compare(names.get(a)!, names.get(b)!) || a - b);
  }
  const value: Record<Exclude<Column, "name">, (term: number) => number> = {
    rank: (term) => term,
    in: (term) => inDegree(graph, term),
    out: (term) => outDegree(graph, term),
    articles: (term) => graph.articles[term],
    community: (term) => graph.community[term],
  };
  const by = value[column];
  return terms.sort((a, b) => sign * (by(a) - by(b)) || a - b);
}
