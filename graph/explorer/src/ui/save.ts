// What is shown, as files: Turtle and CSV.
import { edgesOf, type Graph } from "../data/graph.ts";
import type { Names } from "../data/names.ts";
import { make } from "./dom.ts";

/** Some terms of the graph and the links between them. */
export interface Part {
  readonly graph: Graph;
  readonly names: Names;
  readonly base: string;
  readonly terms: readonly number[];
  readonly edges: readonly number[];
}

/** The links between some terms, of those that are shown. */
export function edgesAmong(graph: Graph, terms: readonly number[], shown: Uint8Array): number[] {
  const members = new Set(terms);
  const found: number[] = [];
  for (const term of terms) {
    for (const edge of edgesOf(graph, term)) {
      if (graph.source[edge] === term && shown[edge] && members.has(graph.target[edge])) found.push(edge);
    }
  }
  return found.sort((a, b) => a - b);
}

const PREFIXES = `@prefix gg: <https://w3id.org/glossograph/ns#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
`;

/** The IRI of a term, percent-encoded as the build does it (RFC 3986, section 2.3). */
export const termIri = (base: string, slug: string): string =>
  `${base}term/${encodeURIComponent(slug).replace(/[!'()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`)}`;

/** A literal of Turtle (section 3.3). */
export function literal(text: string, tag: string): string {
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

/** Terms with their names in every language, and the links between them. */
export function turtle({ graph, names, base, terms, edges }: Part): string {
  const iri = (term: number): string => `<${termIri(base, names.slugs[term])}>`;
  const out = new Map<number, number[]>();
  for (const edge of edges) {
    const targets = out.get(graph.source[edge]);
    if (targets) targets.push(graph.target[edge]);
    else out.set(graph.source[edge], [graph.target[edge]]);
  }
  const blocks = terms.map((term) => {
    const lines = ["a skos:Concept"];
    names.about.languages.forEach(({ tag }, language) => {
      const own = names.own(term, language);
      if (own) lines.push(`skos:prefLabel ${literal(own, tag)}`);
      for (const alias of names.aliasesOf(term, language)) lines.push(`skos:altLabel ${literal(alias, tag)}`);
    });
    if (graph.placeholder[term]) lines.push("gg:placeholder true");
    const targets = out.get(term);
    if (targets) lines.push(`gg:linksTo ${targets.map(iri).join(" , ")}`);
    return `${iri(term)}\n    ${lines.join(" ;\n    ")} .\n`;
  });
  return `${PREFIXES}\n${blocks.join("\n")}`;
}

/** A cell that no spreadsheet takes for a formula (OWASP, CSV injection). */
export function cell(value: string | number): string {
  const text = typeof value === "string" && /^[\s]*[=+\-@\t\r|]/.test(value) ? `'${value}` : String(value);
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The links, a line each, with the names of their ends in a language. */
export function csv({ graph, names, edges }: Part, language: number): string {
  const name = (term: number): string => names.name(term, language).text;
  const rows = edges.map((edge) => {
    const [source, target] = [graph.source[edge], graph.target[edge]];
    const languages = graph.patterns[graph.pattern[edge]].map(([one]) => names.about.languages[one].tag).join(" ");
    const ends = [names.slugs[source], name(source), names.slugs[target], name(target)];
    return [...ends, graph.count[edge], languages, graph.repaired[edge] ? "yes" : "no"];
  });
  const header = ["source", "source_name", "target", "target_name", "count", "languages", "repaired"];
  return `\ufeff${[header, ...rows].map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;
}

/** Gives a file to the reader. */
export function download(name: string, content: Blob): void {
  const link = make("a", { href: URL.createObjectURL(content) });
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
