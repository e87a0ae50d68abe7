// What is told of a term on demand: definitions, articles, keywords, and the sentences behind its links.
import type { About } from "./about.ts";
import type { Blocks } from "./blocks.ts";

/** An article: language, path, title where it is not the term's name. */
export type Article = readonly [language: number, path: string];

export interface Details {
  readonly definitions: readonly (readonly [language: number, text: string])[];
  readonly articles: readonly Article[];
  readonly keywords: readonly string[];
}

/** A link of an article: what it says, where, and what it led to before it was repaired. */
export interface Sentence {
  readonly language: number;
  readonly path: string;
  readonly line: number;
  readonly anchor: string;
  readonly text: string;
  readonly written: string;
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
];

const NOTHING: Details = { definitions: [], articles: [], keywords: [] };

export class Library {
  readonly #about: About;
  readonly #blocks: Blocks;

  constructor(about: About, blocks: Blocks) {
    this.#about = about;
    this.#blocks = blocks;
  }

  async details(term: number): Promise<Details> {
    const block = await this.#blocks.json<StoredDetails[]>(`details-${Math.floor(term / this.#about.details)}`, []);
    const stored = block[term % this.#about.details];
    return stored ? { definitions: stored[0], articles: stored[1], keywords: stored[2] } : NOTHING;
  }

  /** The keywords that several terms have, the most frequent first. */
  keywords(): Promise<readonly string[]> {
    return this.#blocks.json<string[]>("keywords", []);
  }

  /** The terms that have a keyword; of a keyword that only one term has, none is known. */
  async termsOfKeyword(keyword: string): Promise<readonly number[]> {
    const place = (await this.keywords()).indexOf(keyword);
    return (await this.#blocks.json<number[][]>("keyword-terms", []))[place] ?? [];
  }

  /** The sentences behind the links from one term to another that the page holds. */
  async sentences(source: number, target: number): Promise<readonly Sentence[]> {
    const block = await this.#blocks.json<StoredSentence[][]>(`links-${Math.floor(source / this.#about.evidence)}`, []);
    return (block[source % this.#about.evidence] ?? [])
      .filter((one) => one[0] === target)
      .map(([, language, path, line, anchor, text, written]) => ({
        language,
        path,
        line,
        anchor,
        text,
        written: written ?? "",
      }));
  }
}
