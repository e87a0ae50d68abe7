// What is told of the selected term.
import type { Details } from "../data/details.ts";
import { edgesOf, inDegree, outDegree } from "../data/graph.ts";
import { type App, badgeOf, directionOf, named, tagOf } from "./app.ts";
import { byId, ICONS, icon, make } from "./dom.ts";
import { fileOf, sentencesOf } from "./sentences.ts";
import { counted, number, say } from "./words.ts";

const LINKS_SHOWN = 60;
const NAMES_SHOWN = 40;

/** Fills the panel with a term; what has to be unpacked comes when it has been. */
export function termPanel(app: App, term: number, near: number): DocumentFragment {
  const { graph, state } = app;
  const panel = document.createDocumentFragment();
  const name = app.names.name(term, state.language);
  const heading = make("h2", { id: "term" });
  heading.tabIndex = -1;
  heading.append(
    make("bdi", { text: name.text, lang: tagOf(app, name.language), dir: directionOf(app, name.language) }),
  );
  if (name.language !== state.language) heading.append(" ", badgeOf(app, name.language));
  const kind = graph.placeholder[term]
    ? say("kind_placeholder")
    : counted(graph.articles[term], "article_one", "articles_n");
  const rank = say("rank", { rank: term + 1, all: graph.terms });
  panel.append(closeButton(app), heading, make("p", { class: "kind", text: `${kind} · ${rank}` }));
  const told = make("div", { class: "told-of" });
  panel.append(told, tools(app, term, near));
  const names = section(say("names"));
  const keywords = make("div");
  panel.append(names, keywords);
  panel.append(links(app, term, "out"), links(app, term, "into"));
  const articles = make("div");
  panel.append(articles);
  void app.library.details(term).then((details) => {
    told.replaceChildren(...definition(app, details));
    keywords.replaceChildren(...keywordChips(app, details));
    articles.replaceChildren(...articleList(app, details));
  });
  void app.names.loadAll().then(() => names.append(nameList(app, term)));
  return panel;
}

export function closeButton(app: App): HTMLElement {
  const close = (): void => {
    app.go(app.state.path ? { path: null } : { term: -1 }, "push");
    byId("map").focus();
  };
  return make(
    "button",
    { class: "close", "aria-label": say("close"), title: say("close"), click: close },
    icon(ICONS.close),
  );
}

const section = (title: string): HTMLElement => make("section", {}, make("h3", { text: title }));

function definition(app: App, { definitions }: Details): HTMLElement[] {
  const { language } = app.state;
  const best =
    definitions.find(([one]) => one === language) ??
    definitions.find(([one]) => one === app.names.fallback) ??
    definitions[0];
  if (!best) return [];
  const text = make("p", {
    class: "definition",
    text: best[1],
    lang: tagOf(app, best[0]),
    dir: directionOf(app, best[0]),
  });
  if (best[0] !== language) text.append(" ", badgeOf(app, best[0]));
  return [text];
}

function tools(app: App, term: number, near: number): HTMLElement {
  const bar = make("div", { class: "tools" });
  const hops = make("div", { class: "hops", role: "group", "aria-label": say("neighbours") });
  for (const n of [1, 2, 3] as const) {
    const label = n === 1 ? say("hops_one") : say("hops_n", { n });
    const button = make("button", { text: String(n), title: label, "aria-label": `${n}: ${label}` });
    button.setAttribute("aria-pressed", String(app.state.hops === n));
    button.addEventListener("click", () => app.go({ hops: n }, "replace"));
    hops.append(button);
  }
  bar.append(
    make("span", { class: "of", text: say("neighbours") }),
    hops,
    make("span", { class: "of", text: number(near) }),
  );
  const path = make("button", { class: "plain", click: () => app.go({ path: [term, -1] }, "push") });
  path.append(icon(ICONS.route), say("path_from_here"));
  const show = make("button", { class: "plain", click: () => app.show([term]) });
  show.append(icon(ICONS.target), say("go_there"));
  bar.append(make("span", { class: "break" }), path, show);
  return bar;
}

function nameList(app: App, term: number): HTMLElement {
  const list = make("dl", { class: "names" });
  app.about.languages.forEach((language, i) => {
    const own = app.names.own(term, i);
    const aliases = app.names.aliasesOf(term, i).slice(0, NAMES_SHOWN);
    if (!own && !aliases.length) return;
    const texts = [own, ...aliases].filter(Boolean);
    const direction = { lang: language.tag, dir: language.direction };
    const value = make("dd", {}, ...texts.map((text) => make("bdi", { text, ...direction })));
    list.append(make("dt", { text: language.name, ...direction }), value);
  });
  list.append(
    make("dt", { text: say("slug") }),
    make("dd", {}, make("bdi", { text: app.names.slugs[term], class: "slug" })),
  );
  return list;
}

function keywordChips(app: App, { keywords }: Details): HTMLElement[] {
  if (!keywords.length) return [];
  const list = make("ul", { class: "chips" });
  for (const keyword of keywords.slice(0, NAMES_SHOWN)) {
    const chip = make("button", { text: keyword, dir: "auto" });
    chip.addEventListener("click", () => app.go({ filters: { ...app.state.filters, keyword } }, "push"));
    list.append(make("li", {}, chip));
  }
  const made = section(say("keywords"));
  made.append(list);
  return [made];
}

function articleList(app: App, { articles }: Details): HTMLElement[] {
  if (!articles.length) return [];
  const list = make("ul", { class: "files" });
  for (const [language, path] of articles) list.append(make("li", {}, badgeOf(app, language), fileOf(app, path)));
  const made = section(say("articles"));
  made.append(list);
  return [made];
}

/** The links of a term in one direction, those made most often first. */
function links(app: App, term: number, way: "out" | "into"): HTMLElement {
  const { graph } = app;
  const count = way === "out" ? outDegree(graph, term) : inDegree(graph, term);
  const edges = [...edgesOf(graph, term)].filter((edge) => (graph.source[edge] === term) === (way === "out"));
  edges.sort((a, b) => graph.count[b] - graph.count[a] || a - b);
  const made = make("section", { class: `links ${way}` });
  const title = make("h3", {}, make("i", { class: `stroke ${way}` }));
  title.append(
    `${say(way === "out" ? "links_out" : "links_in")} `,
    make("span", { class: "number", text: number(count) }),
  );
  made.append(title);
  if (!edges.length) {
    made.append(make("p", { class: "hint", text: say("none") }));
    return made;
  }
  const list = make("ul");
  const add = (from: number, to: number): void => {
    list.append(
      ...edges
        .slice(from, to)
        .map((edge) => linkRow(app, edge, way === "out" ? graph.target[edge] : graph.source[edge])),
    );
  };
  add(0, LINKS_SHOWN);
  made.append(list);
  if (edges.length > LINKS_SHOWN) {
    const rest = make("button", { class: "plain", text: say("show_all", { n: edges.length }) });
    rest.addEventListener("click", () => {
      rest.remove();
      add(LINKS_SHOWN, edges.length);
      list.querySelectorAll<HTMLElement>(".go")[LINKS_SHOWN]?.focus();
    });
    made.append(rest);
  }
  return made;
}

let rows = 0;

/** One link: the other term, how often and in which languages, and its sentences to unfold. */
export function linkRow(app: App, edge: number, other: number): HTMLElement {
  const { graph, about } = app;
  const go = make("button", { class: `go${graph.placeholder[other] ? " placeholder" : ""}` }, named(app, other));
  go.addEventListener("click", () => app.go({ term: other, path: null }, "push"));
  go.addEventListener("focus", () => app.announce(app.caption(other).text));
  const tags = graph.patterns[graph.pattern[edge]].map(([language]) => about.languages[language].tag);
  const id = `sentences-${++rows}`;
  const label = say("sentences_of", { name: app.caption(other).text });
  const more = make("button", {
    class: "how",
    "aria-expanded": "false",
    "aria-controls": id,
    title: label,
  });
  const told = tags.length > 4 ? `${tags.slice(0, 3).join(" ")} +${tags.length - 3}` : tags.join(" ");
  if (graph.repaired[edge]) more.append(make("span", { class: "badge", text: say("repaired") }));
  more.append(
    make("span", { text: `${number(graph.count[edge])}× ${told}`, title: tags.join(" ") }),
    make("span", { class: "unseen", text: label }),
    icon(ICONS.down),
  );
  const place = make("div", { id, class: "unfolded" });
  place.hidden = true;
  more.addEventListener("click", async () => {
    const opened = place.hidden;
    more.setAttribute("aria-expanded", String(opened));
    place.hidden = !opened;
    if (opened && !place.childElementCount)
      place.append(await sentencesOf(app, graph.source[edge], graph.target[edge]));
  });
  return make("li", {}, make("div", { class: "row" }, go, more), place);
}
