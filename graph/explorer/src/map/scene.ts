// What the map draws, and from which camera.
import type { Visibility } from "../data/filters.ts";
import type { Graph } from "../data/graph.ts";
import type { FocusMap } from "./focus-map.ts";
import type { Box, Places } from "./places.ts";
import type { Region } from "./regions.ts";
import type { Theme } from "./theme.ts";

/** The camera draws a point of the world at `k * point + (x, y)` on the screen. */
export interface Camera {
  readonly k: number;
  readonly x: number;
  readonly y: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Caption {
  readonly text: string;
  /** Whether the text is in another language than the chosen one. */
  readonly isFallback: boolean;
  readonly direction: "ltr" | "rtl";
}

/** The highlighted terms and edges; all others are dimmed. */
export interface Highlight {
  /** The selected term, or -1 for a path. */
  readonly term: number;
  /** Highlighted terms; the first ones are named first. */
  readonly terms: readonly number[];
  /** 1 for each highlighted term. */
  readonly highlighted: Uint8Array;
  /** Highlighted edges: those that leave the selected term, enter it, are on a path, or link its neighbours. */
  readonly edges: readonly (readonly [edge: number, kind: "out" | "into" | "path" | "near"])[];
}

/** The colours of terms, and the communities, folders, keywords or languages that they show. */
export interface Colouring {
  /** The class of each term; `NO_CLASS` for none. */
  readonly classes: Uint16Array;
  /** Whether the classes are the communities, whose regions are drawn. */
  readonly showsCommunities: boolean;
}

/** The class of terms that are in none. */
export const NO_CLASS = 65535;

export interface Scene {
  readonly graph: Graph;
  readonly places: Places;
  readonly visible: Visibility;
  readonly theme: Theme;
  readonly colouring: Colouring;
  readonly regions: readonly Region[];
  readonly highlight: Highlight | null;
  /** The map around the focused term, or null for the map of all terms. */
  readonly focusMap: FocusMap | null;
  /** The term under the pointer, or -1. */
  readonly hover: number;
  /** The term that the arrow keys reached, or -1. */
  readonly cursor: number;
  /** The terms that the reader moved. */
  readonly pinned: readonly number[];
  readonly font: string;
  /** The boxes of the screen that controls cover: no name is placed there. */
  readonly covered: readonly Box[];
  caption(term: number): Caption;
  /** The name of a community. */
  communityName(community: number): string;
  formatNumber(value: number): string;
}

/** Sizes on the screen that depend on the zoom. */
export interface Scale {
  /** Average pixels between two terms. */
  readonly spacing: number;
  /** Zoom relative to the whole map: 1 shows all of it. */
  readonly zoom: number;
  radius(term: number): number;
}

const spacings = new WeakMap<Places, number>();
/** Pixels between two terms, and the size of a dot, on the map around a term. */
const FOCUS_SPACING_PX = 46;
const FOCUS_UNIT_PX = 6;

export function scaleOf(scene: Scene, camera: Camera, fit: number): Scale {
  const { graph, places, focusMap } = scene;
  const highestRank = graph.rank[0] || 1;
  const zoom = camera.k / fit;
  if (focusMap) {
    const unit = FOCUS_UNIT_PX * Math.min(1.6, Math.max(0.6, zoom));
    const radius = (term: number): number => unit * (0.8 + 1.3 * Math.sqrt(graph.rank[term] / highestRank));
    return { spacing: FOCUS_SPACING_PX * zoom, zoom, radius };
  }
  let spacing = places.spacing ?? spacings.get(places);
  if (spacing === undefined) {
    spacing = termSpacing(graph, places);
    spacings.set(places, spacing);
  }
  spacing *= camera.k;
  const unit = Math.min(9, Math.max(0.7, 0.15 * spacing));
  return { spacing, zoom, radius: (term) => unit * (0.62 + 1.7 * Math.sqrt(graph.rank[term] / highestRank)) };
}

/** The side of the average square of the world that contains one term; empty parts of the world do not count. */
function termSpacing(graph: Graph, { x, y, left, top, right, bottom }: Places): number {
  const width = Math.max(1, right - left);
  const height = Math.max(1, bottom - top);
  const columns = Math.max(2, Math.min(64, Math.round(Math.sqrt((graph.terms / 4) * (width / height)))));
  const rows = Math.max(2, Math.min(64, Math.round(columns * (height / width))));
  const cells = new Set<number>();
  for (let term = 0; term < graph.terms; term++) {
    const column = Math.min(columns - 1, Math.max(0, Math.floor(((x[term] - left) / width) * columns)));
    const row = Math.min(rows - 1, Math.max(0, Math.floor(((y[term] - top) / height) * rows)));
    cells.add(row * columns + column);
  }
  return Math.sqrt((width * height * (cells.size / columns / rows)) / Math.max(1, graph.terms));
}
