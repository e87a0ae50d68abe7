// Keyboard shortcuts, and the dialog that lists them.
import { byId, make } from "./dom.ts";
import { type TextKey, translate } from "./words.ts";

const SHORTCUTS: readonly (readonly [keys: string, description: TextKey])[] = [
  ["/", "key_search"],
  ["← ↑ → ↓", "key_walk"],
  ["Enter", "key_open"],
  ["Shift + ← ↑ → ↓", "key_pan"],
  ["+ − 0", "key_zoom"],
  ["1 2 3", "key_hops"],
  ["F", "key_focus"],
  ["P", "key_path"],
  ["L", "key_list"],
  ["T", "key_filters"],
  ["R", "key_surprise"],
  ["Esc", "key_close"],
  ["?", "key_keys"],
];

export interface Actions {
  search(): void;
  shortcuts(): void;
  close(): void;
  list(): void;
  filters(): void;
  focus(): void;
  surprise(): void;
  path(): void;
  hops(n: 1 | 2 | 3): void;
  zoom(how: "in" | "out" | "all"): void;
  walk(dx: number, dy: number): void;
  pan(dx: number, dy: number): void;
  open(): void;
}

const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

const PAN_STEP_PX = 80;

/** Listens to letters everywhere but in text fields, and to arrows on the map. */
export function listenToKeys(canvas: HTMLElement, actions: Actions): void {
  const byKey: Readonly<Record<string, () => void>> = {
    "/": actions.search,
    "?": actions.shortcuts,
    l: actions.list,
    f: actions.focus,
    t: actions.filters,
    r: actions.surprise,
    p: actions.path,
    "+": () => actions.zoom("in"),
    "=": () => actions.zoom("in"),
    "-": () => actions.zoom("out"),
    "0": () => actions.zoom("all"),
    "1": () => actions.hops(1),
    "2": () => actions.hops(2),
    "3": () => actions.hops(3),
  };
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const target = event.target as HTMLElement;
    const isTyping = target.matches("input:not([type=checkbox]), select, textarea");
    if (event.key === "Escape") {
      actions.close();
      return;
    }
    if (isTyping || document.querySelector("dialog[open]")) return;
    const action = byKey[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (action) {
      event.preventDefault();
      action();
    }
  });
  canvas.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const arrow = ARROWS[event.key];
    if (arrow) {
      event.preventDefault();
      if (event.shiftKey) actions.pan(-PAN_STEP_PX * arrow[0], -PAN_STEP_PX * arrow[1]);
      else actions.walk(arrow[0], arrow[1]);
    } else if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      actions.open();
    }
  });
}

export function showShortcuts(): void {
  const list = make("dl", { class: "keys" });
  for (const [keys, description] of SHORTCUTS) {
    list.append(
      make(
        "dt",
        {},
        ...keys.split(" ").map((key) => (key === "+" && keys.includes("Shift") ? " + " : make("kbd", { text: key }))),
      ),
    );
    list.append(make("dd", { text: translate(description) }));
  }
  byId("keys-list").replaceChildren(list);
  byId<HTMLDialogElement>("keys").showModal();
}
