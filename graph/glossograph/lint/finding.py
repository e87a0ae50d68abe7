"""A finding of a check, and the edits that fix it."""

from glossograph.config import Level
from glossograph.model.base import Struct

FINDING_FIELDS = ("path", "line", "column", "code", "severity", "message", "proposal")
"""The fields of a finding that every report format shows."""


class Edit(Struct, frozen=True):
    r"""A replacement of characters in a file.

    `start` and `end` are offsets into the decoded text, which has `\n` for every line end and no byte order mark.
    """

    start: int
    end: int
    text: str


class Finding(Struct, frozen=True):
    """A fault in an article, for its author to fix.

    `line` and `column` count from 1, columns in characters. Line 0 means the whole file, column 0 the whole line. `proposal` is
    the text to write instead, empty if only the author can know it. `edits` are the changes that `fix` makes, empty if none is
    safe.

    >>> Finding("en/bond.md", 3, 1, "link-self", Level.WARNING, "Links to its own article").location
    'en/bond.md:3:1'
    """

    path: str
    line: int
    column: int
    code: str
    severity: Level
    message: str
    proposal: str = ""
    edits: tuple[Edit, ...] = ()

    @property
    def location(self) -> str:
        """Path, line and column, in the form that editors and terminals open."""
        return ":".join((self.path, *(str(count) for count in (self.line, self.column) if count)))
