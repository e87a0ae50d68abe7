// Edges, the most important first, as many as there is ink for: far away a few, near all of them; never a grey ball of wool.
import { edgesOf, type Graph, otherEnd } from "../data/graph.ts";
import type { Pen } from "./pen.ts";
import type { Camera, Scale, Scene, Size } from "./scene.ts";
import { colourOf, NO_COMMUNITY } from "./theme.ts";

const orders = new WeakMap<Graph, Uint32Array>();

/** Edges by importance: an edge is as important as the lesser of its ends. */
export function edgeOrder(graph: Graph): Uint32Array {
  let order = orders.get(graph);
  if (!order) {
    const starts = new Uint32Array(graph.terms + 1);
    const lesser = (edge: number): number => Math.max(graph.source[edge], graph.target[edge]);
    for (let edge = 0; edge < graph.edges; edge++) starts[lesser(edge) + 1]++;
    for (let term = 0; term < graph.terms; term++) starts[term + 1] += starts[term];
    order = new Uint32Array(graph.edges);
    for (let edge = 0; edge < graph.edges; edge++) order[starts[lesser(edge)]++] = edge;
    orders.set(graph, order);
  }
  return order;
}

const SMALL = 2500;
const TOGETHER = 128; // one path of thousands is slow
const SEARCHED = 400_000;

/** Chooses edges in sight, at most `most`, whose lengths together stay below the ink that the picture holds. */
export function edgesInSight(
  scene: Scene,
  camera: Camera,
  size: Size,
  most: number,
  terms: ArrayLike<number>,
): { edges: number[]; ink: number } {
  const { graph, shown } = scene;
  const { k, x, y } = camera;
  const diagonal = Math.hypot(size.width, size.height);
  const longest = graph.edges <= SMALL ? Infinity : 0.3 * diagonal;
  let ink = 0;
  const room = graph.edges <= SMALL ? Infinity : (size.width * size.height) / 6;
  const edges: number[] = [];
  const take = (edge: number): boolean => {
    if (!shown.edges[edge]) return true;
    const [one, other] = [graph.source[edge], graph.target[edge]];
    const x1 = graph.x[one] * k + x;
    const y1 = graph.y[one] * k + y;
    const x2 = graph.x[other] * k + x;
    const y2 = graph.y[other] * k + y;
    if ((x1 < 0 && x2 < 0) || (y1 < 0 && y2 < 0)) return true;
    if ((x1 > size.width && x2 > size.width) || (y1 > size.height && y2 > size.height)) return true;
    const length = Math.hypot(x2 - x1, y2 - y1);
    if (length > longest || length < 1.5) return true;
    const near = graph.community[one] === graph.community[other];
    ink += near ? length : 6 * length; // what leads elsewhere tells less of a place
    edges.push(edge);
    return edges.length < most && ink < room;
  };
  if (terms.length < 1200 && graph.edges > 4 * SMALL) {
    const taken = new Set<number>();
    for (let i = 0; i < terms.length; i++) {
      for (const edge of edgesOf(graph, terms[i])) {
        if (taken.has(edge)) continue;
        taken.add(edge);
        if (!take(edge)) return { edges, ink };
      }
    }
    return { edges, ink };
  }
  const order = edgeOrder(graph);
  for (let i = 0; i < Math.min(order.length, SEARCHED); i++) if (!take(order[i])) break;
  return { edges, ink };
}

/** Draws edges in the colour of their community, those between communities in grey. */
export function drawEdges(pen: Pen, scene: Scene, camera: Camera, edges: readonly number[], strength: number): void {
  const { graph, theme } = scene;
  const curved = edges.length <= SMALL;
  const groups = new Map<string, number[]>();
  for (const edge of edges) {
    const one = graph.community[graph.source[edge]];
    const inside = one === graph.community[graph.target[edge]] && one !== NO_COMMUNITY;
    const colour = inside ? colourOf(theme, one) : theme.between;
    const group = groups.get(colour);
    if (group) group.push(edge);
    else groups.set(colour, [edge]);
  }
  pen.lineWidth = 1;
  for (const [colour, group] of groups) {
    pen.strokeStyle = colour;
    pen.globalAlpha = (colour === theme.between ? 0.55 : 1) * strength;
    for (let i = 0; i < group.length; i += TOGETHER) {
      pen.beginPath();
      for (const edge of group.slice(i, i + TOGETHER)) line(pen, graph, camera, edge, curved);
      pen.stroke();
    }
  }
  pen.globalAlpha = 1;
}

/** How far an edge bends to its left, as a share of its length, so that there and back are two lines. */
const BEND = 0.09;

function line(pen: Pen, graph: Graph, { k, x, y }: Camera, edge: number, curved: boolean): void {
  const [one, other] = [graph.source[edge], graph.target[edge]];
  const x1 = graph.x[one] * k + x;
  const y1 = graph.y[one] * k + y;
  const x2 = graph.x[other] * k + x;
  const y2 = graph.y[other] * k + y;
  pen.moveTo(x1, y1);
  if (curved) pen.quadraticCurveTo((x1 + x2) / 2 + BEND * (y2 - y1), (y1 + y2) / 2 - BEND * (x2 - x1), x2, y2);
  else pen.lineTo(x2, y2);
}

/** Draws the bright edges, with their heads. */
export function drawBright(pen: Pen, scene: Scene, camera: Camera, scale: Scale): void {
  const { graph, theme, focus } = scene;
  if (!focus) return;
  const colours = { out: theme.out, into: theme.into, path: theme.path, near: theme.between };
  const many = focus.edges.length > 120;
  for (const kind of ["near", "into", "out", "path"] as const) {
    const edges = focus.edges.filter(([edge, one]) => one === kind && scene.shown.edges[edge]).map(([edge]) => edge);
    if (!edges.length) continue;
    pen.strokeStyle = colours[kind];
    pen.fillStyle = colours[kind];
    pen.lineWidth = kind === "path" ? 3 : kind === "near" ? 1 : many ? 1 : 1.6;
    pen.globalAlpha = kind === "near" ? (edges.length > 2000 ? 0.12 : 0.4) : many ? 0.4 : 0.9;
    pen.beginPath();
    for (const edge of edges) line(pen, graph, camera, edge, true);
    pen.stroke();
    if (kind === "near" || edges.length > 400) continue;
    pen.beginPath();
    for (const edge of edges) head(pen, graph, camera, scale, edge, kind === "path" ? 11 : 8);
    pen.fill();
  }
  pen.globalAlpha = 1;
}

/** Draws what a hovered term is linked with. */
export function drawHovered(pen: Pen, scene: Scene, camera: Camera): void {
  const { graph, theme, hover } = scene;
  if (hover < 0) return;
  pen.strokeStyle = colourOf(theme, graph.community[hover]);
  pen.lineWidth = 1.4;
  pen.globalAlpha = 0.8;
  pen.beginPath();
  let drawn = 0;
  for (const edge of edgesOf(graph, hover)) {
    if (!scene.shown.edges[edge] || !scene.shown.terms[otherEnd(graph, edge, hover)]) continue;
    line(pen, graph, camera, edge, true);
    if (++drawn > 500) break;
  }
  pen.stroke();
  pen.globalAlpha = 1;
}

function head(pen: Pen, graph: Graph, { k, x, y }: Camera, scale: Scale, edge: number, length: number): void {
  const [one, other] = [graph.source[edge], graph.target[edge]];
  const x1 = graph.x[one] * k + x;
  const y1 = graph.y[one] * k + y;
  const x2 = graph.x[other] * k + x;
  const y2 = graph.y[other] * k + y;
  const bentX = (x1 + x2) / 2 + BEND * (y2 - y1);
  const bentY = (y1 + y2) / 2 - BEND * (x2 - x1);
  const angle = Math.atan2(y2 - bentY, x2 - bentX);
  const back = scale.radius(other) + 1.5;
  const tipX = x2 - back * Math.cos(angle);
  const tipY = y2 - back * Math.sin(angle);
  if (Math.hypot(x2 - x1, y2 - y1) < length + back) return;
  pen.moveTo(tipX, tipY);
  pen.lineTo(tipX - length * Math.cos(angle - 0.36), tipY - length * Math.sin(angle - 0.36));
  pen.lineTo(tipX - length * Math.cos(angle + 0.36), tipY - length * Math.sin(angle + 0.36));
  pen.closePath();
}
