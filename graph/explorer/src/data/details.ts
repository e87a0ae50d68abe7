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
  /** The position of the term. */
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

/** Where the blocks hold each term, and which term is at each position. */
interface Order {
  readonly positions: Uint32Array;
  readonly terms: Uint32Array;
}

export class DetailStore {
  readonly #about: About;
  readonly #blocks: Blocks;
  #order: Promise<Order> | undefined;

  constructor(about: About, blocks: Blocks) {
    this.#about = about;
    this.#blocks = blocks;
  }

  async details(term: number): Promise<Details> {
    const stored = await this.#find<StoredDetails>(
      "details",
      this.#about.details,
      (await this.#readOrder()).positions[term],
    );
    return stored ? toDetails(stored) : NO_DETAILS;
  }

  /** Yields the details of all terms, most central first. */
  async *all(): AsyncGenerator<readonly [term: number, details: Details]> {
    for (const [term, position] of (await this.#readOrder()).positions.entries()) {
      const stored = await this.#find<StoredDetails>("details", this.#about.details, position);
      if (stored) yield [term, toDetails(stored)];
    }
  }

  /** Yields the targets and anchors of all links, those of the most central terms first. */
  async *anchors(): AsyncGenerator<readonly [target: number, language: number, anchor: string]> {
    const { positions, terms } = await this.#readOrder();
    for (const position of positions) {
      const rows = await this.#find<StoredSentence[]>("links", this.#about.evidence, position);
      for (const row of rows ?? []) yield [terms[row[0]], row[1], row[4]];
    }
  }

  /** What the blocks of a name hold at a position. */
  async #find<T>(name: string, size: number, position: number): Promise<T | undefined> {
    const block = await this.#blocks.json<T[]>(`${name}-${Math.floor(position / size)}`, []);
    return block[position % size];
  }

  /** The order of the terms in the blocks: that of the page, unless it has a column that says otherwise. */
  #readOrder(): Promise<Order> {
    this.#order ??= this.#blocks.bytes("position").then((bytes) => {
      const positions = bytes.byteLength
        ? new Uint32Array(bytes)
        : Uint32Array.from({ length: this.#about.terms }, (_, i) => i);
      const terms = new Uint32Array(positions.length);
      for (const [term, position] of positions.entries()) terms[position] = term;
      return { positions, terms };
    });
    return this.#order;
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
    const { positions } = await this.#readOrder();
    const rows = await this.#find<StoredSentence[]>("links", this.#about.evidence, positions[source]);
    return (rows ?? [])
      .filter((stored) => stored[0] === positions[target])
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
