// A tour of one minute: it shows the parts of the page one after the other, each with one sentence.
import { byId, make } from "./dom.ts";
import type { Explorer } from "./explorer.ts";
import { type TextKey, translate } from "./words.ts";

interface Stop {
  /** The element that the stop is about. */
  readonly selector: string;
  readonly text: TextKey;
  /** Brings the page into the state that the text describes. */
  prepare(page: Explorer): void;
}

const nothing = (): void => undefined;
const STOPS: readonly Stop[] = [
  {
    selector: "#map",
    text: "tour_map",
    prepare: (page) => page.setState({ term: -1, path: null, list: null }, "push"),
  },
  { selector: "#search", text: "tour_search", prepare: nothing },
  { selector: "#panel", text: "tour_panel", prepare: (page) => page.setState({ term: 0 }, "push") },
  { selector: "#map", text: "tour_focus", prepare: (page) => page.setState({ term: 0, focus: true }, "push") },
  { selector: "#find-path", text: "tour_path", prepare: (page) => page.setState({ focus: false }, "push") },
  { selector: "#show-filters", text: "tour_filters", prepare: (page) => page.setState({ term: -1 }, "push") },
  { selector: "#show-more", text: "tour_end", prepare: nothing },
];

export function startTour(page: Explorer): void {
  const box = byId<HTMLElement>("tour");
  let position = 0;
  const end = (): void => {
    box.hidden = true;
    document.querySelector(".toured")?.classList.remove("toured");
    document.removeEventListener("keydown", onKey, true);
    page.map.canvas.focus();
  };
  const show = (next: number): void => {
    position = next;
    const stop = STOPS[position];
    if (!stop) {
      end();
      return;
    }
    stop.prepare(page);
    document.querySelector(".toured")?.classList.remove("toured");
    document.querySelector(stop.selector)?.classList.add("toured");
    const isLast = position === STOPS.length - 1;
    const forward = make("button", { class: "plain strong", text: translate(isLast ? "tour_close" : "tour_next") });
    forward.addEventListener("click", () => show(position + 1));
    const leave = make("button", { class: "plain", text: translate("tour_stop"), click: end });
    const number = make("span", { class: "hint", text: `${position + 1} / ${STOPS.length}` });
    const text = make("p", { text: translate(stop.text) });
    box.replaceChildren(text, make("div", { class: "tools" }, forward, !isLast && leave, number));
    box.hidden = false;
    forward.focus();
  };
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      end();
    } else if (event.key === "ArrowRight") show(position + 1);
    else if (event.key === "ArrowLeft" && position > 0) show(position - 1);
  };
  document.addEventListener("keydown", onKey, true);
  show(0);
}
