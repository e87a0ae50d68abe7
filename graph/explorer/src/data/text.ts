// Texts: folded for search, shortened for display.

/** Letters that NFKD does not decompose. */
const UNDECOMPOSED: Readonly<Record<string, string>> = {
  ø: "o",
  đ: "d",
  ł: "l",
  æ: "ae",
  œ: "oe",
  ς: "σ",
  ß: "ss",
  ı: "i",
};

/**
 * Removes case and accents: NFKD, then no marks after Latin, Greek, Cyrillic, Arabic and Hebrew letters. Other marks stay: a
 * Devanagari vowel sign is a mark, but no accent. Line breaks stay.
 */
export function fold(text: string): string {
  if (isAscii(text)) return text.toLowerCase().replace(/[ \t_/-]+/g, " ");
  return text
    .normalize("NFKD")
    .replace(/([\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Arabic}\p{Script=Hebrew}])\p{Mn}+/gu, "$1")
    .toUpperCase()
    .toLowerCase()
    .replace(/[øđłæœςßı]/g, (letter) => UNDECOMPOSED[letter])
    .replace(/[\p{Cf}\u0640]+/gu, "")
    .replace(/[^\S\n]+|[\p{Pd}_/]+/gu, " ")
    .replace(/ {2,}/g, " ");
}

const isAscii = (text: string): boolean => /^[\0-\x7f]*$/.test(text);

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** Cuts a text to a number of letters, as a reader counts them. */
export function shorten(text: string, maxLetters: number): string {
  if (text.length <= maxLetters) return text;
  const letters = Array.from(graphemes.segment(text.slice(0, 8 * maxLetters)), (part) => part.segment);
  if (letters.length <= maxLetters && text.length <= 8 * maxLetters) return text;
  return `${letters
    .slice(0, maxLetters - 1)
    .join("")
    .trimEnd()}…`;
}

/** Splits a sentence into text before the anchor, the anchor, and text after it. The anchor is empty if it is not there. */
export function splitAtAnchor(sentence: string, anchor: string): readonly [string, string, string] {
  const start = anchor ? sentence.toLowerCase().indexOf(anchor.toLowerCase()) : -1;
  if (start < 0 || sentence.toLowerCase().length !== sentence.length) return [sentence, "", ""];
  return [
    sentence.slice(0, start),
    sentence.slice(start, start + anchor.length),
    sentence.slice(start + anchor.length),
  ];
}
