// Moves the camera: to chosen terms, to the viewpoint of an address, along links by arrow keys.
import type { Visibility } from "../data/filters.ts";
import type { Graph } from "../data/graph.ts";
import type { MapView } from "../map/view.ts";
import { neighbourInDirection } from "./focus.ts";
import type { Viewpoint } from "./state.ts";

const SMALL_GRAPH_TERMS = 300;
/** Pixels between two terms at which names can be read. */
const READABLE_SPACING_PX = 46;
/** A term closer to the border of the screen counts as out of sight. */
const BORDER_PX = 60;

export class CameraControl {
  readonly #map: MapView;
  readonly #graph: Graph;

  constructor(map: MapView, graph: Graph) {
    this.#map = map;
    this.#graph = graph;
  }

  /** What the camera shows, independent of the size of the screen. */
  get viewpoint(): Viewpoint {
    const { k, x, y } = this.#map.camera;
    const { width, height } = this.#map.size;
    return { x: (width / 2 - x) / k, y: (height / 2 - y) / k, zoom: k / this.#map.fit };
  }

  moveTo(viewpoint: Viewpoint): void {
    const k = viewpoint.zoom * this.#map.fit;
    const { width, height } = this.#map.size;
    this.#map.flyTo({ k, x: width / 2 - k * viewpoint.x, y: height / 2 - k * viewpoint.y }, true);
  }

  /** Shows several terms at once, or one from close up. */
  show(terms: readonly number[]): void {
    if (terms.length === 1) this.#map.centre(terms[0], Math.max(this.#readableScale, this.#map.fit * 1.5));
    else this.#map.showTerms(terms);
  }

  /** Moves only if a term is out of sight, or too close to its neighbours to be read. */
  bringIntoView(term: number): void {
    const isSmall = this.#graph.terms <= SMALL_GRAPH_TERMS;
    const isReadable = isSmall || this.#map.camera.k >= this.#readableScale / 2;
    if (!this.#isInSight(term) || !isReadable) this.#map.centre(term, isSmall ? 0 : this.#readableScale);
  }

  /** Brings the linked term in a direction into view; returns it, or -1. */
  step(visible: Visibility, from: number, dx: number, dy: number): number {
    const neighbour = neighbourInDirection(this.#graph, visible, from, dx, dy);
    if (neighbour >= 0 && !this.#isInSight(neighbour)) this.#map.centre(neighbour);
    return neighbour;
  }

  /** The scale of the camera at which names can be read. */
  get #readableScale(): number {
    return (READABLE_SPACING_PX / 1000) * Math.sqrt(this.#graph.terms);
  }

  #isInSight(term: number): boolean {
    const { x, y, k } = this.#map.camera;
    const { width, height } = this.#map.size;
    const screenX = this.#graph.x[term] * k + x;
    const screenY = this.#graph.y[term] * k + y;
    return screenX > BORDER_PX && screenX < width - BORDER_PX && screenY > BORDER_PX && screenY < height - BORDER_PX;
  }
}
