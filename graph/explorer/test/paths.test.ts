import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { findPaths, type PathDirection } from "../src/data/paths.ts";
import { makeGraph } from "./fixtures.ts";

interface Case {
  readonly title: string;
  readonly links: readonly [source: string, target: string, links: number][];
  readonly leaves?: Readonly<Record<string, number>>;
  readonly from: string;
  readonly to: string;
  readonly direction: PathDirection;
  readonly paths: readonly (readonly string[])[];
}

// The command `path` follows the same rule: tests/test_ask.py reads the same cases.
const { cases } = JSON.parse(readFileSync("../../tests/cases/paths.json", "utf8")) as { cases: Case[] };

for (const { title, links, leaves, from, to, direction, paths } of cases) {
  test(`paths: ${title}`, () => {
    const ofLeaves = Object.entries(leaves ?? {}).flatMap(([slug, count]) =>
      Array.from({ length: count }, (_, leaf) => [slug, `${slug}-leaf-${leaf}`, 1] as const),
    );
    const all = [...links, ...ofLeaves];
    const ends = [from, to, ...all.map(([source]) => source), ...all.map(([, target]) => target)];
    const slugs = [...new Set(ends)].sort();
    const patterns = Array.from({ length: 1 + Math.max(1, ...all.map(([, , count]) => count)) }, (_, count) => [
      [0, count] as [number, number],
    ]);
    const number = (slug: string): number => slugs.indexOf(slug);
    const graph = makeGraph(
      slugs.length,
      all.map(([source, target, count]) => [number(source), number(target), count] as const),
      patterns,
    );
    const found = findPaths(graph, slugs, number(from), number(to), direction);
    assert.deepEqual(
      found.map((path) => [from, ...path.map((hop) => slugs[hop.to])]),
      paths,
    );
  });
}
