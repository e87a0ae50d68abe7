// Elements, made with text alone: nothing here takes markup.

type Child = Node | string | null | undefined | false;

interface Wishes {
  readonly class?: string;
  readonly text?: string;
  readonly lang?: string | undefined;
  readonly dir?: string;
  readonly title?: string;
  readonly type?: string;
  readonly click?: (event: MouseEvent) => void;
  readonly [attribute: `aria-${string}` | `data-${string}`]: string | undefined;
  readonly role?: string;
  readonly id?: string;
  readonly href?: string;
  readonly value?: string;
  readonly scope?: string;
}

/** Makes an element: `click`, `class` and `text` are what they say, everything else an attribute. */
export function make<K extends keyof HTMLElementTagNameMap>(
  name: K,
  wishes: Wishes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  const { class: classes, text, click, ...attributes } = wishes;
  if (name === "button") made.setAttribute("type", "button");
  if (classes) made.className = classes;
  if (text !== undefined) made.textContent = text;
  if (click) made.addEventListener("click", click as EventListener);
  for (const [attribute, value] of Object.entries(attributes)) {
    if (value !== undefined) made.setAttribute(attribute, value as string);
  }
  made.append(...children.filter((child): child is Node | string => Boolean(child)));
  return made;
}

/** An element of the page by its id. */
export function byId<T extends HTMLElement = HTMLElement>(id: string): T {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no ${id}`);
  return found as T;
}

const SVG = "http://www.w3.org/2000/svg";

/** A small drawing of strokes. */
export function icon(path: string): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("aria-hidden", "true");
  const line = document.createElementNS(SVG, "path");
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
}

export const ICONS = {
  close: "m5 5 10 10M15 5 5 15",
  down: "m5 8 5 5 5-5",
  target: "M10 3v3M10 14v3M3 10h3M14 10h3M10 7a3 3 0 1 1 0 6 3 3 0 0 1 0-6",
  route: "M5 15a2 2 0 1 0 0-.1M15 5a2 2 0 1 0 0-.1M7 15h5a3 3 0 0 0 0-6H8a3 3 0 0 1 0-6h4",
} as const;

/** Only what leads to the web may be a link. */
export const isWebAddress = (text: string): boolean => /^https?:\/\/[^\s/?#]/i.test(text);
