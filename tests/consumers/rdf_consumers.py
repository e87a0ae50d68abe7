"""Consumers of RDF: each reads our files and gives back the same triples, or the same rows."""

import json
import re
import tempfile
from pathlib import Path

import pyoxigraph as ox

from glossograph.sparql.cookbook import fill_parameters, find_query, standalone_query
from glossograph.sparql.dataset import Dataset
from tests.consumers.expectation import FOLDER, Expectation, command, npm_version, output_of, run_node

_SYNTAXES = {"ttl": "turtle", "nt": "ntriples", "rdf": "rdfxml", "nq": "nquads", "trig": "trig"}


def raptor(expected: Expectation) -> str:
    """Read five syntaxes with rapper, which prints N-Triples.

    It refuses U+FFFE and U+FFFF, which reading removes from articles and which only graphs that are made otherwise can have.
    """
    rapper = command("rapper", "install Debian's raptor2-utils")
    with tempfile.TemporaryDirectory() as folder:
        for suffix, name in _SYNTAXES.items():
            path = Path(folder, f"graph.{suffix}")
            text = (expected.folder / path.name).read_text(encoding="utf-8")
            path.write_text(re.sub(r"\\uFFF[EF]", r"\\uFFFD", text), encoding="utf-8")
            found = output_of(rapper, "-q", "-i", name, "-o", "ntriples", path)
            assert _triples(found) == _own_triples(path), path.name
    return f"raptor {output_of(rapper, '--version').strip()}: {expected.triples:,} triples from {', '.join(_SYNTAXES)}"


def jena(expected: Expectation) -> str:
    """Read all syntaxes with riot."""
    riot = command("riot", "install Apache Jena; Debian's libapache-jena-java 4.5.0 does not start")
    for suffix in (*_SYNTAXES, "jsonld"):
        path = expected.folder / f"graph.{suffix}"
        text = output_of(riot, "--output=nquads", path)
        assert {str(quad.triple) for quad in ox.parse(text, format=ox.RdfFormat.N_QUADS)} == _own_triples(path), path.name
    return f"{output_of(riot, '--version').split(chr(10))[0]}: {expected.triples:,} triples"


def n3(expected: Expectation) -> str:
    """Read four syntaxes with N3.js."""
    version = npm_version("n3")
    for suffix in ("ttl", "nt", "nq", "trig"):
        path = expected.folder / f"graph.{suffix}"
        assert _triples("".join(run_node("n3.mjs", path))) == _own_triples(path), path.name
    return f"N3.js {version}: {expected.triples:,} triples from ttl, nt, nq, trig"


def comunica(expected: Expectation) -> str:
    """Ask Comunica, over the files, what the graph has, and queries that `query --print` printed."""
    version = npm_version("@comunica/query-sparql-file")
    engine = FOLDER / "npm" / "node_modules" / ".bin" / "comunica-sparql-file"
    sources = [expected.folder / "graph.ttl", expected.folder / "links.ttl"]
    dataset = Dataset.open(expected.folder)
    term = str(expected.kg.terms[0].slug)
    answered = []
    for name, values in (("labels", {"term": term}), ("most-linked", {}), ("glossary", {}), ("card", {"term": term})):
        text = standalone_query(fill_parameters(find_query(name), values, dataset), dataset.prefixes)
        result = output_of(engine, *sources, "-q", text, "-t", "application/n-quads" if name == "card" else "application/json")
        answer = dataset.query(text)
        assert not isinstance(answer, ox.QueryBoolean)
        if isinstance(answer, ox.QueryTriples):
            assert _triples(result) == {str(triple) for triple in answer}
        else:
            assert len(json.loads(result)) == len(list(answer))
        answered.append(name)
    return f"Comunica {version}: printed queries {', '.join(answered)}"


def _triples(text: str) -> set[str]:
    return {str(quad.triple) for quad in ox.parse(text, format=ox.RdfFormat.N_QUADS)}


def _own_triples(path: Path) -> set[str]:
    return {str(quad.triple) for quad in ox.parse(path=str(path))}
