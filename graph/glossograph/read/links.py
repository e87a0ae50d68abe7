"""The links of a Markdown text, each with its anchor, sentence, section and line.

Most paragraphs of most articles are plain words with plain links. These are read directly, ten times faster than by a
parser; every other paragraph goes to the parser, and a text with marks that reach beyond a paragraph goes there whole. The
tests hold the two ways against each other.
"""

import re
import unicodedata
from collections.abc import Iterator

from glossograph.model import Link, LinkKind
from glossograph.read.blocks import TIGHT_HEADING, Anchor, Blocks
from glossograph.read.parser import parse
from glossograph.read.sentences import Sentences
from glossograph.read.text import one_line

# Reference definitions, indented code, rules and underlined headings.
_REACHES_FAR = re.compile(r"\n(?: {4}| {1,3}#| {0,3}\t| {0,3}\[[^\]\n]*\]:| {0,3}(?:=+[ \t]*|-[ \t-]*)(?:\n|\Z))")

_LONGEST_LINE = 5000

_HEADING = re.compile(r"(#{1,6})[ \t]+([^#{\s](?:[^#{\n]*[^#{\s])?)[ \t]*\Z")
_LINK = re.compile(r"\[([^\[\]]*)\]\(([^\s()<>\[\]\\&\"']*)\)")
_NOT_PLAIN = re.compile(r"[\[\]\\`*_~|]|&[#\w]|!\Z")
_PLAIN_START = re.compile(r"(?!\d+[.)](?:\s|\Z))[^\W_]|[\[“‘«(–—•$€£₹…「『]")


def read_links(text: str, first_line: int = 1) -> tuple[Link, ...]:
    r"""Read the links of a Markdown text; lines count from `first_line`.

    CommonMark 0.31 with tables, footnotes, heading attributes and wikilinks. Beyond it, a destination with blanks in it makes
    a link too. Links in code, comments, raw HTML, escapes and images are none. The section is the last heading above, those
    inside quotes and lists aside.

    >>> [link] = read_links("# Bond\n\nA [long bond](/fixed income). It pays.")
    >>> link.destination, link.anchor, link.sentence, link.section, link.line
    ('/fixed income', 'long bond', 'A long bond.', 'Bond', 3)
    """
    blocks = Blocks()
    if "[" in text:
        if "<" in text or "```" in text or "~~~" in text or _REACHES_FAR.search(f"\n{text}"):
            parse(text, blocks, first_line)
        else:
            _read_paragraphs(f"\n\n{text}", blocks, first_line - 2)
    return tuple(blocks.links)


def first_heading(text: str) -> str:
    r"""Give the first heading of level one, empty where there is none.

    >>> first_heading("Text\n\n# A *bond*\n\n# Another")
    'A bond'
    """
    blocks = Blocks()
    parse(text, blocks)
    return blocks.heading


def _read_paragraphs(text: str, blocks: Blocks, line: int) -> None:
    """Read the lines and paragraphs that have a bracket, and of the rest the headings that stand above them."""
    counted = read = 0
    place = text.find("[")
    while place >= 0:
        start = text.rfind("\n", 0, place) + 1
        end = _end(text, "\n", place)
        body = _line_alone(text, start, end)
        line += text.count("\n", counted, start)
        _begin_section(text, counted, start, blocks)
        counted = start
        if not (body and _read_line(body, blocks, line)):
            # The whole paragraph, but for the items of its list that are read already.
            start = max(text.rfind("\n\n", 0, place) + 2, read)
            end = _end(text, "\n\n", place)
            line -= text.count("\n", start, counted)
            counted = start
            _read_paragraph(text[start:end], blocks, line)
        read = min(end + 1, len(text))
        place = text.find("[", end)


def _end(text: str, mark: str, place: int) -> int:
    found = text.find(mark, place)
    return len(text) if found < 0 else found


def _line_alone(text: str, start: int, end: int) -> str:
    """Give a line that is a block by itself, without its mark: a paragraph of one line, or an item of a tight list."""
    above = text.startswith("\n", start - 2)
    below = end == len(text) or text.startswith("\n", end + 1) or end + 1 == len(text)
    if text.startswith("- ", start):
        is_item = (above or text.startswith("- ", text.rfind("\n", 0, start - 1) + 1)) and (
            below or text.startswith("- ", end + 1)
        )
        return text[start + 2 : end] if is_item and _PLAIN_START.match(text, start + 2) else ""
    return text[start:end] if above and below and _PLAIN_START.match(text, start) else ""


def _read_line(marked: str, blocks: Blocks, line: int) -> bool:
    """Read the links of a plain line; false where it is not plain."""
    parts = _LINK.split(marked)
    destinations = parts[2::3]
    del parts[2::3]
    text = "".join(parts)
    if "![" in marked or len(text) > _LONGEST_LINE or _NOT_PLAIN.search(text):
        return False
    if not (text.isprintable() and "  " not in text and unicodedata.is_normalized("NFC", text)):
        return False  # so that pieces of the text need no cleaning
    sentences = Sentences(text)
    end = 0
    previous = ""
    for number, destination in enumerate(destinations):
        before, anchor = parts[2 * number], parts[2 * number + 1]
        start = end + len(before)
        end = start + len(anchor)
        continues = number > 0 and previous == destination and not before.strip()
        cleaned = destination if destination.isprintable() else one_line(destination)
        sentence = sentences.at(start, end)
        blocks.links.append(Link(cleaned, anchor.strip(), sentence, blocks.section, line, LinkKind.INLINE, continues))
        previous = destination
    return True


def _begin_section(text: str, after: int, before: int, blocks: Blocks) -> None:
    """Find the last heading between two places."""
    mark = text.rfind("\n#", after, before)
    while mark >= 0:
        end = text.find("\n", mark + 1)
        heading = text[mark + 1 : len(text) if end < 0 else end]
        plain = _HEADING.match(heading)
        if plain and not _NOT_PLAIN.search(plain[2]):
            blocks.begin_section(plain[2], len(plain[1]))
            return
        if heading.lstrip("#")[:1] in ("", " ", "\t") or (text[mark - 1] == "\n" and TIGHT_HEADING.match(heading)):
            alone = Blocks()
            parse(heading, alone)
            blocks.begin_section(alone.section, 0)
            return
        mark = text.rfind("\n#", after, mark)


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
