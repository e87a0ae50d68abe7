// Spreads boxes until none overlaps another, and each stays near its place.
import type { Box } from "./places.ts";

/** The box of a dot and its name, relative to the dot. */
export interface SpreadBox {
  x: number;
  y: number;
  readonly left: number;
  readonly right: number;
  readonly up: number;
  readonly down: number;
  /** Whether the box stays where it is. */
  readonly fixed: boolean;
}

const MAX_ROUNDS = 300;
/** The share of an overlap that a round removes: less than all of it, so that boxes do not swing to and fro. */
const STEP = 0.55;
/** The share of the way to its place that a box returns in a round. */
const PULL = 0.012;
/** Boxes rather move up and down than sideways: less than 1 prefers that. */
const UP_AND_DOWN = 0.8;
const MIN_PUSH_PX = 1;
/** Boxes are sorted before a round: during it, the order is wrong by less than this. */
const MAX_SHIFT_PX = 60;

/** Moves boxes apart inside an area; returns whether no two overlap. */
export function spreadBoxes(boxes: readonly SpreadBox[], area: Box): boolean {
  const homes = boxes.map(({ x, y }) => [x, y] as const);
  const order = boxes.map((_, i) => i);
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const pull = round < MAX_ROUNDS / 2 ? PULL : 0;
    const sideways = round > MAX_ROUNDS / 4 && round % 4 === 0; // else a column fills the height and stays
    let largest = 0;
    order.sort((a, b) => boxes[a].x - boxes[a].left - (boxes[b].x - boxes[b].left));
    for (let i = 0; i < order.length; i++) {
      const a = boxes[order[i]];
      for (let j = i + 1; j < order.length; j++) {
        const b = boxes[order[j]];
        if (b.x - b.left > a.x + a.right + MAX_SHIFT_PX) break;
        largest = Math.max(largest, pushApart(a, b, sideways));
      }
    }
    for (const [i, box] of boxes.entries()) {
      if (box.fixed) continue;
      box.x += pull * (homes[i][0] - box.x);
      box.y += pull * (homes[i][1] - box.y);
      box.x = Math.max(area.left + box.left, Math.min(area.right - box.right, box.x));
      box.y = Math.max(area.top + box.up, Math.min(area.bottom - box.down, box.y));
    }
    if (largest < MIN_PUSH_PX) return true;
  }
  return false;
}

/** Moves two boxes apart along the axis on which they overlap least; returns by how much they overlapped. */
function pushApart(a: SpreadBox, b: SpreadBox, sideways: boolean): number {
  if (a.fixed && b.fixed) return 0;
  const overlapX = Math.min(a.x + a.right, b.x + b.right) - Math.max(a.x - a.left, b.x - b.left);
  const overlapY = Math.min(a.y + a.down, b.y + b.down) - Math.max(a.y - a.up, b.y - b.up);
  if (overlapX <= 0 || overlapY <= 0) return 0;
  const [shareA, shareB] = a.fixed ? [0, 1] : b.fixed ? [1, 0] : [0.5, 0.5];
  // Relative to their sizes: names are wide, so that all would move up and down only, until the area is full.
  const relativeX = overlapX / (a.left + a.right + b.left + b.right);
  const relativeY = overlapY / (a.up + a.down + b.up + b.down);
  if (sideways || relativeX < UP_AND_DOWN * relativeY) {
    const middleA = a.x + (a.right - a.left) / 2;
    const middleB = b.x + (b.right - b.left) / 2;
    const push = STEP * overlapX * (middleA <= middleB ? 1 : -1);
    a.x -= shareA * push;
    b.x += shareB * push;
    return overlapX;
  }
  const middleA = a.y + (a.down - a.up) / 2;
  const middleB = b.y + (b.down - b.up) / 2;
  const push = STEP * overlapY * (middleA <= middleB ? 1 : -1);
  a.y -= shareA * push;
  b.y += shareB * push;
  return overlapY;
}
