// Search in all languages at once: the names of each language are one folded text, and a query is a substring of it. Where no name
// matches, names with one typing error do; then definitions and leads are searched, then the anchors of links.
import type { DetailStore } from "./details.ts";
import { createFuzzyMatcher } from "./fuzzy.ts";
import type { Names } from "./names.ts";
import { fold } from "./text.ts";

export type NameKind = "name" | "alias" | "slug";

/** How well a query fits a name: the whole name (0), its start (1), the start of a word (2), anywhere (3), with an error (4). */
export type Fit = 0 | 1 | 2 | 3 | 4;

export interface SearchResult {
  readonly term: number;
  /** What matches: a name, or a text about the term, or an anchor of a link to it. */
  readonly kind: NameKind | "text" | "anchor";
  /** The index of the language, -1 for a slug. */
  readonly language: number;
  readonly text: string;
  readonly fit: Fit;
}

interface SearchIndex {
  readonly kind: NameKind;
  readonly language: number;
  /** The folded names, with a line break before each and after the last. */
  readonly text: string;
  /** The offset of each line in `text`. */
  readonly starts: Uint32Array;
  /** The term of each line, or null where the line number is the term. */
  readonly of: readonly number[] | null;
  readonly lines: readonly string[];
  /** Whether spaces are removed, so that `frontoffice` matches `front-office`. */
  readonly withoutSpaces: boolean;
}

export const MAX_RESULTS = 50;
const MAX_FUZZY_RESULTS = 8;
const MAX_TEXT_RESULTS = 12;
const MIN_TEXT_QUERY_LETTERS = 3;
/** Texts and anchors are searched for so long: the most central terms come first. */
const TEXT_SEARCH_MS = 700;
const LETTERS_AROUND_MATCH = 44;

export class Search {
  readonly #names: Names;
  readonly #details: DetailStore | null;
  readonly #indexes = new Map<string, SearchIndex>();

  constructor(names: Names, details: DetailStore | null = null) {
    this.#names = names;
    this.#details = details;
  }

  /** Indexes the names of a language; -1 means the slugs. */
  async prepare(language: number): Promise<void> {
    if (this.#indexes.has(`name ${language}`)) return;
    if (language < 0) {
      const slugs = this.#names.slugs;
      this.#indexes.set("name -1", buildIndex("slug", -1, slugs, null, false));
      this.#indexes.set("without spaces", buildIndex("slug", -1, slugs, null, true));
      return;
    }
    await this.#names.load(language);
    const { of, texts } = this.#names.aliases(language);
    this.#indexes.set(`name ${language}`, buildIndex("name", language, this.#names.allNames(language), null, false));
    if (texts.length) this.#indexes.set(`alias ${language}`, buildIndex("alias", language, texts, of, false));
  }

  /** Finds the terms that match a query, best first, each once with its best name; `preferred` is the chosen language. */
  async find(query: string, preferred: number): Promise<readonly SearchResult[]> {
    const folded = fold(query).trim();
    if (!folded) return [];
    for (let language = -1; language < this.#names.about.languages.length; language++) await this.prepare(language);
    const indexes = [...this.#indexes.values()];
    const search = (atStart: boolean): SearchResult[] =>
      indexes.flatMap((index) =>
        findMatches(index, index.withoutSpaces ? folded.replaceAll(" ", "") : folded, atStart),
      );
    const singleLatinLetter = folded.length === 1 && folded < "\u0080"; // in nearly every name
    const atStart = singleLatinLetter ? search(true) : [];
    const results = atStart.length ? atStart : search(false);
    if (!results.length) results.push(...this.#findWithError(folded));
    const fallback = this.#names.fallback;
    const languageOrder = ({ language }: SearchResult): number =>
      language === preferred ? 0 : language === fallback ? 1 : language < 0 ? 3 : 2;
    results.sort(
      (a, b) => a.fit - b.fit || a.term - b.term || languageOrder(a) - languageOrder(b) || a.language - b.language,
    );
    const best = new Map<number, SearchResult>();
    for (const result of results) if (!best.has(result.term)) best.set(result.term, result);
    return [...best.values()].slice(0, MAX_RESULTS);
  }

  /** Names with one typing error, those of the most central terms first. */
  #findWithError(query: string): SearchResult[] {
    const matches = createFuzzyMatcher(query);
    const results: SearchResult[] = [];
    for (const { text, lines, of, kind, language, withoutSpaces } of this.#indexes.values()) {
      if (withoutSpaces || kind === "slug") continue;
      const folded = text.slice(1, -1).split("\n");
      let count = 0;
      for (let line = 0; line < folded.length && count < MAX_FUZZY_RESULTS; line++) {
        if (!matches(folded[line])) continue;
        results.push({ term: of ? of[line] : line, kind, language, text: lines[line], fit: 4 });
        count++;
      }
    }
    const terms = [...new Set(results.map((result) => result.term))].sort((a, b) => a - b).slice(0, MAX_FUZZY_RESULTS);
    return results.filter((result) => terms.includes(result.term)).sort((a, b) => a.term - b.term);
  }

  /** Finds terms whose definition or lead, or else an anchor of a link to them, contains a query; not those already found. */
  async findInTexts(query: string, preferred: number, known: ReadonlySet<number>): Promise<readonly SearchResult[]> {
    const folded = fold(query).trim();
    if (!this.#details || folded.length < MIN_TEXT_QUERY_LETTERS) return [];
    const deadline = performance.now() + TEXT_SEARCH_MS;
    const found = new Map<number, SearchResult>();
    const add = (term: number, kind: "text" | "anchor", language: number, text: string): void => {
      const isBetter = !found.has(term) || (language === preferred && found.get(term)?.language !== preferred);
      if (!known.has(term) && isBetter) found.set(term, { term, kind, language, text, fit: 3 });
    };
    for await (const [term, { definitions, leads }] of this.#details.all()) {
      for (const [language, text] of [...definitions, ...leads]) {
        const start = fold(text).indexOf(folded);
        if (start >= 0) add(term, "text", language, excerpt(text, start));
      }
      if (found.size >= MAX_TEXT_RESULTS || performance.now() > deadline) return [...found.values()];
    }
    for await (const [term, language, anchor] of this.#details.anchors()) {
      if (fold(anchor).includes(folded)) add(term, "anchor", language, anchor);
      if (found.size >= MAX_TEXT_RESULTS || performance.now() > deadline) break;
    }
    return [...found.values()];
  }
}

/** The part of a text around a position. */
function excerpt(text: string, position: number): string {
  const start = Math.max(0, position - LETTERS_AROUND_MATCH);
  const head = start ? "…" : "";
  return head + text.slice(start, position + 2 * LETTERS_AROUND_MATCH);
}

function buildIndex(
  kind: NameKind,
  language: number,
  lines: readonly string[],
  of: readonly number[] | null,
  withoutSpaces: boolean,
): SearchIndex {
  const folded = fold(lines.join("\n"));
  const text = `\n${withoutSpaces ? folded.replaceAll(" ", "") : folded}\n`;
  const starts = new Uint32Array(lines.length);
  for (let line = 0, end = 0; line < lines.length; line++) {
    starts[line] = end + 1;
    end = text.indexOf("\n", end + 1);
  }
  return { kind, language, text, starts, of, lines, withoutSpaces };
}

const LETTER = /[\p{L}\p{N}\p{M}]/u;

/** Finds a query in an index; `atStart` only at the starts of lines. */
function findMatches(index: SearchIndex, query: string, atStart: boolean): SearchResult[] {
  const { text, starts, of, lines, kind, language } = index;
  const byFit: SearchResult[][] = [[], [], [], []];
  const needle = atStart ? `\n${query}` : query;
  const shift = atStart ? 1 : 0;
  for (let offset = text.indexOf(needle); offset >= 0; offset = text.indexOf(needle, offset + 1)) {
    const start = offset + shift;
    const end = start + query.length;
    const startsLine = text[start - 1] === "\n";
    const isWholeLine = startsLine && text[end] === "\n";
    const fit = isWholeLine ? 0 : startsLine ? 1 : LETTER.test(text[start - 1]) ? 3 : 2;
    if (byFit[fit].length >= MAX_RESULTS) {
      if (byFit[1].length >= MAX_RESULTS && fit === 1 && atStart) break;
      continue;
    }
    if (LETTER.test(text[end]) && /\p{M}/u.test(text[end])) continue; // ends between a letter and its mark
    const line = lineAt(starts, start);
    byFit[fit].push({ term: of ? of[line] : line, kind, language, text: lines[line], fit });
  }
  return byFit.flat();
}

function lineAt(starts: Uint32Array, offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle] <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
