"""The blocks of an article in order, and the links gathered from them."""

import re
from collections.abc import Sequence

from glossograph.model.link import LinkKind, Links
from glossograph.text.normalise import is_clean, one_line
from glossograph.text.sentences import Sentences, ends_in

_TIGHT_HEADING = re.compile(r"(#{1,6})(?=[^#\s])")


WrittenLink = tuple[str, int, LinkKind]
"""What the source says of a link besides its anchor: destination, line and kind."""


class Blocks:
    """Takes the blocks of an article in order and gathers their links.

    `section` is the heading that was taken last.

    >>> blocks = Blocks()
    >>> blocks.take(["Use"], level=2)
    >>> blocks.take(["One. A ", "bond", "."], [("/bond", 3, LinkKind.INLINE)])
    >>> [(link.anchor, link.sentence, link.section) for link in blocks.links()]
    [('bond', 'A bond.', 'Use')]
    """

    def __init__(self, *, sentences: bool = True) -> None:
        """Begin before the first heading; links come with their sentences, or without."""
        self.section = ""
        self._with_sentences = sentences
        self._sentence_number = 0
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

    def take(self, pieces: Sequence[str], links: Sequence[WrittenLink] = (), level: int = 0, *, nested: bool = False) -> None:
        """Take a block: a heading of a level, or any other.

        Args:
            pieces: The text of the block, split at its links: what stands before the first, its anchor, and so on to the end.
            links: The links.
            level: The level of a heading, from 1 to 6.
            nested: Whether the block stands in a quote or a list, where a heading begins no section.
        """
        text = "".join(pieces)
        starts: set[int] = set()
        if level:
            if not nested:
                self.section = one_line(text)
        elif not nested and text.startswith("#") and (tight := _TIGHT_HEADING.match(text)):
            title = text.partition("\n")[0]
            self.section = one_line(title.strip("# "))
            starts = {tight.end(), min(len(title) + 1, len(text))}
        if links:
            self._take_links(text, pieces, links, Sentences(text, sorted(starts)) if self._with_sentences else None)

    def _take_links(self, text: str, pieces: Sequence[str], links: Sequence[WrittenLink], sentences: Sentences | None) -> None:
        clean = str.strip if is_clean(text) else one_line
        count = len(self._destinations)
        sentence_number = self._sentence_number
        end = 0
        before = last = sentence = ""
        for (written, line, kind), between, anchor in zip(links, pieces[::2], pieces[1::2], strict=False):
            start = end + len(between)
            end = start + len(anchor)
            if start == len(between) or ends_in(between, text[start : start + 1]):
                sentence_number += 1
            if written == before and not between.strip() and start > len(between):
                self._continued.append(count)
            before = written
            if kind is not LinkKind.INLINE:
                self._kinds.append((count, kind))
            count += 1
            self._destinations.append(written)
            self._anchors.append(clean(anchor))
            self._lines.append(line)
            self._numbers.append(sentence_number)
            if sentences:
                raw = sentences.at(start, end)
                if raw != last:
                    last, sentence = raw, clean(raw)
                self._sentences.append(sentence)
        self._sentence_number = sentence_number
        self._sections += [self.section] * len(links)
