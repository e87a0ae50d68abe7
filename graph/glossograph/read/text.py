"""Bytes -> text: decoding that never guesses silently, and clean one-line strings."""

import html
import re
import unicodedata
from itertools import pairwise

from glossograph.model import Problem, ProblemCode

_BYTE_ORDER_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_BLANKS = re.compile(r"\s+")
_ENTITY = re.compile(r"&(?:#\d+|#[xX][0-9a-fA-F]+|[A-Za-z][A-Za-z0-9]+);")
# Controls, and the marks that reorder what follows them on the screen (Unicode Standard Annex 9).
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]")
_CJK = re.compile("[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]")
# Marks piled on one letter: normalising takes the square of their number, and no script needs so many.
_PILED_MARKS = re.compile("([\u0300-\u036f]{16})[\u0300-\u036f]+")
_SUSPECT = 1000


def decode(data: bytes, path: str) -> tuple[str, tuple[Problem, ...]]:
    r"""Decode a file: UTF-8, or what its byte order mark says; line ends become `\n`.

    Bytes that are no UTF-8 become U+FFFD and are reported with their line; nothing is guessed. A file that is no text
    at all gives an empty text and a problem.

    >>> decode(b"\xef\xbb\xbfa\r\nb\rc", "x.md")
    ('a\nb\nc', ())
    >>> decode(b"a\nb\xe6", "x.md")[1][0].line
    2
    """
    encoding = "utf-8"
    for mark, name in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            data, encoding = data[len(mark) :], name
            break
    problems: list[Problem] = []
    if encoding != "utf-8":
        problems.append(Problem(path, 0, ProblemCode.ENCODING, f"is {encoding.upper()}: save it as UTF-8"))
    elif b"\x00" in data:
        return "", (Problem(path, 0, ProblemCode.NOT_TEXT, "holds NUL bytes, so is no text: nothing was read from it"),)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = f"byte {error.start} is no {encoding.upper()}: save the file as UTF-8; read with � in such places"
        problems.append(Problem(path, line, ProblemCode.ENCODING, message))
        text = data.decode(encoding, errors="replace")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text, tuple(problems)


def one_line(text: str) -> str:
    r"""Clean a text for use as a label, sentence or definition: NFC, one line, nothing unseen.

    >>> one_line("  back\n office\u202e ")
    'back office'
    """
    if text.isprintable() and "  " not in text and len(text) <= _SUSPECT:  # so nearly all texts are
        return text.strip() if text.isascii() else unicodedata.normalize("NFC", text).strip()
    if text.isascii():
        return " ".join(_UNSEEN.sub("", text).split())
    text = _UNSEEN.sub("", text)
    if "\n" in text:
        text = _joined_lines(text)
    if len(text) > _SUSPECT:
        text = _PILED_MARKS.sub(r"\1", text)
    return unicodedata.normalize("NFC", _BLANKS.sub(" ", text).strip())


def _joined_lines(text: str) -> str:
    """Join lines by a blank, but by none between letters of scripts that write none."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    joined = "".join(f"{line}{'' if _CJK.match(line[-1]) and _CJK.match(after[0]) else ' '}" for line, after in pairwise(lines))
    return joined + (lines[-1] if lines else "")


def without_entities(text: str) -> str:
    """Decode HTML entities, also those that were encoded twice.

    >>> without_entities("Moody&#39;s S&amp;amp;P R&D")
    "Moody's S&P R&D"
    """
    for _ in range(2):
        if "&" not in text or not _ENTITY.search(text):
            break
        text = html.unescape(text)
    return text
