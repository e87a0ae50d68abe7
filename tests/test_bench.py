"""Claims about the benchmark: articles are generated as the truth says, like real ones, and both sides do the same job."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

import glossograph as gg
from tests.bench import generate as g
from tests.bench import hour_script, rates
from tests.bench.invented import LANGUAGES as ALL_LANGUAGES
from tests.bench.markup import LOST_TABLE

LINK = re.compile(r"\[([^\]\n\[]*)\]\(/([^)\n]*)\)(,\.)?")
WIKILINK = re.compile(r"\[\[([^|\]\n]*)\|([^\]\n]*)\]\](,\.)?")
ARTICLES, LANGUAGES, SIZE = 600, 4, 5700


def key(slug: str) -> str:
    return re.sub(r"[\W_]", "", slug).lower()


def inline(text: str) -> str:
    """Write wikilinks as inline links."""
    return WIKILINK.sub(r"[\2](/\1)\3", text)


def files(folder: Path) -> dict[str, str]:
    """Texts by path below `Texts`, without byte order marks and carriage returns, and with inline links only."""
    texts = folder / "Texts"
    return {
        path.relative_to(texts).as_posix(): inline(path.read_text(encoding="utf-8-sig")) for path in sorted(texts.rglob("*.md"))
    }


def as_bytes(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("generated")
    g.generate(folder, articles=ARTICLES, languages=LANGUAGES, size=SIZE, seed=7)
    return folder


@pytest.fixture(scope="module")
def texts(generated: Path) -> dict[str, str]:
    return files(generated)


@pytest.fixture(scope="module")
def truth(generated: Path) -> g.Truth:
    read: g.Truth = json.loads((generated / "truth.json").read_text(encoding="utf-8"))
    return read


@pytest.mark.slow
def test_the_same_arguments_give_the_same_bytes_from_the_command_and_in_any_number_of_processes(tmp_path: Path) -> None:
    g.generate(tmp_path / "one", articles=50, languages=3, size=2000, seed=3)
    options = "--articles 50 --languages 3 --bytes 2000 --seed 3 --processes 3".split()
    command = [sys.executable, "-m", "tests.bench.generate", *options, str(tmp_path / "three")]
    subprocess.run(command, cwd=Path(__file__).parents[1], check=True, capture_output=True)
    assert as_bytes(tmp_path / "one") == as_bytes(tmp_path / "three")


def test_another_seed_gives_other_articles(tmp_path: Path) -> None:
    for seed in (1, 2):
        g.generate(tmp_path / str(seed), articles=20, languages=2, size=2000, seed=seed)
    assert not files(tmp_path / "1").keys() & files(tmp_path / "2").keys()


def test_articles_lie_in_folders_named_by_their_language_or_by_nothing_and_the_truth_beside_them(
    texts: dict[str, str], generated: Path
) -> None:
    assert {path.name for path in generated.iterdir()} == {"Texts", "truth.json"}
    assert {path.name for path in (generated / "Texts").iterdir()} == {"English", "part-01", "Hindi", "part-03"}
    assert all(re.fullmatch(r"(?:[A-Z][a-z]+|part-\d\d)/[a-z]+([-_]?[a-z]+)*\.md", path) for path in texts)


def test_the_counts_of_the_truth_are_those_of_the_files(texts: dict[str, str], generated: Path, truth: g.Truth) -> None:
    assert truth["articles"] == ARTICLES == len(texts)
    assert truth["terms"] == len({key(Path(path).stem) for path in texts})
    assert truth["bytes"] == sum(len(content) for path, content in as_bytes(generated).items() if "Texts" in path)


def test_fewer_articles_than_terms_times_languages_leave_terms_untranslated(tmp_path: Path) -> None:
    g.generate(tmp_path, articles=25, languages=3, size=2000, seed=1, terms=10)
    by_language = [len(list((tmp_path / "Texts" / language.folder).iterdir())) for language in ALL_LANGUAGES[:3]]
    assert by_language[0] == 10
    assert sum(by_language) == 25


def test_articles_have_the_size_of_the_argument(truth: g.Truth) -> None:
    assert truth["bytes"] / truth["articles"] == pytest.approx(SIZE, rel=0.1)


def test_an_article_has_as_many_links_as_a_real_one_on_average(truth: g.Truth) -> None:
    assert truth["links"] / truth["articles"] == pytest.approx(rates.typical_rates()["links"], rel=0.15)


def test_markup_comes_at_the_rates_of_the_real_collections(generated: Path) -> None:
    measured, typical = rates.measure_folder(generated), rates.typical_rates()
    drawn = {name for name in measured if "." in name} - {"article.plain"}  # follows from the number of blocks with links
    far = {name: (measured[name], typical[name]) for name in drawn if abs(measured[name] - typical[name]) > 0.15}
    assert far == {}
    assert measured["linked.plain"] == pytest.approx(typical["linked.plain"], abs=0.1)
    assert [measured[name] for name in ("headings", "blocks")] == pytest.approx(
        [typical["headings"], typical["blocks"]], rel=0.35
    )


def test_the_rates_of_a_text_are_those_that_one_counts_by_hand() -> None:
    body = "# A\n\nA [bond](/b) and a [loan](/l).\n\n- a\n  - **b** [c](/b)\n\n```\n[x](/y)\n\n```\n[[d]]\nand `e`\n"
    text = f"---\ntitle: 'A'\n---\n{body}"
    measured = rates.measure_rates([text, "No link, <b>none</b>."])
    assert {name: rate for name, rate in measured.items() if rate and "." not in name} == {
        "articles": 2,
        "bytes": pytest.approx(len(text) / 2 + 10, abs=1),
        "headings": 0.5,
        "blocks": 2.5,
        "links": 2,
        "links_per_destination": 1.333,
    }
    third, half = pytest.approx(1 / 3, abs=0.001), 0.5
    assert {name: rate for name, rate in measured.items() if rate and name.startswith("linked.")} == {
        "linked.plain": third,
        "linked.list": third,
        "linked.emphasis": third,
        "linked.code": third,
        "linked.wikilink": third,
        "linked.lines": third,
        "linked.nested": third,
    }
    assert {name: rate for name, rate in measured.items() if rate and name.startswith("block.")} == {
        "block.fence": half,
        "block.html": half,
    }
    assert (measured["article.quoted_yaml"], measured["article.links"], measured["article.plain"]) == (half, half, 0)


@pytest.mark.slow
def test_the_script_and_glossograph_find_the_same_terms_and_edges_in_clean_articles(tmp_path: Path) -> None:
    truth = g.generate(tmp_path, articles=60, languages=3, size=5700, seed=5, faults=0)
    script = hour_script.read_graph(tmp_path / "Texts")
    graph = gg.build(tmp_path / "Texts")
    assert {key(term.slug) for term in graph.terms} == {key(slug) for slug in script.nodes}
    assert {(key(edge.source), key(edge.target)) for edge in graph.edges} == {(key(a), key(b)) for a, b in script.edges}
    assert len(script.edges) == truth["edges"]


def test_few_targets_have_most_links_and_a_fifth_of_the_targets_have_no_article(texts: dict[str, str], truth: g.Truth) -> None:
    counts: dict[str, int] = {}
    for path, text in texts.items():
        if not path.startswith("English/"):
            for _, slug, _ in LINK.findall(text):
                counts[key(slug)] = counts.get(key(slug), 0) + 1
    ranked = sorted(counts.values(), reverse=True)
    assert sum(ranked[: len(ranked) // 5]) > 0.4 * sum(ranked)
    assert truth["placeholders"] / len(counts) == pytest.approx(0.2, abs=0.02)


def test_without_the_rewriting_the_links_are_the_edges_and_placeholders_of_the_truth(
    texts: dict[str, str], truth: g.Truth
) -> None:
    true = {(link["path"], link["written"]): link["true"] for link in truth["rewritten"]}
    edges = {
        (key(Path(path).stem), key(true.get((path, "/" + slug), slug)))
        for path, text in texts.items()
        for _, slug, _ in LINK.findall(text)
    }
    assert len(edges) == truth["edges"]
    assert len({target for _, target in edges} - {key(Path(path).stem) for path in texts}) == truth["placeholders"]


def test_rewritten_links_are_english_and_wrong_and_most_name_no_article(texts: dict[str, str], truth: g.Truth) -> None:
    rewritten = truth["rewritten"]
    slugs = {key(Path(path).stem) for path in texts}
    assert all(f"]({link['written']})" in texts[link["path"]] for link in rewritten)
    assert all(link["path"].startswith("English/") and key(link["written"]) != key(link["true"]) for link in rewritten)
    assert sum(key(link["written"]) not in slugs for link in rewritten) > 0.6 * len(rewritten)
    assert any(" " in link["written"] for link in rewritten)
    assert not any(" " in slug for path, text in texts.items() if path[0] != "E" for _, slug, _ in LINK.findall(text))


def test_translations_link_the_true_target_of_nearly_every_rewritten_link(texts: dict[str, str], truth: g.Truth) -> None:
    agreeing = 0
    for link in truth["rewritten"]:
        stem = key(Path(link["path"]).stem)
        others = [text for path, text in texts.items() if key(Path(path).stem) == stem and path != link["path"]]
        agreeing += all(key(link["true"]) in {key(slug) for _, slug, _ in LINK.findall(text)} for text in others)
    assert agreeing > 0.85 * len(truth["rewritten"])


@pytest.mark.parametrize(
    ("pattern", "of", "rate"),
    [
        pytest.param(r"\]\(/[^)]*\),\.", "link", g.DEBRIS, id="debris"),
        pytest.param(r"\[[^\]]+ -\]\(", "link", g.FAULTS["trailing_dashes"], id="trailing dash"),
        pytest.param(r"\[[.,।]\]\(/", "link", g.FAULTS["lone_stops"], id="lone full stop"),
        pytest.param(r"\]\((/[^)]*)\) \[[^\],.।]+\]\(\1\)", "link", g.FAULTS["cut_anchors"] * 0.95, id="anchor cut in two"),
        pytest.param(r"(?m)^##[^# ]", "article", g.TIGHT_HEADING, id="heading without blank"),
        pytest.param(r"<h5>", "article", LOST_TABLE, id="lost table"),
        pytest.param(r"(?m)^[–•] ", "listed", g.LOOSE_LIST, id="bullets that Markdown does not know"),
    ],
)
def test_faults_of_translations_come_at_the_rates_seen(texts: dict[str, str], pattern: str, of: str, rate: float) -> None:
    translations = [text for path, text in texts.items() if not path.startswith("English/")]
    fault_counts = [len(re.findall(pattern, text)) for text in translations]
    link_count = sum(len(LINK.findall(text)) for text in translations)
    links = link_count / (1 + g.FAULTS["cut_anchors"] + g.FAULTS["lone_stops"])  # these two write a link twice
    pattern_of = {"article": "", "listed": r"(?m)^[-–•] "}
    able = sum(bool(re.search(pattern_of.get(of, ""), text)) for text in translations)
    share = sum(fault_counts) / links if of == "link" else sum(map(bool, fault_counts)) / able
    assert share == pytest.approx(rate, rel=0.35)


def test_files_differ_in_line_ends_and_byte_order_marks_as_the_truth_says(generated: Path, truth: g.Truth) -> None:
    contents = as_bytes(generated / "Texts").values()
    assert sum(b"\r\n" in content for content in contents) == truth["faults"]["crlf"] > 0
    assert sum(content.startswith(b"\xef\xbb\xbf") for content in contents) == truth["faults"]["bom"] > 0
    assert sum(bool(re.search(rb"(?m)^title: .*&(amp|#39);", c)) for c in contents) == truth["faults"]["entity_titles"]
    assert sum(bool(re.search(rb"(?m)^description: .*:\r?$", c)) for c in contents) == truth["faults"]["broken_yaml"] > 0


def test_a_slug_is_spelled_in_two_ways(texts: dict[str, str]) -> None:
    spellings: dict[str, set[str]] = {}
    for text in texts.values():
        for _, slug, _ in LINK.findall(text):
            spellings.setdefault(key(slug), set()).add(slug)
    assert any(len(ways) == 2 for ways in spellings.values())


@pytest.mark.parametrize(("articles", "languages"), [(10, 0), (10, 21), (0, 2)])
def test_impossible_counts_are_refused_before_anything_is_written(tmp_path: Path, articles: int, languages: int) -> None:
    with pytest.raises(ValueError, match="cannot be"):
        g.generate(tmp_path / "none", articles=articles, languages=languages, size=2000, seed=1)
    assert not (tmp_path / "none").exists()


def test_a_folder_that_is_not_empty_is_refused(generated: Path) -> None:
    with pytest.raises(FileExistsError):
        g.generate(generated, articles=4, languages=2, size=2000, seed=1)
