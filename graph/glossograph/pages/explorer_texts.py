"""The texts of the explorer: labels, definitions, articles and sentences, cut to the lengths that the page shows."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import pairwise
from typing import Any

import msgspec

from glossograph.config import PageConfig
from glossograph.model.base import Struct
from glossograph.model.edge import Edge
from glossograph.model.evidence import ArticleEvidence, EvidenceSource, PackedEvidenceSource
from glossograph.model.resolution_rule import rule_of
from glossograph.model.term import Term
from glossograph.pages.packing import LazyBlock
from glossograph.pages.page_parts import clean_code, clean_prose
from glossograph.serialise.kept_blocks import digest
from glossograph.text.keys import TermId, key

TERMS_PER_DETAIL_BLOCK = 128
TERMS_PER_EVIDENCE_BLOCK = 48

_MAX_LABEL_CHARS, _MAX_DEFINITION_CHARS, _MAX_LEAD_CHARS, _MAX_PATH_CHARS = 300, 4000, 400, 500
_MAX_CHARS_BEFORE, _MAX_CHARS_AFTER = 280, 360
"""Characters of a sentence that are kept around its anchor. The reader keeps fewer, but an article may be hostile."""

_MAX_SENTENCES_PER_TARGET = 3
"""Sentences that are kept of one article's links to one term."""

_MAX_FOLDERS = 500
"""Folders that the page offers as filters: the largest ones."""

_MAX_KEYWORDS = 5000
"""Keywords that the page offers as filters: the most frequent ones."""


class ColumnIndex(Struct, frozen=True):
    """Positions of terms in the blocks of texts, and of languages in the page's list."""

    terms: Mapping[TermId, int]
    languages: Mapping[str, int]


def shorten(text: str, max_chars: int) -> str:
    """Cut a text that is too long.

    >>> shorten("front office", 6)
    'front…'
    """
    return text if len(text) <= max_chars else text[: max_chars - 1].rstrip() + "…"


def label_line(text: str) -> str:
    r"""Return a label as one line of limited length.

    >>> label_line("back\noffice")
    'back office'
    """
    return shorten(clean_prose(text), _MAX_LABEL_CHARS)


class LabelColumns:
    """The labels of terms by language, so that no language needs a look at all terms."""

    def __init__(self, terms: Sequence[Term]) -> None:
        """Sort the labels by language."""
        self._count = len(terms)
        self._preferred: dict[str, dict[int, str]] = defaultdict(dict)
        self._alternatives: dict[str, list[tuple[int, str]]] = defaultdict(list)
        for position, term in enumerate(terms):
            for label in term.labels:
                self._preferred[label.language].setdefault(position, label.text)
            for label in term.alternatives:
                self._alternatives[label.language].append((position, label.text))

    def preferred(self, language: str) -> list[str]:
        """List each term's label in a language, empty where it has none."""
        column = [""] * self._count
        for position, text in self._preferred.get(language, {}).items():
            column[position] = label_line(text)
        return column

    def alternatives(self, language: str) -> dict[str, list[Any]]:
        """List the alternative labels in a language.

        Returns:
            Two lists of equal length: `of`, the positions of the terms, and `texts`.
        """
        pairs = self._alternatives.get(language, [])
        return {"of": [position for position, _ in pairs], "texts": [label_line(text) for _, text in pairs]}


def labels_without_fallback(terms: Sequence[Term], fallback: str, languages: Mapping[str, int]) -> list[tuple[int, int, str]]:
    """List the labels of the terms that have none in the fallback language, those most like the term's slug first.

    Returns:
        Rows of position of the term, position of the language, text.
    """
    rows = []
    for position, term in enumerate(terms):
        labels = [label for label in term.labels if label.language in languages]
        if labels and all(label.language != fallback for label in labels):
            labels.sort(key=lambda label: (-_likeness(label.text, term.slug), label.language))
            rows += [(position, languages[label.language], label_line(label.text)) for label in labels]
    return rows


def _likeness(label: str, slug: str) -> float:
    """Compare a label with a slug by their pairs of letters: 1 if all are the same, 0 if none is (Dice's coefficient).

    >>> _likeness("Tightly Coupled", "tightly-coupled"), _likeness("债券", "bond")
    (1.0, 0.0)
    """
    first, second = ({*pairwise(key(text))} for text in (label, slug))
    return 2 * len(first & second) / (len(first) + len(second)) if first and second else 0.0


def keyword_index(terms: Sequence[Term]) -> tuple[list[str], list[list[int]]]:
    """List the most frequent keywords that at least two terms share, and the positions of the terms of each."""
    return _shared_groups((map(label_line, term.keywords) for term in terms), _MAX_KEYWORDS)


def folder_index(terms: Sequence[Term]) -> tuple[list[str], list[list[int]]]:
    """List the largest folders that at least two terms have articles in, without those of languages, and the terms of each."""
    paths = ((_folder(article.path, article.language) for article in term.articles) for term in terms)
    return _shared_groups((map(label_line, filter(None, folders)) for folders in paths), _MAX_FOLDERS)


def _folder(path: str, language: str) -> str:
    """Return the folder of an article below the root of its collection, without the parts that name its language.

    >>> _folder("content/en/terms/a/bond.md", "en"), _folder("notes/bond.md", "en")
    ('terms/a', '')
    """
    parts = path.split("/")[1:-1]
    return "/".join(part for part in parts if part.lower().replace("_", "-") != language.lower())


def _shared_groups(names: Iterable[Iterable[str]], limit: int) -> tuple[list[str], list[list[int]]]:
    """List the names that at least two terms have, the most frequent first, and the positions of the terms of each."""
    members: dict[str, list[int]] = {}
    for position, own in enumerate(names):
        for name in dict.fromkeys(own):
            members.setdefault(name, []).append(position)
    shared = (name for name in members if len(members[name]) > 1)
    frequent = sorted(shared, key=lambda name: (-len(members[name]), name))[:limit]
    return frequent, [members[name] for name in frequent]


def detail_blocks(terms: Sequence[Term], page: PageConfig, languages: Mapping[str, int]) -> Iterator[list[Any]]:
    """Yield blocks of term details: for each term its definitions, articles, keywords by language, and leads."""
    for start in range(0, len(terms), TERMS_PER_DETAIL_BLOCK):
        block = []
        for term in terms[start : start + TERMS_PER_DETAIL_BLOCK]:
            definitions = [
                (languages[definition.language], shorten(clean_prose(definition.text), _MAX_DEFINITION_CHARS))
                for definition in term.definitions
                if page.definitions and definition.language in languages
            ]
            articles = [
                (languages[article.language], shorten(clean_code(article.path), _MAX_PATH_CHARS))
                for article in term.articles
                if article.language in languages
            ]
            keywords = [
                (languages[article.language], list(dict.fromkeys(map(label_line, article.keywords))))
                for article in term.articles
                if article.keywords and article.language in languages
            ]
            leads = [
                (languages[article.language], shorten(clean_prose(article.lead), _MAX_LEAD_CHARS))
                for article in term.articles
                if page.definitions and article.lead and article.language in languages
            ]
            block.append((definitions, articles, keywords, leads))
        yield block


def evidence_blocks(
    edges: Iterable[Edge], terms: Sequence[Term], source: EvidenceSource, index: ColumnIndex
) -> Iterator[LazyBlock]:
    """Yield blocks of evidence: for each term a row for each sentence with a link from it.

    The key of a block holds all that it is made from: the packed evidence of its terms, and the numbers of their targets.
    """
    targets: dict[TermId, list[int]] = {}
    for edge in edges if isinstance(source, PackedEvidenceSource) else ():
        targets.setdefault(edge.source, []).append(index.terms.get(edge.target, -1))
    for start in range(0, len(terms), TERMS_PER_EVIDENCE_BLOCK):
        block = terms[start : start + TERMS_PER_EVIDENCE_BLOCK]
        key = b""
        if isinstance(source, PackedEvidenceSource):
            packed = [digest(*(data for _, data in source.packed(term.id))) for term in block]
            numbers = [(term.id, targets.get(term.id)) for term in block]
            key = digest(msgspec.msgpack.encode((packed, numbers, index.languages)))
        yield LazyBlock(key, partial(rows_of_block, block, source, index))


def rows_of_block(terms: Sequence[Term], source: EvidenceSource, index: ColumnIndex) -> list[list[tuple[Any, ...]]]:
    """List for each term a row for each sentence with a link from it."""
    return [[row for article in source.by_article(term.id) for row in _sentence_rows(article, index)] for term in terms]


def _sentence_rows(article: ArticleEvidence, index: ColumnIndex) -> Iterator[tuple[Any, ...]]:
    """Yield the links of an article.

    A row has target, language, path, line, anchor and sentence, then the written destination if it was repaired, and 1
    if the link was resolved by a guess.
    """
    language = index.languages.get(article.language)
    if language is None:
        return
    links, repaired = article.links, frozenset(article.repaired)
    path = shorten(clean_code(article.path), _MAX_PATH_CHARS)
    sentence_counts: Counter[TermId] = Counter()
    sentence = clean_sentence = ""
    for position, target in enumerate(article.targets):
        sentence_counts[target] += 1
        target_index = index.terms.get(target)
        if target_index is None or sentence_counts[target] > _MAX_SENTENCES_PER_TARGET:
            continue
        if links.sentences and links.sentences[position] != sentence:  # several links often share a sentence
            sentence, clean_sentence = links.sentences[position], clean_prose(links.sentences[position])
        anchor = clean_prose(links.anchors[position])
        excerpt = shorten_around(clean_sentence, anchor)
        row = (target_index, language, path, links.lines[position], shorten(anchor, _MAX_LABEL_CHARS), excerpt)
        written = shorten(clean_code(links.destinations[position]), _MAX_PATH_CHARS) if position in repaired else ""
        guessed = bool(article.rules) and rule_of(article.rules[position]).is_guess
        yield (*row, written, 1) if guessed else (*row, written) if written else row


def shorten_around(sentence: str, anchor: str) -> str:
    """Cut a long sentence to the text around its anchor.

    >>> shorten_around("x" * 500 + " a bond " + "y" * 900, "bond")[270:300]
    'xxxxxxxx a bond yyyyyyyyyyyyyy'
    """
    if len(sentence) <= _MAX_CHARS_BEFORE:
        return sentence
    offset = max(0, sentence.find(anchor))
    start, end = max(0, offset - _MAX_CHARS_BEFORE), offset + len(anchor) + _MAX_CHARS_AFTER
    head = "…" if start else ""
    return head + sentence[start:end] + ("…" if end < len(sentence) else "")
