"""The text of a file as its author sees it: lines, columns, front matter, and the spans of the links."""

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

_FRONT_MATTER = re.compile(r"\s*---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.MULTILINE | re.DOTALL)
_INLINE_LINK = re.compile(
    r"\[([^\[\]\\]{0,1000}+(?:\\.[^\[\]\\]{0,1000}+){0,100}+)\]"
    r"\(([^()\n\\]{0,1000}+(?:(?:\\.|\([^()\n]{0,300}\))[^()\n\\]{0,1000}+){0,100}+)\)"
)
_LINK_TITLE = re.compile(r"\s+(?:\"[^\"]*\"|'[^']*')\s*\Z")
_HEADING = re.compile(r"\n#{2,6}[^#\n]")


class Span(NamedTuple):
    """The offsets between which a piece of a text lies."""

    start: int
    end: int


class LinkSpans(NamedTuple):
    """The spans of an inline link: all of it, its anchor, its destination without title and angle brackets."""

    whole: Span
    anchor: Span
    destination: Span
    in_angle_brackets: bool


class ArticleSource:
    r"""A file's text, with `\n` for every line end and no byte order mark.

    `front_matter` is the span between the lines `---`, empty if there is none; `body_start` is the offset of the text below it.

    >>> source = ArticleSource("---\ntitle: Bond\n---\nA [loan](/loan).\n")
    >>> source.front_matter, source.line_and_column(source.text.index("loan"))
    (Span(start=4, end=16), (4, 4))
    """

    def __init__(self, text: str) -> None:
        """Take the text as `read.encoding.decode` returns it."""
        self.text = text
        match = _FRONT_MATTER.match(text)
        self.front_matter = Span(match.start(1), match.end(1)) if match else Span(0, 0)
        self.body_start = match.end() if match else 0

    @cached_property
    def _line_starts(self) -> list[int]:
        lengths = accumulate(map(len, self.text.split("\n")), initial=0)
        return list(map(add, lengths, count()))[:-1]

    def line_and_column(self, offset: int) -> tuple[int, int]:
        """Return line and column of an offset, both counted from 1."""
        line = bisect_right(self._line_starts, offset)
        return line, offset - self._line_starts[line - 1] + 1

    def line(self, line: int) -> str:
        """Return a line, counted from 1, without its line end; empty if the text has no such line."""
        if not 0 < line <= len(self._line_starts):
            return ""
        start = self._line_starts[line - 1]
        return self.text[start : self._line_starts[line] - 1 if line < len(self._line_starts) else len(self.text)]

    def front_matter_value(self, key: str) -> Span | None:
        r"""Find the value of a front matter key that is written on one line.

        >>> source = ArticleSource("---\nTitle:  A bond \n---\n")
        >>> source.text[slice(*source.front_matter_value("title"))]
        'A bond'
        """
        match = re.compile(rf"^{re.escape(key)}[ \t]*:[ \t]+([^\n]*)$", re.MULTILINE | re.IGNORECASE).search(
            self.text, *self.front_matter
        )
        return Span(match.start(1), match.start(1) + len(match[1].rstrip())) if match and match[1].strip() else None

    @cached_property
    def inline_links(self) -> list[re.Match[str]]:
        """What looks like an inline link in the body, also in code: the groups are anchor and destination."""
        return list(_INLINE_LINK.finditer(self.text, self.body_start))

    @cached_property
    def heading_count(self) -> int:
        """The number of headings below the first level."""
        first = bool(_HEADING.match(f"\n{self.text[self.body_start : self.body_start + 7]}"))
        return first + len(_HEADING.findall(self.text, self.body_start))

    def find_links(self, links: Links) -> list[LinkSpans | None]:
        r"""Find the spans of the links that were read from this text.

        Returns:
            The spans of each link, in the order of the links; None for a link that is not written inline.

        >>> from glossograph.read.markdown_links import read_links
        >>> text = "`[no](/z)` [a\nb](/x) and [c](</d e> 't')"
        >>> [text[slice(*spans.destination)] for spans in ArticleSource(text).find_links(read_links(text))]
        ['/x', '/d e']
        """
        if not links:
            return []
        written = [_link_spans(match) for match in self.inline_links]
        written_keys = list(self._lines_and_destinations(written))
        link_keys = list(zip(links.lines, links.destinations, strict=True))
        if written_keys == link_keys:
            return [*written]
        candidates: dict[tuple[int, str], deque[LinkSpans]] = defaultdict(deque)
        for written_key, spans in zip(written_keys, written, strict=True):
            candidates[written_key].append(spans)
        remaining = Counter(link_keys)
        result: list[LinkSpans | None] = []
        for link_key in link_keys:
            queue = candidates.get(link_key, ())
            # If code shows the same link on the same line, nothing says which of the two is the link.
            if queue and remaining[link_key] >= len(queue):
                remaining[link_key] -= 1
                result.append(queue.popleft())
            else:
                result.append(None)
        return result

    def _lines_and_destinations(self, written: Iterable[LinkSpans]) -> Iterator[tuple[int, str]]:
        """Return line and destination of links as the reader reports them."""
        text, line, counted_to = self.text, 1, 0
        for spans in written:
            start = spans.whole.start
            line += text.count("\n", counted_to, start)
            counted_to = start
            destination = text[spans.destination.start : spans.destination.end]
            is_plain = destination.isascii() and destination.isprintable() and "&" not in destination
            yield line, destination if is_plain else one_line(html.unescape(destination))


def _link_spans(match: re.Match[str]) -> LinkSpans:
    written = match[2]
    without_title = _LINK_TITLE.sub("", written) if '"' in written or "'" in written else written
    start = match.start(2) + len(without_title) - len(without_title.lstrip())
    destination = without_title.strip()
    in_angle_brackets = destination.startswith("<") and destination.endswith(">")
    end = start + len(destination)
    inner = Span(start + 1, end - 1) if in_angle_brackets else Span(start, end)
    return LinkSpans(Span(*match.span()), Span(*match.span(1)), inner, in_angle_brackets)
