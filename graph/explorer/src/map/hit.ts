// Which term is at a point of the screen.
import type { Label } from "./labels.ts";
import { type Camera, type Scene, scaleOf } from "./scene.ts";

/** Pixels beside a dot that belong to it. */
const MAX_GAP_PX = 7;

/** The term whose dot is at a point of the screen, or not further than some pixels away; or -1. */
export function dotAt(scene: Scene, camera: Camera, fit: number, x: number, y: number, maxGap = MAX_GAP_PX): number {
  const { graph, places, visible } = scene;
  const scale = scaleOf(scene, camera, fit);
  let nearest = -1;
  let nearestGap = Infinity;
  for (let term = 0; term < graph.terms; term++) {
    const dx = places.x[term] * camera.k + camera.x - x;
    if (dx > 40 || dx < -40 || !visible.terms[term]) continue;
    const dy = places.y[term] * camera.k + camera.y - y;
    const gap = Math.hypot(dx, dy) - scale.radius(term);
    if (gap > maxGap || gap >= nearestGap) continue;
    nearestGap = gap;
    nearest = term;
  }
  return nearest;
}

/** The term whose name is at a point of the screen, or -1. */
export function termOfNameAt(labels: readonly Label[], x: number, y: number): number {
  const label = labels.find(
    ({ term, left, top, width, height }) =>
      term >= 0 && x >= left && x <= left + width && y >= top && y <= top + height,
  );
  return label ? label.term : -1;
}
