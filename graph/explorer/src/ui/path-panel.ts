// The panel of a path: its two ends, how it follows the links, and up to three paths with a sentence for each link.
import { type Hop, PATH_DIRECTIONS, type PathDirection } from "../data/paths.ts";
import { type App, nameElement } from "./app.ts";
import { makeComboboxField } from "./combobox.ts";
import { make } from "./dom.ts";
import { makeSentences } from "./sentences.ts";
import { makeCloseButton } from "./term-panel.ts";
import { translate, translateCount } from "./words.ts";

export function makePathPanel(
  app: App,
  ends: readonly [number, number],
  paths: readonly (readonly Hop[])[],
): DocumentFragment {
  const panel = document.createDocumentFragment();
  const [from, to] = ends;
  const heading = make("h2", { id: "term", text: translate("path") });
  heading.tabIndex = -1;
  const swap = make("button", {
    class: "plain",
    text: translate("path_swap"),
    click: () => app.setState({ path: [to, from], route: 0 }, "push"),
  });
  panel.append(
    makeCloseButton(app),
    heading,
    makeComboboxField(app, "path-from", translate("path_from"), from, (term) =>
      app.setState({ path: [term, to], route: 0 }, "push"),
    ),
    makeComboboxField(app, "path-to", translate("path_to"), to, (term) =>
      app.setState({ path: [from, term], route: 0 }, "push"),
    ),
    make("div", { class: "tools" }, makeDirection(app), swap),
  );
  if (from < 0 || to < 0) {
    panel.append(make("p", { class: "hint", text: translate("path_choose") }));
    return panel;
  }
  if (!paths.length) {
    panel.append(make("p", { class: "hint", role: "status", text: translate("path_none") }));
    return panel;
  }
  const route = Math.min(app.state.route, paths.length - 1);
  const hops = paths[route];
  if (paths.length > 1) panel.append(makeRoutes(app, paths, route));
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

/** The choice of how a path follows the links. */
function makeDirection(app: App): HTMLElement {
  const select = make("select", { id: "path-direction", "aria-label": translate("path_direction") });
  for (const direction of PATH_DIRECTIONS)
    select.append(make("option", { value: direction, text: translate(`direction_${direction}`) }));
  select.value = app.state.direction;
  select.addEventListener("change", () => {
    app.setState({ direction: select.value as PathDirection, route: 0 }, "replace");
    document.getElementById("path-direction")?.focus();
  });
  return select;
}

/** Buttons for the different paths, each named by the terms between its ends. */
function makeRoutes(app: App, paths: readonly (readonly Hop[])[], shown: number): HTMLElement {
  const group = make("div", { class: "routes", role: "group", "aria-label": translate("paths") });
  for (const [i, path] of paths.entries()) {
    const between = path.slice(0, -1).map((hop) => app.caption(hop.to).text);
    const text = between.length ? between.join(" → ") : translate("path_direct");
    const button = make("button", { text: `${i + 1}. ${text}`, dir: "auto", "aria-pressed": String(i === shown) });
    button.addEventListener("click", () => app.setState({ route: i }, "replace"));
    group.append(button);
  }
  return group;
}

function makeStop(app: App, term: number): HTMLElement {
  const open = (): void => app.setState({ term, path: null }, "push");
  return make("button", { class: "go", click: open }, nameElement(app, term));
}
