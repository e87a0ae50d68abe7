"""Claims about the files of a build: RDF, page and report say what the graph says."""

import base64
import gzip
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import networkx as nx
import pyoxigraph
import pytest
import rdflib
from pyvis.network import Network
from rdflib.compare import isomorphic
from rdflib.namespace import DCTERMS, PROV, RDF, SDO, SKOS, VOID

import glossograph as gg
from glossograph.model.link import Link
from glossograph.model.term import Label, LabelOrigin, Term
from glossograph.pages import explorer_texts, packing
from glossograph.pages.packing import BlockPacker
from glossograph.pages.report_values import _label_values, anchor_evidence
from glossograph.rdf import vocabulary
from glossograph.text.keys import Slug, TermId
from glossograph.text.languages import LanguageTag
from tests.conftest import Write
from tests.graphs import Listed

GG = rdflib.Namespace(str(vocabulary.GG))

HOSTILE = '</script><script>window.pwned=1</script> <img src=x onerror="window.pwned=1"> href "\'\\ \u2028 {}[]|^` @en . <#>'


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory, sample: gg.KnowledgeGraph) -> Path:
    folder = tmp_path_factory.mktemp("exported")
    sample.write(folder)
    return folder


def read(path: Path) -> rdflib.Graph:
    return rdflib.Graph().parse(path)


@pytest.fixture(scope="module")
def rdf(exported: Path) -> rdflib.Graph:
    return read(exported / "graph.ttl")


@pytest.fixture(scope="module")
def links(exported: Path) -> rdflib.Graph:
    return read(exported / "links.ttl")


def test_every_count_reads_back(sample: gg.KnowledgeGraph, rdf: rdflib.Graph, links: rdflib.Graph) -> None:
    concepts = set(rdf.subjects(RDF.type, SKOS.Concept))
    assert len(concepts) == len(sample.terms)
    assert len(list(rdf.subject_objects(GG.linksTo))) == len(sample.edges)
    assert len(set(rdf.subjects(GG.placeholder))) == sum(term.placeholder for term in sample.terms)
    assert len(set(rdf.subjects(RDF.type, SDO.Article))) == sample.graph.articles
    assert sum(concept in concepts for concept, _ in rdf.subject_objects(SKOS.prefLabel)) == sum(
        len(term.labels) for term in sample.terms
    )
    counts = [int(str(count)) for count in links.objects(None, GG["count"])]
    assert sum(counts) == sum(edge.count for edge in sample.edges) == len(list(sample.evidence()))
    assert len(list(links.subjects(GG.writtenDestination))) == len(sample.repairs)


def test_a_keyword_that_is_a_tag_and_the_category_is_written_once(write: Write, tmp_path: Path) -> None:
    texts = write({"en/bond.md": "---\ntitle: Bond\ncategory: Debt\ntags: [Debt, Loans, debt]\n---\nA [loan](/loan).\n"})
    gg.build(texts).write(tmp_path, ["ntriples"])
    lines = (tmp_path / "graph.nt").read_text(encoding="utf-8").splitlines()
    assert [line.split('"')[1] for line in lines if "schema.org/keywords" in line] == ["Debt", "Loans", "debt"]
    assert len(lines) == len(set(lines)) == next(int(line.split('"')[1]) for line in lines if "void#triples" in line)


def test_articles_say_their_term_language_file_and_keywords(rdf: rdflib.Graph) -> None:
    article = rdflib.URIRef("https://example.org/glossary/article/no/front-office")
    assert rdf.value(article, SDO.about) == rdflib.URIRef("https://example.org/glossary/term/front-office")
    assert str(rdf.value(article, SDO.inLanguage)) == "no"
    assert rdf.value(article, SDO.name) == rdflib.Literal("Front office", lang="no")
    assert str(rdf.value(article, PROV.wasDerivedFrom)).endswith("/file/sample/no/front-office.md")
    assert len(list(rdf.objects(article, SDO.keywords))) > 0


def test_the_scheme_describes_the_glossary(sample: gg.KnowledgeGraph, rdf: rdflib.Graph) -> None:
    [scheme] = rdf.subjects(RDF.type, SKOS.ConceptScheme)
    assert str(rdf.value(scheme, DCTERMS.title)) == "Finance terms, a sample"
    assert rdf.value(scheme, DCTERMS.license) == rdflib.URIRef("https://spdx.org/licenses/MIT")
    assert str(rdf.value(scheme, VOID.uriSpace)) == "https://example.org/glossary/term/"
    assert int(str(rdf.value(scheme, VOID.entities))) == len(sample.terms)


SKOS_INTEGRITY = {
    "S9: nothing is concept and scheme": "?x a skos:Concept, skos:ConceptScheme",
    "S13: no label is preferred and alternative": "?x skos:prefLabel ?l ; skos:altLabel ?l",
    "S14: one preferred label a language": "?x skos:prefLabel ?l, ?m FILTER(LANG(?l) = LANG(?m) && ?l != ?m)",
    "S23: related goes both ways": "?x skos:related ?y FILTER NOT EXISTS { ?y skos:related ?x }",
    "S27: nothing is related to itself or to what is broader": "?x skos:related ?y . ?x skos:broader* ?y",
    "S37 and S46: no mapping relation": "?x skos:exactMatch|skos:closeMatch|skos:broadMatch|skos:relatedMatch ?y",
    "one definition a language": "?x skos:definition ?l, ?m FILTER(LANG(?l) = LANG(?m) && ?l != ?m)",
    "labels and definitions are tagged": "?x skos:prefLabel|skos:altLabel|skos:definition ?l FILTER(LANG(?l) = '')",
    "nothing is linked to itself": "?x gg:linksTo ?x",
    "every link points to a concept of the scheme": "?x gg:linksTo ?y FILTER NOT EXISTS { ?y a skos:Concept ; skos:inScheme ?s }",
    "every label has a letter": "?x skos:prefLabel|skos:altLabel ?l FILTER(!REGEX(STR(?l), '\\\\p{L}'))",
}


@pytest.mark.parametrize("rule", SKOS_INTEGRITY)
def test_skos_integrity_holds(rdf: rdflib.Graph, rule: str) -> None:
    store = pyoxigraph.Store()
    store.load(rdf.serialize(format="nt").encode(), format=pyoxigraph.RdfFormat.N_TRIPLES)
    prefixes = f"PREFIX skos: <{SKOS}> PREFIX gg: <{GG}>"
    assert list(store.query(f"{prefixes} SELECT * WHERE {{ {SKOS_INTEGRITY[rule]} }}")) == []  # type: ignore[arg-type]


def test_the_rules_of_integrity_find_what_breaks_them() -> None:
    broken = """
        <a> a skos:Concept, skos:ConceptScheme ; skos:prefLabel "x"@en, "y"@en, "z", "."@en ; skos:altLabel "x"@en ;
        skos:related <b> ; skos:broader <b> ; skos:exactMatch <b> ; skos:definition "d"@en, "e"@en ; gg:linksTo <a> , <c> .
    """
    prefixes = f"PREFIX skos: <{SKOS}> PREFIX gg: <{GG}>"
    store = pyoxigraph.Store()
    store.load(f"{prefixes} {broken}".encode(), format=pyoxigraph.RdfFormat.TURTLE, base_iri="https://x.y/")
    for rule, pattern in SKOS_INTEGRITY.items():
        assert list(store.query(f"{prefixes} SELECT * WHERE {{ {pattern} }}")), rule  # type: ignore[arg-type]


def test_every_name_of_our_vocabulary_is_declared(rdf: rdflib.Graph, links: rdflib.Graph) -> None:
    declared = set(read(Path(gg.__file__).parent / "data" / "glossograph.ttl").subjects(RDF.type))
    used = {node for graph in (rdf, links) for triple in graph for node in triple if str(node).startswith(str(GG))}
    assert used - {rdflib.URIRef(str(GG))} <= declared
    assert len(used) > 6


@pytest.mark.parametrize(("related", "pairs"), [("all", 2 * 2), ("mutual", 2), ("none", 0)])
def test_related_is_what_was_asked_for(write: Write, tmp_path: Path, related: str, pairs: int) -> None:
    texts = {"en/a.md": "# A\n[b](/b) [c](/c)", "en/b.md": "# B\n[a](/a)", "en/c.md": "# C"}
    gg.build(write(texts), related=related).write(tmp_path / "out")
    graph = read(tmp_path / "out" / "graph.ttl")
    assert len(list(graph.subject_objects(SKOS.related))) == pairs
    assert len(list(graph.subject_objects(GG.linksTo))) == 3


@pytest.mark.parametrize(
    ("level", "names"), [("counts", set()), ("anchors", {"anchorText"}), ("sentences", {"anchorText", "context"})]
)
def test_evidence_is_as_full_as_was_asked_for(write: Write, tmp_path: Path, level: str, names: set[str]) -> None:
    gg.build(write({"en/a.md": "# A\nThe [b](/b)."}), evidence=level).write(tmp_path / "out")
    found = {str(predicate).removeprefix(str(GG)) for predicate in read(tmp_path / "out" / "links.ttl").predicates()}
    assert found & {"anchorText", "context", "count"} == names | {"count"}


def test_without_evidence_there_is_no_links_file(write: Write, tmp_path: Path) -> None:
    paths = gg.build(write({"en/a.md": "# A\nThe [b](/b)."}), evidence="none").write(tmp_path / "out")
    names = ["glossograph.ttl", "graph.html", "graph.ttl", "places.json", "report.html", "report.json"]
    assert sorted(path.name for path in paths) == names


def hostile(write: Write) -> gg.KnowledgeGraph:
    quoted = json.dumps(HOSTILE)
    matter = f"---\ntitle: {quoted}\ndescription: {quoted}\nkeywords: [{quoted}]\n---\n"
    return gg.build(
        write({"en/bad '\"<b>&.md": f'{matter}[{HOSTILE.replace("[]", "")}](/x<y>"z) [a](/b c{{}}|\\^`)', "no/plain.md": matter})
    )


def test_hostile_text_stays_text_in_turtle(write: Write, tmp_path: Path) -> None:
    kg = hostile(write)
    kg.write(tmp_path / "out")
    graph = read(tmp_path / "out" / "graph.ttl")
    labels = {str(label) for label in graph.objects(None, SKOS.prefLabel)}
    assert " ".join(HOSTILE.split()) in {" ".join(label.split()) for label in labels}
    assert isomorphic(graph, kg.to_rdflib())
    for node in graph.all_nodes() | set(read(tmp_path / "out" / "links.ttl").all_nodes()):
        if isinstance(node, rdflib.URIRef):
            assert re.fullmatch(r"[A-Za-z0-9:/#%._~-]+", str(node)), node


def test_hostile_text_stays_text_in_the_page(write: Write, tmp_path: Path) -> None:
    hostile(write).write(tmp_path / "out", ["html"])
    page = (tmp_path / "out" / "graph.html").read_text(encoding="utf-8")
    assert "<script>window.pwned" not in page
    assert "<img src=x" not in page
    assert page.count("</script>") == 4


def test_the_report_contains_every_decision_and_problem(sample: gg.KnowledgeGraph, exported: Path) -> None:
    report: dict[str, Any] = json.loads((exported / "report.json").read_text(encoding="utf-8"))
    assert [(item["path"], item["line"], item["code"], item["message"]) for item in report["problems"]] == [
        (problem.path, problem.line, problem.code, problem.message) for problem in sample.problems
    ]
    assert [(item["path"], item["line"], item["written"], item["repaired"], item["voters"]) for item in report["repairs"]] == [
        (repair.path, repair.line, repair.written, repair.repaired, dict(repair.voters)) for repair in sample.repairs
    ]
    assert [(item["path"], item["repaired"], item["reason"]) for item in report["conflicts"]] == [
        (conflict.outvoted.path, conflict.repaired, conflict.reason) for conflict in sample.conflicts if not conflict.applied
    ]
    for item in (*report["repairs"], *report["conflicts"]):
        assert item["sentence"]
        assert {vote["language"]: vote["destination"] for vote in item["votes"]} == item["voters"]
        assert all(vote["anchor"] in vote["sentence"] for vote in item["votes"])
    selected = sum(label.origin != "title" for term in sample.terms for label in term.labels)
    assert len(report["selected_labels"]) == selected > 30
    assert [(item["first"]["slug"], item["second"]["slug"]) for item in report["duplicate_candidates"]] == [
        (candidate.one, candidate.other) for candidate in sample.duplicate_candidates
    ]
    summary = report["summary"]
    assert (summary["articles"], summary["terms"], summary["edges"]) == (156, len(sample.terms), len(sample.edges))


def test_the_networkx_view_has_labels_and_counts_and_every_writer_takes_it(sample: gg.KnowledgeGraph, tmp_path: Path) -> None:
    view = sample.to_networkx()
    assert (view.number_of_nodes(), view.number_of_edges()) == (len(sample.terms), len(sample.edges))
    assert view.nodes["front-office"]["label_hi"] == "फ्रंट ऑफिस"
    assert sum(data["count"] for _, _, data in view.edges(data=True)) == sum(edge.count for edge in sample.edges)
    nx.write_graphml(view, tmp_path / "g.graphml")
    nx.write_gexf(view, tmp_path / "g.gexf")
    assert nx.read_graphml(tmp_path / "g.graphml").number_of_edges() == len(sample.edges)


def test_the_rdflib_view_holds_what_graph_ttl_holds(sample: gg.KnowledgeGraph, rdf: rdflib.Graph) -> None:
    assert isomorphic(sample.to_rdflib(), rdf)


def test_the_pyvis_view_is_a_neighbourhood_with_places_and_without_physics(sample: gg.KnowledgeGraph, tmp_path: Path) -> None:
    network = sample.to_pyvis(around="client-facing", hops=1)
    near = {neighbour.term.slug for neighbour in sample.neighbours("client-facing")} | {"client-facing"}
    assert {node["id"] for node in network.nodes} == near
    assert all(node["physics"] is False and {"x", "y"} <= node.keys() for node in network.nodes)
    network.write_html(str(tmp_path / "n.html"))
    page = (tmp_path / "n.html").read_text(encoding="utf-8")
    assert 'http-equiv="Content-Security-Policy"' in page
    assert list(tmp_path.iterdir()) == [tmp_path / "n.html"], "pyvis's own writer leaves a folder lib/ behind"


def test_the_writers_of_pyvis_are_never_run(sample: gg.KnowledgeGraph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        pytest.fail("the code of pyvis runs on article text")

    network = sample.to_pyvis(around="bond")
    for name in ("generate_html", "write_html", "show", "save_graph", "set_template", "set_template_dir", "prep_notebook"):
        monkeypatch.setattr(Network, name, refuse, raising=False)
    network.write_html(tmp_path / "a.html")
    network.show(str(tmp_path / "b.html"))
    assert "Content-Security-Policy" in network._repr_html_()
    assert (tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()


def test_too_large_a_drawing_names_the_page_instead(write: Write) -> None:
    kg = gg.build(write({"en/a.md": "# A\n" + " ".join(f"[x](/t{i})," for i in range(400))}))
    with pytest.raises(gg.GlossographError, match=r"graph\.html"):
        kg.to_pyvis(around="a")


def test_labels_in_the_export_are_those_of_the_graph(sample: gg.KnowledgeGraph, rdf: rdflib.Graph) -> None:
    exported = Counter(
        (str(s).rsplit("/", 1)[1], o.language, str(o))
        for s, o in rdf.subject_objects(SKOS.prefLabel)
        if isinstance(o, rdflib.Literal) and (s, RDF.type, SKOS.Concept) in rdf
    )
    assert exported == Counter((term.slug, label.language, label.text) for term in sample.terms for label in term.labels)


def test_the_index_of_the_packer_finds_every_block() -> None:
    packer = BlockPacker()
    blocks = [[index] * 400 for index in range(20)]
    assert packer.add_numbered("numbers", blocks, [1] * 20, 1.0) == 0
    text = b"".join(packed.text for packed in packer.texts)
    spans = [packer.index[f"numbers-{index}"] for index in range(20)]
    unpacked = [json.loads(gzip.decompress(base64.b64decode(text[start : start + size]))) for start, size in spans]
    assert unpacked == blocks


def test_the_page_has_three_sentences_for_each_target_and_the_repaired_destinations() -> None:
    term = Term(TermId("a"), Slug("a"), ())
    en = LanguageTag("en")

    def link_to(target: str, line: int) -> gg.Evidence:
        link = Link(f"/{target}{line}", "it", f"Sentence {line}.", "", line)
        return gg.Evidence(term.id, en, TermId(target), "en/a.md", link, repaired=line == 2)

    evidence = [link_to("b", 1), link_to("c", 2), link_to("b", 3), link_to("b", 4), link_to("b", 5)]
    index = explorer_texts.ColumnIndex({TermId("a"): 0, TermId("b"): 1, TermId("c"): 2}, {"en": 0})
    [block] = explorer_texts.evidence_blocks((), [term], Listed(evidence), index)
    [rows] = explorer_texts.rows_of_block([term], Listed(evidence), index)
    assert block.make() == [rows]
    assert rows == [
        (1, 0, "en/a.md", 1, "it", "Sentence 1."),
        (2, 0, "en/a.md", 2, "it", "Sentence 2.", "/c2"),
        (1, 0, "en/a.md", 3, "it", "Sentence 3."),
        (1, 0, "en/a.md", 4, "it", "Sentence 4."),
    ]


@pytest.mark.parametrize("level", ["none", "counts", "anchors"])
def test_the_report_has_no_sentences_below_that_evidence_level(tmp_path: Path, level: str) -> None:
    gg.build(gg.SAMPLE, evidence=level).write(tmp_path)
    report = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    conflicts = report["repairs"] + report["conflicts"]
    assert conflicts
    assert {link["sentence"] for conflict in conflicts for link in (conflict, *conflict["votes"])} == {""}


def test_a_block_is_added_only_within_its_share_of_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packing, "MAX_DATA_CHARS", 100)
    packer = BlockPacker()
    assert packer.add_json("first", [1], max_share=0.5)
    assert not packer.add_json("second", [2], max_share=0.5)
    assert packer.add_json("third", [3])
    assert list(packer.index) == ["first", "third"]


def test_the_report_lists_the_five_most_frequent_other_anchors_of_a_label() -> None:
    label = Label(LanguageTag("en"), "bond", LabelOrigin.ANCHOR, 9)
    anchors = Counter({"bond": 9, "a": 1, "z": 5, "b": 2, "y": 4, "c": 2, "x": 3})
    values = _label_values(Term(TermId("bond"), Slug("bond"), (label,)), label, anchors)
    assert [(anchor["text"], anchor["count"]) for anchor in values["other_anchors"]] == [
        ("z", 5),
        ("y", 4),
        ("x", 3),
        ("b", 2),
        ("c", 2),
    ]


def test_the_anchors_of_packed_evidence_are_those_of_the_whole(sample: gg.KnowledgeGraph) -> None:
    whole = [(article.language, article.links.anchors, article.targets) for article in sample.source.by_article()]
    anchors = [(article.language, article.links.anchors, article.targets) for article in anchor_evidence(sample.source)]
    assert anchors == whole
    assert type(next(anchor_evidence(sample.source))).__name__ == "AnchorEvidence"
