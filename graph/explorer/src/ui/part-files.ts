// A part of the graph as files: Turtle and CSV.
import { edgesOf, type Graph } from "../data/graph.ts";
import type { Names } from "../data/names.ts";
import { make } from "./dom.ts";

/** Some terms of the graph, and the edges between them. */
export interface GraphPart {
  readonly graph: Graph;
  readonly names: Names;
  readonly base: string;
  readonly terms: readonly number[];
  readonly edges: readonly number[];
}

/** The visible edges between some terms. */
export function edgesBetween(graph: Graph, terms: readonly number[], visibleEdges: Uint8Array): number[] {
  const members = new Set(terms);
  const edges: number[] = [];
  for (const term of terms) {
    for (const edge of edgesOf(graph, term)) {
      if (graph.source[edge] === term && visibleEdges[edge] && members.has(graph.target[edge])) edges.push(edge);
    }
  }
  return edges.sort((a, b) => a - b);
}

const PREFIXES = `@prefix gg: <https://w3id.org/glossograph/ns#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
`;

/** The IRI of a term, percent-encoded as in the build (RFC 3986, section 2.3). */
export const termIri = (base: string, slug: string): string =>
  `${base}term/${encodeURIComponent(slug).replace(/[!'()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`)}`;

/** A literal in Turtle (section 3.3). */
export function turtleLiteral(text: string, tag: string): string {
  const escaped = text.replace(/["\\\n\r\t\f\b]/g, (letter) => ESCAPES[letter] ?? letter);
  return `"${escaped}"@${tag}`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '\\"',
  "\\": "\\\\",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\f": "\\f",
  "\b": "\\b",
};

/** The terms with their names in all languages, and the links between them. */
export function toTurtle({ graph, names, base, terms, edges }: GraphPart): string {
  const iri = (term: number): string => `<${termIri(base, names.slugs[term])}>`;
  const targetsBySource = new Map<number, number[]>();
  for (const edge of edges) {
    const targets = targetsBySource.get(graph.source[edge]);
    if (targets) targets.push(graph.target[edge]);
    else targetsBySource.set(graph.source[edge], [graph.target[edge]]);
  }
  const blocks = terms.map((term) => {
    const lines = ["a skos:Concept"];
    names.about.languages.forEach(({ tag }, language) => {
      const name = names.nameIn(term, language);
      if (name) lines.push(`skos:prefLabel ${turtleLiteral(name, tag)}`);
      for (const alias of names.aliasesOf(term, language)) lines.push(`skos:altLabel ${turtleLiteral(alias, tag)}`);
    });
    if (graph.placeholder[term]) lines.push("gg:placeholder true");
    const targets = targetsBySource.get(term);
    if (targets) lines.push(`gg:linksTo ${targets.map(iri).join(" , ")}`);
    return `${iri(term)}\n    ${lines.join(" ;\n    ")} .\n`;
  });
  return `${PREFIXES}\n${blocks.join("\n")}`;
}

/** A cell that no spreadsheet runs as a formula (OWASP, CSV injection). */
export function csvCell(value: string | number): string {
  const text = typeof value === "string" && /^[\s]*[=+\-@\t\r|]/.test(value) ? `'${value}` : String(value);
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The edges, one a line, with the names of their ends in a language. */
export function toCsv({ graph, names, edges }: GraphPart, language: number): string {
  const nameOf = (term: number): string => names.bestName(term, language).text;
  const rows = edges.map((edge) => {
    const [source, target] = [graph.source[edge], graph.target[edge]];
    const tags = graph.patterns[graph.pattern[edge]].map(([index]) => names.about.languages[index].tag).join(" ");
    const ends = [names.slugs[source], nameOf(source), names.slugs[target], nameOf(target)];
    return [...ends, graph.count[edge], tags, graph.repaired[edge] ? "yes" : "no"];
  });
  const header = ["source", "source_name", "target", "target_name", "count", "languages", "repaired"];
  return `\ufeff${[header, ...rows].map((row) => row.map(csvCell).join(",")).join("\r\n")}\r\n`;
}

/** How long the browser may take to start a download. */
const DOWNLOAD_TIMEOUT_MS = 10_000;

/** Offers a file to the reader as a download. */
export function download(name: string, content: Blob): void {
  const link = make("a", { href: URL.createObjectURL(content) });
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), DOWNLOAD_TIMEOUT_MS);
}
