import assert from "node:assert/strict";
import { test } from "node:test";
import { ar } from "../src/ui/words/ar.ts";
import { en } from "../src/ui/words/en.ts";
import { es } from "../src/ui/words/es.ts";
import { hi } from "../src/ui/words/hi.ts";
import { no } from "../src/ui/words/no.ts";
import { zh } from "../src/ui/words/zh.ts";
import { chooseLanguage, translate } from "../src/ui/words.ts";

const placeholders = (text: string): string[] => [...text.matchAll(/\{\w+\}/g)].map(String).sort();

for (const [tag, words] of Object.entries({ ar, es, hi, no, zh })) {
  test(`${tag} translates every text, with the same placeholders`, () => {
    assert.deepEqual(Object.keys(words).sort(), Object.keys(en).sort());
    for (const [key, text] of Object.entries(en)) {
      assert.deepEqual(placeholders(words[key as keyof typeof en] ?? ""), placeholders(text), key);
    }
  });
}

test("a language without a translation gets English texts; a region is ignored", () => {
  assert.equal(chooseLanguage("ur"), "en");
  assert.equal(translate("close"), "Close");
  assert.equal(chooseLanguage("zh-tw"), "zh");
  assert.equal(translate("close"), "关闭");
  assert.equal(chooseLanguage("nb"), "nb");
  assert.equal(translate("results", { n: 1234 }), "Treff: 1\u00a0234");
});

test("a value that looks like a placeholder stays unchanged", () => {
  chooseLanguage("en");
  assert.equal(translate("selected", { name: "{n} $& {name}", links: "2 links" }), "{n} $& {name}, 2 links");
});
