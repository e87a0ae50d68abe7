// Draws edges, most important first, as many as there is ink for: few from afar, nearly all from close up.
import { edgesOf, type Graph } from "../data/graph.ts";
import { strongestEdges } from "../data/neighbours.ts";
import type { Pen } from "./pen.ts";
import type { Places } from "./places.ts";
import { type Camera, NO_CLASS, type Scale, type Scene, type Size } from "./scene.ts";
import { classColour } from "./theme.ts";

const orders = new WeakMap<Graph, Uint32Array>();

/** Edges by importance: an edge is as important as its less important end. */
export function edgeOrder(graph: Graph): Uint32Array {
  let order = orders.get(graph);
  if (!order) {
    const starts = new Uint32Array(graph.terms + 1);
    const lessImportantEnd = (edge: number): number => Math.max(graph.source[edge], graph.target[edge]);
    for (let edge = 0; edge < graph.edges; edge++) starts[lessImportantEnd(edge) + 1]++;
    for (let term = 0; term < graph.terms; term++) starts[term + 1] += starts[term];
    order = new Uint32Array(graph.edges);
    for (let edge = 0; edge < graph.edges; edge++) order[starts[lessImportantEnd(edge)]++] = edge;
    orders.set(graph, order);
  }
  return order;
}

/** Up to here, all edges are drawn, and as curves. */
const SMALL_GRAPH_EDGES = 2500;
/** A path of thousands of lines is slow. */
const EDGES_PER_PATH = 128;
const MAX_EDGES_EXAMINED = 400_000;

/**
 * Chooses edges on the screen.
 *
 * Takes at most `maxEdges`, and no more once their total length, the ink, exceeds what the screen can hold.
 */
export function chooseEdges(
  scene: Scene,
  camera: Camera,
  size: Size,
  maxEdges: number,
  terms: ArrayLike<number>,
): { edges: number[]; ink: number } {
  const { graph, places, visible } = scene;
  const { k, x, y } = camera;
  const diagonal = Math.hypot(size.width, size.height);
  const isSmall = graph.edges <= SMALL_GRAPH_EDGES;
  const maxLength = isSmall ? Infinity : 0.3 * diagonal;
  const maxInk = isSmall ? Infinity : (size.width * size.height) / 6;
  let ink = 0;
  const edges: number[] = [];
  /** Takes an edge if it is on the screen; returns whether there is room for more. */
  const consider = (edge: number): boolean => {
    if (!visible.edges[edge]) return true;
    const [source, target] = [graph.source[edge], graph.target[edge]];
    const x1 = places.x[source] * k + x;
    const y1 = places.y[source] * k + y;
    const x2 = places.x[target] * k + x;
    const y2 = places.y[target] * k + y;
    if ((x1 < 0 && x2 < 0) || (y1 < 0 && y2 < 0)) return true;
    if ((x1 > size.width && x2 > size.width) || (y1 > size.height && y2 > size.height)) return true;
    const length = Math.hypot(x2 - x1, y2 - y1);
    if (length > maxLength || length < 1.5) return true;
    const isInside = graph.community[source] === graph.community[target];
    ink += isInside ? length : 6 * length; // edges between communities show less of the structure
    edges.push(edge);
    return edges.length < maxEdges && ink < maxInk;
  };
  if (terms.length < 1200 && graph.edges > 4 * SMALL_GRAPH_EDGES) {
    const considered = new Set<number>();
    for (let i = 0; i < terms.length; i++) {
      for (const edge of edgesOf(graph, terms[i])) {
        if (considered.has(edge)) continue;
        considered.add(edge);
        if (!consider(edge)) return { edges, ink };
      }
    }
    return { edges, ink };
  }
  const order = edgeOrder(graph);
  for (let i = 0; i < Math.min(order.length, MAX_EDGES_EXAMINED); i++) if (!consider(order[i])) break;
  return { edges, ink };
}

/** Draws edges in the colour of their community; those between communities are grey. */
export function drawEdges(pen: Pen, scene: Scene, camera: Camera, edges: readonly number[], opacity: number): void {
  const { graph, places, theme, colouring } = scene;
  const curved = edges.length <= SMALL_GRAPH_EDGES;
  const byColour = new Map<string, number[]>();
  for (const edge of edges) {
    const own = colouring.classes[graph.source[edge]];
    const isInside = own === colouring.classes[graph.target[edge]] && own !== NO_CLASS;
    const colour = edgeColour(scene, edge) ?? (isInside ? classColour(theme, own) : theme.between);
    const group = byColour.get(colour);
    if (group) group.push(edge);
    else byColour.set(colour, [edge]);
  }
  pen.lineWidth = 1;
  for (const [colour, group] of byColour) {
    pen.strokeStyle = colour;
    pen.globalAlpha = (colour === theme.between ? 0.55 : 1) * opacity;
    for (let i = 0; i < group.length; i += EDGES_PER_PATH) {
      pen.beginPath();
      for (const edge of group.slice(i, i + EDGES_PER_PATH)) traceEdge(pen, graph, places, camera, edge, curved);
      pen.stroke();
    }
  }
  pen.globalAlpha = 1;
}

/** The colour of an edge when two languages are compared: one for both, one for each alone. */
function edgeColour({ visible, theme }: Scene, edge: number): string | undefined {
  const kind = visible.comparison?.[edge];
  return kind === undefined ? undefined : [theme.between, theme.both, theme.out, theme.into][kind];
}

/** Draws the connections that run through hidden terms, dashed. */
export function drawBridges(pen: Pen, scene: Scene, { k, x, y }: Camera): void {
  const { places, theme, visible } = scene;
  if (!visible.bridges.length) return;
  pen.strokeStyle = theme.quiet;
  pen.lineWidth = 1;
  pen.globalAlpha = 0.6;
  pen.setLineDash([4, 4]);
  pen.beginPath();
  for (const [source, target] of visible.bridges) {
    pen.moveTo(places.x[source] * k + x, places.y[source] * k + y);
    pen.lineTo(places.x[target] * k + x, places.y[target] * k + y);
  }
  pen.stroke();
  pen.setLineDash([]);
  pen.globalAlpha = 1;
}

/** How far an edge bends to its left, as a share of its length, so that edges in both directions are two lines. */
const BEND = 0.09;

function traceEdge(pen: Pen, graph: Graph, places: Places, { k, x, y }: Camera, edge: number, curved: boolean): void {
  const [source, target] = [graph.source[edge], graph.target[edge]];
  const x1 = places.x[source] * k + x;
  const y1 = places.y[source] * k + y;
  const x2 = places.x[target] * k + x;
  const y2 = places.y[target] * k + y;
  pen.moveTo(x1, y1);
  if (curved) pen.quadraticCurveTo((x1 + x2) / 2 + BEND * (y2 - y1), (y1 + y2) / 2 - BEND * (x2 - x1), x2, y2);
  else pen.lineTo(x2, y2);
}

/** Draws the highlighted edges, with arrowheads. */
export function drawHighlightedEdges(pen: Pen, scene: Scene, camera: Camera, scale: Scale): void {
  const { graph, places, theme, highlight } = scene;
  if (!highlight) return;
  const colours = { out: theme.out, into: theme.into, path: theme.path, near: theme.between };
  const many = highlight.edges.length > 120;
  for (const kind of ["near", "into", "out", "path"] as const) {
    const edges = highlight.edges
      .filter(([edge, edgeKind]) => edgeKind === kind && scene.visible.edges[edge])
      .map(([edge]) => edge);
    if (!edges.length) continue;
    pen.strokeStyle = colours[kind];
    pen.fillStyle = colours[kind];
    pen.lineWidth = kind === "path" ? 3 : kind === "near" ? 1 : many ? 1 : 1.6;
    pen.globalAlpha = kind === "near" ? (edges.length > 2000 ? 0.12 : 0.4) : many ? 0.4 : 0.9;
    pen.beginPath();
    for (const edge of edges) traceEdge(pen, graph, places, camera, edge, true);
    pen.stroke();
    if (kind === "near" || edges.length > 400) continue;
    pen.beginPath();
    for (const edge of edges) traceArrowhead(pen, scene, camera, scale, edge, kind === "path" ? 11 : 8);
    pen.fill();
  }
  pen.globalAlpha = 1;
}

/** Draws the strongest edges of the term under the pointer. */
export function drawHoveredEdges(pen: Pen, scene: Scene, camera: Camera): void {
  const { graph, places, theme, hover, colouring } = scene;
  if (hover < 0) return;
  pen.strokeStyle = classColour(theme, colouring.classes[hover]);
  pen.lineWidth = 1.4;
  pen.globalAlpha = 0.8;
  pen.beginPath();
  for (const edge of strongestEdges(graph, hover, scene.visible)) traceEdge(pen, graph, places, camera, edge, true);
  pen.stroke();
  pen.globalAlpha = 1;
}

function traceArrowhead(pen: Pen, scene: Scene, { k, x, y }: Camera, scale: Scale, edge: number, length: number): void {
  const { graph, places } = scene;
  const [source, target] = [graph.source[edge], graph.target[edge]];
  const x1 = places.x[source] * k + x;
  const y1 = places.y[source] * k + y;
  const x2 = places.x[target] * k + x;
  const y2 = places.y[target] * k + y;
  const bendX = (x1 + x2) / 2 + BEND * (y2 - y1);
  const bendY = (y1 + y2) / 2 - BEND * (x2 - x1);
  const angle = Math.atan2(y2 - bendY, x2 - bendX);
  const gap = scale.radius(target) + 1.5;
  const tipX = x2 - gap * Math.cos(angle);
  const tipY = y2 - gap * Math.sin(angle);
  if (Math.hypot(x2 - x1, y2 - y1) < length + gap) return;
  pen.moveTo(tipX, tipY);
  pen.lineTo(tipX - length * Math.cos(angle - 0.36), tipY - length * Math.sin(angle - 0.36));
  pen.lineTo(tipX - length * Math.cos(angle + 0.36), tipY - length * Math.sin(angle + 0.36));
  pen.closePath();
}
