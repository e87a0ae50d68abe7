// The interface through which the parts of the page reach the data, the state and each other.
import type { About } from "../data/about.ts";
import type { DetailStore } from "../data/details.ts";
import type { Graph } from "../data/graph.ts";
import type { Names } from "../data/names.ts";
import type { Search } from "../data/search.ts";
import type { Ribbon } from "../map/focus-map.ts";
import type { Caption } from "../map/scene.ts";
import { make } from "./dom.ts";
import type { State } from "./state.ts";
import { translateCount } from "./words.ts";

export interface App {
  readonly about: About;
  readonly graph: Graph;
  readonly names: Names;
  readonly details: DetailStore;
  readonly search: Search;
  /** The terms of each community, most central first. */
  readonly members: readonly (readonly number[])[];
  readonly state: State;
  /** Changes the state. `push` adds an entry to the browser's history. */
  setState(change: Partial<State>, how: "push" | "replace"): void;
  caption(term: number): Caption;
  communityName(community: number): string;
  /** Announces a text to screen readers. */
  announce(text: string): void;
  /** Moves the map to some terms. */
  showOnMap(terms: readonly number[]): void;
  /** Arranges the map around the selected term, or leaves it. */
  toggleFocus(): void;
  /** Opens the ribbon of a community on the map around a term. */
  openRibbon(ribbon: Ribbon): void;
}

export const directionOf = (app: App, language: number): "ltr" | "rtl" | "auto" =>
  language < 0 ? "auto" : app.about.languages[language].direction;

export const tagOf = (app: App, language: number): string => (language < 0 ? "" : app.about.languages[language].tag);

/** An element with a term's name, and a badge if the name is not in the chosen language. */
export function nameElement(app: App, term: number, tagName: "span" | "bdi" = "bdi", badge = true): HTMLElement {
  const { text, language } = app.names.bestName(term, app.state.language);
  const element = make(tagName, { text, lang: tagOf(app, language), dir: directionOf(app, language) });
  if (language === app.state.language || !badge) return element;
  return make("span", { class: "named" }, element, " ", languageBadge(app, language));
}

export function languageBadge(app: App, index: number): HTMLElement {
  const language = app.about.languages[index];
  return make("span", { class: "badge", text: language?.tag ?? "–", title: language?.name ?? "" });
}

/** The numbers of terms, links and languages, in words. */
export const graphSize = (app: App): string => {
  const { terms, links, languages } = app.about;
  const languageCount = languages.filter((language) => language.names > 0).length;
  return [
    translateCount(terms, "term_one", "terms"),
    translateCount(links, "link_one", "links"),
    translateCount(languageCount, "language_one", "languages"),
  ].join(" · ");
};
