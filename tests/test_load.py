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
from tests.command import run
from tests.conftest import Write, copy_build

pytestmark = pytest.mark.slow  # each test builds or loads several times

SCHEME = "<https://x.org/> a <http://www.w3.org/2004/02/skos/core#ConceptScheme> ."
CONCEPT = "a <http://www.w3.org/2004/02/skos/core#Concept>"
LINKS_TO = "<https://w3id.org/glossograph/ns#linksTo>"


@pytest.fixture(scope="module")
def files(sample_build: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("files")
    for name in ("graph.ttl", "links.ttl"):
        shutil.copy(sample_build / name, folder)
    return folder


@pytest.fixture(scope="module")
def loaded(files: Path) -> gg.KnowledgeGraph:
    return gg.load(files)


def as_rdf_holds_it(graph: Graph) -> Graph:
    def title_or_anchor(label: Label) -> Label:
        return Label(label.language, label.text, LabelOrigin.TITLE if label.origin is LabelOrigin.TITLE else LabelOrigin.ANCHOR)

    replace = msgspec.structs.replace
    terms = tuple(
        replace(
            term, labels=tuple(map(title_or_anchor, term.labels)), alternatives=tuple(map(title_or_anchor, term.alternatives))
        )
        for term in graph.terms
    )
    lost = ("repairs", "conflicts", "duplicate_candidates", "problems", "resolutions", "guesses", "relations")
    return replace(graph, terms=terms, term_index=None, whole=False, left_out=0, conventions=None, **dict.fromkeys(lost, ()))


def test_the_folder_of_a_build_loads_as_the_graph_that_was_built(sample_build: Path, sample: gg.KnowledgeGraph) -> None:
    kg = gg.load(sample_build)
    assert kg.graph == sample.graph
    assert list(kg.evidence()) == list(sample.evidence())
    assert list(kg.evidence("stock")) == list(sample.evidence("stock"))


def test_the_turtle_of_a_build_loads_as_the_graph_that_was_built(files: Path, sample: gg.KnowledgeGraph) -> None:
    for place in (files, files / "graph.ttl"):
        assert as_rdf_holds_it(gg.load(place).graph) == as_rdf_holds_it(sample.graph)


@pytest.mark.parametrize(("related", "evidence"), [("all", "sentences"), ("mutual", "counts"), ("none", "anchors")])
def test_what_was_loaded_is_written_with_the_same_bytes(tmp_path: Path, related: str, evidence: str) -> None:
    gg.build(gg.SAMPLE, related=related, evidence=evidence).write(tmp_path / "first", "turtle")
    gg.load(tmp_path / "first").write(tmp_path / "second", "turtle")
    for name in ("graph.ttl", "links.ttl"):
        assert (tmp_path / "first" / name).read_bytes() == (tmp_path / "second" / name).read_bytes()


@pytest.mark.parametrize("suffix", ["nt", "nq", "trig", "rdf", "jsonld"])
def test_every_syntax_of_rdf_loads_to_the_same_graph(files: Path, loaded: gg.KnowledgeGraph, tmp_path: Path, suffix: str) -> None:
    syntax = pyoxigraph.RdfFormat.from_extension(suffix)
    assert syntax
    for name in ("graph", "links"):
        triples = (quad.triple for quad in pyoxigraph.parse(path=files / f"{name}.ttl"))
        pyoxigraph.serialize(triples, output=tmp_path / f"{name}.{suffix}", format=syntax)
    kg = gg.load(tmp_path)
    assert kg.graph == loaded.graph
    assert sorted(kg.evidence()) == sorted(loaded.evidence())


@pytest.mark.parametrize("name", ["ntriples", "nquads", "trig", "jsonld", "rdfxml"])
def test_every_rdf_file_of_ours_loads_to_the_graph_that_was_written(sample: gg.KnowledgeGraph, tmp_path: Path, name: str) -> None:
    sample.write(tmp_path, name)
    kg = gg.load(tmp_path)
    assert as_rdf_holds_it(kg.graph) == as_rdf_holds_it(sample.graph)
    assert [(one.source, one.language) for one in kg.evidence()] == [(one.source, one.language) for one in sample.evidence()]
    assert {one.link.sentence for one in kg.evidence("stock")} == {one.link.sentence for one in sample.evidence("stock")}


def test_terms_and_evidence_in_two_graphs_of_one_file_load(files: Path, loaded: gg.KnowledgeGraph, tmp_path: Path) -> None:
    quads = [
        pyoxigraph.Quad(quad.subject, quad.predicate, quad.object, pyoxigraph.NamedNode(f"https://x.org/{name}"))
        for name in ("graph", "links")
        for quad in pyoxigraph.parse(path=files / f"{name}.ttl")
    ]
    pyoxigraph.serialize(quads, output=tmp_path / "all.nq", format=pyoxigraph.RdfFormat.N_QUADS)
    kg = gg.load(tmp_path / "all.nq")
    assert kg.graph == loaded.graph
    assert list(kg.evidence()) == list(loaded.evidence())


@pytest.mark.parametrize("suffix", ["ttl", "nt"])
def test_files_that_another_tool_put_in_another_order_load_to_the_same_graph(
    files: Path, loaded: gg.KnowledgeGraph, tmp_path: Path, suffix: str
) -> None:
    for name in ("graph", "links"):
        if suffix == "ttl":
            rdflib.Graph().parse(files / f"{name}.ttl").serialize(tmp_path / f"{name}.ttl", format="turtle")
        else:
            lines = sorted(
                (str(quad.triple) for quad in pyoxigraph.parse(path=files / f"{name}.ttl")), key=lambda line: line[::-1]
            )
            (tmp_path / f"{name}.nt").write_text(" .\n".join([*lines, ""]), encoding="utf-8")
    kg = gg.load(tmp_path)
    assert kg.edges == loaded.edges
    assert [(one.source, one.language) for one in kg.evidence()] == [(one.source, one.language) for one in loaded.evidence()]
    assert sorted(item.link.sentence for item in kg.evidence("stock")) == sorted(
        item.link.sentence for item in loaded.evidence("stock")
    )


def test_evidence_from_turtle_says_article_words_and_written_destination(
    loaded: gg.KnowledgeGraph, sample: gg.KnowledgeGraph
) -> None:
    def links(kg: gg.KnowledgeGraph) -> set[tuple[str, str, str, str]]:
        return {
            (item.path, item.link.anchor, item.link.sentence, item.link.destination if item.repaired else "")
            for item in kg.evidence("client-facing")
        }

    assert {item.path for item in loaded.evidence()} == {item.path for item in sample.evidence()}
    assert links(loaded) & links(sample)
    assert sum(item.repaired for item in loaded.evidence()) == len(sample.repairs)


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
        ("g.ttl", f"{SCHEME} <https://y.org/t> {CONCEPT} .", "concept https://y.org/t does not begin with https://x.org/term/"),
        (
            "g.ttl",
            f"{SCHEME} <https://x.org/term/a> {CONCEPT} ; {LINKS_TO} <https://x.org/term/b> .",
            "term/b is not a concept of the file",
        ),
        ("g.md", "", "g.md: unknown RDF suffix '.md' .choose from .ttl"),
        ("g.jsonld", '{"@context": "https://x.org/context"}', "g.jsonld: invalid JSON-LD"),
        ("other", "", "missing.ttl: no such file or folder"),
    ],
)
def test_what_cannot_be_loaded_is_reported_in_one_line(tmp_path: Path, name: str, text: str, message: str) -> None:
    (tmp_path / name).write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(gg.GlossographError, match=message) as caught:
        gg.load(tmp_path / (name if name != "other" else "missing.ttl"))
    assert "\n" not in str(caught.value)


def test_a_count_that_is_no_number_is_reported_in_one_line(files: Path, tmp_path: Path) -> None:
    shutil.copy(files / "graph.ttl", tmp_path)
    links = (files / "links.ttl").read_text(encoding="utf-8")
    (tmp_path / "links.ttl").write_text(links.replace("gg:count 1 ", 'gg:count "many" ', 1), encoding="utf-8")
    with pytest.raises(gg.GlossographError, match="is 'many', not a number"):
        gg.load(tmp_path)


def test_an_empty_folder_is_reported_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(gg.GlossographError, match="holds no graph: run `glossograph build`"):
        gg.load(tmp_path)


def test_a_damaged_store_is_reported_in_one_line_and_the_rdf_is_read_instead(
    files: Path, loaded: gg.KnowledgeGraph, tmp_path: Path
) -> None:
    store = tmp_path / ".glossograph" / "articles.sqlite"
    store.parent.mkdir()
    store.write_bytes(b"no database" * 1000)
    with pytest.raises(gg.GlossographError, match=r"articles\.sqlite: is no article store .*run `glossograph build` again"):
        gg.load(tmp_path)
    shutil.copy(files / "graph.ttl", tmp_path)
    assert len(gg.load(tmp_path).terms) == len(loaded.terms)


def test_where_the_evidence_is_gone_the_rdf_is_read_or_one_line_says_what_to_do(
    own_build: Path, sample: gg.KnowledgeGraph
) -> None:
    (own_build / ".glossograph" / "evidence.sqlite").unlink()
    assert len(list(gg.load(own_build).evidence())) == len(list(sample.evidence()))
    for file in own_build.glob("*.ttl"):
        file.unlink()
    with pytest.raises(gg.GlossographError, match="holds no finished build: run `glossograph build` again"):
        gg.load(own_build)


def test_a_copy_of_a_folder_loads_as_the_folder_does(sample_build: Path, tmp_path: Path) -> None:
    shutil.copytree(sample_build, tmp_path / "copy", copy_function=shutil.copyfile)  # with new times
    copy, kg = gg.load(tmp_path / "copy"), gg.load(sample_build)
    assert (copy.graph, list(copy.evidence())) == (kg.graph, list(kg.evidence()))
    assert len(copy.repairs) == 6


def test_evidence_of_another_build_is_not_taken_for_that_of_the_graph(own_build: Path, tmp_path: Path) -> None:
    store = Path(".glossograph") / "evidence.sqlite"
    assert run("build", "--sample", "-o", tmp_path / "other", "--quiet").returncode == 0
    shutil.copyfile(tmp_path / "other" / store, own_build / store)
    assert (tmp_path / "other" / store).stat().st_size == (own_build / store).stat().st_size
    done = run("stats", "--build", own_build)
    assert "its store cannot be used" in done.stderr
    assert not gg.load(own_build).graph.whole


def test_a_folder_is_read_where_nothing_can_be_written(sample_build: Path, sample: gg.KnowledgeGraph) -> None:
    root = Path(tempfile.mkdtemp())  # which others may look into
    try:
        copy_build(sample_build, root / "out")
        for path in (root, *root.rglob("*")):
            path.chmod(0o555 if path.is_dir() else 0o444)

        def counts() -> tuple[int, int]:
            if os.geteuid() == 0:
                os.seteuid(65534)
            read = gg.load(root / "out")
            return len(read.repairs), len(list(read.evidence()))

        with in_background(counts, jobs=2) as other:
            assert other() == (len(sample.repairs), len(list(sample.evidence())))
    finally:
        for path in (root, *root.rglob("*")):
            path.chmod(0o755)
        shutil.rmtree(root)


def test_of_a_graph_that_was_read_from_rdf_there_is_no_report(files: Path, tmp_path: Path) -> None:
    kg = gg.load(files / "graph.ttl")
    names = ["graph.ttl", "glossograph.ttl", "links.ttl", "graph.html", "places.json"]
    assert [path.name for path in kg.write(tmp_path)] == names
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
def other_version(own_build: Path) -> Path:
    with contextlib.closing(sqlite3.connect(own_build / ".glossograph" / "articles.sqlite")) as store:
        store.execute("PRAGMA user_version = 1")
    return own_build


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


def test_the_settings_of_a_build_are_those_of_its_exports(write: Write, tmp_path: Path) -> None:
    articles = write(
        {
            "en/bond.md": "---\nkeywords: [Debt]\n---\n# Bond\n[stock](stock.md)",
            "en/stock.md": "# Stock",
            "pt-br/bond.md": "---\nkeywords: [Dívida]\n---\n# Título",
        }
    )
    settings = 'related = "mutual"\nlanguage = "en"\n[page]\npublished = "https://example.org/{language}/{path}/"\n'
    (articles / "glossograph.toml").write_text(settings, encoding="utf-8")
    built, exported = tmp_path / "out" / "graph.ttl", tmp_path / "exported" / "graph.ttl"
    assert run("build", articles, "-o", built.parent, "--format", "turtle", "--quiet").returncode == 0
    assert run("export", "--build", built.parent, "-o", exported.parent, "--to", "turtle", "--quiet").returncode == 0
    assert exported.read_bytes() == built.read_bytes()
    loaded = gg.load(built)
    loaded.write(tmp_path / "loaded", "turtle")
    assert (tmp_path / "loaded" / "graph.ttl").read_bytes() == built.read_bytes()
    text = built.read_text(encoding="utf-8")
    assert "schema:url <https://example.org/en/Texts/en/bond/>" in text
    assert 'schema:inLanguage "pt-BR"' in text
    assert 'schema:keywords "Dívida"@pt-br' in text
    assert 'dcterms:identifier "bond"' in text
    assert loaded.graph.languages == ("en", "pt-br")
