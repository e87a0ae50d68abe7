// Texts: folded to be found, cut to be shown.

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
 * Without case and accents: NFKD, then no marks after Latin, Greek, Cyrillic, Arabic and Hebrew letters. A Devanagari vowel sign is a
 * mark too, and stays. Lines stay lines.
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

/** The first `length` letters of a text, as a reader counts them. */
export function short(text: string, length: number): string {
  if (text.length <= length) return text;
  const parts = Array.from(graphemes.segment(text.slice(0, 8 * length)), (part) => part.segment);
  if (parts.length <= length && text.length <= 8 * length) return text;
  return `${parts
    .slice(0, length - 1)
    .join("")
    .trimEnd()}…`;
}

/** A sentence in three parts, of which the middle one is the anchor; that is empty where the sentence lacks it. */
export function quoted(sentence: string, anchor: string): readonly [string, string, string] {
  const at = anchor ? sentence.toLowerCase().indexOf(anchor.toLowerCase()) : -1;
  if (at < 0 || sentence.toLowerCase().length !== sentence.length) return [sentence, "", ""];
  return [sentence.slice(0, at), sentence.slice(at, at + anchor.length), sentence.slice(at + anchor.length)];
}
