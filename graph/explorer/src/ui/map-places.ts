// The places of the terms on the map of all terms, and the regions of their communities: made for the shape of the window.
import type { Graph } from "../data/graph.ts";
import { type Measure, SMALL_GRAPH_TERMS } from "../map/labels.ts";
import {
  type Box,
  type Pins,
  type Places,
  type Shape,
  shapedPlaces,
  shapeFor,
  toLayout,
  toWorld,
} from "../map/places.ts";
import { computeRegions, type Region } from "../map/regions.ts";
import type { Size } from "../map/scene.ts";
import { smallMapShape, spreadPlaces } from "../map/small-map.ts";
import type { App } from "./app.ts";

export class MapPlaces {
  readonly #graph: Graph;
  readonly #members: readonly (readonly number[])[];
  #shape: Shape;
  #size: Size = { width: 1, height: 1 };
  places: Places;
  regions: readonly Region[] = [];

  constructor(graph: Graph, members: readonly (readonly number[])[], size: Size) {
    this.#graph = graph;
    this.#members = members;
    this.#shape = shapeFor(graph, size);
    this.places = shapedPlaces(graph, this.#shape, new Map());
  }

  /** Whether names have their room on this map, so that it depends on them. */
  get dependsOnNames(): boolean {
    return this.#graph.terms <= SMALL_GRAPH_TERMS;
  }

  /** Whether a window has so different a shape that the map should be arranged anew for it. */
  isOutgrown(size: Size): boolean {
    const [width, height] = [size.width / this.#size.width, size.height / this.#size.height];
    return Math.max(width / height, height / width) > 1.25 || (this.dependsOnNames && (width < 0.8 || width > 1.3));
  }

  /** Arranges the map for a window, beside the boxes that controls cover. */
  arrange(app: App, size: Size, covered: readonly Box[], font: string, measure: Measure): void {
    this.#size = size;
    const { pins } = app.state;
    if (this.dependsOnNames) {
      this.#shape = smallMapShape(this.#graph, size);
      this.places = spreadPlaces(this.#graph, this.#shape, {
        size,
        font,
        pins,
        measure,
        covered,
        members: this.#members,
        caption: (term) => app.caption(term).text,
        communityName: (community) => app.communityName(community),
      });
    } else {
      this.#shape = shapeFor(this.#graph, size);
      this.places = shapedPlaces(this.#graph, this.#shape, pins);
    }
    this.#updateRegions();
  }

  /** Moves one term to a point of the world; the regions follow when the move has ended. */
  move(term: number, x: number, y: number, ended: boolean): void {
    this.places.x[term] = x;
    this.places.y[term] = y;
    this.places = { ...this.places };
    if (ended) this.#updateRegions();
  }

  /** The place of a point of the world in the layout of the build. */
  toLayout(x: number, y: number): [number, number] {
    return toLayout(this.#shape, x, y);
  }

  /** The point of the world of a place in the layout of the build. */
  toWorld(x: number, y: number): [number, number] {
    return toWorld(this.#shape, x, y);
  }

  /** The whole layout of the build, with the pinned terms where the reader put them. */
  layout(pins: Pins): [x: number, y: number][] {
    return Array.from({ length: this.#graph.terms }, (_, term) => {
      const [x, y] = pins.get(term) ?? [this.#graph.x[term], this.#graph.y[term]];
      return [x, y];
    });
  }

  #updateRegions(): void {
    this.regions = computeRegions(this.#graph, this.places, this.#members);
  }
}
