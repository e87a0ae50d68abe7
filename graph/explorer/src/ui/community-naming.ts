// The names of the communities in the reader's language: the author's own, else those that the titles suggest.
import { nameCommunities } from "../data/community-names.ts";
import { NO_COMMUNITY } from "../map/theme.ts";
import type { App } from "./app.ts";

/** Titles of a community that are read: those of its most central terms. */
const MAX_TITLES = 400;

export function communityNames(app: App): string[] {
  const titles = app.members.map((terms) => terms.slice(0, MAX_TITLES).map((term) => app.caption(term).text));
  const given = new Map<number, string>();
  for (const [slug, name] of Object.entries(app.about.communities)) {
    const term = app.names.termOf(slug);
    if (term >= 0 && app.graph.community[term] !== NO_COMMUNITY) given.set(app.graph.community[term], name);
  }
  return nameCommunities(titles).map((name, i) => given.get(i) ?? name);
}
