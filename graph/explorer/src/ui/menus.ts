// Small windows that a button opens: one at a time.
import { byId } from "./dom.ts";

export interface Menus {
  open(name: string, yes: boolean): void;
  toggle(name: string): void;
  /** Closes what is open; tells whether anything was. */
  close(): boolean;
}

/** Each of the names has a button `show-<name>` and a window `<name>`; `before` is called before one opens. */
export function menus(names: readonly string[], before: (name: string) => void): Menus {
  const button = (name: string): HTMLElement => byId(`show-${name}`);
  const open = (name: string, yes: boolean): void => {
    if (yes) {
      for (const other of names) if (other !== name) open(other, false);
      before(name);
    }
    byId(name).hidden = !yes;
    button(name).setAttribute("aria-expanded", String(yes));
  };
  const close = (): boolean => {
    const opened = names.filter((name) => !byId(name).hidden);
    for (const name of opened) {
      const inside = byId(name).contains(document.activeElement);
      open(name, false);
      if (inside) button(name).focus();
    }
    return opened.length > 0;
  };
  const toggle = (name: string): void => {
    const yes = Boolean(byId(name).hidden);
    open(name, yes);
    if (yes) byId(name).querySelector<HTMLElement>("button, select, input")?.focus();
  };
  for (const name of names) button(name).addEventListener("click", () => toggle(name));
  document.addEventListener("pointerdown", (event) => {
    const inside = (event.target as Element).closest(names.flatMap((name) => [`#${name}`, `#show-${name}`]).join(","));
    if (!inside) close();
  });
  return { open, toggle, close };
}
