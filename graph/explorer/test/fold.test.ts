import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fold } from "../src/data/text.ts";

// The command `search` folds alike: tests/test_names.py reads the same cases.
const { cases } = JSON.parse(readFileSync("../../tests/cases/search_fold.json", "utf8")) as {
  cases: [string, string][];
};

for (const [text, folded] of cases) {
  test(`${JSON.stringify(text)} is folded as the command folds it`, () => {
    assert.equal(fold(text).normalize("NFC"), folded.normalize("NFC"));
  });
}
