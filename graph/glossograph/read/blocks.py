"""Blocks of text with links in them -> links with sentence and section."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from glossograph.model import LinkKind, Links
from glossograph.read.sentences import Sentences, ends_in
from glossograph.read.text import one_line

TIGHT_HEADING = re.compile(r"(#{1,6})(?=[^#\s])")


class Anchor(NamedTuple):
    """The words of a link: places in its block's text, and what the source says."""

    start: int
    end: int
    destination: str
    kind: LinkKind
    line: int


class Blocks:
    """Takes the blocks of an article in order and gathers their links.

    `heading` is the article's first of level one, `section` the heading that was taken last.

    >>> blocks = Blocks()
    >>> blocks.take("Use", level=2)
    >>> blocks.take("One. A bond.", [Anchor(7, 11, "/bond", LinkKind.INLINE, 3)])
    >>> [(link.anchor, link.sentence, link.section) for link in blocks.links()]
    [('bond', 'A bond.', 'Use')]
    """

    def __init__(self, *, sentences: bool = True) -> None:
        """Begin before the first heading; links come with their sentences, or without."""
        self.sentences = sentences
        self.sentence_number = 0
        self.heading = ""
        self.section = ""
        self._destinations: list[str] = []
        self._anchors: list[str] = []
        self._lines: list[int] = []
        self._sections: list[str] = []
        self._numbers: list[int] = []
        self._continued: list[int] = []
        self._kinds: list[tuple[int, LinkKind]] = []
        self._sentences: list[str] = []

    def links(self) -> Links:
        """Give the links of the blocks that were taken."""
        return Links(
            tuple(self._destinations),
            tuple(self._anchors),
            tuple(self._sections),
            tuple(self._sentences),
            tuple(self._lines),
            tuple(self._numbers),
            tuple(self._continued),
            tuple(self._kinds),
        )

    def add(self, destination: str, anchor: str, line: int, sentence: str = "", *, begins: bool, continues: bool) -> None:
        """Add an inline link to the section; it `begins` a sentence of its own or `continues` the last link."""
        if continues:
            self._continued.append(len(self._destinations))
        self.sentence_number += begins
        self._destinations.append(destination)
        self._anchors.append(anchor)
        self._lines.append(line)
        self._sections.append(self.section)
        self._numbers.append(self.sentence_number)
        if self.sentences:
            self._sentences.append(sentence)

    def begin_section(self, title: str, level: int) -> None:
        """Go on below a heading."""
        self.section = one_line(title)
        if level == 1:
            self.heading = self.heading or self.section

    def take(self, text: str, anchors: Sequence[Anchor] = (), level: int = 0, *, nested: bool = False) -> None:
        """Take a block: a heading of a level, or any other. One inside a quote or list is `nested` and begins no section."""
        if level and not nested:
            self.begin_section(text, level)
        tight = None if level or nested else TIGHT_HEADING.match(text)
        title = text.partition("\n")[0] if tight else ""
        if tight:
            self.begin_section(title.strip("# "), len(tight[1]))
        if not anchors:
            return
        starts = {tight.end(), min(len(title) + 1, len(text))} if tight else ()
        sentences = Sentences(text, sorted(starts)) if self.sentences else None
        previous = None
        for anchor in anchors:
            continues = (
                previous is not None
                and previous.destination == anchor.destination
                and not text[previous.end : anchor.start].strip()
            )
            if anchor.kind is not LinkKind.INLINE:
                self._kinds.append((len(self._destinations), anchor.kind))
            self.add(
                one_line(anchor.destination),
                one_line(text[anchor.start : anchor.end]),
                anchor.line,
                one_line(sentences.at(anchor.start, anchor.end)) if sentences else "",
                begins=previous is None or ends_in(text[previous.end : anchor.start], text[anchor.start : anchor.start + 1]),
                continues=continues,
            )
            previous = anchor
