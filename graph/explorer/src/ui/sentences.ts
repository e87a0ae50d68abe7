// The sentences behind a link, unpacked on demand.
import { shorten, splitAtAnchor } from "../data/text.ts";
import { type App, directionOf, languageBadge, tagOf } from "./app.ts";
import { sourceAddress } from "./article-address.ts";
import { make } from "./dom.ts";
import { translate } from "./words.ts";

/** Lists the sentences behind the links from one term to another, those in the chosen language first. */
export async function makeSentences(app: App, source: number, target: number): Promise<HTMLElement> {
  const sentences = [...(await app.details.sentences(source, target))];
  if (!sentences.length) return make("p", { class: "hint", text: translate("sentences_none") });
  const order = (language: number): number => (language === app.state.language ? 0 : 1);
  sentences.sort((a, b) => order(a.language) - order(b.language) || a.language - b.language);
  const list = make("ul", { class: "sentences" });
  for (const sentence of sentences) {
    const { language, path, line, written, guessed } = sentence;
    const [before, anchor, after] = splitAtAnchor(sentence.text, sentence.anchor);
    const quote = make("q", { lang: tagOf(app, language), dir: directionOf(app, language) }, before);
    if (anchor) quote.append(make("mark", { text: anchor }), after);
    const item = make("li", {}, languageBadge(app, language), quote, makeFileName(app, path, line));
    if (written)
      item.append(make("p", { class: "hint", text: translate("repaired_from", { written: shorten(written, 80) }) }));
    if (guessed) item.append(make("p", { class: "hint", text: translate("resolved_by_spelling") }));
    list.append(item);
  }
  return list;
}

/** The name of an article's file: a link if the page knows the address of the files, else text. */
export function makeFileName(app: App, path: string, line = 0): HTMLElement {
  const text = line ? `${path}:${line}` : path;
  const address = sourceAddress(app.about, path);
  if (!address) return make("bdi", { class: "file", text, dir: "ltr" });
  const link = make("a", { class: "file", text, dir: "ltr", href: address });
  link.rel = "noopener noreferrer";
  link.target = "_blank";
  return link;
}
