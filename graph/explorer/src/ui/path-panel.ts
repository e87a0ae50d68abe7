// The panel of a path: its two ends, and the shortest path between them with a sentence for each link.
import type { Hop } from "../data/paths.ts";
import { type App, nameElement } from "./app.ts";
import { makeComboboxField } from "./combobox.ts";
import { make } from "./dom.ts";
import { makeSentences } from "./sentences.ts";
import { makeCloseButton } from "./term-panel.ts";
import { translate, translateCount } from "./words.ts";

export function makePathPanel(
  app: App,
  ends: readonly [number, number],
  hops: readonly Hop[] | null,
): DocumentFragment {
  const panel = document.createDocumentFragment();
  const [from, to] = ends;
  const heading = make("h2", { id: "term", text: translate("path") });
  heading.tabIndex = -1;
  const swap = make("button", {
    class: "plain",
    text: translate("path_swap"),
    click: () => app.setState({ path: [to, from] }, "push"),
  });
  panel.append(
    makeCloseButton(app),
    heading,
    makeComboboxField(app, "path-from", translate("path_from"), from, (term) =>
      app.setState({ path: [term, to] }, "push"),
    ),
    makeComboboxField(app, "path-to", translate("path_to"), to, (term) => app.setState({ path: [from, term] }, "push")),
    make("div", { class: "tools" }, swap),
  );
  if (from < 0 || to < 0) {
    panel.append(make("p", { class: "hint", text: translate("path_choose") }));
    return panel;
  }
  if (!hops) {
    panel.append(make("p", { class: "hint", role: "status", text: translate("path_none") }));
    return panel;
  }
  const steps = translateCount(hops.length, "path_step_one", "path_steps");
  panel.append(make("p", { class: "kind", role: "status", text: steps }));
  const list = make("ol", { class: "path" });
  list.append(make("li", { class: "stop" }, makeStop(app, from)));
  for (const hop of hops) {
    const step = make("li", { class: "step" });
    if (hop.backwards) step.append(make("p", { class: "hint", text: translate("path_backwards") }));
    void makeSentences(app, app.graph.source[hop.edge], app.graph.target[hop.edge]).then((sentences) =>
      step.append(sentences),
    );
    list.append(step, make("li", { class: "stop" }, makeStop(app, hop.to)));
  }
  panel.append(list);
  return panel;
}

function makeStop(app: App, term: number): HTMLElement {
  const open = (): void => app.setState({ term, path: null }, "push");
  return make("button", { class: "go", click: open }, nameElement(app, term));
}
