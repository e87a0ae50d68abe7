"""The links of a Markdown text, each with its anchor, sentence, section and line."""

import re
from typing import Any, NamedTuple

import pyromark

from glossograph.model import Link, LinkKind
from glossograph.read.sentences import boundaries, sentence_at
from glossograph.read.text import one_line

_OPTIONS = (
    pyromark.Options.ENABLE_TABLES
    | pyromark.Options.ENABLE_FOOTNOTES
    | pyromark.Options.ENABLE_STRIKETHROUGH
    | pyromark.Options.ENABLE_TASKLISTS
    | pyromark.Options.ENABLE_HEADING_ATTRIBUTES
    | pyromark.Options.ENABLE_WIKILINKS
)
_INLINE = frozenset({"Emphasis", "Strong", "Strikethrough", "Superscript", "Subscript"})
_IN_PARENTHESES = re.compile(rb"\(([^()\n]*(?:\([^()\n]*\)[^()\n]*)*)\)")
_LINK_TITLE = re.compile(r"\s+(?:\"[^\"]*\"|'[^']*')\Z")
_TIGHT_HEADING = re.compile(r"(#{1,6})(?=[^#\s])")
_LONGEST_DESTINATION = 200


class Markdown(NamedTuple):
    """What a Markdown text holds for the graph; `heading` is its first heading of level one."""

    links: tuple[Link, ...]
    heading: str


class _Anchor(NamedTuple):
    """A link inside the block that is being read: places in the block's text, and in the source."""

    start: int
    end: int
    destination: str
    kind: LinkKind
    offset: int


def read_markdown(text: str, first_line: int = 1) -> Markdown:
    r"""Read the links of a Markdown text; lines count from `first_line`.

    CommonMark (0.31) with tables, footnotes, heading attributes and wikilinks. Beyond it, a destination with blanks in it makes a
    link too. Links in code, comments, raw HTML, escapes and images are none.

    >>> [link] = read_markdown("# Bond\n\nA [long bond](/fixed income). It pays.").links
    >>> link.destination, link.anchor, link.sentence, link.section, link.line
    ('/fixed income', 'long bond', 'A long bond.', 'Bond', 3)
    """
    reader = _Reader(text.encode("utf-8", errors="replace"), first_line)
    for event, place in pyromark.events_with_range(text, options=_OPTIONS, broken_link_callback=reader.recovered):
        reader.take(event, place["start"], place["end"])
    reader.finish_block()
    return Markdown(tuple(reader.links), reader.heading)


class _Reader:
    """Follows the parser's events and keeps the text of one block at a time."""

    def __init__(self, source: bytes, first_line: int) -> None:
        self.links: list[Link] = []
        self.heading = ""
        self._source = source
        self._section = ""
        self._parts: list[str] = []
        self._size = 0
        self._anchors: list[_Anchor] = []
        self._open: list[tuple[str, LinkKind, int, int]] = []
        self._skipped = (0, 0)
        self._in_code = False
        self._line, self._line_offset = first_line, 0

    def recovered(self, broken: Any) -> tuple[str, str] | None:  # noqa: ANN401 — a typed dict of the parser's
        """Give the destination of `[text](/with blank)`, which CommonMark does not take for a link."""
        if broken["link_type"] != "Shortcut":
            return None
        found = self._parenthesised(broken["span"]["end"])
        return (found[0], "") if found and " " in found[0] else None

    def _parenthesised(self, offset: int) -> tuple[str, int] | None:
        """Read `(destination)` at a place of the source, and where it ends."""
        found = _IN_PARENTHESES.match(self._source, offset)
        if not found:
            return None
        written = _LINK_TITLE.sub("", found[1].decode("utf-8", errors="replace").strip())
        if not written or len(written) > _LONGEST_DESTINATION or set(written) & set('<>[]"'):
            return None
        return written, found.end()

    def take(self, event: Any, start: int, end: int) -> None:  # noqa: ANN401 — a union of typed dicts
        """Take one event of the parser."""
        if isinstance(event, str):
            if event == "Rule":
                self.finish_block()
            else:
                self._add("\n")
            return
        for kind, value in event.items():
            if kind == "Text":
                self._text(value, start, end)
            elif kind == "Start":
                self._start(value, start, end)
            elif kind == "End":
                self._end(value)
            elif kind == "Code":
                self._add(value)
            elif kind == "InlineHtml" and value.startswith("<br"):
                self._add("\n")

    def _text(self, text: str, start: int, end: int) -> None:
        if self._skipped[0] <= start < self._skipped[1]:  # a destination with blanks, which the parser took for text
            text = self._source[self._skipped[1] : end].decode("utf-8", errors="replace")
        if not self._in_code:
            self._add(text)

    def _add(self, text: str) -> None:
        self._parts.append(text)
        self._size += len(text)

    def _start(self, tag: Any, start: int, end: int) -> None:  # noqa: ANN401
        if isinstance(tag, str):
            if tag not in _INLINE:
                self.finish_block()
            return
        if "Link" in tag:
            self._open_link(tag["Link"], start, end)
        elif "Image" not in tag:
            self.finish_block()
            self._in_code = "CodeBlock" in tag

    def _open_link(self, link: Any, start: int, end: int) -> None:  # noqa: ANN401
        written, kind = link["dest_url"], LinkKind.REFERENCE
        link_type = link["link_type"]
        if isinstance(link_type, dict):
            kind = LinkKind.WIKI
            if found := self._parenthesised(end):  # [[text]](/destination) is an inline link in CommonMark
                written, self._skipped = found[0], (end, found[1])
                kind = LinkKind.INLINE
        elif link_type == "Inline":
            kind = LinkKind.INLINE
        elif link_type == "ShortcutUnknown" and (found := self._parenthesised(end)):
            self._skipped = (end, found[1])
            kind = LinkKind.INLINE
        self._open.append((written, kind, self._size, start))

    def _end(self, tag: Any) -> None:  # noqa: ANN401
        if isinstance(tag, str):
            if tag == "Link":
                written, kind, start, offset = self._open.pop()
                self._anchors.append(_Anchor(start, self._size, written, kind, offset))
            elif tag == "CodeBlock":
                self._in_code = False
            elif tag not in _INLINE and tag != "Image":
                self.finish_block()
        else:
            self.finish_block(heading_level=tag.get("Heading", ""))

    def finish_block(self, heading_level: str = "") -> None:
        """Turn what was gathered of a block into links, and begin a new one."""
        if self._parts and (self._anchors or heading_level or self._parts[0].startswith("#")):
            self._read_block("".join(self._parts), heading_level)
        self._parts.clear()
        self._anchors.clear()
        self._size = 0

    def _read_block(self, text: str, heading_level: str) -> None:
        if heading_level:
            self._section = one_line(text)
            if heading_level == "H1":
                self.heading = self.heading or self._section
        tight = None if heading_level else _TIGHT_HEADING.match(text)
        begins: list[int] | None = None
        if tight:
            title, _, _ = text.partition("\n")
            self._section = one_line(title.strip("# "))
            if len(tight[1]) == 1:
                self.heading = self.heading or self._section
        previous: _Anchor | None = None
        for anchor in self._anchors:
            if begins is None:
                begins = boundaries(text)
                if tight:
                    begins = sorted({tight.end(), min(len(title) + 1, len(text)), *begins})
            continues = (
                previous is not None
                and previous.destination == anchor.destination
                and not text[previous.end : anchor.start].strip()
            )
            self._line += self._source.count(b"\n", self._line_offset, anchor.offset)
            self._line_offset = anchor.offset
            self.links.append(
                Link(
                    destination=one_line(anchor.destination),
                    anchor=one_line(text[anchor.start : anchor.end]),
                    sentence=one_line(sentence_at(text, anchor.start, anchor.end, begins)),
                    section=self._section,
                    line=self._line,
                    kind=anchor.kind,
                    continues=continues,
                )
            )
            previous = anchor
