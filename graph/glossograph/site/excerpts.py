"""Sentences with a link, cut to what a page shows, and those of links into a term, found in one pass over all evidence."""

import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from itertools import groupby
from operator import attrgetter
from typing import IO, Any, Self

import msgspec

from glossograph.model.edge import Edge
from glossograph.model.evidence import ArticleEvidence, EvidenceSource, PackedEvidenceSource
from glossograph.pages.page_parts import clean_prose
from glossograph.serialise.kept_blocks import digest
from glossograph.text.keys import TermId

_MAX_CHARS_BEFORE, _MAX_CHARS_AFTER, _MAX_ANCHOR_CHARS = 160, 200, 120
_MAX_WORD_CHARS = 20
_MIN_TERMS_PER_PART, _MAX_PARTS = 512, 128
_MAX_BYTES_IN_MEMORY = 1 << 21
_LENGTH_BYTES = 4

Excerpt = tuple[str, str, str]
"""The text before an anchor, the anchor, and the text after it. The anchor is empty if the sentence does not hold it."""

_encode = msgspec.msgpack.Encoder().encode


class LinkExcerpt(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The sentence of the first link from one article to a term."""

    source: TermId
    target: TermId
    language: str
    excerpt: Excerpt


_decode = msgspec.msgpack.Decoder(LinkExcerpt).decode


def cut_excerpt(sentence: str, anchor: str) -> Excerpt:
    """Cut a sentence to the text around its anchor.

    >>> cut_excerpt("A firm sells a bond to its clients.", "bond")
    ('A firm sells a ', 'bond', ' to its clients.')
    >>> cut_excerpt("No such word.", "bond")
    ('No such word.', '', '')
    """
    text, words = clean_prose(sentence), clean_prose(anchor)[:_MAX_ANCHOR_CHARS]
    start = text.find(words) if words else -1
    if start < 0:
        return _cut_end(text, _MAX_CHARS_BEFORE + _MAX_CHARS_AFTER), "", ""
    end = start + len(words)
    before = text[:start]
    return _cut_start(before, _MAX_CHARS_BEFORE), words, _cut_end(text[end:], _MAX_CHARS_AFTER)


def _cut_start(text: str, max_chars: int) -> str:
    """Cut the start of a text, between words where there are any.

    >>> _cut_start("a bond of a state", 9), _cut_start("国家の債券", 3)
    ('… a state', '…の債券')
    """
    if len(text) <= max_chars:
        return text
    kept = text[-max_chars:]
    blank = kept.find(" ", 0, _MAX_WORD_CHARS)
    return f"…{kept[max(0, blank) :]}"


def _cut_end(text: str, max_chars: int) -> str:
    """Cut the end of a text, between words where there are any.

    >>> _cut_end("a bond of a state", 9), _cut_end("国家の債券", 3)
    ('a bond …', '国家の…')
    """
    if len(text) <= max_chars:
        return text
    blank = text.rfind(" ", max(0, max_chars - _MAX_WORD_CHARS), max_chars)
    return f"{text[: blank + 1 or max_chars]}…"


def first_links(article: ArticleEvidence) -> Iterator[tuple[TermId, str, str]]:
    """Yield for each term that an article links to the sentence and the anchor of the first link, where there is a sentence."""
    seen: set[TermId] = set()
    links = article.links
    for position, target in enumerate(article.targets if links.sentences else ()):
        if target not in seen and links.sentences[position]:
            seen.add(target)
            yield target, links.sentences[position], links.anchors[position]


def evidence_digests(source: EvidenceSource) -> dict[TermId, bytes]:
    """Digest the evidence of each source term."""
    if isinstance(source, PackedEvidenceSource):
        return {term: digest(packed) for term, packed in source.packed()}
    groups = groupby(source.by_article(), attrgetter("source"))
    return {term: digest(*map(_encode, articles)) for term, articles in groups}


class IncomingExcerpts:
    """The sentences of links into terms, in files by ranges of terms, so that memory holds those of one range at a time."""

    def __init__(self, targets: Sequence[TermId], shown: Mapping[TermId, frozenset[tuple[TermId, str]]]) -> None:
        """Prepare for some terms.

        Args:
            targets: The terms, in the order in which they will be asked for.
            shown: For terms with many links, the source and language of the links whose sentences are wanted.
        """
        self._shown = shown
        size = max(_MIN_TERMS_PER_PART, -(-len(targets) // _MAX_PARTS))
        self._part_of = {target: position // size for position, target in enumerate(targets)}
        self._parts: list[IO[bytes]] = []
        self._stack = ExitStack()
        for _ in range(0, len(targets), size):
            part = tempfile.SpooledTemporaryFile(_MAX_BYTES_IN_MEMORY)  # noqa: SIM115 — the stack closes it
            self._parts.append(self._stack.enter_context(part))
        self._loaded = -1
        self._by_target: dict[TermId, list[LinkExcerpt]] = {}

    def __enter__(self) -> Self:
        """Enter."""
        return self

    def __exit__(self, *_: object) -> None:
        """Delete the files."""
        self._stack.close()

    def read(self, source: EvidenceSource) -> None:
        """Read all evidence once."""
        for article in source.by_article() if self._parts else ():
            for target, sentence, anchor in first_links(article):
                part = self._part_of.get(target)
                if part is None:
                    continue
                wanted = self._shown.get(target)
                if wanted is None or (article.source, article.language) in wanted:
                    packed = _encode(LinkExcerpt(article.source, target, article.language, cut_excerpt(sentence, anchor)))
                    self._parts[part].write(len(packed).to_bytes(_LENGTH_BYTES) + packed)

    def of(self, target: TermId) -> Mapping[tuple[TermId, str], Excerpt]:
        """Return the sentences of links into a term, by source and language. Ask in the order of the targets."""
        part = self._part_of[target]
        if part != self._loaded:
            self._loaded = part
            self._by_target = {}
            for row in _rows(self._parts[part]):
                self._by_target.setdefault(row.target, []).append(row)
        return {(row.source, row.language): row.excerpt for row in self._by_target.pop(target, ())}


def _rows(file: IO[bytes]) -> Iterator[LinkExcerpt]:
    file.seek(0)
    while length := file.read(_LENGTH_BYTES):
        yield _decode(file.read(int.from_bytes(length)))


def shown_links(edges: Iterable[Edge], languages: Iterable[str], max_links: int) -> frozenset[tuple[Any, str]]:
    """List source and language of the links into a term whose sentences its pages show: the first ones in each language."""
    counts = dict.fromkeys(languages, 0)
    shown = set()
    for edge in edges:
        for language, _ in edge.counts:
            if counts.get(language, max_links) < max_links:
                counts[language] += 1
                shown.add((edge.source, str(language)))
    return frozenset(shown)
