// The panel of a path: two terms, and the shortest chain of links between them, each with its sentence.
import type { Hop } from "../data/walk.ts";
import { type App, named } from "./app.ts";
import { comboboxField } from "./combobox.ts";
import { make } from "./dom.ts";
import { closeButton } from "./panel.ts";
import { sentencesOf } from "./sentences.ts";
import { counted, say } from "./words.ts";

export function pathPanel(app: App, ends: readonly [number, number], hops: readonly Hop[] | null): DocumentFragment {
  const panel = document.createDocumentFragment();
  const [from, to] = ends;
  const heading = make("h2", { id: "term", text: say("path") });
  heading.tabIndex = -1;
  const swap = make("button", {
    class: "plain",
    text: say("path_swap"),
    click: () => app.go({ path: [to, from] }, "push"),
  });
  panel.append(
    closeButton(app),
    heading,
    comboboxField(app, "path-from", say("path_from"), from, (term) => app.go({ path: [term, to] }, "push")),
    comboboxField(app, "path-to", say("path_to"), to, (term) => app.go({ path: [from, term] }, "push")),
    make("div", { class: "tools" }, swap),
  );
  if (from < 0 || to < 0) {
    panel.append(make("p", { class: "hint", text: say("path_choose") }));
    return panel;
  }
  if (!hops) {
    panel.append(make("p", { class: "hint", role: "status", text: say("path_none") }));
    return panel;
  }
  panel.append(make("p", { class: "kind", role: "status", text: counted(hops.length, "path_one", "path_found") }));
  const list = make("ol", { class: "path" });
  list.append(make("li", { class: "stop" }, stop(app, from)));
  for (const hop of hops) {
    const step = make("li", { class: "step" });
    if (hop.against) step.append(make("p", { class: "hint", text: say("path_against") }));
    void sentencesOf(app, app.graph.source[hop.edge], app.graph.target[hop.edge]).then((told) => step.append(told));
    list.append(step, make("li", { class: "stop" }, stop(app, hop.to)));
  }
  panel.append(list);
  return panel;
}

function stop(app: App, term: number): HTMLElement {
  return make("button", { class: "go", click: () => app.go({ term, path: null }, "push") }, named(app, term));
}
