"""Links as an article holds them, one by one and as columns."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from enum import StrEnum
from itertools import compress, repeat
from typing import Self

import msgspec

from glossograph.model.base import Struct
from glossograph.text.scripts import join_words


class LinkKind(StrEnum):
    """How a link is written in Markdown."""

    INLINE = "inline"
    REFERENCE = "reference"
    WIKI = "wiki"


class Link(Struct, frozen=True):
    """One link of an article, as written.

    `continues` says that only blanks stand between this link and the one before, which has the same destination: one
    anchor that was cut in two. `sentence` is empty where sentences were not wanted; links of one `sentence_number` stand in
    one sentence of the article all the same.
    """

    destination: str
    anchor: str
    sentence: str
    section: str
    line: int
    kind: LinkKind = LinkKind.INLINE
    continues: bool = False
    sentence_number: int = 0


class Links(Struct, frozen=True):
    """The links of an article in the order of the text: a sequence of `Link`, kept column by column.

    `continued` are the places of the links that continue the one before, `kinds` those of links that are not inline; `sentences`
    is empty where none were wanted.

    >>> links = Links.of([Link("/sec", "Securities and", "", "", 3), Link("/sec", "Exchange", "", "", 3, continues=True)])
    >>> links.anchors, links.continued, [link.line for link in links], links.joined().anchors
    (('Securities and', 'Exchange'), (1,), [3, 3], ('Securities and Exchange',))
    """

    destinations: tuple[str, ...] = ()
    anchors: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    sentences: tuple[str, ...] = ()
    lines: tuple[int, ...] = ()
    sentence_numbers: tuple[int, ...] = ()
    continued: tuple[int, ...] = ()
    kinds: tuple[tuple[int, LinkKind], ...] = ()

    @classmethod
    def of(cls, links: Iterable[Link]) -> Self:
        """Take links one by one."""
        rows = tuple(links)
        sentences = tuple(link.sentence for link in rows)
        return cls(
            tuple(link.destination for link in rows),
            tuple(link.anchor for link in rows),
            tuple(link.section for link in rows),
            sentences if any(sentences) else (),
            tuple(link.line for link in rows),
            tuple(link.sentence_number for link in rows),
            tuple(place for place, link in enumerate(rows) if link.continues),
            tuple((place, link.kind) for place, link in enumerate(rows) if link.kind is not LinkKind.INLINE),
        )

    def __len__(self) -> int:
        """Count the links."""
        return len(self.destinations)

    def __iter__(self) -> Iterator[Link]:
        """Give the links one by one."""
        kinds, continued = dict(self.kinds), frozenset(self.continued)
        sentences = self.sentences or repeat("")
        columns = zip(self.destinations, self.anchors, sentences, self.sections, self.lines, self.sentence_numbers, strict=False)
        for place, (destination, anchor, sentence, section, line, number) in enumerate(columns):
            kind = kinds.get(place, LinkKind.INLINE)
            yield Link(destination, anchor, sentence, section, line, kind, place in continued, number)

    def __getitem__(self, place: int) -> Link:
        """Give one link."""
        sentence = self.sentences[place] if self.sentences else ""
        kind = dict(self.kinds).get(place, LinkKind.INLINE) if self.kinds else LinkKind.INLINE
        where = (self.sections[place], self.lines[place], kind, place in self.continued, self.sentence_numbers[place])
        return Link(self.destinations[place], self.anchors[place], sentence, *where)

    def where(self, wanted: Sequence[object]) -> "Links":
        """Keep the links at whose places `wanted` holds something true."""
        if self.continued or self.kinds:
            return Links.of(compress(self, wanted))
        destinations, anchors, sections, sentences = (
            tuple(compress(texts, wanted)) for texts in (self.destinations, self.anchors, self.sections, self.sentences)
        )
        lines, numbers = (tuple(compress(column, wanted)) for column in (self.lines, self.sentence_numbers))
        return Links(destinations, anchors, sections, sentences, lines, numbers)

    def with_pipes_swapped(self) -> "Links":
        """Swap destination and anchor of the links `[[text|page]]`, for a collection that writes the page last.

        >>> [link] = Links.of([Link("the coupon", "coupon", "", "", 1, LinkKind.WIKI)]).with_pipes_swapped()
        >>> link.destination, link.anchor
        ('coupon', 'the coupon')
        """
        destinations, anchors = list(self.destinations), list(self.anchors)
        for position, kind in self.kinds:
            if kind is LinkKind.WIKI:
                destinations[position], anchors[position] = anchors[position], destinations[position]
        return msgspec.structs.replace(self, destinations=tuple(destinations), anchors=tuple(anchors))

    def joined(self) -> "Links":
        """Join the anchors that were cut in two.

        They are joined by a blank, but by none between letters of a script without blanks, nor where another anchor of the
        article is spelled so.

        >>> links = [Link("/x", "stockbroke", "", "", 1), Link("/x", "rs", "", "", 1, continues=True)]
        >>> Links.of(links).joined().anchors, Links.of([*links, Link("/x", "Stockbrokers", "", "", 2)]).joined().anchors
        (('stockbroke rs',), ('stockbrokers', 'Stockbrokers'))
        """
        if not self.continued:
            return self
        wanted, first = [True] * len(self), 0
        pieces: dict[int, list[str]] = {}
        for position in self.continued:
            first = position - 1 if wanted[position - 1] else first
            pieces.setdefault(first, [self.anchors[first]]).append(self.anchors[position])
            wanted[position] = False
        anchors = list(self.anchors)
        spellings = {anchor.casefold() for anchor in anchors}
        for position, cut in pieces.items():
            anchors[position] = join_pieces(cut, spellings)
        return msgspec.structs.replace(self, anchors=tuple(anchors), continued=()).where(wanted)


def join_pieces(pieces: Sequence[str], spellings: Collection[str]) -> str:
    """Join the pieces of an anchor that was cut; `spellings` are the anchors of its article, case-folded."""
    glued = "".join(pieces)
    return glued if glued.casefold() in spellings else join_words(pieces)
