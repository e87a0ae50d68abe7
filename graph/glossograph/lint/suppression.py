"""Comments in articles that say what to leave alone."""

import re
from collections.abc import Iterable
from itertools import islice

from glossograph.lint.article_source import Source
from glossograph.model.base import Struct

_COMMENT = re.compile(r"(?:<!--|\{/\*|#)\s*glossograph:\s*ignore(-file)?\b([^\n>*]*)")
_NOT_BLANK = re.compile(r"\S")
_MOST = 1000
"""Comments of a file that are obeyed."""

_NAME = re.compile(r"[a-z][a-z-]+")


class Ignored(Struct, frozen=True):
    """What a comment silences: codes, all where none is named, on the given lines, or in the whole file where there are none."""

    codes: tuple[str, ...]
    lines: tuple[int, ...]

    def covers(self, code: str, line: int) -> bool:
        """Tell whether a finding is silenced."""
        return (not self.codes or code in self.codes) and (not self.lines or line in self.lines)


def ignored(source: Source) -> tuple[Ignored, ...]:
    r"""Read the comments of a text: one on a line of its own speaks of the next line that is not blank.

    >>> ignored(Source("<!-- glossograph: ignore link-self -->\n\nA [bond](/bond).\n"))[0].lines
    (1, 3)
    """
    if "glossograph:" not in source.text:
        return ()
    found = []
    for comment in islice(_COMMENT.finditer(source.text), _MOST):
        codes = tuple(_NAME.findall(comment[2]))
        line = source.position(comment.start())[0]
        lines: tuple[int, ...] = (line,)
        if not re.sub(r"(?:<!--|\{/\*|#)\s*glossograph:[^\n]*", "", source.line(line)).strip():
            end = source.text.find("\n", comment.end())
            below = _NOT_BLANK.search(source.text, end) if end >= 0 else None
            lines = (line, source.position(below.start())[0]) if below else (line,)
        found.append(Ignored(codes, () if comment[1] else lines))
    return tuple(found)


def is_ignored(comments: Iterable[Ignored], code: str, line: int) -> bool:
    """Tell whether any comment silences a finding."""
    return any(comment.covers(code, line) for comment in comments)
