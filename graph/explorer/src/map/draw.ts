// Draws one picture of the map: regions, edges, terms and names, in this order.
import { chooseEdges, drawBridges, drawEdges, drawHighlightedEdges, drawHoveredEdges } from "./edges.ts";
import { drawFocusMap } from "./focus-map.ts";
import { drawLabels, type Label, type Measure, placeLabels, termLabelText } from "./labels.ts";
import type { Pen } from "./pen.ts";
import { type Camera, type Scale, type Scene, type Size, scaleOf } from "./scene.ts";
import { classColour } from "./theme.ts";

/** How much a picture may contain. */
export interface Budget {
  readonly edges: number;
  readonly terms: number;
  readonly labels: number;
}

/** What a picture contains. */
export interface Drawn {
  readonly terms: Uint32Array;
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
  const { theme, highlight, focusMap } = scene;
  const scale = scaleOf(scene, camera, fit);
  pen.globalAlpha = 1;
  pen.fillStyle = theme.ground;
  pen.beginPath();
  pen.rect(0, 0, size.width, size.height);
  pen.fill();
  if (focusMap) drawFocusMap(pen, scene, focusMap, camera);
  else if (scene.colouring.showsCommunities) drawRegions(pen, scene, camera, scale);
  const terms = termsInSight(scene, camera, scale, size, budget.terms);
  const { edges, ink } = focusMap ? NO_EDGES : chooseEdges(scene, camera, size, budget.edges, terms);
  const opacity = Math.max(
    0.12,
    Math.min(edges.length > 500 ? 0.36 : 0.5, (1.1 * Math.sqrt(size.width * size.height)) / Math.sqrt(ink + 1) / 3),
  );
  drawEdges(pen, scene, camera, edges, highlight ? 0.16 * opacity : opacity);
  if (!highlight) drawBridges(pen, scene, camera);
  drawTerms(pen, scene, camera, scale, terms);
  drawHighlightedEdges(pen, scene, camera, scale);
  drawHighlightedTerms(pen, scene, camera, scale, terms);
  const labels = placeLabels(scene, camera, scale, size, terms, budget.labels, measure);
  drawLabels(pen, labels, scene);
  return { terms, edges: edges.length, labels };
}

const NO_EDGES: { edges: number[]; ink: number } = { edges: [], ink: 0 };

/** Draws what the pointer is on, above the picture: the term, its edges and its name. */
export function drawHover(pen: Pen, scene: Scene, camera: Camera, fit: number, size: Size, measure: Measure): void {
  const { places, theme, hover } = scene;
  if (hover < 0 || !scene.visible.terms[hover]) return;
  const scale = scaleOf(scene, camera, fit);
  drawHoveredEdges(pen, scene, camera);
  traceRing(pen, scene, camera, scale, hover, 0);
  pen.fillStyle = classColour(theme, scene.colouring.classes[hover]);
  pen.fill();
  traceRing(pen, scene, camera, scale, hover, 3);
  pen.strokeStyle = theme.ink;
  pen.lineWidth = 2;
  pen.stroke();
  const text = termLabelText(scene.caption(hover).text);
  pen.font = `650 14px ${scene.font}`;
  const halfWidth = measure(text, pen.font) / 2;
  const x = Math.max(halfWidth + 8, Math.min(size.width - halfWidth - 8, places.x[hover] * camera.k + camera.x));
  const radius = Math.max(2.6, scale.radius(hover));
  const below = places.y[hover] * camera.k + camera.y + radius + 16;
  const y = below > size.height - 12 ? below - 2 * radius - 32 : below;
  pen.beginPath();
  pen.rect(x - halfWidth - 6, y - 11, 2 * halfWidth + 12, 22);
  pen.fillStyle = theme.ground;
  pen.globalAlpha = 0.94;
  pen.fill();
  pen.globalAlpha = 1;
  pen.fillStyle = theme.ink;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.direction = scene.caption(hover).direction;
  pen.fillText(text, x, y);
}

function traceRing(pen: Pen, { places }: Scene, camera: Camera, scale: Scale, term: number, extraRadius: number): void {
  const radius = Math.max(2.6, scale.radius(term)) + extraRadius;
  pen.beginPath();
  pen.arc(places.x[term] * camera.k + camera.x, places.y[term] * camera.k + camera.y, radius, 0, 2 * Math.PI);
}

function drawRegions(pen: Pen, scene: Scene, camera: Camera, scale: Scale): void {
  const { theme } = scene;
  const farness = Math.max(0, Math.min(1, (14 - scale.zoom) / 10)); // regions fade when the reader comes close
  const opacity = (scene.highlight ? 0.35 : 1) * (0.35 + 0.65 * farness);
  pen.lineWidth = 1;
  for (const region of scene.regions) {
    pen.fillStyle = classColour(theme, region.community);
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
  const { graph, places, visible } = scene;
  const terms = new Uint32Array(Math.min(maxTerms, graph.terms));
  const margin = scale.radius(0) + 4;
  let count = 0;
  for (let term = 0; term < graph.terms && count < terms.length; term++) {
    if (!visible.terms[term]) continue;
    const screenX = places.x[term] * k + x;
    if (screenX < -margin || screenX > size.width + margin) continue;
    const screenY = places.y[term] * k + y;
    if (screenY < -margin || screenY > size.height + margin) continue;
    terms[count++] = term;
  }
  return terms.subarray(0, count);
}

/** Draws the terms that are not highlighted, in the colour of their class; placeholders are hollow. */
function drawTerms(pen: Pen, scene: Scene, camera: Camera, scale: Scale, terms: Uint32Array): void {
  const { theme, highlight } = scene;
  const opacity = highlight ? 0.22 : 1;
  const groups = groupByColour(scene, scale, terms, (term) => !highlight?.highlighted[term]);
  for (const [colour, [filled, hollow]] of groups) {
    pen.globalAlpha = opacity * (scale.spacing < 4 ? 0.7 : 1);
    pen.fillStyle = colour;
    pen.strokeStyle = theme.ground;
    pen.lineWidth = 1.2;
    drawDots(pen, scene, camera, scale, filled, () => {
      if (highlight && scale.spacing > 16) {
        pen.globalAlpha = 1; // so that no edge shines through a dimmed term
        pen.fillStyle = theme.ground;
        pen.fill();
        pen.fillStyle = colour;
        pen.globalAlpha = opacity;
      }
      pen.fill();
      if (scale.spacing > 16) pen.stroke();
    });
    if (hollow.length) drawHollowDots(pen, scene, camera, scale, hollow, colour, opacity);
  }
  pen.globalAlpha = 1;
}

/** Terms by colour, the most central ones last; placeholders that are large enough are hollow. */
function groupByColour(
  scene: Scene,
  scale: Scale,
  terms: Uint32Array,
  isWanted: (term: number) => boolean,
): Map<string, [filled: number[], hollow: number[]]> {
  const { graph, theme, colouring } = scene;
  const groups = new Map<string, [filled: number[], hollow: number[]]>();
  for (let i = terms.length - 1; i >= 0; i--) {
    const term = terms[i];
    if (!isWanted(term)) continue;
    const colour = classColour(theme, colouring.classes[term]);
    let group = groups.get(colour);
    if (!group) {
      group = [[], []];
      groups.set(colour, group);
    }
    group[graph.placeholder[term] && scale.radius(term) > 1.6 ? 1 : 0].push(term);
  }
  return groups;
}

function drawHollowDots(
  pen: Pen,
  scene: Scene,
  camera: Camera,
  scale: Scale,
  terms: readonly number[],
  colour: string,
  opacity: number,
): void {
  pen.globalAlpha = opacity;
  pen.fillStyle = scene.theme.ground;
  pen.strokeStyle = colour;
  pen.lineWidth = 1.3;
  drawDots(pen, scene, camera, scale, terms, () => {
    pen.fill();
    pen.stroke();
  });
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
  const { places } = scene;
  let dotsInPath = 0;
  for (const term of terms) {
    const screenX = places.x[term] * k + x;
    const screenY = places.y[term] * k + y;
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

/** Lights the highlighted terms. Only terms in sight are drawn, many in one path: a hub has thousands of neighbours. */
function drawHighlightedTerms(pen: Pen, scene: Scene, camera: Camera, scale: Scale, terms: Uint32Array): void {
  const { theme, highlight, cursor, colouring } = scene;
  if (highlight) {
    const groups = groupByColour(scene, scale, terms, (term) => highlight.highlighted[term] === 1);
    for (const [colour, [filled, hollow]] of groups) {
      pen.globalAlpha = 1;
      pen.fillStyle = colour;
      pen.strokeStyle = theme.ground;
      pen.lineWidth = 1.2;
      drawDots(pen, scene, camera, scale, filled, () => {
        pen.fill();
        if (scale.spacing > 16) pen.stroke();
      });
      if (hollow.length) drawHollowDots(pen, scene, camera, scale, hollow, colour, 1);
    }
  }
  if (highlight && highlight.term >= 0) {
    traceRing(pen, scene, camera, scale, highlight.term, 2);
    pen.fillStyle = classColour(theme, colouring.classes[highlight.term]);
    pen.strokeStyle = theme.ink;
    pen.lineWidth = 2.5;
    pen.fill();
    pen.stroke();
  }
  for (const term of scene.pinned) {
    if (!scene.visible.terms[term] || scale.spacing < 10) continue;
    traceRing(pen, scene, camera, scale, term, 2.5);
    pen.strokeStyle = theme.quiet;
    pen.lineWidth = 1.2;
    pen.setLineDash([2, 2]);
    pen.stroke();
    pen.setLineDash([]);
  }
  if (cursor < 0 || !scene.visible.terms[cursor]) return;
  traceRing(pen, scene, camera, scale, cursor, 3);
  pen.strokeStyle = theme.path;
  pen.lineWidth = 2;
  pen.stroke();
}
