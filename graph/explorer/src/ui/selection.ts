// What belongs to the selected term or path: the terms within some links, the paths, and what the map highlights.
import type { Visibility } from "../data/filters.ts";
import { countWithin } from "../data/neighbours.ts";
import { findPaths, type Hop, hopsFrom } from "../data/paths.ts";
import type { FocusMap } from "../map/focus-map.ts";
import type { Highlight } from "../map/scene.ts";
import type { App } from "./app.ts";
import { focusHighlight, pathHighlight, termHighlight } from "./highlight.ts";

const MAX_HOPS = 3;

export class Selection {
  /** How many terms are within 1, 2 and 3 links of the term. */
  reach: readonly [number, number, number] = [0, 0, 0];
  paths: readonly (readonly Hop[])[] = [];
  highlight: Highlight | null = null;
  #hops: Uint8Array = new Uint8Array();

  findPaths({ graph, names, state }: App): void {
    const { path, direction } = state;
    this.paths = path?.every((end) => end >= 0) ? findPaths(graph, names.slugs, ...path, direction) : [];
  }

  measureReach({ graph, state }: App, visible: Visibility): void {
    if (state.term < 0) return;
    this.#hops = hopsFrom(graph, state.term, MAX_HOPS, visible.edges);
    this.reach = countWithin(this.#hops);
  }

  updateHighlight({ graph, state }: App, visible: Visibility, focusMap: FocusMap | null): void {
    const { term, hops, path, route } = state;
    if (path) this.highlight = pathHighlight(graph, path, this.paths[route] ?? this.paths[0] ?? null);
    else if (focusMap) this.highlight = focusHighlight(graph, visible, focusMap);
    else this.highlight = term >= 0 ? termHighlight(graph, visible, term, hops, this.#hops) : null;
  }
}
