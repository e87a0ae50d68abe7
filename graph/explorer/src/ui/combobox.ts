// A search field for terms, following the combobox pattern of the ARIA Authoring Practices Guide.
import type { SearchResult } from "../data/search.ts";
import { MAX_RESULTS } from "../data/search.ts";
import { shorten } from "../data/text.ts";
import { type App, directionOf, nameElement, tagOf } from "./app.ts";
import { make } from "./dom.ts";
import { visits } from "./visits.ts";
import { translate } from "./words.ts";

/** In a large graph, the search waits for the reader to stop typing. */
const SEARCH_DELAY_MS = 60;
const LARGE_GRAPH_TERMS = 5000;
const MAX_CENTRAL = 8;
const MAX_VISITED = 5;
/** With so many names, texts and anchors are not searched. */
const ENOUGH_RESULTS = 8;

interface ComboboxParts {
  readonly input: HTMLInputElement;
  readonly popup: HTMLElement;
  /** The list of results, inside the popup. */
  readonly list: HTMLElement;
  /** The number of results, inside the popup. */
  readonly count: HTMLElement;
}

/** Makes an input search for terms, and calls `onPick` with the chosen one. */
export function connectCombobox(app: App, parts: ComboboxParts, onPick: (term: number) => void): void {
  const { input, popup, list, count } = parts;
  let results: readonly SearchResult[] = [];
  let active = -1;
  let searches = 0;
  let searchTimer = 0;

  const isOpen = (): boolean => !popup.hidden;
  const setOpen = (open: boolean): void => {
    popup.hidden = !open;
    input.setAttribute("aria-expanded", String(open));
    if (!open) setActive(-1);
  };
  const setActive = (index: number): void => {
    active = index;
    [...list.children].forEach((option, i) => {
      option.setAttribute("aria-selected", String(i === index));
      if (i === index) option.scrollIntoView({ block: "nearest" });
    });
    if (index >= 0) input.setAttribute("aria-activedescendant", `${list.id}-${index}`);
    else input.removeAttribute("aria-activedescendant");
  };
  const pick = (index: number): void => {
    const result = results[index];
    if (!result) return;
    setOpen(false);
    input.value = "";
    onPick(result.term);
  };
  const makeOption = (result: SearchResult, index: number): HTMLElement => {
    const option = make("li", { role: "option", id: `${list.id}-${index}`, "aria-selected": "false" });
    option.append(make("span", { class: "what" }, nameElement(app, result.term)), makeReason(app, result));
    option.addEventListener("pointerdown", (event) => event.preventDefault()); // the input keeps the focus
    option.addEventListener("click", () => pick(index));
    return option;
  };
  const showResults = (newResults: readonly SearchResult[], message: string): void => {
    results = newResults;
    list.replaceChildren(...results.map(makeOption));
    count.textContent = message;
    setOpen(true);
  };
  /** What an empty field offers: the terms visited last, then the most central ones. */
  const suggest = (): void => {
    const visited = visits()
      .map((slug) => app.names.termOf(slug))
      .filter((term) => term >= 0);
    const central = Array.from({ length: Math.min(MAX_CENTRAL, app.graph.terms) }, (_, term) => term);
    const terms = [...new Set([...visited.slice(0, MAX_VISITED), ...central])];
    if (!terms.length) return;
    const toResult = (term: number): SearchResult => {
      const { text, language } = app.names.bestName(term, app.state.language);
      return { term, kind: "name", language, text, fit: 0 };
    };
    showResults(terms.map(toResult), translate(visited.length ? "suggest_visited" : "suggest_central"));
    setActive(-1);
  };
  const search = async (): Promise<void> => {
    const thisSearch = ++searches;
    list.setAttribute("aria-busy", "true");
    await findAndShow(thisSearch);
    if (thisSearch === searches) list.removeAttribute("aria-busy");
  };
  const findAndShow = async (thisSearch: number): Promise<void> => {
    const query = input.value;
    if (!query.trim()) {
      results = [];
      setOpen(false);
      return;
    }
    const named = await app.search.find(query, app.state.language);
    if (thisSearch !== searches) return;
    showResults(named, countMessage(named));
    setActive(named.length ? 0 : -1);
    if (named.length >= ENOUGH_RESULTS) return;
    const found = new Set(named.map((result) => result.term));
    const inTexts = await app.search.findInTexts(query, app.state.language, found);
    if (thisSearch !== searches || !inTexts.length || !isOpen()) return;
    const chosen = active;
    showResults([...named, ...inTexts], countMessage([...named, ...inTexts]));
    setActive(Math.max(0, chosen));
  };
  const searchSoon = (): void => {
    clearTimeout(searchTimer);
    list.setAttribute("aria-busy", "true");
    searchTimer = window.setTimeout(search, app.graph.terms > LARGE_GRAPH_TERMS ? SEARCH_DELAY_MS : 0);
  };

  input.addEventListener("input", searchSoon);
  input.addEventListener("focus", () => {
    if (input.value.trim() && !isOpen()) void search();
  });
  input.addEventListener("click", () => {
    if (!input.value.trim() && !isOpen()) suggest();
  });
  input.addEventListener("blur", () => setOpen(false));
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      if (!isOpen()) {
        if (input.value.trim()) void search();
        else suggest();
      } else if (results.length)
        setActive(active < 0 && step < 0 ? results.length - 1 : (active + step + results.length) % results.length);
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (isOpen()) pick(Math.max(0, active));
      else void search();
    } else if (event.key === "Escape" && (isOpen() || input.value)) {
      event.preventDefault();
      event.stopPropagation();
      if (isOpen()) setOpen(false);
      else input.value = "";
    }
  });
}

function countMessage(results: readonly SearchResult[]): string {
  if (!results.length) return translate("results_none");
  if (results[0].fit === 4) return translate("did_you_mean");
  const values = { n: Math.min(MAX_RESULTS, results.length) };
  return translate(results.length >= MAX_RESULTS ? "results_best" : "results", values);
}

/** Why a term matches: the matching name, if it is not the one shown, and its language. */
function makeReason(app: App, result: SearchResult): HTMLElement {
  const reason = make("span", { class: "why" });
  const shownName = app.names.bestName(result.term, app.state.language).text;
  const language = result.language < 0 ? translate("slug") : app.about.languages[result.language].name;
  if (result.fit === 4 && result.text === shownName) reason.append(`${translate("did_you_mean")} · `);
  if (result.kind === "anchor") reason.append(`${translate("found_in_anchor")} · `);
  if (result.text !== shownName) {
    const attributes = { lang: tagOf(app, result.language), dir: directionOf(app, result.language) };
    reason.append(make("bdi", { text: shorten(result.text, result.kind === "text" ? 140 : 60), ...attributes }), " · ");
  }
  reason.append(make("bdi", { text: language }));
  return reason;
}

/** Makes a labelled search field for a form. */
export function makeComboboxField(
  app: App,
  id: string,
  label: string,
  term: number,
  onPick: (term: number) => void,
): HTMLElement {
  const input = make("input", { id, type: "text", role: "combobox", class: "field" });
  const list = make("ul", { id: `${id}-results`, role: "listbox", class: "results", "aria-label": label });
  const count = make("p", { class: "result-count" });
  const popup = make("div", { class: "popup" }, list, count);
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
  else input.placeholder = translate("search");
  connectCombobox(app, { input, popup, list, count }, onPick);
  return make(
    "div",
    { class: "ends" },
    make("span", { class: "of", text: label }),
    make("div", { class: "find" }, input, popup),
  );
}
