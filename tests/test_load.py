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


def without_what_rdf_lacks(graph: Graph) -> Graph:
    def without_count(label: Label) -> Label:
        return Label(label.language, label.text, LabelOrigin.TITLE if label.origin is LabelOrigin.TITLE else LabelOrigin.ANCHOR)

    replace = msgspec.structs.replace
    terms = tuple(
        replace(term, labels=tuple(map(without_count, term.labels)), alternatives=tuple(map(without_count, term.alternatives)))
        for term in graph.terms
    )
    return replace(
        graph, terms=terms, repairs=(), conflicts=(), duplicate_candidates=(), problems=(), term_index=None, whole=False
    )


def sources_and_languages(kg: gg.KnowledgeGraph) -> list[tuple[str, str]]:
    return [(item.source, item.language) for item in kg.evidence()]


def test_the_folder_of_a_build_loads_as_the_built_graph(built: Path, sample: gg.KnowledgeGraph) -> None:
    kg = gg.load(built)
    assert kg.graph == sample.graph
    assert list(kg.evidence()) == list(sample.evidence())
    assert list(kg.evidence("stock")) == list(sample.evidence("stock"))


def test_the_turtle_of_a_build_loads_as_the_built_graph(files: Path, sample: gg.KnowledgeGraph) -> None:
    for path in (files, files / "graph.ttl"):
        assert without_what_rdf_lacks(gg.load(path).graph) == without_what_rdf_lacks(sample.graph)


@pytest.mark.parametrize(("related", "evidence"), [("all", "sentences"), ("mutual", "counts"), ("none", "anchors")])
def test_a_loaded_graph_is_written_with_the_same_bytes(tmp_path: Path, related: str, evidence: str) -> None:
    gg.build(gg.SAMPLE, related=related, evidence=evidence).write(tmp_path / "first", "turtle")
    gg.load(tmp_path / "first").write(tmp_path / "second", "turtle")
    for name in ("graph.ttl", "links.ttl"):
        assert (tmp_path / "first" / name).read_bytes() == (tmp_path / "second" / name).read_bytes()


@pytest.mark.parametrize("suffix", ["nt", "nq", "trig", "rdf", "jsonld"])
def test_every_rdf_syntax_loads_to_the_same_graph(files: Path, tmp_path: Path, suffix: str) -> None:
    syntax = pyoxigraph.RdfFormat.from_extension(suffix)
    assert syntax
    for name in ("graph", "links"):
        triples = (quad.triple for quad in pyoxigraph.parse(path=files / f"{name}.ttl"))
        pyoxigraph.serialize(triples, output=tmp_path / f"{name}.{suffix}", format=syntax)
    kg = gg.load(tmp_path)
    assert kg.graph == gg.load(files).graph
    assert sorted(kg.evidence()) == sorted(gg.load(files).evidence())


@pytest.mark.parametrize("name", ["ntriples", "nquads", "trig", "jsonld", "rdfxml"])
def test_every_rdf_export_loads_to_the_graph_that_was_written(sample: gg.KnowledgeGraph, tmp_path: Path, name: str) -> None:
    sample.write(tmp_path, name)
    kg = gg.load(tmp_path)
    assert without_what_rdf_lacks(kg.graph) == without_what_rdf_lacks(sample.graph)
    assert sources_and_languages(kg) == sources_and_languages(sample)
    assert {item.link.sentence for item in kg.evidence("stock")} == {item.link.sentence for item in sample.evidence("stock")}


def test_two_named_graphs_in_one_file_load_as_terms_and_evidence(files: Path, tmp_path: Path) -> None:
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
def test_files_in_the_order_of_another_tool_load_to_the_same_graph(files: Path, tmp_path: Path, suffix: str) -> None:
    for name in ("graph", "links"):
        graph = rdflib.Graph().parse(files / f"{name}.ttl")
        text = graph.serialize(format=suffix)
        lines = sorted(text.splitlines(), key=lambda line: line[::-1]) if suffix == "nt" else [text]
        (tmp_path / f"{name}.{suffix}").write_text("\n".join(lines), encoding="utf-8")
    kg, expected = gg.load(tmp_path), gg.load(files)
    assert kg.edges == expected.edges
    assert sources_and_languages(kg) == sources_and_languages(expected)
    assert sorted(item.link.sentence for item in kg.evidence("stock")) == sorted(
        item.link.sentence for item in expected.evidence("stock")
    )


def test_evidence_from_turtle_has_path_anchor_sentence_and_written_destination(files: Path, sample: gg.KnowledgeGraph) -> None:
    def details(kg: gg.KnowledgeGraph) -> set[tuple[str, str, str, str]]:
        return {
            (item.path, item.link.anchor, item.link.sentence, item.link.destination if item.repaired else "")
            for item in kg.evidence("client-facing")
        }

    assert {item.path for item in gg.load(files).evidence()} == {item.path for item in sample.evidence()}
    assert details(gg.load(files)) & details(sample)
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
        ("g.ttl", "<a> <b> .", "g.ttl: invalid Turtle: Parser error at line 1"),
        ("g.ttl", '<https://a.b/> <https://a.b/> "\udcff" .', "g.ttl: invalid Turtle: .*UTF-8"),
        ("g.ttl", "", "g.ttl: holds no concept scheme: use a graph.ttl that glossograph wrote"),
        ("g.ttl", f"{SCHEME} {SCHEME.replace('x.org', 'y.org')}", "g.ttl: holds 2 concept schemes"),
        (
            "g.ttl",
            f"{SCHEME} <https://y.org/t> {CONCEPT} .",
            "IRI of concept https://y.org/t does not begin with https://x.org/term/",
        ),
        (
            "g.ttl",
            f"{SCHEME} <https://x.org/term/a> {CONCEPT} ; {LINKS_TO} <https://x.org/term/b> .",
            "https://x.org/term/b is not a concept of the file",
        ),
        ("g.md", "", "g.md: unknown RDF suffix '.md' .choose from .ttl"),
        ("g.jsonld", '{"@context": "https://x.org/context"}', "g.jsonld: invalid JSON-LD"),
        ("other", "", "missing.ttl: no such file or folder"),
    ],
)
def test_an_error_of_loading_is_one_line(tmp_path: Path, name: str, text: str, message: str) -> None:
    (tmp_path / name).write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(gg.GlossographError, match=message) as caught:
        gg.load(tmp_path / (name if name != "other" else "missing.ttl"))
    assert "\n" not in str(caught.value)


def test_a_count_that_is_not_a_number_is_reported(files: Path, tmp_path: Path) -> None:
    shutil.copy(files / "graph.ttl", tmp_path)
    links = (files / "links.ttl").read_text(encoding="utf-8")
    (tmp_path / "links.ttl").write_text(links.replace("gg:count 1 ", 'gg:count "many" ', 1), encoding="utf-8")
    with pytest.raises(gg.GlossographError, match=r"gg:count of a link from .* is 'many', not a number"):
        gg.load(tmp_path)


def test_an_empty_folder_is_reported(tmp_path: Path) -> None:
    with pytest.raises(gg.GlossographError, match="holds no graph: run `glossograph build`"):
        gg.load(tmp_path)


def test_a_damaged_store_is_reported_or_ignored_if_there_is_rdf(files: Path, tmp_path: Path) -> None:
    store = tmp_path / ".glossograph" / "articles.sqlite"
    store.parent.mkdir()
    store.write_bytes(b"not a database" * 1000)
    with pytest.raises(gg.GlossographError, match=r"articles\.sqlite: is no article store .*run `glossograph build` again"):
        gg.load(tmp_path)
    shutil.copy(files / "graph.ttl", tmp_path)
    assert len(gg.load(tmp_path).terms) == len(gg.load(files).terms)


def test_without_the_evidence_file_the_rdf_is_read_or_a_remedy_is_reported(tmp_path: Path, sample: gg.KnowledgeGraph) -> None:
    assert run("build", "--sample", "-o", tmp_path, "--quiet").returncode == 0
    (tmp_path / ".glossograph" / "evidence.sqlite").unlink()
    assert len(list(gg.load(tmp_path).evidence())) == len(list(sample.evidence()))
    for file in tmp_path.glob("*.ttl"):
        file.unlink()
    with pytest.raises(gg.GlossographError, match="holds no finished build: run `glossograph build` again"):
        gg.load(tmp_path)


def test_a_copied_folder_loads_like_the_original(tmp_path: Path) -> None:
    assert run("build", "--sample", "-o", tmp_path / "out", "--quiet").returncode == 0
    shutil.copytree(tmp_path / "out", tmp_path / "copy", copy_function=shutil.copyfile)  # with new times
    copy, kg = gg.load(tmp_path / "copy"), gg.load(tmp_path / "out")
    assert (copy.graph, list(copy.evidence())) == (kg.graph, list(kg.evidence()))
    assert len(copy.repairs) == 6


def test_evidence_of_another_build_is_not_used(tmp_path: Path) -> None:
    store = Path(".glossograph") / "evidence.sqlite"
    for folder in ("one", "two"):
        assert run("build", "--sample", "-o", tmp_path / folder, "--quiet").returncode == 0
    shutil.copyfile(tmp_path / "two" / store, tmp_path / "one" / store)
    assert (tmp_path / "two" / store).stat().st_size == (tmp_path / "one" / store).stat().st_size
    done = run("stats", "--build", tmp_path / "one")
    assert "its store cannot be used" in done.stderr
    assert not gg.load(tmp_path / "one").graph.whole


def test_a_read_only_folder_loads(sample: gg.KnowledgeGraph) -> None:
    root = Path(tempfile.mkdtemp())  # unlike `tmp_path`, other users can read its parents
    try:
        assert run("build", "--sample", "-o", root / "out", "--quiet").returncode == 0
        for path in (root, *root.rglob("*")):
            path.chmod(0o555 if path.is_dir() else 0o444)

        def read_counts() -> tuple[int, int]:
            if os.geteuid() == 0:
                os.seteuid(65534)
            kg = gg.load(root / "out")
            return len(kg.repairs), len(list(kg.evidence()))

        with in_background(read_counts, jobs=2) as counts:
            assert counts() == (len(sample.repairs), len(list(sample.evidence())))
    finally:
        for path in (root, *root.rglob("*")):
            path.chmod(0o755)
        shutil.rmtree(root)


def test_a_graph_from_rdf_has_no_report(files: Path, tmp_path: Path) -> None:
    kg = gg.load(files / "graph.ttl")
    assert [path.name for path in kg.write(tmp_path)] == ["graph.ttl", "glossograph.ttl", "links.ttl", "graph.html"]
    with pytest.raises(gg.GlossographError, match="tells of no repairs"):
        kg.write(tmp_path, "report")


def test_why_reads_turtle_alone(files: Path) -> None:
    done = run("why", "stock", "bond", "--build", files)
    assert done.returncode == 0
    assert "sample/en/stock.md [bond]" in done.stdout


def test_evidence_by_article_equals_evidence_by_link(sample: gg.KnowledgeGraph) -> None:
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


def test_the_rdf_of_another_version_is_read(other_version: Path, sample: gg.KnowledgeGraph) -> None:
    loaded = gg.load(other_version)
    assert {term.slug for term in loaded.terms} == {term.slug for term in sample.terms}
    assert len(list(loaded.evidence())) == len(list(sample.evidence()))


def test_a_build_of_another_version_without_rdf_is_reported(other_version: Path) -> None:
    for file in other_version.glob("*.ttl"):
        file.unlink()
    with pytest.raises(gg.GlossographError, match=r"is no article store of this version.*run `glossograph build` again"):
        gg.load(other_version)


def test_a_build_of_another_version_is_built_again(other_version: Path) -> None:
    before = {path.name: path.read_bytes() for path in other_version.iterdir() if path.is_file()}
    (other_version / "graph.ttl").unlink()
    assert run("build", "--sample", "-o", other_version, "--quiet").returncode == 0
    assert {path.name: path.read_bytes() for path in other_version.iterdir() if path.is_file()} == before
