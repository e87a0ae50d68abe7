// Places names on the map: most important first, none on top of another.
import { shorten } from "../data/text.ts";
import type { Pen } from "./pen.ts";
import type { Camera, Scale, Scene, Size } from "./scene.ts";
import { communityNameColour } from "./theme.ts";

/** A name at its position: a box on the screen, and the middle of its text. */
export interface Label {
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
}

const MAX_LABEL_LETTERS = 30;
const SMALL_GRAPH_TERMS = 300;
const PADDING_PX = 3;
const MAX_CACHED_WIDTHS = 20_000;

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

/** Boxes on the screen, indexed by the grid cells that they touch. */
class BoxIndex {
  readonly #cells = new Map<number, [number, number, number, number][]>();

  isFree(left: number, top: number, right: number, bottom: number): boolean {
    for (const key of cellsOf(left, top, right, bottom)) {
      for (const box of this.#cells.get(key) ?? []) {
        if (left < box[2] && box[0] < right && top < box[3] && box[1] < bottom) return false;
      }
    }
    return true;
  }

  add(left: number, top: number, right: number, bottom: number): void {
    for (const key of cellsOf(left, top, right, bottom)) {
      const cell = this.#cells.get(key);
      if (cell) cell.push([left, top, right, bottom]);
      else this.#cells.set(key, [[left, top, right, bottom]]);
    }
  }
}

const CELL_WIDTH_PX = 96;
const CELL_HEIGHT_PX = 48;
const MAX_COLUMNS = 4096;

function* cellsOf(left: number, top: number, right: number, bottom: number): Generator<number> {
  for (let column = Math.floor(left / CELL_WIDTH_PX); column <= Math.floor(right / CELL_WIDTH_PX); column++) {
    for (let row = Math.floor(top / CELL_HEIGHT_PX); row <= Math.floor(bottom / CELL_HEIGHT_PX); row++)
      yield row * MAX_COLUMNS + column;
  }
}

interface LabelRequest {
  readonly term: number;
  readonly font: string;
  readonly height: number;
  readonly colour: string;
  readonly alpha: number;
  /** Whether the name may cover dots. */
  readonly required: boolean;
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
  const labelBoxes = new BoxIndex();
  const dotBoxes = new BoxIndex();
  const labels: Label[] = [];
  const rejected: LabelRequest[] = [];
  const handled = new Set<number>();
  const { graph } = scene;
  if (terms.length <= 600) {
    for (let i = 0; i < terms.length; i++) {
      const term = terms[i];
      const radius = scale.radius(term) * 0.8;
      const x = graph.x[term] * camera.k + camera.x;
      const y = graph.y[term] * camera.k + camera.y;
      dotBoxes.add(x - radius, y - radius, x + radius, y + radius);
    }
  }
  let attempts = 6 * maxLabels; // on a crowded screen most names do not fit
  for (const request of labelRequests(scene, scale, terms)) {
    if (labels.length >= maxLabels || attempts-- < 0) break;
    if (handled.has(request.term) || !scene.visible.terms[request.term]) continue;
    handled.add(request.term);
    const label = placeLabel(scene, camera, scale, size, request, labelBoxes, dotBoxes, measure);
    if (label) labels.push(label);
    else rejected.push(request);
  }
  if (terms.length > 200) return labels;
  for (const request of rejected) {
    const required = terms.length <= 60; // a small graph shows every name
    const small = { ...request, height: 11, font: request.font.replace(/[\d.]+px/, "11px"), required };
    const label = placeLabel(scene, camera, scale, size, small, labelBoxes, dotBoxes, measure);
    if (label) labels.push(label);
  }
  return labels;
}

function* labelRequests(scene: Scene, scale: Scale, terms: ArrayLike<number>): Generator<LabelRequest> {
  const { focus, theme, font, graph } = scene;
  const colour = (term: number): string => (scene.caption(term).isFallback ? theme.quiet : theme.ink);
  const strong = (term: number, height: number): LabelRequest => ({
    term,
    font: `650 ${height}px ${font}`,
    height,
    colour: theme.ink,
    alpha: 1,
    required: true,
  });
  if (scene.cursor >= 0) yield strong(scene.cursor, 14);
  if (scene.hover >= 0) yield strong(scene.hover, 14);
  if (focus) {
    if (focus.term >= 0) yield strong(focus.term, 16);
    for (const [position, term] of focus.terms.entries()) {
      yield {
        term,
        font: `500 13px ${font}`,
        height: 13,
        colour: colour(term),
        alpha: 1,
        required: position < 12,
      };
    }
    return;
  }
  const hubs = new Set(scene.regions.map((region) => region.term));
  const farness = Math.max(0, Math.min(1, (6 - scale.zoom) / 3)); // names of communities are larger from afar
  for (const region of scene.regions) {
    const height = Math.round(
      13 + 6 * farness * Math.min(1, Math.sqrt(region.size / (scene.regions[0]?.size || 1)) + 0.25),
    );
    const hubColour = communityNameColour(theme, region.community);
    yield { term: region.term, font: `700 ${height}px ${font}`, height, colour: hubColour, alpha: 1, required: true };
  }
  for (let i = 0; i < terms.length; i++) {
    const term = terms[i];
    if (hubs.has(term)) continue;
    const height = Math.round(Math.min(14, 11 + scale.radius(term) / 4));
    const weight = graph.placeholder[term] ? 400 : 500;
    const required = term < graph.terms / 5 && graph.terms <= SMALL_GRAPH_TERMS;
    yield { term, font: `${weight} ${height}px ${font}`, height, colour: colour(term), alpha: 0.94, required };
  }
}

/** Places a name at the first free position around its dot, or returns null. */
function placeLabel(
  scene: Scene,
  camera: Camera,
  scale: Scale,
  size: Size,
  request: LabelRequest,
  labelBoxes: BoxIndex,
  dotBoxes: BoxIndex,
  measure: Measure,
): Label | null {
  const { term, font } = request;
  const x = scene.graph.x[term] * camera.k + camera.x;
  const y = scene.graph.y[term] * camera.k + camera.y;
  if (x < -40 || y < -40 || x > size.width + 40 || y > size.height + 40) return null;
  const caption = scene.caption(term);
  const text = shorten(caption.text, MAX_LABEL_LETTERS);
  const width = measure(text, font) + 2 * PADDING_PX;
  const height = Math.round(1.28 * request.height);
  const distance = scale.radius(term) + 3;
  const positions: readonly (readonly [number, number])[] = [
    [x - width / 2, y + distance],
    [x + distance, y - height / 2],
    [x - width - distance, y - height / 2],
    [x - width / 2, y - distance - height],
    [x + 0.7 * distance, y + 0.7 * distance],
    [x - width - 0.7 * distance, y + 0.7 * distance],
    [x + 0.7 * distance, y - 0.7 * distance - height],
    [x - width - 0.7 * distance, y - 0.7 * distance - height],
  ];
  const gap = scene.graph.terms > SMALL_GRAPH_TERMS && !request.required ? 5 : 0; // crowded names are hard to read
  const inside = positions.filter(
    ([left, top]) => left >= 2 && top >= 2 && left + width <= size.width - 2 && top + height <= size.height - 2,
  );
  const free = inside.filter(([left, top]) =>
    labelBoxes.isFree(left - 2 * gap, top - gap, left + width + 2 * gap, top + height + gap),
  );
  const clear = free.find(([left, top]) => dotBoxes.isFree(left, top, left + width, top + height));
  const chosen = clear ?? (request.required ? free[0] : undefined);
  if (!chosen) return null;
  const [left, top] = chosen;
  labelBoxes.add(left, top, left + width, top + height);
  const { colour, alpha } = request;
  const middle = { x: left + width / 2, y: top + height / 2 };
  return { term, text, left, top, width, height, ...middle, font, colour, alpha, direction: caption.direction };
}

export function drawLabels(pen: Pen, labels: readonly Label[], scene: Scene): void {
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
