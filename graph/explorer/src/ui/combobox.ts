// A box to search terms in, after the combobox pattern of the ARIA Authoring Practices Guide.
import type { Found } from "../data/search.ts";
import { MOST_FOUND } from "../data/search.ts";
import { short } from "../data/text.ts";
import { type App, directionOf, named, tagOf } from "./app.ts";
import { make } from "./dom.ts";
import { counted, say } from "./words.ts";

const WAIT = 60;

export interface Combobox {
  readonly input: HTMLInputElement;
  /** Closes the list; tells whether it was open. */
  close(): boolean;
}

/** Lets an input search: `list` shows what is found, `told` how much, both inside `popup`. */
export function combobox(
  app: App,
  parts: { input: HTMLInputElement; popup: HTMLElement; list: HTMLElement; told: HTMLElement },
  picked: (term: number) => void,
): Combobox {
  const { input, popup, list, told } = parts;
  let found: readonly Found[] = [];
  let marked = -1;
  let asked = 0;
  let waiting = 0;

  const isOpen = (): boolean => !popup.hidden;
  const open = (yes: boolean): void => {
    popup.hidden = !yes;
    input.setAttribute("aria-expanded", String(yes));
    if (!yes) mark(-1);
  };
  const mark = (place: number): void => {
    marked = place;
    [...list.children].forEach((option, i) => {
      option.setAttribute("aria-selected", String(i === place));
      if (i === place) option.scrollIntoView({ block: "nearest" });
    });
    if (place >= 0) input.setAttribute("aria-activedescendant", `${list.id}-${place}`);
    else input.removeAttribute("aria-activedescendant");
  };
  const pick = (place: number): void => {
    const one = found[place];
    if (!one) return;
    open(false);
    input.value = "";
    picked(one.term);
  };
  const option = (one: Found, place: number): HTMLElement => {
    const made = make("li", { role: "option", id: `${list.id}-${place}`, "aria-selected": "false" });
    made.append(make("span", { class: "what" }, named(app, one.term)), reason(app, one));
    made.addEventListener("pointerdown", (event) => event.preventDefault()); // the input keeps the focus
    made.addEventListener("click", () => pick(place));
    return made;
  };
  const show = (results: readonly Found[]): void => {
    found = results;
    list.replaceChildren(...results.map(option));
    told.textContent = !results.length
      ? say("found_none")
      : results.length >= MOST_FOUND
        ? say("found_best", { n: MOST_FOUND })
        : say("found", { n: results.length });
    open(true);
    mark(results.length ? 0 : -1);
  };
  const search = async (): Promise<void> => {
    const mine = ++asked;
    const query = input.value;
    if (!query.trim()) {
      found = [];
      open(false);
      return;
    }
    const results = await app.search.find(query, app.state.language);
    if (mine === asked) show(results);
  };
  const searchSoon = (): void => {
    clearTimeout(waiting);
    waiting = window.setTimeout(search, app.graph.terms > 5000 ? WAIT : 0);
  };

  input.addEventListener("input", searchSoon);
  input.addEventListener("focus", () => {
    if (input.value.trim() && !isOpen()) void search();
  });
  input.addEventListener("blur", () => open(false));
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      if (!isOpen()) void search();
      else if (found.length) mark((marked + step + found.length) % found.length);
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (isOpen()) pick(Math.max(0, marked));
      else void search();
    } else if (event.key === "Escape" && (isOpen() || input.value)) {
      event.preventDefault();
      event.stopPropagation();
      if (isOpen()) open(false);
      else input.value = "";
    }
  });
  return {
    input,
    close: () => {
      const was = isOpen();
      open(false);
      return was;
    },
  };
}

/** Why a term was found: the name that fits, where that is not the one shown, and its language. */
function reason(app: App, one: Found): HTMLElement {
  const why = make("span", { class: "why" });
  const shown = app.names.name(one.term, app.state.language).text;
  const language = one.language < 0 ? say("slug") : app.about.languages[one.language].name;
  if (one.text !== shown) {
    why.append(
      make("bdi", { text: short(one.text, 60), lang: tagOf(app, one.language), dir: directionOf(app, one.language) }),
      " · ",
    );
  }
  why.append(make("bdi", { text: language }));
  return why;
}

/** Makes a combobox of its own, as a form has it. */
export function comboboxField(
  app: App,
  id: string,
  label: string,
  term: number,
  picked: (term: number) => void,
): HTMLElement {
  const input = make("input", { id, type: "text", role: "combobox", class: "field" });
  const list = make("ul", { id: `${id}-found`, role: "listbox", class: "results", "aria-label": label });
  const told = make("p", { class: "told" });
  const popup = make("div", { class: "popup" }, list, told);
  popup.hidden = true;
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-expanded", "false");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-label", label);
  input.autocomplete = "off";
  input.spellcheck = false;
  input.maxLength = 200;
  input.dir = "auto";
  if (term >= 0) input.placeholder = app.caption(term).text;
  else input.placeholder = say("search");
  combobox(app, { input, popup, list, told }, picked);
  return make(
    "div",
    { class: "ends" },
    make("span", { class: "of", text: label }),
    make("div", { class: "find" }, input, popup),
  );
}

/** How many terms and links, in words. */
export const sized = (app: App): string => {
  const { terms, links, languages } = app.about;
  const named = languages.filter((language) => language.names > 0).length;
  return [
    counted(terms, "term_one", "terms"),
    counted(links, "link_one", "links"),
    counted(named, "language_one", "languages"),
  ].join(" · ");
};
