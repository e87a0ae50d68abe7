// The page as a whole: the reader's actions change the state, and the page shows the state.
import type { About } from "../data/about.ts";
import type { Blocks } from "../data/blocks.ts";
import { byCommunity } from "../data/colouring.ts";
import { DetailStore } from "../data/details.ts";
import { applyFilters, NO_TERM_SETS, type Visibility } from "../data/filters.ts";
import { type Graph, inDegree, outDegree } from "../data/graph.ts";
import type { Names } from "../data/names.ts";
import { MAX_STRONGEST } from "../data/neighbours.ts";
import { storeLanguage } from "../data/reader-language.ts";
import { Search } from "../data/search.ts";
import type { Ribbon } from "../map/focus-map.ts";
import type { Box } from "../map/places.ts";
import { groupByCommunity } from "../map/regions.ts";
import type { Caption, Colouring, Scene } from "../map/scene.ts";
import { themeOf } from "../map/theme.ts";
import { MapView } from "../map/view.ts";
import { toggleList } from "./actions.ts";
import { Address } from "./address.ts";
import type { App } from "./app.ts";
import { CameraControl } from "./camera-control.ts";
import { Card } from "./card.ts";
import { colouringOf } from "./colour-choice.ts";
import { followColourScheme } from "./colour-scheme.ts";
import { communityNames } from "./community-naming.ts";
import { byId } from "./dom.ts";
import { fillFilterForm } from "./filter-form.ts";
import { FocusControl } from "./focus-control.ts";
import { fillLegend } from "./legend.ts";
import { MapPlaces } from "./map-places.ts";
import { connectMenuCommands } from "./menu-commands.ts";
import { connectMenus, type Menus } from "./menus.ts";
import { openPanel, showPanel } from "./panel.ts";
import { makePathPanel } from "./path-panel.ts";
import { Selection } from "./selection.ts";
import { closeLegendOverTerms, coveredBoxes, windowSize } from "./stage.ts";
import { followState, type State } from "./state.ts";
import { showList } from "./table.ts";
import { makeTermPanel } from "./term-panel.ts";
import { fillTrail } from "./trail.ts";
import { translateDocument } from "./translation.ts";
import { showFilterCounts, visibilityOf } from "./visible-part.ts";
import { rememberVisit } from "./visits.ts";
import { formatNumber, translate, translateCount } from "./words.ts";

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
  readonly #focus = new FocusControl();
  readonly #selection = new Selection();
  #cursor = -1;
  #hover = -1;
  #dark = false;
  #covered: readonly Box[] = [];
  /** State changes that are not shown yet. */
  #pendingUpdates = 0;
  /** The state that the page shows; null before the first one. */
  #shown: State | null = null;
  /** Counts the states that were to be shown. A viewpoint that is only stored does not count. */
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
      highlight: this.#selection.highlight,
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
      this.state = this.address.read(this.state);
      void this.#update(false);
    });
    void document.fonts.ready.then(() => this.#redraw());
  }

  /** Whether the page shows the current state, and the map is at rest. */
  get isSettled(): boolean {
    return !this.#pendingUpdates && this.map.isSettled;
  }

  /** Milliseconds that the last map around a term took to arrange. */
  get focusMs(): number {
    return this.#focus.arrangedMs;
  }

  setState(change: Partial<State>, how: "push" | "replace"): void {
    this.state = followState(this.state, change);
    this.address.write(this.state, how);
    void this.#update(true);
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
    return this.#update(false);
  }

  /** Shows the current state; `byReader` is false for a state of the address. */
  async #update(byReader: boolean): Promise<void> {
    this.#pendingUpdates++;
    try {
      await this.#showChanges(byReader);
    } finally {
      this.#pendingUpdates--;
    }
  }

  async #showChanges(byReader: boolean): Promise<void> {
    const before = this.#shown;
    const { state } = this;
    const version = ++this.#version;
    const changed = (...names: (keyof State)[]): boolean =>
      !before || names.some((name) => before[name] !== state[name]);
    if (changed("language")) {
      await this.names.load(state.language);
      if (byReader) storeLanguage(this.about.languages[state.language].tag);
      translateDocument(this);
      this.#communityNames = communityNames(this);
    }
    if (changed("colourBy")) this.#colouring = await colouringOf(this);
    if (changed("filters")) this.#visible = await visibilityOf(this);
    if (changed("language", "filters")) showFilterCounts(this, this.#visible, this.map.canvas);
    if (version !== this.#version) return; // a newer state will be shown
    if (changed("path", "direction")) this.#selection.findPaths(this);
    if (changed("term", "filters")) this.#selection.measureReach(this, this.#visible);
    this.#cursor = changed("term", "path", "focus") ? -1 : this.#cursor;
    const namesChanged = changed("term", "path", "language", "focus");
    if (changed("language", "filters", "colourBy")) await fillLegend(this, themeOf(this.#dark));
    if (version !== this.#version) return;
    this.#shown = state;
    fillTrail(this);
    openPanel(this);
    this.map.resize();
    const wasFocused = this.#focus.map !== null;
    if (state.focus) this.#arrangeFocus();
    else this.#focus.leave();
    if (namesChanged || changed("hops", "filters", "direction", "route", "opened", "page"))
      this.#fillPanel(byReader && changed("term", "path"));
    if (changed("list") || (state.list && (namesChanged || changed("filters")))) showList(this, this.#visible);
    const mapChanged = !before || changed("pins") || (changed("language") && this.#places.dependsOnNames);
    if (mapChanged) this.#arrange();
    this.#isArranged = true;
    if (wasFocused || state.focus) {
      this.#showFocus();
      return;
    }
    this.#selection.updateHighlight(this, this.#visible, this.#focus.map);
    this.#redraw();
    if (mapChanged) this.map.refit();
    if (!before) closeLegendOverTerms(this.map);
    if (!byReader && state.viewpoint) {
      if (changed("viewpoint")) this.#camera.moveTo(state.viewpoint);
    } else if (changed("term", "path", "route")) this.#bringIntoView();
    else if (!byReader && before?.viewpoint) this.map.showTerms();
  }

  /** Shows the map around the term, or the map of all terms again. */
  #showFocus(): void {
    const { focus, path, term, viewpoint } = this.state;
    this.#covered = coveredBoxes();
    this.#selection.updateHighlight(this, this.#visible, this.#focus.map);
    this.map.morphTo(this.#scene());
    if (focus) return;
    if (viewpoint) this.#camera.moveTo(viewpoint);
    else if (term >= 0 || path) this.#bringIntoView();
  }

  #arrangeFocus(): void {
    this.#focus.arrange(this, this.#visible, this.map.size, this.#font, this.map.measure);
  }

  /** Arranges the map of all terms for the window and the names. */
  #arrange(): void {
    this.#covered = coveredBoxes();
    this.#places.arrange(this, windowSize(), this.#covered, this.#font, this.map.measure);
  }

  #onResize(): void {
    if (!this.#isArranged) return;
    if (this.#places.isOutgrown(windowSize())) this.#arrange();
    if (this.#focus.map) {
      this.#arrangeFocus();
      this.#selection.updateHighlight(this, this.#visible, this.#focus.map);
    }
    this.#redraw();
    this.map.refit();
  }

  #fillLegend(): void {
    if (this.#communityNames.length || !this.members.length) void fillLegend(this, themeOf(this.#dark));
  }

  #fillPanel(takeFocus: boolean): void {
    const { term, path } = this.state;
    if (term >= 0 && takeFocus) rememberVisit(this.names.slugs[term]);
    showPanel(this, this.map.canvas, takeFocus, () =>
      path
        ? makePathPanel(this, path, this.#selection.paths)
        : makeTermPanel(this, term, this.#selection.reach, this.#focus.map),
    );
    if (takeFocus && !path && term >= 0) this.#announceTerm(term);
  }

  #announceTerm(term: number): void {
    const links = translateCount(inDegree(this.graph, term) + outDegree(this.graph, term), "link_one", "links");
    this.announce(translate("selected", { name: this.caption(term).text, links }));
  }

  #scene(): Scene {
    const focusMap = this.#focus.map;
    return {
      graph: this.graph,
      places: focusMap?.places ?? this.#places.places,
      visible: this.#focus.visible ?? this.#visible,
      theme: themeOf(this.#dark),
      colouring: this.#colouring,
      regions: this.#places.regions,
      highlight: this.#selection.highlight,
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
    if (path && this.#selection.highlight && this.#selection.paths.length)
      this.map.showTerms(this.#selection.highlight.terms);
    else if (!path && term >= 0) this.#camera.bringIntoView(term);
  }

  #storeViewpoint(): void {
    if (this.#focus.map) return;
    this.state = { ...this.state, viewpoint: this.#camera.viewpoint };
    this.address.write(this.state, "replace");
  }

  #onMapClick(term: number): void {
    this.#card.hide();
    this.map.canvas.focus();
    if (this.#focus.map && term < 0) return;
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
    if (this.#focus.map) return;
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
    else if (this.state.list) toggleList(this);
  }

  toggleFocus(): void {
    const { focus, term } = this.state;
    const wanted = this.#cursor >= 0 ? this.#cursor : term;
    if (focus && wanted === term) this.setState({ focus: false }, "push");
    else if (wanted >= 0) this.setState({ term: wanted, focus: true, path: null, list: null }, "push");
  }
}
