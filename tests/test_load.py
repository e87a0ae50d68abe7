import contextlib
import os
import shutil
import sqlite3
import tempfile
from pathlib import Path

import msgspec
import pyoxigraph
import pytest
import rdflib

import glossograph as gg
from glossograph.engine.processes import in_background
from glossograph.model.evidence import by_article
from glossograph.model.graph import Graph
from glossograph.model.term import Label, LabelOrigin
from tests.conftest import Write
from tests.test_command import run

SCHEME = "<https://x.org/> a <http://www.w3.org/2004/02/skos/core#ConceptScheme> ."
CONCEPT = "a <http://www.w3.org/2004/02/skos/core#Concept>"
LINKS_TO = "<https://w3id.org/glossograph/ns#linksTo>"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built")
    assert run("build", "--sample", "-o", folder, "--quiet").returncode == 0
    return folder


@pytest.fixture(scope="module")
def files(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("files")
    for name in ("graph.ttl", "links.ttl"):
        shutil.copy(built / name, folder)
    return folder


def as_rdf_tells_it(graph: Graph) -> Graph:
    def told(label: Label) -> Label:
        return Label(label.language, label.text, LabelOrigin.TITLE if label.origin is LabelOrigin.TITLE else LabelOrigin.ANCHOR)

    replace = msgspec.structs.replace
    terms = tuple(
        replace(term, labels=tuple(map(told, term.labels)), alternatives=tuple(map(told, term.alternatives)))
        for term in graph.terms
    )
    return replace(
        graph, terms=terms, repairs=(), conflicts=(), duplicate_candidates=(), problems=(), term_index=None, whole=False
    )


def test_the_folder_of_a_build_loads_as_the_graph_that_was_built(built: Path, sample: gg.KnowledgeGraph) -> None:
    kg = gg.load(built)
    assert kg.graph == sample.graph
    assert list(kg.evidence()) == list(sample.evidence())
    assert list(kg.evidence("stock")) == list(sample.evidence("stock"))


def test_the_turtle_of_a_build_loads_as_the_graph_that_was_built(files: Path, sample: gg.KnowledgeGraph) -> None:
    for place in (files, files / "graph.ttl"):
        assert as_rdf_tells_it(gg.load(place).graph) == as_rdf_tells_it(sample.graph)


@pytest.mark.parametrize(("related", "evidence"), [("all", "sentences"), ("mutual", "counts"), ("none", "anchors")])
def test_what_was_loaded_is_written_with_the_same_bytes(tmp_path: Path, related: str, evidence: str) -> None:
    gg.build(gg.SAMPLE, related=related, evidence=evidence).write(tmp_path / "first", "turtle")
    gg.load(tmp_path / "first").write(tmp_path / "second", "turtle")
    for name in ("graph.ttl", "links.ttl"):
        assert (tmp_path / "first" / name).read_bytes() == (tmp_path / "second" / name).read_bytes()


@pytest.mark.parametrize("suffix", ["nt", "nq", "trig", "rdf", "jsonld"])
def test_every_syntax_of_rdf_loads_to_the_same_graph(files: Path, tmp_path: Path, suffix: str) -> None:
    syntax = pyoxigraph.RdfFormat.from_extension(suffix)
    assert syntax
    for name in ("graph", "links"):
        triples = (quad.triple for quad in pyoxigraph.parse(path=files / f"{name}.ttl"))
        pyoxigraph.serialize(triples, output=tmp_path / f"{name}.{suffix}", format=syntax)
    kg = gg.load(tmp_path)
    assert kg.graph == gg.load(files).graph
    assert sorted(kg.evidence()) == sorted(gg.load(files).evidence())


@pytest.mark.parametrize("name", ["ntriples", "nquads", "trig", "jsonld", "rdfxml"])
def test_every_rdf_file_of_ours_loads_to_the_graph_that_was_written(sample: gg.KnowledgeGraph, tmp_path: Path, name: str) -> None:
    sample.write(tmp_path, name)
    kg = gg.load(tmp_path)
    assert as_rdf_tells_it(kg.graph) == as_rdf_tells_it(sample.graph)
    assert [(one.source, one.language) for one in kg.evidence()] == [(one.source, one.language) for one in sample.evidence()]
    assert {one.link.sentence for one in kg.evidence("stock")} == {one.link.sentence for one in sample.evidence("stock")}


def test_terms_and_evidence_in_two_graphs_of_one_file_load(files: Path, tmp_path: Path) -> None:
    quads = [
        pyoxigraph.Quad(quad.subject, quad.predicate, quad.object, pyoxigraph.NamedNode(f"https://x.org/{name}"))
        for name in ("graph", "links")
        for quad in pyoxigraph.parse(path=files / f"{name}.ttl")
    ]
    pyoxigraph.serialize(quads, output=tmp_path / "all.nq", format=pyoxigraph.RdfFormat.N_QUADS)
    kg = gg.load(tmp_path / "all.nq")
    assert kg.graph == gg.load(files).graph
    assert list(kg.evidence()) == list(gg.load(files).evidence())


@pytest.mark.parametrize("suffix", ["ttl", "nt"])
def test_files_that_another_tool_put_in_another_order_load_to_the_same_graph(files: Path, tmp_path: Path, suffix: str) -> None:
    for name in ("graph", "links"):
        view = rdflib.Graph().parse(files / f"{name}.ttl")
        text = view.serialize(format=suffix)
        lines = sorted(text.splitlines(), key=lambda line: line[::-1]) if suffix == "nt" else [text]
        (tmp_path / f"{name}.{suffix}").write_text("\n".join(lines), encoding="utf-8")
    kg, expected = gg.load(tmp_path), gg.load(files)
    assert kg.edges == expected.edges
    assert [(one.source, one.language) for one in kg.evidence()] == [(one.source, one.language) for one in expected.evidence()]
    assert sorted(item.link.sentence for item in kg.evidence("stock")) == sorted(
        item.link.sentence for item in expected.evidence("stock")
    )


def test_evidence_from_turtle_says_article_words_and_written_destination(files: Path, sample: gg.KnowledgeGraph) -> None:
    def told(kg: gg.KnowledgeGraph) -> set[tuple[str, str, str, str]]:
        return {
            (item.path, item.link.anchor, item.link.sentence, item.link.destination if item.repaired else "")
            for item in kg.evidence("client-facing")
        }

    assert {item.path for item in gg.load(files).evidence()} == {item.path for item in sample.evidence()}
    assert told(gg.load(files)) & told(sample)
    assert sum(item.repaired for item in gg.load(files).evidence()) == len(sample.repairs)


def test_without_evidence_an_edge_counts_one_link_in_no_language(tmp_path: Path) -> None:
    gg.build(gg.SAMPLE, evidence="none").write(tmp_path, "turtle")
    kg = gg.load(tmp_path)
    assert {edge.counts for edge in kg.edges} == {(("und", 1),)}
    assert list(kg.evidence()) == list(kg.evidence("stock")) == []


def test_terms_that_share_a_key_stay_apart(write: Write, tmp_path: Path) -> None:
    texts = {"en/re-sign.md": "# Re-sign", "no/re-sign.md": "# Forleng", "en/resign.md": "# Resign\n[a](/re-sign)"}
    gg.build(write(texts)).write(tmp_path / "out", "turtle")
    kg = gg.load(tmp_path / "out")
    assert [(kg.term(name).slug, kg.term(name).label().text) for name in ("re-sign", "resign")] == [
        ("re-sign", "Re-sign"),
        ("resign", "Resign"),
    ]


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("g.ttl", "<a> <b> .", "g.ttl: is not valid Turtle: Parser error at line 1"),
        ("g.ttl", '<https://a.b/> <https://a.b/> "\udcff" .', "g.ttl: is not valid Turtle: .*UTF-8"),
        ("g.ttl", "", "g.ttl: holds no concept scheme: give a graph.ttl that glossograph wrote"),
        ("g.ttl", f"{SCHEME} {SCHEME.replace('x.org', 'y.org')}", "g.ttl: holds 2 concept schemes"),
        ("g.ttl", f"{SCHEME} <https://y.org/t> {CONCEPT} .", "concept https://y.org/t does not begin with https://x.org/term/"),
        ("g.ttl", f"{SCHEME} <https://x.org/term/a> {CONCEPT} ; {LINKS_TO} <https://x.org/term/b> .", "one is no concept"),
        ("g.md", "", "g.md: is no RDF file by its suffix: give one that ends in .ttl"),
        ("g.jsonld", '{"@context": "https://x.org/context"}', "g.jsonld: is not valid JSON-LD"),
        ("other", "", "missing.ttl: no such file or folder"),
    ],
)
def test_what_cannot_be_loaded_is_told_in_one_line(tmp_path: Path, name: str, text: str, message: str) -> None:
    (tmp_path / name).write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(gg.GlossographError, match=message) as caught:
        gg.load(tmp_path / (name if name != "other" else "missing.ttl"))
    assert "\n" not in str(caught.value)


def test_a_count_that_is_no_number_is_told_in_one_line(files: Path, tmp_path: Path) -> None:
    shutil.copy(files / "graph.ttl", tmp_path)
    links = (files / "links.ttl").read_text(encoding="utf-8")
    (tmp_path / "links.ttl").write_text(links.replace("gg:count 1 ", 'gg:count "many" ', 1), encoding="utf-8")
    with pytest.raises(gg.GlossographError, match="'many', which is no number"):
        gg.load(tmp_path)


def test_an_empty_folder_is_told_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(gg.GlossographError, match="holds no graph: run `glossograph build`"):
        gg.load(tmp_path)


def test_a_damaged_store_is_told_in_one_line_and_passed_over_where_there_is_rdf(files: Path, tmp_path: Path) -> None:
    store = tmp_path / ".glossograph" / "articles.sqlite"
    store.parent.mkdir()
    store.write_bytes(b"no database" * 1000)
    with pytest.raises(gg.GlossographError, match=r"articles\.sqlite: is no article store .*run `glossograph build` again"):
        gg.load(tmp_path)
    shutil.copy(files / "graph.ttl", tmp_path)
    assert len(gg.load(tmp_path).terms) == len(gg.load(files).terms)


def test_where_the_evidence_is_gone_the_rdf_is_read_or_one_line_says_what_to_do(
    tmp_path: Path, sample: gg.KnowledgeGraph
) -> None:
    assert run("build", "--sample", "-o", tmp_path, "--quiet").returncode == 0
    (tmp_path / ".glossograph" / "evidence.sqlite").unlink()
    assert len(list(gg.load(tmp_path).evidence())) == len(list(sample.evidence()))
    for file in tmp_path.glob("*.ttl"):
        file.unlink()
    with pytest.raises(gg.GlossographError, match="holds no finished build: run `glossograph build` again"):
        gg.load(tmp_path)


def test_a_copy_of_a_folder_tells_all_that_the_folder_does(tmp_path: Path) -> None:
    assert run("build", "--sample", "-o", tmp_path / "out", "--quiet").returncode == 0
    shutil.copytree(tmp_path / "out", tmp_path / "copy", copy_function=shutil.copyfile)  # with new times
    copy, kg = gg.load(tmp_path / "copy"), gg.load(tmp_path / "out")
    assert (copy.graph, list(copy.evidence())) == (kg.graph, list(kg.evidence()))
    assert len(copy.repairs) == 6


def test_evidence_of_another_build_is_not_taken_for_that_of_the_graph(tmp_path: Path) -> None:
    store = Path(".glossograph") / "evidence.sqlite"
    for folder in ("one", "two"):
        assert run("build", "--sample", "-o", tmp_path / folder, "--quiet").returncode == 0
    shutil.copyfile(tmp_path / "two" / store, tmp_path / "one" / store)
    assert (tmp_path / "two" / store).stat().st_size == (tmp_path / "one" / store).stat().st_size
    done = run("stats", "--build", tmp_path / "one")
    assert "its store cannot be used" in done.stderr
    assert not gg.load(tmp_path / "one").graph.whole


def test_a_folder_is_read_where_nothing_can_be_written(sample: gg.KnowledgeGraph) -> None:
    root = Path(tempfile.mkdtemp())  # which others may look into
    try:
        assert run("build", "--sample", "-o", root / "out", "--quiet").returncode == 0
        for path in (root, *root.rglob("*")):
            path.chmod(0o555 if path.is_dir() else 0o444)

        def told() -> tuple[int, int]:
            if os.geteuid() == 0:
                os.seteuid(65534)
            read = gg.load(root / "out")
            return len(read.repairs), len(list(read.evidence()))

        with in_background(told, jobs=2) as other:
            assert other() == (len(sample.repairs), len(list(sample.evidence())))
    finally:
        for path in (root, *root.rglob("*")):
            path.chmod(0o755)
        shutil.rmtree(root)


def test_of_a_graph_that_was_read_from_rdf_there_is_no_report(files: Path, tmp_path: Path) -> None:
    kg = gg.load(files / "graph.ttl")
    assert [path.name for path in kg.write(tmp_path)] == ["graph.ttl", "glossograph.ttl", "links.ttl", "graph.html"]
    with pytest.raises(gg.GlossographError, match="has no repairs and problems"):
        kg.write(tmp_path, "report")


def test_why_answers_from_turtle_alone(files: Path) -> None:
    done = run("why", "stock", "bond", "--build", files)
    assert done.returncode == 0
    assert "sample/en/stock.md [bond]" in done.stdout


def test_evidence_by_article_is_the_evidence(sample: gg.KnowledgeGraph) -> None:
    evidence = list(sample.evidence())
    articles = list(sample.source.by_article())
    assert [item for article in articles for item in article] == evidence
    assert articles == list(by_article(evidence))
    assert len(articles) == len({item.path for item in evidence}) > 0
    assert any(article.repaired for article in articles)


@pytest.fixture
def other_version(tmp_path: Path) -> Path:
    assert run("build", "--sample", "-o", tmp_path, "--quiet").returncode == 0
    with contextlib.closing(sqlite3.connect(tmp_path / ".glossograph" / "articles.sqlite")) as store:
        store.execute("PRAGMA user_version = 1")
    return tmp_path


def test_where_another_version_built_the_rdf_is_read(other_version: Path, sample: gg.KnowledgeGraph) -> None:
    loaded = gg.load(other_version)
    assert {term.slug for term in loaded.terms} == {term.slug for term in sample.terms}
    assert len(list(loaded.evidence())) == len(list(sample.evidence()))


def test_where_another_version_built_no_rdf_one_line_says_what_to_do(other_version: Path) -> None:
    for file in other_version.glob("*.ttl"):
        file.unlink()
    with pytest.raises(gg.GlossographError, match=r"is no article store of this version.*run `glossograph build` again"):
        gg.load(other_version)


def test_what_another_version_built_is_built_anew(other_version: Path) -> None:
    before = {path.name: path.read_bytes() for path in other_version.iterdir() if path.is_file()}
    (other_version / "graph.ttl").unlink()
    assert run("build", "--sample", "-o", other_version, "--quiet").returncode == 0
    assert {path.name: path.read_bytes() for path in other_version.iterdir() if path.is_file()} == before
