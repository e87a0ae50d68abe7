// The page as a whole: the reader's actions change the state, and the page shows the state.
import type { About } from "../data/about.ts";
import type { Blocks } from "../data/blocks.ts";
import { DetailStore } from "../data/details.ts";
import { applyFilters, isFiltered, type Visibility } from "../data/filters.ts";
import { type Graph, inDegree, outDegree } from "../data/graph.ts";
import type { Names } from "../data/names.ts";
import { type Hop, shortestPath } from "../data/paths.ts";
import { Search } from "../data/search.ts";
import { computeRegions, groupByCommunity, type Region } from "../map/regions.ts";
import type { Caption, Focus, Scene } from "../map/scene.ts";
import { themeOf } from "../map/theme.ts";
import { MapView } from "../map/view.ts";
import { Address } from "./address.ts";
import { type App, graphSize } from "./app.ts";
import { CameraControl } from "./camera-control.ts";
import { followColourScheme } from "./colour-scheme.ts";
import { byId } from "./dom.ts";
import { fillFilterForm } from "./filter-form.ts";
import { pathFocus, termFocus } from "./focus.ts";
import { fillLegend } from "./legend.ts";
import { connectMenuCommands } from "./menu-commands.ts";
import { connectMenus, type Menus } from "./menus.ts";
import { makePathPanel } from "./path-panel.ts";
import type { State } from "./state.ts";
import { fillTable } from "./table.ts";
import { makeTermPanel } from "./term-panel.ts";
import { chooseLanguage, translate, translateCount, translatePage } from "./words.ts";

export class Explorer implements App {
  readonly about: About;
  readonly graph: Graph;
  readonly names: Names;
  readonly details: DetailStore;
  readonly search: Search;
  readonly members: readonly (readonly number[])[];
  readonly menus: Menus;
  readonly map: MapView;
  state: State;
  readonly #address: Address;
  readonly #camera: CameraControl;
  readonly #regions: readonly Region[];
  #visible: Visibility;
  #focus: Focus | null = null;
  #hops: readonly Hop[] | null = null;
  #cursor = -1;
  #hover = -1;
  #dark = false;
  /** State changes that are not shown yet. */
  #pendingUpdates = 0;

  constructor(graph: Graph, names: Names, blocks: Blocks) {
    this.about = names.about;
    this.graph = graph;
    this.names = names;
    this.details = new DetailStore(names.about, blocks);
    this.search = new Search(names);
    this.members = groupByCommunity(graph);
    this.#regions = computeRegions(graph, this.members);
    this.#address = new Address(graph, names);
    this.state = this.#address.read();
    this.#visible = applyFilters(graph, this.state.filters, this.about.languages.length, []);
    this.map = new MapView(byId<HTMLCanvasElement>("map"), this.#scene(), {
      onClick: (term) => this.#onMapClick(term),
      onHover: (term) => this.#onHover(term),
      onMove: () => this.#storeViewpoint(),
    });
    this.#camera = new CameraControl(this.map, graph);
    this.menus = connectMenus(["filters", "more"], (name) => {
      if (name === "filters") void fillFilterForm(this);
    });
    byId<HTMLDetailsElement>("legend").open = innerWidth >= 1100 && innerHeight >= 640 && this.members.length <= 8;
    const currentView = () => ({ focus: this.#focus, visible: this.#visible, map: this.map });
    connectMenuCommands(this, currentView, this.menus);
    followColourScheme((dark) => {
      this.#dark = dark;
      fillLegend(this, themeOf(dark));
      this.#redraw();
    });
    window.addEventListener("popstate", () => {
      const before = this.state;
      this.state = this.#address.read(before);
      void this.#update(before, false);
    });
    void document.fonts.ready.then(() => this.#redraw());
  }

  /** Whether the page shows the current state, and the map is at rest. */
  get isSettled(): boolean {
    return !this.#pendingUpdates && this.map.isSettled;
  }

  setState(change: Partial<State>, how: "push" | "replace"): void {
    const before = this.state;
    this.state = { ...before, ...change };
    this.#address.write(this.state, how);
    void this.#update(before, true);
  }

  caption(term: number): Caption {
    const { text, language } = this.names.bestName(term, this.state.language);
    const direction = language < 0 ? "ltr" : this.about.languages[language].direction;
    return { text, isFallback: language !== this.state.language, direction };
  }

  announce(text: string): void {
    byId("status").textContent = text;
  }

  showOnMap(terms: readonly number[]): void {
    if (this.state.list) this.setState({ list: null }, "replace");
    this.#camera.show(terms);
    this.#storeViewpoint();
  }

  showWholeMap(): void {
    this.map.showTerms();
    this.state = { ...this.state, viewpoint: null };
    this.#address.write(this.state, "replace");
  }

  /** Shows the state of the address for the first time. */
  start(): Promise<void> {
    return this.#update(null, false);
  }

  /** Shows the current state; `before` is the state that the page shows, `byReader` is false for the address. */
  async #update(before: State | null, byReader: boolean): Promise<void> {
    this.#pendingUpdates++;
    try {
      await this.#showChanges(before, byReader);
    } finally {
      this.#pendingUpdates--;
    }
  }

  async #showChanges(before: State | null, byReader: boolean): Promise<void> {
    const { state } = this;
    const changed = (...names: (keyof State)[]): boolean =>
      !before || names.some((name) => before[name] !== state[name]);
    if (changed("language")) {
      await this.names.load(state.language);
      this.#translate();
    }
    if (changed("filters")) {
      const { keyword } = state.filters;
      const keywordTerms = keyword ? await this.details.termsOfKeyword(keyword) : [];
      this.#visible = applyFilters(this.graph, state.filters, this.about.languages.length, keywordTerms);
      this.#showFilterCounts();
    }
    if (state !== this.state) return; // a newer state will be shown
    if (changed("path"))
      this.#hops = state.path?.every((end) => end >= 0) ? shortestPath(this.graph, ...state.path) : null;
    if (changed("term", "hops", "path", "filters")) this.#updateFocus();
    const namesChanged = changed("term", "path", "language");
    if (namesChanged || changed("hops", "filters")) this.#fillPanel(byReader && changed("term", "path"));
    if (changed("language", "filters")) fillLegend(this, themeOf(this.#dark));
    if (changed("list") || (state.list && (namesChanged || changed("filters")))) this.#fillList();
    this.map.resize();
    this.#redraw();
    if (!byReader && state.viewpoint) {
      if (changed("viewpoint")) this.#camera.moveTo(state.viewpoint);
    } else if (changed("term", "path")) this.#bringIntoView();
    else if (!byReader && before?.viewpoint) this.map.showTerms();
  }

  #translate(): void {
    const { tag, direction } = this.about.languages[this.state.language] ?? { tag: "en", direction: "ltr" };
    document.documentElement.lang = chooseLanguage(tag);
    document.documentElement.dir = direction;
    translatePage(document);
    byId("counts").textContent = graphSize(this);
    byId<HTMLSelectElement>("language").value = String(this.state.language);
    this.#showFilterCounts();
  }

  #showFilterCounts(): void {
    const { termCount, edgeCount } = this.#visible;
    const filtered = isFiltered(this.state.filters);
    byId("banner").hidden = !filtered;
    byId("show-filters").classList.toggle("on", filtered);
    const text = translate("filtered", { n: termCount, all: this.graph.terms });
    byId("banner-text").textContent = text;
    if (filtered) this.announce(text);
    if (!byId("filters").hidden) void fillFilterForm(this);
    const counts = `${translateCount(termCount, "term_one", "terms")}, ${translateCount(edgeCount, "link_one", "links")}`;
    this.map.canvas.setAttribute("aria-label", `${translate("graph")}: ${counts}`);
  }

  #updateFocus(): void {
    const { term, hops, path } = this.state;
    if (path) this.#focus = pathFocus(this.graph, path, this.#hops);
    else this.#focus = term >= 0 ? termFocus(this.graph, this.#visible, term, hops) : null;
    this.#cursor = -1;
  }

  /** Fills the panel; `takeFocus` moves the keyboard focus to it, unless the focus is on the map. */
  #fillPanel(takeFocus: boolean): void {
    const { term, path } = this.state;
    const panel = byId("panel");
    const open = term >= 0 || path !== null;
    const focused = panel.contains(document.activeElement) ? document.activeElement : null;
    const wasInHops = focused?.closest(".hops");
    panel.hidden = !open;
    byId("view").classList.toggle("open", open);
    if (!open) {
      panel.replaceChildren();
      if (focused) this.map.canvas.focus();
      return;
    }
    const scrollTop = takeFocus ? 0 : panel.scrollTop;
    panel.replaceChildren(
      path ? makePathPanel(this, path, this.#hops) : makeTermPanel(this, term, this.#focus?.terms.length ?? 0),
    );
    panel.scrollTop = scrollTop;
    if (wasInHops) panel.querySelector<HTMLElement>(".hops [aria-pressed=true]")?.focus();
    else if (focused || (takeFocus && (path || document.activeElement !== this.map.canvas))) this.#focusPanel();
    if (takeFocus && !path) this.#announceTerm(term);
  }

  /** Focuses the field of the first end of a path that is not chosen, else the heading. */
  #focusPanel(): void {
    const missingEnd = this.state.path?.indexOf(-1) ?? -1;
    const field = missingEnd >= 0 ? byId("panel").querySelectorAll<HTMLElement>("input")[missingEnd] : null;
    (field ?? byId("term")).focus({ preventScroll: true });
  }

  #announceTerm(term: number): void {
    const links = translateCount(inDegree(this.graph, term) + outDegree(this.graph, term), "link_one", "links");
    this.announce(translate("selected", { name: this.caption(term).text, links }));
  }

  #fillList(): void {
    const { list } = this.state;
    byId("list").hidden = !list;
    byId("show-list").setAttribute("aria-pressed", String(Boolean(list)));
    if (list) fillTable(this, this.#visible, list);
    else byId("list").replaceChildren();
  }

  #scene(): Scene {
    return {
      graph: this.graph,
      visible: this.#visible,
      theme: themeOf(this.#dark),
      regions: this.#regions,
      focus: this.#focus,
      hover: this.#hover,
      cursor: this.#cursor,
      font: getComputedStyle(document.body).fontFamily,
      caption: (term) => this.caption(term),
    };
  }

  #redraw(): void {
    this.map.requestDraw(this.#scene());
    byId("name-fallback").hidden = !this.map.drawn.labels.some((label) => this.caption(label.term).isFallback);
  }

  #bringIntoView(): void {
    const { term, path } = this.state;
    if (path && this.#focus && this.#hops) this.map.showTerms(this.#focus.terms);
    else if (!path && term >= 0) this.#camera.bringIntoView(term);
  }

  #storeViewpoint(): void {
    this.state = { ...this.state, viewpoint: this.#camera.viewpoint };
    this.#address.write(this.state, "replace");
  }

  #onMapClick(term: number): void {
    this.map.canvas.focus();
    if (term >= 0 || this.state.term >= 0 || this.state.path) this.setState({ term, path: null }, "push");
  }

  #onHover(term: number): void {
    if (term === this.#hover) return;
    this.#hover = term;
    this.#redraw();
  }

  /** Goes to the linked term in a direction; without a selected term, to the first named term on the map. */
  walk(dx: number, dy: number): void {
    const start = this.#cursor >= 0 ? this.#cursor : this.state.term;
    const first = this.map.drawn.labels[0]?.term ?? this.#visible.terms.indexOf(1);
    const target = start >= 0 ? this.#camera.step(this.#visible, start, dx, dy) : first;
    if (target < 0) return;
    this.#cursor = target;
    this.#announceTerm(target);
    this.#redraw();
  }

  openTerm(): void {
    if (this.#cursor >= 0) this.setState({ term: this.#cursor, path: null }, "push");
    else if (this.state.term >= 0) byId("term").focus();
  }

  close(): void {
    if (this.#cursor >= 0) {
      this.#cursor = -1;
      this.#redraw();
    } else if (this.state.path) this.setState({ path: null }, "push");
    else if (this.state.term >= 0) this.setState({ term: -1 }, "push");
    else if (this.state.list) this.toggleList();
  }

  toggleList(): void {
    this.setState({ list: this.state.list ? null : { column: "rank", descending: false } }, "push");
    (this.state.list ? byId("list") : this.map.canvas).focus();
  }

  startPath(): void {
    this.setState({ path: [this.state.term, -1], list: null }, "push");
  }
}
