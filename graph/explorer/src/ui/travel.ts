// Where the camera goes: to terms that were chosen, to places that an address tells, along links by arrow keys.
import type { Shown } from "../data/filters.ts";
import type { Graph } from "../data/graph.ts";
import type { MapView } from "../map/view.ts";
import { neighbourTowards } from "./focus.ts";
import type { Place } from "./state.ts";

const SMALL = 300;
const READABLE = 46;
const EDGE = 60;

export class Travel {
  readonly #map: MapView;
  readonly #graph: Graph;

  constructor(map: MapView, graph: Graph) {
    this.#map = map;
    this.#graph = graph;
  }

  /** Where the reader looks, in words that hold on any screen. */
  get place(): Place {
    const { k, x, y } = this.#map.camera;
    const { width, height } = this.#map.size;
    return { x: (width / 2 - x) / k, y: (height / 2 - y) / k, closer: k / this.#map.fit };
  }

  goTo(place: Place): void {
    const k = place.closer * this.#map.fit;
    const { width, height } = this.#map.size;
    this.#map.fly({ k, x: width / 2 - k * place.x, y: height / 2 - k * place.y }, true);
  }

  /** Shows terms: all of them at once, one from near. */
  show(terms: readonly number[]): void {
    if (terms.length === 1) this.#map.centre(terms[0], Math.max(this.#readable, this.#map.fit * 1.5));
    else this.#map.frame(terms);
  }

  /** Moves only where a term cannot be seen, or not be told from its neighbours. */
  see(term: number): void {
    const small = this.#graph.terms <= SMALL;
    const near = small || this.#map.camera.k >= this.#readable / 2;
    if (!this.#inSight(term) || !near) this.#map.centre(term, small ? 0 : this.#readable);
  }

  /** The linked term in a direction, or -1. */
  step(shown: Shown, from: number, dx: number, dy: number): number {
    const to = neighbourTowards(this.#graph, shown, from, dx, dy);
    if (to >= 0 && !this.#inSight(to)) this.#map.centre(to);
    return to;
  }

  /** How close the camera has to be for terms to stand apart. */
  get #readable(): number {
    return (READABLE / 1000) * Math.sqrt(this.#graph.terms);
  }

  #inSight(term: number): boolean {
    const { x, y, k } = this.#map.camera;
    const { width, height } = this.#map.size;
    const across = this.#graph.x[term] * k + x;
    const down = this.#graph.y[term] * k + y;
    return across > EDGE && across < width - EDGE && down > EDGE && down < height - EDGE;
  }
}
