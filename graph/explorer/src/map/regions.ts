// Communities as regions: the densest parts of the plane of each, where it outweighs every other.
import { blur2 } from "d3-array";
import { contours } from "d3-contour";
import { type Graph, WORLD } from "../data/graph.ts";
import { NO_COMMUNITY } from "./theme.ts";

/** A community's part of the plane, as rings of points of the world. */
export interface Region {
  readonly community: number;
  /** Its most central term, which names it. */
  readonly term: number;
  readonly size: number;
  readonly rings: readonly Float32Array[];
}

const MOST_REGIONS = 48;
const CELLS = 160;
const MARGIN = 0.2;

/** The terms of each community, the most central first. */
export function communitiesOf(graph: Graph): number[][] {
  const found: number[][] = Array.from({ length: graph.communities }, () => []);
  for (let term = 0; term < graph.terms; term++) {
    if (graph.community[term] !== NO_COMMUNITY) found[graph.community[term]].push(term);
  }
  return found;
}

export function regionsOf(graph: Graph, members: readonly (readonly number[])[]): Region[] {
  const cell = (WORLD * (1 + 2 * MARGIN)) / CELLS;
  const at = (value: number): number => (value + WORLD * MARGIN) / cell;
  const radius = Math.max(1.1, (0.55 * WORLD) / Math.sqrt(Math.max(1, graph.terms)) / cell);
  const fields = members.slice(0, MOST_REGIONS).map((terms) => {
    const data = new Float64Array(CELLS * CELLS);
    for (const term of terms) {
      const column = Math.min(CELLS - 1, Math.floor(at(graph.x[term])));
      data[Math.min(CELLS - 1, Math.floor(at(graph.y[term]))) * CELLS + column]++;
    }
    blur2({ data, width: CELLS, height: CELLS }, radius);
    return data;
  });
  const single = 1 / (2 * Math.PI * radius * radius);
  const { best, first, second } = bestTwo(fields);
  return fields.map((field, community) => {
    const most = field.reduce((a, b) => Math.max(a, b), 0);
    const least = Math.max(0.34 * single, 0.12 * most);
    // Continuous where two regions meet, so that their border is smooth.
    const inside = field.map((value, i) =>
      Math.min(value - least, 3 * (value - (best[i] === community ? second[i] : first[i]))),
    );
    const rings = contours()
      .size([CELLS, CELLS])
      .contour(inside as unknown as number[], 0)
      .coordinates.flat()
      .filter((ring) => ring.length > 6)
      .map((ring) =>
        Float32Array.from(ring.flatMap(([x, y]) => [x * cell - WORLD * MARGIN, y * cell - WORLD * MARGIN])),
      );
    return { community, term: members[community][0], size: members[community].length, rings };
  });
}

function bestTwo(fields: readonly Float64Array[]): { best: Int16Array; first: Float64Array; second: Float64Array } {
  const best = new Int16Array(CELLS * CELLS).fill(-1);
  const first = new Float64Array(CELLS * CELLS);
  const second = new Float64Array(CELLS * CELLS);
  fields.forEach((field, community) => {
    for (let i = 0; i < field.length; i++) {
      if (field[i] > first[i]) {
        second[i] = first[i];
        first[i] = field[i];
        best[i] = community;
      } else if (field[i] > second[i]) second[i] = field[i];
    }
  });
  return { best, first, second };
}
