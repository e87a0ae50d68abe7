// What there is to draw, and where the reader looks.
import type { Shown } from "../data/filters.ts";
import { type Graph, WORLD } from "../data/graph.ts";
import type { Region } from "./regions.ts";
import type { Theme } from "./theme.ts";

/** Where the reader looks: a point of the world is drawn at `k * point + (x, y)`. */
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
  /** Whether it is in another language than the chosen one. */
  readonly borrowed: boolean;
  readonly direction: "ltr" | "rtl";
}

/** What is bright while the rest is dim. */
export interface Focus {
  /** The selected term, or -1 for a path. */
  readonly term: number;
  /** Bright terms, the first ones first to be named. */
  readonly terms: readonly number[];
  readonly bright: Uint8Array;
  /** Bright edges, and how: away from the selected term, to it, along a path, between others. */
  readonly edges: readonly (readonly [edge: number, kind: "out" | "into" | "path" | "near"])[];
}

export interface Scene {
  readonly graph: Graph;
  readonly shown: Shown;
  readonly theme: Theme;
  readonly regions: readonly Region[];
  readonly focus: Focus | null;
  readonly hover: number;
  readonly cursor: number;
  readonly font: string;
  caption(term: number): Caption;
}

/** Sizes on the screen that depend on how close the reader looks. */
export interface Scale {
  /** Pixels between two terms, on average. */
  readonly room: number;
  /** How many times closer than the whole. */
  readonly closer: number;
  radius(term: number): number;
}

const roots = new WeakMap<Graph, { room: number; largest: number }>();

export function scaleOf(graph: Graph, camera: Camera, fit: number): Scale {
  let known = roots.get(graph);
  if (!known) {
    known = { room: roomOf(graph), largest: graph.rank[0] || 1 };
    roots.set(graph, known);
  }
  const room = camera.k * known.room;
  const unit = Math.min(9, Math.max(0.7, 0.15 * room));
  const { largest } = known;
  const closer = camera.k / fit;
  return { room, closer, radius: (term) => unit * (0.62 + 1.7 * Math.sqrt(graph.rank[term] / largest)) };
}

/** The side of the square that a term has to itself in the world: empty parts do not count. */
function roomOf(graph: Graph): number {
  const side = Math.max(2, Math.min(64, Math.round(Math.sqrt(graph.terms) / 2)));
  const cells = new Set<number>();
  for (let term = 0; term < graph.terms; term++) {
    const column = Math.min(side - 1, Math.floor((graph.x[term] / WORLD) * side));
    cells.add(Math.min(side - 1, Math.floor((graph.y[term] / WORLD) * side)) * side + column);
  }
  return WORLD * Math.sqrt(cells.size / side / side / Math.max(1, graph.terms));
}
