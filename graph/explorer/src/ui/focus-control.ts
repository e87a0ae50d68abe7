// The map around the selected term, while the reader is in the focus.
import type { Visibility } from "../data/filters.ts";
import { arrangeFocus, type FocusMap } from "../map/focus-map.ts";
import { type Measure, termLabelText } from "../map/labels.ts";
import type { Size } from "../map/scene.ts";
import type { App } from "./app.ts";
import { coveredBoxes } from "./stage.ts";

const NAME_FONT_PX = 13;
const NAME_HEIGHT_PX = 17;
const NAME_PADDING_PX = 6;

export class FocusControl {
  /** The map around the term, or null for the map of all terms. */
  map: FocusMap | null = null;
  /** Milliseconds that the last map took to arrange. */
  arrangedMs = 0;
  #visible: Visibility | null = null;

  leave(): void {
    this.map = null;
    this.#visible = null;
  }

  arrange(app: App, visible: Visibility, size: Size, font: string, measure: Measure): void {
    const { term, hops, opened, page } = app.state;
    const startTime = performance.now();
    const nameFont = `500 ${NAME_FONT_PX}px ${font}`;
    const nameSize = (named: number): Size => ({
      width: measure(termLabelText(app.caption(named).text), nameFont) + NAME_PADDING_PX,
      height: NAME_HEIGHT_PX,
    });
    this.map = arrangeFocus(app.graph, visible, { term, hops, opened, page, size, covered: coveredBoxes(), nameSize });
    this.arrangedMs = performance.now() - startTime;
    const terms = new Uint8Array(app.graph.terms);
    for (const shown of this.map.terms) terms[shown] = 1;
    this.#visible = { ...visible, terms, termCount: app.graph.terms };
  }

  /** What is visible on the map around the term; null on the map of all terms. */
  get visible(): Visibility | null {
    return this.#visible;
  }
}
