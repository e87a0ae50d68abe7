"""The links of a Markdown text, each with its anchor, sentence, section and line.

Most paragraphs of most articles are plain words with plain links. These are read directly, ten times faster than by a
parser; every other paragraph goes to the parser, and a text with marks that reach beyond a paragraph goes there whole. The
tests hold the two ways against each other.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from glossograph.model.link import LinkKind, Links
from glossograph.read.markdown_parser import TIGHT_HEADING, Anchor, Blocks, parse
from glossograph.read.masks import mask
from glossograph.text.normalise import one_line
from glossograph.text.sentences import Sentences, ends_in

# Reference definitions, indented code, rules and underlined headings.
_REACHES_FAR = re.compile(r"\n(?=[ \t\[=-])(?: {4}| {1,3}#| {0,3}\t| {0,3}\[[^\]\n]*\]:| {0,3}(?:=+[ \t]*|-[ \t-]*)(?:\n|\Z))")
# HTML that a blank line does not end (CommonMark, section 4.6: all but the last two kinds of block).
_FAR_HTML = re.compile(r"<(?:[!?]|script|pre|style|textarea)", re.IGNORECASE)
_SKIPPED_ABOVE = re.compile(
    r"(?:[ \t]*\n|<!--(?:.|\n){0,5000}?-->[ \t]*|[ \t]*(?:!\[[^\n]*|</?[A-Za-z][^\n]*>[ \t]*|\{[%{][^\n]*[%}]\}[ \t]*|\[!\[[^\n]*"
    r"|import [^\n]*|export [^\n]*|\[TOC\]|\[\[_TOC_\]\])\n)*",
)
_TOP_HEADING = re.compile(r"#{1,2}(?!#)")
_UNDERLINE = re.compile(r" {0,3}(?:=+|-{2,})[ \t]*\Z")
_LONGEST_LINE = 5000
_HEADING = re.compile(r"(#{1,6})[ \t]+([^#{\s](?:[^#{\n]*[^#{\s])?)[ \t]*\Z")
_LINK = re.compile(r"\[([^\[\]]*)\]\(([^\s()<>\[\]\\&\"'`]*)\)")
_NOT_PLAIN = re.compile(r"[\[\]\\`*_~|<]|&[#\w]|!\Z")
_ODD = "\\`*_~|<&"
"""Letters of which every text that is not plain has one, brackets aside."""

_PLAIN_START = re.compile(r"(?!\d+[.)](?:\s|\Z))[^\W_]|[\[“‘«(–—•$€£₹…「『]")


def read_links(text: str, first_line: int = 1, *, sentences: bool = True, mdx: bool = False) -> Links:
    r"""Read the links of a Markdown text, with their sentences or without; lines count from `first_line`.

    CommonMark 0.31 with tables, footnotes, heading attributes and wikilinks. Beyond it, a destination with blanks in it makes
    a link too. Links in code, comments, raw HTML, escapes and images do not count. The section is the last heading above that
    is not inside a quote or a list.

    >>> [link] = read_links("# Bond\n\nA [long bond](/fixed income). It pays.")
    >>> link.destination, link.anchor, link.sentence, link.section, link.line
    ('/fixed income', 'long bond', 'A long bond.', 'Bond', 3)
    """
    blocks = Blocks(sentences=sentences)
    if "[" in text:
        masked = mask(text, mdx=mdx)
        if masked is not text and masked != text:
            parse(masked, blocks, first_line)
        elif _reaches_far(text):
            parse(text, blocks, first_line)
        else:
            _read_paragraphs(text, blocks, first_line)
    return blocks.links()


def _reaches_far(text: str) -> bool:
    """Tell whether a text has marks that a blank line does not end, so that no paragraph can be read alone."""
    if ("`" in text and "```" in text) or ("~" in text and "~~~" in text) or ("<" in text and _FAR_HTML.search(text)):
        return True
    return _REACHES_FAR.search(f"\n{text}") is not None


def top_heading(text: str) -> str:
    r"""Give the heading at the top of a text, of level one or two: only images, comments and markup may stand above it.

    >>> top_heading("\n<!-- generated -->\n# A *bond* {#bond}\n\nText"), top_heading("Text\n\n# Use")
    ('A bond', '')
    >>> top_heading("A bond\n======\n\nText")
    'A bond'
    """
    start = _SKIPPED_ABOVE.match(text)
    lines = text[start.end() if start else 0 :].split("\n", 2)
    if lines[0].startswith("#"):
        heading = lines[0]
        if not _TOP_HEADING.match(heading):
            return ""
    elif len(lines) > 1 and _UNDERLINE.match(lines[1]):
        heading = f"{lines[0]}\n{lines[1]}"
    else:
        return ""
    blocks = Blocks()
    parse(heading, blocks)
    return blocks.section


def _read_paragraphs(text: str, blocks: Blocks, line: int) -> None:
    """Read the paragraphs that have a bracket, and of the rest the headings that stand above them."""
    odd = [letter for letter in _ODD if letter in text]
    start = counted = 0
    while (bracket := text.find("[", start)) >= 0:
        blank = text.rfind("\n\n", start, bracket)
        begin = start if blank < 0 else blank + 2
        if begin > start and (heading := _last_heading(text, start, begin)):
            blocks.begin_section(heading, 0)
        end = text.find("\n\n", bracket)
        paragraph = text[begin:] if end < 0 else text[begin:end]
        line += text.count("\n", counted, begin)
        counted = begin
        if "\n" in paragraph or not (_PLAIN_START.match(paragraph) and _read_line(paragraph, blocks, line, odd=odd)):
            _read_block(paragraph, blocks, line, odd=odd)
        start = begin + len(paragraph) + 2


def _read_block(paragraph: str, blocks: Blocks, line: int, *, odd: Sequence[str]) -> None:
    """Read a tight list item by item, and any other block as a whole."""
    items = paragraph.rstrip("\n").split("\n")
    if not all(item.startswith("- ") and _PLAIN_START.match(item, 2) for item in items):
        _read_paragraph(paragraph, blocks, line)
        return
    for number, item in enumerate(items):
        if "[" in item and not _read_line(item[2:], blocks, line + number, odd=odd):
            parse(item, blocks, line + number)


def _read_line(marked: str, blocks: Blocks, line: int, *, odd: Sequence[str]) -> bool:
    """Read the links of a line that is a block by itself; false where it is not plain, as those with `odd` letters may be."""
    parts = _LINK.split(marked)
    count = len(parts) // 3
    if marked.count("[") != count or marked.count("]") != count or "![" in marked or len(marked) > _LONGEST_LINE:
        return False
    if odd and any(letter in marked for letter in odd) and _NOT_PLAIN.search(_words(parts)):
        return False
    sentences = None
    if blocks.sentences:
        text = _words(parts)
        if not (text.isprintable() and "  " not in text and unicodedata.is_normalized("NFC", text)):
            return False  # so that pieces of the text need no cleaning
        sentences = Sentences(text)
    end = 0
    for place in range(0, 3 * count, 3):
        between, anchor, destination = parts[place : place + 3]
        start = end + len(between)
        end = start + len(anchor)
        blocks.add(
            destination if destination.isprintable() else one_line(destination),
            one_line(anchor),
            line,
            sentences.at(start, end) if sentences else "",
            begins=place == 0 or ends_in(between, (anchor + parts[place + 3])[:1]),
            continues=place > 0 and parts[place - 1] == destination and not between.strip(),
        )
    return True


def _words(parts: list[str]) -> str:
    """Join what is text and anchor of a line that was split at its links."""
    words = parts.copy()
    del words[2::3]
    return "".join(words)


def _last_heading(text: str, start: int, end: int) -> str:
    """Find the last heading of paragraphs that have no links and end before `end`; empty where there is none."""
    while (mark := _line_with_mark(text, start, end)) >= 0:
        blank = text.rfind("\n\n", start, mark)
        begin = start if blank < 0 else blank + 2
        paragraph = text[begin : text.index("\n\n", mark)]
        if "<" in paragraph:  # raw HTML may hold what looks like a heading
            inside = Blocks()
            parse(paragraph, inside)
            heading = inside.section
        else:
            heading = _heading_in(paragraph)
        if heading:
            return heading
        end = begin
    return ""


def _heading_in(paragraph: str) -> str:
    if "\n" not in paragraph and (plain := _HEADING.match(paragraph)) and not _NOT_PLAIN.search(plain[2]):
        return plain[2]  # as nearly all headings are
    mark = len(paragraph)
    while (mark := _line_with_mark(paragraph, 0, mark)) >= 0:
        heading = paragraph[mark:].partition("\n")[0]
        plain = _HEADING.match(heading)
        if plain and not _NOT_PLAIN.search(plain[2]):
            return plain[2]
        tight = not paragraph[:mark].strip("\n") and TIGHT_HEADING.match(heading)
        if tight and not _NOT_PLAIN.search(heading):
            return heading.strip("# ")
        if tight or heading.lstrip("#")[:1] in ("", " ", "\t"):
            alone = Blocks()
            parse(heading, alone)
            if alone.section:
                return alone.section
    return ""


def _line_with_mark(text: str, start: int, end: int) -> int:
    """Find the last line that begins with `#`, from a place where a line begins up to another."""
    newline = text.rfind("\n#", start, end)
    if newline >= 0:
        return newline + 1
    return start if start < end and text.startswith("#", start) else -1


def _read_paragraph(paragraph: str, blocks: Blocks, line: int) -> None:
    """Read what stands between two blank lines: headings, then words or a list; by the parser where it is not plain."""
    try:
        plain_blocks = list(_plain_blocks(paragraph, line))
    except _NotPlainError:
        parse(paragraph, blocks, line)
    else:
        for text, anchors, level in plain_blocks:
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
