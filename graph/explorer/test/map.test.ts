import assert from "node:assert/strict";
import { test } from "node:test";
import type { About } from "../src/data/about.ts";
import { nameCommunities } from "../src/data/community-names.ts";
import { applyFilters, NO_FILTERS, NO_TERM_SETS } from "../src/data/filters.ts";
import { createFuzzyMatcher, isOneEditApart } from "../src/data/fuzzy.ts";
import { strongestNeighbours } from "../src/data/neighbours.ts";
import { initialLanguage } from "../src/data/reader-language.ts";
import { arrangeFocus } from "../src/map/focus-map.ts";
import { shapedPlaces, shapeFor, toLayout, toWorld } from "../src/map/places.ts";
import { type SpreadBox, spreadBoxes } from "../src/map/spread.ts";
import { makeGraph } from "./fixtures.ts";

const edits: readonly (readonly [string, string, boolean])[] = [
  ["bond", "bnd", true],
  ["bond", "bonds", true],
  ["bond", "band", true],
  ["bond", "bodn", true],
  ["bond", "bond", false],
  ["bond", "nobd", false],
  ["bond", "bo", false],
];
for (const [a, b, expected] of edits)
  test(`${a} and ${b} are ${expected ? "" : "not "}one edit apart`, () => {
    assert.equal(isOneEditApart(a, b), expected);
    assert.equal(isOneEditApart(b, a), expected);
  });

test("a query with one error matches words of a name, and the start of a word", () => {
  const matches = createFuzzyMatcher("comercial ban");
  assert.ok(matches("commercial bank"));
  assert.ok(matches("the commercial banking act"));
  assert.ok(!matches("commercial paper"));
  assert.ok(!createFuzzyMatcher("bod")("bond")); // too short to guess
});

/** A hub, term 0, whose neighbours are in two communities; term i has i links to it in the second half. */
const hub = makeGraph(
  200,
  Array.from({ length: 199 }, (_, i): [number, number, number] => [i + 1, 0, i < 20 ? 2 : 0]),
);
const allVisible = applyFilters(hub, NO_FILTERS, 2, NO_TERM_SETS);
const arrange = (change: object = {}) =>
  arrangeFocus(hub, allVisible, {
    term: 0,
    hops: 1,
    opened: -1,
    page: 0,
    size: { width: 1000, height: 800 },
    covered: [],
    nameSize: () => ({ width: 60, height: 16 }),
    ...change,
  });

test("neighbours are sorted by links, then by rank", () => {
  const strongest = strongestNeighbours(hub, 0, allVisible).map(({ term }) => term);
  assert.deepEqual(
    strongest.slice(0, 21),
    Array.from({ length: 21 }, (_, i) => i + 1),
  );
});

test("the map around a hub has its 60 strongest neighbours, and the rest as ribbons with their numbers", () => {
  const { terms, ribbons, places } = arrange();
  assert.equal(terms.length, 61);
  assert.deepEqual(terms.slice(0, 3), [0, 1, 2]);
  assert.equal(
    ribbons.reduce((sum, ribbon) => sum + ribbon.count, 0),
    199 - 60,
  );
  assert.deepEqual([places.x[0], places.y[0]], [500, 400]);
  for (const term of terms) {
    assert.ok(places.x[term] >= 0 && places.x[term] <= 1000, `x of ${term}`);
    assert.ok(places.y[term] >= 0 && places.y[term] <= 800, `y of ${term}`);
  }
});

test("no two terms around a hub are in each other's way", () => {
  const { terms, places } = arrange();
  for (const a of terms) {
    for (const b of terms) {
      if (a >= b) continue;
      const apart = Math.abs(places.x[a] - places.x[b]) > 50 || Math.abs(places.y[a] - places.y[b]) > 24;
      assert.ok(apart, `${a} and ${b}`);
    }
  }
});

test("an opened ribbon shows its community, page by page", () => {
  const first = arrange({ opened: 1 });
  const second = arrange({ opened: 1, page: 1 });
  assert.ok(first.terms.slice(1).every((term) => hub.community[term] === 1));
  assert.equal(first.terms.length, 61);
  assert.equal(new Set([...first.terms.slice(1), ...second.terms.slice(1)]).size, 100); // all of its 100 terms
});

test("terms two links away are on an outer ring", () => {
  const chain = makeGraph(4, [
    [0, 1],
    [1, 2],
    [2, 3],
  ]);
  const visible = applyFilters(chain, NO_FILTERS, 2, NO_TERM_SETS);
  const options = { term: 0, opened: -1, page: 0, size: { width: 900, height: 900 }, covered: [] };
  const { places, terms, rings } = arrangeFocus(chain, visible, {
    ...options,
    hops: 2,
    nameSize: () => ({ width: 10, height: 10 }),
  });
  const distance = (term: number): number => Math.hypot(places.x[term] - places.x[0], places.y[term] - places.y[0]);
  assert.deepEqual([...terms], [0, 1, 2]);
  assert.equal(rings.length, 2);
  assert.ok(distance(1) < distance(2));
});

test("spread boxes do not overlap, stay in their area and do not move fixed boxes", () => {
  const make = (x: number, y: number, fixed = false): SpreadBox => ({
    x,
    y,
    left: 30,
    right: 30,
    up: 8,
    down: 16,
    fixed,
  });
  const boxes = [make(200, 200, true), ...Array.from({ length: 30 }, (_, i) => make(200 + (i % 5), 200 + (i % 7)))];
  spreadBoxes(boxes, { left: 0, top: 0, right: 500, bottom: 500 });
  assert.deepEqual([boxes[0].x, boxes[0].y], [200, 200]);
  for (const [i, a] of boxes.entries()) {
    assert.ok(a.x - a.left >= 0 && a.x + a.right <= 500 && a.y - a.up >= 0 && a.y + a.down <= 500);
    for (const b of boxes.slice(i + 1))
      assert.ok(Math.abs(a.x - b.x) > 58 || Math.abs(a.y - b.y) > 22, "two boxes overlap");
  }
});

const windows: readonly (readonly [number, number])[] = [
  [1440, 800],
  [390, 700],
  [800, 800],
];
for (const [width, height] of windows) {
  test(`a window of ${width} by ${height} shapes the map, and a place keeps its meaning`, () => {
    const graph = makeGraph(50, []);
    const shape = shapeFor(graph, { width, height });
    const { left, top, right, bottom } = shapedPlaces(graph, shape, new Map());
    assert.equal(right - left > bottom - top, width > height || (width === height && right - left > bottom - top));
    const [x, y] = toLayout(shape, ...toWorld(shape, 123, 456));
    assert.ok(Math.abs(x - 123) < 1e-6 && Math.abs(y - 456) < 1e-6);
  });
}

test("a community is named by the words that tell it from the others", () => {
  const names = nameCommunities([
    ["Mutual fund", "Index fund", "Hedge fund", "Risk"],
    ["Central bank", "Commercial bank", "Rate of interest", "Risk of default"],
    ["Front office", "Back office", "Middle office"],
  ]);
  assert.match(names[0], /^fund/i);
  assert.match(names[1], /bank/);
  assert.match(names[2], /office/);
  for (const name of names) assert.ok(name.split(" · ").length <= 3 && !/\bof\b/.test(name.split(" · ")[0]), name);
});

const languages = ["en", "no", "pt-br", "zh-cn", "zh-tw"];
const about = {
  languages: languages.map((tag) => ({ tag, name: tag, direction: "ltr", names: 1 })),
  fallback: "en",
} as unknown as About;
const readers: readonly (readonly [string, readonly string[], string])[] = [
  ["", ["nb-NO", "en"], "no"],
  ["", ["pt-PT"], "pt-br"],
  ["", ["zh-Hant-HK"], "zh-tw"],
  ["", ["zh"], "zh-cn"],
  ["", ["fi", "en-GB"], "en"],
  ["", ["fi"], "en"],
  ["no", ["en"], "no"],
];
for (const [stored, preferred, expected] of readers)
  test(`a reader of ${[stored, ...preferred].filter(Boolean).join(", ")} gets ${expected}`, () => {
    assert.equal(languages[initialLanguage(about, stored, preferred)], expected);
  });
