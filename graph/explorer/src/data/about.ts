// What the page knows before anything is unpacked.
import type { BlockIndex } from "./blocks.ts";

export interface Language {
  readonly tag: string;
  readonly name: string;
  readonly direction: "ltr" | "rtl";
  /** How many terms have a name in it. */
  readonly names: number;
}

export interface About {
  readonly title: string;
  readonly description: string;
  readonly licence: string;
  readonly base: string;
  /** The language that a reader starts with, and whose name is shown where the chosen one has none. */
  readonly fallback: string;
  readonly languages: readonly Language[];
  readonly terms: number;
  readonly edges: number;
  readonly links: number;
  /** What article files are below, an http(s) address, or empty. */
  readonly source: string;
  /** Sentences that say what the page was built without. */
  readonly leftOut: readonly LeftOut[];
  /** How many terms share one block of details, and one of evidence. */
  readonly details: number;
  readonly evidence: number;
  readonly blocks: BlockIndex;
}

/** Something that the page was built without: of what, and of how many terms. */
export interface LeftOut {
  readonly what: "languages" | "definitions" | "sentences";
  readonly count: number;
  readonly names: readonly string[];
}
