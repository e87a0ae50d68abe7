// The sentences behind a link, told on demand.
import { quoted, short } from "../data/text.ts";
import { type App, badgeOf, directionOf, tagOf } from "./app.ts";
import { isWebAddress, make } from "./dom.ts";
import { say } from "./words.ts";

/** Lists the sentences behind the links from one term to another. */
export async function sentencesOf(app: App, source: number, target: number): Promise<HTMLElement> {
  const found = [...(await app.library.sentences(source, target))];
  if (!found.length) return make("p", { class: "hint", text: say("no_sentences") });
  const chosen = (language: number): number => (language === app.state.language ? 0 : 1);
  found.sort((a, b) => chosen(a.language) - chosen(b.language) || a.language - b.language);
  const list = make("ul", { class: "sentences" });
  for (const one of found) {
    const [before, anchor, after] = quoted(one.text, one.anchor);
    const text = make("q", { lang: tagOf(app, one.language), dir: directionOf(app, one.language) }, before);
    if (anchor) text.append(make("mark", { text: anchor }), after);
    const item = make("li", {}, badgeOf(app, one.language), text, fileOf(app, one.path, one.line));
    if (one.written)
      item.append(make("p", { class: "hint", text: say("repaired_from", { written: short(one.written, 80) }) }));
    list.append(item);
  }
  return list;
}

/** An article's file: a link where the page knows where files can be read, else its path. */
export function fileOf(app: App, path: string, line = 0): HTMLElement {
  const text = line ? `${path}:${line}` : path;
  const { source } = app.about;
  if (!isWebAddress(source)) return make("bdi", { class: "file", text, dir: "ltr" });
  const address = source + path.split("/").map(encodeURIComponent).join("/");
  const link = make("a", { class: "file", text, dir: "ltr", href: address });
  link.rel = "noopener noreferrer";
  link.target = "_blank";
  return link;
}
