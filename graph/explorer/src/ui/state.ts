// What the reader looks at, and how it stands in the page's address.
import type { Filters, Placeholders, Scope } from "../data/filters.ts";

export type Column = "name" | "in" | "out" | "rank" | "articles" | "community";
export const COLUMNS: readonly Column[] = ["name", "rank", "in", "out", "articles", "community"];

/** How a list is sorted. */
export interface Sorting {
  readonly column: Column;
  readonly down: boolean;
}

/** The point of the world in the middle, and how many times closer than the whole. */
export interface Place {
  readonly x: number;
  readonly y: number;
  readonly closer: number;
}

export interface State {
  /** The selected term, or -1. */
  readonly term: number;
  readonly language: number;
  readonly hops: 1 | 2 | 3;
  /** The ends of a path, -1 where one is still to be chosen. */
  readonly path: readonly [number, number] | null;
  readonly filters: Filters;
  readonly list: Sorting | null;
  readonly place: Place | null;
}

/** What an address needs to know to name things by words that last. */
export interface Naming {
  slug(term: number): string;
  termOf(slug: string): number;
  tag(language: number): string;
  languageOf(tag: string): number;
  /** Whether there are names in a language. */
  isNamed(language: number): boolean;
  /** The most central term of a community, and the community of a term. */
  hub(community: number): number;
  communityOf(term: number): number;
  readonly fallback: number;
}

const SCOPES: readonly string[] = ["in", "only", "all"] satisfies Scope[];
const PLACEHOLDERS: readonly string[] = ["without", "only"] satisfies Placeholders[];

/** Writes a state as the part of an address after `#`, empty for the start. */
export function toAddress(state: State, naming: Naming): string {
  const parts = new URLSearchParams();
  const { filters, path, list, place } = state;
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
  if (filters.least > 1) parts.set("least", String(filters.least));
  if (filters.keyword) parts.set("keyword", filters.keyword);
  if (filters.community >= 0) parts.set("community", naming.slug(naming.hub(filters.community)));
  if (list) parts.set("list", `${list.down ? "-" : ""}${list.column}`);
  if (place) parts.set("at", [place.x.toFixed(1), place.y.toFixed(1), place.closer.toFixed(2)].join(","));
  return parts.toString();
}

/** Reads an address; what it says and is not there is as if it were not said. */
export function fromAddress(address: string, naming: Naming): State {
  const parts = new URLSearchParams(address.replace(/^#/, ""));
  const term = (name: string): number => naming.termOf(parts.get(name) ?? "");
  const language = naming.languageOf(parts.get("lang") ?? "");
  const [scope, tag] = (parts.get("links") ?? "").split(":");
  const linked = naming.languageOf(tag ?? "");
  const scoped = SCOPES.includes(scope) && (scope === "all" || linked >= 0);
  const placeholders = parts.get("placeholders") ?? "";
  const hops = Number(parts.get("hops"));
  const hub = term("community");
  const column = (parts.get("list") ?? "").replace(/^-/, "");
  return {
    term: term("term"),
    language: naming.isNamed(language) ? language : naming.fallback,
    hops: hops === 2 || hops === 3 ? hops : 1,
    path: parts.has("from") || parts.has("to") ? [term("from"), term("to")] : null,
    filters: {
      scope: scoped ? (scope as Scope) : "any",
      language: Math.max(0, linked),
      placeholders: PLACEHOLDERS.includes(placeholders) ? (placeholders as Placeholders) : "with",
      repaired: parts.get("repaired") === "1",
      least: whole(parts.get("least"), 1, 1e6),
      keyword: parts.get("keyword") ?? "",
      community: hub >= 0 ? naming.communityOf(hub) : -1,
    },
    list: COLUMNS.includes(column as Column)
      ? { column: column as Column, down: parts.get("list")!.startsWith("-") }
      : null,
    place: placeOf(parts.get("at")),
  };
}

function whole(text: string | null, least: number, most: number): number {
  const value = Number(text);
  return Number.isInteger(value) && value >= least && value <= most ? value : least;
}

function placeOf(text: string | null): Place | null {
  const numbers = (text ?? "").split(",").map(Number);
  if (numbers.length !== 3 || !numbers.every(Number.isFinite)) return null;
  const [x, y, closer] = numbers;
  return closer > 0 && closer < 1e4 && Math.abs(x) < 1e4 && Math.abs(y) < 1e4 ? { x, y, closer } : null;
}
