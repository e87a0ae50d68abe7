// The trail of the focus: the way out of it, the terms walked through, and the number of links around the term.
import type { App } from "./app.ts";
import { nameElement } from "./app.ts";
import { byId, ICONS, make, makeIcon } from "./dom.ts";
import { translate } from "./words.ts";

export function fillTrail(app: App): void {
  const { focus, trail, term } = app.state;
  const element = byId("trail");
  element.hidden = !focus || term < 0;
  byId("view").classList.toggle("focused", !element.hidden);
  if (element.hidden) {
    element.replaceChildren();
    return;
  }
  const leave = make("button", { class: "plain", click: () => app.setState({ focus: false }, "push") });
  leave.append(makeIcon(ICONS.back), translate("whole_map"));
  const list = make("ol");
  for (const [i, walked] of trail.entries()) {
    const back = (): void => app.setState({ term: walked, trail: trail.slice(0, i), opened: -1, page: 0 }, "push");
    list.append(make("li", {}, make("button", { class: "go", click: back }, nameElement(app, walked, "bdi", false))));
  }
  const current = make("li", { "aria-current": "true" }, nameElement(app, term, "bdi", false));
  list.append(current);
  element.replaceChildren(leave, list);
  current.scrollIntoView({ block: "nearest", inline: "end" });
}
