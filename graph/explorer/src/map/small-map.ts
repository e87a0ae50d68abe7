// The map of a small graph: it fills the window, and its dots are spread until every name has its room.
import type { Graph } from "../data/graph.ts";
import { WORLD } from "../data/graph.ts";
import {
  communityLabelText,
  LABEL_GAP_PX,
  LINE_HEIGHT,
  type Measure,
  PADDING_PX,
  termLabelHeight,
  termLabelText,
} from "./labels.ts";
import { type Box, boxOf, MAX_SMALL_STRETCH, type Pins, type Places, type Shape, shapeFor, toWorld } from "./places.ts";
import type { Size } from "./scene.ts";
import { type SpreadBox, spreadBoxes } from "./spread.ts";

export interface SmallMapOptions {
  readonly size: Size;
  readonly font: string;
  readonly pins: Pins;
  readonly measure: Measure;
  /** Boxes of the window that controls cover. */
  readonly covered: readonly Box[];
  /** The terms of each community, most central first. */
  readonly members: readonly (readonly number[])[];
  caption(term: number): string;
  communityName(community: number): string;
}

const EDGE_PX = 14;
/** The share of the window that names may need; the least central terms beyond it get no room for theirs. */
const MAX_FILLED = 0.6;
const COMMUNITY_NAME_PX = 16;

/** The shape that fills a window with the layout, names at its border included. */
export function smallMapShape(graph: Graph, size: Size): Shape {
  const unit = WORLD / Math.max(size.width, size.height);
  const [marginX, marginY] = [Math.min(90, 0.1 * size.width) * unit, Math.min(44, 0.07 * size.height) * unit];
  const [width, height] = [size.width * unit - 2 * marginX, size.height * unit - 2 * marginY];
  const shape = shapeFor(graph, { width, height }, MAX_SMALL_STRETCH);
  const box = boxOf(graph.x, graph.y);
  const [right, bottom] = toWorld(shape, box.right, box.bottom);
  const scale = Math.min(width / Math.max(1e-6, right), height / Math.max(1e-6, bottom), 6);
  return {
    swapped: shape.swapped,
    scaleX: shape.scaleX * scale,
    scaleY: shape.scaleY * scale,
    offsetX: shape.offsetX * scale + marginX + (width - right * scale) / 2,
    offsetY: shape.offsetY * scale + marginY + (height - bottom * scale) / 2,
  };
}

export function spreadPlaces(graph: Graph, shape: Shape, options: SmallMapOptions): Places {
  const { size, font, pins, measure, members } = options;
  const unit = WORLD / Math.max(size.width, size.height);
  const x = new Float32Array(graph.terms);
  const y = new Float32Array(graph.terms);
  const windowArea = size.width * size.height;
  const spacing = Math.sqrt((0.62 * windowArea) / Math.max(1, graph.terms));
  const dotUnit = Math.min(9, Math.max(0.7, 0.15 * spacing));
  const boxes: SpreadBox[] = [];
  let filled = 0;
  for (let term = 0; term < graph.terms; term++) {
    const [layoutX, layoutY] = pins.get(term) ?? [graph.x[term], graph.y[term]];
    const [worldX, worldY] = toWorld(shape, layoutX, layoutY);
    const radius = dotUnit * (0.62 + 1.7 * Math.sqrt(graph.rank[term] / (graph.rank[0] || 1)));
    const height = termLabelHeight(radius);
    const width = measure(termLabelText(options.caption(term)), `500 ${height}px ${font}`) + 2 * PADDING_PX;
    const nameHeight = LINE_HEIGHT * height + LABEL_GAP_PX;
    const area = (Math.max(width, 2 * radius) + 4) * (2 * radius + nameHeight + 4);
    const hasName = filled + area < MAX_FILLED * windowArea;
    filled += area;
    const side = (hasName ? Math.max(width / 2, radius) : radius) + 2;
    boxes.push({
      x: worldX / unit,
      y: worldY / unit,
      left: side,
      right: side,
      up: radius + 3,
      down: radius + 2 + (hasName ? nameHeight : 0),
      fixed: pins.has(term),
    });
  }
  const named: number[] = [];
  for (const [community, terms] of members.entries()) {
    if (filled > MAX_FILLED * windowArea) break;
    const width =
      measure(communityLabelText(options.communityName(community)), `700 ${COMMUNITY_NAME_PX}px ${font}`) / 2 + 8;
    const middle = (axis: "x" | "y"): number => terms.reduce((sum, term) => sum + boxes[term][axis], 0) / terms.length;
    boxes.push({ x: middle("x"), y: middle("y"), left: width, right: width, up: 14, down: 14, fixed: false });
    named.push(community);
    filled += 2 * width * 28;
  }
  for (const { left, top, right, bottom } of options.covered) {
    const [halfWidth, halfHeight] = [(right - left) / 2, (bottom - top) / 2];
    boxes.push({
      x: (left + right) / 2,
      y: (top + bottom) / 2,
      left: halfWidth,
      right: halfWidth,
      up: halfHeight,
      down: halfHeight,
      fixed: true,
    });
  }
  spreadBoxes(boxes, { left: EDGE_PX, top: EDGE_PX, right: size.width - EDGE_PX, bottom: size.height - EDGE_PX });
  for (let term = 0; term < graph.terms; term++) {
    x[term] = boxes[term].x * unit;
    y[term] = boxes[term].y * unit;
  }
  const names = new Map(
    named.map((community, i) => {
      const box = boxes[graph.terms + i];
      return [community, [box.x * unit, box.y * unit] as const];
    }),
  );
  const frame: Box = { left: 0, top: 0, right: size.width * unit, bottom: size.height * unit };
  return { x, y, ...boxOf(x, y), frame, names, spacing: spacing * unit };
}
