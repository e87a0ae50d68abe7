// Details of a term, unpacked on demand: definitions, leads, articles, keywords, and the sentences behind its links.
import type { About } from "./about.ts";
import type { Blocks } from "./blocks.ts";

export type Article = readonly [language: number, path: string];

type TextIn = readonly [language: number, text: string];

export interface Details {
  readonly definitions: readonly TextIn[];
  readonly articles: readonly Article[];
  readonly keywords: readonly (readonly [language: number, keywords: readonly string[]])[];
  /** The first sentences of articles without a definition. */
  readonly leads: readonly TextIn[];
}

/** The text in a language, else in the fallback language, else the first. */
export function bestText(texts: readonly TextIn[], language: number, fallback: number): TextIn | undefined {
  return texts.find(([own]) => own === language) ?? texts.find(([own]) => own === fallback) ?? texts[0];
}

/** What to read of a term: its definition in the reader's language, else its lead, else another definition or lead. */
export function summaryOf({ definitions, leads }: Details, language: number, fallback: number): TextIn | undefined {
  const own = [definitions, leads].map((texts) => texts.find(([of]) => of === language)).find(Boolean);
  return own ?? bestText(definitions, language, fallback) ?? bestText(leads, language, fallback);
}

/** The sentence around a link of an article. */
export interface Sentence {
  readonly language: number;
  readonly path: string;
  readonly line: number;
  readonly anchor: string;
  readonly text: string;
  /** The destination that the article writes, if the link was repaired; else empty. */
  readonly written: string;
  /** Whether the link was resolved by its spelling alone, a guess. */
  readonly guessed: boolean;
}

type StoredDetails = readonly [
  definitions: Details["definitions"],
  articles: readonly Article[],
  keywords: Details["keywords"],
  leads?: Details["leads"],
];
type StoredSentence = readonly [
  target: number,
  language: number,
  path: string,
  line: number,
  anchor: string,
  text: string,
  written?: string,
  guessed?: number,
];

const NO_DETAILS: Details = { definitions: [], articles: [], keywords: [], leads: [] };

const toDetails = ([definitions, articles, keywords, leads]: StoredDetails): Details => ({
  definitions,
  articles,
  keywords,
  leads: leads ?? [],
});

export class DetailStore {
  readonly #about: About;
  readonly #blocks: Blocks;

  constructor(about: About, blocks: Blocks) {
    this.#about = about;
    this.#blocks = blocks;
  }

  async details(term: number): Promise<Details> {
    const block = await this.#blocks.json<StoredDetails[]>(`details-${Math.floor(term / this.#about.details)}`, []);
    const stored = block[term % this.#about.details];
    return stored ? toDetails(stored) : NO_DETAILS;
  }

  /** Yields the details of all terms, most central first. */
  async *all(): AsyncGenerator<readonly [term: number, details: Details]> {
    const size = this.#about.details;
    for (let start = 0; start < this.#about.terms; start += size) {
      const block = await this.#blocks.json<StoredDetails[]>(`details-${start / size}`, []);
      for (const [i, stored] of block.entries()) yield [start + i, toDetails(stored)];
    }
  }

  /** Yields the targets and anchors of all links, those of the most central terms first. */
  async *anchors(): AsyncGenerator<readonly [target: number, language: number, anchor: string]> {
    const size = this.#about.evidence;
    for (let start = 0; start < this.#about.terms; start += size) {
      const block = await this.#blocks.json<StoredSentence[][]>(`links-${start / size}`, []);
      for (const rows of block) for (const row of rows) yield [row[0], row[1], row[4]];
    }
  }

  /** The folders that at least two terms share, the largest first, and the terms of each. */
  async folders(): Promise<readonly (readonly [folder: string, terms: readonly number[]])[]> {
    const names = await this.#blocks.json<string[]>("folders", []);
    const terms = await this.#blocks.json<number[][]>("folder-terms", []);
    return names.map((name, i) => [name, terms[i] ?? []] as const);
  }

  /** The terms of each of the most frequent keywords. */
  keywordTerms(): Promise<readonly (readonly number[])[]> {
    return this.#blocks.json<number[][]>("keyword-terms", []);
  }

  /** The keywords that at least two terms share, most frequent first. */
  keywords(): Promise<readonly string[]> {
    return this.#blocks.json<string[]>("keywords", []);
  }

  /** The terms that share a keyword; empty for a keyword of a single term. */
  async termsOfKeyword(keyword: string): Promise<readonly number[]> {
    const index = (await this.keywords()).indexOf(keyword);
    return (await this.keywordTerms())[index] ?? [];
  }

  /** The sentences on this page behind the links from one term to another. */
  async sentences(source: number, target: number): Promise<readonly Sentence[]> {
    const block = await this.#blocks.json<StoredSentence[][]>(`links-${Math.floor(source / this.#about.evidence)}`, []);
    return (block[source % this.#about.evidence] ?? [])
      .filter((stored) => stored[0] === target)
      .map(([, language, path, line, anchor, text, written, guessed]) => ({
        language,
        path,
        line,
        anchor,
        text,
        written: written ?? "",
        guessed: guessed === 1,
      }));
  }
}
