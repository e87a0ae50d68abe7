// The card of the term under the pointer or a resting finger: its name, its definition or lead, and its numbers.
import { summaryOf } from "../data/details.ts";
import { inDegree, outDegree } from "../data/graph.ts";
import { shorten } from "../data/text.ts";
import { type App, directionOf, nameElement, tagOf } from "./app.ts";
import { byId, make } from "./dom.ts";
import { translate, translateCount } from "./words.ts";

const DELAY_MS = 260;
const MAX_LETTERS = 260;
const GAP_PX = 18;

export class Card {
  readonly #app: App;
  readonly #element = byId("card");
  #timer = 0;
  #term = -1;

  constructor(app: App) {
    this.#app = app;
  }

  /** Shows the card of a term beside a point of the map after a moment; -1 hides it. */
  show(term: number, x: number, y: number, delayMs = DELAY_MS): void {
    if (term === this.#term && term >= 0) {
      if (!this.#element.hidden) this.#placeAt(x, y);
      return;
    }
    this.hide();
    this.#term = term;
    if (term >= 0) this.#timer = window.setTimeout(() => void this.#fill(term, x, y), delayMs);
  }

  hide(): void {
    clearTimeout(this.#timer);
    this.#term = -1;
    this.#element.hidden = true;
  }

  async #fill(term: number, x: number, y: number): Promise<void> {
    const app = this.#app;
    const details = await app.details.details(term);
    if (term !== this.#term) return;
    const { graph } = app;
    const summary = summaryOf(details, app.state.language, app.names.fallback);
    const counts = [
      `${translate("links_out")} ${outDegree(graph, term)}`,
      `${translate("links_in")} ${inDegree(graph, term)}`,
      graph.placeholder[term]
        ? translate("placeholder")
        : translateCount(graph.articles[term], "article_one", "articles_n"),
    ];
    const parts = [make("p", { class: "card-name" }, nameElement(app, term))];
    if (summary) {
      const [language, text] = summary;
      const attributes = { lang: tagOf(app, language), dir: directionOf(app, language) };
      parts.push(make("p", { class: "card-text", text: shorten(text, MAX_LETTERS), ...attributes }));
    }
    parts.push(make("p", { class: "hint", text: counts.join(" · ") }));
    this.#element.replaceChildren(...parts);
    this.#element.hidden = false;
    this.#placeAt(x, y);
  }

  #placeAt(x: number, y: number): void {
    const { clientWidth, clientHeight } = this.#element.parentElement!;
    const { offsetWidth: width, offsetHeight: height } = this.#element;
    const left = x + GAP_PX + width < clientWidth ? x + GAP_PX : x - GAP_PX - width;
    const top = y + GAP_PX + height < clientHeight ? y + GAP_PX : y - GAP_PX - height;
    this.#element.style.left = `${Math.max(6, Math.min(clientWidth - width - 6, left))}px`;
    this.#element.style.top = `${Math.max(6, Math.min(clientHeight - height - 6, top))}px`;
  }
}
