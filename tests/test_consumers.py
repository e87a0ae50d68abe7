"""The sample's SKOS fulfils what other SKOS tools require; each of their checks finds a planted fault."""

import logging
from itertools import chain
from pathlib import Path

import pytest
import rdflib
import skosify
from rdflib.namespace import DCTERMS, RDF, SH, SKOS

import glossograph as gg

pytestmark = [
    pytest.mark.consumer,
    pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning"),  # skosify does not close its input
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),  # the same, at garbage collection
]

SHAPES = Path(__file__).parent / "shapes"
TERM = rdflib.Namespace("https://example.org/glossary/term/")
SCHEME = rdflib.URIRef("https://example.org/glossary/")

Node = rdflib.term.Node

FAULTS: dict[str, set[tuple[Node, Node, Node]]] = {
    "a second label": {(TERM.bond, SKOS.prefLabel, rdflib.Literal("Bonds", lang="en"))},
    "a label without language": {(TERM.bond, SKOS.prefLabel, rdflib.Literal("Bonds"))},
    "a label of two kinds": {(TERM.bond, SKOS.altLabel, rdflib.Literal("Bond", lang="en"))},
    "a definition without language": {(TERM.bond, SKOS.definition, rdflib.Literal("A loan."))},
    "a concept without label or scheme": {(TERM.new, RDF.type, SKOS.Concept)},
    "a second scheme": {(TERM.new, RDF.type, SKOS.ConceptScheme)},
    "a title without language": {(SCHEME, DCTERMS.title, rdflib.Literal("Terms"))},
    "related and broader": {(TERM.bond, SKOS.broader, TERM["yield"])},
    "a circle": {(TERM.bond, SKOS.broader, TERM.stock), (TERM.stock, SKOS.broader, TERM.bond)},
}


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory, sample: gg.KnowledgeGraph) -> rdflib.Graph:
    path = sample.write(tmp_path_factory.mktemp("exported"), "turtle")[0]
    return rdflib.Graph().parse(path)


def with_fault(export: rdflib.Graph, fault: str) -> rdflib.Graph:
    graph = rdflib.Graph()
    for triple in chain(export.triples((None, None, None)), FAULTS[fault]):
        graph.add(triple)
    return graph


def violations(graph: rdflib.Graph, shapes: str) -> int:
    shacl = rdflib.Graph().parse(SHAPES / f"{shapes}.ttl")
    import pyshacl

    _, report, _ = pyshacl.validate(graph, shacl_graph=shacl, inplace=True)
    assert isinstance(report, rdflib.Graph)
    return len(list(report.subjects(RDF.type, SH.ValidationResult)))


@pytest.mark.parametrize("shapes", ["skohub", "vocpub"])
def test_the_sample_conforms_to_the_profile(export: rdflib.Graph, shapes: str) -> None:
    assert violations(export, shapes) == 0


@pytest.mark.parametrize(
    ("shapes", "fault"),
    [
        ("skohub", "a second label"),
        ("skohub", "a label without language"),
        ("skohub", "a definition without language"),
        ("skohub", "a concept without label or scheme"),
        ("skohub", "a title without language"),
        ("vocpub", "a second label"),
        ("vocpub", "a label without language"),
        ("vocpub", "a definition without language"),
        ("vocpub", "a concept without label or scheme"),
        ("vocpub", "a second scheme"),
    ],
)
def test_the_profile_finds_a_planted_fault(export: rdflib.Graph, shapes: str, fault: str) -> None:
    assert violations(with_fault(export, fault), shapes) > 0


def run_skosify(graph: rdflib.Graph, folder: Path, caplog: pytest.LogCaptureFixture) -> tuple[list[str], rdflib.Graph]:
    """Collect skosify's warnings and the graph that it writes after its fixes."""
    graph.serialize(folder / "graph.ttl", format="turtle")
    with caplog.at_level(logging.WARNING):
        fixed: rdflib.Graph = skosify.skosify(str(folder / "graph.ttl"))
    return [record.getMessage() for record in caplog.records], fixed


def test_skosify_gives_no_warning_and_fixes_nothing(
    export: rdflib.Graph, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    messages, fixed = run_skosify(export, tmp_path, caplog)
    assert messages == []
    assert set(fixed) == set(export)


@pytest.mark.parametrize(
    "fault", ["a second label", "a label of two kinds", "a second scheme", "related and broader", "a circle"]
)
def test_skosify_finds_a_planted_fault(
    export: rdflib.Graph, tmp_path: Path, caplog: pytest.LogCaptureFixture, fault: str
) -> None:
    messages, _ = run_skosify(with_fault(export, fault), tmp_path, caplog)
    assert messages
