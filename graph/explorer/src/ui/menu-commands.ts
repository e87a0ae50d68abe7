// The commands of the menu: copy the link, save pictures and data, print, show information about the page.
import type { Visibility } from "../data/filters.ts";
import type { Highlight } from "../map/scene.ts";
import type { MapView } from "../map/view.ts";
import { type App, graphSize } from "./app.ts";
import { byId, isWebAddress, make } from "./dom.ts";
import type { MapPlaces } from "./map-places.ts";
import type { Menus } from "./menus.ts";
import { download, edgesBetween, type GraphPart, toCsv, toTurtle } from "./part-files.ts";
import { toPlaces } from "./place-file.ts";
import { showShortcuts } from "./shortcuts.ts";
import { translate } from "./words.ts";

interface CurrentView {
  readonly highlight: Highlight | null;
  readonly visible: Visibility;
  readonly map: MapView;
  readonly places: MapPlaces;
}

export function connectMenuCommands(
  app: App,
  currentView: () => CurrentView,
  linkToView: () => string,
  menus: Menus,
): void {
  const onClick = (id: string, action: () => void | Promise<void>): void =>
    byId(id).addEventListener("click", () => {
      menus.close();
      void action();
    });
  onClick("copy-link", async () => {
    const copied = await navigator.clipboard?.writeText(linkToView()).then(
      () => true,
      () => false,
    );
    app.announce(translate(copied ? "copied" : "copy_failed"));
  });
  onClick("save-png", async () => {
    const picture = await currentView().map.png();
    if (picture) download("graph.png", picture);
  });
  onClick("save-svg", () => download("graph.svg", new Blob([currentView().map.svg()], { type: "image/svg+xml" })));
  onClick("save-turtle", async () => {
    await app.names.loadAll();
    download("graph-part.ttl", new Blob([toTurtle(graphPart(app, currentView()))], { type: "text/turtle" }));
  });
  onClick("save-csv", () => {
    const text = toCsv(graphPart(app, currentView()), app.state.language);
    download("graph-part.csv", new Blob([text], { type: "text/csv" }));
  });
  onClick("save-places", () => {
    const text = toPlaces(app, currentView().places);
    download("places.json", new Blob([text], { type: "application/json" }));
  });
  onClick("unpin", () => app.setState({ pins: new Map() }, "push"));
  onClick("print", () => window.print());
  onClick("show-keys", showShortcuts);
  onClick("show-about", () => showAbout(app));
}

/** The highlighted part of the graph, or all that is visible. */
function graphPart(app: App, { highlight, visible }: CurrentView): GraphPart {
  const { graph, names, about } = app;
  const terms: number[] = [];
  for (let term = 0; term < graph.terms; term++) {
    if (visible.terms[term] && (!highlight || highlight.highlighted[term])) terms.push(term);
  }
  return { graph, names, base: about.base, terms, edges: edgesBetween(graph, terms, visible.edges) };
}

function showAbout(app: App): void {
  const { description, licence, leftOut } = app.about;
  const lines = [make("p", { text: description, dir: "auto" }), make("p", { class: "hint", text: graphSize(app) })];
  if (licence) {
    const [before, after] = translate("licence").split("{licence}");
    const link = isWebAddress(licence) ? make("a", { href: licence, text: licence }) : make("bdi", { text: licence });
    lines.push(make("p", {}, before ?? "", link, after ?? ""));
  }
  for (const omission of leftOut) {
    const values = { n: omission.count, names: omission.names.join(", ") };
    lines.push(make("p", { text: translate(`left_out_${omission.what}`, values) }));
  }
  byId("about-text").replaceChildren(...lines.filter((line) => line.textContent));
  byId<HTMLDialogElement>("about-page").showModal();
}
