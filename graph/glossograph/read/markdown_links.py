"""The links of a Markdown text, each with its anchor, sentence, section and line.

The parser reads the text once. Markup that holds no links although a Markdown parser sees some is masked before.
"""

import re

from glossograph.model.link import Links
from glossograph.read.indented_blocks import without_block_indents
from glossograph.read.link_blocks import Blocks
from glossograph.read.markdown_parser import parse
from glossograph.read.masks import mask

_SKIPPED_ABOVE = re.compile(
    r"(?:[ \t]*\n|<!--(?:.|\n){0,5000}?-->[ \t]*|[ \t]*(?:!\[[^\n]*|</?[A-Za-z][^\n]*>[ \t]*|\{[%{][^\n]*[%}]\}[ \t]*|\[!\[[^\n]*"
    r"|import [^\n]*|export [^\n]*|\[TOC\]|\[\[_TOC_\]\])\n)*",
)
_TOP_HEADING = re.compile(r"#{1,2}(?!#)")
_UNDERLINE = re.compile(r" {0,3}(?:=+|-{2,})[ \t]*\Z")


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
        text = without_block_indents(text)
        masked = mask(text, mdx=mdx)
        parse(masked, blocks, first_line, masked=masked != text)
    return blocks.links()


def top_heading(text: str) -> str:
    r"""Give the heading at the top of a text, of level one or the only one of level two: only markup may stand above it.

    >>> top_heading("\n<!-- generated -->\n# A *bond* {#bond}\n\nText"), top_heading("Text\n\n# Use")
    ('A bond', '')
    >>> top_heading("A bond\n======\n\nText"), top_heading("## Use\n\n## History")
    ('A bond', '')
    """
    start = _SKIPPED_ABOVE.match(text)
    text = text[start.end() if start else 0 :]
    lines = text.split("\n", 2)
    if lines[0].startswith("#"):
        heading = lines[0]
        if not _TOP_HEADING.match(heading) or (heading.startswith("##") and "\n## " in text):
            return ""
    elif len(lines) > 1 and _UNDERLINE.match(lines[1]):
        heading = f"{lines[0]}\n{lines[1]}"
    else:
        return ""
    blocks = Blocks()
    parse(heading, blocks)
    return blocks.section
