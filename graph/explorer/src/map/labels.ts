// Names on the map: the most important first, none on top of another.
import { short } from "../data/text.ts";
import type { Pen } from "./pen.ts";
import type { Camera, Scale, Scene, Size } from "./scene.ts";
import { nameColourOf } from "./theme.ts";

/** A name that has found its place: a box on the screen, and the middle of its text. */
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

const LONGEST = 30;
const SMALL = 300;
const PAD = 3;

export type Measure = (text: string, font: string) => number;

/** Measures texts, each once. */
export function measurer(context: CanvasRenderingContext2D): Measure {
  const widths = new Map<string, number>();
  return (text, font) => {
    const key = `${font}\n${text}`;
    let width = widths.get(key);
    if (width === undefined) {
      if (widths.size > 20_000) widths.clear();
      context.font = font;
      width = context.measureText(text).width;
      widths.set(key, width);
    }
    return width;
  };
}

/** Boxes that are taken, found by the squares that they touch. */
class Taken {
  readonly #squares = new Map<number, [number, number, number, number][]>();

  free(left: number, top: number, right: number, bottom: number): boolean {
    for (const key of squares(left, top, right, bottom)) {
      for (const box of this.#squares.get(key) ?? []) {
        if (left < box[2] && box[0] < right && top < box[3] && box[1] < bottom) return false;
      }
    }
    return true;
  }

  take(left: number, top: number, right: number, bottom: number): void {
    for (const key of squares(left, top, right, bottom)) {
      const square = this.#squares.get(key);
      if (square) square.push([left, top, right, bottom]);
      else this.#squares.set(key, [[left, top, right, bottom]]);
    }
  }
}

function* squares(left: number, top: number, right: number, bottom: number): Generator<number> {
  for (let column = Math.floor(left / 96); column <= Math.floor(right / 96); column++) {
    for (let row = Math.floor(top / 48); row <= Math.floor(bottom / 48); row++) yield row * 4096 + column;
  }
}

interface Wish {
  readonly term: number;
  readonly font: string;
  readonly height: number;
  readonly colour: string;
  readonly alpha: number;
  /** Whether it is placed even where it covers a dot. */
  readonly must: boolean;
}

/** Places names: those that have to be read, then as many of the terms in sight as find room, at most `most`. */
export function placeLabels(
  scene: Scene,
  camera: Camera,
  scale: Scale,
  size: Size,
  inSight: ArrayLike<number>,
  most: number,
  measure: Measure,
): Label[] {
  const taken = new Taken();
  const dots = new Taken();
  const labels: Label[] = [];
  const missed: Wish[] = [];
  const done = new Set<number>();
  const { graph } = scene;
  const few = inSight.length <= 600;
  if (few) {
    for (let i = 0; i < inSight.length; i++) {
      const term = inSight[i];
      const radius = scale.radius(term) * 0.8;
      const x = graph.x[term] * camera.k + camera.x;
      const y = graph.y[term] * camera.k + camera.y;
      dots.take(x - radius, y - radius, x + radius, y + radius);
    }
  }
  let tries = 6 * most; // where a place is full, most names find no room in it
  for (const wish of wishes(scene, scale, inSight)) {
    if (labels.length >= most || tries-- < 0) break;
    if (done.has(wish.term) || !scene.shown.terms[wish.term]) continue;
    done.add(wish.term);
    const label = placed(scene, camera, scale, size, wish, taken, dots, measure);
    if (label) labels.push(label);
    else missed.push(wish);
  }
  if (inSight.length > 200) return labels;
  for (const wish of missed) {
    const must = inSight.length <= 60; // a small graph shows every name
    const small = { ...wish, height: 11, font: wish.font.replace(/[\d.]+px/, "11px"), must };
    const label = placed(scene, camera, scale, size, small, taken, dots, measure);
    if (label) labels.push(label);
  }
  return labels;
}

function* wishes(scene: Scene, scale: Scale, inSight: ArrayLike<number>): Generator<Wish> {
  const { focus, theme, font, graph } = scene;
  const colour = (term: number): string => (scene.caption(term).borrowed ? theme.quiet : theme.ink);
  const strong = (term: number, height: number): Wish => ({
    term,
    font: `650 ${height}px ${font}`,
    height,
    colour: theme.ink,
    alpha: 1,
    must: true,
  });
  if (scene.cursor >= 0) yield strong(scene.cursor, 14);
  if (scene.hover >= 0) yield strong(scene.hover, 14);
  if (focus) {
    if (focus.term >= 0) yield strong(focus.term, 16);
    for (const [place, term] of focus.terms.entries()) {
      yield {
        term,
        font: `500 13px ${font}`,
        height: 13,
        colour: colour(term),
        alpha: 1,
        must: place < 12,
      };
    }
    return;
  }
  const hubs = new Set(scene.regions.map((region) => region.term));
  const far = Math.max(0, Math.min(1, (6 - scale.closer) / 3)); // hubs stand out from afar
  for (const region of scene.regions) {
    const height = Math.round(
      13 + 6 * far * Math.min(1, Math.sqrt(region.size / (scene.regions[0]?.size || 1)) + 0.25),
    );
    const name = nameColourOf(theme, region.community);
    yield { term: region.term, font: `700 ${height}px ${font}`, height, colour: name, alpha: 1, must: true };
  }
  for (let i = 0; i < inSight.length; i++) {
    const term = inSight[i];
    if (hubs.has(term)) continue;
    const height = Math.round(Math.min(14, 11 + scale.radius(term) / 4));
    const weight = graph.placeholder[term] ? 400 : 500;
    const must = term < graph.terms / 5 && graph.terms <= SMALL;
    yield { term, font: `${weight} ${height}px ${font}`, height, colour: colour(term), alpha: 0.94, must };
  }
}

function placed(
  scene: Scene,
  camera: Camera,
  scale: Scale,
  size: Size,
  wish: Wish,
  taken: Taken,
  dots: Taken,
  measure: Measure,
): Label | null {
  const { term, font } = wish;
  const x = scene.graph.x[term] * camera.k + camera.x;
  const y = scene.graph.y[term] * camera.k + camera.y;
  if (x < -40 || y < -40 || x > size.width + 40 || y > size.height + 40) return null;
  const caption = scene.caption(term);
  const text = short(caption.text, LONGEST);
  const width = measure(text, font) + 2 * PAD;
  const height = Math.round(1.28 * wish.height);
  const away = scale.radius(term) + 3;
  const choices: readonly (readonly [number, number])[] = [
    [x - width / 2, y + away],
    [x + away, y - height / 2],
    [x - width - away, y - height / 2],
    [x - width / 2, y - away - height],
    [x + 0.7 * away, y + 0.7 * away],
    [x - width - 0.7 * away, y + 0.7 * away],
    [x + 0.7 * away, y - 0.7 * away - height],
    [x - width - 0.7 * away, y - 0.7 * away - height],
  ];
  const apart = scene.graph.terms > SMALL && !wish.must ? 5 : 0; // many names side by side are no longer read
  const inside = choices.filter(
    ([left, top]) => left >= 2 && top >= 2 && left + width <= size.width - 2 && top + height <= size.height - 2,
  );
  const free = inside.filter(([left, top]) =>
    taken.free(left - 2 * apart, top - apart, left + width + 2 * apart, top + height + apart),
  );
  const clear = free.find(([left, top]) => dots.free(left, top, left + width, top + height));
  const choice = clear ?? (wish.must ? free[0] : undefined);
  if (!choice) return null;
  const [left, top] = choice;
  taken.take(left, top, left + width, top + height);
  const { colour, alpha } = wish;
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
