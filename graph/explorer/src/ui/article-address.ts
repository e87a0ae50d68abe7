// Where an article can be read: on the published site, at the source of its file, or as a file beside the page.
import type { About } from "../data/about.ts";
import { isRelativeFolder, isWebAddress } from "./dom.ts";

const encodePath = (path: string): string => path.split("/").map(encodeURIComponent).join("/");

/** The address of an article's file; empty if the page does not know where the files are. */
export function sourceAddress(about: About, path: string): string {
  const { source } = about;
  return isWebAddress(source) || isRelativeFolder(source) ? source + encodePath(path) : "";
}

/** The address to read an article at: the published page if the page knows it, else the file. */
export function articleAddress(about: About, slug: string, language: string, path: string): string {
  const { published } = about;
  if (!isWebAddress(published)) return sourceAddress(about, path);
  const withoutSuffix = path.replace(/\.[^./]+$/, "");
  const values: Readonly<Record<string, string>> = { language, slug, path: withoutSuffix };
  return published.replace(/\{(language|slug|path)\}/g, (_, name: string) => encodePath(values[name]));
}
