import itertools
import json
import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

import glossograph as gg
from glossograph.analysis.centrality import Measure, pagerank, ranking
from glossograph.analysis.paths import best_link, shortest_chain
from glossograph.model.edge import Edge
from glossograph.model.link import Link
from glossograph.text.keys import TermId
from glossograph.text.languages import LanguageTag
from tests.conftest import Write, complaints
from tests.test_command import run

pytestmark = pytest.mark.slow


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A build of the sample with its store."""
    place = tmp_path_factory.mktemp("built")
    assert run("build", "--sample", "-o", place, "--format", "turtle", "--quiet").returncode == 0
    return place


def edges(pairs: Sequence[tuple[int, int, int]]) -> dict[TermId, list[Edge]]:
    out: dict[TermId, list[Edge]] = {}
    for source, target, count in pairs:
        edge = Edge(TermId(f"t{source:02}"), TermId(f"t{target:02}"), ((LanguageTag("en"), count),))
        out.setdefault(edge.source, []).append(edge)
    return out


@pytest.mark.parametrize("seed", range(20))
def test_a_chain_is_a_shortest_one_and_of_these_the_one_with_most_links(seed: int) -> None:
    rng = random.Random(seed)
    pairs = {(rng.randrange(20), rng.randrange(20)): rng.randint(1, 3) for _ in range(45)}
    out = edges([(a, b, count) for (a, b), count in pairs.items() if a != b])
    graph = nx.DiGraph((edge.source, edge.target) for group in out.values() for edge in group)
    counts = {(edge.source, edge.target): edge.count for group in out.values() for edge in group}
    for start in sorted(graph):
        for end in sorted(graph):
            found = shortest_chain(start, end, out)
            if not nx.has_path(graph, start, end):
                assert found is None
                continue
            assert found is not None
            chains = [tuple(chain) for chain in nx.all_shortest_paths(graph, start, end)]
            best = min(chains, key=lambda chain: (-sum(counts[step] for step in itertools.pairwise(chain)), chain))
            assert (start, *(edge.target for edge in found)) == best


def test_a_chain_does_not_depend_on_the_order_of_the_edges() -> None:
    pairs = [(0, 1, 1), (0, 2, 1), (1, 3, 1), (2, 3, 1), (3, 4, 1)]
    assert shortest_chain(TermId("t00"), TermId("t04"), edges(pairs)) == shortest_chain(
        TermId("t00"), TermId("t04"), edges(pairs[::-1])
    )


def evidence(language: str, sentence: str = "S.", path: str = "a.md", line: int = 1, target: str = "b") -> gg.Evidence:
    link = Link("/b", "b", sentence, "", line)
    return gg.Evidence(TermId("a"), LanguageTag(language), TermId(target), path, link, repaired=False)


LINKS = [
    ([evidence("no"), evidence("hi"), evidence("en")], "hi", 1),
    ([evidence("no"), evidence("en"), evidence("da")], "hi", 1),
    ([evidence("no"), evidence("da")], "hi", 1),
    ([evidence("hi", ""), evidence("hi", path="b.md", line=9), evidence("hi", path="b.md", line=7)], "hi", 2),
    ([evidence("hi", target="c"), evidence("no")], "hi", 1),
    ([evidence("en"), evidence("no")], "en", 0),
]


@pytest.mark.parametrize(("links", "language", "place"), LINKS)
def test_the_sentence_of_a_hop_is_the_one_that_the_reader_understands_best(
    links: list[gg.Evidence], language: str, place: int
) -> None:
    assert best_link(links, TermId("b"), language) == links[place]
    assert best_link(links[::-1], TermId("b"), language) == links[place]


def test_each_hop_of_a_path_has_a_sentence_in_the_readers_language(sample: gg.KnowledgeGraph) -> None:
    for language in ("hi", "no"):
        hops = sample.path("retail sales", "hedge-fund", language)
        assert hops
        assert next(hop.source.slug for hop in hops) == "retail-sales"
        assert [hop.target.slug for hop in hops][-1] == "hedge-fund"
        for hop in hops:
            assert hop.link is not None
            assert (hop.link.language, hop.link.source, hop.link.target) == (language, hop.source.id, hop.target.id)
            assert hop.link.link.sentence


def test_a_path_to_itself_is_empty_and_one_that_is_not_there_is_none(sample: gg.KnowledgeGraph) -> None:
    assert sample.path("bond", "bond") == ()
    placeholder = next(term for term in sample.terms if term.placeholder)
    assert sample.path(placeholder.slug, "bond") is None
    with pytest.raises(gg.UnknownTermError):
        sample.path("bond", "nowhere")


@pytest.mark.parametrize("measure", list(Measure))
def test_the_top_is_what_networkx_finds(sample: gg.KnowledgeGraph, measure: Measure) -> None:
    view = sample.to_networkx()
    find: dict[Measure, Callable[[], dict[str, float]]] = {
        Measure.PAGERANK: lambda: nx.pagerank(view, weight=None, tol=1e-12, max_iter=1000),
        Measure.INDEGREE: lambda: dict(view.in_degree()),
        Measure.BETWEENNESS: lambda: nx.betweenness_centrality(view),
    }
    scores = find[measure]()
    expected = sorted(scores, key=lambda slug: (-round(scores[slug], 9), slug))
    found = sample.top(measure, 12)
    assert [one.score for one in found] == pytest.approx([scores[slug] for slug in expected[:12]], abs=1e-9)
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    assert ranking(sample.graph, measure).pivots == 0
    assert len(ranking(sample.graph, measure).ranked) == len(sample.terms)


def test_no_terms_and_fewer_are_no_terms(sample: gg.KnowledgeGraph) -> None:
    assert sample.top(number=0) == sample.top(number=-1) == ()


def test_a_measure_that_there_is_not_is_an_error(sample: gg.KnowledgeGraph) -> None:
    with pytest.raises(ValueError, match="fame"):
        sample.top("fame")


def test_a_community_is_named_by_its_term_of_highest_rank_as_on_the_page(sample: gg.KnowledgeGraph) -> None:
    ranks = pagerank(sample.graph)
    for group in sample.communities():
        assert group[0].id == max((term.id for term in group), key=ranks.__getitem__)


def test_communities_are_terms_the_largest_group_first(sample: gg.KnowledgeGraph) -> None:
    groups = sample.communities()
    assert [len(group) for group in groups] == sorted(map(len, groups), reverse=True)
    terms = [term.id for group in groups for term in group]
    assert len(terms) == len(set(terms)) > 40


def test_stats_are_what_networkx_counts(sample: gg.KnowledgeGraph) -> None:
    view, found = sample.to_networkx(), sample.stats()
    assert (found.terms, found.edges, found.articles) == (len(view), view.size(), 156)
    assert found.placeholders == sum(bool(placeholder) for _, placeholder in view.nodes(data="placeholder"))
    assert found.links == sum(int(data["count"]) for *_, data in view.edges(data=True))
    assert found.mutual == sum(view.has_edge(b, a) for a, b in view.edges) // 2
    assert found.unlinked == sum(not degree for _, degree in view.in_degree())
    pieces = list(nx.weakly_connected_components(view))
    assert (found.pieces, found.largest_piece) == (len(pieces), max(map(len, pieces)))
    assert sum(one.articles for one in found.languages) == 156
    assert sum(one.links for one in found.languages) == found.links
    assert (found.repairs, found.problems) == (len(sample.repairs), len(sample.problems))


def test_the_smallest_graph_has_stats_too(write: Write) -> None:
    kg = gg.build(write({"en/a.md": "---\ntitle: A\n---\nx"}))
    assert (kg.stats().terms, kg.stats().pieces, kg.stats().dead_ends, kg.stats().unlinked) == (1, 1, 1, 1)
    assert kg.communities() == ()
    assert [one.term.slug for one in kg.top()] == ["a"]


def answer(*arguments: object) -> str:
    done = run(*arguments)
    assert (done.returncode, complaints(done.stderr)) == (0, "")
    return done.stdout


def test_show_shows_a_term_in_a_language(built: Path) -> None:
    text = answer("show", "Front Office", "--build", built, "--lang", "hi")
    first, meaning, *_ = text.splitlines()
    assert first == "फ्रंट ऑफिस (front-office)"
    assert meaning.endswith("।")
    for words in ("المكتب الأمامي", "sample/no/front-office.md", "LINKS TO", "LINKED FROM", "बैक ऑफिस"):
        assert words in text
    assert "no name in da" in answer("show", "bond", "--build", built, "--lang", "da")


@pytest.mark.parametrize("spelling", ["cr%C3%A8me", "https://example.org/glossary/term/cr%C3%A8me", "/Crème/", "CRÈME"])
def test_a_term_is_found_by_whatever_names_it(write: Write, tmp_path: Path, spelling: str) -> None:
    kg = gg.build(write({"fr/crème.md": "---\ntitle: Crème\n---\nx"}))
    kg.write(tmp_path / "out", "turtle")
    assert kg.term(spelling).slug == "crème"
    assert gg.query(tmp_path / "out", name="labels", term=spelling)


def test_a_reader_of_a_variety_of_a_language_is_served_in_it(sample: gg.KnowledgeGraph, built: Path) -> None:
    term = sample.term("bond")
    assert [str(term.label(tag)) for tag in ("nb", "NO", "es-MX", "zh_CN", "sv")] == [
        *("Obligasjon", "Obligasjon", "Bono", "债券", "Bond")
    ]
    assert run("show", "bond", "--lang", "nb", "--build", built).stdout.startswith("Obligasjon (bond)\n")


def test_show_gives_programs_the_same(built: Path, sample: gg.KnowledgeGraph) -> None:
    found = json.loads(answer("show", "front-office", "--build", built, "--json", "--lang", "hi"))
    term = sample.term("front-office")
    assert found["labels"] == {label.language: label.text for label in term.labels}
    assert found["label"] == {"language": "hi", "text": "फ्रंट ऑफिस"}
    assert [(one["slug"], one["direction"], one["count"]) for one in found["neighbours"]] == [
        (one.term.slug, one.direction, one.count) for one in sample.neighbours("front-office")
    ]


def test_a_placeholder_is_shown_with_where_its_names_come_from(built: Path, sample: gg.KnowledgeGraph) -> None:
    placeholder = next(term for term in sample.terms if term.placeholder)
    assert "elected from" in answer("show", placeholder.slug, "--build", built)


def test_path_gives_each_hop_with_its_sentence_and_place(built: Path) -> None:
    text = answer("path", "retail-sales", "hedge-fund", "--build", built, "--lang", "no")
    assert text.startswith("retail-sales -> ")
    assert "sample/no/retail-sales.md:" in text
    found = json.loads(answer("path", "retail-sales", "hedge-fund", "--build", built, "--lang", "no", "--json"))
    assert found["links"] == len(found["hops"]) == text.splitlines()[0].count("->")
    for hop in found["hops"]:
        assert hop["evidence"]["sentence"] in text


def test_path_says_where_there_is_none_and_whether_there_is_one_back(built: Path, sample: gg.KnowledgeGraph) -> None:
    placeholder = next(term for term in sample.terms if term.placeholder)
    linking = next(edge.source for edge in sample.edges if edge.target == placeholder.id)
    text = answer("path", placeholder.slug, linking, "--build", built)
    assert text.splitlines()[0].startswith(f"no chain of links leads from {placeholder.slug} to ")
    assert "one of 1 link leads back" in text
    found = json.loads(answer("path", placeholder.slug, linking, "--build", built, "--json"))
    assert (found["links"], found["hops"]) == (None, None)
    assert "begins and ends" in answer("path", "bond", "bond", "--build", built)


@pytest.mark.parametrize("measure", ["pagerank", "indegree", "betweenness"])
def test_top_is_a_table_or_json(built: Path, measure: str) -> None:
    found = json.loads(answer("top", "--build", built, "--by", measure, "--number", "5", "--json"))
    lines = answer("top", "--build", built, "--by", measure, "--number", "5").splitlines()
    assert [line.split()[0] for line in lines[2:]] == list("12345")
    assert all(one["slug"] in line for one, line in zip(found["terms"], lines[2:], strict=True))
    assert found["exact"]


def test_communities_and_stats_are_tables_or_json(built: Path, sample: gg.KnowledgeGraph) -> None:
    found = json.loads(answer("communities", "--build", built, "--json"))
    assert [one["terms"] for one in found["communities"]] == [[term.slug for term in group] for group in sample.communities()]
    assert f"{found['groups']} groups; " in answer("communities", "--build", built)
    assert "the 1 largest are shown" in answer("communities", "--build", built, "--number", "1")
    counts = json.loads(answer("stats", "--build", built, "--json"))
    assert (counts["terms"], len(counts["languages"])) == (len(sample.terms), 6)
    assert f"{counts['links']:,}" in answer("stats", "--build", built)


def test_exports_without_a_store_answer_too_and_do_not_claim_what_they_do_not_know(built: Path, tmp_path: Path) -> None:
    (tmp_path / "graph.ttl").write_bytes((built / "graph.ttl").read_bytes())
    (tmp_path / "links.ttl").write_bytes((built / "links.ttl").read_bytes())
    for command in (["show", "bond"], ["path", "bond", "stock"], ["top"], ["communities"], ["stats"]):
        assert answer(*command, "--build", tmp_path)
    assert "repaired" not in answer("stats", "--build", tmp_path)
    assert answer("top", "--build", tmp_path) == answer("top", "--build", built)


WRONG: list[tuple[list[str], str]] = [
    (["show", "bonnd"], "no term 'bonnd': did you mean bond?"),
    (["path", "bond", "nowhere"], "no term 'nowhere'"),
    (["top", "--by", "fame"], "invalid choice: 'fame'"),
    (["top", "--number", "0"], "'0' is no number from 1"),
    (["communities", "--number", "many"], "'many' is no number from 1"),
    (["show", "bond", "--lang", "klingonisch"], "is no language tag"),
]


@pytest.mark.parametrize(("arguments", "message"), WRONG)
def test_what_is_asked_wrongly_is_said(built: Path, arguments: list[str], message: str) -> None:
    done = run(*arguments, "--build", built)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", [["show", "bond"], ["path", "bond", "stock"], ["top"], ["communities"], ["stats"]])
def test_without_a_build_it_is_said_what_to_do(tmp_path: Path, command: list[str]) -> None:
    done = run(*command, cwd=tmp_path)
    assert done.returncode == 2
    assert "glossograph build" in done.stderr
    assert complaints(done.stderr).count("\n") == 1


@pytest.mark.parametrize("option", [[], ["--json"]])
def test_article_text_cannot_play_tricks_with_the_answers(write: Write, tmp_path: Path, option: list[str]) -> None:
    trick = "\x1b[31mRed\u202e"
    root = write(
        {
            "en/a.md": f'---\ntitle: "A {trick}"\ndescription: "D {trick}"\n---\nIt {trick} is [b](/b) here.',
            "en/b.md": f"---\ntitle: B {trick}\n---\n[a](/a)",
        }
    )
    assert run("build", root, "-o", tmp_path / "out", "--quiet", "--format", "turtle").returncode == 0
    for command in (["show", "a"], ["path", "a", "b"], ["top"], ["communities"], ["stats"]):
        text = answer(*command, "--build", tmp_path / "out", *option)
        assert not {"\x1b", "\u202e"} & set(text)
        if option:
            json.loads(text)


def test_two_hash_seeds_show_the_same(built: Path) -> None:
    def shown(seed: str) -> list[Any]:
        commands = (["top"], ["communities"], ["stats"], ["path", "bond", "hedge-fund"])
        return [run(*command, "--build", built, "--json", PYTHONHASHSEED=seed).stdout for command in commands]

    assert shown("1") == shown("2")
