// The menu's commands: copy the link, save pictures and parts, print, tell about the page.
import type { Shown } from "../data/filters.ts";
import type { Focus } from "../map/scene.ts";
import type { MapView } from "../map/view.ts";
import type { App } from "./app.ts";
import { sized } from "./combobox.ts";
import { byId, isWebAddress, make } from "./dom.ts";
import { showKeys } from "./keys.ts";
import type { Menus } from "./menus.ts";
import { csv, download, edgesAmong, type Part, turtle } from "./save.ts";
import { say } from "./words.ts";

interface Sight {
  readonly focus: Focus | null;
  readonly shown: Shown;
  readonly map: MapView;
}

export function connectSaving(app: App, sight: () => Sight, menus: Menus): void {
  const on = (id: string, action: () => void | Promise<void>): void =>
    byId(id).addEventListener("click", () => {
      menus.close();
      void action();
    });
  on("copy-link", async () => {
    const done = await navigator.clipboard?.writeText(location.href).then(
      () => true,
      () => false,
    );
    app.announce(say(done ? "copied" : "copy_failed"));
  });
  on("save-png", async () => {
    const picture = await sight().map.png();
    if (picture) download("graph.png", picture);
  });
  on("save-svg", () => download("graph.svg", new Blob([sight().map.svg()], { type: "image/svg+xml" })));
  on("save-turtle", async () => {
    await app.names.loadAll();
    download("graph-part.ttl", new Blob([turtle(part(app, sight()))], { type: "text/turtle" }));
  });
  on("save-csv", () =>
    download("graph-part.csv", new Blob([csv(part(app, sight()), app.state.language)], { type: "text/csv" })),
  );
  on("print", () => window.print());
  on("show-keys", showKeys);
  on("show-about", () => showAbout(app));
}

/** What is bright, else all that is shown. */
function part(app: App, { focus, shown }: Sight): Part {
  const { graph, names, about } = app;
  const terms: number[] = [];
  for (let term = 0; term < graph.terms; term++) {
    if (shown.terms[term] && (!focus || focus.bright[term])) terms.push(term);
  }
  return { graph, names, base: about.base, terms, edges: edgesAmong(graph, terms, shown.edges) };
}

function showAbout(app: App): void {
  const { description, licence, leftOut } = app.about;
  const lines = [make("p", { text: description, dir: "auto" }), make("p", { class: "hint", text: sized(app) })];
  if (licence) {
    const [before, after] = say("licence").split("{licence}");
    const link = isWebAddress(licence) ? make("a", { href: licence, text: licence }) : make("bdi", { text: licence });
    lines.push(make("p", {}, before ?? "", link, after ?? ""));
  }
  for (const one of leftOut) {
    lines.push(make("p", { text: say(`left_out_${one.what}`, { n: one.count, names: one.names.join(", ") }) }));
  }
  byId("about-text").replaceChildren(...lines.filter((line) => line.textContent));
  byId<HTMLDialogElement>("about-page").showModal();
}
