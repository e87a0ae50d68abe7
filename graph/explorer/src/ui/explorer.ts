// The page as a whole: what the reader does changes the state, and the state is what is shown.
import type { About } from "../data/about.ts";
import type { Blocks } from "../data/blocks.ts";
import { Library } from "../data/details.ts";
import { isFiltered, type Shown, shown } from "../data/filters.ts";
import { type Graph, inDegree, outDegree } from "../data/graph.ts";
import type { Names } from "../data/names.ts";
import { Search } from "../data/search.ts";
import { type Hop, pathBetween } from "../data/walk.ts";
import { communitiesOf, type Region, regionsOf } from "../map/regions.ts";
import type { Caption, Focus, Scene } from "../map/scene.ts";
import { themeOf } from "../map/theme.ts";
import { MapView } from "../map/view.ts";
import { Address } from "./address.ts";
import type { App } from "./app.ts";
import { sized } from "./combobox.ts";
import { byId } from "./dom.ts";
import { filterForm } from "./filters.ts";
import { pathFocus, termFocus } from "./focus.ts";
import { fillLegend } from "./legend.ts";
import { type Menus, menus } from "./menus.ts";
import { termPanel } from "./panel.ts";
import { pathPanel } from "./route.ts";
import { connectSaving } from "./saving.ts";
import type { State } from "./state.ts";
import { fillTable } from "./table.ts";
import { followTheme } from "./theme.ts";
import { Travel } from "./travel.ts";
import { counted, say, sayAll, speak } from "./words.ts";

export class Explorer implements App {
  readonly about: About;
  readonly graph: Graph;
  readonly names: Names;
  readonly library: Library;
  readonly search: Search;
  readonly members: readonly (readonly number[])[];
  readonly menus: Menus;
  readonly map: MapView;
  state: State;
  readonly #address: Address;
  readonly #travel: Travel;
  readonly #regions: readonly Region[];
  #shown: Shown;
  #focus: Focus | null = null;
  #hops: readonly Hop[] | null = null;
  #cursor = -1;
  #hover = -1;
  #dark = false;

  constructor(graph: Graph, names: Names, blocks: Blocks) {
    this.about = names.about;
    this.graph = graph;
    this.names = names;
    this.library = new Library(names.about, blocks);
    this.search = new Search(names);
    this.members = communitiesOf(graph);
    this.#regions = regionsOf(graph, this.members);
    this.#address = new Address(graph, names);
    this.state = this.#address.read();
    this.#shown = shown(graph, this.state.filters, this.about.languages.length, []);
    this.map = new MapView(byId<HTMLCanvasElement>("map"), this.#scene(), {
      clicked: (term) => this.#click(term),
      hovered: (term) => this.#hovered(term),
      moved: () => this.#moved(),
    });
    this.#travel = new Travel(this.map, graph);
    this.menus = menus(["filters", "more"], (name) => {
      if (name === "filters") void filterForm(this);
    });
    byId<HTMLDetailsElement>("legend").open = innerWidth >= 1100 && innerHeight >= 640 && this.members.length <= 8;
    connectSaving(this, () => ({ focus: this.#focus, shown: this.#shown, map: this.map }), this.menus);
    followTheme((dark) => {
      this.#dark = dark;
      fillLegend(this, themeOf(dark));
      this.#repaint();
    });
    window.addEventListener("popstate", () => {
      const before = this.state;
      this.state = this.#address.read(before);
      void this.#apply(before, false);
    });
    void document.fonts.ready.then(() => this.#repaint());
  }

  go(change: Partial<State>, how: "push" | "replace"): void {
    const before = this.state;
    this.state = { ...before, ...change };
    this.#address.write(this.state, how);
    void this.#apply(before, true);
  }

  caption(term: number): Caption {
    const { text, language } = this.names.name(term, this.state.language);
    const direction = language < 0 ? "ltr" : this.about.languages[language].direction;
    return { text, borrowed: language !== this.state.language, direction };
  }

  announce(text: string): void {
    byId("status").textContent = text;
  }

  show(terms: readonly number[]): void {
    if (this.state.list) this.go({ list: null }, "replace");
    this.#travel.show(terms);
    this.#moved();
  }

  showAll(): void {
    this.map.frame();
    this.state = { ...this.state, place: null };
    this.#address.write(this.state, "replace");
  }

  /** Opens on the state that the address tells. */
  begin(): Promise<void> {
    return this.#apply(null, false);
  }

  async #apply(before: State | null, byReader: boolean): Promise<void> {
    const { state } = this;
    const changed = (...names: (keyof State)[]): boolean =>
      !before || names.some((name) => before[name] !== state[name]);
    if (changed("language")) {
      await this.names.load(state.language);
      this.#speak();
    }
    if (changed("filters")) {
      const { keyword } = state.filters;
      const members = keyword ? await this.library.termsOfKeyword(keyword) : [];
      this.#shown = shown(this.graph, state.filters, this.about.languages.length, members);
      this.#tellFilters();
    }
    if (state !== this.state) return; // something newer has come between
    if (changed("path"))
      this.#hops = state.path?.every((end) => end >= 0) ? pathBetween(this.graph, ...state.path) : null;
    if (changed("term", "hops", "path", "filters")) this.#refocus();
    const rewritten = changed("term", "path", "language");
    if (rewritten || changed("hops", "filters")) this.#panel(byReader && changed("term", "path"));
    if (changed("language", "filters")) fillLegend(this, themeOf(this.#dark));
    if (changed("list") || (state.list && (rewritten || changed("filters")))) this.#list();
    this.map.resize();
    this.#repaint();
    if (!byReader && state.place) {
      if (changed("place")) this.#travel.goTo(state.place);
    } else if (changed("term", "path")) this.#bringIntoView();
    else if (!byReader && before?.place) this.map.frame();
  }

  #speak(): void {
    const { tag, direction } = this.about.languages[this.state.language] ?? { tag: "en", direction: "ltr" };
    document.documentElement.lang = speak(tag);
    document.documentElement.dir = direction;
    sayAll(document);
    byId("counts").textContent = sized(this);
    byId<HTMLSelectElement>("language").value = String(this.state.language);
    this.#tellFilters();
  }

  #tellFilters(): void {
    const { termCount, edgeCount } = this.#shown;
    const filtered = isFiltered(this.state.filters);
    byId("banner").hidden = !filtered;
    byId("show-filters").classList.toggle("on", filtered);
    const text = say("filtered", { n: termCount, all: this.graph.terms });
    byId("banner-text").textContent = text;
    if (filtered) this.announce(text);
    if (!byId("filters").hidden) void filterForm(this);
    const counts = `${counted(termCount, "term_one", "terms")}, ${counted(edgeCount, "link_one", "links")}`;
    this.map.canvas.setAttribute("aria-label", `${say("graph")}: ${counts}`);
  }

  #refocus(): void {
    const { term, hops, path } = this.state;
    if (path) this.#focus = pathFocus(this.graph, path, this.#hops);
    else this.#focus = term >= 0 ? termFocus(this.graph, this.#shown, term, hops) : null;
    this.#cursor = -1;
  }

  /** Fills the panel; `focus` takes the reader's keyboard there, unless it is on the map. */
  #panel(focus: boolean): void {
    const { term, path } = this.state;
    const panel = byId("panel");
    const open = term >= 0 || path !== null;
    const held = panel.contains(document.activeElement) ? document.activeElement : null;
    const inHops = held?.closest(".hops");
    panel.hidden = !open;
    byId("view").classList.toggle("open", open);
    if (!open) {
      panel.replaceChildren();
      if (held) this.map.canvas.focus();
      return;
    }
    const scrolled = focus ? 0 : panel.scrollTop;
    panel.replaceChildren(
      path ? pathPanel(this, path, this.#hops) : termPanel(this, term, this.#focus?.terms.length ?? 0),
    );
    panel.scrollTop = scrolled;
    if (inHops) panel.querySelector<HTMLElement>(".hops [aria-pressed=true]")?.focus();
    else if (held || (focus && (path || document.activeElement !== this.map.canvas))) this.#focusPanel();
    if (focus && !path) this.#announceTerm(term);
  }

  /** Focuses the first end of a path that is missing, else the heading. */
  #focusPanel(): void {
    const missing = this.state.path?.indexOf(-1) ?? -1;
    const field = missing >= 0 ? byId("panel").querySelectorAll<HTMLElement>("input")[missing] : null;
    (field ?? byId("term")).focus({ preventScroll: true });
  }

  #announceTerm(term: number): void {
    const links = inDegree(this.graph, term) + outDegree(this.graph, term);
    this.announce(say("selected", { name: this.caption(term).text, links: counted(links, "link_one", "links") }));
  }

  #list(): void {
    const { list } = this.state;
    byId("list").hidden = !list;
    byId("show-list").setAttribute("aria-pressed", String(Boolean(list)));
    if (list) fillTable(this, this.#shown, list);
    else byId("list").replaceChildren();
  }

  #scene(): Scene {
    return {
      graph: this.graph,
      shown: this.#shown,
      theme: themeOf(this.#dark),
      regions: this.#regions,
      focus: this.#focus,
      hover: this.#hover,
      cursor: this.#cursor,
      font: getComputedStyle(document.body).fontFamily,
      caption: (term) => this.caption(term),
    };
  }

  #repaint(): void {
    this.map.change(this.#scene());
    byId("borrowed").hidden = !this.map.drawn.labels.some((label) => this.caption(label.term).borrowed);
  }

  #bringIntoView(): void {
    const { term, path } = this.state;
    if (path && this.#focus && this.#hops) this.map.frame(this.#focus.terms);
    else if (!path && term >= 0) this.#travel.see(term);
  }

  #moved(): void {
    this.state = { ...this.state, place: this.#travel.place };
    this.#address.write(this.state, "replace");
  }

  #click(term: number): void {
    this.map.canvas.focus();
    if (term >= 0 || this.state.term >= 0 || this.state.path) this.go({ term, path: null }, "push");
  }

  #hovered(term: number): void {
    if (term === this.#hover) return;
    this.#hover = term;
    this.#repaint();
  }

  /** Goes to the linked term in a direction; from nowhere to the most central one in sight. */
  walk(dx: number, dy: number): void {
    const from = this.#cursor >= 0 ? this.#cursor : this.state.term;
    const first = this.map.drawn.labels[0]?.term ?? this.#shown.terms.indexOf(1);
    const to = from >= 0 ? this.#travel.step(this.#shown, from, dx, dy) : first;
    if (to < 0) return;
    this.#cursor = to;
    this.#announceTerm(to);
    this.#repaint();
  }

  openTerm(): void {
    if (this.#cursor >= 0) this.go({ term: this.#cursor, path: null }, "push");
    else if (this.state.term >= 0) byId("term").focus();
  }

  close(): void {
    if (this.#cursor >= 0) {
      this.#cursor = -1;
      this.#repaint();
    } else if (this.state.path) this.go({ path: null }, "push");
    else if (this.state.term >= 0) this.go({ term: -1 }, "push");
    else if (this.state.list) this.toggleList();
  }

  toggleList(): void {
    this.go({ list: this.state.list ? null : { column: "rank", down: false } }, "push");
    (this.state.list ? byId("list") : this.map.canvas).focus();
  }

  startPath(): void {
    this.go({ path: [this.state.term, -1], list: null }, "push");
  }
}
