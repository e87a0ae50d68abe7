// What the reader looks at, and its form in the page's address.
import { COLOURINGS, type ColourBy } from "../data/colouring.ts";
import { type Filters, NO_FILTERS, type Placeholders, type Scope } from "../data/filters.ts";
import { MAX_PATHS, PATH_DIRECTIONS, type PathDirection } from "../data/paths.ts";
import type { Pins } from "../map/places.ts";

export type Column = "name" | "in" | "out" | "rank" | "articles" | "community";
export const COLUMNS: readonly Column[] = ["name", "rank", "in", "out", "articles", "community"];

/** The order of a list. */
export interface Sorting {
  readonly column: Column;
  readonly descending: boolean;
}

/** The point of the world in the middle of the screen, and the zoom relative to the whole map. */
export interface Viewpoint {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
}

export interface State {
  /** The selected term, or -1. */
  readonly term: number;
  /** Whether the map is arranged around the selected term. */
  readonly focus: boolean;
  /** The terms walked through in the focus, the first one first. */
  readonly trail: readonly number[];
  /** The community whose ribbon is open in the focus, or -1, and the page of it. */
  readonly opened: number;
  readonly page: number;
  readonly language: number;
  readonly hops: 1 | 2 | 3;
  /** The ends of a path; -1 for an end that is not chosen yet. */
  readonly path: readonly [number, number] | null;
  readonly direction: PathDirection;
  /** Which of several paths is shown on the map. */
  readonly route: number;
  readonly filters: Filters;
  readonly colourBy: ColourBy;
  readonly list: Sorting | null;
  /** The terms that the reader moved, in the layout of the build. */
  readonly pins: Pins;
  readonly viewpoint: Viewpoint | null;
}

/** The state after a change. The trail follows the term; a path or the list ends the focus. */
export function followState(before: State, change: Partial<State>): State {
  const state = { ...before, ...change };
  const isFocus = state.focus && state.term >= 0 && !state.path && !state.list;
  if (!isFocus) return { ...state, focus: false, trail: [], opened: -1, page: 0 };
  if (!before.focus) return { ...state, viewpoint: null };
  if (state.term === before.term || change.trail) return state;
  return { ...state, trail: [...before.trail, before.term].slice(-MAX_TRAIL), opened: -1, page: 0 };
}

/** Converts between numbers, which change with every build, and the names in an address. */
export interface Naming {
  slug(term: number): string;
  termOf(slug: string): number;
  tag(language: number): string;
  languageOf(tag: string): number;
  /** Whether the page has names in a language. */
  hasNames(language: number): boolean;
  /** The most central term of a community. */
  hub(community: number): number;
  communityOf(term: number): number;
  /** The language of an address that names none. */
  readonly initialLanguage: number;
}

const SCOPES: readonly string[] = ["in", "only", "all", "compare"] satisfies Scope[];
const PLACEHOLDERS: readonly string[] = ["without", "only"] satisfies Placeholders[];
const MAX_MIN_LINKS = 1e6;
const MAX_COORDINATE = 1e4;
const MAX_ZOOM = 1e4;
const MAX_TRAIL = 8;
const MAX_PINS = 200;
const MAX_PAGE = 1000;

/** Writes a state as the part of an address after `#`; empty for the initial state. */
export function toAddress(state: State, naming: Naming, withLanguage = false): string {
  const parts = new URLSearchParams();
  const { path, list, viewpoint } = state;
  if (state.term >= 0) parts.set("term", naming.slug(state.term));
  if (withLanguage || state.language !== naming.initialLanguage) parts.set("lang", naming.tag(state.language));
  if (state.hops > 1) parts.set("hops", String(state.hops));
  if (state.focus && state.term >= 0) {
    parts.set("focus", "1");
    for (const term of state.trail) parts.append("via", naming.slug(term));
    if (state.opened >= 0) parts.set("open", naming.slug(naming.hub(state.opened)));
    if (state.page > 0) parts.set("page", String(state.page));
  }
  if (path) {
    parts.set("from", path[0] >= 0 ? naming.slug(path[0]) : "");
    parts.set("to", path[1] >= 0 ? naming.slug(path[1]) : "");
    if (state.direction !== "auto") parts.set("direction", state.direction);
    if (state.route > 0) parts.set("route", String(state.route + 1));
  }
  writeFilters(parts, state.filters, naming);
  if (state.colourBy !== "community") parts.set("colour", state.colourBy);
  if (list) parts.set("list", `${list.descending ? "-" : ""}${list.column}`);
  for (const [term, [x, y]] of state.pins) parts.append("pin", `${x.toFixed(1)},${y.toFixed(1)},${naming.slug(term)}`);
  if (viewpoint) {
    parts.set("at", [viewpoint.x.toFixed(1), viewpoint.y.toFixed(1), viewpoint.zoom.toFixed(2)].join(","));
  }
  return parts.toString();
}

function writeFilters(parts: URLSearchParams, filters: Filters, naming: Naming): void {
  if (filters.scope === "all") parts.set("links", "all");
  else if (filters.scope === "compare")
    parts.set("links", `compare:${naming.tag(filters.language)}:${naming.tag(filters.other)}`);
  else if (filters.scope !== "any") parts.set("links", `${filters.scope}:${naming.tag(filters.language)}`);
  if (filters.placeholders !== "with") parts.set("placeholders", filters.placeholders);
  if (filters.linked) parts.set("linked", "1");
  if (filters.maxLinks > 0) parts.set("most", String(filters.maxLinks));
  if (filters.repaired) parts.set("repaired", "1");
  if (filters.minLinks > 1) parts.set("least", String(filters.minLinks));
  if (filters.keyword) parts.set("keyword", filters.keyword);
  if (filters.folder) parts.set("folder", filters.folder);
  for (const community of filters.communities) parts.append("community", naming.slug(naming.hub(community)));
  if (filters.bridges) parts.set("bridges", "1");
}

/** Reads an address; ignores parts that are invalid or name nothing in this graph. */
export function fromAddress(address: string, naming: Naming): State {
  const parts = new URLSearchParams(address.replace(/^#/, ""));
  const termOf = (name: string): number => naming.termOf(parts.get(name) ?? "");
  const language = naming.languageOf(parts.get("lang") ?? "");
  const hops = Number(parts.get("hops"));
  const column = (parts.get("list") ?? "").replace(/^-/, "");
  const term = termOf("term");
  const focus = term >= 0 && parts.get("focus") === "1";
  const opened = focus ? termOf("open") : -1;
  const path: State["path"] = parts.has("from") || parts.has("to") ? [termOf("from"), termOf("to")] : null;
  const direction = parts.get("direction") as PathDirection;
  const colourBy = parts.get("colour") as ColourBy;
  const trail = focus ? parts.getAll("via").map((slug) => naming.termOf(slug)) : [];
  return {
    term,
    focus,
    trail: trail.filter((walked) => walked >= 0).slice(-MAX_TRAIL),
    opened: opened >= 0 ? naming.communityOf(opened) : -1,
    page: focus ? parseInteger(parts.get("page"), 0, MAX_PAGE) : 0,
    language: naming.hasNames(language) ? language : naming.initialLanguage,
    hops: hops === 2 || hops === 3 ? hops : 1,
    path,
    direction: path && PATH_DIRECTIONS.includes(direction) ? direction : "auto",
    route: path ? parseInteger(parts.get("route"), 1, MAX_PATHS) - 1 : 0,
    filters: readFilters(parts, naming),
    colourBy: COLOURINGS.includes(colourBy) ? colourBy : "community",
    list: COLUMNS.includes(column as Column)
      ? { column: column as Column, descending: parts.get("list")!.startsWith("-") }
      : null,
    pins: parsePins(parts.getAll("pin"), naming),
    viewpoint: parseViewpoint(parts.get("at")),
  };
}

function readFilters(parts: URLSearchParams, naming: Naming): Filters {
  const [scope, tag, otherTag] = (parts.get("links") ?? "").split(":");
  const language = naming.languageOf(tag ?? "");
  const other = naming.languageOf(otherTag ?? "");
  const isScope = SCOPES.includes(scope) && (scope === "all" || language >= 0) && (scope !== "compare" || other >= 0);
  const placeholders = parts.get("placeholders") ?? "";
  const hubs = parts.getAll("community").map((slug) => naming.termOf(slug));
  return {
    scope: isScope ? (scope as Scope) : "any",
    language: Math.max(0, language),
    other: other >= 0 ? other : NO_FILTERS.other,
    placeholders: PLACEHOLDERS.includes(placeholders) ? (placeholders as Placeholders) : "with",
    linked: parts.get("linked") === "1",
    maxLinks: parseInteger(parts.get("most"), 0, MAX_MIN_LINKS),
    repaired: parts.get("repaired") === "1",
    minLinks: parseInteger(parts.get("least"), 1, MAX_MIN_LINKS),
    keyword: parts.get("keyword") ?? "",
    folder: parts.get("folder") ?? "",
    communities: [...new Set(hubs.filter((hub) => hub >= 0).map((hub) => naming.communityOf(hub)))],
    bridges: parts.get("bridges") === "1",
  };
}

function parsePins(texts: readonly string[], naming: Naming): Pins {
  const pins = new Map<number, readonly [number, number]>();
  for (const text of texts.slice(0, MAX_PINS)) {
    const [, x, y, slug] = /^(-?[\d.]+),(-?[\d.]+),(.+)$/s.exec(text) ?? [];
    const term = naming.termOf(slug ?? "");
    const point = [Number(x), Number(y)] as const;
    if (term >= 0 && point.every((value) => Math.abs(value) < MAX_COORDINATE)) pins.set(term, point);
  }
  return pins;
}

/** An integer from `min` to `max`, else `min`. */
function parseInteger(text: string | null, min: number, max: number): number {
  const value = Number(text);
  return Number.isInteger(value) && value >= min && value <= max ? value : min;
}

function parseViewpoint(text: string | null): Viewpoint | null {
  const numbers = (text ?? "").split(",").map(Number);
  if (numbers.length !== 3 || !numbers.every(Number.isFinite)) return null;
  const [x, y, zoom] = numbers;
  const isValid = zoom > 0 && zoom < MAX_ZOOM && Math.abs(x) < MAX_COORDINATE && Math.abs(y) < MAX_COORDINATE;
  return isValid ? { x, y, zoom } : null;
}
