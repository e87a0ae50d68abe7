// Places names on the map: most important first, none on top of another, none on a dot that it does not name.
import { shorten } from "../data/text.ts";
import { BoxIndex, DotIndex } from "./boxes.ts";
import type { Pen } from "./pen.ts";
import { communityLabels, ribbonLabels } from "./region-labels.ts";
import type { Camera, Scale, Scene, Size } from "./scene.ts";

/** A name at its position: a box on the screen, and the middle of its text. */
export interface Label {
  /** The term, or -1 for the name of a community. */
  readonly term: number;
  readonly text: string;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly x: number;
  readonly y: number;
  readonly font: string;
  readonly colour: string;
  readonly alpha: number;
  readonly direction: "ltr" | "rtl";
  /** A hairline to the dot, where the name is not beside it. */
  readonly line: readonly [x1: number, y1: number, x2: number, y2: number] | null;
}

const MAX_LABEL_LETTERS = 30;
const MAX_COMMUNITY_LETTERS = 40;
export const SMALL_GRAPH_TERMS = 300;
export const PADDING_PX = 3;
export const LINE_HEIGHT = 1.28;
/** Pixels between a dot and its name. */
export const LABEL_GAP_PX = 3;
const MAX_CACHED_WIDTHS = 20_000;
/** The share of the dots on the screen that names of the most central terms may cover. */
const MAX_COVERED_BY_CENTRAL = 0.006;
/** The share of its radius up to which a dot must stay free. */
const FREE_RADIUS = 0.75;

export type Measure = (text: string, font: string) => number;

/** Creates a function that measures the width of texts, each once. */
export function createMeasure(context: CanvasRenderingContext2D): Measure {
  const widths = new Map<string, number>();
  return (text, font) => {
    const key = `${font}\n${text}`;
    let width = widths.get(key);
    if (width === undefined) {
      if (widths.size > MAX_CACHED_WIDTHS) widths.clear();
      context.font = font;
      width = context.measureText(text).width;
      widths.set(key, width);
    }
    return width;
  };
}

export const termLabelHeight = (radius: number): number => Math.round(Math.min(14, 11 + radius / 4));
export const termLabelText = (text: string): string => shorten(text, MAX_LABEL_LETTERS);
export const communityLabelText = (text: string): string => shorten(text, MAX_COMMUNITY_LETTERS);

interface LabelRequest {
  readonly term: number;
  readonly font: string;
  readonly height: number;
  readonly colour: string;
  readonly alpha: number;
  /** Whether the name is shown even where it covers dots. */
  readonly required: boolean;
  /** Whether the name may stand off from its dot, with a hairline. */
  readonly standsOff: boolean;
}

/** What is needed to place names on one picture. */
export interface Placing {
  readonly scene: Scene;
  readonly camera: Camera;
  readonly scale: Scale;
  readonly size: Size;
  readonly measure: Measure;
  readonly boxes: BoxIndex;
  readonly dots: DotIndex;
  /** How many dots the names of the most central terms may still cover, where they find no free place. */
  mayCover: number;
}

/** Places names, required ones first, then as many of the terms on the screen as fit, at most `maxLabels`. */
export function placeLabels(
  scene: Scene,
  camera: Camera,
  scale: Scale,
  size: Size,
  terms: ArrayLike<number>,
  maxLabels: number,
  measure: Measure,
): Label[] {
  const { places } = scene;
  const dots = new DotIndex(terms, size.width, size.height, (term) => [
    places.x[term] * camera.k + camera.x,
    places.y[term] * camera.k + camera.y,
    FREE_RADIUS * scale.radius(term),
  ]);
  const placing: Placing = { scene, camera, scale, size, measure, boxes: new BoxIndex(), dots, mayCover: 0 };
  placing.mayCover = Math.floor(MAX_COVERED_BY_CENTRAL * terms.length);
  for (const { left, top, right, bottom } of scene.covered) placing.boxes.add(left, top, right, bottom);
  const labels: Label[] = [];
  const rejected: LabelRequest[] = [];
  const handled = new Set<number>();
  let attempts = 6 * maxLabels; // on a crowded screen most names do not fit
  const place = (request: LabelRequest): void => {
    if (labels.length >= maxLabels || attempts-- < 0) return;
    if (handled.has(request.term) || !scene.visible.terms[request.term]) return;
    handled.add(request.term);
    const label = placeLabel(placing, request);
    if (label) labels.push(label);
    else rejected.push(request);
  };
  labels.push(...ribbonLabels(placing));
  for (const request of markedRequests(scene)) {
    if (attempts < 0) break;
    place(request);
  }
  if (!scene.highlight && scene.colouring.showsCommunities) labels.push(...communityLabels(placing, terms.length));
  for (const request of termRequests(scene, scale, terms)) {
    if (labels.length >= maxLabels || attempts < 0) break;
    place(request);
  }
  if (terms.length > 200) return labels;
  for (const request of rejected) {
    const small = { ...request, height: 11, font: request.font.replace(/[\d.]+px/, "11px") };
    const label = placeLabel(placing, small);
    if (label) labels.push(label);
  }
  return labels;
}

const captionColour = (scene: Scene, term: number): string =>
  scene.caption(term).isFallback ? scene.theme.quiet : scene.theme.ink;

/** The names of the term at the cursor, of the selected one, and of the strongest highlighted ones. */
function* markedRequests(scene: Scene): Generator<LabelRequest> {
  const { highlight, theme, font, cursor } = scene;
  const strong = (term: number, height: number): LabelRequest => ({
    term,
    font: `650 ${height}px ${font}`,
    height,
    colour: theme.ink,
    alpha: 1,
    required: true,
    standsOff: false,
  });
  if (cursor >= 0) yield strong(cursor, 14);
  if (!highlight) return;
  if (highlight.term >= 0) yield strong(highlight.term, 16);
  const mayStandOff = scene.focusMap !== null || scene.graph.terms <= SMALL_GRAPH_TERMS;
  for (const [position, term] of highlight.terms.entries())
    yield {
      term,
      font: `500 13px ${font}`,
      height: 13,
      colour: captionColour(scene, term),
      alpha: 1,
      required: false,
      standsOff: mayStandOff || position < MAX_CENTRAL_NAMES,
    };
}

function* termRequests(scene: Scene, scale: Scale, terms: ArrayLike<number>): Generator<LabelRequest> {
  const { graph, font, highlight } = scene;
  if (highlight) return;
  for (let i = 0; i < terms.length; i++) {
    const term = terms[i];
    const height = termLabelHeight(scale.radius(term));
    const weight = graph.placeholder[term] ? 400 : 500;
    const colour = captionColour(scene, term);
    const standsOff = graph.terms <= SMALL_GRAPH_TERMS || i < MAX_CENTRAL_NAMES;
    yield { term, font: `${weight} ${height}px ${font}`, height, colour, alpha: 0.94, required: false, standsOff };
  }
}

/** The most central terms on the screen, whose names may stand off from their dots. */
const MAX_CENTRAL_NAMES = 24;

/** Directions around a dot in which a name may stand off from it. */
const DIRECTIONS = Array.from({ length: 12 }, (_, i) => [Math.cos((i * Math.PI) / 6), Math.sin((i * Math.PI) / 6)]);
const STAND_OFFS_PX = [14, 26, 42];
const FAR_STAND_OFFS_PX = [...STAND_OFFS_PX, 64, 90];

/** Places a name at the first free position around its dot; in a small graph also further away, with a hairline. */
function placeLabel(placing: Placing, request: LabelRequest): Label | null {
  const { scene, camera, scale, size, measure, boxes, dots } = placing;
  const { term, font } = request;
  const x = scene.places.x[term] * camera.k + camera.x;
  const y = scene.places.y[term] * camera.k + camera.y;
  if (x < -40 || y < -40 || x > size.width + 40 || y > size.height + 40) return null;
  const caption = scene.caption(term);
  const text = termLabelText(caption.text);
  const width = measure(text, font) + 2 * PADDING_PX;
  const height = Math.round(LINE_HEIGHT * request.height);
  const radius = scale.radius(term);
  const distance = radius + LABEL_GAP_PX;
  const beside: (readonly [number, number])[] = [
    [x - width / 2, y + distance],
    [x + distance, y - height / 2],
    [x - width - distance, y - height / 2],
    [x - width / 2, y - distance - height],
    [x + 0.7 * distance, y + 0.7 * distance],
    [x - width - 0.7 * distance, y + 0.7 * distance],
    [x + 0.7 * distance, y - 0.7 * distance - height],
    [x - width - 0.7 * distance, y - 0.7 * distance - height],
  ];
  const isSmall = scene.graph.terms <= SMALL_GRAPH_TERMS || scene.focusMap !== null;
  const gap = !isSmall && !request.required ? 5 : 0; // crowded names are hard to read
  const isInside = (left: number, top: number): boolean =>
    left >= 2 && top >= 2 && left + width <= size.width - 2 && top + height <= size.height - 2;
  const isFree = (left: number, top: number): boolean =>
    isInside(left, top) && boxes.isFree(left - 2 * gap, top - gap, left + width + 2 * gap, top + height + gap);
  const coveredAt = (left: number, top: number, most: number): number =>
    dots.covered(left, top, left + width, top + height, term, most);
  let chosen: readonly [number, number] | undefined;
  let line: Label["line"] = null;
  let fewest = Infinity;
  const mayCover = request.required ? Infinity : request.standsOff && !isSmall ? placing.mayCover : 0;
  for (const position of beside) {
    if (!isFree(...position)) continue;
    const covered = coveredAt(...position, Math.min(fewest, mayCover + 1));
    if (covered < fewest && covered <= mayCover) {
      chosen = position;
      fewest = covered;
    }
    if (fewest === 0) break;
  }
  if (request.standsOff && fewest > 0) {
    search: for (const offset of isSmall ? STAND_OFFS_PX : FAR_STAND_OFFS_PX) {
      for (const [dx, dy] of DIRECTIONS) {
        const left = x + dx * (distance + offset) + ((dx - 1) * width) / 2;
        const top = y + dy * (distance + offset) + ((dy - 1) * height) / 2;
        if (!isFree(left, top) || coveredAt(left, top, 1)) continue;
        chosen = [left, top];
        const endX = Math.max(left + 4, Math.min(left + width - 4, x));
        const endY = Math.max(top, Math.min(top + height, y));
        const length = Math.hypot(endX - x, endY - y) || 1;
        line = [x + ((endX - x) * radius) / length, y + ((endY - y) * radius) / length, endX, endY];
        break search;
      }
    }
  }
  if (!chosen) return null;
  if (!line && !request.required && fewest > 0) placing.mayCover -= fewest;
  const [left, top] = chosen;
  boxes.add(left, top, left + width, top + height);
  const { colour, alpha } = request;
  const middle = { x: left + width / 2, y: top + height / 2 };
  return { term, text, left, top, width, height, ...middle, font, colour, alpha, direction: caption.direction, line };
}

export function drawLabels(pen: Pen, labels: readonly Label[], scene: Scene): void {
  pen.lineWidth = 0.8;
  pen.globalAlpha = 0.7;
  for (const { line, term, colour } of labels) {
    if (!line) continue;
    pen.strokeStyle = term < 0 ? colour : scene.theme.quiet;
    pen.beginPath();
    pen.moveTo(line[0], line[1]);
    pen.lineTo(line[2], line[3]);
    pen.stroke();
  }
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.lineJoin = "round";
  pen.lineWidth = 3.5;
  pen.strokeStyle = scene.theme.ground;
  for (const label of labels) {
    pen.font = label.font;
    pen.direction = label.direction;
    pen.globalAlpha = 0.9 * label.alpha;
    pen.strokeText(label.text, label.x, label.y);
    pen.globalAlpha = label.alpha;
    pen.fillStyle = label.colour;
    pen.fillText(label.text, label.x, label.y);
  }
  pen.globalAlpha = 1;
}

/** How many of the dots drawn have their middle under a name that is not theirs. */
export function countCovered(
  labels: readonly Label[],
  terms: ArrayLike<number>,
  scene: Scene,
  { k, x, y }: Camera,
): number {
  let count = 0;
  for (let i = 0; i < terms.length; i++) {
    const screenX = scene.places.x[terms[i]] * k + x;
    const screenY = scene.places.y[terms[i]] * k + y;
    const isUnder = labels.some(
      ({ term, left, top, width, height }) =>
        term !== terms[i] && screenX > left && screenX < left + width && screenY > top && screenY < top + height,
    );
    if (isUnder) count++;
  }
  return count;
}
