import assert from "node:assert/strict";
import { test } from "node:test";
import { applyFilters, NO_FILTERS } from "../src/data/filters.ts";
import { edgeBetween, edgesOf, inDegree, outDegree } from "../src/data/graph.ts";
import { hopsFrom, shortestPath } from "../src/data/paths.ts";
import { fold, shorten, splitAtAnchor } from "../src/data/text.ts";
import { makeBlocks, makeGraph, makeNames } from "./fixtures.ts";

const ring = makeGraph(6, [
  [0, 1],
  [1, 2],
  [2, 3],
  [3, 0],
  [4, 0, 1],
  [2, 1, 2],
]);

test("a graph finds its edges from both ends", () => {
  assert.deepEqual(
    [...edgesOf(ring, 0)].map((edge) => [ring.source[edge], ring.target[edge]]),
    [
      [0, 1],
      [3, 0],
      [4, 0],
    ],
  );
  assert.deepEqual([outDegree(ring, 2), inDegree(ring, 1), inDegree(ring, 5)], [2, 2, 0]);
  assert.equal(ring.target[edgeBetween(ring, 2, 3)], 3);
  assert.equal(edgeBetween(ring, 3, 2), -1);
  assert.deepEqual([...ring.count], [1, 1, 2, 1, 1, 2]);
});

test("distances count links in both directions", () => {
  assert.deepEqual([...hopsFrom(ring, 1, 1)], [1, 0, 1, 255, 255, 255]);
  assert.deepEqual([...hopsFrom(ring, 1, 2)], [1, 0, 1, 2, 2, 255]);
});

test("a path follows the direction of the links if it can", () => {
  assert.deepEqual(
    shortestPath(ring, 0, 3)?.map((hop) => [hop.from, hop.to, hop.backwards]),
    [
      [0, 1, false],
      [1, 2, false],
      [2, 3, false],
    ],
  );
  assert.deepEqual(
    shortestPath(ring, 1, 4)?.map((hop) => [hop.from, hop.to, hop.backwards]),
    [
      [1, 0, true],
      [0, 4, true],
    ],
  );
  assert.equal(shortestPath(ring, 0, 5), null);
  assert.deepEqual(shortestPath(ring, 2, 2), []);
});

const filterCases: readonly (readonly [string, object, number, number])[] = [
  ["nothing", {}, 6, 6],
  ["in the other language", { scope: "in", language: 1 }, 4, 2],
  ["only in the other language", { scope: "only", language: 1 }, 2, 1],
  ["in all languages", { scope: "all" }, 2, 1],
  ["repaired", { repaired: true }, 2, 1],
  ["at least two links", { minLinks: 2 }, 4, 2],
  ["without placeholders", { placeholders: "without" }, 5, 4],
  ["placeholders only", { placeholders: "only" }, 1, 0],
  ["a community", { community: 1 }, 3, 0],
  ["a keyword", { keyword: "banking" }, 2, 1],
];
for (const [name, change, terms, edges] of filterCases) {
  test(`the filter for ${name} leaves ${terms} terms and ${edges} edges`, () => {
    const visible = applyFilters(ring, { ...NO_FILTERS, ...change }, 2, [0, 1]);
    assert.deepEqual([visible.termCount, visible.edgeCount], [terms, edges]);
    assert.equal(
      visible.edges.reduce((sum, edge) => sum + edge, 0),
      edges,
    );
  });
}

const foldCases: readonly (readonly [string, string])[] = [
  ["Banque CENTRALE Européenne", "banque centrale europeenne"],
  ["Kjøp", "kjop"],
  ["front-office_x", "front office x"],
  ["बैक ऑफिस", "बैक ऑफिस"],
  ["السَّنَد", "السند"],
  ["ΟΔΌΣ", "οδοσ"],
  ["Ｆｕｌｌ", "full"],
  ["a\u00adb\u200dc", "abc"],
  ["two\nlines", "two\nlines"],
];
for (const [given, expected] of foldCases)
  test(`${JSON.stringify(given)} folds to ${expected}`, () => assert.equal(fold(given), expected));

test("folding keeps the number of lines in every script", () => {
  const lines = ["ﬃ", "İstanbul", "", "日本\u3000語", "e\u0301\u0301", "ß\t-\t_", "\u202e\u2066"];
  assert.equal(fold(lines.join("\n")).split("\n").length, lines.length);
});

test("a text is shortened between letters as a reader counts them", () => {
  assert.equal(shorten("fiduciary", 5), "fidu…");
  assert.equal(shorten("bond", 5), "bond");
  assert.equal(shorten("👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦", 2), "👩‍👩‍👧‍👦…");
  assert.ok(shorten("x".repeat(10_000), 30).length === 30);
});

test("a sentence is split at its anchor regardless of case", () => {
  assert.deepEqual(splitAtAnchor("A Bond pays.", "bond"), ["A ", "Bond", " pays."]);
  assert.deepEqual(splitAtAnchor("A note.", "bond"), ["A note.", "", ""]);
});

test("blocks are unpacked, and missing blocks are empty", async () => {
  const blocks = await makeBlocks({ a: "one\ntwo", b: '{"x":[1]}' });
  assert.deepEqual(await blocks.lines("a"), ["one", "two"]);
  assert.deepEqual(await blocks.json("b", null), { x: [1] });
  assert.deepEqual(await blocks.lines("c"), []);
  assert.equal(await blocks.json("__proto__", 7), 7);
});

test("a name is in the chosen language, else in the fallback language, else the slug", async () => {
  const names = await makeNames(["a", "b", "c"], { en: ["Ay", "Bee", ""], hi: ["ए", "", ""] }, [
    [1, "Bea"],
    [1, "Beatrice"],
  ]);
  await names.load(1);
  assert.deepEqual(
    [0, 1, 2].map((term) => names.bestName(term, 1)),
    [
      { text: "ए", language: 1 },
      { text: "Bee", language: 0 },
      { text: "c", language: -1 },
    ],
  );
  assert.deepEqual(names.aliasesOf(1, 0), ["Bea", "Beatrice"]);
});
