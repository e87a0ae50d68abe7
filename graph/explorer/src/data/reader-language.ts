// The language for a reader: the address says it, else the last choice, else the browser, else the collection.
import type { About } from "./about.ts";

const STORAGE_KEY = "glossograph-language";

/** Tags of languages whose readers read another one's names. */
const READ_AS: Readonly<Record<string, string>> = { nb: "no", nn: "no", no: "nb", fil: "tl", iw: "he", in: "id" };

/** The language of the page that is nearest to a tag, or -1: the same, one of the same script and region, any variety of it. */
export function nearestLanguage(about: About, tag: string): number {
  const wanted = tag.toLowerCase();
  const hasNames = (candidate: string): number =>
    about.languages.findIndex((language) => language.tag.toLowerCase() === candidate && language.names > 0);
  for (let part = wanted; part; part = part.includes("-") ? part.slice(0, part.lastIndexOf("-")) : "") {
    const index = hasNames(part);
    if (index >= 0) return index;
  }
  const primary = wanted.split("-")[0];
  const alias = hasNames(READ_AS[primary] ?? "");
  if (alias >= 0) return alias;
  if (primary === "zh") {
    const traditional = /-(hant|tw|hk|mo)\b/.test(wanted);
    const index = hasNames(traditional ? "zh-tw" : "zh-cn");
    if (index >= 0) return index;
  }
  return about.languages.findIndex(
    (language) => language.tag.toLowerCase().split("-")[0] === primary && language.names > 0,
  );
}

export function initialLanguage(about: About, stored: string, preferred: readonly string[]): number {
  for (const tag of [stored, ...preferred]) {
    const language = tag ? nearestLanguage(about, tag) : -1;
    if (language >= 0) return language;
  }
  return Math.max(
    0,
    about.languages.findIndex((language) => language.tag === about.fallback),
  );
}

export function storedLanguage(): string {
  try {
    return localStorage.getItem(STORAGE_KEY) ?? "";
  } catch {
    return ""; // some browsers store nothing for local files
  }
}

export function storeLanguage(tag: string): void {
  try {
    localStorage.setItem(STORAGE_KEY, tag);
  } catch {
    // the choice lasts for this visit only
  }
}
