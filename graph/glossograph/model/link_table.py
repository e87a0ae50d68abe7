"""The links of many articles as columns of numbers, which whole steps of a build work on at once."""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from glossograph.model.link import Link, LinkKind, Links, join_pieces
from glossograph.model.packed_texts import PackedTexts

Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
KINDS = tuple(LinkKind)
LINK_COLUMNS = {
    "destinations": np.int32,
    "anchors": np.int32,
    "sections": np.int32,
    "lines": np.int32,
    "sentence_numbers": np.int32,
    "sentences": np.int32,
    "kinds": np.int32,
    "continued": np.bool_,
}
"""The columns of a `LinkTable` that have a value a link, with its type."""

NO_SENTENCE = -1
_TEXT_COLUMNS = frozenset({"destinations", "anchors", "sections"})

Sentences = Callable[[int], Sequence[str]]
"""Gives the sentences of a segment of the article store."""


class LinkTable(NamedTuple):
    """The links of articles, in the order of the articles and of their texts.

    Attributes:
        texts: The texts that destinations, anchors and sections refer to by index.
        paths: The path of each article.
        drawn: Its number for samples.
        segments: The segment of the store that holds its sentences.
        ends: The index behind its last link.
        destinations: The destination of each link.
        anchors: Its anchor.
        sections: Its section.
        lines: Its line.
        sentence_numbers: The number of its sentence in the article.
        sentences: Its sentence within the segment, `NO_SENTENCE` where that is not kept.
        kinds: How it is written, as an index of `KINDS`.
        continued: Whether it continues the link before.
    """

    texts: PackedTexts
    paths: list[str]
    drawn: Longs
    segments: Ints
    ends: Longs
    destinations: Ints
    anchors: Ints
    sections: Ints
    lines: Ints
    sentence_numbers: Ints
    sentences: Ints
    kinds: Ints
    continued: Flags

    @property
    def counts(self) -> Longs:
        """The number of links of each article."""
        return np.diff(self.ends, prepend=0)

    @property
    def articles(self) -> Longs:
        """The article of each link."""
        return np.repeat(np.arange(len(self.ends)), self.counts)

    def rows_of(self, article: int) -> range:
        """Give the indexes of the links of an article."""
        return range(int(self.ends[article - 1]) if article else 0, int(self.ends[article]))

    @classmethod
    def concatenated(cls, tables: Iterable["LinkTable"]) -> "LinkTable":
        """Put tables one after the other, with the texts of all of them, each once.

        The tables are taken one by one, so that the texts which several have are in memory once.
        """
        texts: dict[bytes, int] = {}
        paths: list[str] = []
        drawn, segments, counts = [np.zeros(0, np.int64)], [np.zeros(0, np.int32)], [np.zeros(0, np.int64)]
        columns: dict[str, list[npt.NDArray[np.generic]]] = {name: [np.zeros(0, kind)] for name, kind in LINK_COLUMNS.items()}
        for table in tables:
            numbers = np.array([texts.setdefault(text, len(texts)) for text in table.texts.pieces()], np.int32)
            for name, parts in columns.items():
                column = getattr(table, name)
                parts.append(numbers[column] if name in _TEXT_COLUMNS else column)
            paths += table.paths
            drawn.append(table.drawn)
            segments.append(table.segments)
            counts.append(table.counts)
        return cls(
            PackedTexts.joined(texts),
            paths,
            np.concatenate(drawn),
            np.concatenate(segments),
            np.cumsum(np.concatenate(counts)),
            **{name: np.concatenate(columns.pop(name)) for name in LINK_COLUMNS},
        )

    def take(self, articles: Longs | Sequence[int]) -> "LinkTable":
        """Give the links of some articles, in their order."""
        articles = np.asarray(articles, np.int64)
        counts = self.counts[articles]
        rows = ranges(self.ends[articles] - counts, counts)
        return self._replace(
            paths=[self.paths[article] for article in articles.tolist()],
            drawn=self.drawn[articles],
            segments=self.segments[articles],
            ends=np.cumsum(counts),
            **{name: getattr(self, name)[rows] for name in LINK_COLUMNS},
        )

    def where(self, wanted: Flags) -> "LinkTable":
        """Keep the links at whose index `wanted` is true."""
        if wanted.all():
            return self
        ends = np.concatenate((np.zeros(1, np.int64), np.cumsum(wanted, dtype=np.int64)))[self.ends]
        return self._replace(ends=ends, **{name: getattr(self, name)[wanted] for name in LINK_COLUMNS})

    def text_column(self, column: Ints, rows: range) -> tuple[str, ...]:
        """Give the texts of a column for a range of links."""
        return tuple(self.texts.at(column[rows.start : rows.stop]))

    def links(self, article: int, sentences: Sentences | None = None) -> Links:
        """Give the links of an article, with their sentences if asked for."""
        rows = self.rows_of(article)
        part = slice(rows.start, rows.stop)
        kinds = self.kinds[part]
        return Links(
            self.text_column(self.destinations, rows),
            self.text_column(self.anchors, rows),
            self.text_column(self.sections, rows),
            self.sentence_column(article, rows, sentences) if sentences else (),
            tuple(self.lines[part].tolist()),
            tuple(self.sentence_numbers[part].tolist()),
            tuple(np.flatnonzero(self.continued[part]).tolist()),
            tuple((place, KINDS[kinds[place]]) for place in np.flatnonzero(kinds).tolist()),
        )

    def sentence_column(self, article: int, rows: range, sentences: Sentences) -> tuple[str, ...]:
        """Give the sentences of a range of links of one article; nothing where none are kept."""
        indexes = self.sentences[rows.start : rows.stop].tolist()
        if not indexes or max(indexes) == NO_SENTENCE:
            return ()
        kept = sentences(int(self.segments[article]))
        return tuple(["" if index == NO_SENTENCE else kept[index] for index in indexes])

    def link(self, article: int, row: int, sentences: Sentences | None = None) -> Link:
        """Give one link of an article."""
        [sentence] = (self.sentence_column(article, range(row, row + 1), sentences) if sentences else ()) or ("",)
        texts = self.texts
        return Link(
            texts[self.destinations[row]],
            texts[self.anchors[row]],
            sentence,
            texts[self.sections[row]],
            int(self.lines[row]),
            KINDS[self.kinds[row]],
            bool(self.continued[row]),
            int(self.sentence_numbers[row]),
        )

    def with_pipes_swapped(self) -> "LinkTable":
        """Swap destination and anchor of the links `[[text|page]]`, for a collection that writes the page last."""
        is_wiki = self.kinds == KINDS.index(LinkKind.WIKI)
        destinations, anchors = np.where(is_wiki, (self.anchors, self.destinations), (self.destinations, self.anchors))
        return self._replace(destinations=destinations, anchors=anchors)

    def joined(self) -> "LinkTable":
        """Join the anchors that were cut in two, as `Links.joined` does."""
        if not self.continued.any():
            return self
        texts, anchors = self.texts, self.anchors.copy()
        rows = np.flatnonzero(self.continued)
        heads = np.maximum.accumulate(np.where(self.continued, 0, np.arange(len(anchors))))[rows]
        pieces: dict[int, list[str]] = {}
        for head, row in zip(heads.tolist(), rows.tolist(), strict=True):
            pieces.setdefault(head, [texts[anchors[head]]]).append(texts[anchors[row]])
        articles = np.searchsorted(self.ends, np.fromiter(pieces, np.int64), side="right").tolist()
        spellings: set[str] = set()
        whole: dict[int, str] = {}
        last = -1
        for article, (head, cut) in zip(articles, pieces.items(), strict=True):
            if article != last:
                last, spellings = article, {text.casefold() for text in self.text_column(self.anchors, self.rows_of(article))}
            whole[head] = join_pieces(cut, spellings)
        new = dict.fromkeys(whole.values())
        known = texts.numbers_of(new)
        added = [text for text in new if text not in known]
        known.update(zip(added, range(len(texts), len(texts) + len(added)), strict=True))
        anchors[list(whole)] = [known[text] for text in whole.values()]
        unmarked = self._replace(texts=texts.with_added(added), anchors=anchors, continued=np.zeros_like(self.continued))
        return unmarked.where(~self.continued)


def ranges(starts: Longs, counts: Longs) -> Longs:
    """Give the numbers of several ranges, one after the other.

    >>> ranges(np.array([5, 0]), np.array([2, 3])).tolist()
    [5, 6, 0, 1, 2]
    """
    return np.arange(counts.sum()) + np.repeat(starts - np.cumsum(counts) + counts, counts)
