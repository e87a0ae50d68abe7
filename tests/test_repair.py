"""Repair: cases from `tests/cases/repair.toml`, a law over random collections, and figures on replaced destinations."""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import glossograph as gg
from glossograph.config import RepairMode
from glossograph.links.anchor_usage import AnchorUsage
from glossograph.links.link_alignment import NO_TERM, ResolvedLink, Version, align_links
from glossograph.links.repair import RepairOutcome, repair_links
from glossograph.links.repair_vote import find_verdicts
from glossograph.links.resolution import Resolver
from glossograph.links.suspects import TargetCounts
from glossograph.model.article import Article
from glossograph.model.link import Link, Links
from glossograph.store.article_store import ArticleStore
from glossograph.text.keys import TermId
from tests.bench.generate import generate
from tests.conftest import CASES, Write
from tests.eval.collection import collection_of, store_articles
from tests.eval.repair import anchors_and_targets, evaluate

CASE_KEYS = frozenset("title versions usage own_term sure majority conflicts reasons".split())
REPAIR_CASES: list[Mapping[str, Any]] = tomllib.loads((CASES / "repair.toml").read_text(encoding="utf-8"))["case"]

WITH_ARTICLE = ("bond", "fund", "lease", "loan", "rent", "stock", "yield")
TITLES = {"no": {"lease": "Leieavtale", "rent": "Husleie", "bond": "Obligasjon"}}


@pytest.fixture(scope="module")
def resolver() -> Resolver:
    articles = [
        Article(
            path=f"{language}/{slug}.md",
            language=language,
            slug=slug,
            folders=(),
            slug_given=False,
            title=title,
            description="",
            keywords=(),
            aliases=(),
            links=Links(),
            problems=(),
            name=slug,
        )
        for language in ("en", "no")
        for slug in WITH_ARTICLE
        for title in [TITLES.get(language, {}).get(slug, slug.title())]
    ]
    with ArticleStore() as store:
        store_articles(store, articles)
        return collection_of(store).resolver


def version(language: str, text: str) -> Version:
    """Read a version as `tests/cases/repair.toml` describes it."""
    links: list[ResolvedLink] = []
    for section, sentences in enumerate(text.split("|")):
        for number, sentence in enumerate(sentences.split(".")):
            for part in sentence.split():
                target, _, anchor = part.partition("=")
                anchor = anchor.replace("_", " ") or f"{int.from_bytes(language.encode())}{len(links)}"  # resembles nothing
                link = Link(f"/{target}", anchor, "", f"section {section}", number + 1, sentence_number=number)
                links.append(ResolvedLink(link, TermId(target)))
    return Version(language, f"{language}/main.md", tuple(links))


def targets(outcome: RepairOutcome) -> dict[str, str]:
    return {version.language: " ".join(version.targets) for version in outcome.versions}


def read_case(case: Mapping[str, Any]) -> tuple[list[Version], AnchorUsage, TermId]:
    assert not case.keys() - CASE_KEYS, "unknown key"
    versions = [version(*item) for item in case["versions"].items()]
    usage = AnchorUsage()
    for used in (*versions, *(version(*item) for item in case.get("usage", {}).items())):
        usage.add(used.language, anchors_and_targets(used))
    return versions, usage, TermId(case.get("own_term", NO_TERM))


@pytest.mark.parametrize("case", REPAIR_CASES, ids=lambda case: str(case["title"]))
def test_the_translations_vote_on_links(resolver: Resolver, case: Mapping[str, Any]) -> None:
    versions, usage, own_term = read_case(case)
    unchanged = {voter.language: " ".join(voter.targets) for voter in versions}
    sure = repair_links(versions, resolver, RepairMode.SURE, usage, own_term)
    majority = repair_links(versions, resolver, RepairMode.MAJORITY, usage, own_term)
    assert targets(sure) == unchanged | case.get("sure", {})
    assert targets(majority) == unchanged | case.get("majority", case.get("sure", {}))
    if "conflicts" in case:
        undecided = [conflict for conflict in sure.conflicts if not conflict.applied]
        described = [f"{c.outvoted.language} {c.outvoted.link.destination[1:]} -> {c.target}" for c in undecided]
        assert described == case["conflicts"]
        assert len(sure.problems) == len(undecided)
    if "reasons" in case:
        assert [verdict.reason for verdict in find_verdicts(versions, resolver, usage, own_term)] == case["reasons"]


@pytest.mark.parametrize("case", REPAIR_CASES, ids=lambda case: str(case["title"]))
def test_the_order_of_the_languages_changes_nothing_and_a_second_vote_repairs_nothing(
    resolver: Resolver, case: Mapping[str, Any]
) -> None:
    versions, usage, own_term = read_case(case)
    for mode in (RepairMode.SURE, RepairMode.MAJORITY):
        outcome = repair_links(versions, resolver, mode, usage, own_term)
        backwards = repair_links(versions[::-1], resolver, mode, usage, own_term)
        assert (targets(backwards), backwards.repairs) == (targets(outcome), outcome.repairs)
        assert targets(repair_links(outcome.versions, resolver, mode, usage, own_term)) == targets(outcome)


def test_the_mode_off_repairs_and_reports_nothing(resolver: Resolver) -> None:
    versions = tuple(version(language, text) for language, text in REPAIR_CASES[0]["versions"].items())
    assert repair_links(versions, resolver, RepairMode.OFF) == RepairOutcome(versions)


def test_a_link_that_the_author_decided_on_is_not_repaired(resolver: Resolver) -> None:
    english, *others = (version(language, text) for language, text in REPAIR_CASES[0]["versions"].items())
    decided = english._replace(links=[link._replace(decided=True) for link in english.links])
    outcome = repair_links([decided, *others], resolver)
    assert (outcome.repairs, outcome.conflicts, outcome.problems) == ((), (), ())


def test_a_repair_names_its_voters_and_a_conflict_says_who_disagrees_and_what_to_do(resolver: Resolver) -> None:
    versions = [version("en", "bond rent yield"), *(version(tag, "bond lease yield") for tag in ("no", "hi"))]
    [problem] = repair_links(versions, resolver).problems
    assert (problem.path, problem.line) == ("en/main.md", 1)
    assert problem.message == (
        "Links to '/rent', but hi, no link to '/lease': fix one of them, or apply the repair with --repair majority"
    )
    [repair] = repair_links(versions, resolver, RepairMode.MAJORITY).repairs
    assert (repair.written, repair.repaired, repair.voters) == ("/rent", "/lease", (("hi", "/lease"), ("no", "/lease")))


def test_a_conflict_that_no_mode_repairs_does_not_propose_the_mode(resolver: Resolver) -> None:
    [problem] = repair_links([version("en", "bond hire yield"), version("no", "bond lease yield")], resolver).problems
    assert problem.message == "Links to '/hire', but no links to '/lease': fix one of them"


def test_a_winner_that_no_destination_resolves_to_is_a_conflict(resolver: Resolver) -> None:
    """The placeholder `fund2` has a spelling that resolves to an article: there is nothing that `fix` could write."""

    def voter(language: str) -> Version:
        whole = version(language, "bond let yield")
        link = ResolvedLink(Link("/fund", "x", "", "", 1), TermId("fund2"))
        return whole._replace(links=(whole.links[0], link, whole.links[2]))

    outcome = repair_links([version("en", "bond hire yield"), *map(voter, ("no", "hi", "ja"))], resolver)
    [conflict] = outcome.conflicts
    assert (outcome.repairs, conflict.applied, conflict.sure) == ((), False, False)
    assert conflict.reason.endswith("no destination in this article resolves to the winner")


def test_a_repair_is_written_as_most_voters_spell_it_in_the_manner_of_the_link_that_it_replaces(resolver: Resolver) -> None:
    def voter(language: str, destination: str, term: str) -> Version:
        link = ResolvedLink(Link(destination, "x", "", "", 1), TermId(term))
        return Version(language, f"{language}/main.md", (link,))

    others = [voter("ar", "/ar/let-it/", "letit"), voter("hi", "/hi/let-it/", "letit"), voter("ja", "/ja/l-e-t-i-t/", "letit")]
    [repair] = repair_links([voter("en", "/en/hire/", "hire"), *others], resolver).repairs
    assert repair.repaired == "/en/let-it/"


def test_an_article_of_more_than_two_thousand_links_is_no_translated_text_and_is_not_compared(resolver: Resolver) -> None:
    def versions(filler: str) -> list[Version]:
        return [version("en", f"{filler} bond hire yield"), *(version(tag, f"{filler} bond lease yield") for tag in ("no", "hi"))]

    assert repair_links(versions("fund " * 1_997), resolver).repairs
    assert not repair_links(versions("fund " * 1_998), resolver).conflicts


def test_of_four_versions_two_must_agree_for_another_to_lack_a_target() -> None:
    texts = {"en": "hire", "no": "lease lease", "hi": "lease", "ja": "lease fund"}
    counts = TargetCounts([version(*item) for item in texts.items()])
    assert (counts.lacking(0), counts.missing(0, TermId("lease"))) == ({"lease"}, 1)


def test_long_versions_align_as_short_ones_do() -> None:
    """Above 10,000 cells only equal targets are compared: for targets that occur once, the result is the same."""
    first = [TermId(f"t{number}") for number in range(150)]
    second = [TermId("new"), *first[1:70], TermId("other"), *first[71:149], TermId("last")]
    alignment = align_links(first, second)
    assert (alignment.first_gaps, alignment.second_gaps) == ({0: 0, 70: 69, 149: 147}, {0: 0, 70: 69, 149: 147})


# A law over random collections

_SLUGS = ("bond", "bonds", "fund", "lease", "rent", "rent-a-car")
_MISSING = ("hire", "Let", "credit note", "fonds")
_TAGS = ("en", "no", "hi", "ja")
_MANNERS = ("[{a}](/{t})", "[{a}]({t}.md)", "[{a}](/{g}/{t})", "[[{t}|{a}]]", "[{a}](<{t}>)", "[{a}](../{g}/{t}.md)")


@st.composite
def collections(draw: st.DrawFn) -> dict[str, str]:
    """Write articles in up to four languages, each in its own manner, whose links differ here and there."""
    tags = draw(st.lists(st.sampled_from(_TAGS), min_size=2, max_size=4, unique=True))
    manners = {tag: draw(st.sampled_from(_MANNERS)) for tag in tags}
    extra = draw(st.sampled_from(("", "permalink: /x/{s}/\n", "slug: {s}-page\n", "aliases: [{s} alias]\n")))
    present = [(tag, slug) for tag in tags for slug in _SLUGS if draw(st.integers(0, 9)) < 8]
    files = {f"{tag}/{slug}.md": [f"---\ntitle: {slug} {tag}\n{extra.format(s=slug)}---\n"] for tag, slug in present}
    every = st.sampled_from(_SLUGS + _MISSING)
    for slug in ("bond", "lease"):
        for true in draw(st.lists(every, min_size=1, max_size=5)):
            for tag in tags:
                if f"{tag}/{slug}.md" in files:
                    target = draw(every) if draw(st.integers(0, 7)) == 0 else true
                    link = manners[tag].format(a=f"word {len(files[f'{tag}/{slug}.md'])}", t=target, g=tag)
                    files[f"{tag}/{slug}.md"].append(f"Text {link} here.\n")
    return {path: "\n".join(lines) for path, lines in files.items()}


def fix_file(text: str, line: int, written: str, repaired: str) -> str:
    """Replace a destination on a line, as `fix` does."""
    lines = text.split("\n")
    pattern = re.compile(rf"(\]\(|\]\(<|\[\[){re.escape(written)}(?=[)>|\]])")
    lines[line - 1] = pattern.sub(lambda match: match[1] + repaired, lines[line - 1], count=1)
    return "\n".join(lines)


@settings(max_examples=60)
@given(files=collections(), mode=st.sampled_from(("sure", "majority")))
@pytest.mark.slow
def test_what_fix_writes_resolves_to_the_winner_and_is_not_repaired_again(
    tmp_path_factory: pytest.TempPathFactory, files: dict[str, str], mode: str
) -> None:
    root = tmp_path_factory.mktemp("law") / "Texts"
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    before = gg.build(root, repair=mode)
    for repair in before.repairs:
        file = root.parent / repair.path
        text = file.read_text(encoding="utf-8")
        fixed = fix_file(text, repair.line, repair.written, repair.repaired)
        assert fixed != text
        file.write_text(fixed, encoding="utf-8")
    after = gg.build(root, repair=mode)
    winners = {(case.outvoted.path, case.outvoted.link.line): case.target for case in before.conflicts if case.applied}
    written = {(item.path, item.link.line): item.target for item in after.evidence()}
    assert {place: written.get(place) for place in winners} == winners
    repaired = {(repair.path, repair.line) for repair in before.repairs}
    assert repaired == winners.keys()
    assert repaired.isdisjoint((repair.path, repair.line) for repair in after.repairs)


# Figures on replaced destinations


def figures(folder: Path, rounds: int) -> dict[str, dict[str, float]]:
    return {row.subset: row.figures for row in evaluate(folder, rounds)}


@pytest.mark.slow
def test_the_sample_recovers_from_replaced_destinations() -> None:
    rows = figures(gg.SAMPLE, rounds=1)
    assert next(iter(rows)) == "5% to nowhere, 3+ languages"
    for rate in ("5%", "15%"):
        for damage in ("to nowhere", "to nowhere, always", "to the plural"):
            row = rows[f"{rate} {damage}, 3+ languages"]
            assert row["sure precision"] >= 0.99
            assert row["sure recall"] >= 0.96
        another = rows[f"{rate} to another article, 3+ languages"]
        assert another["majority precision"] >= 0.97
        assert another["majority recall"] >= 0.8  # terms without articles never win against one that has an article
        assert another["sure recall"] == 0
        assert rows[f"{rate} to nowhere, two languages alike, 3+ languages"]["sure precision"] >= 0.99
    assert all(rows[f"5% {name}"]["sure false per 1,000"] == 0 for name in ("dropped", "added", "swapped", "all three"))


@pytest.mark.slow
def test_a_generated_collection_recovers_from_replaced_destinations(tmp_path: Path) -> None:
    generate(tmp_path, articles=180, languages=6, size=2500, seed=4, processes=1)
    rows = figures(tmp_path / "Texts", rounds=1)
    nowhere, another = rows["15% to nowhere, 3+ languages"], rows["15% to another article, 3+ languages"]
    assert nowhere["sure precision"] >= 0.99
    assert nowhere["sure recall"] >= 0.9  # a fifth of the terms have no article, and not all languages write them
    assert nowhere["majority recall"] >= 0.96
    assert rows["15% to nowhere, always, 3+ languages"]["sure recall"] >= 0.8
    assert another["majority precision"] >= 0.97
    assert another["majority recall"] >= 0.6
    assert all(rows[f"5% {name}"]["majority false per 1,000"] <= 1 for name in ("dropped", "swapped"))


def test_an_untranslated_copy_has_no_vote(write: Write) -> None:
    """The Norwegian and Swedish files are English text: copies of one article, and no three translations that agree."""
    prose = (
        "The contract says which party may use the thing, for how long and for which price, and what happens if the price is "
        "not paid in time. Most people sign several of them in their life without reading them to the end, although it is the "
        "end that says who has to pay for the damage that nobody wanted. "
    )
    danish = (
        "Aftalen siger, hvem der må bruge tingen, hvor længe og til hvilken pris, og hvad der sker, hvis prisen ikke bliver "
        "betalt til tiden. De fleste mennesker skriver under på flere af dem i løbet af livet uden at læse dem til ende, selv om "
        "det netop er i slutningen, at der står, hvem der skal betale for den skade, som ingen havde ønsket sig. "
    )
    page = "---\ntitle: {title}\n---\n\n{prose}See the [{title}]({target}).\n"
    files = {f"{tag}/main.md": page.format(title="Main", prose=prose, target="/lease") for tag in ("en", "no", "sv")}
    files["da/main.md"] = page.format(title="Hoved", prose=danish, target="/hire")
    for tag, text in (("en", prose), ("da", danish), ("no", prose), ("sv", prose)):
        files[f"{tag}/lease.md"] = page.format(title="Lease", prose=text, target="/main")
    kg = gg.build(write(files))
    assert kg.repairs == ()
