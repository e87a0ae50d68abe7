import assert from "node:assert/strict";
import { test } from "node:test";
import type { About } from "../src/data/about.ts";
import { DetailStore } from "../src/data/details.ts";
import { applyFilters, COMPARED, NO_FILTERS, NO_TERM_SETS } from "../src/data/filters.ts";
import { edgeBetween, edgesOf, inDegree, outDegree } from "../src/data/graph.ts";
import { findPaths, hopsFrom, type PathDirection } from "../src/data/paths.ts";
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

const slugs = ["a", "b", "c", "d", "e", "f"];
const pathCases: readonly (readonly [number, number, PathDirection, readonly string[]])[] = [
  [0, 3, "auto", ["0>1 1>2 2>3"]],
  [0, 3, "against", ["0<3"]],
  [0, 3, "any", ["0<3", "0>1 1>2 2>3"]],
  [1, 4, "auto", ["1<0 0<4"]],
  [1, 4, "with", []],
  [0, 5, "auto", []],
  [2, 2, "auto", [""]],
];
for (const [from, to, direction, expected] of pathCases) {
  test(`the paths from ${from} to ${to}, ${direction}, are ${JSON.stringify(expected)}`, () => {
    const paths = findPaths(ring, slugs, from, to, direction);
    assert.deepEqual(
      paths.map((path) => path.map((hop) => `${hop.from}${hop.backwards ? "<" : ">"}${hop.to}`).join(" ")),
      expected,
    );
  });
}

test("a path avoids a hub, then takes the edges with more links, then the first slugs", () => {
  // 0 and 1 are joined through the hub 2, and through 3 and 4, of which the edges of 4 have more links.
  const spokes = Array.from({ length: 20 }, (_, i): [number, number] => [2, i + 5]);
  const graph = makeGraph(25, [[0, 2], [2, 1], [0, 3], [3, 1], [0, 4, 1], [4, 1], ...spokes]);
  const names = Array.from({ length: 25 }, (_, term) => `t${term}`);
  assert.deepEqual(
    findPaths(graph, names, 0, 1, "with").map((path) => path[0].to),
    [4, 3, 2],
  );
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
  ["a community", { communities: [1] }, 3, 0],
  ["two communities", { communities: [0, 1] }, 6, 6],
  ["terms with links", { linked: true }, 5, 6],
  ["terms with at most two links", { maxLinks: 2 }, 3, 0],
  ["links in one of two languages", { scope: "compare", language: 0, other: 1 }, 5, 6],
  ["a keyword", { keyword: "banking" }, 2, 1],
];
for (const [name, change, terms, edges] of filterCases) {
  test(`the filter for ${name} leaves ${terms} terms and ${edges} edges`, () => {
    const sets = "keyword" in change ? { keyword: [0, 1], folder: null } : NO_TERM_SETS;
    const visible = applyFilters(ring, { ...NO_FILTERS, ...change }, 2, sets);
    assert.deepEqual([visible.termCount, visible.edgeCount], [terms, edges]);
    assert.equal(
      visible.edges.reduce((sum, edge) => sum + edge, 0),
      edges,
    );
  });
}

test("two compared languages share an edge or have it alone", () => {
  const { comparison } = applyFilters(
    ring,
    { ...NO_FILTERS, scope: "compare", language: 0, other: 1 },
    2,
    NO_TERM_SETS,
  );
  const kinds = Array.from(comparison ?? [], (kind, edge) => [ring.source[edge], ring.target[edge], kind]);
  assert.deepEqual(
    kinds.filter(([source]) => source !== 3 && source !== 0),
    [
      [1, 2, COMPARED.first],
      [2, 1, COMPARED.both],
      [2, 3, COMPARED.first],
      [4, 0, COMPARED.second],
    ],
  );
});

test("terms that are linked through a hidden term are joined", () => {
  const filters = { ...NO_FILTERS, placeholders: "without", bridges: true } as const;
  assert.deepEqual(applyFilters(ring, filters, 2, NO_TERM_SETS).bridges, [[2, 0]]); // through the placeholder 3
  assert.deepEqual(applyFilters(ring, { ...filters, bridges: false }, 2, NO_TERM_SETS).bridges, []);
});

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

test("details and sentences are found in blocks of another order, and come most central first", async () => {
  const blocks = await makeBlocks({
    position: String.fromCharCode(2, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0),
    "details-0": JSON.stringify([
      [[[0, "of b"]], [], []],
      [[[0, "of c"]], [], []],
    ]),
    "details-1": JSON.stringify([[[[0, "of a"]], [], []]]),
    "links-0": JSON.stringify([[[2, 0, "b.md", 1, "A", "To a."]], []]),
    "links-1": JSON.stringify([
      [
        [0, 0, "a.md", 3, "B", "To b."],
        [1, 0, "a.md", 4, "C", "To c."],
      ],
    ]),
  });
  const about = { terms: 3, details: 2, evidence: 2 } as unknown as About;
  const store = new DetailStore(about, blocks);
  assert.deepEqual((await store.details(0)).definitions, [[0, "of a"]]);
  const terms: number[] = [];
  for await (const [term] of store.all()) terms.push(term);
  assert.deepEqual(terms, [0, 1, 2]);
  const anchors: unknown[] = [];
  for await (const anchor of store.anchors()) anchors.push(anchor);
  assert.deepEqual(anchors, [
    [1, 0, "B"],
    [2, 0, "C"],
    [0, 0, "A"],
  ]);
  assert.deepEqual(
    (await store.sentences(0, 2)).map((sentence) => sentence.text),
    ["To c."],
  );
  assert.deepEqual(
    (await store.sentences(1, 0)).map((sentence) => sentence.text),
    ["To a."],
  );
});
