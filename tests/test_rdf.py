"""Claims about the formats of RDF, on the sample and on graphs that hypothesis makes up."""

import io
import json
from collections.abc import Iterable, Iterator
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
from glossograph.rdf.jsonld import jsonld
from glossograph.rdf.ntriples import lines
from glossograph.rdf.rdfxml import rdfxml
from glossograph.rdf.statements import Strings, Subject, triples
from glossograph.rdf.turtle import trig, turtle
from glossograph.rdf.vocabulary import GG, PREFIXES, VOCABULARY
from glossograph.serialise.export_job import ExportJob
from glossograph.sparql.dataset import Dataset
from glossograph.sparql.validation import rules, violations
from glossograph.text.iris import DEFAULT_BASE_IRI, term_iri
from glossograph.text.keys import TermId, key, slug
from tests.conftest import Write
from tests.graphs import Listed

pytestmark = pytest.mark.filterwarnings("ignore:.*deprecated, use:DeprecationWarning")  # rdflib's parsers use its own past

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
    """What rdflib reads, spelt as pyoxigraph spells it."""
    read = rdflib.Dataset(default_union=True) if syntax in ("nquads", "trig") else rdflib.Graph()
    read.parse(data=data, format=syntax)
    text = "".join(f"{s.n3()} {p.n3()} {o.n3()} .\n" for s, p, o in read.triples((None, None, None)))
    return by_oxigraph(text.encode(), ox.RdfFormat.TURTLE)


@pytest.fixture(scope="module")
def truth(sample: gg.KnowledgeGraph) -> dict[str, set[str]]:
    from glossograph.rdf.evidence_triples import evidence_triples

    return {
        "graph": {str(triple) for triple in graph_triples(sample.graph, sample.config.related, sample.config.language)},
        "links": {str(triple) for triple in evidence_triples(sample.graph, sample.source.by_article(), sample.config.evidence)},
    }


@pytest.mark.parametrize("name", ["graph", "links"])
@pytest.mark.parametrize("suffix", TRIPLES)
def test_every_format_holds_the_same_triples_for_both_readers(
    exported: Path, truth: dict[str, set[str]], name: str, suffix: str
) -> None:
    data = (exported / f"{name}.{suffix}").read_bytes()
    assert len(truth[name]) > 2000
    assert by_oxigraph(data, TRIPLES[suffix][0]) == truth[name]
    assert by_rdflib(data, TRIPLES[suffix][1]) == truth[name]


@pytest.mark.parametrize("suffix", DATASETS)
def test_a_dataset_has_the_terms_in_one_named_graph_and_the_evidence_in_another(
    exported: Path, truth: dict[str, set[str]], suffix: str
) -> None:
    found: dict[str, set[str]] = {}
    data = (exported / f"graph.{suffix}").read_bytes()
    for quad in ox.parse(data, format=DATASETS[suffix][0]):
        found.setdefault(str(quad.graph_name), set()).add(str(quad.triple))
    base = f"{DEFAULT_BASE_IRI}graph"
    assert found == {f"<{base}/terms>": truth["graph"], f"<{base}/evidence>": truth["links"]}
    assert by_rdflib(data, DATASETS[suffix][1]) == truth["graph"] | truth["links"]


def test_without_evidence_no_format_tells_any(write: Write, tmp_path: Path) -> None:
    paths = gg.build(write({"en/a.md": "# A\nThe [b](/b)."}), evidence="none").write(tmp_path / "out", FORMATS)
    names = {path.name for path in paths}
    assert names == {f"graph.{suffix}" for suffix in (*TRIPLES, *DATASETS)} | {"glossograph.ttl", "skosmos.ttl"}
    for suffix in DATASETS:
        assert "gg:Link" not in (tmp_path / "out" / f"graph.{suffix}").read_text(encoding="utf-8")


@pytest.mark.parametrize("syntax", [ox.RdfFormat.TURTLE, ox.RdfFormat.N_TRIPLES])
def test_turtle_and_ntriples_are_the_bytes_that_pyoxigraph_writes(
    sample: gg.KnowledgeGraph, exported: Path, syntax: ox.RdfFormat
) -> None:
    prefixes = {**PREFIXES, "term": term_iri(DEFAULT_BASE_IRI, "")} if syntax == ox.RdfFormat.TURTLE else None
    written = ox.serialize(graph_triples(sample.graph, language="en"), format=syntax, prefixes=prefixes)
    assert (exported / f"graph.{syntax.file_extension}").read_bytes() == written


def test_json_ld_is_framed_and_readable(exported: Path) -> None:
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
    assert by_id["https://example.org/glossary/"]["type"] == ["ConceptScheme", "Dataset"]
    assert {node["type"] for node in document["@graph"][1:]} == {"Concept"}
    article = json.loads((exported / "links.jsonld").read_text(encoding="utf-8"))["@graph"][0]
    assert {link["object"] for link in article["links"]} == set(article["references"])
    assert all(isinstance(link["count"], int) for link in article["links"])


# Graphs that hypothesis makes up.

BASES = (DEFAULT_BASE_IRI, "https://x.example/g#", "urn:x-g:", "https://schema.org/", "http://h:8080/a'(b)&c,~/")
TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12).filter(str.strip)
IN_XML = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), min_size=1, max_size=12)
LANGUAGES = st.lists(st.sampled_from(["ar", "en", "no", "und", "zh-hans"]), unique=True, max_size=3).map(sorted)
NAMES = st.text(st.sampled_from("ab1-_.~%é财ि '\"<>\\{}|^`#?/&;"), min_size=1, max_size=6)


@st.composite
def graphs(draw: st.DrawFn, text: st.SearchStrategy[str] = TEXT) -> tuple[Graph, list[Evidence]]:
    """A graph as a build could give it, and the evidence behind its edges."""
    names = draw(st.lists(NAMES.filter(lambda name: bool(slug(name))), unique_by=key, max_size=4))
    terms, edges, evidence = [], [], []
    for name in sorted(names, key=key):
        languages = draw(LANGUAGES) or ["en"]
        labels = tuple(Label(language, draw(text)) for language in languages)  # type: ignore[arg-type]
        others = {draw(text) for _ in range(draw(st.integers(0, 2)))} - {label.text for label in labels}
        articles = tuple(
            TermArticle(language, f"T/{language}/{name}.md", draw(text), (draw(text),))  # type: ignore[arg-type]
            for language in draw(LANGUAGES)
        )
        terms.append(
            Term(
                TermId(key(name)),
                slug(name),
                labels,
                tuple(Label(labels[0].language, other) for other in sorted(others)),
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
    collection = GlossaryInfo(draw(st.sampled_from(BASES)), draw(text), draw(text), draw(text), "https://x.example/licence")
    articles_read = sum(len(term.articles) for term in terms)
    found = sorted({article.language for term in terms for article in term.articles})
    graph = Graph(collection, tuple(found), articles_read, tuple(terms), tuple(edges), (), (), (), (), TermIndex({}, {}, {}))
    evidence.sort(key=lambda one: (one.source, one.language, one.target))
    return graph, evidence


def said(graph: Graph, evidence: list[Evidence]) -> list[Subject]:
    from glossograph.rdf.evidence_triples import evidence_subjects

    return [*graph_subjects(graph, language="en"), *evidence_subjects(graph, by_article(evidence), EvidenceLevel.SENTENCES)]


def read(pieces: Iterable[str], suffix: str) -> tuple[set[str], set[str]]:
    data = "".join(pieces).encode()
    oxigraph, rdflib_name = {**TRIPLES, **DATASETS}[suffix]
    return by_oxigraph(data, oxigraph), by_rdflib(data, rdflib_name)


SLOW = settings(max_examples=40, derandomize=True)


@SLOW
@given(graphs())
def test_turtle_and_its_family_hold_whatever_a_graph_says(made: tuple[Graph, list[Evidence]]) -> None:
    graph, evidence = made
    base, subjects = graph.info.base_iri, said(graph, evidence)
    expected = {str(triple) for triple in triples(subjects)}
    name = "urn:x-g:graph"
    assert by_oxigraph("".join(turtle(subjects, base)).encode(), ox.RdfFormat.TURTLE) == expected
    assert by_oxigraph("".join(lines(subjects)).encode(), ox.RdfFormat.N_TRIPLES) == expected
    assert by_oxigraph("".join(lines(subjects, name)).encode(), ox.RdfFormat.N_QUADS) == expected
    assert by_oxigraph("".join(trig([(name, subjects)], base)).encode(), ox.RdfFormat.TRIG) == expected
    assert "".join(lines(subjects)).encode() == ox.serialize(triples(subjects), format=ox.RdfFormat.N_TRIPLES)


@SLOW
@given(graphs())
def test_json_ld_holds_whatever_a_graph_says(made: tuple[Graph, list[Evidence]]) -> None:
    graph, evidence = made
    subjects = said(graph, evidence)
    expected = {str(triple) for triple in triples(subjects)}
    assert by_oxigraph("".join(jsonld(subjects, graph.info.base_iri)).encode(), ox.RdfFormat.JSON_LD) == expected


@SLOW
@given(graphs(IN_XML))
def test_rdf_xml_holds_whatever_xml_can_and_rdflib_reads_all_formats_alike(made: tuple[Graph, list[Evidence]]) -> None:
    graph, evidence = made
    base, subjects = graph.info.base_iri, said(graph, evidence)
    expected = {str(triple) for triple in triples(subjects)}
    assert read(rdfxml(subjects), "rdf") == (expected, expected)
    assert read(turtle(subjects, base), "ttl") == (expected, expected)
    assert read(jsonld(subjects, base), "jsonld") == (expected, expected)


@SLOW
@given(graphs(TEXT.filter(lambda text: bool(text.strip(" \t\n\r\x0b\x0c\x1c\x1d\x1e\x1f\x85")))))
def test_what_a_build_writes_is_valid(made: tuple[Graph, list[Evidence]]) -> None:
    store = ox.Store()
    store.extend(ox.Quad(*triple) for triple in triples(said(*made)))
    dataset = Dataset(store)
    assert {rule.code: found for rule in rules() if (found := violations(dataset, rule))} == {}


def test_what_xml_cannot_hold_is_replaced_and_line_ends_stay() -> None:
    subject = Subject("urn:x:a", [Strings(str(RDFS.comment), ('a\x00b\x1b\ufffe<&>"\r\n\tc',))])
    [triple] = ox.parse("".join(rdfxml([subject])).encode(), format=ox.RdfFormat.RDF_XML)
    assert isinstance(triple.object, ox.Literal)
    assert triple.object.value == 'a�b��<&>"\r\n\tc'


@pytest.mark.parametrize("syntax", [lambda s: turtle(s, "urn:x:"), lines, rdfxml, lambda s: jsonld(s, "urn:x:")])
def test_a_format_writes_as_it_reads_so_that_memory_stays_flat(syntax: Any) -> None:
    asked = 0

    def subjects() -> Iterator[Subject]:
        nonlocal asked
        for asked in range(1000):
            yield Subject(f"urn:x:{asked}", [Strings(str(RDFS.comment), ("text",))])

    waiting = syntax(subjects())
    for piece in waiting:
        if "urn:x:0" in piece:
            break
    assert asked <= 2


# What is said of the whole, and our vocabulary.


def test_the_scheme_names_its_top_concepts_and_vocabularies_and_tells_the_language_of_its_title(exported: Path) -> None:
    graph = rdflib.Graph().parse(exported / "graph.ttl")
    [scheme] = graph.subjects(RDF.type, SKOS.ConceptScheme)
    assert set(graph.objects(scheme, SKOS.hasTopConcept)) == set(graph.subjects(SKOS.topConceptOf, scheme))
    assert graph.value(scheme, DCTERMS.title) == rdflib.Literal("Finance terms, a sample", lang="en")
    used = {str(predicate) for predicate in graph.predicates()} | {str(kind) for kind in graph.objects(None, RDF.type)}
    told = (*map(str, graph.objects(scheme, VOID.vocabulary)), str(RDF), str(RDFS), str(VOID))
    assert {name for name in used if not name.startswith(told)} == set()


def test_a_title_has_no_language_unless_it_is_told(write: Write, tmp_path: Path) -> None:
    kg = gg.build(write({"en/a.md": "# A"}), title="Ord")
    assert '"Ord" ;' in kg.write(tmp_path, "turtle")[0].read_text(encoding="utf-8")
    with pytest.raises(gg.ConfigError, match="'NO'"):
        Config(language="NO")


def test_our_vocabulary_is_written_beside_every_export_once(exported: Path) -> None:
    assert (exported / "glossograph.ttl").read_bytes() == VOCABULARY.read_bytes()


def test_every_name_of_our_vocabulary_is_documented(exported: Path) -> None:
    vocabulary = rdflib.Graph().parse(VOCABULARY)
    [ontology] = vocabulary.subjects(RDF.type, OWL.Ontology)
    names = {name for name in vocabulary.subjects(RDF.type) if str(name).startswith(str(GG))}
    assert len(names) == 8
    for name in names:
        kind = vocabulary.value(name, RDF.type)
        wanted = [RDFS.label, RDFS.comment, RDFS.isDefinedBy]
        wanted += [] if kind == OWL.Class else [RDFS.domain, RDFS.range]
        assert [predicate for predicate in wanted if vocabulary.value(name, predicate) is None] == [], name
        assert vocabulary.value(name, RDFS.isDefinedBy) == ontology
    texts = [literal for literal in vocabulary.objects() if isinstance(literal, rdflib.Literal)]
    assert all(text.language == "en" for text in texts)
    used = set()
    for file in ("graph.nt", "links.nt"):
        used |= {name for triple in rdflib.Graph().parse(exported / file) for name in triple if str(name).startswith(str(GG))}
    assert used - {rdflib.URIRef(str(GG))} == names


# Skosmos.

SKOSMOS = rdflib.Namespace("http://purl.org/net/skosmos#")


def stanza(data: str) -> rdflib.Graph:
    return rdflib.Graph().parse(io.StringIO(data), format="turtle", publicID="https://x.example/config")


def test_skosmos_finds_its_stanza(exported: Path) -> None:
    graph = stanza((exported / "skosmos.ttl").read_text(encoding="utf-8"))
    [vocabulary] = graph.subjects(RDF.type, SKOSMOS.Vocabulary)
    assert str(vocabulary).endswith("#finance-terms-a-sample")
    assert {str(o) for o in graph.objects(vocabulary, SKOSMOS.language)} == {"ar", "en", "es", "hi", "no", "zh"}
    assert str(graph.value(vocabulary, SKOSMOS.defaultLanguage)) == "en"
    assert str(graph.value(vocabulary, VOID.uriSpace)) == "https://example.org/glossary/term/"
    assert graph.value(vocabulary, SKOSMOS.mainConceptScheme) == rdflib.URIRef("https://example.org/glossary/")
    assert graph.value(vocabulary, DCTERMS.title) == rdflib.Literal("Finance terms, a sample", lang="en")


def test_a_title_cannot_break_out_of_the_stanza(tmp_path: Path) -> None:
    title = 'A" . <#x> a "\\ \n # 財'
    collection = GlossaryInfo(DEFAULT_BASE_IRI, title, "", "", "")
    graph = Graph(collection, (), 0, (), (), (), (), (), (), TermIndex({}, {}, {}))
    [path] = emit(ExportJob(graph, Listed([]), Config()), tmp_path, ("skosmos",))
    read_back = stanza(path.read_text(encoding="utf-8"))
    [vocabulary] = set(read_back.subjects())
    assert str(read_back.value(vocabulary, DCTERMS.title)) == title
    assert str(vocabulary).endswith("#glossary")
