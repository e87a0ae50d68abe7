// The communities by colour and name: each leads to its part of the map.
import { colourOf, type Theme } from "../map/theme.ts";
import { type App, named } from "./app.ts";
import { byId, make } from "./dom.ts";
import { number, say } from "./words.ts";

const LISTED = 12;

export function fillLegend(app: App, theme: Theme): void {
  const list = byId("communities");
  const { community } = app.state.filters;
  const items = app.members.slice(0, LISTED).map((terms, i) => {
    const button = make("button", { "aria-pressed": String(community === i) });
    const dot = make("i", { class: "dot" });
    dot.style.setProperty("--colour", colourOf(theme, i));
    button.append(
      dot,
      named(app, terms[0], "bdi", false),
      make("span", { class: "number", text: number(terms.length) }),
    );
    button.addEventListener("click", () => {
      const chosen = app.state.filters.community === i ? -1 : i;
      app.go({ filters: { ...app.state.filters, community: chosen } }, "push");
      if (chosen >= 0) app.show(terms);
    });
    return make("li", {}, button);
  });
  const rest = app.members.length - items.length;
  if (rest > 0) items.push(make("li", { class: "hint", text: `+ ${number(rest)}` }));
  list.replaceChildren(...items);
  byId("legend-title").textContent = say("communities");
  byId("legend").hidden = !app.members.length;
}
