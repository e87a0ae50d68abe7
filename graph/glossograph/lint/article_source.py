"""The text of a file as its author sees it: lines, columns, front matter, and where each link stands."""

import html
import re
from bisect import bisect_right
from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import accumulate, count
from operator import add
from typing import NamedTuple

from glossograph.model.link import Links
from glossograph.text.normalise import one_line

_BLOCK = re.compile(r"\s*---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.MULTILINE | re.DOTALL)
_LINK = re.compile(
    r"\[([^\[\]\\]{0,1000}+(?:\\.[^\[\]\\]{0,1000}+){0,100}+)\]"
    r"\(([^()\n\\]{0,1000}+(?:(?:\\.|\([^()\n]{0,300}\))[^()\n\\]{0,1000}+){0,100}+)\)"
)
_LINK_TITLE = re.compile(r"\s+(?:\"[^\"]*\"|'[^']*')\s*\Z")
_HEADING = re.compile(r"\n#{2,6}[^#\n]")


class Span(NamedTuple):
    """A stretch of a text, by offsets."""

    start: int
    end: int


class Placed(NamedTuple):
    """An inline link where it is written: all of it, its anchor, its destination without title and angle brackets."""

    whole: Span
    anchor: Span
    destination: Span
    bracketed: bool


class Source:
    r"""A file's text, with `\n` for every line end and no byte order mark.

    >>> source = Source("---\ntitle: Bond\n---\nA [loan](/loan).\n")
    >>> source.block, source.position(source.text.index("loan"))
    (Span(start=4, end=16), (4, 4))
    """

    def __init__(self, text: str) -> None:
        """Take the text as `read.text.decode` gives it."""
        self.text = text
        found = _BLOCK.match(text)
        self.block = Span(found.start(1), found.end(1)) if found else Span(0, 0)
        self.body = found.end() if found else 0

    @cached_property
    def _lines(self) -> list[int]:
        ends = accumulate(map(len, self.text.split("\n")), initial=0)
        return list(map(add, ends, count()))[:-1]

    def position(self, offset: int) -> tuple[int, int]:
        """Give line and column of an offset, both from 1."""
        line = bisect_right(self._lines, offset)
        return line, offset - self._lines[line - 1] + 1

    def line(self, number: int) -> str:
        """Give a line, counted from 1, without its end; empty for one that is not there."""
        if not 0 < number <= len(self._lines):
            return ""
        start = self._lines[number - 1]
        return self.text[start : self._lines[number] - 1 if number < len(self._lines) else len(self.text)]

    def value(self, key: str) -> Span | None:
        r"""Find the value of a front matter key, written on one line.

        >>> source = Source("---\nTitle:  A bond \n---\n")
        >>> source.text[slice(*source.value("title"))]
        'A bond'
        """
        found = re.compile(rf"^{re.escape(key)}[ \t]*:[ \t]+([^\n]*)$", re.MULTILINE | re.IGNORECASE).search(
            self.text, self.block.start, self.block.end
        )
        return Span(found.start(1), found.start(1) + len(found[1].rstrip())) if found and found[1].strip() else None

    @cached_property
    def brackets(self) -> list[re.Match[str]]:
        """Find what is written as an inline link, in the body: anchor and destination are its groups."""
        return list(_LINK.finditer(self.text, self.body))

    @cached_property
    def sections(self) -> int:
        """Count the headings below the first level."""
        first = bool(_HEADING.match(f"\n{self.text[self.body : self.body + 7]}"))
        return first + len(_HEADING.findall(self.text, self.body))

    def places(self, links: Links) -> list[Placed | None]:
        r"""Find where the links that were read stand, in their order; nothing for one that is not written inline.

        >>> from glossograph.read.markdown_links import read_links
        >>> text = "`[no](/z)` [a\nb](/x) and [c](</d e> 't')"
        >>> [text[slice(*placed.destination)] for placed in Source(text).places(read_links(text))]
        ['/x', '/d e']
        """
        if not links:
            return []
        written = [_placed(found) for found in self.brackets]
        names = list(self._names(written))
        wanted = list(zip(links.lines, links.destinations, strict=True))
        if names == wanted:
            return [*written]
        waiting: dict[tuple[int, str], deque[Placed]] = defaultdict(deque)
        for name, placed in zip(names, written, strict=True):
            waiting[name].append(placed)
        counts = Counter(wanted)
        places: list[Placed | None] = []
        for name in wanted:
            queue = waiting.get(name, ())
            # Where code holds what looks like the same link, nobody can tell which is which.
            if queue and counts[name] >= len(queue):
                counts[name] -= 1
                places.append(queue.popleft())
            else:
                places.append(None)
        return places

    def _names(self, written: Iterable[Placed]) -> Iterator[tuple[int, str]]:
        """Give line and destination of links, as they are read."""
        text, line, counted = self.text, 1, 0
        for placed in written:
            start = placed.whole.start
            line += text.count("\n", counted, start)
            counted = start
            destination = text[placed.destination.start : placed.destination.end]
            plain = destination.isascii() and destination.isprintable() and "&" not in destination
            yield line, destination if plain else one_line(html.unescape(destination))


def _placed(found: re.Match[str]) -> Placed:
    written = found[2]
    without_title = _LINK_TITLE.sub("", written) if '"' in written or "'" in written else written
    start = found.start(2) + len(without_title) - len(without_title.lstrip())
    destination = without_title.strip()
    bracketed = destination.startswith("<") and destination.endswith(">")
    end = start + len(destination)
    inner = Span(start + 1, end - 1) if bracketed else Span(start, end)
    return Placed(Span(*found.span()), Span(*found.span(1)), inner, bracketed)
