// One picture of the map: regions, edges, terms, names, in this order.
import { drawBright, drawEdges, drawHovered, edgesInSight } from "./edges.ts";
import { drawLabels, type Label, type Measure, placeLabels } from "./labels.ts";
import type { Pen } from "./pen.ts";
import { type Camera, type Scale, type Scene, type Size, scaleOf } from "./scene.ts";
import { colourOf } from "./theme.ts";

/** How much a picture may hold: less while the map moves. */
export interface Budget {
  readonly edges: number;
  readonly terms: number;
  readonly labels: number;
}

export interface Drawn {
  readonly terms: number;
  readonly edges: number;
  readonly labels: readonly Label[];
}

export const STILL: Budget = { edges: 12_000, terms: 30_000, labels: 200 };
export const MOVING: Budget = { edges: 5_000, terms: 6_000, labels: 70 };

export function draw(
  pen: Pen,
  scene: Scene,
  camera: Camera,
  fit: number,
  size: Size,
  budget: Budget,
  measure: Measure,
): Drawn {
  const { graph, theme, focus } = scene;
  const scale = scaleOf(graph, camera, fit);
  pen.globalAlpha = 1;
  pen.fillStyle = theme.ground;
  pen.beginPath();
  pen.rect(0, 0, size.width, size.height);
  pen.fill();
  drawRegions(pen, scene, camera, scale);
  const inSight = termsInSight(scene, camera, scale, size, budget.terms);
  const sight = edgesInSight(scene, camera, size, budget.edges, inSight);
  const dense = Math.max(
    0.12,
    Math.min(
      sight.edges.length > 500 ? 0.36 : 0.5,
      (1.1 * Math.sqrt(size.width * size.height)) / Math.sqrt(sight.ink + 1) / 3,
    ),
  );
  drawEdges(pen, scene, camera, sight.edges, focus ? 0.16 * dense : dense);
  drawTerms(pen, scene, camera, scale, inSight);
  drawBright(pen, scene, camera, scale);
  drawHovered(pen, scene, camera);
  drawBrightTerms(pen, scene, camera, scale);
  const labels = placeLabels(scene, camera, scale, size, inSight, budget.labels, measure);
  drawLabels(pen, labels, scene);
  return { terms: inSight.length, edges: sight.edges.length, labels };
}

function drawRegions(pen: Pen, scene: Scene, camera: Camera, scale: Scale): void {
  const { theme } = scene;
  const near = Math.max(0, Math.min(1, (14 - scale.closer) / 10));
  const strength = (scene.focus ? 0.35 : 1) * (0.35 + 0.65 * near);
  pen.lineWidth = 1;
  for (const region of scene.regions) {
    pen.fillStyle = colourOf(theme, region.community);
    pen.strokeStyle = pen.fillStyle;
    pen.beginPath();
    for (const ring of region.rings) {
      for (let i = 0; i < ring.length; i += 2) {
        const x = ring[i] * camera.k + camera.x;
        const y = ring[i + 1] * camera.k + camera.y;
        if (i) pen.lineTo(x, y);
        else pen.moveTo(x, y);
      }
      pen.closePath();
    }
    pen.globalAlpha = (theme.dark ? 0.13 : 0.1) * strength;
    pen.fill();
    pen.globalAlpha = 0.3 * strength;
    pen.stroke();
  }
  pen.globalAlpha = 1;
}

/** The terms in sight, the most central first, at most `most`. */
function termsInSight(scene: Scene, { k, x, y }: Camera, scale: Scale, size: Size, most: number): Uint32Array {
  const { graph, shown } = scene;
  const found = new Uint32Array(Math.min(most, graph.terms));
  const margin = scale.radius(0) + 4;
  let count = 0;
  for (let term = 0; term < graph.terms && count < found.length; term++) {
    if (!shown.terms[term]) continue;
    const across = graph.x[term] * k + x;
    if (across < -margin || across > size.width + margin) continue;
    const down = graph.y[term] * k + y;
    if (down < -margin || down > size.height + margin) continue;
    found[count++] = term;
  }
  return found.subarray(0, count);
}

/** Draws terms in the colour of their community; placeholders are hollow. */
function drawTerms(pen: Pen, scene: Scene, camera: Camera, scale: Scale, terms: Uint32Array): void {
  const { graph, theme, focus } = scene;
  const groups = new Map<string, [full: number[], hollow: number[]]>();
  for (let i = terms.length - 1; i >= 0; i--) {
    const term = terms[i];
    if (focus?.bright[term]) continue;
    const colour = colourOf(theme, graph.community[term]);
    let group = groups.get(colour);
    if (!group) {
      group = [[], []];
      groups.set(colour, group);
    }
    group[graph.placeholder[term] && scale.radius(term) > 1.6 ? 1 : 0].push(term);
  }
  const dim = focus ? 0.22 : 1;
  for (const [colour, [full, hollow]] of groups) {
    pen.globalAlpha = dim * (scale.room < 4 ? 0.7 : 1);
    pen.fillStyle = colour;
    pen.strokeStyle = theme.ground;
    pen.lineWidth = 1.2;
    dots(pen, scene, camera, scale, full, () => {
      if (focus && scale.room > 16) {
        pen.globalAlpha = 1; // so that no line shines through what is dim
        pen.fillStyle = theme.ground;
        pen.fill();
        pen.fillStyle = colour;
        pen.globalAlpha = dim;
      }
      pen.fill();
      if (scale.room > 16) pen.stroke();
    });
    if (!hollow.length) continue;
    pen.globalAlpha = dim;
    pen.fillStyle = theme.ground;
    pen.strokeStyle = colour;
    pen.lineWidth = 1.3;
    dots(pen, scene, camera, scale, hollow, () => {
      pen.fill();
      pen.stroke();
    });
  }
  pen.globalAlpha = 1;
}

const TOGETHER = 64;

/** Draws dots, some together, since one path of thousands is slow; the smallest are squares. */
function dots(
  pen: Pen,
  scene: Scene,
  { k, x, y }: Camera,
  scale: Scale,
  terms: readonly number[],
  paint: () => void,
): void {
  const { graph } = scene;
  let waiting = 0;
  for (const term of terms) {
    const across = graph.x[term] * k + x;
    const down = graph.y[term] * k + y;
    const radius = scale.radius(term);
    if (radius < 1.7) {
      pen.fillRect(across - radius, down - radius, 2 * radius, 2 * radius);
      continue;
    }
    if (!waiting) pen.beginPath();
    pen.moveTo(across + radius, down);
    pen.arc(across, down, radius, 0, 2 * Math.PI);
    waiting = (waiting + 1) % TOGETHER;
    if (!waiting) paint();
  }
  if (waiting) paint();
}

function drawBrightTerms(pen: Pen, scene: Scene, camera: Camera, scale: Scale): void {
  const { graph, theme, focus, hover, cursor } = scene;
  const dot = (term: number, grow: number): void => {
    const radius = Math.max(2.6, scale.radius(term)) + grow;
    pen.beginPath();
    pen.arc(graph.x[term] * camera.k + camera.x, graph.y[term] * camera.k + camera.y, radius, 0, 2 * Math.PI);
  };
  for (const term of focus ? [...focus.terms].reverse() : []) {
    if (!scene.shown.terms[term]) continue;
    const colour = colourOf(theme, graph.community[term]);
    dot(term, 0);
    pen.fillStyle = graph.placeholder[term] ? theme.ground : colour;
    pen.strokeStyle = graph.placeholder[term] ? colour : theme.ground;
    pen.lineWidth = 1.3;
    pen.fill();
    pen.stroke();
  }
  if (focus && focus.term >= 0) {
    dot(focus.term, 2);
    pen.fillStyle = colourOf(theme, graph.community[focus.term]);
    pen.strokeStyle = theme.ink;
    pen.lineWidth = 2.5;
    pen.fill();
    pen.stroke();
  }
  for (const [term, colour] of [
    [hover, theme.ink],
    [cursor, theme.path],
  ] as const) {
    if (term < 0 || !scene.shown.terms[term]) continue;
    dot(term, 3);
    pen.strokeStyle = colour;
    pen.lineWidth = 2;
    pen.stroke();
  }
}
