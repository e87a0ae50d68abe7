// The map around one term: the term in the middle, its strongest neighbours on rings, in one sector for each community, and the
// rest of each community as a ribbon at the border.
import type { Visibility } from "../data/filters.ts";
import type { Graph } from "../data/graph.ts";
import { MAX_STRONGEST } from "../data/neighbours.ts";
import type { Pen } from "./pen.ts";
import { type Box, boxOf, type Places } from "./places.ts";
import type { Camera, Scene, Size } from "./scene.ts";
import { type SpreadBox, spreadBoxes } from "./spread.ts";
import { classColour } from "./theme.ts";

/** A community at the border of the map. */
export interface Ribbon {
  readonly community: number;
  /** How many of its terms have no place of their own on the map. */
  readonly count: number;
  /** Angles in radians, clockwise from the right. */
  readonly start: number;
  readonly end: number;
  /** Where its text is. */
  readonly x: number;
  readonly y: number;
}

export interface FocusMap {
  readonly term: number;
  /** The terms on the map, the focused one first, then the strongest. */
  readonly terms: readonly number[];
  readonly ribbons: readonly Ribbon[];
  /** Horizontal and vertical radius of a ring for each number of links. */
  readonly rings: readonly (readonly [number, number])[];
  /** The radii of the ribbons. */
  readonly border: readonly [number, number];
  readonly size: Size;
  readonly places: Places;
}

export interface FocusOptions {
  readonly term: number;
  readonly hops: 1 | 2 | 3;
  /** The community whose ribbon is open, or -1. */
  readonly opened: number;
  /** Which page of the opened ribbon. */
  readonly page: number;
  readonly size: Size;
  /** Boxes of the map that controls cover. */
  readonly covered: readonly Box[];
  /** The size of a term's name. */
  nameSize(term: number): Size;
}

/** Pixels of the screen that one term and its name need. */
const TERM_AREA_PX = 7000;
const MIN_TERMS = 12;
const MARGIN_PX = 34;
const RIBBON_NAME_WIDTH_PX = 90;

interface Reached {
  readonly term: number;
  readonly hop: number;
  readonly links: number;
}

/** Arranges the map around a term, in the order of strength: links, then rank. */
export function arrangeFocus(graph: Graph, visible: Visibility, options: FocusOptions): FocusMap {
  const { term, hops, opened, page, size } = options;
  const reached = reach(graph, visible, term, hops);
  const room = Math.max(MIN_TERMS, Math.min(MAX_STRONGEST, Math.floor((size.width * size.height) / TERM_AREA_PX)));
  const shown = choose(graph, reached, room, opened, page);
  const isShown = new Set(shown.map((each) => each.term));
  const rest = new Map<number, number>();
  for (const each of reached) {
    if (isShown.has(each.term)) continue;
    const community = graph.community[each.term];
    rest.set(community, (rest.get(community) ?? 0) + 1);
  }
  const sectors = sectorsOf(graph, shown, rest, opened);
  const border: [number, number] = [size.width / 2 - 14, size.height / 2 - 14];
  const inner: [number, number] = [size.width / 2 - MARGIN_PX - 50, size.height / 2 - MARGIN_PX - 22];
  const middle: [number, number] = [size.width / 2, size.height / 2];
  const x = new Float32Array(graph.terms).fill(middle[0]);
  const y = new Float32Array(graph.terms).fill(middle[1]);
  const boxes: SpreadBox[] = [];
  const addBox = (placed: number, fixed: boolean): void => {
    const name = options.nameSize(placed);
    const half = Math.max(8, name.width / 2) + 3;
    boxes.push({ x: x[placed], y: y[placed], left: half, right: half, up: 11, down: 14 + name.height, fixed });
  };
  addBox(term, true);
  const deepest = shown.reduce((most, each) => Math.max(most, each.hop), 1);
  const shares = rowShares(shown, deepest);
  const order = [term];
  for (const sector of sectors) {
    for (const [each, angle, share] of placeInSector(sector, shares)) {
      order.push(each.term);
      x[each.term] = middle[0] + share * inner[0] * Math.cos(angle);
      y[each.term] = middle[1] + share * inner[1] * Math.sin(angle);
      addBox(each.term, false);
    }
  }
  const ribbons = sectors.map((sector) => makeRibbon(sector, middle, border, size));
  for (const ribbon of ribbons) {
    const half = RIBBON_NAME_WIDTH_PX / 2;
    boxes.push({ x: ribbon.x, y: ribbon.y, left: half, right: half, up: 12, down: 12, fixed: true });
  }
  for (const { left, top, right, bottom } of options.covered) {
    const [halfWidth, halfHeight] = [(right - left) / 2, (bottom - top) / 2];
    const centre = { x: (left + right) / 2, y: (top + bottom) / 2 };
    boxes.push({ ...centre, left: halfWidth, right: halfWidth, up: halfHeight, down: halfHeight, fixed: true });
  }
  const area: Box = { left: 22, top: 22, right: size.width - 22, bottom: size.height - 22 };
  spreadBoxes(boxes, area);
  for (const [i, placed] of order.entries()) {
    x[placed] = boxes[i].x;
    y[placed] = boxes[i].y;
  }
  const rings = shares.map((rows): [number, number] => {
    const share = rows[rows.length - 1];
    return [share * inner[0], share * inner[1]];
  });
  const frame: Box = { left: 0, top: 0, right: size.width, bottom: size.height };
  const terms = [term, ...shown.map((each) => each.term)];
  return { term, terms, ribbons, rings, border, size, places: { x, y, ...boxOf(x, y), frame } };
}

/** The terms within some links, the strongest of each distance first: those with most links to the distance before. */
function reach(graph: Graph, visible: Visibility, start: number, hops: number): Reached[] {
  const hopOf = new Uint8Array(graph.terms).fill(255);
  const links = new Uint32Array(graph.terms);
  hopOf[start] = 0;
  const all: Reached[] = [];
  let frontier: number[] = [start];
  for (let hop = 1; hop <= hops; hop++) {
    const next: number[] = [];
    const visit = (neighbour: number, edge: number): void => {
      if (hopOf[neighbour] < hop || !visible.edges[edge] || !visible.terms[neighbour]) return;
      if (hopOf[neighbour] === 255) {
        hopOf[neighbour] = hop;
        next.push(neighbour);
      }
      links[neighbour] += graph.count[edge];
    };
    for (const term of frontier) {
      for (let edge = graph.outStart[term]; edge < graph.outStart[term + 1]; edge++) visit(graph.target[edge], edge);
      for (let i = graph.inStart[term]; i < graph.inStart[term + 1]; i++)
        visit(graph.source[graph.into[i]], graph.into[i]);
    }
    next.sort((a, b) => links[b] - links[a] || a - b);
    for (const term of next) all.push({ term, hop, links: links[term] });
    frontier = next;
  }
  return all;
}

/** The terms that get a place: the strongest, some of each distance; of an opened ribbon one page of its community. */
function choose(graph: Graph, reached: readonly Reached[], room: number, opened: number, page: number): Reached[] {
  if (opened >= 0) {
    const members = reached.filter((each) => graph.community[each.term] === opened);
    const pages = Math.max(1, Math.ceil(members.length / room));
    const start = (page % pages) * room;
    return members.slice(start, start + room);
  }
  const hops = [1, 2, 3].map((hop) => reached.filter((each) => each.hop === hop)).filter((terms) => terms.length > 0);
  const chosen: Reached[] = [];
  let left = room;
  for (const [i, terms] of hops.entries()) {
    const share = Math.ceil(left / (hops.length - i) / (i + 1 < hops.length ? 1.3 : 1));
    chosen.push(...terms.slice(0, share));
    left -= Math.min(share, terms.length);
  }
  return chosen;
}

interface Sector {
  readonly community: number;
  readonly terms: readonly Reached[];
  readonly rest: number;
  readonly start: number;
  readonly end: number;
}

/** One sector for each community, those with most terms first, clockwise from the top. */
function sectorsOf(graph: Graph, shown: readonly Reached[], rest: Map<number, number>, opened: number): Sector[] {
  const terms = new Map<number, Reached[]>();
  for (const each of shown) {
    const community = graph.community[each.term];
    const list = terms.get(community);
    if (list) list.push(each);
    else terms.set(community, [each]);
  }
  const communities = [...new Set([...terms.keys(), ...rest.keys()])];
  const weight = (community: number): number =>
    (terms.get(community)?.length ?? 0) + (rest.has(community) ? 1.6 : 0.4) + (community === opened ? 4 : 0);
  communities.sort((a, b) => weight(b) - weight(a) || a - b);
  const kept = communities.slice(0, MAX_SECTORS);
  const total = kept.reduce((sum, community) => sum + weight(community), 0);
  let angle = -Math.PI / 2;
  return kept.map((community) => {
    const start = angle;
    angle += (2 * Math.PI * weight(community)) / total;
    return { community, terms: terms.get(community) ?? [], rest: rest.get(community) ?? 0, start, end: angle };
  });
}

const MAX_SECTORS = 24;

/** The radii on which the terms of each distance are, as shares of the largest: several rows where there are many terms. */
function rowShares(shown: readonly Reached[], deepest: number): number[][] {
  return Array.from({ length: deepest }, (_, i) => {
    const count = shown.filter((each) => each.hop === i + 1).length;
    const rows = count <= 18 ? 1 : count <= 38 ? 2 : 3;
    if (deepest === 1) return [[0.72], [0.52, 0.95], [0.42, 0.72, 1]][rows - 1];
    const [low, high] =
      deepest === 2
        ? [
            [0.36, 0.5],
            [0.76, 1],
          ][i]
        : [
            [0.28, 0.36],
            [0.56, 0.68],
            [0.86, 1],
          ][i];
    return Array.from({ length: rows }, (_, row) =>
      rows === 1 ? (low + high) / 2 : low + ((high - low) * row) / (rows - 1),
    );
  });
}

/** Yields the terms of a sector with an angle and the share of the radius: the strongest are nearest to the middle. */
function* placeInSector(
  sector: Sector,
  shares: readonly number[][],
): Generator<[Reached, angle: number, share: number]> {
  const span = sector.end - sector.start;
  for (const [i, rows] of shares.entries()) {
    const terms = sector.terms.filter((each) => each.hop === i + 1);
    const total = rows.reduce((sum, share) => sum + share, 0);
    let next = 0;
    for (const [row, share] of rows.entries()) {
      const isLast = row === rows.length - 1;
      const room = isLast ? terms.length - next : Math.round((terms.length * share) / total);
      const members = terms.slice(next, next + room);
      next += room;
      for (const [position, each] of members.entries())
        yield [each, sector.start + (span * (position + (row % 2 ? 0.4 : 0.5))) / members.length, share];
    }
  }
}

function makeRibbon(
  sector: Sector,
  middle: readonly [number, number],
  border: readonly [number, number],
  size: Size,
): Ribbon {
  const angle = (sector.start + sector.end) / 2;
  const half = RIBBON_NAME_WIDTH_PX / 2;
  const x = middle[0] + (border[0] - 16) * Math.cos(angle);
  const y = middle[1] + (border[1] - 18) * Math.sin(angle);
  return {
    community: sector.community,
    count: sector.rest,
    start: sector.start,
    end: sector.end,
    x: Math.max(half + 4, Math.min(size.width - half - 4, x)),
    y: Math.max(16, Math.min(size.height - 16, y)),
  };
}

const RIBBON_WIDTH_PX = 12;
const EMPTY_RIBBON_WIDTH_PX = 4;
/** Radians between two ribbons. */
const RIBBON_GAP = 0.03;
const RIBBON_STEPS = 24;

/** Draws the rings and ribbons of the map around a term. */
export function drawFocusMap(pen: Pen, scene: Scene, focusMap: FocusMap, camera: Camera): void {
  const { theme, colouring } = scene;
  const { size, border, rings, ribbons, terms } = focusMap;
  const toX = (x: number): number => x * camera.k + camera.x;
  const toY = (y: number): number => y * camera.k + camera.y;
  const [middleX, middleY] = [size.width / 2, size.height / 2];
  const traceArc = (radii: readonly [number, number], start: number, end: number): void => {
    pen.beginPath();
    const steps = Math.max(2, Math.ceil((RIBBON_STEPS * (end - start)) / Math.PI));
    for (let i = 0; i <= steps; i++) {
      const angle = start + ((end - start) * i) / steps;
      const x = toX(middleX + radii[0] * Math.cos(angle));
      const y = toY(middleY + radii[1] * Math.sin(angle));
      if (i) pen.lineTo(x, y);
      else pen.moveTo(x, y);
    }
  };
  pen.lineWidth = 1;
  pen.strokeStyle = theme.between;
  pen.globalAlpha = 0.3;
  for (const ring of rings) {
    traceArc(ring, 0, 2 * Math.PI);
    pen.stroke();
  }
  pen.lineCap = "round";
  for (const ribbon of ribbons) {
    const first = terms.find((term) => scene.graph.community[term] === ribbon.community);
    const colour = classColour(
      theme,
      colouring.showsCommunities || first === undefined ? ribbon.community : colouring.classes[first],
    );
    const gap = Math.min(RIBBON_GAP, (ribbon.end - ribbon.start) / 4);
    traceArc(border, ribbon.start + gap, ribbon.end - gap);
    pen.strokeStyle = colour;
    pen.lineWidth = ribbon.count ? RIBBON_WIDTH_PX : EMPTY_RIBBON_WIDTH_PX;
    pen.globalAlpha = 0.55;
    pen.stroke();
  }
  pen.lineCap = "butt";
  pen.globalAlpha = 1;
}

/** The ribbon at a point of the world, or null. */
export function ribbonAt(focusMap: FocusMap, x: number, y: number): Ribbon | null {
  const { size, border } = focusMap;
  const ribbons = focusMap.ribbons.filter((ribbon) => ribbon.count > 0);
  const [dx, dy] = [(x - size.width / 2) / border[0], (y - size.height / 2) / border[1]];
  const nearText = ribbons.find(
    (ribbon) => Math.abs(ribbon.x - x) < RIBBON_NAME_WIDTH_PX / 2 && Math.abs(ribbon.y - y) < 14,
  );
  if (nearText) return nearText;
  const radius = Math.hypot(dx, dy);
  if (radius < 1 - 22 / Math.min(...border) || radius > 1.1) return null;
  let angle = Math.atan2(dy, dx);
  if (angle < -Math.PI / 2) angle += 2 * Math.PI;
  return ribbons.find((ribbon) => angle >= ribbon.start && angle < ribbon.end) ?? null;
}
