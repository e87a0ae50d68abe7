// The search page of the site: loads the files of names that a query needs, as scripts, and lists what it finds.
import { fileOf, findNames, foldQuery, type NameIndex, type NameRow, prefixesFor } from "./name-index.ts";

declare global {
  interface Window {
    glossographIndex?: (index: NameIndex) => void;
    glossographNames?: (prefix: string, rows: readonly NameRow[]) => void;
  }
}

const MAX_SHOWN = 50;

export class SearchPage {
  private index: NameIndex | undefined;
  private readonly names = new Map<string, readonly NameRow[]>();
  private readonly asked = new Set<string>();
  private readonly root: string;
  private readonly language: string;
  private readonly field: HTMLInputElement;
  private readonly results: HTMLElement;
  private readonly count: HTMLElement;

  constructor(field: HTMLInputElement, results: HTMLElement, count: HTMLElement) {
    this.field = field;
    this.results = results;
    this.count = count;
    this.root = results.dataset.root ?? "";
    this.language = results.dataset.language ?? "";
  }

  /** Answers the query of the address, and each that is typed. */
  start(): void {
    window.glossographIndex = (index) => {
      this.index = index;
      this.search();
    };
    window.glossographNames = (prefix, rows) => {
      this.names.set(prefix, rows);
      this.search();
    };
    this.field.value = new URLSearchParams(location.search).get("q") ?? "";
    this.field.addEventListener("input", () => this.search());
    this.field.form?.addEventListener("submit", (event) => {
      event.preventDefault();
      history.replaceState(null, "", `?q=${encodeURIComponent(this.field.value)}`);
      this.search();
    });
  }

  private search(): void {
    const query = foldQuery(this.field.value);
    if (!this.index || !query) {
      this.show([], 0, "");
      return;
    }
    const prefixes = prefixesFor(this.index, query);
    for (const prefix of prefixes) this.load(prefix);
    if (!prefixes.every((prefix) => this.names.has(prefix))) return;
    const rows = prefixes.flatMap((prefix) => this.names.get(prefix) ?? []);
    const found = findNames(this.index, rows, query, this.language);
    const isPart = prefixes.some((prefix) => (this.index?.nodes[prefix] ?? 0) < 0);
    const { none = "", all = "", best = "" } = this.count.dataset;
    const text = !found.length ? none : isPart || found.length > MAX_SHOWN ? best : all;
    this.show(found.slice(0, MAX_SHOWN), found.length, text);
  }

  private load(prefix: string): void {
    if (this.asked.has(prefix)) return;
    this.asked.add(prefix);
    const script = document.createElement("script");
    script.src = `${this.root}search/${fileOf(prefix)}.js`;
    script.addEventListener("error", () => this.asked.delete(prefix));
    document.head.append(script);
  }

  private show(found: ReturnType<typeof findNames>, total: number, text: string): void {
    this.results.replaceChildren(...found.map(({ row, address }) => this.line(row, address)));
    this.count.textContent = text.replace("{n}", String(Math.min(total, MAX_SHOWN)));
  }

  private line([position, text]: NameRow, address: string): HTMLElement {
    const language = this.index?.languages[position];
    const item = document.createElement("li");
    const link = document.createElement("a");
    const name = document.createElement("span");
    link.href = this.root + address;
    link.textContent = text;
    name.textContent = language?.name ?? "";
    for (const element of [link, name]) {
      element.lang = language?.tag ?? "";
      element.dir = language?.direction ?? "auto";
    }
    item.append(link, name);
    return item;
  }
}
