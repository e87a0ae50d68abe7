"""Tests of the RDF formats, on the sample and on graphs that hypothesis generates."""

import io
import json
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib.namespace import DCTERMS, OWL, RDF, RDFS, SKOS, VOID

import glossograph as gg
from glossograph.config import Config, EvidenceLevel
from glossograph.export.registry import emit
from glossograph.model.edge import Edge
from glossograph.model.evidence import Evidence, by_article
from glossograph.model.graph import GlossaryInfo, Graph, TermIndex
from glossograph.model.link import Link
from glossograph.model.term import Definition, Label, Term, TermArticle
from glossograph.rdf.graph_triples import graph_subjects, graph_triples
from glossograph.rdf.jsonld import JsonLdSpelling, jsonld
from glossograph.rdf.ntriples import TripleSpelling, ntriples
from glossograph.rdf.rdf_files import write_subjects
from glossograph.rdf.rdfxml import XmlSpelling
from glossograph.rdf.statements import Spelling, Strings, Subject, triples, unkept
from glossograph.rdf.turtle import TurtleSpelling, trig, turtle
from glossograph.rdf.vocabulary import GG, PREFIXES, VOCABULARY_PATH
from glossograph.serialise.export_job import ExportJob
from glossograph.serialise.kept_blocks import BlockWriter
from glossograph.sparql.dataset import Dataset
from glossograph.sparql.validation import find_violations, rules
from glossograph.text.iris import DEFAULT_BASE_IRI, term_iri
from glossograph.text.keys import TermId, key, slug
from tests.conftest import Write
from tests.graphs import Listed

# rdflib's parsers call functions of rdflib that are deprecated.
pytestmark = pytest.mark.filterwarnings("ignore:.*deprecated, use:DeprecationWarning")

TRIPLES = {
    "ttl": (ox.RdfFormat.TURTLE, "turtle"),
    "nt": (ox.RdfFormat.N_TRIPLES, "nt"),
    "rdf": (ox.RdfFormat.RDF_XML, "xml"),
    "jsonld": (ox.RdfFormat.JSON_LD, "json-ld"),
}
DATASETS = {"nq": (ox.RdfFormat.N_QUADS, "nquads"), "trig": (ox.RdfFormat.TRIG, "trig")}
FORMATS = ("turtle", "ntriples", "nquads", "trig", "jsonld", "rdfxml", "skosmos")


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory, sample: gg.KnowledgeGraph) -> Path:
    folder = tmp_path_factory.mktemp("exported")
    sample.write(folder, FORMATS)
    return folder


def by_oxigraph(data: bytes, syntax: ox.RdfFormat) -> set[str]:
    return {str(quad.triple) for quad in ox.parse(data, format=syntax)}


def by_rdflib(data: bytes, syntax: str) -> set[str]:
    """The triples that rdflib reads, in the spelling of pyoxigraph."""
    graph = rdflib.Dataset(default_union=True) if syntax in ("nquads", "trig") else rdflib.Graph()
    graph.parse(data=data, format=syntax)
    text = "".join(f"{s.n3()} {p.n3()} {o.n3()} .\n" for s, p, o in graph.triples((None, None, None)))
    return by_oxigraph(text.encode(), ox.RdfFormat.TURTLE)


@pytest.fixture(scope="module")
def expected_triples(sample: gg.KnowledgeGraph) -> dict[str, set[str]]:
    from glossograph.rdf.evidence_triples import evidence_triples

    return {
        "graph": {str(triple) for triple in graph_triples(sample.graph, sample.config.related, sample.config.language)},
        "links": {str(triple) for triple in evidence_triples(sample.graph, sample.source.by_article(), sample.config.evidence)},
    }


@pytest.mark.slow
@pytest.mark.parametrize("name", ["graph", "links"])
@pytest.mark.parametrize("suffix", TRIPLES)
def test_pyoxigraph_and_rdflib_read_the_same_triples_from_every_format(
    exported: Path, expected_triples: dict[str, set[str]], name: str, suffix: str
) -> None:
    data = (exported / f"{name}.{suffix}").read_bytes()
    assert len(expected_triples[name]) > 2000
    assert by_oxigraph(data, TRIPLES[suffix][0]) == expected_triples[name]
    assert by_rdflib(data, TRIPLES[suffix][1]) == expected_triples[name]


@pytest.mark.parametrize("suffix", DATASETS)
@pytest.mark.slow
def test_a_dataset_holds_terms_and_evidence_in_two_named_graphs(
    exported: Path, expected_triples: dict[str, set[str]], suffix: str
) -> None:
    graphs: dict[str, set[str]] = {}
    data = (exported / f"graph.{suffix}").read_bytes()
    for quad in ox.parse(data, format=DATASETS[suffix][0]):
        graphs.setdefault(str(quad.graph_name), set()).add(str(quad.triple))
    base = f"{DEFAULT_BASE_IRI}graph"
    assert graphs == {f"<{base}/terms>": expected_triples["graph"], f"<{base}/evidence>": expected_triples["links"]}
    assert by_rdflib(data, DATASETS[suffix][1]) == expected_triples["graph"] | expected_triples["links"]


def test_without_evidence_no_format_holds_links(write: Write, tmp_path: Path) -> None:
    paths = gg.build(write({"en/a.md": "# A\nThe [b](/b)."}), evidence="none").write(tmp_path / "out", FORMATS)
    names = {path.name for path in paths}
    assert names == {f"graph.{suffix}" for suffix in (*TRIPLES, *DATASETS)} | {"glossograph.ttl", "skosmos.ttl"}
    for suffix in DATASETS:
        assert "gg:Link" not in (tmp_path / "out" / f"graph.{suffix}").read_text(encoding="utf-8")


@pytest.mark.parametrize("syntax", [ox.RdfFormat.TURTLE, ox.RdfFormat.N_TRIPLES])
def test_turtle_and_ntriples_equal_the_bytes_of_pyoxigraph(
    sample: gg.KnowledgeGraph, exported: Path, syntax: ox.RdfFormat
) -> None:
    prefixes = {**PREFIXES, "term": term_iri(DEFAULT_BASE_IRI, "")} if syntax == ox.RdfFormat.TURTLE else None
    written = ox.serialize(graph_triples(sample.graph, language="en"), format=syntax, prefixes=prefixes)
    assert (exported / f"graph.{syntax.file_extension}").read_bytes() == written


def test_json_ld_nests_articles_in_terms_and_links_in_articles(exported: Path) -> None:
    document: dict[str, Any] = json.loads((exported / "graph.jsonld").read_text(encoding="utf-8"))
    by_id = {node["id"]: node for node in document["@graph"]}
    bond = by_id["term:bond"]
    assert bond["prefLabel"]["no"] == "Obligasjon"
    assert bond["altLabel"]["no"] == ["obligasjoner"]
    assert bond["definition"]["en"].startswith("A bond is")
    assert "term:yield" in bond["linksTo"]
    [norwegian] = [article for article in bond["articles"] if article["inLanguage"] == "no"]
    assert norwegian["id"] == "article:no/bond"
    assert "about" not in norwegian
    assert by_id["https://example.org/glossary/"]["type"] == ["ConceptScheme", "Dataset", "dcat:Dataset"]
    assert norwegian["keywords"]["no"]
    assert {node["type"] for node in document["@graph"][1:]} == {"Concept", "Collection"}
    assert {"term:back-office", "term:liquidity"} <= set(by_id["collection:banking"]["member"])
    article = json.loads((exported / "links.jsonld").read_text(encoding="utf-8"))["@graph"][0]
    assert {link["object"] for link in article["links"]} == set(article["references"])
    assert all(isinstance(link["count"], int) for link in article["links"])


# Graphs that hypothesis generates.

BASES = (DEFAULT_BASE_IRI, "https://x.example/g#", "urn:x-g:", "https://schema.org/", "http://h:8080/a'(b)&c,~/")
TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12).filter(str.strip)
XML_CHARACTERS = st.characters(exclude_categories=["Cs", "Cc"], include_characters="\t\n\r", exclude_characters="\ufffe\uffff")
IN_XML = st.text(XML_CHARACTERS, min_size=1, max_size=12)
LANGUAGES = st.lists(st.sampled_from(["ar", "en", "no", "und", "zh-hans"]), unique=True, max_size=3).map(sorted)
NAMES = st.text(st.sampled_from("ab1-_.~%é财ि '\"<>\\{}|^`#?/&;"), min_size=1, max_size=6)


@st.composite
def generated_graphs(draw: st.DrawFn, text: st.SearchStrategy[str] = TEXT) -> tuple[Graph, list[Evidence]]:
    """A graph that a build could return, and the evidence behind its edges."""
    names = draw(st.lists(NAMES.filter(lambda name: bool(slug(name))), unique_by=key, max_size=4))
    terms, edges, evidence = [], [], []
    for name in sorted(names, key=key):
        languages = draw(LANGUAGES) or ["en"]
        labels = tuple(Label(language, draw(text)) for language in languages)  # type: ignore[arg-type]
        alternatives = {draw(text) for _ in range(draw(st.integers(0, 2)))} - {label.text for label in labels}
        articles = tuple(
            TermArticle(language, f"T/{language}/{name}.md", draw(text), (draw(text),), draw(text))  # type: ignore[arg-type]
            for language in draw(LANGUAGES)
        )
        terms.append(
            Term(
                TermId(key(name)),
                slug(name),
                labels,
                tuple(Label(labels[0].language, alternative) for alternative in sorted(alternatives)),
                tuple(Definition(label.language, draw(text)) for label in labels[:1]),
                articles,
            )
        )
    for source in terms:
        for target in terms:
            if source != target and source.articles and draw(st.booleans()):
                language = source.articles[0].language
                edges.append(Edge(source.id, target.id, ((language, 1),)))
                link = Link(draw(text), draw(text), draw(text), "", 1)
                evidence.append(Evidence(source.id, language, target.id, "p", link, draw(st.booleans())))
    info = GlossaryInfo(draw(st.sampled_from(BASES)), draw(text), draw(text), draw(text), "https://x.example/licence")
    articles_read = sum(len(term.articles) for term in terms)
    article_languages = sorted({article.language for term in terms for article in term.articles})
    graph = Graph(
        info, tuple(article_languages), articles_read, tuple(terms), tuple(edges), (), (), (), (), TermIndex({}, {}, {})
    )
    evidence.sort(key=lambda item: (item.source, item.language, item.target))
    return graph, evidence


def all_subjects(graph: Graph, evidence: list[Evidence]) -> list[Subject]:
    from glossograph.rdf.evidence_triples import evidence_subjects

    return [*graph_subjects(graph, language="en"), *evidence_subjects(graph, by_article(evidence), EvidenceLevel.SENTENCES)]


def rdfxml(subjects: Iterable[Subject]) -> bytes:
    file = io.BytesIO()
    write_subjects(BlockWriter(file), [unkept(subjects)], XmlSpelling())
    return file.getvalue()


def by_both(data: bytes, suffix: str) -> tuple[set[str], set[str]]:
    oxigraph, rdflib_name = {**TRIPLES, **DATASETS}[suffix]
    return by_oxigraph(data, oxigraph), by_rdflib(data, rdflib_name)


SLOW = settings(max_examples=40)


@SLOW
@given(generated_graphs())
def test_turtle_and_ntriples_with_their_dataset_syntaxes_hold_every_triple_of_any_graph(
    graph_and_evidence: tuple[Graph, list[Evidence]],
) -> None:
    graph, evidence = graph_and_evidence
    base, subjects = graph.info.base_iri, all_subjects(graph, evidence)
    expected = {str(triple) for triple in triples(subjects)}
    name = "urn:x-g:graph"
    assert by_oxigraph("".join(turtle(subjects, base)).encode(), ox.RdfFormat.TURTLE) == expected
    assert by_oxigraph("".join(ntriples(subjects)).encode(), ox.RdfFormat.N_TRIPLES) == expected
    assert by_oxigraph("".join(ntriples(subjects, name)).encode(), ox.RdfFormat.N_QUADS) == expected
    assert by_oxigraph("".join(trig([(name, subjects)], base)).encode(), ox.RdfFormat.TRIG) == expected
    assert "".join(ntriples(subjects)).encode() == ox.serialize(triples(subjects), format=ox.RdfFormat.N_TRIPLES)


@SLOW
@given(generated_graphs(), st.sampled_from(["", "https://example.org/{language}/{slug}/"]))
def test_the_scheme_says_how_many_triples_there_are(graph_and_evidence: tuple[Graph, list[Evidence]], published: str) -> None:
    graph, _ = graph_and_evidence
    written = {*map(str, graph_triples(graph, language="en", published=published))}
    [size] = [triple for triple in written if f"<{VOID.triples}>" in triple]
    assert size.split('"')[1] == str(len(written))


@SLOW
@given(generated_graphs())
def test_json_ld_holds_every_triple_of_any_graph(graph_and_evidence: tuple[Graph, list[Evidence]]) -> None:
    graph, evidence = graph_and_evidence
    subjects = all_subjects(graph, evidence)
    expected = {str(triple) for triple in triples(subjects)}
    assert by_oxigraph("".join(jsonld(subjects, graph.info.base_iri)).encode(), ox.RdfFormat.JSON_LD) == expected


@SLOW
@given(generated_graphs(IN_XML))
@pytest.mark.slow
def test_rdf_xml_holds_every_triple_that_xml_can_and_rdflib_agrees(graph_and_evidence: tuple[Graph, list[Evidence]]) -> None:
    graph, evidence = graph_and_evidence
    base, subjects = graph.info.base_iri, all_subjects(graph, evidence)
    expected = {str(triple) for triple in triples(subjects)}
    assert by_both(rdfxml(subjects), "rdf") == (expected, expected)
    assert by_both("".join(turtle(subjects, base)).encode(), "ttl") == (expected, expected)
    assert by_both("".join(jsonld(subjects, base)).encode(), "jsonld") == (expected, expected)


@SLOW
@given(generated_graphs(TEXT.filter(lambda text: bool(text.strip(" \t\n\r\x0b\x0c\x1c\x1d\x1e\x1f\x85")))))
def test_the_export_of_any_graph_is_valid(graph_and_evidence: tuple[Graph, list[Evidence]]) -> None:
    store = ox.Store()
    store.extend(ox.Quad(*triple) for triple in triples(all_subjects(*graph_and_evidence)))
    dataset = Dataset(store)
    assert {rule.code: broken for rule in rules() if (broken := find_violations(dataset, rule))} == {}


def test_rdf_xml_replaces_characters_that_xml_forbids_and_keeps_line_ends() -> None:
    subject = Subject("urn:x:a", [Strings(str(RDFS.comment), ('a\x00b\x1b\ufffe\uffff<&>"\r\n\tc\r',))])
    data = rdfxml([subject])
    [triple] = ox.parse(data, format=ox.RdfFormat.RDF_XML)
    assert isinstance(triple.object, ox.Literal)
    assert triple.object.value == 'a�b���<&>"\r\n\tc\r'
    assert by_rdflib(data, "xml") == {str(triple.triple)}


def test_rdf_xml_keeps_characters_that_end_in_another_block() -> None:
    texts = tuple(f"{'x' * index}€😀\r" for index in range(200))
    data = rdfxml([Subject("urn:x:a", [Strings(str(RDFS.comment), texts)])])
    assert {quad.object.value for quad in ox.parse(data, format=ox.RdfFormat.RDF_XML)} == set(texts)


SPELLINGS: dict[str, Callable[[str], Spelling]] = {
    "turtle": TurtleSpelling,
    "ntriples": lambda _base: TripleSpelling(),
    "jsonld": JsonLdSpelling,
    "rdfxml": XmlSpelling,
}


@pytest.mark.parametrize("name", SPELLINGS)
def test_every_format_is_written_while_subjects_are_read_so_that_memory_stays_flat(name: str) -> None:
    requested = 0

    def subjects() -> Iterator[Subject]:
        nonlocal requested
        for requested in range(1, 1001):
            yield Subject(f"urn:x:{requested}", [Strings(str(RDFS.comment), ("text",))])

    class Output(io.BytesIO):
        def write(self, data: Any) -> int:
            requested_at_write.append(requested)
            return super().write(data)

    requested_at_write = [0]
    write_subjects(BlockWriter(Output()), [unkept(subjects())], SPELLINGS[name]("urn:x:"))
    assert max(later - earlier for earlier, later in pairwise(requested_at_write)) <= 1


# The scheme, and our vocabulary.


def test_the_scheme_names_its_top_concepts_its_vocabularies_and_the_language_of_its_title(exported: Path) -> None:
    graph = rdflib.Graph().parse(exported / "graph.ttl")
    [scheme] = graph.subjects(RDF.type, SKOS.ConceptScheme)
    assert set(graph.objects(scheme, SKOS.hasTopConcept)) == set(graph.subjects(SKOS.topConceptOf, scheme))
    assert graph.value(scheme, DCTERMS.title) == rdflib.Literal("Finance terms, a sample", lang="en")
    used = {str(predicate) for predicate in graph.predicates()} | {str(kind) for kind in graph.objects(None, RDF.type)}
    stated = (*map(str, graph.objects(scheme, VOID.vocabulary)), str(RDF), str(RDFS), str(VOID))
    assert {name for name in used if not name.startswith(stated)} == set()


def test_a_title_has_a_language_only_if_one_is_set(write: Write, tmp_path: Path) -> None:
    kg = gg.build(write({"en/a.md": "# A"}), title="Ord")
    assert '"Ord" ;' in kg.write(tmp_path, "turtle")[0].read_text(encoding="utf-8")
    with pytest.raises(gg.ConfigError, match="'NO'"):
        Config(language="NO")


def test_our_vocabulary_is_written_beside_an_export(exported: Path) -> None:
    assert (exported / "glossograph.ttl").read_bytes() == VOCABULARY_PATH.read_bytes()


@pytest.mark.slow
def test_every_name_of_our_vocabulary_is_documented_and_used(exported: Path, sample: gg.KnowledgeGraph) -> None:
    vocabulary = rdflib.Graph().parse(VOCABULARY_PATH)
    [ontology] = vocabulary.subjects(RDF.type, OWL.Ontology)
    names = {name for name in vocabulary.subjects(RDF.type) if str(name).startswith(str(GG))}
    assert len(names) == 10
    for name in names:
        kind = vocabulary.value(name, RDF.type)
        wanted = [RDFS.label, RDFS.comment, RDFS.isDefinedBy]
        wanted += [] if kind == OWL.Class else [RDFS.domain, RDFS.range]
        assert [predicate for predicate in wanted if vocabulary.value(name, predicate) is None] == [], name
        assert vocabulary.value(name, RDFS.isDefinedBy) == ontology
    texts = [literal for literal in vocabulary.objects() if isinstance(literal, rdflib.Literal)]
    assert all(text.language == "en" for text in texts)
    published = graph_triples(sample.graph, published="https://example.org/{slug}/")
    used: set[rdflib.term.Node] = {
        rdflib.URIRef(triple.predicate.value) for triple in published if triple.predicate.value.startswith(str(GG))
    }
    for file in ("graph.nt", "links.nt"):
        used |= {name for triple in rdflib.Graph().parse(exported / file) for name in triple if str(name).startswith(str(GG))}
    assert used - {rdflib.URIRef(str(GG))} == names


def test_the_standard_vocabularies_define_every_name_that_an_export_uses(exported: Path) -> None:
    names = {
        str(name) for file in ("graph.ttl", "links.ttl") for triple in rdflib.Graph().parse(exported / file) for name in triple
    }
    for vocabulary in (SKOS, DCTERMS, OWL, RDF, RDFS, VOID):
        used = {name for name in names if name.startswith(str(vocabulary)) and name != str(vocabulary)}
        assert used <= set(map(str, dir(vocabulary)))
    assert str(SKOS.prefLabel) in names


# Skosmos.

SKOSMOS = rdflib.Namespace("http://purl.org/net/skosmos#")


def read_configuration(data: str) -> rdflib.Graph:
    return rdflib.Graph().parse(io.StringIO(data), format="turtle", publicID="https://x.example/config")


def test_the_skosmos_configuration_describes_the_vocabulary(exported: Path) -> None:
    graph = read_configuration((exported / "skosmos.ttl").read_text(encoding="utf-8"))
    [vocabulary] = graph.subjects(RDF.type, SKOSMOS.Vocabulary)
    assert str(vocabulary).endswith("#finance-terms-a-sample")
    assert {str(o) for o in graph.objects(vocabulary, SKOSMOS.language)} == {"ar", "en", "es", "hi", "no", "zh"}
    assert str(graph.value(vocabulary, SKOSMOS.defaultLanguage)) == "en"
    assert str(graph.value(vocabulary, VOID.uriSpace)) == "https://example.org/glossary/term/"
    assert graph.value(vocabulary, SKOSMOS.mainConceptScheme) == rdflib.URIRef("https://example.org/glossary/")
    assert graph.value(vocabulary, DCTERMS.title) == rdflib.Literal("Finance terms, a sample", lang="en")


def test_a_title_cannot_break_out_of_the_skosmos_configuration(tmp_path: Path) -> None:
    title = 'A" . <#x> a "\\ \n # 財'
    info = GlossaryInfo(DEFAULT_BASE_IRI, title, "", "", "")
    graph = Graph(info, (), 0, (), (), (), (), (), (), TermIndex({}, {}, {}))
    [path] = emit(ExportJob(graph, Listed([]), Config()), tmp_path, ("skosmos",))
    configuration = read_configuration(path.read_text(encoding="utf-8"))
    [vocabulary] = set(configuration.subjects())
    assert str(configuration.value(vocabulary, DCTERMS.title)) == title
    assert str(vocabulary).endswith("#glossary")
