"""Comments in articles that silence findings."""

import re
from collections.abc import Iterable
from itertools import islice

from glossograph.lint.article_source import ArticleSource
from glossograph.model.base import Struct

_COMMENT = re.compile(r"(?:<!--|\{/\*|#)\s*glossograph:\s*ignore(-file)?\b([^\n>*]*)")
_COMMENT_TO_LINE_END = re.compile(r"(?:<!--|\{/\*|#)\s*glossograph:[^\n]*")
_CODE = re.compile(r"[a-z][a-z-]+")
_NOT_BLANK = re.compile(r"\S")
_MAX_COMMENTS = 1000
"""Comments of a file that are read; more are ignored, since each costs time for each finding."""


class IgnoreComment(Struct, frozen=True):
    """A comment that silences findings.

    It silences `codes`, or all codes if there are none, on `lines`, or in the whole file if there are none.
    """

    codes: tuple[str, ...]
    lines: tuple[int, ...]

    def covers(self, code: str, line: int) -> bool:
        """Return whether the comment silences a finding."""
        return (not self.codes or code in self.codes) and (not self.lines or line in self.lines)


def read_ignore_comments(source: ArticleSource) -> tuple[IgnoreComment, ...]:
    r"""Read the comments of a text.

    A comment covers its own line. If nothing else is on that line, it also covers the next line that is not blank.

    >>> read_ignore_comments(ArticleSource("<!-- glossograph: ignore link-self -->\n\nA [bond](/bond).\n"))[0].lines
    (1, 3)
    """
    if "glossograph:" not in source.text:
        return ()
    comments = []
    for match in islice(_COMMENT.finditer(source.text), _MAX_COMMENTS):
        codes = tuple(_CODE.findall(match[2]))
        line = source.line_and_column(match.start())[0]
        lines: tuple[int, ...] = (line,)
        if not _COMMENT_TO_LINE_END.sub("", source.line(line)).strip():
            line_end = source.text.find("\n", match.end())
            next_text = _NOT_BLANK.search(source.text, line_end) if line_end >= 0 else None
            lines = (line, source.line_and_column(next_text.start())[0]) if next_text else (line,)
        comments.append(IgnoreComment(codes, () if match[1] else lines))
    return tuple(comments)


def is_ignored(comments: Iterable[IgnoreComment], code: str, line: int) -> bool:
    """Return whether any comment silences a finding."""
    return any(comment.covers(code, line) for comment in comments)
