// Draws one picture of the map: regions, edges, terms and names, in this order.
import { chooseEdges, drawEdges, drawHighlightedEdges, drawHoveredEdges } from "./edges.ts";
import { drawLabels, type Label, type Measure, placeLabels } from "./labels.ts";
import type { Pen } from "./pen.ts";
import { type Camera, type Scale, type Scene, type Size, scaleOf } from "./scene.ts";
import { communityColour } from "./theme.ts";

/** How much a picture may contain. */
export interface Budget {
  readonly edges: number;
  readonly terms: number;
  readonly labels: number;
}

/** What a picture contains. */
export interface Drawn {
  readonly terms: number;
  readonly edges: number;
  readonly labels: readonly Label[];
}

export const STILL_BUDGET: Budget = { edges: 12_000, terms: 30_000, labels: 200 };
export const MOVING_BUDGET: Budget = { edges: 5_000, terms: 6_000, labels: 70 };

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
  const terms = termsInSight(scene, camera, scale, size, budget.terms);
  const { edges, ink } = chooseEdges(scene, camera, size, budget.edges, terms);
  const opacity = Math.max(
    0.12,
    Math.min(edges.length > 500 ? 0.36 : 0.5, (1.1 * Math.sqrt(size.width * size.height)) / Math.sqrt(ink + 1) / 3),
  );
  drawEdges(pen, scene, camera, edges, focus ? 0.16 * opacity : opacity);
  drawTerms(pen, scene, camera, scale, terms);
  drawHighlightedEdges(pen, scene, camera, scale);
  drawHoveredEdges(pen, scene, camera);
  drawHighlightedTerms(pen, scene, camera, scale);
  const labels = placeLabels(scene, camera, scale, size, terms, budget.labels, measure);
  drawLabels(pen, labels, scene);
  return { terms: terms.length, edges: edges.length, labels };
}

function drawRegions(pen: Pen, scene: Scene, camera: Camera, scale: Scale): void {
  const { theme } = scene;
  const farness = Math.max(0, Math.min(1, (14 - scale.zoom) / 10)); // regions fade when the reader comes close
  const opacity = (scene.focus ? 0.35 : 1) * (0.35 + 0.65 * farness);
  pen.lineWidth = 1;
  for (const region of scene.regions) {
    pen.fillStyle = communityColour(theme, region.community);
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
    pen.globalAlpha = (theme.dark ? 0.13 : 0.1) * opacity;
    pen.fill();
    pen.globalAlpha = 0.3 * opacity;
    pen.stroke();
  }
  pen.globalAlpha = 1;
}

/** The terms on the screen, most central first, at most `maxTerms`. */
function termsInSight(scene: Scene, { k, x, y }: Camera, scale: Scale, size: Size, maxTerms: number): Uint32Array {
  const { graph, visible } = scene;
  const terms = new Uint32Array(Math.min(maxTerms, graph.terms));
  const margin = scale.radius(0) + 4;
  let count = 0;
  for (let term = 0; term < graph.terms && count < terms.length; term++) {
    if (!visible.terms[term]) continue;
    const screenX = graph.x[term] * k + x;
    if (screenX < -margin || screenX > size.width + margin) continue;
    const screenY = graph.y[term] * k + y;
    if (screenY < -margin || screenY > size.height + margin) continue;
    terms[count++] = term;
  }
  return terms.subarray(0, count);
}

/** Draws terms in the colour of their community; placeholders are hollow. */
function drawTerms(pen: Pen, scene: Scene, camera: Camera, scale: Scale, terms: Uint32Array): void {
  const { graph, theme, focus } = scene;
  const byColour = new Map<string, [filled: number[], hollow: number[]]>();
  for (let i = terms.length - 1; i >= 0; i--) {
    const term = terms[i];
    if (focus?.highlighted[term]) continue;
    const colour = communityColour(theme, graph.community[term]);
    let group = byColour.get(colour);
    if (!group) {
      group = [[], []];
      byColour.set(colour, group);
    }
    group[graph.placeholder[term] && scale.radius(term) > 1.6 ? 1 : 0].push(term);
  }
  const opacity = focus ? 0.22 : 1;
  for (const [colour, [filled, hollow]] of byColour) {
    pen.globalAlpha = opacity * (scale.spacing < 4 ? 0.7 : 1);
    pen.fillStyle = colour;
    pen.strokeStyle = theme.ground;
    pen.lineWidth = 1.2;
    drawDots(pen, scene, camera, scale, filled, () => {
      if (focus && scale.spacing > 16) {
        pen.globalAlpha = 1; // so that no edge shines through a dimmed term
        pen.fillStyle = theme.ground;
        pen.fill();
        pen.fillStyle = colour;
        pen.globalAlpha = opacity;
      }
      pen.fill();
      if (scale.spacing > 16) pen.stroke();
    });
    if (!hollow.length) continue;
    pen.globalAlpha = opacity;
    pen.fillStyle = theme.ground;
    pen.strokeStyle = colour;
    pen.lineWidth = 1.3;
    drawDots(pen, scene, camera, scale, hollow, () => {
      pen.fill();
      pen.stroke();
    });
  }
  pen.globalAlpha = 1;
}

/** A path of thousands of dots is slow. */
const DOTS_PER_PATH = 64;

/** Draws dots, several in one path; the smallest are squares. */
function drawDots(
  pen: Pen,
  scene: Scene,
  { k, x, y }: Camera,
  scale: Scale,
  terms: readonly number[],
  paint: () => void,
): void {
  const { graph } = scene;
  let dotsInPath = 0;
  for (const term of terms) {
    const screenX = graph.x[term] * k + x;
    const screenY = graph.y[term] * k + y;
    const radius = scale.radius(term);
    if (radius < 1.7) {
      pen.fillRect(screenX - radius, screenY - radius, 2 * radius, 2 * radius);
      continue;
    }
    if (!dotsInPath) pen.beginPath();
    pen.moveTo(screenX + radius, screenY);
    pen.arc(screenX, screenY, radius, 0, 2 * Math.PI);
    dotsInPath = (dotsInPath + 1) % DOTS_PER_PATH;
    if (!dotsInPath) paint();
  }
  if (dotsInPath) paint();
}

function drawHighlightedTerms(pen: Pen, scene: Scene, camera: Camera, scale: Scale): void {
  const { graph, theme, focus, hover, cursor } = scene;
  const traceDot = (term: number, extraRadius: number): void => {
    const radius = Math.max(2.6, scale.radius(term)) + extraRadius;
    pen.beginPath();
    pen.arc(graph.x[term] * camera.k + camera.x, graph.y[term] * camera.k + camera.y, radius, 0, 2 * Math.PI);
  };
  for (const term of focus ? [...focus.terms].reverse() : []) {
    if (!scene.visible.terms[term]) continue;
    const colour = communityColour(theme, graph.community[term]);
    traceDot(term, 0);
    pen.fillStyle = graph.placeholder[term] ? theme.ground : colour;
    pen.strokeStyle = graph.placeholder[term] ? colour : theme.ground;
    pen.lineWidth = 1.3;
    pen.fill();
    pen.stroke();
  }
  if (focus && focus.term >= 0) {
    traceDot(focus.term, 2);
    pen.fillStyle = communityColour(theme, graph.community[focus.term]);
    pen.strokeStyle = theme.ink;
    pen.lineWidth = 2.5;
    pen.fill();
    pen.stroke();
  }
  for (const [term, colour] of [
    [hover, theme.ink],
    [cursor, theme.path],
  ] as const) {
    if (term < 0 || !scene.visible.terms[term]) continue;
    traceDot(term, 3);
    pen.strokeStyle = colour;
    pen.lineWidth = 2;
    pen.stroke();
  }
}
