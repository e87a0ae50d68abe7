// The page in the reader's language, if there are words for it, else in English.
import { type App, graphSize } from "./app.ts";
import { byId } from "./dom.ts";
import { chooseLanguage, translatePage } from "./words.ts";

/** Tags of the languages of the page's own words that are written from right to left. */
const RIGHT_TO_LEFT: readonly string[] = ["ar"];

/** Translates the page. Its direction is that of its own words, so that English words are never mirrored. */
export function translateDocument(app: App): void {
  const tag = chooseLanguage(app.about.languages[app.state.language]?.tag ?? "en");
  document.documentElement.lang = tag;
  document.documentElement.dir = RIGHT_TO_LEFT.includes(tag) ? "rtl" : "ltr";
  translatePage(document);
  byId("counts").textContent = graphSize(app);
  byId<HTMLSelectElement>("language").value = String(app.state.language);
}
