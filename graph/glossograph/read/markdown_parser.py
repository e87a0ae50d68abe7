"""Markdown text -> links with anchor, sentence, section and line, by a parser of all of CommonMark."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import pyromark

from glossograph.model.link import LinkKind, Links
from glossograph.read.masks import unmask
from glossograph.text.normalise import one_line
from glossograph.text.sentences import Sentences, ends_in

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


_OPTIONS = (
    pyromark.Options.ENABLE_TABLES
    | pyromark.Options.ENABLE_FOOTNOTES
    | pyromark.Options.ENABLE_STRIKETHROUGH
    | pyromark.Options.ENABLE_TASKLISTS
    | pyromark.Options.ENABLE_HEADING_ATTRIBUTES
    | pyromark.Options.ENABLE_WIKILINKS
)
_INLINE = frozenset({"Emphasis", "Strong", "Strikethrough", "Superscript", "Subscript"})
_NESTING = frozenset({"BlockQuote", "List"})
_IN_PARENTHESES = re.compile(rb"\(([^()\n]*(?:\([^()\n]*\)[^()\n]*)*)\)")
_LINK_TITLE = re.compile(r"\s+(?:\"[^\"]*\"|'[^']*')\Z")
_REFERENCE = re.compile(r"^ {0,3}\[((?:[^\[\]\\\n]|\\.){1,300})\]:[ \t]*\n?[ \t]*(\S+)", re.MULTILINE)
_LONGEST_DESTINATION = 200
_MOST_BYTES = 8 * _LONGEST_DESTINATION


def parse(text: str, blocks: Blocks, first_line: int = 1) -> None:
    r"""Parse a Markdown text and give its blocks; lines count from `first_line`.

    CommonMark 0.31 with tables, footnotes, heading attributes and wikilinks.

    >>> blocks = Blocks()
    >>> parse("A *long [bond](/fixed income)*.", blocks)
    >>> [(link.destination, link.sentence) for link in blocks.links()]
    [('/fixed income', 'A long bond.')]
    """
    parser = _Parser(text.encode("utf-8", errors="replace"), blocks, first_line, _reference_labels(text))
    for event, place in pyromark.events_with_range(text, options=_OPTIONS, broken_link_callback=parser.recovered):
        parser.take(event, place["start"], place["end"])
    parser.finish_block()


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

    def __init__(self, source: bytes, blocks: Blocks, first_line: int, references: Mapping[str, str]) -> None:
        self._source = source
        self._references = references
        self._blocks = blocks
        self._parts: list[str] = []
        self._size = 0
        self._anchors: list[Anchor] = []
        self._open: list[tuple[str, LinkKind, int, int]] = []
        self._skipped = (0, 0)
        self._in_code = False
        self._depth = 0
        self._line, self._line_offset = first_line, 0

    def recovered(self, broken: Any) -> tuple[str, str] | None:  # noqa: ANN401 — a typed dict of the parser's
        """Give the destination of `[text](/with blank)`, which CommonMark does not take for a link."""
        if broken["link_type"] != "Shortcut":
            return None
        destination = self._parenthesised(broken["span"]["end"])
        return (destination[0], "") if destination and " " in destination[0] else None

    def _parenthesised(self, offset: int) -> tuple[str, int] | None:
        """Read `(destination)` at a place of the source, and where it ends."""
        match = _IN_PARENTHESES.match(self._source, offset)
        if not match or len(match[1]) > _MOST_BYTES:
            return None
        written = _LINK_TITLE.sub("", match[1].decode("utf-8", errors="replace").strip())
        if not written or len(written) > _LONGEST_DESTINATION or set(written) & set('<>[]"'):
            return None
        return written, match.end()

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
            self._depth += not _NESTING.isdisjoint(tag)

    def _open_link(self, link: Any, start: int, end: int) -> None:  # noqa: ANN401
        written, kind = link["dest_url"], LinkKind.REFERENCE
        link_type = link["link_type"]
        if isinstance(link_type, dict):
            kind = LinkKind.WIKI
            if match := self._parenthesised(end):  # [[text]](/destination) is an inline link in CommonMark
                written, self._skipped = match[0], (end, match[1])
                kind = LinkKind.INLINE
            elif reference := self._references.get(_folded_label(written)):
                written, kind = reference, LinkKind.REFERENCE  # CommonMark: a reference between brackets
        elif link_type == "Inline":
            kind = LinkKind.INLINE
        elif link_type == "ShortcutUnknown" and (match := self._parenthesised(end)):
            self._skipped = (end, match[1])
            kind = LinkKind.INLINE
        self._open.append((written, kind, self._size, start))

    def _end(self, tag: Any) -> None:  # noqa: ANN401
        if isinstance(tag, str):
            if tag == "Link":
                written, kind, start, offset = self._open.pop()
                self._line += self._source.count(b"\n", self._line_offset, offset)
                self._line_offset = offset
                self._anchors.append(Anchor(start, self._size, unmask(written), kind, self._line))
            elif tag == "CodeBlock":
                self._in_code = False
            elif tag not in _INLINE and tag != "Image":
                self.finish_block()
        else:
            self.finish_block(level=int(tag["Heading"][1]) if "Heading" in tag else 0)
            self._depth -= not _NESTING.isdisjoint(tag)

    def finish_block(self, level: int = 0) -> None:
        """Give what was gathered of a block, and begin a new one."""
        if self._parts and (self._anchors or level or self._parts[0].startswith("#")):
            self._blocks.take(unmask("".join(self._parts)), self._anchors, level, nested=self._depth > 0)
        self._parts.clear()
        self._anchors.clear()
        self._size = 0
