"""The first sentence of an article's prose, for articles without a description."""

import re
from collections.abc import Iterator
from itertools import chain

from glossograph.text.normalise import one_line, without_entities
from glossograph.text.sentences import Sentences

_MAX_READ_CHARS = 6_000
_MAX_READ_LINES = 120
_MAX_PARAGRAPH_CHARS = 1_200
_MAX_LEAD_CHARS = 400
_MIN_LETTERS = 20
_MIN_DENSE_LETTERS = 8
_FENCES = ("```", "~~~", "$$")
_CLOSED = {"<!--": "-->", "{%": "%}", "{{": "}}", "%%": "%%"}
"""Starts of blocks that are no prose, each with the text that ends the block."""

_NOT_PROSE = re.compile(r"[#|<>=:!+$-]|[*_-]{3}|\d{1,9}[.)]\s|[*•]\s|\[[^\]]*\]:|(?:import|export)\s|[^\W\d_][\w -]{0,40}::|\\")
_BULLET = re.compile(r"[-*•+]\s+(?:\[[ xX]\]\s+)?")
_IMAGE = re.compile(r"!\[\[[^\]\n]*\]\]|!\[[^\]\n]*\](?:\([^)\n]*\)|\[[^\]\n]*\])?")
_LINK = re.compile(r"\[([^\[\]\n]*)\](?:\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)|\[[^\]\n]*\])")
_WIKILINK = re.compile(r"\[\[([^\[\]\n]*)\]\]")
_DROPPED = re.compile(
    r"</?[A-Za-z][^<>\n]*>|<!--.*?-->|\{\{.*?\}\}|\{%.*?%\}|\{[:#.][^{}\n]*\}|\[\^[^\]\n]*\]|<?https?://\S+|(?<!\w)\^[\w-]+$"
)
_MAY_DROP = re.compile(r"[<{^]|\[\^|https?:")
_MAY_MARK = re.compile(r"[*~=`_\\]")
_MARKS = re.compile(r"\*{1,3}|~~|==|`+|(?<![^\W_])_{1,3}|_{1,3}(?![^\W_])|\\(?=[!-/:-@\[-`{-~])")
_DENSE = re.compile("[\u0900-\u109f\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def lead(body: str) -> str:
    r"""Give the first sentence of the first paragraph of prose in a Markdown text, as plain text; empty where there is none.

    Headings, code, tables, HTML, quotes, lists and shortcodes are no prose. A text of bullets alone, as of an outliner, leads
    with the first sentence in a bullet.

    >>> lead("# Bond\n\n![chart](a.png)\n\nA **bond** is a [loan](/loan) that is\ntraded. It pays interest.")
    'A bond is a loan that is traded.'
    >>> lead("- A [[bond|Bond]] pays a fixed coupon each year. It ends.")
    'A Bond pays a fixed coupon each year.'
    """
    lines = body[:_MAX_READ_CHARS].split("\n")[:_MAX_READ_LINES]
    for paragraph in chain(_paragraphs(lines), _bullets(lines)):
        text = one_line(without_entities(_plain(paragraph[:_MAX_PARAGRAPH_CHARS])))
        if _is_sentence(text):
            sentence = Sentences(text[: _MAX_LEAD_CHARS + 1]).at(0, 1)
            return sentence if len(sentence) <= _MAX_LEAD_CHARS else sentence[: _MAX_LEAD_CHARS - 1].rstrip() + "…"
    return ""


def _is_sentence(text: str) -> bool:
    letters = sum(map(str.isalpha, text[: 3 * _MIN_LETTERS]))
    if letters < _MIN_LETTERS:
        letters = sum(map(str.isalpha, text))
    return letters >= _MIN_LETTERS or (letters >= _MIN_DENSE_LETTERS and len(_DENSE.findall(text)) > letters // 2)


def _paragraphs(lines: list[str]) -> Iterator[str]:
    """Yield the paragraphs of prose among the lines."""
    current: list[str] = []
    closing = ""
    skipping = False
    for line in [*lines, ""]:
        text = line.strip()
        if closing:
            closing = "" if closing in text else closing
            continue
        if text and not current and (closing := _opened(text)):
            continue
        if not text or text.startswith(_FENCES) or (not current and _is_no_prose(line, text)):
            if current and not skipping:
                yield "\n".join(current)
            current, skipping = [], bool(text) and not text.startswith("#")
        elif not skipping:
            if _is_underline(text):
                current = []
            else:
                current.append(text)


def _opened(text: str) -> str:
    """Give the text that ends the block which a line begins; empty where it begins none or ends it too."""
    if text.startswith(_FENCES):
        fence = text[:2] if text.startswith("$$") else text[:3]
        return "" if text.endswith(fence) and len(text) > len(fence) * 2 else fence
    for start, end in _CLOSED.items():
        if text.startswith(start):
            return "" if end in text[len(start) :] else end
    return ""


def _is_no_prose(line: str, text: str) -> bool:
    if text.startswith("![") or (text.startswith("<") and re.match(r"<(?:b|i|em|strong|a|code|span|kbd|https?:)\b", text)):
        return False
    return line.startswith(("    ", "\t")) or _NOT_PROSE.match(text) is not None


def _is_underline(text: str) -> bool:
    return len(text) > 1 and (not text.strip("=") or not text.strip("-"))


def _bullets(lines: list[str]) -> Iterator[str]:
    """Yield the texts of the list items among the lines."""
    for line in lines:
        text = line.strip()
        if bullet := _BULLET.match(text):
            item = text[bullet.end() :].lstrip("#").strip()
            if not _NOT_PROSE.match(item):
                yield item


def _plain(text: str) -> str:
    """Take the markup off a paragraph."""
    if "[" in text:
        text = _IMAGE.sub("", text)
        text = _WIKILINK.sub(_wikilink_text, text)
        text = _LINK.sub(r"\1", text)
    if _MAY_DROP.search(text):
        text = _DROPPED.sub("", text)
    return _MARKS.sub("", text) if _MAY_MARK.search(text) else text


def _wikilink_text(match: re.Match[str]) -> str:
    page, bar, text = match[1].partition("|")
    return text if bar and text.strip() else page.partition("#")[0].rpartition("/")[2] or page
