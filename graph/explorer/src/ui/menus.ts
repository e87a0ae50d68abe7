// Menus that a button opens, one at a time.
import { byId } from "./dom.ts";

export interface Menus {
  toggle(name: string): void;
  /** Closes the open menu; returns whether there was one. */
  close(): boolean;
}

/** Connects each menu `<name>` to its button `show-<name>`; calls `beforeOpen` before a menu opens. */
export function connectMenus(names: readonly string[], beforeOpen: (name: string) => void): Menus {
  const button = (name: string): HTMLElement => byId(`show-${name}`);
  const setOpen = (name: string, open: boolean): void => {
    if (open) {
      for (const other of names) if (other !== name) setOpen(other, false);
      beforeOpen(name);
    }
    byId(name).hidden = !open;
    button(name).setAttribute("aria-expanded", String(open));
  };
  const close = (): boolean => {
    const openMenus = names.filter((name) => !byId(name).hidden);
    for (const name of openMenus) {
      const hadFocus = byId(name).contains(document.activeElement);
      setOpen(name, false);
      if (hadFocus) button(name).focus();
    }
    return openMenus.length > 0;
  };
  const toggle = (name: string): void => {
    const open = Boolean(byId(name).hidden);
    setOpen(name, open);
    if (open) byId(name).querySelector<HTMLElement>("button, select, input")?.focus();
  };
  for (const name of names) button(name).addEventListener("click", () => toggle(name));
  document.addEventListener("pointerdown", (event) => {
    const selectors = names.flatMap((name) => [`#${name}`, `#show-${name}`]).join(",");
    if (!(event.target as Element).closest(selectors)) close();
  });
  return { toggle, close };
}
