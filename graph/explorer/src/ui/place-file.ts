// The places of the terms as `places.json`, which the next build reads: the layout of this page, with the terms that were moved.
import { WORLD } from "../data/graph.ts";
import { NO_COMMUNITY } from "../map/theme.ts";
import type { App } from "./app.ts";
import type { MapPlaces } from "./map-places.ts";

const DECIMALS = 1000;

export function toPlaces(app: App, places: MapPlaces): string {
  const { plane } = app.about;
  const { graph, names, members } = app;
  const toUnits = (value: number, middle: number): number =>
    Math.round((plane ? middle + (value / WORLD - 0.5) * plane.extent : value) * DECIMALS) / DECIMALS;
  const rows = places.layout(app.state.pins).map(([x, y], term) => {
    const community = graph.community[term];
    const place: (number | string)[] = [toUnits(x, plane?.x ?? 0), toUnits(y, plane?.y ?? 0)];
    if (community !== NO_COMMUNITY) place.push(regionName(app, community, members));
    return [names.slugs[term], place] as const;
  });
  const bySlug = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
  rows.sort((a, b) => bySlug(a[0], b[0]));
  const moved = [...app.state.pins.keys()].map((term) => names.slugs[term]);
  const pinned = [...new Set([...(app.about.pinned ?? []), ...moved])].sort(bySlug);
  const lines = rows.map(
    ([slug, place]) => `${JSON.stringify(slug)}: [${place.map((part) => JSON.stringify(part)).join(", ")}]`,
  );
  const pinnedLines = pinned.map((slug) => JSON.stringify(slug)).join(",\n");
  return `{\n"version": 1,\n"pinned": [\n${pinnedLines}\n],\n"places": {\n${lines.join(",\n")}\n}\n}\n`;
}

/** The name of a region: that of an earlier build, else its most central term. */
function regionName(app: App, community: number, members: App["members"]): string {
  return app.about.regions?.[community] ?? app.names.slugs[members[community][0]];
}
