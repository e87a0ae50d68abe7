// The legend: communities by colour and name. A click shows only that community.
import { communityColour, type Theme } from "../map/theme.ts";
import { type App, nameElement } from "./app.ts";
import { byId, make } from "./dom.ts";
import { formatNumber, translate } from "./words.ts";

const MAX_COMMUNITIES = 12;

export function fillLegend(app: App, theme: Theme): void {
  const list = byId("communities");
  const { community } = app.state.filters;
  const items = app.members.slice(0, MAX_COMMUNITIES).map((terms, i) => {
    const button = make("button", { "aria-pressed": String(community === i) });
    const dot = make("i", { class: "dot" });
    dot.style.setProperty("--colour", communityColour(theme, i));
    button.append(
      dot,
      nameElement(app, terms[0], "bdi", false),
      make("span", { class: "number", text: formatNumber(terms.length) }),
    );
    button.addEventListener("click", () => {
      const chosen = app.state.filters.community === i ? -1 : i;
      app.setState({ filters: { ...app.state.filters, community: chosen } }, "push");
      if (chosen >= 0) app.showOnMap(terms);
    });
    return make("li", {}, button);
  });
  const rest = app.members.length - items.length;
  if (rest > 0) items.push(make("li", { class: "hint", text: `+ ${formatNumber(rest)}` }));
  list.replaceChildren(...items);
  byId("legend-title").textContent = translate("communities");
  byId("legend").hidden = !app.members.length;
}
