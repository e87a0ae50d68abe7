// Creates elements from text only: nothing here accepts markup.

type Child = Node | string | null | undefined | false;

interface Properties {
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

/** Makes an element. `class`, `text` and `click` set its classes, text and click handler; all else are attributes. */
export function make<K extends keyof HTMLElementTagNameMap>(
  tagName: K,
  properties: Properties = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tagName);
  const { class: classes, text, click, ...attributes } = properties;
  if (tagName === "button") element.setAttribute("type", "button");
  if (classes) element.className = classes;
  if (text !== undefined) element.textContent = text;
  if (click) element.addEventListener("click", click as EventListener);
  for (const [attribute, value] of Object.entries(attributes)) {
    if (value !== undefined) element.setAttribute(attribute, value as string);
  }
  element.append(...children.filter((child): child is Node | string => Boolean(child)));
  return element;
}

/** The element of the page with an id. */
export function byId<T extends HTMLElement = HTMLElement>(id: string): T {
  const element = document.getElementById(id);
  if (!element) throw new Error(`The page has no element with the id ${id}`);
  return element as T;
}

const SVG_NAMESPACE = "http://www.w3.org/2000/svg";

/** Makes a small line drawing from an SVG path. */
export function makeIcon(path: string): SVGSVGElement {
  const svg = document.createElementNS(SVG_NAMESPACE, "svg");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("aria-hidden", "true");
  const line = document.createElementNS(SVG_NAMESPACE, "path");
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
}

export const ICONS = {
  back: "M9 4 3 10l6 6M3 10h14",
  book: "M4 4h5a2 2 0 0 1 2 2v11a2 2 0 0 0-2-2H4zM18 4h-5a2 2 0 0 0-2 2v11a2 2 0 0 1 2-2h5z",
  focus: "M10 8a2 2 0 1 1 0 4 2 2 0 0 1 0-4M10 2.5a7.5 7.5 0 1 1 0 15 7.5 7.5 0 0 1 0-15",
  close: "m5 5 10 10M15 5 5 15",
  down: "m5 8 5 5 5-5",
  target: "M10 3v3M10 14v3M3 10h3M14 10h3M10 7a3 3 0 1 1 0 6 3 3 0 0 1 0-6",
  route: "M5 15a2 2 0 1 0 0-.1M15 5a2 2 0 1 0 0-.1M7 15h5a3 3 0 0 0 0-6H8a3 3 0 0 1 0-6h4",
} as const;

/** Whether a text may be the target of a link: article text could be `javascript:`. */
export const isWebAddress = (text: string): boolean => /^https?:\/\/[^\s/?#]/i.test(text);

/** Whether a text is the path of a folder beside the page. */
export const isRelativeFolder = (text: string): boolean => /^(?:\.{1,2}\/)+(?:[^\s:?#\\]*\/)?$/.test(text);
