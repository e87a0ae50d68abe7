// The page as a whole: what the reader does changes the state, and the state is what is shown.
import type { About } from "../data/about.ts";
import type { Library } from "../data/details.ts";
import { isFiltered, type Shown, shown } from "../data/filters.ts";
import { edgesOf, type Graph } from "../data/graph.ts";
import type { Names } from "../data/names.ts";
import { Search } from "../data/search.ts";
import { type Hop, pathBetween } from "../data/walk.ts";
import { communitiesOf, regionsOf } from "../map/regions.ts";
import type { Camera, Caption, Focus, Scene } from "../map/scene.ts";
import { themeOf } from "../map/theme.ts";
import { MapView } from "../map/view.ts";
import type { App } from "./app.ts";
import { combobox, sized } from "./combobox.ts";
import { byId } from "./dom.ts";
import { filterForm } from "./filters.ts";
import { neighbourTowards, pathFocus, termFocus } from "./focus.ts";
import { listen, showKeys } from "./keys.ts";
import { fillLegend } from "./legend.ts";
import { type Menus, menus } from "./menus.ts";
import { termPanel } from "./panel.ts";
import { pathPanel } from "./route.ts";
import { connectSaving } from "./saving.ts";
import { fromAddress, type Naming, type State, toAddress } from "./state.ts";
import { fillTable } from "./table.ts";
import { followTheme } from "./theme.ts";
import { counted, say, sayAll, speak } from "./words.ts";

const SMALL = 300;
const READABLE = 46;

export class Explorer implements App {
  readonly about: About;
  readonly graph: Graph;
  readonly names: Names;
  readonly library: Library;
  readonly search: Search;
  readonly members: readonly (readonly number[])[];
  readonly map: MapView;
  state: State;
  readonly #naming: Naming;
  readonly #menus: Menus;
  #shown: Shown;
  #focus: Focus | null = null;
  #hops: readonly Hop[] | null = null;
  #cursor = -1;
  #hover = -1;

  constructor(about: About, graph: Graph, names: Names, library: Library, naming: Naming, state: State) {
    this.about = about;
    this.graph = graph;
    this.names = names;
    this.library = library;
    this.search = new Search(names);
    this.members = communitiesOf(graph);
    this.#naming = naming;
    this.state = state;
    this.#shown = shown(graph, state.filters, about.languages.length, []);
    const canvas = byId<HTMLCanvasElement>("map");
    this.map = new MapView(canvas, this.#scene(), {
      clicked: (term) => this.#click(term),
      hovered: (term) => this.#hovered(term),
      moved: (camera) => this.#moved(camera),
    });
    this.#menus = menus(["filters", "more"], (name) => {
      if (name === "filters") void filterForm(this);
    });
    followTheme(() => this.#repaint());
    this.#connect(canvas);
  }

  // ---- What the parts are given

  go(change: Partial<State>, how: "push" | "replace"): void {
    const before = this.state;
    this.state = { ...before, ...change };
    this.#writeAddress(how);
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
    if (terms.length === 1) this.map.centre(terms[0], Math.max(this.#readable(), this.map.fit * 1.5));
    else this.map.frame(terms);
    this.#moved(null);
  }

  // ---- From the state to the page

  /** Opens on the state that the address tells. */
  async begin(): Promise<void> {
    await this.#apply(null, false);
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
      this.#banner();
      if (!byId("filters").hidden) void filterForm(this);
    }
    if (changed("path"))
      this.#hops = state.path && !state.path.includes(-1) ? pathBetween(this.graph, ...state.path) : null;
    if (changed("term", "hops", "path", "filters")) this.#refocus();
    const rewritten = changed("term", "path", "language");
    if (rewritten || changed("hops")) this.#panel(byReader && changed("term", "path"));
    if (rewritten || changed("filters")) fillLegend(this, themeOf(this.#dark));
    if (changed("list") || (state.list && (rewritten || changed("filters")))) this.#list();
    this.#repaint();
    this.map.resize();
    if (!byReader && state.place && changed("place")) this.#goTo(state.place);
    else if (before && changed("term", "path")) this.#bringIntoView(before);
  }

  #speak(): void {
    const { tag, direction } = this.about.languages[this.state.language] ?? { tag: "en", direction: "ltr" };
    const spoken = speak(tag);
    document.documentElement.lang = spoken;
    document.documentElement.dir = direction;
    sayAll(document);
    byId("counts").textContent = sized(this);
    byId<HTMLSelectElement>("language").value = String(this.state.language);
    this.#banner();
    this.#canvasLabel();
  }

  #canvasLabel(): void {
    const { termCount, edgeCount } = this.#shown;
    const counts = `${counted(termCount, "term_one", "terms")}, ${counted(edgeCount, "link_one", "links")}`;
    this.map.canvas.setAttribute("aria-label", `${say("graph")}: ${counts}`);
  }

  #banner(): void {
    const filtered = isFiltered(this.state.filters);
    byId("banner").hidden = !filtered;
    byId("show-filters").classList.toggle("on", filtered);
    const text = say("filtered", { n: this.#shown.termCount, all: this.graph.terms });
    byId("banner-text").textContent = text;
    if (filtered) this.announce(text);
    this.#canvasLabel();
  }

  #refocus(): void {
    const { term, hops, path } = this.state;
    if (path) this.#focus = pathFocus(this.graph, path, this.#hops);
    else this.#focus = term >= 0 ? termFocus(this.graph, this.#shown, term, hops) : null;
    this.#cursor = -1;
  }

  #panel(focus: boolean): void {
    const { term, path } = this.state;
    const panel = byId("panel");
    const open = term >= 0 || path !== null;
    const inHops = document.activeElement?.closest(".hops") !== null && panel.contains(document.activeElement);
    panel.hidden = !open;
    byId("view").classList.toggle("open", open);
    if (!open) {
      panel.replaceChildren();
      return;
    }
    const scrolled = focus ? 0 : panel.scrollTop;
    panel.replaceChildren(
      path ? pathPanel(this, path, this.#hops) : termPanel(this, term, this.#focus?.terms.length ?? 0),
    );
    panel.scrollTop = scrolled;
    if (inHops) panel.querySelector<HTMLElement>(".hops [aria-pressed=true]")?.focus();
    else if (focus && document.activeElement !== this.map.canvas) {
      const empty = path ? panel.querySelectorAll<HTMLElement>("input")[path[0] < 0 ? 0 : 1] : null;
      (path?.includes(-1) && empty ? empty : byId("term")).focus();
    }
    if (focus && !path) {
      const links = [...edgesOf(this.graph, term)].length;
      this.announce(say("selected", { name: this.caption(term).text, n: links }));
    }
  }

  #list(): void {
    const { list } = this.state;
    byId("list").hidden = !list;
    byId("show-list").setAttribute("aria-pressed", String(Boolean(list)));
    if (list) fillTable(this, this.#shown, list);
    else byId("list").replaceChildren();
  }

  get #dark(): boolean {
    return document.documentElement.classList.contains("dark");
  }

  #scene(): Scene {
    return {
      graph: this.graph,
      shown: this.#shown,
      theme: themeOf(this.#dark),
      regions: this.#regions(),
      focus: this.#focus,
      hover: this.#hover,
      cursor: this.#cursor,
      font: getComputedStyle(document.body).fontFamily,
      caption: (term) => this.caption(term),
    };
  }

  #regionsKnown: ReturnType<typeof regionsOf> | null = null;
  #regions(): ReturnType<typeof regionsOf> {
    this.#regionsKnown ??= regionsOf(this.graph, this.members);
    return this.#regionsKnown;
  }

  #repaint(): void {
    if (!this.map) return; // the theme is known before the map
    this.map.change(this.#scene());
    byId("borrowed").hidden = !this.map.drawn.labels.some((label) => this.caption(label.term).borrowed);
  }

  // ---- The camera

  /** How close the camera has to be for terms to stand apart. */
  #readable(): number {
    return (READABLE / 1000) * Math.sqrt(this.graph.terms);
  }

  #bringIntoView(before: State): void {
    const { term, path } = this.state;
    if (path && this.#hops) {
      this.map.frame(this.#focus?.terms ?? []);
    } else if (term >= 0 && term !== before.term) {
      const { x, y, k } = this.map.camera;
      const { width, height } = this.map.size;
      const across = this.graph.x[term] * k + x;
      const down = this.graph.y[term] * k + y;
      const seen = across > 60 && across < width - 60 && down > 60 && down < height - 60;
      const small = this.graph.terms <= SMALL;
      if (!seen || (!small && k < this.#readable() / 2)) this.map.centre(term, small ? 0 : this.#readable());
    }
  }

  #moved(camera: Camera | null): void {
    const { k, x, y } = camera ?? this.map.camera;
    const { width, height } = this.map.size;
    const place = { x: (width / 2 - x) / k, y: (height / 2 - y) / k, closer: k / this.map.fit };
    this.state = { ...this.state, place };
    this.#writeAddress("replace");
  }

  #goTo(place: NonNullable<State["place"]>): void {
    const k = place.closer * this.map.fit;
    const { width, height } = this.map.size;
    this.map.fly({ k, x: width / 2 - k * place.x, y: height / 2 - k * place.y }, true);
  }

  #all(): void {
    this.map.frame();
    this.state = { ...this.state, place: null };
    this.#writeAddress("replace");
  }

  // ---- The address

  #writeAddress(how: "push" | "replace"): void {
    const address = toAddress(this.state, this.#naming);
    const url = address ? `#${address}` : location.pathname + location.search;
    if (how === "push") history.pushState(null, "", url);
    else history.replaceState(null, "", url);
  }

  #readAddress(): void {
    const before = this.state;
    this.state = fromAddress(location.hash, this.#naming);
    // Filters that say the same are the same, so that nothing is done anew for them.
    if (JSON.stringify(before.filters) === JSON.stringify(this.state.filters))
      this.state = { ...this.state, filters: before.filters };
    if (JSON.stringify(before.path) === JSON.stringify(this.state.path))
      this.state = { ...this.state, path: before.path };
    void this.#apply(before, false);
  }

  // ---- What the reader does

  #click(term: number): void {
    this.map.canvas.focus();
    if (term < 0 && this.state.term < 0 && !this.state.path) return;
    this.go({ term, path: null }, "push");
  }

  #hovered(term: number): void {
    if (term === this.#hover) return;
    this.#hover = term;
    this.#repaint();
  }

  #walk(dx: number, dy: number): void {
    const from = this.#cursor >= 0 ? this.#cursor : this.state.term;
    const rtl = false; // arrows are directions on the screen
    const to = from >= 0 ? neighbourTowards(this.graph, this.#shown, from, rtl ? -dx : dx, dy) : this.#firstInSight();
    if (to < 0) return;
    this.#cursor = to;
    const { x, y, k } = this.map.camera;
    const { width, height } = this.map.size;
    const [across, down] = [this.graph.x[to] * k + x, this.graph.y[to] * k + y];
    if (across < 50 || down < 50 || across > width - 50 || down > height - 50) this.map.centre(to);
    this.announce(say("selected", { name: this.caption(to).text, n: [...edgesOf(this.graph, to)].length }));
    this.#repaint();
  }

  #firstInSight(): number {
    return this.map.drawn.labels[0]?.term ?? this.#shown.terms.indexOf(1);
  }

  #close(): void {
    if (this.#menus.close()) return;
    if (this.#cursor >= 0) {
      this.#cursor = -1;
      this.#repaint();
    } else if (this.state.path || this.state.term >= 0) {
      this.go({ path: null, term: this.state.path ? this.state.term : -1 }, "push");
      this.map.canvas.focus();
    } else if (this.state.list) this.#toggleList();
  }

  #toggleList(): void {
    this.go({ list: this.state.list ? null : { column: "rank", down: false } }, "push");
    if (this.state.list) byId("list").focus();
    else this.map.canvas.focus();
  }

  #connect(canvas: HTMLCanvasElement): void {
    const parts = {
      input: byId<HTMLInputElement>("search"),
      popup: byId("popup"),
      list: byId("results"),
      told: byId("found"),
    };
    combobox(this, parts, (term) => {
      this.go({ term, path: null }, "push");
    });
    const languages = byId<HTMLSelectElement>("language");
    this.about.languages.forEach((language, i) => {
      if (language.names) languages.add(new Option(language.name, String(i)));
    });
    languages.addEventListener("change", () => this.go({ language: Number(languages.value) }, "replace"));
    const on = (id: string, action: () => void): void => byId(id).addEventListener("click", action);
    on("closer", () => this.map.closer(1.6));
    on("farther", () => this.map.closer(1 / 1.6));
    on("whole", () => this.#all());
    on("show-list", () => this.#toggleList());
    on("banner-clear", () =>
      this.go({ filters: { ...this.state.filters, ...fromAddress("", this.#naming).filters } }, "push"),
    );
    on("find-path", () => {
      this.#menus.close();
      this.#startPath();
    });
    connectSaving(this, () => ({ focus: this.#focus, shown: this.#shown, map: this.map }), this.#menus);
    listen(canvas, {
      search: () => byId("search").focus(),
      keys: showKeys,
      close: () => this.#close(),
      list: () => this.#toggleList(),
      filters: () => this.#menus.toggle("filters"),
      path: () => this.#startPath(),
      hops: (n) => {
        if (this.state.term >= 0) this.go({ hops: n }, "replace");
      },
      zoom: (how) => (how === "all" ? this.#all() : this.map.closer(how === "in" ? 1.6 : 1 / 1.6)),
      walk: (dx, dy) => this.#walk(dx, dy),
      pan: (dx, dy) => this.map.pan(dx, dy),
      open: () => {
        if (this.#cursor >= 0) this.go({ term: this.#cursor, path: null }, "push");
        else if (this.state.term >= 0) byId("term").focus();
      },
    });
    window.addEventListener("popstate", () => this.#readAddress());
    document.fonts.ready.then(() => this.#repaint());
  }

  #startPath(): void {
    this.go({ path: [this.state.term, -1], list: null }, "push");
    byId("panel").querySelectorAll<HTMLElement>("input")[this.state.term < 0 ? 0 : 1]?.focus();
  }
}
