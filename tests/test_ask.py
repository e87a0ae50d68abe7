import itertools
import json
import os
import random
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

import glossograph as gg
from glossograph.analysis.centrality import Measure, pagerank, rank_terms
from glossograph.analysis.paths import PathDirection, PathFinder, best_link
from glossograph.model.edge import Edge
from glossograph.model.link import Link
from glossograph.text.keys import TermId
from glossograph.text.languages import LanguageTag
from tests.command import run
from tests.conftest import Write


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A build of the sample with its store."""
    folder = tmp_path_factory.mktemp("built")
    assert run("build", "--sample", "-o", folder, "--format", "turtle", "--quiet").returncode == 0
    return folder


PATH_CASES = json.loads((Path(__file__).parent / "cases" / "paths.json").read_text(encoding="utf-8"))["cases"]


def path_finder(case: dict[str, Any]) -> PathFinder:
    links = [*case["links"], *([hub, f"{hub}-{n}", 1] for hub, leaves in case.get("leaves", {}).items() for n in range(leaves))]
    edges = [Edge(TermId(source), TermId(target), ((LanguageTag("en"), count),)) for source, target, count in links]
    return PathFinder(edges, {TermId(end): end for edge in edges for end in (edge.source, edge.target)})


def walked(source: str, path: Sequence[Edge]) -> list[str]:
    terms = [source]
    for edge in path:
        assert terms[-1] in (edge.source, edge.target)
        terms.append(edge.target if edge.source == terms[-1] else edge.source)
    return terms


@pytest.mark.parametrize("case", PATH_CASES, ids=[case["title"] for case in PATH_CASES])
def test_paths_follow_the_rule(case: dict[str, Any]) -> None:
    for shuffled in (case, {**case, "links": case["links"][::-1]}):
        paths = path_finder(shuffled).paths(TermId(case["from"]), TermId(case["to"]), PathDirection(case["direction"]))
        assert [walked(case["from"], path) for path in paths] == case["paths"]


@pytest.mark.parametrize("seed", range(20))
def test_the_first_path_is_the_best_of_all_by_the_rule(seed: int) -> None:
    rng = random.Random(seed)
    pairs = {(rng.randrange(9), rng.randrange(9)): rng.randint(1, 3) for _ in range(24)}
    counts = {(f"t{a}", f"t{b}"): count for (a, b), count in pairs.items() if a != b}
    graph = nx.DiGraph(list(counts))
    finder = path_finder({"links": [[*pair, count] for pair, count in counts.items()]})
    degree = {term: len({*graph.successors(term), *graph.predecessors(term)}) for term in graph}

    def rank(terms: list[str]) -> tuple[int, int, int, list[str]]:
        cost = 2 * (len(terms) - 1) + sum(degree[term].bit_length() for term in terms[1:-1])
        return cost, len(terms), -sum(counts[step] for step in itertools.pairwise(terms)), terms

    for start, end in itertools.permutations(sorted(graph), 2):
        expected = min(map(list, nx.all_simple_paths(graph, start, end)), key=rank, default=None)
        paths = finder.paths(TermId(start), TermId(end), PathDirection.WITH)
        assert [walked(start, path) for path in paths][:1] == ([expected] if expected else [])


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


@pytest.mark.parametrize(("links", "language", "index"), LINKS)
def test_the_sentence_of_a_hop_is_the_one_that_the_reader_understands_best(
    links: list[gg.Evidence], language: str, index: int
) -> None:
    assert best_link(links, TermId("b"), language) == links[index]
    assert best_link(links[::-1], TermId("b"), language) == links[index]


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


def test_a_path_to_itself_is_empty_and_without_a_path_the_result_is_nothing(sample: gg.KnowledgeGraph) -> None:
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
    top_scores = [ranked.score for ranked in sample.top(measure, 12)]
    assert top_scores == pytest.approx([scores[slug] for slug in expected[:12]], abs=1e-9)
    assert top_scores == sorted(top_scores, reverse=True)
    assert rank_terms(sample.graph, measure).pivots == 0
    assert len(rank_terms(sample.graph, measure).ranked) == len(sample.terms)


@pytest.mark.parametrize("limit", [0, -1])
def test_a_limit_below_one_gives_no_terms(sample: gg.KnowledgeGraph, limit: int) -> None:
    assert sample.top(limit=limit) == ()


def test_an_unknown_measure_is_an_error(sample: gg.KnowledgeGraph) -> None:
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
    view, stats = sample.to_networkx(), sample.stats()
    assert (stats.terms, stats.edges, stats.articles) == (len(view), view.size(), 156)
    assert stats.placeholders == sum(bool(placeholder) for _, placeholder in view.nodes(data="placeholder"))
    assert stats.links == sum(int(data["count"]) for *_, data in view.edges(data=True))
    assert stats.mutual == sum(view.has_edge(b, a) for a, b in view.edges) // 2
    assert stats.unlinked == sum(not degree for _, degree in view.in_degree())
    components = list(nx.weakly_connected_components(view))
    assert (stats.components, stats.largest_component) == (len(components), max(map(len, components)))
    assert sum(totals.articles for totals in stats.languages) == 156
    assert sum(totals.links for totals in stats.languages) == stats.links
    assert (stats.repairs, stats.problems) == (len(sample.repairs), len(sample.problems))


def test_a_graph_of_one_term_has_stats(write: Write) -> None:
    kg = gg.build(write({"en/a.md": "---\ntitle: A\n---\nx"}))
    stats = kg.stats()
    assert (stats.terms, stats.components, stats.dead_ends, stats.unlinked) == (1, 1, 1, 1)
    assert kg.communities() == ()
    assert [ranked.term.slug for ranked in kg.top()] == ["a"]


def answer(*arguments: object) -> str:
    done = run(*arguments)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_show_shows_a_term_in_a_language(built: Path) -> None:
    text = answer("show", "Front Office", "--build", built, "--lang", "hi")
    first, meaning, *_ = text.splitlines()
    assert first == "फ्रंट ऑफिस (front-office)"
    assert meaning.endswith("।")
    for words in ("المكتب الأمامي", "sample/no/front-office.md", "LINKS TO", "LINKED FROM", "बैक ऑफिस"):
        assert words in text
    assert "no label in da" in answer("show", "bond", "--build", built, "--lang", "da")


@pytest.mark.parametrize("spelling", ["cr%C3%A8me", "https://example.org/glossary/term/cr%C3%A8me", "/Crème/", "CRÈME"])
def test_a_term_is_found_by_its_iri_and_any_spelling_of_its_slug(write: Write, tmp_path: Path, spelling: str) -> None:
    kg = gg.build(write({"fr/crème.md": "---\ntitle: Crème\n---\nx"}))
    kg.write(tmp_path / "out", "turtle")
    assert kg.term(spelling).slug == "crème"
    assert gg.query(tmp_path / "out", name="labels", term=spelling)


def test_a_label_is_found_for_variants_of_a_language_tag(sample: gg.KnowledgeGraph, built: Path) -> None:
    term = sample.term("bond")
    assert [str(term.label(tag)) for tag in ("nb", "NO", "es-MX", "zh_CN", "sv")] == [
        *("Obligasjon", "Obligasjon", "Bono", "债券", "Bond")
    ]
    assert run("show", "bond", "--lang", "nb", "--build", built).stdout.startswith("Obligasjon (bond)\n")


def test_show_as_json_is_what_the_library_gives(built: Path, sample: gg.KnowledgeGraph) -> None:
    shown = json.loads(answer("show", "front-office", "--build", built, "--json", "--lang", "hi"))
    term = sample.term("front-office")
    assert shown["labels"] == {label.language: label.text for label in term.labels}
    assert shown["label"] == {"language": "hi", "text": "फ्रंट ऑफिस"}
    assert [(neighbour["slug"], neighbour["direction"], neighbour["count"]) for neighbour in shown["neighbours"]] == [
        (neighbour.term.slug, neighbour.direction, neighbour.count) for neighbour in sample.neighbours("front-office")
    ]


def test_show_names_the_source_of_the_labels_of_a_placeholder(built: Path, sample: gg.KnowledgeGraph) -> None:
    placeholder = next(term for term in sample.terms if term.placeholder)
    assert "selected from" in answer("show", placeholder.slug, "--build", built)


def test_path_shows_each_hop_with_its_sentence_file_and_line(built: Path) -> None:
    text = answer("path", "retail-sales", "hedge-fund", "--build", built, "--lang", "no")
    assert text.startswith("retail-sales -> ")
    assert "sample/no/retail-sales.md:" in text
    shown = json.loads(answer("path", "retail-sales", "hedge-fund", "--build", built, "--lang", "no", "--json"))
    assert shown["links"] == len(shown["hops"]) == text.splitlines()[0].count("->")
    for hop in (*shown["hops"], *(hop for other in shown["alternatives"] for hop in other["hops"])):
        assert hop["evidence"]["sentence"] in text
        assert not hop["backwards"]


def test_without_a_path_along_the_links_one_against_them_is_shown_and_marked(built: Path, sample: gg.KnowledgeGraph) -> None:
    placeholder = next(term for term in sample.terms if term.placeholder)
    linking = next(edge.source for edge in sample.edges if edge.target == placeholder.id)
    text = answer("path", placeholder.slug, linking, "--build", built)
    assert text.splitlines()[0] == "No path follows the links in their direction; `<-` marks a step against it"
    assert text.splitlines()[1].startswith(f"{placeholder.slug} <- ")
    shown = json.loads(answer("path", placeholder.slug, linking, "--build", built, "--json"))
    assert (shown["links"], shown["hops"][0]["backwards"]) == (1, True)
    assert "Both names are of one term, bond" in answer("path", "bond", "bond", "--build", built)


def test_without_a_path_in_the_direction_that_is_asked_for_the_command_fails(built: Path, sample: gg.KnowledgeGraph) -> None:
    placeholder = next(term for term in sample.terms if term.placeholder)
    done = run("path", placeholder.slug, "bond", "--direction", "with", "--build", built)
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.splitlines() == [
        f"No path along the links from {placeholder.slug} to bond",
        "Add --direction any to follow links either way",
    ]
    failed = run("path", placeholder.slug, "bond", "--direction", "with", "--build", built, "--json")
    shown = json.loads(failed.stdout)
    assert (failed.returncode, shown["links"], shown["hops"], shown["alternatives"]) == (1, None, None, [])


@pytest.mark.parametrize("measure", ["pagerank", "indegree", "betweenness"])
def test_top_is_a_table_or_json(built: Path, measure: str) -> None:
    shown = json.loads(answer("top", "--build", built, "--by", measure, "--number", "5", "--json"))
    lines = answer("top", "--build", built, "--by", measure, "--number", "5").splitlines()
    assert [line.split()[0] for line in lines[1:]] == list("12345")
    assert all(term["slug"] in line for term, line in zip(shown["terms"], lines[1:], strict=True))
    assert shown["exact"]


def test_communities_and_stats_are_tables_or_json(built: Path, sample: gg.KnowledgeGraph) -> None:
    shown = json.loads(answer("communities", "--build", built, "--json"))
    assert [community["terms"] for community in shown["communities"]] == [
        [term.slug for term in group] for group in sample.communities()
    ]
    assert f"{shown['groups']} communities; " in answer("communities", "--build", built)
    assert "(the 1 largest are shown)" in answer("communities", "--build", built, "--number", "1")
    counts = json.loads(answer("stats", "--build", built, "--json"))
    assert (counts["terms"], len(counts["languages"])) == (len(sample.terms), 6)
    assert f"{counts['links']:,}" in answer("stats", "--build", built)


def test_commands_read_rdf_without_a_store_and_leave_out_what_only_the_store_has(built: Path, tmp_path: Path) -> None:
    (tmp_path / "graph.ttl").write_bytes((built / "graph.ttl").read_bytes())
    (tmp_path / "links.ttl").write_bytes((built / "links.ttl").read_bytes())
    for command in (["show", "bond"], ["path", "bond", "stock"], ["top"], ["communities"], ["stats"]):
        assert answer(*command, "--build", tmp_path)
    assert "repaired" not in answer("stats", "--build", tmp_path)
    assert answer("top", "--build", tmp_path) == answer("top", "--build", built)


WRONG_QUESTIONS: list[tuple[list[str], str]] = [
    (["show", "bonnd"], "Unknown term 'bonnd': did you mean bond?"),
    (["path", "bond", "nowhere"], "Unknown term 'nowhere'"),
    (["top", "--by", "fame"], "'fame' is not one of 'pagerank', 'indegree', 'betweenness'"),
    (["top", "--number", "0"], "0 is not in the range 1<=x<=1000000"),
    (["communities", "--number", "many"], "'many' is not a valid whole number"),
    (["show", "bond", "--lang", "klingonisch"], "'klingonisch' is not a language tag: write it like no or pt-br"),
]


@pytest.mark.parametrize(("arguments", "message"), WRONG_QUESTIONS)
def test_a_wrong_question_is_one_clear_line(built: Path, arguments: list[str], message: str) -> None:
    done = run(*arguments, "--build", built)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("option", [[], ["--json"]])
def test_control_characters_of_articles_do_not_reach_the_terminal(write: Write, tmp_path: Path, option: list[str]) -> None:
    attack = "\x1b[31mRed\u202e"
    root = write(
        {
            "en/a.md": f'---\ntitle: "A {attack}"\ndescription: "D {attack}"\n---\nIt {attack} is [b](/b) here.',
            "en/b.md": f"---\ntitle: B {attack}\n---\n[a](/a)",
        }
    )
    assert run("build", root, "-o", tmp_path / "out", "--quiet", "--format", "turtle").returncode == 0
    for command in (["show", "a"], ["path", "a", "b"], ["top"], ["communities"], ["stats"]):
        text = answer(*command, "--build", tmp_path / "out", *option)
        assert not {"\x1b", "\u202e"} & set(text)
        if option:
            json.loads(text)


SCRIPT = """
import sys
from glossograph.cli import main
for command in ("top", "communities", "stats", "path bond hedge-fund"):
    main([*command.split(), "--build", sys.argv[1], "--json"])
"""


@pytest.mark.slow
def test_two_hash_seeds_give_the_same_answers(built: Path) -> None:
    def answers(seed: str) -> bytes:
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        return subprocess.run([sys.executable, "-c", SCRIPT, str(built)], check=True, capture_output=True, env=environment).stdout

    assert len(answers("1")) > 1000
    assert answers("1") == answers("2")
