// What every part of the page is given.
import type { About } from "../data/about.ts";
import type { Library } from "../data/details.ts";
import type { Graph } from "../data/graph.ts";
import type { Names } from "../data/names.ts";
import type { Search } from "../data/search.ts";
import type { Caption } from "../map/scene.ts";
import { make } from "./dom.ts";
import type { State } from "./state.ts";

export interface App {
  readonly about: About;
  readonly graph: Graph;
  readonly names: Names;
  readonly library: Library;
  readonly search: Search;
  /** The terms of each community, the most central first. */
  readonly members: readonly (readonly number[])[];
  readonly state: State;
  /** Changes the state; `push` makes a step that "back" undoes. */
  go(change: Partial<State>, how: "push" | "replace"): void;
  caption(term: number): Caption;
  /** Tells those who listen to the page. */
  announce(text: string): void;
  /** Shows terms on the map. */
  show(terms: readonly number[]): void;
}

export const directionOf = (app: App, language: number): "ltr" | "rtl" | "auto" =>
  language < 0 ? "auto" : app.about.languages[language].direction;

export const tagOf = (app: App, language: number): string => (language < 0 ? "" : app.about.languages[language].tag);

/** A term's name as an element, marked with its language where that is not the chosen one. */
export function named(app: App, term: number, name: "span" | "bdi" = "bdi", badge = true): HTMLElement {
  const { text, language } = app.names.name(term, app.state.language);
  const element = make(name, { text, lang: tagOf(app, language), dir: directionOf(app, language) });
  if (language === app.state.language || !badge) return element;
  return make("span", { class: "named" }, element, " ", badgeOf(app, language));
}

export function badgeOf(app: App, language: number): HTMLElement {
  const known = app.about.languages[language];
  return make("span", { class: "badge", text: known?.tag ?? "–", title: known?.name ?? "" });
}
