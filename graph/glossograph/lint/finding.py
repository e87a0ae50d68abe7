"""What a check finds: a place, a code, a sentence, and where possible the text to put there instead."""

from glossograph.config import Level
from glossograph.model.base import Struct

FIELDS = ("path", "line", "column", "code", "severity", "message", "proposal")
"""What every output format tells of a finding."""


class Edit(Struct, frozen=True):
    r"""Characters of a file to replace: offsets into its text, with `\n` for every line end and no byte order mark."""

    start: int
    end: int
    text: str


class Finding(Struct, frozen=True):
    """Something for the author to mend.

    `line` and `column` count from 1, columns in characters; line 0 means the file as a whole, column 0 the whole line.
    `proposal` is the text that should stand there, empty where nobody but the author knows; `edits` are what `fix` does, empty
    where that would not be safe.

    >>> Finding("en/bond.md", 3, 1, "link-self", Level.WARNING, "leads to its own article").place
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
    def place(self) -> str:
        """Say where it is, as editors and terminals understand it."""
        return ":".join((self.path, *(str(number) for number in (self.line, self.column) if number)))
