// Small graphs, blocks and names for the tests.
import type { About, Language } from "../src/data/about.ts";
import { Blocks } from "../src/data/blocks.ts";
import { buildGraph, type Graph } from "../src/data/graph.ts";
import { Names } from "../src/data/names.ts";

type Pattern = [language: number, links: number][];
const PATTERNS: Pattern[] = [
  [[0, 1]],
  [[1, 2]],
  [
    [0, 1],
    [1, 1],
  ],
];

/** A graph of some terms and edges. An edge is source, target and a pattern; the default is one link in language 0. */
export function makeGraph(
  terms: number,
  pairs: readonly (readonly [number, number, number?])[],
  patterns: Pattern[] = PATTERNS,
): Graph {
  const edges = [...pairs].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const out = new Uint32Array(terms);
  for (const [from] of edges) out[from]++;
  return buildGraph({
    x: Uint16Array.from({ length: terms }, (_, term) => (term * 6553) % 65536),
    y: Uint16Array.from({ length: terms }, (_, term) => (term * term * 977) % 65536),
    community: Uint16Array.from({ length: terms }, (_, term) => term % 2),
    placeholder: Uint8Array.from({ length: terms }, (_, term) => Number(term % 4 === 3)),
    rank: Float32Array.from({ length: terms }, (_, term) => 1 / (term + 1)),
    articles: new Uint8Array(terms),
    out,
    target: Uint32Array.from(edges, ([, to]) => to),
    pattern: Uint32Array.from(edges, ([, , pattern]) => pattern ?? 0),
    repaired: Uint8Array.from(edges, ([from]) => Number(from === 0)),
    patterns,
  });
}

async function compress(data: string): Promise<string> {
  const stream = new Blob([data]).stream().pipeThrough(new CompressionStream("gzip"));
  return Buffer.from(await new Response(stream).arrayBuffer()).toString("base64");
}

/** Blocks in the form in which a page contains them. */
export async function makeBlocks(values: Readonly<Record<string, string>>): Promise<Blocks> {
  const index: Record<string, [number, number]> = {};
  let text = "";
  for (const [name, value] of Object.entries(values)) {
    const block = await compress(value);
    index[name] = [text.length, block.length];
    text += block;
  }
  return new Blocks(text, index);
}

const makeLanguage = (tag: string): Language => ({ tag, name: tag, direction: tag === "ar" ? "rtl" : "ltr", names: 1 });

/** Names of terms by language. The first language is the fallback. */
export async function makeNames(
  slugs: readonly string[],
  byLanguage: Readonly<Record<string, readonly string[]>>,
  aliases: readonly (readonly [number, string])[] = [],
): Promise<Names> {
  const tags = Object.keys(byLanguage);
  const values: Record<string, string> = { slugs: slugs.join("\n") };
  tags.forEach((tag, i) => {
    values[`names-${i}`] = byLanguage[tag].join("\n");
  });
  values["aliases-0"] = JSON.stringify({ of: aliases.map(([term]) => term), texts: aliases.map(([, text]) => text) });
  const about = { languages: tags.map(makeLanguage), fallback: tags[0], terms: slugs.length } as unknown as About;
  const names = new Names(about, await makeBlocks(values));
  await names.open(0);
  return names;
}
