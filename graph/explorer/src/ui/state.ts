// What the reader looks at, and its form in the page's address.
import type { Filters, Placeholders, Scope } from "../data/filters.ts";

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
  readonly language: number;
  readonly hops: 1 | 2 | 3;
  /** The ends of a path; -1 for an end that is not chosen yet. */
  readonly path: readonly [number, number] | null;
  readonly filters: Filters;
  readonly list: Sorting | null;
  readonly viewpoint: Viewpoint | null;
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
  readonly fallback: number;
}

const SCOPES: readonly string[] = ["in", "only", "all"] satisfies Scope[];
const PLACEHOLDERS: readonly string[] = ["without", "only"] satisfies Placeholders[];
const MAX_MIN_LINKS = 1e6;
const MAX_COORDINATE = 1e4;
const MAX_ZOOM = 1e4;

/** Writes a state as the part of an address after `#`; empty for the initial state. */
export function toAddress(state: State, naming: Naming): string {
  const parts = new URLSearchParams();
  const { filters, path, list, viewpoint } = state;
  if (state.term >= 0) parts.set("term", naming.slug(state.term));
  if (state.language !== naming.fallback) parts.set("lang", naming.tag(state.language));
  if (state.hops > 1) parts.set("hops", String(state.hops));
  if (path) {
    parts.set("from", path[0] >= 0 ? naming.slug(path[0]) : "");
    parts.set("to", path[1] >= 0 ? naming.slug(path[1]) : "");
  }
  if (filters.scope !== "any") {
    parts.set("links", filters.scope === "all" ? "all" : `${filters.scope}:${naming.tag(filters.language)}`);
  }
  if (filters.placeholders !== "with") parts.set("placeholders", filters.placeholders);
  if (filters.repaired) parts.set("repaired", "1");
  if (filters.minLinks > 1) parts.set("least", String(filters.minLinks));
  if (filters.keyword) parts.set("keyword", filters.keyword);
  if (filters.community >= 0) parts.set("community", naming.slug(naming.hub(filters.community)));
  if (list) parts.set("list", `${list.descending ? "-" : ""}${list.column}`);
  if (viewpoint) {
    parts.set("at", [viewpoint.x.toFixed(1), viewpoint.y.toFixed(1), viewpoint.zoom.toFixed(2)].join(","));
  }
  return parts.toString();
}

/** Reads an address; ignores parts that are invalid or name nothing in this graph. */
export function fromAddress(address: string, naming: Naming): State {
  const parts = new URLSearchParams(address.replace(/^#/, ""));
  const termOf = (name: string): number => naming.termOf(parts.get(name) ?? "");
  const language = naming.languageOf(parts.get("lang") ?? "");
  const [scope, tag] = (parts.get("links") ?? "").split(":");
  const linkLanguage = naming.languageOf(tag ?? "");
  const isScope = SCOPES.includes(scope) && (scope === "all" || linkLanguage >= 0);
  const placeholders = parts.get("placeholders") ?? "";
  const hops = Number(parts.get("hops"));
  const hub = termOf("community");
  const column = (parts.get("list") ?? "").replace(/^-/, "");
  return {
    term: termOf("term"),
    language: naming.hasNames(language) ? language : naming.fallback,
    hops: hops === 2 || hops === 3 ? hops : 1,
    path: parts.has("from") || parts.has("to") ? [termOf("from"), termOf("to")] : null,
    filters: {
      scope: isScope ? (scope as Scope) : "any",
      language: Math.max(0, linkLanguage),
      placeholders: PLACEHOLDERS.includes(placeholders) ? (placeholders as Placeholders) : "with",
      repaired: parts.get("repaired") === "1",
      minLinks: parseInteger(parts.get("least"), 1, MAX_MIN_LINKS),
      keyword: parts.get("keyword") ?? "",
      community: hub >= 0 ? naming.communityOf(hub) : -1,
    },
    list: COLUMNS.includes(column as Column)
      ? { column: column as Column, descending: parts.get("list")!.startsWith("-") }
      : null,
    viewpoint: parseViewpoint(parts.get("at")),
  };
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
