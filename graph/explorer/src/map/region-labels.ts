// The names of communities on the map: in their regions, or at their ribbons around a term.
import { shorten } from "../data/text.ts";
import { communityLabelText, type Label, LINE_HEIGHT, PADDING_PX, type Placing } from "./labels.ts";
import { communityNameColour } from "./theme.ts";

/** The share of the dots on the screen that names of communities may cover. */
const MAX_COVERED_SHARE = 0.012;

/** The names of the ribbons, each with the number of its terms. */
export function ribbonLabels({ scene, camera, measure, boxes }: Placing): Label[] {
  const { focusMap } = scene;
  if (!focusMap) return [];
  const { size } = focusMap;
  const font = `650 12px ${scene.font}`;
  return focusMap.ribbons.flatMap((ribbon): Label[] => {
    const count = ribbon.count ? `+${scene.formatNumber(ribbon.count)}` : "";
    const isNarrow = size.width < NARROW_PX || focusMap.ribbons.length > MAX_NAMED_RIBBONS;
    if (isNarrow && !count) return [];
    const name = isNarrow ? "" : shorten(scene.communityName(ribbon.community), MAX_RIBBON_LETTERS);
    const text = `${count} ${name}`.trim();
    const width = measure(text, font) + 2 * PADDING_PX;
    const height = 16;
    const middleX = Math.max(width / 2 + 2, Math.min(size.width - width / 2 - 2, ribbon.x));
    const x = middleX * camera.k + camera.x;
    const y = ribbon.y * camera.k + camera.y;
    const box = { left: x - width / 2, top: y - height / 2, width, height };
    boxes.add(box.left, box.top, box.left + width, box.top + height);
    const colour = communityNameColour(scene.theme, ribbon.community);
    return [{ term: -1, text, ...box, x, y, font, colour, alpha: 1, direction: "ltr", line: null }];
  });
}

const MAX_RIBBON_LETTERS = 24;
/** On a map so narrow, ribbons show their numbers only. */
const NARROW_PX = 600;
/** More ribbons have no room for their names. */
const MAX_NAMED_RIBBONS = 12;
const MAX_REGION_NAME_SHIFT_PX = 150;

/** The names of communities, near the middle of their regions, where they cover fewest dots. */
export function communityLabels(placing: Placing, dotCount: number): Label[] {
  const { scene, camera, scale, size, measure, boxes, dots } = placing;
  const labels: Label[] = [];
  const farness = Math.max(0, Math.min(1, (6 - scale.zoom) / 3)); // names of communities are larger from afar
  let mayCover = Math.floor(MAX_COVERED_SHARE * dotCount);
  for (const region of scene.regions) {
    const text = communityLabelText(scene.communityName(region.community));
    const size01 = Math.min(1, Math.sqrt(region.size / (scene.regions[0]?.size || 1)) + 0.25);
    const letterHeight = Math.round(13 + 5 * farness * size01);
    const font = `700 ${letterHeight}px ${scene.font}`;
    const width = measure(text, font) + 2 * PADDING_PX;
    const height = Math.round(LINE_HEIGHT * letterHeight);
    const [worldX, worldY] = scene.places.names?.get(region.community) ?? [region.x, region.y];
    const x = worldX * camera.k + camera.x;
    const y = worldY * camera.k + camera.y;
    let best: readonly [number, number] | null = null;
    let lowestCost = Infinity;
    let bestCovered = 0;
    for (const [dx, dy] of shifts()) {
      const left = x + dx - width / 2;
      const top = y + dy - height / 2;
      if (left < 4 || top < 4 || left + width > size.width - 4 || top + height > size.height - 4) continue;
      const distance = Math.hypot(dx, dy);
      if (distance >= lowestCost) break; // the shifts are sorted by distance
      if (!boxes.isFree(left - 4, top - 2, left + width + 4, top + height + 2)) continue;
      const covered = dots.covered(left, top, left + width, top + height, -1, mayCover + 1);
      const cost = distance + 30 * covered;
      if (covered > mayCover || cost >= lowestCost) continue;
      lowestCost = cost;
      best = [left, top];
      bestCovered = covered;
    }
    if (!best) continue;
    mayCover -= bestCovered;
    const [left, top] = best;
    boxes.add(left, top, left + width, top + height);
    const colour = communityNameColour(scene.theme, region.community);
    const middle = { x: left + width / 2, y: top + height / 2 };
    const isFar = lowestCost - 30 * bestCovered > FAR_FROM_REGION_PX;
    const line = isFar ? ([middle.x, middle.y < y ? top + height : top, x, y] as const) : null;
    labels.push({
      term: -1,
      text,
      left,
      top,
      width,
      height,
      ...middle,
      font,
      colour,
      alpha: 1,
      direction: "ltr",
      line,
    });
  }
  return labels;
}

/** A name so far from the middle of its region has a hairline to it. */
const FAR_FROM_REGION_PX = 90;

let allShifts: readonly (readonly [number, number])[] | undefined;

/** Shifts of a name from the middle of its region, the shortest first. */
function shifts(): readonly (readonly [number, number])[] {
  if (allShifts) return allShifts;
  const list: [number, number][] = [];
  for (let dx = -MAX_REGION_NAME_SHIFT_PX; dx <= MAX_REGION_NAME_SHIFT_PX; dx += 15)
    for (let dy = -MAX_REGION_NAME_SHIFT_PX; dy <= MAX_REGION_NAME_SHIFT_PX; dy += 10) list.push([dx, dy]);
  allShifts = list.sort((a, b) => Math.hypot(...a) - Math.hypot(...b));
  return allShifts;
}
