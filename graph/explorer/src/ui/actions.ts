// Actions of the reader that only change the state.
import { inDegree, outDegree } from "../data/graph.ts";
import type { App } from "./app.ts";
import { byId } from "./dom.ts";

export function toggleList(app: App): void {
  app.setState({ list: app.state.list ? null : { column: "rank", descending: false } }, "push");
  byId(app.state.list ? "list" : "map").focus();
}

/** Opens the panel of a path from the selected term. */
export function startPath(app: App): void {
  app.setState({ path: [app.state.term, -1], list: null }, "push");
}

/** Opens any term that has an article and at least two links. */
export function surprise(app: App): void {
  const { graph, state } = app;
  const terms: number[] = [];
  for (let term = 0; term < graph.terms; term++) {
    const links = inDegree(graph, term) + outDegree(graph, term);
    if (!graph.placeholder[term] && links > 1 && term !== state.term) terms.push(term);
  }
  const term = terms[Math.floor(Math.random() * terms.length)];
  if (term !== undefined) app.setState({ term, path: null, list: null }, "push");
}
