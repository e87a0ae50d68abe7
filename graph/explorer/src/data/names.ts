// The names of terms. The names of a language are unpacked when they are first needed.
import type { About } from "./about.ts";
import type { Blocks } from "./blocks.ts";

/** A name, and the index of its language; -1 for a slug, which has no language. */
export interface Name {
  readonly text: string;
  readonly language: number;
}

/** Alternative names in one language: the terms, and a text for each. */
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
  /** All names of the terms that have no name in the fallback language, those most like the slug first. */
  #withoutFallback = new Map<number, readonly Name[]>();
  #bySlug = new Map<string, number>();
  /** The names of terms without one in the fallback language, as chosen for a language: the choice is slow. */
  readonly #readable = new Map<string, Name>();

  constructor(about: About, blocks: Blocks) {
    this.about = about;
    this.#blocks = blocks;
    this.fallback = Math.max(0, this.languageOf(about.fallback));
  }

  /** The index of the language with a tag, or -1. */
  languageOf(tag: string): number {
    return this.about.languages.findIndex((language) => language.tag === tag);
  }

  /** Unpacks the slugs and the names in the fallback language and in one more. */
  async open(language: number): Promise<void> {
    const [slugs, rows] = await Promise.all([
      this.#blocks.lines("slugs"),
      this.#blocks.json<[number, number, string][]>("others", []),
      this.load(this.fallback),
      this.load(language),
    ]);
    this.slugs = slugs;
    this.#bySlug = new Map(slugs.map((slug, term) => [slug, term]));
    const others = new Map<number, Name[]>();
    for (const [term, index, text] of rows) {
      const name = { text, language: index };
      const list = others.get(term);
      if (list) list.push(name);
      else others.set(term, [name]);
    }
    this.#withoutFallback = others;
  }

  /** Unpacks the names of a language. */
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

  /** The name in a language, or empty. Load the language first. */
  nameIn(term: number, language: number): string {
    return this.#names.get(language)?.[term] ?? "";
  }

  /** The name in a language, else in the fallback language, else in one of the same script, else the one most like the slug. */
  bestName(term: number, language: number): Name {
    const name = this.nameIn(term, language);
    if (name) return { text: name, language };
    const fallback = this.nameIn(term, this.fallback);
    if (fallback) return { text: fallback, language: this.fallback };
    const others = this.#withoutFallback.get(term) ?? [];
    if (others.length < 2) return others[0] ?? { text: this.slugs[term] ?? "", language: -1 };
    const key = `${language} ${term}`;
    let readable = this.#readable.get(key);
    if (!readable) {
      const script = scriptOf(this.about.languages[language]?.name ?? "");
      readable = others.find(({ text }) => scriptOf(text) === script) ?? others[0];
      this.#readable.set(key, readable);
    }
    return readable;
  }

  aliases(language: number): Aliases {
    return this.#aliases.get(language) ?? NO_ALIASES;
  }

  aliasesOf(term: number, language: number): string[] {
    const { of, texts } = this.aliases(language);
    const names: string[] = [];
    for (let i = of.indexOf(term); i >= 0 && of[i] === term; i++) names.push(texts[i]);
    return names;
  }

  /** The names of all terms in a language, empty where a term has none. */
  allNames(language: number): readonly string[] {
    return this.#names.get(language) ?? [];
  }
}

const SCRIPTS = [
  "Latin",
  "Cyrillic",
  "Arabic",
  "Devanagari",
  "Han",
  "Hiragana",
  "Hangul",
  "Greek",
  "Hebrew",
  "Bengali",
  "Thai",
];
const SCRIPT_PATTERNS = SCRIPTS.map((script) => new RegExp(`\\p{Script=${script}}`, "gu"));

/** The script that most letters of a text are in; empty for none of the known ones. */
export function scriptOf(text: string): string {
  let best = "";
  let most = 0;
  SCRIPT_PATTERNS.forEach((pattern, i) => {
    const count = text.match(pattern)?.length ?? 0;
    if (count <= most) return;
    most = count;
    best = SCRIPTS[i];
  });
  return best === "Hiragana" ? "Han" : best;
}
