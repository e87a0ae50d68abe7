"""The page's texts: names, definitions, articles and sentences, in blocks that unpack on demand, within the page's room."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from glossograph.config import PageConfig
from glossograph.model.base import Struct
from glossograph.model.evidence import ArticleEvidence, EvidenceSource
from glossograph.model.term import Term
from glossograph.pages.page_parts import exact, prose
from glossograph.text.keys import TermId

DETAILS_TOGETHER = 128
EVIDENCE_TOGETHER = 48
"""Terms that share one block."""

_LONGEST_NAME, _LONGEST_DEFINITION, _LONGEST_PATH = 300, 4000, 500
_BEFORE, _AFTER = 280, 360
"""Characters of a sentence that are kept around its anchor; the reader keeps fewer, an attacker may not."""

_SENTENCES_EACH = 3
"""Sentences that are kept of one language's article on its links to one term."""

_KEYWORDS = 5000
"""Keywords that the page offers to filter by: the most frequent."""


class Places(Struct, frozen=True):
    """Where terms and languages stand in the page's columns."""

    terms: Mapping[TermId, int]
    languages: Mapping[str, int]


def cut(text: str, length: int) -> str:
    """Cut off what is too long.

    >>> cut("front office", 6)
    'front…'
    """
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def name(text: str) -> str:
    r"""Make a name one line of what can be shown.

    >>> name("back\noffice")
    'back office'
    """
    return cut(prose(text), _LONGEST_NAME)


def names(terms: Sequence[Term], language: str) -> list[str]:
    """Give each term's name in a language, empty where it has none."""
    return [next((name(label.text) for label in term.labels if label.language == language), "") for term in terms]


def aliases(terms: Sequence[Term], language: str) -> dict[str, list[Any]]:
    """Give the other names in a language: the places of their terms, and the texts beside them."""
    found = [
        (place, name(label.text)) for place, term in enumerate(terms) for label in term.alternatives if label.language == language
    ]
    return {"of": [place for place, _ in found], "texts": [text for _, text in found]}


def others(terms: Sequence[Term], fallback: str, languages: Mapping[str, int]) -> list[tuple[int, int, str]]:
    """Name the terms that have no name in the fallback's language, each in the first that it has."""
    found = []
    for place, term in enumerate(terms):
        labels = [label for label in term.labels if label.language in languages]
        if labels and all(label.language != fallback for label in labels):
            found.append((place, languages[labels[0].language], name(labels[0].text)))
    return found


def keywords(terms: Sequence[Term]) -> tuple[list[str], list[list[int]]]:
    """Give the most frequent keywords of two terms or more, and the places of their terms."""
    found: dict[str, list[int]] = {}
    for place, term in enumerate(terms):
        for keyword in dict.fromkeys(map(name, term.keywords)):
            found.setdefault(keyword, []).append(place)
    frequent = sorted((key for key in found if len(found[key]) > 1), key=lambda key: (-len(found[key]), key))[:_KEYWORDS]
    return frequent, [found[keyword] for keyword in frequent]


def details(terms: Sequence[Term], page: PageConfig, languages: Mapping[str, int]) -> Iterator[list[Any]]:
    """Give block after block what is told of terms: definitions, articles, keywords."""
    for start in range(0, len(terms), DETAILS_TOGETHER):
        block = []
        for term in terms[start : start + DETAILS_TOGETHER]:
            definitions = [
                (languages[one.language], cut(prose(one.text), _LONGEST_DEFINITION))
                for one in term.definitions
                if page.definitions and one.language in languages
            ]
            articles = [
                (languages[one.language], cut(exact(one.path), _LONGEST_PATH))
                for one in term.articles
                if one.language in languages
            ]
            block.append((definitions, articles, list(dict.fromkeys(map(name, term.keywords)))))
        yield block


def evidence(terms: Sequence[Term], source: EvidenceSource, places: Places) -> Iterator[list[Any]]:
    """Give block after block the sentences behind the links of terms."""
    for start in range(0, len(terms), EVIDENCE_TOGETHER):
        block = terms[start : start + EVIDENCE_TOGETHER]
        yield [[row for article in source.by_article(term.id) for row in _sentences(article, places)] for term in block]


def _sentences(article: ArticleEvidence, places: Places) -> Iterator[tuple[Any, ...]]:
    language = places.languages.get(article.language)
    if language is None:
        return
    links, repaired = article.links, frozenset(article.repaired)
    path = cut(exact(article.path), _LONGEST_PATH)
    kept: Counter[TermId] = Counter()
    sentence = shown = ""
    for number, target in enumerate(article.targets):
        kept[target] += 1
        place = places.terms.get(target)
        if place is None or kept[target] > _SENTENCES_EACH:
            continue
        if links.sentences and links.sentences[number] != sentence:  # it is often the same for several links
            sentence, shown = links.sentences[number], prose(links.sentences[number])
        anchor = prose(links.anchors[number])
        row = (place, language, path, links.lines[number], cut(anchor, _LONGEST_NAME), around(shown, anchor))
        yield (*row, cut(exact(links.destinations[number]), _LONGEST_PATH)) if number in repaired else row


def around(sentence: str, anchor: str) -> str:
    """Cut a long sentence down to what stands around its anchor.

    >>> around("x" * 500 + " a bond " + "y" * 900, "bond")[270:300]
    'xxxxxxxx a bond yyyyyyyyyyyyyy'
    """
    if len(sentence) <= _BEFORE:
        return sentence
    at = max(0, sentence.find(anchor))
    start, end = max(0, at - _BEFORE), at + len(anchor) + _AFTER
    head = "…" if start else ""
    return head + sentence[start:end] + ("…" if end < len(sentence) else "")
