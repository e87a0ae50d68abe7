// The panel of the selected term.
import { bestText, type Details, summaryOf } from "../data/details.ts";
import { edgesOf, inDegree, outDegree } from "../data/graph.ts";
import type { FocusMap } from "../map/focus-map.ts";
import { type App, directionOf, languageBadge, nameElement, tagOf } from "./app.ts";
import { articleAddress } from "./article-address.ts";
import { byId, ICONS, make, makeIcon } from "./dom.ts";
import { makeFileName, makeSentences } from "./sentences.ts";
import { formatNumber, translate, translateCount } from "./words.ts";

const MAX_LINKS_AT_FIRST = 60;
const MAX_ALIASES = 40;
const MAX_KEYWORDS = 40;
const MAX_TAGS = 4;

/** Makes the panel of a term. Data that has to be unpacked is added later. */
export function makeTermPanel(
  app: App,
  term: number,
  reach: readonly [number, number, number],
  focusMap: FocusMap | null,
): DocumentFragment {
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
  const summary = make("div");
  panel.append(summary, makeTools(app, term, reach));
  if (focusMap?.ribbons.some((ribbon) => ribbon.count)) panel.append(makeRibbons(app, focusMap));
  panel.append(makeLinks(app, term, "out"), makeLinks(app, term, "into"));
  const names = makeSection(translate("names"));
  const keywords = make("div");
  const articles = make("div");
  panel.append(names, keywords, articles);
  void app.details.details(term).then((details) => {
    summary.replaceChildren(...makeSummary(app, details), ...makeReadLink(app, term, details));
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

/** The definition, else the lead of an article, which is marked as such. */
function makeSummary(app: App, details: Details): HTMLElement[] {
  const best = summaryOf(details, app.state.language, app.names.fallback);
  if (!best) return [];
  const [language, text] = best;
  const paragraph = make("p", {
    class: details.leads.includes(best) ? "definition lead" : "definition",
    text,
    lang: tagOf(app, language),
    dir: directionOf(app, language),
  });
  if (language !== app.state.language) paragraph.append(" ", languageBadge(app, language));
  return [paragraph];
}

/** A link to the article in the reader's language: on the published site, at the source, or as a file. */
function makeReadLink(app: App, term: number, { articles }: Details): HTMLElement[] {
  const article = bestText(articles, app.state.language, app.names.fallback);
  const address = article && articleAddress(app.about, app.names.slugs[term], tagOf(app, article[0]), article[1]);
  if (!article || !address) return [];
  const link = make("a", { class: "plain read", href: address });
  link.append(makeIcon(ICONS.book), translate("read_article"));
  if (article[0] !== app.state.language) link.append(" ", languageBadge(app, article[0]));
  link.rel = "noopener noreferrer";
  link.target = "_blank";
  return [make("p", {}, link)];
}

function makeTools(app: App, term: number, reach: readonly [number, number, number]): HTMLElement {
  const bar = make("div", { class: "tools" });
  const { focus } = app.state;
  const focusButton = make("button", { class: "plain strong", id: "focus", "aria-pressed": String(focus) });
  focusButton.append(makeIcon(ICONS.focus), translate("focus"));
  focusButton.addEventListener("click", () => app.toggleFocus());
  const hops = make("div", { class: "hops", role: "group", "aria-label": translate("neighbours") });
  for (const n of [1, 2, 3] as const) {
    const label = n === 1 ? translate("hops_one") : translate("hops_n", { n });
    const count = formatNumber(reach[n - 1]);
    const button = make("button", { title: label }, String(n), " ", make("span", { class: "reach", text: count }));
    button.append(" ", make("span", { class: "visually-hidden", text: label }));
    button.setAttribute("aria-pressed", String(app.state.hops === n));
    button.addEventListener("click", () => app.setState({ hops: n, opened: -1, page: 0 }, "replace"));
    hops.append(button);
  }
  const path = make("button", { class: "plain", click: () => app.setState({ path: [term, -1] }, "push") });
  path.append(makeIcon(ICONS.route), translate("path_from_here"));
  const show = make("button", { class: "plain", click: () => app.showOnMap([term]) });
  show.append(makeIcon(ICONS.target), translate("show_on_map"));
  bar.append(focusButton, path, show, make("span", { class: "break" }));
  bar.append(make("span", { class: "of", text: translate("neighbours") }), hops);
  return bar;
}

/** The ribbons of the map around the term as buttons, for the keyboard and screen readers. */
function makeRibbons(app: App, { ribbons }: FocusMap): HTMLElement {
  const list = make("ul", { class: "chips" });
  for (const ribbon of ribbons.filter(({ count }) => count > 0)) {
    const text = `${app.communityName(ribbon.community)} +${formatNumber(ribbon.count)}`;
    const chip = make("button", { text, dir: "auto", click: () => app.openRibbon(ribbon) });
    chip.setAttribute("aria-pressed", String(app.state.opened === ribbon.community));
    list.append(make("li", {}, chip));
  }
  const section = makeSection(translate("further_neighbours"));
  section.append(list);
  return section;
}

const NAMES_AT_FIRST = 4;

/** The names by language: the reader's language first; those past four are folded. */
function makeNames(app: App, term: number): HTMLElement {
  const box = make("div");
  const rows: [HTMLElement, HTMLElement][] = [];
  const order = app.about.languages.map((_, i) => i);
  order.sort((a, b) => Number(b === app.state.language) - Number(a === app.state.language) || a - b);
  for (const i of order) {
    const language = app.about.languages[i];
    const name = app.names.nameIn(term, i);
    const aliases = app.names.aliasesOf(term, i).slice(0, MAX_ALIASES);
    if (!name && !aliases.length) continue;
    const texts = [name, ...aliases].filter(Boolean);
    const attributes = { lang: language.tag, dir: language.direction };
    const value = make("dd", {}, ...texts.map((text) => make("bdi", { text, ...attributes })));
    rows.push([make("dt", { text: language.name, ...attributes }), value]);
  }
  const slug = make("dd", {}, make("bdi", { text: app.names.slugs[term], class: "slug" }));
  rows.push([make("dt", { text: translate("slug") }), slug]);
  const first = rows.length > NAMES_AT_FIRST + 1 ? rows.splice(0, NAMES_AT_FIRST) : rows.splice(0);
  box.append(make("dl", { class: "names" }, ...first.flat()));
  if (rows.length) {
    const more = make("summary", { text: translate("more_names", { n: rows.length }) });
    box.append(make("details", { class: "more-names" }, more, make("dl", { class: "names" }, ...rows.flat())));
  }
  return box;
}

/** The keywords of the article in the reader's language, else of the one in the fallback language, else of all. */
function makeKeywords(app: App, { keywords }: Details): HTMLElement[] {
  const of = (language: number): readonly string[] | undefined => keywords.find(([own]) => own === language)?.[1];
  const shown = of(app.state.language) ??
    of(app.names.fallback) ?? [...new Set(keywords.flatMap(([, words]) => words))];
  if (!shown.length) return [];
  const list = make("ul", { class: "chips" });
  for (const keyword of shown.slice(0, MAX_KEYWORDS)) {
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
