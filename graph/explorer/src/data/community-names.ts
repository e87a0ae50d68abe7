// Names of communities: the author's own, else the words and titles that tell a community from the others (TF-IDF).
import { fold } from "./text.ts";

const MAX_PARTS = 3;
const MAX_LETTERS = 38;
/** A further part must weigh at least this share of the first. */
const MIN_SHARE = 0.34;
/** Titles of a community that are read: the most central ones. */
const MAX_TITLES = 400;
const MIN_WORD_LETTERS = 3;
/** Latin words so short are articles and prepositions, unless they have a capital or a digit. */
const FUNCTION_WORD = /^[a-z\u00df-\u00ff]{1,3}$/;
/** A word in more than this share of all communities says nothing. */
const MAX_SPREAD = 0.5;

interface Candidate {
  readonly text: string;
  readonly weight: number;
}

const saysSomething = (word: string): boolean => word.length >= MIN_WORD_LETTERS && !FUNCTION_WORD.test(word);
const partsOf = (text: string): string[] => fold(text).split(/[^\p{L}\p{N}\p{M}]+/u);

let segmenter: Intl.Segmenter | undefined;
const DENSE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}]/u;

function wordsOf(title: string): string[] {
  if (!DENSE.test(title)) return title.split(/[^\p{L}\p{N}\p{M}'’.+#-]+/u).filter(saysSomething);
  segmenter ??= new Intl.Segmenter(undefined, { granularity: "word" });
  return Array.from(segmenter.segment(title), (part) => part.segment).filter((word) => word.length > 1);
}

/** Names each community from the titles of its terms, the most central first. */
export function nameCommunities(titles: readonly (readonly string[])[]): string[] {
  const counts = titles.map((list) => countWords(list.slice(0, MAX_TITLES)));
  const spread = new Map<string, number>();
  for (const words of counts) for (const word of words.keys()) spread.set(word, (spread.get(word) ?? 0) + 1);
  return titles.map((list, i) => {
    const candidates: Candidate[] = [];
    for (const [word, { text, count, weight }] of counts[i]) {
      const communities = spread.get(word) ?? 1;
      const isEverywhere = titles.length > 3 && communities > MAX_SPREAD * titles.length;
      if (count < 2 || isEverywhere) continue;
      candidates.push({ text, weight: weight * Math.log(1 + titles.length / communities) });
    }
    for (const [rank, title] of list.slice(0, 12).entries()) {
      if (!title) continue;
      const own = wordsOf(title).map((word) => spread.get(fold(word)) ?? 1);
      const rarity = own.length
        ? own.reduce((sum, count) => sum + Math.log(1 + titles.length / count), 0) / own.length
        : 1;
      candidates.push({ text: title, weight: (1.6 * rarity) / Math.sqrt(1 + rank) });
    }
    candidates.sort((a, b) => b.weight - a.weight);
    return joinParts(candidates);
  });
}

interface WordCount {
  /** The word as the first title writes it. */
  readonly text: string;
  readonly count: number;
  readonly weight: number;
}

/** Counts the titles with each word; titles of central terms weigh more. */
function countWords(titles: readonly string[]): Map<string, WordCount> {
  const counts = new Map<string, WordCount>();
  for (const [rank, title] of titles.entries()) {
    const share = 1 / Math.sqrt(1 + rank / 4);
    for (const text of new Set(wordsOf(title))) {
      const word = fold(text);
      const before = counts.get(word);
      counts.set(word, {
        text: before?.text ?? text,
        count: (before?.count ?? 0) + 1,
        weight: (before?.weight ?? 0) + share,
      });
    }
  }
  return counts;
}

/** Joins up to three candidates, none of which says what another says. */
function joinParts(candidates: readonly Candidate[]): string {
  const parts: Candidate[] = [];
  let letters = 0;
  for (const candidate of candidates) {
    if (parts.length >= MAX_PARTS || (parts.length && candidate.weight < MIN_SHARE * parts[0].weight)) break;
    const words = partsOf(candidate.text);
    const isSaid = parts.some((part) => {
      const said = partsOf(part.text);
      return words.some(
        (word) => said.includes(word) || said.includes(`${word}s`) || said.includes(word.replace(/s$/, "")),
      );
    });
    if (isSaid || (parts.length && letters + candidate.text.length + 3 > MAX_LETTERS)) continue;
    parts.push(candidate);
    letters += candidate.text.length + 3;
  }
  return parts.map((part) => part.text).join(" · ");
}
