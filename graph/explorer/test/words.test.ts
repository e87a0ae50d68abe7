import assert from "node:assert/strict";
import { test } from "node:test";
import { ar } from "../src/ui/words/ar.ts";
import { en } from "../src/ui/words/en.ts";
import { es } from "../src/ui/words/es.ts";
import { hi } from "../src/ui/words/hi.ts";
import { no } from "../src/ui/words/no.ts";
import { zh } from "../src/ui/words/zh.ts";
import { say, speak } from "../src/ui/words.ts";

const holes = (text: string): string[] => [...text.matchAll(/\{\w+\}/g)].map(String).sort();

for (const [tag, words] of Object.entries({ ar, es, hi, no, zh })) {
  test(`${tag} says everything that English says, with the same numbers and names in it`, () => {
    assert.deepEqual(Object.keys(words).sort(), Object.keys(en).sort());
    for (const [key, text] of Object.entries(en)) {
      assert.deepEqual(holes(words[key as keyof typeof en] ?? ""), holes(text), key);
    }
  });
}

test("a language without a translation is spoken to in English, one with a region as without", () => {
  assert.equal(speak("ur"), "en");
  assert.equal(say("close"), "Close");
  assert.equal(speak("zh-tw"), "zh");
  assert.equal(say("close"), "关闭");
  assert.equal(speak("nb"), "nb");
  assert.equal(say("found", { n: 1234 }), "1\u00a0234 funnet");
});

test("a name in a sentence may look like a hole and stays as it is", () => {
  speak("en");
  assert.equal(say("selected", { name: "{n} $& {name}", links: "2 links" }), "{n} $& {name}, 2 links");
});
