// The camera that shows some terms, or the whole map.
import { boxOf } from "./places.ts";
import type { Camera, Scene, Size } from "./scene.ts";

export function cameraFor(scene: Scene, size: Size, fit: number, terms?: readonly number[]): Camera {
  const { graph, places, visible } = scene;
  const { width, height } = size;
  const hidesTerms = visible.termCount < graph.terms;
  if (!terms && places.frame && !hidesTerms) {
    const { left, top, right, bottom } = places.frame;
    const k = Math.min(width / (right - left), height / (bottom - top));
    return { k, x: (width - k * (left + right)) / 2, y: (height - k * (top + bottom)) / 2 };
  }
  const shown = terms ?? (hidesTerms ? termsOf(visible.terms) : []);
  const pick = (values: Float32Array): Float32Array => Float32Array.from(shown, (term) => values[term]);
  const { left, top, right, bottom } = shown.length ? boxOf(pick(places.x), pick(places.y)) : places;
  const nameMargin = terms || graph.terms <= 1000 ? 90 : 48; // for names at the border
  const margin = Math.min(nameMargin, 0.12 * Math.min(width, height) + 14);
  const maxScale = terms ? Math.max(fit * 1.2, Math.min(fit * 4, 12)) : 3;
  const start = terms ? coveredStart(scene, size) : 0;
  const k = Math.min(
    (width - start - 2 * margin) / Math.max(1e-6, right - left),
    (height - 2 * margin) / Math.max(1e-6, bottom - top),
    maxScale,
  );
  return { k, x: (width + start) / 2 - (k * (left + right)) / 2, y: height / 2 - (k * (top + bottom)) / 2 };
}

/** Pixels at the left border that a control such as the legend covers, if the map has room beside it. */
function coveredStart({ covered }: Scene, { width, height }: Size): number {
  const box = covered.find(({ left, bottom, right }) => left < 30 && bottom > height - 60 && right < 0.4 * width);
  return box?.right ?? 0;
}

function termsOf(flags: Uint8Array): number[] {
  const terms: number[] = [];
  for (let term = 0; term < flags.length; term++) if (flags[term]) terms.push(term);
  return terms;
}

/** The corners of a window. */
export const extentOf = ({ width, height }: Size): [[number, number], [number, number]] => [
  [0, 0],
  [width, height],
];
