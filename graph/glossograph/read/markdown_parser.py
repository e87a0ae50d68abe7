"""Markdown text -> links with anchor, sentence, section and line, by a parser of all of CommonMark."""

import re
from typing import Any

import pyromark

from glossograph.model.link import LinkKind
from glossograph.read.link_blocks import Blocks, WrittenLink
from glossograph.read.masks import unmask
from glossograph.text.normalise import one_line

_OPTIONS = (
    pyromark.Options.ENABLE_TABLES
    | pyromark.Options.ENABLE_FOOTNOTES
    | pyromark.Options.ENABLE_STRIKETHROUGH
    | pyromark.Options.ENABLE_TASKLISTS
    | pyromark.Options.ENABLE_HEADING_ATTRIBUTES
    | pyromark.Options.ENABLE_WIKILINKS
)
_INLINE = frozenset({"Emphasis", "Strong", "Strikethrough", "Superscript", "Subscript"})
_LINK_TAGS = frozenset({"Link", "Image"})
_IN_PARENTHESES = re.compile(rb"\(([^()\n]*(?:\([^()\n]*\)[^()\n]*)*)\)")
_LINK_TITLE = re.compile(r"\s+(?:\"[^\"]*\"|'[^']*')\Z")
_REFERENCE = re.compile(r"^ {0,3}\[((?:[^\[\]\\\n]|\\.){1,300})\]:[ \t]*\n?[ \t]*(\S+)", re.MULTILINE)
_MAX_DESTINATION_CHARS = 200
_MAX_DESTINATION_BYTES = 8 * _MAX_DESTINATION_CHARS


def parse(text: str, blocks: Blocks, first_line: int = 1, *, masked: bool = True) -> None:
    r"""Parse a Markdown text and give its blocks; lines count from `first_line`.

    CommonMark 0.31 with tables, footnotes, heading attributes and wikilinks. `masked` says whether the text may hold masks.

    >>> blocks = Blocks()
    >>> parse("A *long [bond](/fixed income)*.", blocks)
    >>> [(link.destination, link.sentence) for link in blocks.links()]
    [('/fixed income', 'A long bond.')]
    """
    _Parser(text, blocks, first_line, masked=masked).read()


def _reference_labels(text: str) -> dict[str, str]:
    """Find the link reference definitions of a text: destinations by folded label; the first of a label counts."""
    if "]:" not in text:
        return {}
    references: dict[str, str] = {}
    for definition in _REFERENCE.finditer(text):
        references.setdefault(_folded_label(definition[1]), definition[2].strip("<>"))
    return references


def _folded_label(label: str) -> str:
    return " ".join(label.split()).casefold()


class _Parser:
    """Follows the parser's events and keeps the text of one block at a time."""

    def __init__(self, text: str, blocks: Blocks, first_line: int, *, masked: bool) -> None:
        self._text = text
        self._source = text.encode("utf-8", errors="replace")
        self._masked = masked
        self._references = _reference_labels(text)
        self._blocks = blocks
        self._parts: list[str] = []
        self._pieces: list[str] = []
        self._links: list[WrittenLink] = []
        self._open: list[tuple[str, LinkKind, int] | None] = []
        self._skipped = (0, 0)
        self._depth = 0
        self._line, self._line_offset = first_line, 0

    def read(self) -> None:  # noqa: C901, PLR0912 — one loop: a call for each event would double its time
        """Take all events."""
        parts, links = self._parts, self._links
        in_code = False
        for event, span in pyromark.events_with_range(
            self._text, options=_OPTIONS, merge_text=True, broken_link_callback=self._recovered
        ):
            if isinstance(event, str):
                if event == "Rule":
                    self._finish_block()
                else:
                    parts.append("\n")
            elif "Text" in event:
                if not in_code:
                    parts.append(event["Text"])
                    if span["start"] == self._skipped[0]:
                        self._skip_destination()
            elif "Start" in event:
                tag: Any = event["Start"]
                if "Link" in tag:
                    self._open_link(tag["Link"], span["start"], span["end"])
                elif "Image" in tag:
                    self._open.append(None)
                elif tag not in _INLINE if isinstance(tag, str) else True:
                    if parts or links:
                        self._finish_block()
                    in_code = "CodeBlock" in tag
                    self._depth += "BlockQuote" in tag or "List" in tag
            elif "End" in event:
                tag = event["End"]
                if not isinstance(tag, str):
                    self._finish_block(int(tag["Heading"][1]) if "Heading" in tag else 0)
                    self._depth -= "BlockQuote" in tag or "List" in tag
                elif tag in _LINK_TAGS:
                    self._close_link()
                elif tag not in _INLINE:
                    if links or (parts and parts[0].startswith("#")):
                        self._finish_block()
                    parts.clear()
                    in_code = False
            elif "Code" in event:
                parts.append(event["Code"])
            elif "InlineHtml" in event and event["InlineHtml"].startswith("<br"):
                parts.append("\n")
        self._finish_block()

    def _recovered(self, broken: Any) -> tuple[str, str] | None:  # noqa: ANN401 — a typed dict of the parser's
        """Give the destination of `[text](/with blank)`, which CommonMark does not take for a link."""
        if broken["link_type"] != "Shortcut":
            return None
        destination = self._parenthesised(broken["span"]["end"])
        return (destination[0], "") if destination and " " in destination[0] else None

    def _parenthesised(self, offset: int) -> tuple[str, int] | None:
        """Read `(destination)` at an offset of the source, and where it ends."""
        match = _IN_PARENTHESES.match(self._source, offset)
        if not match or len(match[1]) > _MAX_DESTINATION_BYTES:
            return None
        written = _LINK_TITLE.sub("", match[1].decode("utf-8", errors="replace").strip())
        if not written or len(written) > _MAX_DESTINATION_CHARS or set(written) & set('<>[]"'):
            return None
        return written, match.end()

    def _open_link(self, link: Any, start: int, end: int) -> None:  # noqa: ANN401
        if self._open:  # inside an image
            self._open.append(None)
            return
        written, kind = link["dest_url"], LinkKind.REFERENCE
        link_type = link["link_type"]
        if link_type == "Inline":
            kind = LinkKind.INLINE
        elif isinstance(link_type, dict):
            kind = LinkKind.WIKI
            if match := self._parenthesised(end):  # [[text]](/destination) is an inline link in CommonMark
                written, self._skipped = match[0], (end, match[1])
                kind = LinkKind.INLINE
            elif reference := self._references.get(_folded_label(written)):
                written, kind = reference, LinkKind.REFERENCE  # CommonMark: a reference between brackets
        elif link_type == "ShortcutUnknown" and (match := self._parenthesised(end)):
            self._skipped = (end, match[1])
            kind = LinkKind.INLINE
        self._open.append((written, kind, start))
        self._finish_piece()

    def _close_link(self) -> None:
        opened = self._open.pop()
        if not opened:
            return
        written, kind, offset = opened
        self._line += self._source.count(b"\n", self._line_offset, offset)
        self._line_offset = offset
        self._links.append((one_line(unmask(written) if self._masked else written), self._line, kind))
        self._finish_piece()

    def _skip_destination(self) -> None:
        """Cut off a destination with blanks, which the parser took for text."""
        destination = self._source[slice(*self._skipped)].decode("utf-8", errors="replace")
        self._parts[-1] = self._parts[-1].removeprefix(destination)

    def _finish_piece(self) -> None:
        piece = "".join(self._parts)
        self._pieces.append(unmask(piece) if self._masked else piece)
        self._parts.clear()

    def _finish_block(self, level: int = 0) -> None:
        """Give what was gathered of a block, and begin a new one."""
        if self._links or (self._parts and (level or self._parts[0].startswith("#"))):
            self._finish_piece()
            self._blocks.take(self._pieces, self._links, level, nested=self._depth > 0)
            self._pieces.clear()
            self._links.clear()
        self._parts.clear()
