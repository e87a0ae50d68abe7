import assert from "node:assert/strict";
import { test } from "node:test";
import { withIndex } from "../src/site/disk-links.ts";
import { fileOf, findNames, foldQuery, type NameIndex, type NameRow, prefixesFor } from "../src/site/name-index.ts";

const language = (tag: string, folder: string) => ({ tag, name: tag, direction: "ltr", folder });
const index: NameIndex = {
  languages: [language("en", "en/"), language("no", "no/"), language("zh", "zh/")],
  nodes: { "": -200, s: -200, st: 900, sto: 30, e: 40, "\u50b5": 3, o: 12 },
  letters: 8,
};
const rows: NameRow[] = [
  [0, "Stock exchange", "stock-exchange", 0],
  [0, "Stock", "stock", 0],
  [1, "B\u00f8rs", "stock-exchange", 0],
  [1, "Stock-opsjon", "stock-option", 0],
  [2, "\u653f\u5e9c\u50b5\u5238", "government-bond", 0],
  [0, "Livestock", "livestock", 0],
];
const found = (query: string, tag = "en") =>
  findNames(index, rows, foldQuery(query), tag).map(({ address }) => address);

test("a name is found by the beginnings of its words without case and accents, an equal name first", () => {
  assert.deepEqual(found("Stock"), ["term/stock/", "term/stock-exchange/", "term/stock-option/no/"]);
  assert.deepEqual(found("exch STOCK"), ["term/stock-exchange/"]);
  assert.deepEqual(found("bors"), ["term/stock-exchange/no/"]);
  assert.deepEqual(found("tock"), []);
});

test("a script without blanks is found by any of its letters", () => {
  assert.deepEqual(found("\u50b5\u5238"), ["term/government-bond/zh/"]);
});

test("the page in the reader's language comes before others of the same rank", () => {
  assert.deepEqual(found("stock", "no").slice(1), ["term/stock-option/no/", "term/stock-exchange/"]);
});

test("a query loads the files of its rarest word, and of the first letters the most linked terms", () => {
  assert.deepEqual(prefixesFor(index, "stock exchange"), ["sto"]);
  assert.deepEqual(prefixesFor(index, "stx opsjon"), ["o"]);
  assert.deepEqual(prefixesFor(index, "\u50b5\u5238"), ["\u50b5"]);
  assert.deepEqual(prefixesFor(index, "s"), ["st", "sto"]);
});

test("a query that begins too many names loads the most linked ones only", () => {
  const large: NameIndex = { ...index, nodes: { s: -200, st: 5000, su: 4000 } };
  assert.deepEqual(prefixesFor(large, "s"), ["s"]);
  assert.deepEqual(prefixesFor(large, "sta"), ["st"]);
});

test("a file is named after its prefix in hexadecimal UTF-8", () => {
  assert.deepEqual(["", "co", "\u50b5"].map(fileOf), ["all", "636f", "e582b5"]);
});

test("a link to a folder is completed with its index, any other is kept", () => {
  assert.equal(withIndex("file:///a/term/bond/?q#x"), "file:///a/term/bond/index.html?q#x");
  assert.equal(withIndex("file:///a/search.html?q=a/"), "file:///a/search.html?q=a/");
});
