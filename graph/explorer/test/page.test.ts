import assert from "node:assert/strict";
import { test } from "node:test";
import { NO_FILTERS } from "../src/data/filters.ts";
import { SvgPen, xmlText } from "../src/map/pen.ts";
import { isWebAddress } from "../src/ui/dom.ts";
import { csvCell, edgesBetween, termIri, toCsv, toTurtle, turtleLiteral } from "../src/ui/part-files.ts";
import { fromAddress, type Naming, type State, toAddress } from "../src/ui/state.ts";
import { makeGraph, makeNames } from "./fixtures.ts";

const SLUGS = ["bond", "front-office", "स्टॉक", "a&b=c#d"];
const TAGS = ["en", "no", "hi"];
const naming: Naming = {
  slug: (term) => SLUGS[term],
  termOf: (slug) => SLUGS.indexOf(slug),
  tag: (language) => TAGS[language],
  languageOf: (tag) => TAGS.indexOf(tag),
  hasNames: (language) => language >= 0 && language < 2,
  hub: (community) => community,
  communityOf: (term) => term,
  initialLanguage: 0,
};
const initial: State = fromAddress("", naming);

const states: readonly Partial<State>[] = [
  {},
  { term: 2, language: 1 },
  { term: 3, hops: 3, list: { column: "in", descending: true } },
  { path: [0, 3] },
  { path: [-1, 2] },
  { filters: { ...NO_FILTERS, scope: "only", language: 1, placeholders: "without", repaired: true, minLinks: 4 } },
  {
    filters: {
      ...NO_FILTERS,
      scope: "all",
      keyword: "a=b&c,✓",
      communities: [1, 2],
      folder: "a/b",
      linked: true,
      maxLinks: 9,
      bridges: true,
    },
  },
  { filters: { ...NO_FILTERS, scope: "compare", language: 1, other: 2 }, colourBy: "keyword" },
  { term: 0, focus: true, trail: [1, 3, 2], opened: 1, page: 2 },
  { path: [0, 3], direction: "against", route: 1 },
  { pins: new Map([[3, [12.5, -7] as const]]) },
  { viewpoint: { x: 500.5, y: -20, zoom: 2.25 } },
];
for (const change of states) {
  test(`an address restores ${JSON.stringify(change)}`, () => {
    const state = { ...initial, ...change };
    assert.deepEqual(fromAddress(`#${toAddress(state, naming)}`, naming), state);
  });
}

const invalidAddresses = [
  "#term=nobody&lang=xx",
  "#lang=hi",
  "#hops=9&least=-3&placeholders=x&links=only:xx&list=bogus",
  "#at=1,2",
  "#at=0,0,NaN",
  "#%E0%A4%A&term=__proto__",
];
for (const address of invalidAddresses) {
  test(`the address ${address} is ignored`, () => assert.deepEqual(fromAddress(address, naming), initial));
}

test("the initial state has no address", () => assert.equal(toAddress(initial, naming), ""));

const cells: readonly (readonly [string, string])[] = [
  ["=1+1", "'=1+1"],
  ["+x", "'+x"],
  ["-x", "'-x"],
  ["@SUM(A1)", "'@SUM(A1)"],
  ["\t=1", "'\t=1"],
  ["  =1", "'  =1"],
  ['say "a,b"', '"say ""a,b"""'],
  ["two\nlines", '"two\nlines"'],
  ['=HYPERLINK("x")', '"\'=HYPERLINK(""x"")"'],
  ["bond", "bond"],
];
for (const [given, expected] of cells)
  test(`the cell ${JSON.stringify(given)} cannot run as a formula`, () => assert.equal(csvCell(given), expected));

test("Turtle and CSV escape the names of terms", async () => {
  const names = await makeNames(['x"y\\', "b c", "=1"], { en: ['Say "hi"\\', "Bee\u0007", "=1+1"], no: ["", "", ""] });
  const graph = makeGraph(3, [
    [0, 1, 2],
    [1, 2],
    [2, 0],
  ]);
  const part = {
    graph,
    names,
    base: "https://example.org/g/",
    terms: [0, 1],
    edges: edgesBetween(graph, [0, 1], new Uint8Array(3).fill(1)),
  };
  const text = toTurtle(part);
  assert.match(
    text,
    /<https:\/\/example\.org\/g\/term\/x%22y%5C>\n {4}a skos:Concept ;\n {4}skos:prefLabel "Say \\"hi\\"\\\\"@en ;\n {4}gg:linksTo <https:\/\/example\.org\/g\/term\/b%20c> \./,
  );
  assert.doesNotMatch(text, /term\/%3D1/);
  const rows = toCsv({ ...part, terms: [0, 1, 2], edges: [0, 1, 2] }, 0).split("\r\n");
  assert.equal(rows.length, 5);
  assert.match(rows[2], /'=1,'=1\+1,1,en,no$/);
});

test("IRIs are encoded like in the build", () => {
  assert.equal(termIri("https://e.org/", "a!'()*~b/ü"), "https://e.org/term/a%21%27%28%29%2A~b%2F%C3%BC");
  assert.equal(turtleLiteral('a"\\\n', "en"), '"a\\"\\\\\\n"@en');
});

test("only http and https addresses become links", () => {
  for (const good of ["https://example.org/", "HTTP://x"]) assert.ok(isWebAddress(good), good);
  for (const bad of ["javascript:alert(1)", "data:text/html,x", " https://x", "https:///x", "//x", "", "file:///etc"]) {
    assert.ok(!isWebAddress(bad), bad);
  }
});

test("texts in an SVG picture are escaped", () => {
  const pen = new SvgPen();
  pen.fillText('</text><script>"&\u0000\ud800', 1, 2);
  const svg = pen.svg(10, 10, "#fff");
  assert.ok(!svg.includes("<script"));
  assert.ok(svg.includes("&lt;/text&gt;&lt;script&gt;&quot;&amp;\ufffd\ufffd"));
  assert.equal(xmlText("a<b"), "a&lt;b");
});
