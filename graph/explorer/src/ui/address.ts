// The page's address: written when the state changes, read when the reader goes back or opens a link.
import type { Graph } from "../data/graph.ts";
import type { Names } from "../data/names.ts";
import { fromAddress, type Naming, type State, toAddress } from "./state.ts";

export class Address {
  readonly #naming: Naming;

  constructor(graph: Graph, names: Names, initialLanguage: number) {
    const { languages } = names.about;
    const hubs = new Map<number, number>();
    for (let term = 0; term < graph.terms; term++) {
      if (!hubs.has(graph.community[term])) hubs.set(graph.community[term], term);
    }
    this.#naming = {
      slug: (term) => names.slugs[term],
      termOf: (slug) => names.termOf(slug),
      tag: (language) => languages[language].tag,
      languageOf: (tag) => names.languageOf(tag),
      hasNames: (language) => languages[language]?.names > 0,
      hub: (community) => hubs.get(community) ?? 0,
      communityOf: (term) => graph.community[term],
      initialLanguage,
    };
  }

  write(state: State, how: "push" | "replace"): void {
    const address = toAddress(state, this.#naming);
    const url = address ? `#${address}` : location.pathname + location.search;
    if (how === "push") history.pushState(null, "", url);
    else history.replaceState(null, "", url);
  }

  /** The whole address of a state, which opens in its language for every reader. */
  linkTo(state: State): string {
    return `${location.href.split("#")[0]}#${toAddress(state, this.#naming, true)}`;
  }

  /** Reads the address. Parts that did not change keep their objects, so that nothing is updated for them. */
  read(before?: State): State {
    const state = fromAddress(location.hash, this.#naming);
    if (!before) return state;
    const isEqual = (name: keyof State): boolean => toText(before[name]) === toText(state[name]);
    return {
      ...state,
      filters: isEqual("filters") ? before.filters : state.filters,
      path: isEqual("path") ? before.path : state.path,
      trail: isEqual("trail") ? before.trail : state.trail,
      pins: isEqual("pins") ? before.pins : state.pins,
      list: isEqual("list") ? before.list : state.list,
      viewpoint: isEqual("viewpoint") ? before.viewpoint : state.viewpoint,
    };
  }
}

const toText = (value: unknown): string => JSON.stringify(value instanceof Map ? [...value] : value);
