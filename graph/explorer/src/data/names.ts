// What terms are called, language by language; a language is unpacked when it is first wanted.
import type { About } from "./about.ts";
import type { Blocks } from "./blocks.ts";

/** A name, and the number of the language that it is in; -1 for a slug, which is in none. */
export interface Name {
  readonly text: string;
  readonly language: number;
}

/** Other names of terms in one language. */
export interface Aliases {
  readonly of: readonly number[];
  readonly texts: readonly string[];
}

const NO_ALIASES: Aliases = { of: [], texts: [] };

export class Names {
  readonly about: About;
  readonly fallback: number;
  slugs: readonly string[] = [];
  readonly #blocks: Blocks;
  readonly #names = new Map<number, readonly string[]>();
  readonly #aliases = new Map<number, Aliases>();
  readonly #loading = new Map<number, Promise<void>>();
  /** Names of terms that have none in the fallback's language. */
  #others = new Map<number, Name>();
  #bySlug = new Map<string, number>();

  constructor(about: About, blocks: Blocks) {
    this.about = about;
    this.#blocks = blocks;
    this.fallback = Math.max(0, this.language(about.fallback));
  }

  /** The number of a language by its tag, or -1. */
  language(tag: string): number {
    return this.about.languages.findIndex((one) => one.tag === tag);
  }

  async open(language: number): Promise<void> {
    const [slugs, others] = await Promise.all([
      this.#blocks.lines("slugs"),
      this.#blocks.json<[number, number, string][]>("others", []),
      this.load(this.fallback),
      this.load(language),
    ]);
    this.slugs = slugs;
    this.#bySlug = new Map(slugs.map((slug, term) => [slug, term]));
    this.#others = new Map(others.map(([term, tag, text]) => [term, { text, language: tag }]));
  }

  /** Unpacks a language. */
  load(language: number): Promise<void> {
    let loading = this.#loading.get(language);
    if (!loading) {
      loading = Promise.all([
        this.#blocks.lines(`names-${language}`),
        this.#blocks.json<Aliases>(`aliases-${language}`, NO_ALIASES),
      ]).then(([names, aliases]) => {
        this.#names.set(language, names);
        this.#aliases.set(language, aliases);
      });
      this.#loading.set(language, loading);
    }
    return loading;
  }

  async loadAll(): Promise<void> {
    await Promise.all(this.about.languages.map((_, language) => this.load(language)));
  }

  termOf(slug: string): number {
    return this.#bySlug.get(slug) ?? -1;
  }

  /** The name in a language, or nothing; the language must have been loaded. */
  own(term: number, language: number): string {
    return this.#names.get(language)?.[term] ?? "";
  }

  /** The name in a language, else in the fallback's, else in any, else the slug. */
  name(term: number, language: number): Name {
    const own = this.own(term, language);
    if (own) return { text: own, language };
    const fallback = this.own(term, this.fallback);
    if (fallback) return { text: fallback, language: this.fallback };
    return this.#others.get(term) ?? { text: this.slugs[term] ?? "", language: -1 };
  }

  aliases(language: number): Aliases {
    return this.#aliases.get(language) ?? NO_ALIASES;
  }

  aliasesOf(term: number, language: number): string[] {
    const { of, texts } = this.aliases(language);
    const found: string[] = [];
    for (let i = of.indexOf(term); i >= 0 && of[i] === term; i++) found.push(texts[i]);
    return found;
  }

  lines(language: number): readonly string[] {
    return this.#names.get(language) ?? [];
  }
}
