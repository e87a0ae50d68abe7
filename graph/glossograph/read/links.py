"""The links of a Markdown text, each with its anchor, sentence, section and line.

Most paragraphs of most articles are plain words with plain links. These are read directly, ten times faster than by a
parser; every other paragraph goes to the parser, and a text with marks that reach beyond a paragraph goes there whole. The
tests hold the two ways against each other.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from glossograph.model import Link, LinkKind
from glossograph.read.blocks import Anchor, Blocks
from glossograph.read.parser import parse

# Reference definitions, indented code, rules and underlined headings.
_REACHES_FAR = re.compile(r"\n(?: {4}| {0,3}\t| {0,3}\[[^\]\n]*\]:| {0,3}(?:=+|-[ -]*)[ \t]*(?:\n|\Z))")

_HEADING = re.compile(r"(#{1,6})[ \t]+([^#{\s](?:[^#{\n]*[^#{\s])?)[ \t]*\Z")
_LINK = re.compile(r"\[([^\[\]]*)\]\(([^\s()<>\[\]\\&\"']*)\)")
_NOT_PLAIN = re.compile(r"[\[\]\\`*_~|]|&[#\w]|!\Z")
_PLAIN_START = re.compile(r"(?!\d+[.)](?:\s|\Z))[^\W_]|[\[“‘«(–—•$€£₹…「『]")


class Markdown(NamedTuple):
    """What a Markdown text holds for the graph; `heading` is its first heading of level one."""

    links: tuple[Link, ...]
    heading: str


def read_markdown(text: str, first_line: int = 1) -> Markdown:
    r"""Read the links of a Markdown text; lines count from `first_line`.

    CommonMark 0.31 with tables, footnotes, heading attributes and wikilinks. Beyond it, a destination with blanks in it makes
    a link too. Links in code, comments, raw HTML, escapes and images are none.

    >>> [link] = read_markdown("# Bond\n\nA [long bond](/fixed income). It pays.").links
    >>> link.destination, link.anchor, link.sentence, link.section, link.line
    ('/fixed income', 'long bond', 'A long bond.', 'Bond', 3)
    """
    blocks = Blocks()
    if "<" in text or "```" in text or "~~~" in text or _REACHES_FAR.search(f"\n{text}"):
        parse(text, blocks, first_line)
    else:
        line = first_line
        for paragraph in text.split("\n\n"):
            if "[" in paragraph or "#" in paragraph:
                _read_paragraph(paragraph, blocks, line)
            line += paragraph.count("\n") + 2
    return Markdown(tuple(blocks.links), blocks.heading)


def _read_paragraph(paragraph: str, blocks: Blocks, line: int) -> None:
    """Read what stands between two blank lines: headings, then words or a list; by the parser where it is not plain."""
    try:
        found = list(_plain_blocks(paragraph, line))
    except _NotPlainError:
        parse(paragraph, blocks, line)
    else:
        for text, anchors, level in found:
            blocks.take(text, anchors, level)


class _NotPlainError(Exception):
    """A paragraph needs the parser."""


def _plain_blocks(paragraph: str, line: int) -> Iterator[tuple[str, list[Anchor], int]]:
    stripped = paragraph.strip("\n")
    line += len(paragraph) - len(paragraph.lstrip("\n"))
    lines = stripped.split("\n")
    while lines and lines[0].startswith("#"):
        heading = _HEADING.match(lines.pop(0))
        if not heading:
            raise _NotPlainError
        yield *_plain(heading[2], line), len(heading[1])
        line += 1
    if lines and all(item.startswith("- ") and _PLAIN_START.match(item, 2) for item in lines):
        for number, item in enumerate(lines):
            yield *_plain(item[2:], line + number), 0
    elif lines:
        if not all(map(_PLAIN_START.match, lines)):
            raise _NotPlainError
        yield *_plain("\n".join(lines), line), 0


def _plain(marked: str, line: int) -> tuple[str, list[Anchor]]:
    """Take the marks of links off a text: the text, and where the anchors stand in it."""
    parts: list[str] = []
    anchors: list[Anchor] = []
    size = last = 0
    for link in _LINK.finditer(marked):
        before = marked[last : link.start()]
        if before.endswith("!"):
            raise _NotPlainError  # an image
        start = size + len(before)
        size = start + len(link[1])
        parts += (before, link[1])
        anchors.append(Anchor(start, size, link[2], LinkKind.INLINE, line + marked.count("\n", 0, link.start())))
        last = link.end()
    parts.append(marked[last:])
    text = "".join(parts)
    if _NOT_PLAIN.search(text):
        raise _NotPlainError
    return text, anchors
