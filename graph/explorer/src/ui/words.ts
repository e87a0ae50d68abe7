// The texts of the page itself, in the chosen language if there is a translation, else in English.
import { ar } from "./words/ar.ts";
import { en, type TextKey } from "./words/en.ts";
import { es } from "./words/es.ts";
import { hi } from "./words/hi.ts";
import { no } from "./words/no.ts";
import { zh } from "./words/zh.ts";

export type { TextKey };

type Values = Readonly<Record<string, string | number>>;

const TRANSLATIONS: Readonly<Record<string, Partial<Record<TextKey, string>>>> = { en, no, nb: no, hi, ar, zh, es };

let texts: Partial<Record<TextKey, string>> = en;
let tag = "en";

/** Chooses the language of the texts; returns the tag of the language that they are in. */
export function chooseLanguage(language: string): string {
  const primary = language.split("-")[0];
  tag = Object.hasOwn(TRANSLATIONS, primary) ? primary : "en";
  texts = TRANSLATIONS[tag];
  return tag;
}

/** A text of the page, with values for its placeholders such as `{n}`. */
export function translate(key: TextKey, values: Values = {}): string {
  const text = texts[key] ?? en[key];
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    return value === undefined ? whole : typeof value === "number" ? formatNumber(value) : value;
  });
}

/** A count with its noun: one text for 1, another for all other numbers. */
export const translateCount = (n: number, singular: TextKey, plural: TextKey): string =>
  n === 1 ? translate(singular) : translate(plural, { n });

export const formatNumber = (value: number): string => value.toLocaleString(tag === "ar" ? "ar-u-nu-latn" : tag);

/** Fills the elements that name their text in `data-text`, `data-label` or `data-hint`. */
export function translatePage(root: ParentNode): void {
  for (const element of root.querySelectorAll<HTMLElement>("[data-text], [data-label], [data-hint]")) {
    const { text, label, hint } = element.dataset;
    if (text) element.textContent = translate(text as TextKey);
    if (label) {
      element.setAttribute("aria-label", translate(label as TextKey));
      if (element.tagName === "BUTTON") element.title = translate(label as TextKey);
    }
    if (hint) element.setAttribute("placeholder", translate(hint as TextKey));
  }
}
