// The page as a whole: the reader's actions change the state, and the page shows the state.
import type { About } from "../data/about.ts";
import type { Blocks } from "../data/blocks.ts";
import { byCommunity, byCoverage, byGroups } from "../data/colouring.ts";
import { nameCommunities } from "../data/community-names.ts";
import { DetailStore } from "../data/details.ts";
import { applyFilters, isFiltered, NO_TERM_SETS, type Visibility } from "../data/filters.ts";
import { type Graph, inDegree, outDegree } from "../data/graph.ts";
import type { Names } from "../data/names.ts";
import { countWithin, MAX_STRONGEST } from "../data/neighbours.ts";
import { findPaths, type Hop, hopsFrom } from "../data/paths.ts";
import { storeLanguage } from "../data/reader-language.ts";
import { Search } from "../data/search.ts";
import { arrangeFocus, type FocusMap, type Ribbon } from "../map/focus-map.ts";
import { termLabelText } from "../map/labels.ts";
import type { Box } from "../map/places.ts";
import { groupByCommunity } from "../map/regions.ts";
import type { Caption, Colouring, Highlight, Scene, Size } from "../map/scene.ts";
import { NO_COMMUNITY, themeOf } from "../map/theme.ts";
import { MapView } from "../map/view.ts";
import { Address } from "./address.ts";
import { type App, graphSize } from "./app.ts";
import { CameraControl } from "./camera-control.ts";
import { Card } from "./card.ts";
import { followColourScheme } from "./colour-scheme.ts";
import { byId } from "./dom.ts";
import { fillFilterForm } from "./filter-form.ts";
import { focusHighlight, pathHighlight, termHighlight } from "./highlight.ts";
import { fillLegend } from "./legend.ts";
import { MapPlaces } from "./map-places.ts";
import { connectMenuCommands } from "./menu-commands.ts";
import { connectMenus, type Menus } from "./menus.ts";
import { makePathPanel } from "./path-panel.ts";
import { MAX_TRAIL, type State } from "./state.ts";
import { fillTable } from "./table.ts";
import { makeTermPanel } from "./term-panel.ts";
import { fillTrail } from "./trail.ts";
import { rememberVisit } from "./visits.ts";
import { chooseLanguage, formatNumber, translate, translateCount, translatePage } from "./words.ts";

const NAME_FONT_PX = 13;
/** The share of the terms that the open legend may hide at first. */
const MAX_HIDDEN_SHARE = 0.005;

export class Explorer implements App {
  readonly about: About;
  readonly graph: Graph;
  readonly names: Names;
  readonly details: DetailStore;
  readonly search: Search;
  readonly members: readonly (readonly number[])[];
  readonly menus: Menus;
  readonly map: MapView;
  readonly address: Address;
  state: State;
  readonly #camera: CameraControl;
  readonly #places: MapPlaces;
  readonly #card: Card;
  readonly #font = getComputedStyle(document.body).fontFamily;
  #communityNames: readonly string[] = [];
  #colouring: Colouring;
  #visible: Visibility;
  #highlight: Highlight | null = null;
  #focusMap: FocusMap | null = null;
  /** Milliseconds that the last map around a term took to arrange. */
  focusMs = 0;
  #paths: readonly (readonly Hop[])[] = [];
  #reach: readonly [number, number, number] = [0, 0, 0];
  #cursor = -1;
  #hover = -1;
  #dark = false;
  #covered: readonly Box[] = [];
  /** State changes that are not shown yet. */
  #pendingUpdates = 0;
  /** Counts the states that were to be shown. A viewpoint that is only stored is none. */
  #version = 0;
  /** Whether the places are current, so that the map may be drawn. */
  #isArranged = false;

  constructor(graph: Graph, names: Names, blocks: Blocks, initialLanguage: number) {
    this.about = names.about;
    this.graph = graph;
    this.names = names;
    this.details = new DetailStore(names.about, blocks);
    this.search = new Search(names, this.details);
    this.members = groupByCommunity(graph);
    this.address = new Address(graph, names, initialLanguage);
    this.state = this.address.read();
    this.#colouring = byCommunity(graph);
    this.#places = new MapPlaces(graph, this.members, windowSize());
    this.#visible = applyFilters(graph, this.state.filters, this.about.languages.length, NO_TERM_SETS);
    this.map = new MapView(byId<HTMLCanvasElement>("map"), byId<HTMLCanvasElement>("hover"), this.#scene(), {
      onClick: (term) => this.#onMapClick(term),
      onRibbon: (ribbon) => this.openRibbon(ribbon),
      onHover: (term, x, y) => this.#onHover(term, x, y),
      onLongPress: (term, x, y) => this.#card.show(term, x, y, 0),
      onDrag: (term, x, y, ended) => this.#onDrag(term, x, y, ended),
      onMove: () => this.#storeViewpoint(),
      onResize: () => this.#onResize(),
    });
    this.#card = new Card(this);
    this.#camera = new CameraControl(this.map, this.#places);
    this.menus = connectMenus(["filters", "more"], (name) => {
      if (name === "filters") void fillFilterForm(this, this.#visible);
    });
    const legend = byId<HTMLDetailsElement>("legend");
    legend.open = innerWidth >= 1000 && innerHeight >= 600;
    legend.addEventListener("toggle", () => this.#redraw());
    const currentView = () => ({
      highlight: this.#highlight,
      visible: this.#visible,
      map: this.map,
      places: this.#places,
    });
    connectMenuCommands(this, currentView, () => this.address.linkTo(this.state), this.menus);
    followColourScheme((dark) => {
      this.#dark = dark;
      this.#fillLegend();
      this.#redraw();
    });
    window.addEventListener("popstate", () => {
      const before = this.state;
      this.state = this.address.read(before);
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
    this.state = this.#follow({ ...before, ...change }, change, before);
    this.address.write(this.state, how);
    void this.#update(before, true);
  }

  /** Keeps the parts of the state consistent: the trail follows the term, and a path ends the focus. */
  #follow(state: State, change: Partial<State>, before: State): State {
    const isFocus = state.focus && state.term >= 0 && !state.path && !state.list;
    if (!isFocus) return { ...state, focus: false, trail: [], opened: -1, page: 0 };
    if (!before.focus) return { ...state, viewpoint: null };
    if (state.term === before.term || change.trail) return state;
    return { ...state, trail: [...before.trail, before.term].slice(-MAX_TRAIL), opened: -1, page: 0 };
  }

  caption(term: number): Caption {
    const { text, language } = this.names.bestName(term, this.state.language);
    const direction = language < 0 ? "ltr" : this.about.languages[language].direction;
    return { text, isFallback: language !== this.state.language, direction };
  }

  communityName(community: number): string {
    return this.#communityNames[community] ?? "";
  }

  announce(text: string): void {
    byId("status").textContent = text;
  }

  showOnMap(terms: readonly number[]): void {
    if (this.state.list || this.state.focus) this.setState({ list: null, focus: false }, "replace");
    this.#camera.show(terms);
    this.#storeViewpoint();
  }

  showWholeMap(): void {
    this.map.showTerms();
    this.state = { ...this.state, viewpoint: null };
    this.address.write(this.state, "replace");
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
    const version = ++this.#version;
    const changed = (...names: (keyof State)[]): boolean =>
      !before || names.some((name) => before[name] !== state[name]);
    if (changed("language")) {
      await this.names.load(state.language);
      if (byReader) storeLanguage(this.about.languages[state.language].tag);
      this.#translate();
    }
    if (changed("colourBy")) await this.#updateColouring();
    if (changed("filters")) await this.#applyFilters();
    if (version !== this.#version) return; // a newer state will be shown
    if (changed("path", "direction")) this.#updatePaths();
    if (changed("term", "filters")) this.#updateReach();
    this.#cursor = changed("term", "path", "focus") ? -1 : this.#cursor;
    const namesChanged = changed("term", "path", "language", "focus");
    if (changed("language", "filters", "colourBy")) await fillLegend(this, themeOf(this.#dark));
    if (version !== this.#version) return;
    fillTrail(this);
    if (namesChanged || changed("hops", "filters", "direction", "route", "opened", "page"))
      this.#fillPanel(byReader && changed("term", "path"));
    if (changed("list") || (state.list && (namesChanged || changed("filters")))) this.#fillList();
    this.map.resize();
    const mapChanged = !before || changed("pins") || (changed("language") && this.#places.dependsOnNames);
    if (mapChanged) this.#arrange();
    this.#isArranged = true;
    if (this.#showFocus(before)) return;
    this.#updateHighlight();
    this.#redraw();
    if (mapChanged) this.map.refit();
    if (!before) this.#closeLegendOverTerms();
    if (!byReader && state.viewpoint) {
      if (changed("viewpoint")) this.#camera.moveTo(state.viewpoint);
    } else if (changed("term", "path", "route")) this.#bringIntoView();
    else if (!byReader && before?.viewpoint) this.map.showTerms();
  }

  /** Arranges the map around a term or leaves it again; returns whether it moved the terms. */
  #showFocus(before: State | null): boolean {
    const { focus, viewpoint } = this.state;
    const hadFocus = this.#focusMap !== null;
    if (!focus && !hadFocus) return false;
    this.#focusMap = focus ? this.#arrangeFocus() : null;
    this.#covered = coveredBoxes();
    this.#updateHighlight();
    const scene = this.#scene();
    if (focus) this.map.morphTo(scene);
    else {
      this.map.morphTo(scene);
      if (viewpoint) this.#camera.moveTo(viewpoint);
      else if (this.state.term >= 0 || this.state.path) this.#bringIntoView();
    }
    if (!before) byId("term")?.scrollIntoView({ block: "nearest" });
    return true;
  }

  #arrangeFocus(): FocusMap {
    const { term, hops, opened, page } = this.state;
    const startTime = performance.now();
    const nameFont = `500 ${NAME_FONT_PX}px ${this.#font}`;
    const focusMap = arrangeFocus(this.graph, this.#visible, {
      term,
      hops,
      opened,
      page,
      size: this.map.size,
      covered: coveredBoxes(),
      nameSize: (named) => ({
        width: this.map.measure(termLabelText(this.caption(named).text), nameFont) + 6,
        height: 17,
      }),
    });
    this.focusMs = performance.now() - startTime;
    return focusMap;
  }

  /** Arranges the map of all terms for the window and the names. */
  #arrange(): void {
    this.#covered = coveredBoxes();
    this.#places.arrange({
      size: windowSize(),
      font: this.#font,
      pins: this.state.pins,
      measure: this.map.measure,
      covered: this.#covered,
      caption: (term) => this.caption(term).text,
      communityName: (community) => this.communityName(community),
    });
  }

  /** Closes the legend where it hides terms: it is open only where there is room for it. */
  #closeLegendOverTerms(): void {
    const legend = byId<HTMLDetailsElement>("legend");
    const stage = this.map.canvas.getBoundingClientRect();
    const { left, top, right, bottom, width } = legend.getBoundingClientRect();
    if (!legend.open || !width) return;
    const { places, visible } = this.map.scene;
    const { k, x, y } = this.map.camera;
    let hidden = 0;
    for (let term = 0; term < this.graph.terms; term++) {
      const screenX = places.x[term] * k + x + stage.left;
      const screenY = places.y[term] * k + y + stage.top;
      if (visible.terms[term] && screenX > left && screenX < right && screenY > top && screenY < bottom) hidden++;
    }
    legend.open = hidden <= MAX_HIDDEN_SHARE * this.graph.terms;
  }

  #onResize(): void {
    if (!this.#isArranged) return;
    if (this.#places.isOutgrown(windowSize())) {
      this.#arrange();
      this.#redraw();
      this.map.refit();
    }
    if (!this.#focusMap) return;
    this.#focusMap = this.#arrangeFocus();
    this.#updateHighlight();
    this.#redraw();
    this.map.refit();
  }

  #translate(): void {
    const { tag } = this.about.languages[this.state.language] ?? { tag: "en" };
    const pageTag = chooseLanguage(tag);
    document.documentElement.lang = pageTag;
    document.documentElement.dir = pageTag === "ar" ? "rtl" : "ltr";
    translatePage(document);
    byId("counts").textContent = graphSize(this);
    byId<HTMLSelectElement>("language").value = String(this.state.language);
    const titles = this.members.map((terms) => terms.slice(0, 400).map((term) => this.caption(term).text));
    const given = new Map<number, string>();
    for (const [slug, name] of Object.entries(this.about.communities)) {
      const term = this.names.termOf(slug);
      if (term >= 0 && this.graph.community[term] !== NO_COMMUNITY) given.set(this.graph.community[term], name);
    }
    this.#communityNames = nameCommunities(titles).map((name, i) => given.get(i) ?? name);
    this.#showFilterCounts();
  }

  async #applyFilters(): Promise<void> {
    const { keyword, folder } = this.state.filters;
    const folders = folder ? await this.details.folders() : [];
    const sets = {
      keyword: keyword ? await this.details.termsOfKeyword(keyword) : null,
      folder: folder ? (folders.find(([name]) => name === folder)?.[1] ?? []) : null,
    };
    this.#visible = applyFilters(this.graph, this.state.filters, this.about.languages.length, sets);
    this.#showFilterCounts();
  }

  async #updateColouring(): Promise<void> {
    const { colourBy } = this.state;
    if (colourBy === "folder")
      this.#colouring = byGroups(
        this.graph,
        (await this.details.folders()).map(([, terms]) => terms),
      );
    else if (colourBy === "keyword") this.#colouring = byGroups(this.graph, await this.details.keywordTerms());
    else if (colourBy === "coverage") this.#colouring = byCoverage(this.graph, this.about.languages.length);
    else this.#colouring = byCommunity(this.graph);
  }

  #updatePaths(): void {
    const { path, direction } = this.state;
    this.#paths = path?.every((end) => end >= 0) ? findPaths(this.graph, this.names.slugs, ...path, direction) : [];
  }

  #updateReach(): void {
    const { term } = this.state;
    if (term < 0) return;
    this.#hops = hopsFrom(this.graph, term, 3, this.#visible.edges);
    this.#reach = countWithin(this.#hops);
  }
  #hops: Uint8Array = new Uint8Array();

  #fillLegend(): void {
    if (this.#communityNames.length || !this.members.length) void fillLegend(this, themeOf(this.#dark));
  }

  #showFilterCounts(): void {
    const { termCount, edgeCount } = this.#visible;
    const filtered = isFiltered(this.state.filters);
    byId("banner").hidden = !filtered;
    byId("show-filters").classList.toggle("on", filtered);
    const text = translate("filtered", { n: termCount, all: this.graph.terms });
    byId("banner-text").textContent = text;
    if (filtered) this.announce(text);
    if (!byId("filters").hidden) void fillFilterForm(this, this.#visible);
    const counts = `${translateCount(termCount, "term_one", "terms")}, ${translateCount(edgeCount, "link_one", "links")}`;
    this.map.canvas.setAttribute("aria-label", `${translate("graph")}: ${counts}`);
  }

  #updateHighlight(): void {
    const { term, hops, path, route } = this.state;
    if (path) this.#highlight = pathHighlight(this.graph, path, this.#paths[route] ?? this.#paths[0] ?? null);
    else if (this.#focusMap) this.#highlight = focusHighlight(this.graph, this.#visible, this.#focusMap);
    else this.#highlight = term >= 0 ? termHighlight(this.graph, this.#visible, term, hops, this.#hops) : null;
  }

  /** Fills the panel; `takeFocus` moves the keyboard focus to it, unless the focus is on the map. */
  #fillPanel(takeFocus: boolean): void {
    const { term, path } = this.state;
    if (term >= 0 && takeFocus) rememberVisit(this.names.slugs[term]);
    const panel = byId("panel");
    const open = term >= 0 || path !== null;
    const focused = panel.contains(document.activeElement) ? document.activeElement : null;
    const focusedGroup = focused?.closest("[role=group]")?.classList[0];
    panel.hidden = !open;
    byId("view").classList.toggle("open", open);
    if (!open) {
      panel.replaceChildren();
      if (focused) this.map.canvas.focus();
      return;
    }
    const scrollTop = takeFocus ? 0 : panel.scrollTop;
    panel.replaceChildren(
      path ? makePathPanel(this, path, this.#paths) : makeTermPanel(this, term, this.#reach, this.#focusMap),
    );
    panel.scrollTop = scrollTop;
    const pressed = focusedGroup ? panel.querySelector<HTMLElement>(`.${focusedGroup} [aria-pressed=true]`) : null;
    if (pressed) pressed.focus();
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
    const focusMap = this.#focusMap;
    return {
      graph: this.graph,
      places: focusMap?.places ?? this.#places.places,
      visible: focusMap ? this.#visibleInFocus(focusMap) : this.#visible,
      theme: themeOf(this.#dark),
      colouring: this.#colouring,
      regions: this.#places.regions,
      highlight: this.#highlight,
      focusMap,
      hover: this.#hover,
      cursor: this.#cursor,
      pinned: focusMap ? [] : [...this.state.pins.keys()],
      font: this.#font,
      covered: this.#covered,
      caption: (term) => this.caption(term),
      communityName: (community) => this.communityName(community),
      formatNumber,
    };
  }

  /** The visibility of the map around a term; the same object while the map is the same. */
  #visibleInFocus(focusMap: FocusMap): Visibility {
    if (this.#focusVisibility?.of !== focusMap) {
      const terms = new Uint8Array(this.graph.terms);
      for (const term of focusMap.terms) terms[term] = 1;
      this.#focusVisibility = { of: focusMap, visible: { ...this.#visible, terms, termCount: this.graph.terms } };
    }
    return this.#focusVisibility.visible;
  }
  #focusVisibility: { of: FocusMap; visible: Visibility } | null = null;

  #redraw(): void {
    if (!this.#isArranged) return;
    this.#covered = coveredBoxes();
    this.map.requestDraw(this.#scene());
    byId("name-fallback").hidden = !this.map.drawn.labels.some(
      (label) => label.term >= 0 && this.caption(label.term).isFallback,
    );
  }

  #bringIntoView(): void {
    const { term, path } = this.state;
    if (path && this.#highlight && this.#paths.length) this.map.showTerms(this.#highlight.terms);
    else if (!path && term >= 0) this.#camera.bringIntoView(term);
  }

  #storeViewpoint(): void {
    if (this.#focusMap) return;
    this.state = { ...this.state, viewpoint: this.#camera.viewpoint };
    this.address.write(this.state, "replace");
  }

  #onMapClick(term: number): void {
    this.#card.hide();
    this.map.canvas.focus();
    if (this.#focusMap && term < 0) return;
    if (term >= 0 || this.state.term >= 0 || this.state.path) this.setState({ term, path: null }, "push");
  }

  openRibbon(ribbon: Ribbon): void {
    const { opened, page } = this.state;
    const next = opened === ribbon.community ? page + 1 : 0;
    this.setState({ opened: ribbon.community, page: next }, "push");
    this.announce(translate("ribbon_opened", { name: this.communityName(ribbon.community), n: MAX_STRONGEST }));
  }

  #onHover(term: number, x: number, y: number): void {
    this.#card.show(term, x, y);
    if (term === this.#hover) return;
    this.#hover = term;
    this.map.showHover({ ...this.map.scene, hover: term });
  }

  #onDrag(term: number, x: number, y: number, ended: boolean): void {
    this.#card.hide();
    if (this.#focusMap) return;
    this.#places.move(term, x, y, ended);
    this.map.showDrag(this.#scene());
    if (!ended) return;
    const pins = new Map(this.state.pins).set(term, this.#places.toLayout(x, y));
    this.state = { ...this.state, pins };
    this.address.write(this.state, "push");
    this.announce(translate("pinned", { name: this.caption(term).text }));
  }

  /** Goes to the linked term in a direction; without a selected term, to the first named term on the map. */
  walk(dx: number, dy: number): void {
    const start = this.#cursor >= 0 ? this.#cursor : this.state.term;
    const first = this.map.drawn.labels.find((label) => label.term >= 0)?.term ?? this.#visible.terms.indexOf(1);
    const target = start >= 0 ? this.#camera.step(start, dx, dy) : first;
    if (target < 0) return;
    this.#cursor = target;
    this.#announceTerm(target);
    this.#redraw();
    const { places } = this.map.scene;
    const { k, x, y } = this.map.camera;
    this.#card.show(target, places.x[target] * k + x, places.y[target] * k + y);
  }

  openTerm(): void {
    if (this.#cursor >= 0) this.setState({ term: this.#cursor, path: null }, "push");
    else if (this.state.term >= 0) byId("term").focus();
  }

  close(): void {
    this.#card.hide();
    if (this.#cursor >= 0) {
      this.#cursor = -1;
      this.#redraw();
    } else if (this.state.path) this.setState({ path: null }, "push");
    else if (this.state.focus) this.setState({ focus: false }, "push");
    else if (this.state.term >= 0) this.setState({ term: -1 }, "push");
    else if (this.state.list) this.toggleList();
  }

  toggleList(): void {
    this.setState({ list: this.state.list ? null : { column: "rank", descending: false } }, "push");
    (this.state.list ? byId("list") : this.map.canvas).focus();
  }

  toggleFocus(): void {
    const { focus, term } = this.state;
    const wanted = this.#cursor >= 0 ? this.#cursor : term;
    if (focus && wanted === term) this.setState({ focus: false }, "push");
    else if (wanted >= 0) this.setState({ term: wanted, focus: true, path: null, list: null }, "push");
  }

  startPath(): void {
    this.setState({ path: [this.state.term, -1], list: null }, "push");
  }

  /** Opens a term that is neither too central nor without links. */
  surprise(): void {
    const terms: number[] = [];
    for (let term = 0; term < this.graph.terms; term++) {
      const links = inDegree(this.graph, term) + outDegree(this.graph, term);
      if (this.#visible.terms[term] && !this.graph.placeholder[term] && links > 1 && term !== this.state.term)
        terms.push(term);
    }
    const term = terms[Math.floor(Math.random() * terms.length)];
    if (term !== undefined) this.setState({ term, path: null, list: null }, "push");
  }
}

/** The size of the map without the panel. */
function windowSize(): Size {
  const view = byId("view");
  return { width: view.clientWidth || innerWidth, height: view.clientHeight || innerHeight };
}

/** The boxes of the map that the legend and the buttons of the zoom cover. */
function coveredBoxes(): Box[] {
  const stage = byId("map").getBoundingClientRect();
  const boxes: Box[] = [];
  for (const element of document.querySelectorAll<HTMLElement>("#legend, .zoom, #trail")) {
    const { left, top, right, bottom, width } = element.getBoundingClientRect();
    if (!width) continue;
    boxes.push({
      left: left - stage.left - 4,
      top: top - stage.top - 4,
      right: right - stage.left + 4,
      bottom: bottom - stage.top + 4,
    });
  }
  return boxes;
}
