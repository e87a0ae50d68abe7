// The page's own words, in the chosen language where they have been translated, else in English.
import { ar } from "./words/ar.ts";
import { en, type Key } from "./words/en.ts";
import { es } from "./words/es.ts";
import { hi } from "./words/hi.ts";
import { no } from "./words/no.ts";
import { zh } from "./words/zh.ts";

export type { Key };

type Values = Readonly<Record<string, string | number>>;

const ALL: Readonly<Record<string, Partial<Record<Key, string>>>> = { en, no, nb: no, hi, ar, zh, es };

let words: Partial<Record<Key, string>> = en;
let tag = "en";

/** Takes the words of a language; gives the tag of the language that they are in. */
export function speak(language: string): string {
  const primary = language.split("-")[0];
  tag = Object.hasOwn(ALL, primary) ? primary : "en";
  words = ALL[tag];
  return tag;
}

/** Says something, with numbers and names put in: `{n}`. */
export function say(key: Key, values: Values = {}): string {
  const text = words[key] ?? en[key];
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    return value === undefined ? whole : typeof value === "number" ? number(value) : value;
  });
}

/** One of two words after a number: those for one, and those for all others. */
export const counted = (n: number, one: Key, other: Key): string => (n === 1 ? say(one) : say(other, { n }));

export const number = (value: number): string => value.toLocaleString(tag === "ar" ? "ar-u-nu-latn" : tag);

/** Puts the words into the elements that ask for them by `data-text`, `data-label` or `data-hint`. */
export function sayAll(root: ParentNode): void {
  for (const element of root.querySelectorAll<HTMLElement>("[data-text], [data-label], [data-hint]")) {
    const { text, label, hint } = element.dataset;
    if (text) element.textContent = say(text as Key);
    if (label) {
      element.setAttribute("aria-label", say(label as Key));
      if (element.tagName === "BUTTON") element.title = say(label as Key);
    }
    if (hint) element.setAttribute("placeholder", say(hint as Key));
  }
}
