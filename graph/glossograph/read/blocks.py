"""Blocks of text with links in them -> links with sentence and section."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from glossograph.model import Link, LinkKind
from glossograph.read.sentences import boundaries, sentence_at
from glossograph.read.text import one_line

_TIGHT_HEADING = re.compile(r"(#{1,6})(?=[^#\s])")


class Anchor(NamedTuple):
    """The words of a link: places in its block's text, and what the source says."""

    start: int
    end: int
    destination: str
    kind: LinkKind
    line: int


class Blocks:
    """Takes the blocks of an article in order and gathers their links; `heading` is its first of level one.

    >>> blocks = Blocks()
    >>> blocks.take("Use", level=2)
    >>> blocks.take("One. A bond.", [Anchor(7, 11, "/bond", LinkKind.INLINE, 3)])
    >>> [(link.anchor, link.sentence, link.section) for link in blocks.links]
    [('bond', 'A bond.', 'Use')]
    """

    def __init__(self) -> None:
        """Begin before the first heading."""
        self.links: list[Link] = []
        self.heading = ""
        self._section = ""

    def take(self, text: str, anchors: Sequence[Anchor] = (), level: int = 0) -> None:
        """Take a block: a heading of a level, or any other."""
        if level:
            self._begin_section(text, level)
        tight = None if level else _TIGHT_HEADING.match(text)
        title = text.partition("\n")[0] if tight else ""
        if tight:
            self._begin_section(title.strip("# "), len(tight[1]))
        if not anchors:
            return
        begins = boundaries(text)
        if tight:
            begins = sorted({tight.end(), min(len(title) + 1, len(text)), *begins})
        previous = None
        for anchor in anchors:
            continues = (
                previous is not None
                and previous.destination == anchor.destination
                and not text[previous.end : anchor.start].strip()
            )
            self.links.append(
                Link(
                    destination=one_line(anchor.destination),
                    anchor=one_line(text[anchor.start : anchor.end]),
                    sentence=one_line(sentence_at(text, anchor.start, anchor.end, begins)),
                    section=self._section,
                    line=anchor.line,
                    kind=anchor.kind,
                    continues=continues,
                )
            )
            previous = anchor

    def _begin_section(self, title: str, level: int) -> None:
        self._section = one_line(title)
        if level == 1:
            self.heading = self.heading or self._section
