// Reads a file with N3.js and prints its triples as N-Triples, in JSON.
import { readFileSync } from "node:fs";
import { Parser, Writer } from "n3";

const path = process.argv[2];
const formats = { ttl: "text/turtle", nt: "N-Triples", nq: "N-Quads", trig: "application/trig" };
const quads = new Parser({ format: formats[path.split(".").pop()] }).parse(readFileSync(path, "utf8"));
const writer = new Writer({ format: "N-Triples" });
const lines = quads.map((quad) => writer.quadToString(quad.subject, quad.predicate, quad.object));
process.stdout.write(JSON.stringify(lines));
