// Where the terms are on the map: the layout of the build in the shape of the window, with the terms that the reader moved.
import type { Graph } from "../data/graph.ts";
import { WORLD } from "../data/graph.ts";
import type { Size } from "./scene.ts";

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Points of the world, and the box that holds them. */
export interface Places extends Box {
  readonly x: Float32Array;
  readonly y: Float32Array;
  /** What the camera shows of the whole map, names included; without it, the camera leaves a margin. */
  readonly frame?: Box;
  /** The room of a term, where it is known; else it is estimated. */
  readonly spacing?: number;
  /** Where the names of communities have room, by community. */
  readonly names?: ReadonlyMap<number, readonly [number, number]>;
}

/** Turns the layout of the build into the shape of a window: swaps its axes if that helps, and stretches one of them. */
export interface Shape {
  readonly swapped: boolean;
  readonly scaleX: number;
  readonly scaleY: number;
  readonly offsetX: number;
  readonly offsetY: number;
}

/** A place in the layout of the build, which does not depend on the window. */
export type Pins = ReadonlyMap<number, readonly [x: number, y: number]>;

/** How far an axis may be stretched: more would show distances that the layout does not mean. */
const MAX_STRETCH = 1.7;
/** In a small graph, the spread of the names changes distances anyway. */
export const MAX_SMALL_STRETCH = 2.6;
/** A layout closer to a square than this is not turned. */
const MIN_ASPECT_TO_TURN = 1.15;

export function boxOf(x: Float32Array, y: Float32Array): Box {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < x.length; i++) {
    if (x[i] < left) left = x[i];
    if (x[i] > right) right = x[i];
    if (y[i] < top) top = y[i];
    if (y[i] > bottom) bottom = y[i];
  }
  return left > right ? { left: 0, top: 0, right: WORLD, bottom: WORLD } : { left, top, right, bottom };
}

export function shapeFor(graph: Graph, size: Size, maxStretch = MAX_STRETCH): Shape {
  const box = boxOf(graph.x, graph.y);
  let [width, height] = [Math.max(1, box.right - box.left), Math.max(1, box.bottom - box.top)];
  const wanted = size.width / Math.max(1, size.height);
  const isLong = Math.max(width / height, height / width) > MIN_ASPECT_TO_TURN;
  const swapped = isLong && width > height !== wanted > 1;
  if (swapped) [width, height] = [height, width];
  const stretch = Math.min(maxStretch, Math.max(1 / maxStretch, wanted / (width / height)));
  const [stretchX, stretchY] = stretch > 1 ? [stretch, 1] : [1, 1 / stretch];
  const scale = WORLD / Math.max(width * stretchX, height * stretchY);
  const [firstX, firstY] = swapped ? [box.top, box.left] : [box.left, box.top];
  const [scaleX, scaleY] = [scale * stretchX, scale * stretchY];
  return { swapped, scaleX, scaleY, offsetX: -firstX * scaleX, offsetY: -firstY * scaleY };
}

export function toWorld(shape: Shape, x: number, y: number): [number, number] {
  const [first, second] = shape.swapped ? [y, x] : [x, y];
  return [first * shape.scaleX + shape.offsetX, second * shape.scaleY + shape.offsetY];
}

export function toLayout(shape: Shape, x: number, y: number): [number, number] {
  const first = (x - shape.offsetX) / shape.scaleX;
  const second = (y - shape.offsetY) / shape.scaleY;
  return shape.swapped ? [second, first] : [first, second];
}

/** The layout of the build in a shape. */
export function shapedPlaces(graph: Graph, shape: Shape, pins: Pins): Places {
  const x = new Float32Array(graph.terms);
  const y = new Float32Array(graph.terms);
  for (let term = 0; term < graph.terms; term++) {
    x[term] = (shape.swapped ? graph.y[term] : graph.x[term]) * shape.scaleX + shape.offsetX;
    y[term] = (shape.swapped ? graph.x[term] : graph.y[term]) * shape.scaleY + shape.offsetY;
  }
  for (const [term, [pinX, pinY]] of pins) [x[term], y[term]] = toWorld(shape, pinX, pinY);
  return { x, y, ...boxOf(x, y) };
}
