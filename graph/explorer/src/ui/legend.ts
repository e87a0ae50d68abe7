// The legend: what the colours of the terms mean, and the choice of it. A click shows only the terms of one colour, or no longer.
import { COLOURINGS, COVERAGES, type ColourBy, MAX_CLASSES } from "../data/colouring.ts";
import { classColour, type Theme } from "../map/theme.ts";
import type { App } from "./app.ts";
import { byId, make } from "./dom.ts";
import { formatNumber, translate } from "./words.ts";

interface Entry {
  readonly name: string;
  readonly count: number;
  readonly isChosen: boolean;
  choose?(): void;
}

export async function fillLegend(app: App, theme: Theme): Promise<void> {
  const entries = await entriesOf(app);
  const items = entries.slice(0, MAX_CLASSES).map((entry, i) => {
    const dot = make("i", { class: "dot" });
    dot.style.setProperty("--colour", classColour(theme, i));
    const parts = [
      dot,
      make("bdi", { text: entry.name }),
      make("span", { class: "number", text: formatNumber(entry.count) }),
    ];
    if (!entry.choose) return make("li", { class: "entry" }, ...parts);
    const button = make("button", { "aria-pressed": String(entry.isChosen), click: () => entry.choose?.() });
    button.append(...parts);
    return make("li", {}, button);
  });
  const rest = entries.length - items.length;
  if (rest > 0) items.push(make("li", { class: "hint", text: `+ ${formatNumber(rest)}` }));
  byId("communities").replaceChildren(...items);
  byId("legend-title").textContent = translate(`colour_${app.state.colourBy}`);
  byId("legend").hidden = !app.members.length && !entries.length;
  await fillColourChoice(app);
  for (const element of document.querySelectorAll<HTMLElement>("#legend .when-compared"))
    element.hidden = app.state.filters.scope !== "compare";
  if (app.state.filters.scope === "compare") {
    const { language, other } = app.state.filters;
    byId("compared-first").textContent = translate("scope_only", { name: app.about.languages[language]?.name ?? "" });
    byId("compared-second").textContent = translate("scope_only", { name: app.about.languages[other]?.name ?? "" });
  }
}

async function entriesOf(app: App): Promise<Entry[]> {
  const { filters, colourBy } = app.state;
  if (colourBy === "community") {
    return app.members.map((terms, i) => ({
      name: app.communityName(i),
      count: terms.length,
      isChosen: filters.communities.includes(i),
      choose: () => {
        const others = filters.communities.filter((chosen) => chosen !== i);
        const communities = others.length < filters.communities.length ? others : [...others, i];
        app.setState({ filters: { ...app.state.filters, communities } }, "push");
        if (communities.length) app.showOnMap(communities.flatMap((chosen) => [...app.members[chosen]]));
      },
    }));
  }
  if (colourBy === "folder") {
    return (await app.details.folders()).map(([name, terms]) => ({
      name,
      count: terms.length,
      isChosen: filters.folder === name,
      choose: () =>
        app.setState({ filters: { ...app.state.filters, folder: filters.folder === name ? "" : name } }, "push"),
    }));
  }
  if (colourBy === "keyword") {
    const keywords = await app.details.keywords();
    return (await app.details.keywordTerms()).map((terms, i) => ({
      name: keywords[i],
      count: terms.length,
      isChosen: filters.keyword === keywords[i],
      choose: () => {
        const keyword = filters.keyword === keywords[i] ? "" : keywords[i];
        app.setState({ filters: { ...app.state.filters, keyword } }, "push");
      },
    }));
  }
  const counts = COVERAGES.map(() => 0);
  const languages = app.about.languages.length;
  for (const articles of app.graph.articles) {
    const level = !articles ? 4 : articles >= languages ? 0 : articles === 1 ? 3 : articles * 2 > languages ? 1 : 2;
    counts[level]++;
  }
  return COVERAGES.map((level, i) => ({ name: translate(`coverage_${level}`), count: counts[i], isChosen: false }));
}

/** Offers the meanings of the colours that tell at least two groups of terms apart. */
async function fillColourChoice(app: App): Promise<void> {
  const select = byId<HTMLSelectElement>("colour-by");
  const useful: Readonly<Record<ColourBy, boolean>> = {
    community: app.members.length > 1,
    folder: (await app.details.folders()).length > 1,
    keyword: (await app.details.keywords()).length > 1,
    coverage: app.about.languages.length > 1,
  };
  const choices = COLOURINGS.filter((choice) => useful[choice] || choice === app.state.colourBy);
  select.replaceChildren(
    ...choices.map((choice) => make("option", { value: choice, text: translate(`colour_${choice}`) })),
  );
  select.value = app.state.colourBy;
  byId("colour-choice").hidden = choices.length < 2;
}
