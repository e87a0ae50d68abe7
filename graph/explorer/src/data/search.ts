// Search in every language at once: each language's names are one folded text, in which a query is looked for as it stands.
import type { Names } from "./names.ts";
import { fold } from "./text.ts";

export type Kind = "name" | "alias" | "slug";

/** How well a query fits: the whole name, its beginning, a word's beginning, anywhere. */
export type Fit = 0 | 1 | 2 | 3;

export interface Found {
  readonly term: number;
  readonly kind: Kind;
  /** The number of the language, -1 for a slug. */
  readonly language: number;
  readonly text: string;
  readonly fit: Fit;
}

interface Source {
  readonly kind: Kind;
  readonly language: number;
  /** A line break before each line and after the last. */
  readonly text: string;
  readonly starts: Uint32Array;
  readonly of: readonly number[] | null;
  readonly lines: readonly string[];
  readonly squeezed: boolean;
}

export const MOST_FOUND = 50;

export class Search {
  readonly #names: Names;
  readonly #sources = new Map<string, Source>();

  constructor(names: Names) {
    this.#names = names;
  }

  /** Makes one language ready to be searched; -1 the slugs. */
  async prepare(language: number): Promise<void> {
    if (this.#sources.has(`name ${language}`)) return;
    if (language < 0) {
      const slugs = this.#names.slugs;
      this.#sources.set("name -1", source("slug", -1, slugs, null, false));
      this.#sources.set("squeezed", source("slug", -1, slugs, null, true));
      return;
    }
    await this.#names.load(language);
    const { of, texts } = this.#names.aliases(language);
    this.#sources.set(`name ${language}`, source("name", language, this.#names.lines(language), null, false));
    if (texts.length) this.#sources.set(`alias ${language}`, source("alias", language, texts, of, false));
  }

  /** The terms that a query fits, best first, each once, with the name by which it was found; `first` is the chosen language. */
  async find(query: string, first: number): Promise<readonly Found[]> {
    const wanted = fold(query).trim();
    if (!wanted) return [];
    for (let language = -1; language < this.#names.about.languages.length; language++) await this.prepare(language);
    const sources = [...this.#sources.values()];
    const search = (alone: boolean): Found[] =>
      sources.flatMap((one) => matches(one, one.squeezed ? wanted.replaceAll(" ", "") : wanted, alone));
    const letter = wanted.length === 1 && wanted < "\u0080"; // a single Latin letter is in nearly every name
    const begun = letter ? search(true) : [];
    const found = begun.length ? begun : search(false);
    const fallback = this.#names.fallback;
    const near = (one: Found): number =>
      one.language === first ? 0 : one.language === fallback ? 1 : one.language < 0 ? 3 : 2;
    found.sort((a, b) => a.fit - b.fit || a.term - b.term || near(a) - near(b) || a.language - b.language);
    const best = new Map<number, Found>();
    for (const one of found) if (!best.has(one.term)) best.set(one.term, one);
    return [...best.values()].slice(0, MOST_FOUND);
  }
}

function source(
  kind: Kind,
  language: number,
  lines: readonly string[],
  of: readonly number[] | null,
  squeezed: boolean,
): Source {
  const folded = fold(lines.join("\n"));
  const text = `\n${squeezed ? folded.replaceAll(" ", "") : folded}\n`;
  const starts = new Uint32Array(lines.length);
  for (let line = 0, at = 0; line < lines.length; line++) {
    starts[line] = at + 1;
    at = text.indexOf("\n", at + 1);
  }
  return { kind, language, text, starts, of, lines, squeezed };
}

const LETTER = /[\p{L}\p{N}\p{M}]/u;

/** Looks for a query in the lines of a source; `alone` only at their beginnings. */
function matches(source: Source, wanted: string, alone: boolean): Found[] {
  const { text, starts, of, lines, kind, language } = source;
  const found: Found[][] = [[], [], [], []];
  const needle = alone ? `\n${wanted}` : wanted;
  const shift = alone ? 1 : 0;
  for (let at = text.indexOf(needle); at >= 0; at = text.indexOf(needle, at + 1)) {
    const begin = at + shift;
    const end = begin + wanted.length;
    const first = text[begin - 1] === "\n";
    const whole = first && text[end] === "\n";
    const fit: Fit = whole ? 0 : first ? 1 : LETTER.test(text[begin - 1]) ? 3 : 2;
    if (found[fit].length >= MOST_FOUND) {
      if (found[1].length >= MOST_FOUND && fit === 1 && alone) break;
      continue;
    }
    if (LETTER.test(text[end]) && /\p{M}/u.test(text[end])) continue; // in the middle of a letter
    const line = lineAt(starts, begin);
    found[fit].push({ term: of ? of[line] : line, kind, language, text: lines[line], fit });
  }
  return found.flat();
}

function lineAt(starts: Uint32Array, place: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle] <= place) low = middle;
    else high = middle - 1;
  }
  return low;
}
