"""Claims about pairs of terms that may be one."""

import pytest

import glossograph as gg
from tests.conftest import Case, Write, cases


def article(title: str, *links: str) -> str:
    return f"---\ntitle: {title}\n---\nSee {', '.join(f'[this](/{link})' for link in links)}."


def pairs(kg: gg.KnowledgeGraph) -> list[str]:
    return [f"{kg.term(pair.one).slug} = {kg.term(pair.other).slug}" for pair in kg.duplicate_candidates]


@pytest.mark.parametrize("case", cases("near_duplicates"))
def test_terms_that_may_be_one_are_proposed(case: Case, write: Write) -> None:
    files = {}
    for line in case.given.splitlines():
        path, _, head = line.partition(": ")
        title, _, links = head.partition(" -> ")
        files[f"{path}.md"] = article(title, *links.split(", ") if links else ())
    assert pairs(gg.build(write(files))) == case.expected.splitlines()


@pytest.mark.parametrize(("terms", "proposed"), [(2, 1), (12, 66), (13, 0)])
def test_a_name_that_many_terms_share_says_nothing_of_any_two(write: Write, terms: int, proposed: int) -> None:
    files = {f"en/term-{letter}.md": article("Rate") for letter in "abcdefghijklm"[:terms]}
    assert len(gg.build(write(files)).duplicate_candidates) == proposed


def test_of_many_common_names_five_are_shown_and_all_counted(write: Write) -> None:
    tags = ("da", "de", "en", "es", "fr", "it", "nl")
    files = {f"{tag}/{slug}.md": article(f"Spread {tag}") for tag in tags for slug in ("spread", "margin")}
    [pair] = gg.build(write(files)).duplicate_candidates
    [reason] = pair.reasons
    assert "7 of 7" in reason
    assert [tag for tag in tags if f"({tag})" in reason] == ["da", "de", "en", "es", "fr"]
