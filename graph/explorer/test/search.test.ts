import assert from "node:assert/strict";
import { test } from "node:test";
import { MAX_RESULTS, Search } from "../src/data/search.ts";
import { makeNames } from "./fixtures.ts";

const SLUGS = ["bond", "front-office", "central-bank", "purchase", "fund"];
const search = new Search(
  await makeNames(
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
  ["बक", []], // another word: it lacks the vowel signs
  ["b", ["bond", "central-bank", "fund"]],
  ["l", ["bond", "central-bank", "fund"]], // starts no name
  ["(", []],
  ["   ", []],
  ["\n", []],
];
for (const [query, expected] of cases) {
  test(`${JSON.stringify(query)} finds ${expected.join(", ") || "nothing"}`, async () => {
    assert.deepEqual(
      (await search.find(query, 0)).map((result) => SLUGS[result.term]),
      expected,
    );
  });
}

test("results are ordered: whole name, start of the name, start of a word, anywhere", async () => {
  const lines = ["Vagabond", "Junk bond", "Bond fund", "Bond"];
  const ranked = new Search(
    await makeNames(
      lines.map((_, i) => `t${i}`),
      { en: lines },
    ),
  );
  assert.deepEqual(
    (await ranked.find("bond", 0)).map((result) => result.term),
    [3, 2, 1, 0],
  );
});

test("a term is found once, by its name in the chosen language if that matches", async () => {
  const results = await search.find("front office", 1);
  assert.deepEqual(
    results.map(({ term, language, kind }) => [term, language, kind]),
    [[1, 1, "name"]],
  );
});

test("the number of results is limited", async () => {
  const lines = Array.from({ length: 500 }, (_, i) => `Bond ${i}`);
  const many = new Search(
    await makeNames(
      lines.map((_, i) => `t${i}`),
      { en: lines },
    ),
  );
  const results = await many.find("bond", 0);
  assert.equal(results.length, MAX_RESULTS);
  assert.equal(results[0].term, 0);
});
