// What the page knows before it unpacks any data block.
import type { BlockIndex } from "./blocks.ts";

export interface Language {
  readonly tag: string;
  readonly name: string;
  readonly direction: "ltr" | "rtl";
  /** How many terms have a name in this language; 0 if the page omits its names. */
  readonly names: number;
}

export interface About {
  readonly title: string;
  readonly description: string;
  readonly licence: string;
  readonly base: string;
  /** The tag of the language that the page starts in, and whose names are shown where the chosen language has none. */
  readonly fallback: string;
  readonly languages: readonly Language[];
  readonly terms: number;
  readonly edges: number;
  readonly links: number;
  /** The http(s) address that the paths of the article files are relative to, or empty. */
  readonly source: string;
  /** The address of an article on the published site, with `{language}`, `{slug}` and `{path}`; or empty. */
  readonly published: string;
  /** The author's names of communities, each by the slug of one of its terms. */
  readonly communities: Readonly<Record<string, string>>;
  /** The middle of the map and its extent, in the units of `places.json`. */
  readonly plane?: { readonly x: number; readonly y: number; readonly extent: number };
  /** The slugs of the terms that `places.json` pins. */
  readonly pinned?: readonly string[];
  /** The names of the regions in `places.json`, by community. */
  readonly regions?: readonly string[];
  readonly leftOut: readonly Omission[];
  /** How many terms share a block of details, and a block of evidence. */
  readonly details: number;
  readonly evidence: number;
  readonly blocks: BlockIndex;
}

/** Content that the page omits, and of how many languages or terms. */
export interface Omission {
  readonly what: "languages" | "definitions" | "sentences";
  readonly count: number;
  readonly names: readonly string[];
}
