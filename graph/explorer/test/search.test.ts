import assert from "node:assert/strict";
import { test } from "node:test";
import { MOST_FOUND, Search } from "../src/data/search.ts";
import { names } from "./made.ts";

const SLUGS = ["bond", "front-office", "central-bank", "purchase", "fund"];
const search = new Search(
  await names(
    SLUGS,
    {
      en: ["Bond", "Front Office", "Central Bank", "", "Bond Fund"],
      no: ["Obligasjon", "Front office", "Sentralbank", "Kjøp", "Obligasjonsfond"],
      ar: ["السند", "المكتب الأمامي", "", "", ""],
      hi: ["बॉन्ड", "फ्रंट ऑफिस", "केंद्रीय बैंक", "", ""],
      zh: ["债券", "前台", "中央银行", "", ""],
    },
    [
      [0, "Debenture"],
      [2, "Banque centrale européenne"],
    ],
  ),
);

const cases: readonly (readonly [string, readonly string[]])[] = [
  ["bond", ["bond", "fund"]],
  ["EUROPEENNE", ["central-bank"]],
  ["kjop", ["purchase"]],
  ["frontoffice", ["front-office"]],
  ["front-office", ["front-office"]],
  ["office", ["front-office"]],
  ["debent", ["bond"]],
  ["银行", ["central-bank"]],
  ["债", ["bond"]],
  ["المكتب", ["front-office"]],
  ["बैंक", ["central-bank"]],
  ["बक", []], // without its vowel signs it is another word
  ["b", ["bond", "central-bank", "fund"]],
  ["l", ["bond", "central-bank", "fund"]], // begins nothing,
  ["(", []],
  ["   ", []],
  ["\n", []],
];
for (const [query, expected] of cases) {
  test(`${JSON.stringify(query)} finds ${expected.join(", ") || "nothing"}`, async () => {
    assert.deepEqual(
      (await search.find(query, 0)).map((one) => SLUGS[one.term]),
      expected,
    );
  });
}

test("the whole name comes before its beginning, a word and a part", async () => {
  const lines = ["Vagabond", "Junk bond", "Bond fund", "Bond"];
  const ranked = new Search(
    await names(
      lines.map((_, i) => `t${i}`),
      { en: lines },
    ),
  );
  assert.deepEqual(
    (await ranked.find("bond", 0)).map((one) => one.term),
    [3, 2, 1, 0],
  );
});

test("of equals the most central comes first, found in the chosen language where it can be", async () => {
  const found = await search.find("front office", 1);
  assert.deepEqual(
    found.map(({ term, language, kind }) => [term, language, kind]),
    [[1, 1, "name"]],
  );
});

test("no more are found than can be read", async () => {
  const lines = Array.from({ length: 500 }, (_, i) => `Bond ${i}`);
  const many = new Search(
    await names(
      lines.map((_, i) => `t${i}`),
      { en: lines },
    ),
  );
  const found = await many.find("bond", 0);
  assert.equal(found.length, MOST_FOUND);
  assert.equal(found[0].term, 0);
});
