// The part of the window in which the map is, and what covers it.
import type { Box } from "../map/places.ts";
import type { Size } from "../map/scene.ts";
import type { MapView } from "../map/view.ts";
import { byId } from "./dom.ts";

/** The size of the map without the panel. */
export function windowSize(): Size {
  const view = byId("view");
  return { width: view.clientWidth || innerWidth, height: view.clientHeight || innerHeight };
}

/** The legend has one more line while names of another language are shown. */
const LEGEND_GROWTH_PX = 26;

/** The boxes of the map that the legend and the buttons of the zoom cover. */
export function coveredBoxes(): Box[] {
  const stage = byId("map").getBoundingClientRect();
  const boxes: Box[] = [];
  for (const element of document.querySelectorAll<HTMLElement>("#legend, .zoom, #trail")) {
    const { left, top, right, bottom, width } = element.getBoundingClientRect();
    if (!width) continue;
    boxes.push({
      left: left - stage.left - 4,
      top: top - stage.top - (element.id === "legend" ? LEGEND_GROWTH_PX : 4),
      right: right - stage.left + 4,
      bottom: bottom - stage.top + 4,
    });
  }
  return boxes;
}

/** The share of the terms that the open legend may hide at first. */
const MAX_HIDDEN_SHARE = 0.005;

/** Closes the legend where it hides terms: it is open only where there is room for it. */
export function closeLegendOverTerms(map: MapView): void {
  const legend = byId<HTMLDetailsElement>("legend");
  const stage = map.canvas.getBoundingClientRect();
  const { left, top, right, bottom, width } = legend.getBoundingClientRect();
  if (!legend.open || !width) return;
  const { graph, places, visible } = map.scene;
  const { k, x, y } = map.camera;
  let hidden = 0;
  for (let term = 0; term < graph.terms; term++) {
    const screenX = places.x[term] * k + x + stage.left;
    const screenY = places.y[term] * k + y + stage.top;
    if (visible.terms[term] && screenX > left && screenX < right && screenY > top && screenY < bottom) hidden++;
  }
  legend.open = hidden <= MAX_HIDDEN_SHARE * graph.terms;
}
