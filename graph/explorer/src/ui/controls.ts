// What buttons and keys do.
import { NO_FILTERS } from "../data/filters.ts";
import { combobox } from "./combobox.ts";
import { byId } from "./dom.ts";
import type { Explorer } from "./explorer.ts";
import { listen, showKeys } from "./keys.ts";
import type { Menus } from "./menus.ts";

const CLOSER = 1.6;

export function connectControls(page: Explorer, menus: Menus): void {
  const parts = {
    input: byId<HTMLInputElement>("search"),
    popup: byId("popup"),
    list: byId("results"),
    told: byId("found"),
  };
  combobox(page, parts, (term) => page.go({ term, path: null }, "push"));
  const languages = byId<HTMLSelectElement>("language");
  page.about.languages.forEach((language, i) => {
    if (language.names) languages.add(new Option(language.name, String(i)));
  });
  languages.addEventListener("change", () => page.go({ language: Number(languages.value) }, "replace"));
  const on = (id: string, action: () => void): void => byId(id).addEventListener("click", action);
  on("closer", () => page.map.closer(CLOSER));
  on("farther", () => page.map.closer(1 / CLOSER));
  on("whole", () => page.showAll());
  on("show-list", () => page.toggleList());
  on("banner-clear", () => page.go({ filters: NO_FILTERS }, "push"));
  on("find-path", () => {
    menus.close();
    page.startPath();
  });
  listen(page.map.canvas, {
    search: () => byId("search").focus(),
    keys: showKeys,
    close: () => {
      if (!menus.close()) page.close();
    },
    list: () => page.toggleList(),
    filters: () => menus.toggle("filters"),
    path: () => page.startPath(),
    hops: (n) => {
      if (page.state.term >= 0) page.go({ hops: n }, "replace");
    },
    zoom: (how) => (how === "all" ? page.showAll() : page.map.closer(how === "in" ? CLOSER : 1 / CLOSER)),
    walk: (dx, dy) => page.walk(dx, dy),
    pan: (dx, dy) => page.map.pan(dx, dy),
    open: () => page.openTerm(),
  });
}
