// What the map draws, and from which camera.
import type { Visibility } from "../data/filters.ts";
import { type Graph, WORLD } from "../data/graph.ts";
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

/** What is highlighted while the rest is dimmed. */
export interface Focus {
  /** The selected term, or -1 for a path. */
  readonly term: number;
  /** Highlighted terms; the first ones are named first. */
  readonly terms: readonly number[];
  /** 1 for each highlighted term. */
  readonly highlighted: Uint8Array;
  /** Highlighted edges: those that leave the selected term, enter it, are on a path, or link its neighbours. */
  readonly edges: readonly (readonly [edge: number, kind: "out" | "into" | "path" | "near"])[];
}

export interface Scene {
  readonly graph: Graph;
  readonly visible: Visibility;
  readonly theme: Theme;
  readonly regions: readonly Region[];
  readonly focus: Focus | null;
  /** The term under the pointer, or -1. */
  readonly hover: number;
  /** The term that the arrow keys reached, or -1. */
  readonly cursor: number;
  readonly font: string;
  caption(term: number): Caption;
}

/** Sizes on the screen that depend on the zoom. */
export interface Scale {
  /** Average pixels between two terms. */
  readonly spacing: number;
  /** Zoom relative to the whole map: 1 shows all of it. */
  readonly zoom: number;
  radius(term: number): number;
}

const scaleFactors = new WeakMap<Graph, { spacing: number; highestRank: number }>();

export function scaleOf(graph: Graph, camera: Camera, fit: number): Scale {
  let factors = scaleFactors.get(graph);
  if (!factors) {
    factors = { spacing: termSpacing(graph), highestRank: graph.rank[0] || 1 };
    scaleFactors.set(graph, factors);
  }
  const spacing = camera.k * factors.spacing;
  const unit = Math.min(9, Math.max(0.7, 0.15 * spacing));
  const { highestRank } = factors;
  const zoom = camera.k / fit;
  return { spacing, zoom, radius: (term) => unit * (0.62 + 1.7 * Math.sqrt(graph.rank[term] / highestRank)) };
}

/** The side of the average square of the world that contains one term; empty parts of the world do not count. */
function termSpacing(graph: Graph): number {
  const side = Math.max(2, Math.min(64, Math.round(Math.sqrt(graph.terms) / 2)));
  const cells = new Set<number>();
  for (let term = 0; term < graph.terms; term++) {
    const column = Math.min(side - 1, Math.floor((graph.x[term] / WORLD) * side));
    cells.add(Math.min(side - 1, Math.floor((graph.y[term] / WORLD) * side)) * side + column);
  }
  return WORLD * Math.sqrt(cells.size / side / side / Math.max(1, graph.terms));
}
