// Movements of the map: the camera flies to a place, and terms move to other places.
import { interpolateZoom } from "d3-interpolate";
import type { Places } from "./places.ts";
import type { Camera, Size } from "./scene.ts";

export const prefersLessMotion = (): boolean => matchMedia("(prefers-reduced-motion: reduce)").matches;

interface Flight {
  readonly durationMs: number;
  /** The camera after a share of the way. */
  cameraAt(share: number): Camera;
}

/** The way from one camera to another on which both seem equally near (van Wijk and Nuij, 2003). */
export function flightBetween({ width, height }: Size, from: Camera, to: Camera): Flight {
  const shortSide = Math.min(width, height);
  const toView = (camera: Camera): [number, number, number] => [
    (width / 2 - camera.x) / camera.k,
    (height / 2 - camera.y) / camera.k,
    shortSide / camera.k,
  ];
  const viewAt = interpolateZoom(toView(from), toView(to));
  return {
    durationMs: viewAt.duration,
    cameraAt: (share) => {
      const [x, y, viewWidth] = viewAt(share);
      const k = shortSide / viewWidth;
      return { k, x: width / 2 - k * x, y: height / 2 - k * y };
    },
  };
}

/** The places of terms after a share of their way, which begins where they are on the screen. */
export function morph(before: Places, camera: Camera, after: Places, next: Camera): (share: number) => Places {
  const count = after.x.length;
  const toNextX = (term: number): number => (before.x[term] * camera.k + camera.x - next.x) / next.k;
  const toNextY = (term: number): number => (before.y[term] * camera.k + camera.y - next.y) / next.k;
  const startX = Float32Array.from({ length: count }, (_, term) => toNextX(term));
  const startY = Float32Array.from({ length: count }, (_, term) => toNextY(term));
  const x = new Float32Array(count);
  const y = new Float32Array(count);
  return (share) => {
    for (let term = 0; term < count; term++) {
      x[term] = startX[term] + share * (after.x[term] - startX[term]);
      y[term] = startY[term] + share * (after.y[term] - startY[term]);
    }
    return { ...after, x, y };
  };
}
