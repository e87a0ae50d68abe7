import assert from "node:assert/strict";
import { test } from "node:test";
import { NO_FILTERS, shown } from "../src/data/filters.ts";
import { edgeBetween, edgesOf, inDegree, outDegree } from "../src/data/graph.ts";
import { fold, quoted, short } from "../src/data/text.ts";
import { pathBetween, within } from "../src/data/walk.ts";
import { blocks, graph, names } from "./made.ts";

const ring = graph(6, [
  [0, 1],
  [1, 2],
  [2, 3],
  [3, 0],
  [4, 0, 1],
  [2, 1, 2],
]);

test("a graph knows its edges by both ends", () => {
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

test("what is near is near either way round", () => {
  assert.deepEqual([...within(ring, 1, 1)], [1, 0, 1, 255, 255, 255]);
  assert.deepEqual([...within(ring, 1, 2)], [1, 0, 1, 2, 2, 255]);
});

test("a path follows the links, and goes against them only where it must", () => {
  assert.deepEqual(
    pathBetween(ring, 0, 3)?.map((hop) => [hop.from, hop.to, hop.against]),
    [
      [0, 1, false],
      [1, 2, false],
      [2, 3, false],
    ],
  );
  assert.deepEqual(
    pathBetween(ring, 1, 4)?.map((hop) => [hop.from, hop.to, hop.against]),
    [
      [1, 0, true],
      [0, 4, true],
    ],
  );
  assert.equal(pathBetween(ring, 0, 5), null);
  assert.deepEqual(pathBetween(ring, 2, 2), []);
});

const passing: readonly (readonly [string, object, number, number])[] = [
  ["nothing", {}, 6, 6],
  ["in the other language", { scope: "in", language: 1 }, 4, 2],
  ["only in the other language", { scope: "only", language: 1 }, 2, 1],
  ["in all languages", { scope: "all" }, 2, 1],
  ["repaired", { repaired: true }, 2, 1],
  ["often", { least: 2 }, 4, 2],
  ["without placeholders", { placeholders: "without" }, 5, 4],
  ["placeholders alone", { placeholders: "only" }, 1, 0],
  ["a community", { community: 1 }, 3, 0],
  ["a keyword", { keyword: "banking" }, 2, 1],
];
for (const [name, change, terms, edges] of passing) {
  test(`the filter for ${name} leaves ${terms} terms and ${edges} edges`, () => {
    const left = shown(ring, { ...NO_FILTERS, ...change }, 2, [0, 1]);
    assert.deepEqual([left.termCount, left.edgeCount], [terms, edges]);
    assert.equal(
      left.edges.reduce((sum, one) => sum + one, 0),
      edges,
    );
  });
}

const folded: readonly (readonly [string, string])[] = [
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
for (const [given, expected] of folded)
  test(`${JSON.stringify(given)} folds to ${expected}`, () => assert.equal(fold(given), expected));

test("folding keeps the lines of any script, so that a line tells its term", () => {
  const lines = ["ﬃ", "İstanbul", "", "日本\u3000語", "e\u0301\u0301", "ß\t-\t_", "\u202e\u2066"];
  assert.equal(fold(lines.join("\n")).split("\n").length, lines.length);
});

test("a text is cut between letters as a reader counts them", () => {
  assert.equal(short("fiduciary", 5), "fidu…");
  assert.equal(short("bond", 5), "bond");
  assert.equal(short("👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦", 2), "👩‍👩‍👧‍👦…");
  assert.ok(short("x".repeat(10_000), 30).length === 30);
});

test("an anchor is found in its sentence whatever its case", () => {
  assert.deepEqual(quoted("A Bond pays.", "bond"), ["A ", "Bond", " pays."]);
  assert.deepEqual(quoted("A note.", "bond"), ["A note.", "", ""]);
});

test("blocks unpack, and what is missing is empty", async () => {
  const data = await blocks({ a: "one\ntwo", b: '{"x":[1]}' });
  assert.deepEqual(await data.lines("a"), ["one", "two"]);
  assert.deepEqual(await data.json("b", null), { x: [1] });
  assert.deepEqual(await data.lines("c"), []);
  assert.equal(await data.json("__proto__", 7), 7);
});

test("a name is the language's own, else the fallback's, else the slug", async () => {
  const made = await names(["a", "b", "c"], { en: ["Ay", "Bee", ""], hi: ["ए", "", ""] }, [
    [1, "Bea"],
    [1, "Beatrice"],
  ]);
  await made.load(1);
  assert.deepEqual(
    [0, 1, 2].map((term) => made.name(term, 1)),
    [
      { text: "ए", language: 1 },
      { text: "Bee", language: 0 },
      { text: "c", language: -1 },
    ],
  );
  assert.deepEqual(made.aliasesOf(1, 0), ["Bea", "Beatrice"]);
});
