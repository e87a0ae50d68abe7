// The panel of the selected term.
import type { Details } from "../data/details.ts";
import { edgesOf, inDegree, outDegree } from "../data/graph.ts";
import { type App, directionOf, languageBadge, nameElement, tagOf } from "./app.ts";
import { byId, ICONS, make, makeIcon } from "./dom.ts";
import { makeFileName, makeSentences } from "./sentences.ts";
import { formatNumber, translate, translateCount } from "./words.ts";

const MAX_LINKS_AT_FIRST = 60;
const MAX_ALIASES = 40;
const MAX_KEYWORDS = 40;
const MAX_TAGS = 4;

/** Makes the panel of a term. Data that has to be unpacked is added later. */
export function makeTermPanel(app: App, term: number, neighbourCount: number): DocumentFragment {
  const { graph, state } = app;
  const panel = document.createDocumentFragment();
  const name = app.names.bestName(term, state.language);
  const heading = make("h2", { id: "term" });
  heading.tabIndex = -1;
  heading.append(
    make("bdi", { text: name.text, lang: tagOf(app, name.language), dir: directionOf(app, name.language) }),
  );
  if (name.language !== state.language) heading.append(" ", languageBadge(app, name.language));
  const kind = graph.placeholder[term]
    ? translate("kind_placeholder")
    : translateCount(graph.articles[term], "article_one", "articles_n");
  const rank = translate("rank", { rank: term + 1, all: graph.terms });
  panel.append(makeCloseButton(app), heading, make("p", { class: "kind", text: `${kind} · ${rank}` }));
  const definition = make("div");
  panel.append(definition, makeTools(app, term, neighbourCount));
  const names = makeSection(translate("names"));
  const keywords = make("div");
  panel.append(names, keywords);
  panel.append(makeLinks(app, term, "out"), makeLinks(app, term, "into"));
  const articles = make("div");
  panel.append(articles);
  void app.details.details(term).then((details) => {
    definition.replaceChildren(...makeDefinition(app, details));
    keywords.replaceChildren(...makeKeywords(app, details));
    articles.replaceChildren(...makeArticles(app, details));
  });
  void app.names.loadAll().then(() => names.append(makeNames(app, term)));
  return panel;
}

export function makeCloseButton(app: App): HTMLElement {
  const close = (): void => {
    app.setState(app.state.path ? { path: null } : { term: -1 }, "push");
    byId("map").focus();
  };
  return make(
    "button",
    { class: "close", "aria-label": translate("close"), title: translate("close"), click: close },
    makeIcon(ICONS.close),
  );
}

const makeSection = (title: string): HTMLElement => make("section", {}, make("h3", { text: title }));

function makeDefinition(app: App, { definitions }: Details): HTMLElement[] {
  const { language: chosen } = app.state;
  const best =
    definitions.find(([language]) => language === chosen) ??
    definitions.find(([language]) => language === app.names.fallback) ??
    definitions[0];
  if (!best) return [];
  const [language, text] = best;
  const paragraph = make("p", {
    class: "definition",
    text,
    lang: tagOf(app, language),
    dir: directionOf(app, language),
  });
  if (language !== chosen) paragraph.append(" ", languageBadge(app, language));
  return [paragraph];
}

function makeTools(app: App, term: number, neighbourCount: number): HTMLElement {
  const bar = make("div", { class: "tools" });
  const hops = make("div", { class: "hops", role: "group", "aria-label": translate("neighbours") });
  for (const n of [1, 2, 3] as const) {
    const label = n === 1 ? translate("hops_one") : translate("hops_n", { n });
    const button = make("button", { text: String(n), title: label, "aria-label": `${n}: ${label}` });
    button.setAttribute("aria-pressed", String(app.state.hops === n));
    button.addEventListener("click", () => app.setState({ hops: n }, "replace"));
    hops.append(button);
  }
  bar.append(
    make("span", { class: "of", text: translate("neighbours") }),
    hops,
    make("span", { class: "of", text: formatNumber(neighbourCount) }),
  );
  const path = make("button", { class: "plain", click: () => app.setState({ path: [term, -1] }, "push") });
  path.append(makeIcon(ICONS.route), translate("path_from_here"));
  const show = make("button", { class: "plain", click: () => app.showOnMap([term]) });
  show.append(makeIcon(ICONS.target), translate("show_on_map"));
  bar.append(make("span", { class: "break" }), path, show);
  return bar;
}

function makeNames(app: App, term: number): HTMLElement {
  const list = make("dl", { class: "names" });
  app.about.languages.forEach((language, i) => {
    const name = app.names.nameIn(term, i);
    const aliases = app.names.aliasesOf(term, i).slice(0, MAX_ALIASES);
    if (!name && !aliases.length) return;
    const texts = [name, ...aliases].filter(Boolean);
    const attributes = { lang: language.tag, dir: language.direction };
    const value = make("dd", {}, ...texts.map((text) => make("bdi", { text, ...attributes })));
    list.append(make("dt", { text: language.name, ...attributes }), value);
  });
  list.append(
    make("dt", { text: translate("slug") }),
    make("dd", {}, make("bdi", { text: app.names.slugs[term], class: "slug" })),
  );
  return list;
}

function makeKeywords(app: App, { keywords }: Details): HTMLElement[] {
  if (!keywords.length) return [];
  const list = make("ul", { class: "chips" });
  for (const keyword of keywords.slice(0, MAX_KEYWORDS)) {
    const chip = make("button", { text: keyword, dir: "auto" });
    chip.addEventListener("click", () => app.setState({ filters: { ...app.state.filters, keyword } }, "push"));
    list.append(make("li", {}, chip));
  }
  const section = makeSection(translate("keywords"));
  section.append(list);
  return [section];
}

function makeArticles(app: App, { articles }: Details): HTMLElement[] {
  if (!articles.length) return [];
  const list = make("ul", { class: "files" });
  for (const [language, path] of articles)
    list.append(make("li", {}, languageBadge(app, language), makeFileName(app, path)));
  const section = makeSection(translate("articles"));
  section.append(list);
  return [section];
}

/** The links of a term in one direction, those with most links in the articles first. */
function makeLinks(app: App, term: number, direction: "out" | "into"): HTMLElement {
  const { graph } = app;
  const isOut = direction === "out";
  const count = isOut ? outDegree(graph, term) : inDegree(graph, term);
  const edges = [...edgesOf(graph, term)].filter((edge) => (graph.source[edge] === term) === isOut);
  edges.sort((a, b) => graph.count[b] - graph.count[a] || a - b);
  const section = make("section", { class: `links ${direction}` });
  const title = make("h3", {}, make("i", { class: `stroke ${direction}` }));
  title.append(
    `${translate(isOut ? "links_out" : "links_in")} `,
    make("span", { class: "number", text: formatNumber(count) }),
  );
  section.append(title);
  if (!edges.length) {
    section.append(make("p", { class: "hint", text: translate("none") }));
    return section;
  }
  const list = make("ul");
  const addRows = (start: number, end: number): void => {
    list.append(
      ...edges.slice(start, end).map((edge) => makeLinkRow(app, edge, isOut ? graph.target[edge] : graph.source[edge])),
    );
  };
  addRows(0, MAX_LINKS_AT_FIRST);
  section.append(list);
  if (edges.length > MAX_LINKS_AT_FIRST) {
    const allButton = make("button", { class: "plain", text: translate("show_all", { n: edges.length }) });
    allButton.addEventListener("click", () => {
      allButton.remove();
      addRows(MAX_LINKS_AT_FIRST, edges.length);
      list.querySelectorAll<HTMLElement>(".go")[MAX_LINKS_AT_FIRST]?.focus();
    });
    section.append(allButton);
  }
  return section;
}

let rowCount = 0;

/** A link: the other term, the number of links and their languages, and a button that unfolds their sentences. */
function makeLinkRow(app: App, edge: number, other: number): HTMLElement {
  const { graph, about } = app;
  const link = make(
    "button",
    { class: `go${graph.placeholder[other] ? " placeholder" : ""}` },
    nameElement(app, other),
  );
  link.addEventListener("click", () => app.setState({ term: other, path: null }, "push"));
  link.addEventListener("focus", () => app.announce(app.caption(other).text));
  const tags = graph.patterns[graph.pattern[edge]].map(([language]) => about.languages[language].tag);
  const id = `sentences-${++rowCount}`;
  const label = translate("sentences_of", { name: app.caption(other).text });
  const unfold = make("button", {
    class: "how",
    "aria-expanded": "false",
    "aria-controls": id,
    title: label,
  });
  const shownTags =
    tags.length > MAX_TAGS ? `${tags.slice(0, MAX_TAGS - 1).join(" ")} +${tags.length - MAX_TAGS + 1}` : tags.join(" ");
  if (graph.repaired[edge]) unfold.append(make("span", { class: "badge", text: translate("repaired") }));
  unfold.append(
    make("span", { text: `${formatNumber(graph.count[edge])}× ${shownTags}`, title: tags.join(" ") }),
    make("span", { class: "visually-hidden", text: label }),
    makeIcon(ICONS.down),
  );
  const sentences = make("div", { id, class: "unfolded" });
  sentences.hidden = true;
  unfold.addEventListener("click", async () => {
    const open = sentences.hidden;
    unfold.setAttribute("aria-expanded", String(open));
    sentences.hidden = !open;
    if (open && !sentences.childElementCount)
      sentences.append(await makeSentences(app, graph.source[edge], graph.target[edge]));
  });
  return make("li", {}, make("div", { class: "row" }, link, unfold), sentences);
}
