// Moves the camera: to chosen terms, to the viewpoint of an address, along links by arrow keys.
import type { MapView } from "../map/view.ts";
import { neighbourInDirection } from "./highlight.ts";
import type { MapPlaces } from "./map-places.ts";
import type { Viewpoint } from "./state.ts";

const SMALL_GRAPH_TERMS = 300;
/** Pixels between two terms at which names can be read. */
const READABLE_SPACING_PX = 46;
/** A term closer to the border of the screen counts as out of sight. */
const BORDER_PX = 60;

export class CameraControl {
  readonly #map: MapView;
  readonly #places: MapPlaces;

  constructor(map: MapView, places: MapPlaces) {
    this.#map = map;
    this.#places = places;
  }

  /** What the camera shows, independent of the size of the screen. */
  get viewpoint(): Viewpoint {
    const { width, height } = this.#map.size;
    const [x, y] = this.#places.toLayout(...this.#map.toWorld(width / 2, height / 2));
    return { x, y, zoom: this.#map.camera.k / this.#map.fit };
  }

  moveTo(viewpoint: Viewpoint): void {
    const k = viewpoint.zoom * this.#map.fit;
    const { width, height } = this.#map.size;
    const [x, y] = this.#places.toWorld(viewpoint.x, viewpoint.y);
    this.#map.flyTo({ k, x: width / 2 - k * x, y: height / 2 - k * y }, true);
  }

  /** Shows several terms at once, or one from close up. */
  show(terms: readonly number[]): void {
    if (terms.length === 1) this.#map.centre(terms[0], Math.max(this.#readableScale, this.#map.fit * 1.5));
    else this.#map.showTerms(terms);
  }

  /** Moves only if a term is out of sight, or too close to its neighbours to be read. */
  bringIntoView(term: number): void {
    const isSmall = this.#map.scene.graph.terms <= SMALL_GRAPH_TERMS;
    const isReadable = isSmall || this.#map.camera.k >= this.#readableScale / 2;
    if (!this.#isInSight(term) || !isReadable) this.#map.centre(term, isSmall ? 0 : this.#readableScale);
  }

  /** Brings the linked term in a direction into view; returns it, or -1. */
  step(from: number, dx: number, dy: number): number {
    const neighbour = neighbourInDirection(this.#map.scene, from, dx, dy);
    if (neighbour >= 0 && !this.#isInSight(neighbour)) this.#map.centre(neighbour);
    return neighbour;
  }

  /** The scale of the camera at which names can be read. */
  get #readableScale(): number {
    return (READABLE_SPACING_PX / 1000) * Math.sqrt(this.#map.scene.graph.terms);
  }

  #isInSight(term: number): boolean {
    const { x, y, k } = this.#map.camera;
    const { places, focusMap } = this.#map.scene;
    const border = focusMap ? 0 : BORDER_PX;
    const { width, height } = this.#map.size;
    const screenX = places.x[term] * k + x;
    const screenY = places.y[term] * k + y;
    return screenX > border && screenX < width - border && screenY > border && screenY < height - border;
  }
}
