// Communities as regions of the map: where a community is dense, and denser than every other.
import { blur2 } from "d3-array";
import { contours } from "d3-contour";
import type { Graph } from "../data/graph.ts";
import type { Places } from "./places.ts";
import { NO_COMMUNITY } from "./theme.ts";

/** The region of a community, as rings of points of the world. */
export interface Region {
  readonly community: number;
  /** Its most central term. */
  readonly term: number;
  readonly size: number;
  /** The middle of its terms. */
  readonly x: number;
  readonly y: number;
  readonly rings: readonly Float32Array[];
}

const MAX_REGIONS = 48;
/** Cells on each side of the grid on which densities are computed. */
const CELLS = 160;
/** Margin of the grid around the terms, as a share of its side. */
const MARGIN = 0.2;

/** The terms of each community, most central first. */
export function groupByCommunity(graph: Graph): number[][] {
  const groups: number[][] = Array.from({ length: graph.communities }, () => []);
  for (let term = 0; term < graph.terms; term++) {
    if (graph.community[term] !== NO_COMMUNITY) groups[graph.community[term]].push(term);
  }
  return groups;
}

export function computeRegions(graph: Graph, places: Places, members: readonly (readonly number[])[]): Region[] {
  const side = Math.max(1e-6, places.right - places.left, places.bottom - places.top);
  const cellSize = (side * (1 + 2 * MARGIN)) / CELLS;
  const [originX, originY] = [places.left - MARGIN * side, places.top - MARGIN * side];
  const clamp = (cell: number): number => Math.max(0, Math.min(CELLS - 1, Math.floor(cell)));
  const area = Math.max(0.2, ((places.right - places.left) * (places.bottom - places.top)) / side / side);
  const radius = Math.max(1.1, (0.55 * side * Math.sqrt(area)) / Math.sqrt(Math.max(1, graph.terms)) / cellSize);
  const densities = members.slice(0, MAX_REGIONS).map((terms) => {
    const data = new Float64Array(CELLS * CELLS);
    for (const term of terms) {
      const column = clamp((places.x[term] - originX) / cellSize);
      data[clamp((places.y[term] - originY) / cellSize) * CELLS + column]++;
    }
    blur2({ data, width: CELLS, height: CELLS }, radius);
    return data;
  });
  const singleTermDensity = 1 / (2 * Math.PI * radius * radius);
  const { densest, first, second } = twoDensest(densities);
  return densities.map((density, community) => {
    const highest = density.reduce((a, b) => Math.max(a, b), 0);
    const threshold = Math.max(0.34 * singleTermDensity, 0.12 * highest);
    // Continuous where two regions meet, so that their border is smooth.
    const insideness = density.map((value, i) =>
      Math.min(value - threshold, 3 * (value - (densest[i] === community ? second[i] : first[i]))),
    );
    const rings = contours()
      .size([CELLS, CELLS])
      .contour(insideness as unknown as number[], 0)
      .coordinates.flat()
      .filter((ring) => ring.length > 6)
      .map((ring) => Float32Array.from(ring.flatMap(([x, y]) => [x * cellSize + originX, y * cellSize + originY])));
    const [x, y] = middleOf(places, members[community]);
    return { community, term: members[community][0], size: members[community].length, x, y, rings };
  });
}

function middleOf({ x, y }: Places, terms: readonly number[]): [number, number] {
  let [sumX, sumY] = [0, 0];
  for (const term of terms) {
    sumX += x[term];
    sumY += y[term];
  }
  const count = Math.max(1, terms.length);
  return [sumX / count, sumY / count];
}

/** For each cell: the densest community, its density, and the density of the second. */
function twoDensest(densities: readonly Float64Array[]): {
  densest: Int16Array;
  first: Float64Array;
  second: Float64Array;
} {
  const densest = new Int16Array(CELLS * CELLS).fill(-1);
  const first = new Float64Array(CELLS * CELLS);
  const second = new Float64Array(CELLS * CELLS);
  densities.forEach((density, community) => {
    for (let i = 0; i < density.length; i++) {
      if (density[i] > first[i]) {
        second[i] = first[i];
        first[i] = density[i];
        densest[i] = community;
      } else if (density[i] > second[i]) second[i] = density[i];
    }
  });
  return { densest, first, second };
}
