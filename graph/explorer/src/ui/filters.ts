// The form that says which terms and links are shown.
import { type Filters, NO_FILTERS, type Placeholders, type Scope } from "../data/filters.ts";
import type { App } from "./app.ts";
import { byId, make } from "./dom.ts";
import { type Key, say } from "./words.ts";

const OFFERED = 200;

export async function filterForm(app: App): Promise<void> {
  const { filters } = app.state;
  const set = (change: Partial<Filters>): void => app.go({ filters: { ...app.state.filters, ...change } }, "push");
  const languages = app.about.languages.map((one, i) => [i, one.name] as const);
  const scopes: [string, string][] = [
    ["any", say("scope_any")],
    ["all", say("scope_all")],
    ...languages.map(([i, name]): [string, string] => [`in ${i}`, say("scope_in", { name })]),
    ...languages.map(([i, name]): [string, string] => [`only ${i}`, say("scope_only", { name })]),
  ];
  const scope =
    filters.scope === "in" || filters.scope === "only" ? `${filters.scope} ${filters.language}` : filters.scope;
  const keywords = (await app.library.keywords()).slice(0, OFFERED);
  if (filters.keyword && !keywords.includes(filters.keyword)) keywords.unshift(filters.keyword);
  const communities = app.members.map((terms, i): [string, string] => [
    String(i),
    `${app.caption(terms[0]).text} (${terms.length})`,
  ]);
  const least = make("input", { id: "filter-least", type: "number", value: String(filters.least) });
  least.min = "1";
  least.addEventListener("change", () => set({ least: Math.max(1, Math.trunc(Number(least.value)) || 1) }));
  const repaired = make("input", { id: "filter-repaired", type: "checkbox" });
  repaired.checked = filters.repaired;
  repaired.addEventListener("change", () => set({ repaired: repaired.checked }));
  const placeholders = (["with", "without", "only"] as const).map((one): [string, string] => [
    one,
    say(`placeholders_${one}`),
  ]);
  byId("filter-fields").replaceChildren(
    field(
      "filter_language",
      choice("filter-language", scopes, scope, (value) => {
        const [kind, language] = value.split(" ");
        set({ scope: kind as Scope, language: Number(language ?? 0) });
      }),
    ),
    field(
      "filter_placeholders",
      choice("filter-placeholders", placeholders, filters.placeholders, (value) =>
        set({ placeholders: value as Placeholders }),
      ),
    ),
    field(
      "filter_community",
      choice("filter-community", [["-1", say("filter_any")], ...communities], String(filters.community), (value) =>
        set({ community: Number(value) }),
      ),
    ),
    field(
      "filter_keyword",
      choice(
        "filter-keyword",
        [["", say("filter_any")], ...keywords.map((word): [string, string] => [word, word])],
        filters.keyword,
        (value) => set({ keyword: value }),
      ),
    ),
    field("filter_least", least),
    field("filter_repaired", repaired),
    make("button", { class: "plain", id: "filter-clear", text: say("filter_clear"), click: () => set(NO_FILTERS) }),
  );
}

function field(key: Key, control: HTMLElement): HTMLElement {
  const label = make("label", { text: say(key) });
  label.htmlFor = control.id;
  return make("div", { class: "of-form" }, label, control);
}

function choice(
  id: string,
  options: readonly (readonly [string, string])[],
  value: string,
  chosen: (value: string) => void,
): HTMLSelectElement {
  const made = make("select", { id });
  made.append(...options.map(([key, text]) => make("option", { value: key, text })));
  made.value = value;
  made.addEventListener("change", () => chosen(made.value));
  return made;
}
