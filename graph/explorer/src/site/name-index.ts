// The names of the site's terms in all languages, in files by the beginnings of words: which files a query needs, and what it finds.
import { fold } from "../data/text.ts";

/** A name: position of its language, text, folder of its term, position of the language of the folder's own page. */
export type NameRow = readonly [language: number, text: string, folder: string, home: number];

export interface SiteLanguage {
  readonly tag: string;
  readonly name: string;
  readonly direction: string;
  /** The folder of the pages in this language, below that of a term; empty without such pages. */
  readonly folder: string;
}

export interface NameIndex {
  readonly languages: readonly SiteLanguage[];
  /** How many names the file of a prefix has; negative if it has the most linked terms only, and longer prefixes have all. */
  readonly nodes: Readonly<Record<string, number>>;
  /** The letters of the longest prefix. */
  readonly letters: number;
}

export interface FoundName {
  readonly row: NameRow;
  readonly address: string;
}

/** Names that are loaded for one query. */
const MAX_LOADED = 6000;

const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Tibetan}\p{Script=Myanmar}\p{Script=Khmer}]/u;

/** Folds a query as the names are folded; without blanks around it. */
export const foldQuery = (text: string): string => fold(text).trim();

/** The file of a prefix, without its suffix: hexadecimal UTF-8. */
export function fileOf(prefix: string): string {
  const bytes = Array.from(new TextEncoder().encode(prefix), (byte) => byte.toString(16).padStart(2, "0"));
  return bytes.join("") || "all";
}

/** The prefixes whose files a query needs: those that have all names with the rarest of its words, where they are not too many. */
export function prefixesFor(index: NameIndex, query: string): readonly string[] {
  const words = query.split(" ");
  const beginnings = words.map((word, position) => (position < words.length - 1 ? `${word} ` : word));
  const choices = [query, ...beginnings].map((beginning) => leavesOf(index, beginning));
  const complete = choices.filter((choice) => choice.size <= MAX_LOADED).sort((a, b) => a.size - b.size);
  if (complete.length) return complete[0].prefixes;
  return [
    nodeOf(
      index,
      beginnings.reduce((a, b) => (b.length > a.length ? b : a)),
    ),
  ];
}

/** The leaves that have all names with a beginning, and how many names they have. */
function leavesOf(index: NameIndex, beginning: string): { prefixes: string[]; size: number } {
  const node = nodeOf(index, beginning);
  const own = firstLetters(beginning, index.letters);
  if (index.nodes[node] >= 0) return { prefixes: [node], size: index.nodes[node] };
  const prefixes = Object.keys(index.nodes).filter((prefix) => prefix.startsWith(own) && index.nodes[prefix] >= 0);
  return { prefixes, size: prefixes.reduce((sum, prefix) => sum + index.nodes[prefix], 0) };
}

/** The longest prefix with a file that a beginning has. */
function nodeOf(index: NameIndex, beginning: string): string {
  const letters = Array.from(beginning).slice(0, index.letters);
  for (let length = letters.length; length > 0; length -= 1) {
    const prefix = letters.slice(0, length).join("");
    if (Object.hasOwn(index.nodes, prefix)) return prefix;
  }
  return "";
}

const firstLetters = (text: string, count: number): string => Array.from(text).slice(0, count).join("");

/** The names that have the beginnings of all words of a query, each term once, the best first. */
export function findNames(
  index: NameIndex,
  rows: readonly NameRow[],
  query: string,
  language: string,
): readonly FoundName[] {
  const words = query.split(" ");
  const best = new Map<string, { row: NameRow; score: number; order: number }>();
  rows.forEach((row, order) => {
    const name = fold(row[1]).trim();
    if (!words.every((word) => hasWord(name, word))) return;
    const isOwn = index.languages[row[0]].tag === language;
    const score = (name === query ? 0 : name.startsWith(query) ? 2 : 4) + (isOwn ? 0 : 1);
    const known = best.get(row[2]);
    if (!known || score < known.score)
      best.set(row[2], { row, score, order: known ? Math.min(known.order, order) : order });
  });
  return [...best.values()]
    .sort((a, b) => a.score - b.score || a.order - b.order)
    .map(({ row }) => ({ row, address: addressOf(index, row) }));
}

/** Whether a word of a name begins with a text, or any letter of a script without blanks does. */
function hasWord(name: string, word: string): boolean {
  for (let at = name.indexOf(word); at >= 0; at = name.indexOf(word, at + 1)) {
    if (at === 0 || !/[\p{L}\p{N}\p{M}]/u.test(name[at - 1]) || UNSPACED.test(name[at])) return true;
  }
  return false;
}

/** The address of the page of a name, from the root of the site. */
function addressOf(index: NameIndex, [language, , folder, home]: NameRow): string {
  const below = language === home ? "" : index.languages[language].folder;
  return `term/${folder}/${below}`;
}
