// Details of a term, unpacked on demand: definitions, articles, keywords, and the sentences behind its links.
import type { About } from "./about.ts";
import type { Blocks } from "./blocks.ts";

export type Article = readonly [language: number, path: string];

export interface Details {
  readonly definitions: readonly (readonly [language: number, text: string])[];
  readonly articles: readonly Article[];
  readonly keywords: readonly string[];
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
  keywords: readonly string[],
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

const NO_DETAILS: Details = { definitions: [], articles: [], keywords: [] };

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
    return stored ? { definitions: stored[0], articles: stored[1], keywords: stored[2] } : NO_DETAILS;
  }

  /** The keywords that at least two terms share, most frequent first. */
  keywords(): Promise<readonly string[]> {
    return this.#blocks.json<string[]>("keywords", []);
  }

  /** The terms that share a keyword; empty for a keyword of a single term. */
  async termsOfKeyword(keyword: string): Promise<readonly number[]> {
    const index = (await this.keywords()).indexOf(keyword);
    return (await this.#blocks.json<number[][]>("keyword-terms", []))[index] ?? [];
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
