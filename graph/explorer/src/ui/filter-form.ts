// The form that filters terms and links. A filter that cannot change anything is not shown.
import { type Filters, NO_FILTERS, type Placeholders, type Scope, type Visibility } from "../data/filters.ts";
import { inDegree, outDegree } from "../data/graph.ts";
import type { App } from "./app.ts";
import { byId, make } from "./dom.ts";
import { type TextKey, translate } from "./words.ts";

const MAX_CHOICES = 200;

export async function fillFilterForm(app: App, visible: Visibility): Promise<void> {
  const { filters } = app.state;
  const facts = factsOf(app);
  const focusedId = document.activeElement?.id;
  const fields: (HTMLElement | false)[] = [
    facts.languages.length > 1 && makeLanguageField(app, facts.languages),
    filters.scope === "compare" && makeComparedFields(app, facts.languages),
    facts.placeholders > 0 && facts.placeholders < app.graph.terms && makePlaceholderField(app),
    (facts.unlinked > 0 || filters.linked) && makeCheck(app, "filter-linked", "filter_linked", "linked"),
    facts.maxLinks > 1 && makeNumber(app, "filter-max-links", "filter_max_links", "maxLinks", 0),
    facts.maxCount > 1 && makeNumber(app, "filter-min-links", "filter_min_links", "minLinks", 1),
    app.members.length > 1 && makeCommunityField(app),
    await makeFolderField(app),
    await makeKeywordField(app),
    facts.repaired > 0 && makeCheck(app, "filter-repaired", "filter_repaired", "repaired"),
    (visible.termCount < app.graph.terms || filters.bridges) &&
      makeCheck(app, "filter-bridges", "filter_bridges", "bridges"),
    make("button", {
      class: "plain",
      id: "filter-clear",
      text: translate("filter_clear"),
      click: () => app.setState({ filters: NO_FILTERS }, "push"),
    }),
  ];
  byId("filter-fields").replaceChildren(...fields.filter((field) => field !== false));
  if (focusedId && !document.activeElement?.id) document.getElementById(focusedId)?.focus();
}

interface Facts {
  /** The languages with links: index and name. */
  readonly languages: readonly (readonly [number, string])[];
  readonly placeholders: number;
  readonly unlinked: number;
  readonly repaired: number;
  /** The most neighbours of a term, and the most links behind an edge. */
  readonly maxLinks: number;
  readonly maxCount: number;
}

let cached: { readonly app: App; readonly facts: Facts } | undefined;

/** What the graph has, so that filters without an effect can be left out. */
function factsOf(app: App): Facts {
  if (cached?.app === app) return cached.facts;
  const { graph, about } = app;
  const linked = new Set(graph.patterns.flatMap((pattern) => pattern.map(([language]) => language)));
  let [placeholders, unlinked, maxLinks] = [0, 0, 0];
  for (let term = 0; term < graph.terms; term++) {
    const links = inDegree(graph, term) + outDegree(graph, term);
    placeholders += graph.placeholder[term];
    unlinked += Number(links === 0);
    maxLinks = Math.max(maxLinks, links);
  }
  const facts: Facts = {
    languages: about.languages.map((language, i) => [i, language.name] as const).filter(([i]) => linked.has(i)),
    placeholders,
    unlinked,
    repaired: graph.repaired.reduce((sum, flag) => sum + flag, 0),
    maxLinks,
    maxCount: graph.count.reduce((most, count) => Math.max(most, count), 0),
  };
  cached = { app, facts };
  return facts;
}

const setFilters = (app: App, change: Partial<Filters>): void =>
  app.setState({ filters: { ...app.state.filters, ...change } }, "push");

function makeLanguageField(app: App, languages: Facts["languages"]): HTMLElement {
  const { filters } = app.state;
  const scopes: [string, string][] = [
    ["any", translate("scope_any")],
    ["all", translate("scope_all")],
    ["compare", translate("scope_compare")],
    ...languages.map(([i, name]): [string, string] => [`in ${i}`, translate("scope_in", { name })]),
    ...languages.map(([i, name]): [string, string] => [`only ${i}`, translate("scope_only", { name })]),
  ];
  const scope =
    filters.scope === "in" || filters.scope === "only" ? `${filters.scope} ${filters.language}` : filters.scope;
  const choose = (value: string): void => {
    const [kind, language] = value.split(" ");
    const [first, second] = languages;
    const compared =
      kind === "compare" ? { language: first[0], other: second[0] } : { language: Number(language ?? 0) };
    setFilters(app, { scope: kind as Scope, ...compared });
  };
  return makeField("filter_language", makeSelect("filter-language", scopes, scope, choose));
}

/** The two languages that are compared. */
function makeComparedFields(app: App, languages: Facts["languages"]): HTMLElement {
  const { filters } = app.state;
  const options = languages.map(([i, name]): [string, string] => [String(i), name]);
  const first = makeSelect("filter-first", options, String(filters.language), (value) =>
    setFilters(app, { language: Number(value) }),
  );
  const second = makeSelect("filter-second", options, String(filters.other), (value) =>
    setFilters(app, { other: Number(value) }),
  );
  return make("div", {}, makeField("compare_first", first), makeField("compare_second", second));
}

function makePlaceholderField(app: App): HTMLElement {
  const choices = (["with", "without", "only"] as const).map((value): [string, string] => [
    value,
    translate(`placeholders_${value}`),
  ]);
  const select = makeSelect("filter-placeholders", choices, app.state.filters.placeholders, (value) =>
    setFilters(app, { placeholders: value as Placeholders }),
  );
  return makeField("filter_placeholders", select);
}

/** A choice of communities: choosing one adds it; the chosen ones are buttons that remove them. */
function makeCommunityField(app: App): HTMLElement {
  const { communities } = app.state.filters;
  const options = app.members.map((terms, i): [string, string] => [
    String(i),
    `${app.communityName(i)} (${terms.length})`,
  ]);
  const free = options.filter(([value]) => !communities.includes(Number(value))).slice(0, MAX_CHOICES);
  const first = translate(communities.length ? "filter_add" : "filter_any");
  const select = makeSelect("filter-community", [["-1", first], ...free], "-1", (value) =>
    setFilters(app, { communities: [...communities, Number(value)] }),
  );
  const field = makeField("filter_community", select);
  if (!communities.length) return field;
  const chosen = make("ul", { class: "chips" });
  for (const community of communities) {
    const remove = (): void => setFilters(app, { communities: communities.filter((other) => other !== community) });
    const label = translate("filter_remove", { name: app.communityName(community) });
    const text = `${app.communityName(community)} ×`;
    chosen.append(make("li", {}, make("button", { text, "aria-label": label, click: remove })));
  }
  return make("div", {}, field, chosen);
}

async function makeFolderField(app: App): Promise<HTMLElement | false> {
  const folders = (await app.details.folders()).slice(0, MAX_CHOICES);
  const { folder } = app.state.filters;
  if (folders.length < 2 && !folder) return false;
  const options = folders.map(([name, terms]): [string, string] => [name, `${name} (${terms.length})`]);
  const select = makeSelect("filter-folder", [["", translate("filter_any")], ...options], folder, (value) =>
    setFilters(app, { folder: value }),
  );
  return makeField("filter_folder", select);
}

async function makeKeywordField(app: App): Promise<HTMLElement | false> {
  const keywords = (await app.details.keywords()).slice(0, MAX_CHOICES);
  const { keyword } = app.state.filters;
  if (keyword && !keywords.includes(keyword)) keywords.unshift(keyword);
  if (!keywords.length) return false;
  const options = keywords.map((word): [string, string] => [word, word]);
  const select = makeSelect("filter-keyword", [["", translate("filter_any")], ...options], keyword, (value) =>
    setFilters(app, { keyword: value }),
  );
  return makeField("filter_keyword", select);
}

function makeCheck(app: App, id: string, key: TextKey, name: "linked" | "repaired" | "bridges"): HTMLElement {
  const input = make("input", { id, type: "checkbox" });
  input.checked = app.state.filters[name];
  input.addEventListener("change", () => setFilters(app, { [name]: input.checked }));
  return makeField(key, input);
}

/** A number; `none` is the value without an effect, which is shown as an empty field if it is 0. */
function makeNumber(app: App, id: string, key: TextKey, name: "minLinks" | "maxLinks", none: number): HTMLElement {
  const value = app.state.filters[name];
  const input = make("input", { id, type: "number", value: value === 0 ? "" : String(value) });
  input.min = String(none);
  input.addEventListener("change", () =>
    setFilters(app, { [name]: Math.max(none, Math.trunc(Number(input.value)) || none) }),
  );
  return makeField(key, input);
}

function makeField(key: TextKey, control: HTMLElement): HTMLElement {
  const label = make("label", { text: translate(key) });
  label.htmlFor = control.id;
  return make("div", { class: "of-form" }, label, control);
}

function makeSelect(
  id: string,
  options: readonly (readonly [string, string])[],
  value: string,
  onChoose: (value: string) => void,
): HTMLSelectElement {
  const select = make("select", { id });
  select.append(...options.map(([optionValue, text]) => make("option", { value: optionValue, text })));
  select.value = value;
  select.addEventListener("change", () => onChoose(select.value));
  return select;
}
