// The form that filters terms and links.
import { type Filters, NO_FILTERS, type Placeholders, type Scope } from "../data/filters.ts";
import type { App } from "./app.ts";
import { byId, make } from "./dom.ts";
import { type TextKey, translate } from "./words.ts";

const MAX_KEYWORDS = 200;

export async function fillFilterForm(app: App): Promise<void> {
  const { filters } = app.state;
  const setFilters = (change: Partial<Filters>): void =>
    app.setState({ filters: { ...app.state.filters, ...change } }, "push");
  const languages = app.about.languages.map((language, i) => [i, language.name] as const);
  const scopes: [string, string][] = [
    ["any", translate("scope_any")],
    ["all", translate("scope_all")],
    ...languages.map(([i, name]): [string, string] => [`in ${i}`, translate("scope_in", { name })]),
    ...languages.map(([i, name]): [string, string] => [`only ${i}`, translate("scope_only", { name })]),
  ];
  const scope =
    filters.scope === "in" || filters.scope === "only" ? `${filters.scope} ${filters.language}` : filters.scope;
  const keywords = (await app.details.keywords()).slice(0, MAX_KEYWORDS);
  if (filters.keyword && !keywords.includes(filters.keyword)) keywords.unshift(filters.keyword);
  const communities = app.members.map((terms, i): [string, string] => [
    String(i),
    `${app.caption(terms[0]).text} (${terms.length})`,
  ]);
  const minLinks = make("input", { id: "filter-min-links", type: "number", value: String(filters.minLinks) });
  minLinks.min = "1";
  minLinks.addEventListener("change", () =>
    setFilters({ minLinks: Math.max(1, Math.trunc(Number(minLinks.value)) || 1) }),
  );
  const repaired = make("input", { id: "filter-repaired", type: "checkbox" });
  repaired.checked = filters.repaired;
  repaired.addEventListener("change", () => setFilters({ repaired: repaired.checked }));
  const placeholders = (["with", "without", "only"] as const).map((value): [string, string] => [
    value,
    translate(`placeholders_${value}`),
  ]);
  byId("filter-fields").replaceChildren(
    makeField(
      "filter_language",
      makeSelect("filter-language", scopes, scope, (value) => {
        const [kind, language] = value.split(" ");
        setFilters({ scope: kind as Scope, language: Number(language ?? 0) });
      }),
    ),
    makeField(
      "filter_placeholders",
      makeSelect("filter-placeholders", placeholders, filters.placeholders, (value) =>
        setFilters({ placeholders: value as Placeholders }),
      ),
    ),
    makeField(
      "filter_community",
      makeSelect(
        "filter-community",
        [["-1", translate("filter_any")], ...communities],
        String(filters.community),
        (value) => setFilters({ community: Number(value) }),
      ),
    ),
    makeField(
      "filter_keyword",
      makeSelect(
        "filter-keyword",
        [["", translate("filter_any")], ...keywords.map((word): [string, string] => [word, word])],
        filters.keyword,
        (value) => setFilters({ keyword: value }),
      ),
    ),
    makeField("filter_min_links", minLinks),
    makeField("filter_repaired", repaired),
    make("button", {
      class: "plain",
      id: "filter-clear",
      text: translate("filter_clear"),
      click: () => setFilters(NO_FILTERS),
    }),
  );
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
