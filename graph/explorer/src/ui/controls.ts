// Connects the buttons and keys of the page to their actions.
import type { ColourBy } from "../data/colouring.ts";
import { NO_FILTERS } from "../data/filters.ts";
import { startPath, surprise, toggleList } from "./actions.ts";
import { connectCombobox } from "./combobox.ts";
import { byId } from "./dom.ts";
import type { Explorer } from "./explorer.ts";
import type { Menus } from "./menus.ts";
import { listenToKeys, showShortcuts } from "./shortcuts.ts";
import { startTour } from "./tour.ts";

const ZOOM_STEP = 1.6;

export function connectControls(page: Explorer, menus: Menus): void {
  const parts = {
    input: byId<HTMLInputElement>("search"),
    popup: byId("popup"),
    list: byId("results"),
    count: byId("result-count"),
  };
  connectCombobox(page, parts, (term) => page.setState({ term, path: null }, "push"));
  const languages = byId<HTMLSelectElement>("language");
  page.about.languages.forEach((language, i) => {
    if (language.names) languages.add(new Option(language.name, String(i)));
  });
  languages.addEventListener("change", () => page.setState({ language: Number(languages.value) }, "replace"));
  const onClick = (id: string, action: () => void): void => byId(id).addEventListener("click", action);
  onClick("zoom-in", () => page.map.zoomBy(ZOOM_STEP));
  onClick("zoom-out", () => page.map.zoomBy(1 / ZOOM_STEP));
  onClick("zoom-all", () => page.showWholeMap());
  onClick("show-list", () => toggleList(page));
  onClick("banner-clear", () => page.setState({ filters: NO_FILTERS }, "push"));
  onClick("find-path", () => startPath(page));
  onClick("surprise", () => {
    menus.close();
    surprise(page);
  });
  onClick("start-tour", () => {
    menus.close();
    startTour(page);
  });
  byId<HTMLSelectElement>("colour-by").addEventListener("change", (event) =>
    page.setState({ colourBy: (event.target as HTMLSelectElement).value as ColourBy }, "push"),
  );
  listenToKeys(page.map.canvas, {
    search: () => byId("search").focus(),
    shortcuts: showShortcuts,
    close: () => {
      if (!menus.close()) page.close();
    },
    list: () => toggleList(page),
    filters: () => menus.toggle("filters"),
    focus: () => page.toggleFocus(),
    surprise: () => surprise(page),
    path: () => startPath(page),
    hops: (n) => {
      if (page.state.term >= 0) page.setState({ hops: n }, "replace");
    },
    zoom: (how) => (how === "all" ? page.showWholeMap() : page.map.zoomBy(how === "in" ? ZOOM_STEP : 1 / ZOOM_STEP)),
    walk: (dx, dy) => page.walk(dx, dy),
    pan: (dx, dy) => page.map.pan(dx, dy),
    open: () => page.openTerm(),
  });
}
