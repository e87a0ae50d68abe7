// The terms that the reader opened, for the empty search field: kept for this visit of the page only.
const MAX_VISITS = 12;

let slugs: readonly string[] = [];

export function rememberVisit(slug: string): void {
  slugs = [slug, ...slugs.filter((visited) => visited !== slug)].slice(0, MAX_VISITS);
}

/** The slugs of the visited terms, the last one first. */
export const visits = (): readonly string[] => slugs;
