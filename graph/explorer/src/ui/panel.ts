// The panel beside the map: of the selected term, or of a path.
import type { App } from "./app.ts";
import { byId } from "./dom.ts";

/** Makes room for the panel of a term or path, or takes it away. */
export function openPanel(app: App): void {
  const open = app.state.term >= 0 || app.state.path !== null;
  byId("panel").hidden = !open;
  byId("view").classList.toggle("open", open);
}

/** Fills the panel, or empties it; `takeFocus` moves the keyboard focus to it, unless the focus is on the map. */
export function showPanel(app: App, map: HTMLElement, takeFocus: boolean, makeContent: () => DocumentFragment): void {
  const { path } = app.state;
  const panel = byId("panel");
  const focused = panel.contains(document.activeElement) ? document.activeElement : null;
  const focusedGroup = focused?.closest("[role=group]")?.classList[0];
  if (panel.hidden) {
    panel.replaceChildren();
    if (focused) map.focus();
    return;
  }
  const scrollTop = takeFocus ? 0 : panel.scrollTop;
  panel.replaceChildren(makeContent());
  panel.scrollTop = scrollTop;
  const pressed = focusedGroup ? panel.querySelector<HTMLElement>(`.${focusedGroup} [aria-pressed=true]`) : null;
  if (pressed) pressed.focus();
  else if (focused || (takeFocus && (path || document.activeElement !== map))) focusPanel(path);
}

/** Focuses the field of the first end of a path that is not chosen, else the heading. */
function focusPanel(path: readonly [number, number] | null): void {
  const missingEnd = path?.indexOf(-1) ?? -1;
  const field = missingEnd >= 0 ? byId("panel").querySelectorAll<HTMLElement>("input")[missingEnd] : null;
  (field ?? byId("term")).focus({ preventScroll: true });
}
