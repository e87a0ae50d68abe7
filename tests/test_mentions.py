"""Claims about terms that an article mentions without a link, in every script."""

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

import glossograph as gg
from glossograph.lint.article_source import ArticleSource
from glossograph.lint.label_matcher import LabelMatcher
from glossograph.lint.mentions import find_mentions
from glossograph.model.term import Label, Term
from glossograph.text.keys import Slug, TermId, key
from glossograph.text.languages import LanguageTag
from tests.conftest import Case, Write, cases


def make_matcher(language: str, *labels: str) -> LabelMatcher:
    terms = [Term(TermId(key(label)), Slug(label), (Label(LanguageTag(language), label),)) for label in labels]
    return LabelMatcher(language, terms)


def mark(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Put « and » around parts of a text."""
    for start, end in sorted(spans, reverse=True):
        text = f"{text[:start]}«{text[start:end]}»{text[end:]}"
    return text


@pytest.mark.parametrize("case", cases("mentions"))
def test_the_longest_labels_are_matched_as_whole_words(case: Case) -> None:
    head, _, text = case.given.partition("\n")
    language, _, labels = head.partition(": ")
    matcher = make_matcher(language, *labels.split(" | "))
    folded = matcher.fold(text)
    assert mark(text, (folded.span(hit) for hit in matcher.hits(folded))) == case.expected


@given(
    st.lists(
        st.sampled_from(["bond", "Bond", "bonds", "बांड", "ों", " ", "-", "।", "é", "😀", "İ", "market", "\n", "債券"]), max_size=14
    )
)
def test_the_span_of_a_hit_is_that_of_the_label_whatever_stands_before(parts: list[str]) -> None:
    text = "".join(parts)
    for language in ("en", "zh"):
        matcher = make_matcher(language, "bond", "bond market", "बांड", "債券")
        folded = matcher.fold(text)
        for hit in matcher.hits(folded):
            assert " ".join(text[slice(*folded.span(hit))].lower().replace("-", " ").split()) == hit.label


@pytest.mark.parametrize("case", cases("prose"))
def test_links_code_headings_and_html_are_not_prose(case: Case) -> None:
    source = ArticleSource(f"---\ntitle: bond\n---\n{case.given}")
    mentions = find_mentions(source, make_matcher("en", "bond"), ())
    spans = (mentions.span(hit) for hit in mentions.hits.values())
    assert mark(source.text, spans).endswith(f"---\n{case.expected}")


def test_a_term_that_the_article_links_anywhere_is_not_reported(write: Write) -> None:
    root = write(
        {
            "en/bond.md": "---\ntitle: Bond\n---\nA bond is a loan. See [this](/loan).",
            "en/loan.md": "---\ntitle: Loan\n---\nA bond.",
        }
    )
    findings = gg.check(root, select=["mention-unlinked"])
    assert [(finding.path, finding.proposal) for finding in findings] == [("Texts/en/loan.md", "[bond](/bond)")]


def test_a_label_that_articles_rarely_link_is_not_reported(write: Write) -> None:
    texts = {f"en/t{i}.md": f"---\ntitle: T{i}x\n---\nA home." for i in range(9)}
    root = write({**texts, "en/home.md": "---\ntitle: Home\n---\nText.", "en/a.md": "---\ntitle: Aaa\n---\nA [home](/home)."})
    assert gg.check(root, select=["mention-unlinked"]) == ()


LINK_SHARES = [  # two articles link the name; it is the title or another name, of several words or of one
    ("Bank loan", "bank loan", 5, True),
    ("Bank loan", "bank loan", 6, False),
    ("Bank loan", "bank credit", 3, True),
    ("Bank loan", "bank credit", 4, False),
    ("Loan", "loan", 3, True),
    ("Loan", "loan", 4, False),
    ("Loan", "credit", 2, True),
    ("Loan", "credit", 3, False),
]


@pytest.mark.parametrize(("title", "name", "unlinked", "is_reported"), LINK_SHARES)
def test_a_name_of_one_word_or_other_than_the_title_needs_more_links(
    write: Write, title: str, name: str, unlinked: int, *, is_reported: bool
) -> None:
    linking = {f"en/a{i}.md": f"---\ntitle: A{i}x\n---\nA [{title}](/loan), a [{name}](/loan)." for i in range(2)}
    mentioning = {f"en/b{i}.md": f"---\ntitle: B{i}x\n---\nA {name}." for i in range(unlinked)}
    root = write({**linking, **mentioning, "en/loan.md": f"---\ntitle: {title}\n---\nText."})
    findings = gg.check(root, select=["mention-unlinked"])
    assert len(findings) == unlinked * is_reported
    evidence = f"Mentions 'loan' without a link: link {name!r} (2 of {unlinked + 2} articles that mention it link it)"
    assert {finding.message for finding in findings} <= {evidence}


def test_the_last_part_of_a_compound_is_not_a_mention(write: Write) -> None:
    texts = {"en/loan.md": "---\ntitle: Loan\n---\nText.", "en/bond.md": "---\ntitle: Bond\n---\nA micro-loan."}
    assert gg.check(write(texts), select=["mention-unlinked"]) == ()
    [finding] = gg.check(write({"en/bond.md": "---\ntitle: Bond\n---\nA - loan-like - thing."}), select=["mention-unlinked"])
    assert finding.proposal == "[loan](/loan)"


def test_pages_of_the_site_are_neither_searched_nor_mentioned(write: Write) -> None:
    root = write(
        {
            "en/bond.md": "---\ntitle: Bond\n---\nA contribution to a [loan](/loan).",
            "en/loan.md": "---\ntitle: Loan\n---\nA debt.",
            "en/guide/_index.md": "---\ntitle: Contribution\n---\nWrite of a bond.",
            "en/_template.md": "---\ntitle: Template\n---\nWrite of a loan.",
        }
    )
    assert gg.check(root, select=["mention-unlinked", "orphan"]) == ()


def test_pages_of_the_site_do_not_count_as_articles_that_mention_a_name(write: Write) -> None:
    pages = {f"en/p{i}/_index.md": f"---\ntitle: P{i}x\n---\nA loan." for i in range(9)}
    linking = {f"en/a{i}.md": f"---\ntitle: A{i}x\n---\nA [loan](/loan)." for i in range(2)}
    root = write({**pages, **linking, "en/b.md": "---\ntitle: Bx\n---\nA loan.", "en/loan.md": "---\ntitle: Loan\n---\nText."})
    [finding] = gg.check(root, select=["mention-unlinked"])
    assert finding.message == "Mentions 'loan' without a link: link 'loan' (2 of 3 articles that mention it link it)"


def test_of_many_mentions_the_most_linked_are_reported(write: Write) -> None:
    names = [f"term{letter}" for letter in "abcdefgh"]
    texts = {f"en/{name}.md": f"---\ntitle: {name}\n---\nText." for name in names}
    linking = {f"en/x{i}.md": f"---\ntitle: X{i}\n---\nA [termh](/termh), a [termg](/termg)." for i in range(3)}
    root = write({**texts, **linking, "en/all.md": f"---\ntitle: All\n---\n{' '.join(names)}."})
    findings = gg.check(root, select=["mention-unlinked"])
    assert len(findings) == 5
    assert {finding.proposal for finding in findings} >= {"[termg](/termg)", "[termh](/termh)"}


@pytest.mark.parametrize(
    ("link", "proposal"),
    [
        ("/it/altro.md", "/it/prestito.md"),
        ("/it/altro/#uso", "/it/prestito/"),
        ("altro.md", "prestito.md"),
        ("/altro(1)", "/prestito"),
        ("https://example.org/altro", "/prestito"),
        ("https://example.org/altro) e [altro](altro.html", "prestito.html"),
    ],
)
def test_the_proposed_destination_has_the_form_of_the_first_link_to_a_term(write: Write, link: str, proposal: str) -> None:
    root = write(
        {
            "it/bond.md": f"---\ntitle: Bond\n---\nUn prestito e [altro]({link}).",
            "it/prestito.md": "---\ntitle: Prestito\n---\nTesto.",
        }
    )
    [finding] = gg.check(root, select=["mention-unlinked"])
    assert finding.proposal == f"[prestito]({proposal})"
