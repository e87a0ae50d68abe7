"""What a command prints: lines, tables and JSON in which no article text can control the terminal."""

import json
import shutil
import sys
from collections.abc import Iterable, Sequence
from typing import Any

_JOINERS = "\u200c\u200d"


def printable(text: str) -> str:
    r"""Replace what a terminal would obey or not show: controls, line ends, marks that reorder.

    The zero-width joiners stay: Persian and the scripts of India spell words with them.

    >>> printable("a\x1b[31mb\u202ec\n")
    'a�[31mb�c�'
    """
    return "".join(c if c.isprintable() or c in _JOINERS else "�" for c in text)


def print_line(text: str, *, flush: bool = False) -> None:
    """Print a line of the result, unless standard output is closed."""
    if sys.stdout is None:
        return
    sys.stdout.write(f"{printable(text)}\n")
    if flush:
        sys.stdout.flush()


def print_text(text: str) -> None:
    """Print a text of many lines: byte for byte in UTF-8 for programs, without controls on a terminal."""
    if sys.stdout is None:
        return
    if sys.stdout.isatty() or not hasattr(sys.stdout, "buffer"):
        sys.stdout.write("".join(c if c in "\n\t" else printable(c) for c in text.replace("\r\n", "\n")))
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(text.encode("utf-8", "surrogateescape"))


def print_json(value: Any) -> None:  # noqa: ANN401 — whatever JSON can hold
    """Print a value as JSON. Characters that a terminal would obey are written as JSON escapes."""
    text = json.dumps(value, ensure_ascii=False, indent=1)
    escaped = (c if c == "\n" or printable(c) == c else json.dumps(c)[1:-1] for c in text)
    print_text("".join(escaped) + "\n")


def print_message(text: str) -> None:
    """Print an error or a note: one line on standard error."""
    if sys.stderr is not None:
        sys.stderr.write(f"glossograph: {printable(text)}\n")


def print_choices(choices: Iterable[str]) -> None:
    """Print what to choose from after an error: each on a line of standard error."""
    if sys.stderr is not None:
        sys.stderr.writelines(f"  {printable(choice)}\n" for choice in choices)


def print_table(headings: Sequence[str], rows: Iterable[Sequence[str]], *, right: Sequence[str] = ()) -> int:
    """Print a table whose columns are as wide as their cells; a terminal that is narrower wraps the cells between words.

    Args:
        headings: The names of the columns.
        rows: The cells, row by row.
        right: The headings of the columns that hold numbers, which are aligned at the right.

    Returns:
        The number of rows.
    """
    from glossograph.cli.table_layout import table_lines, terminal_lines

    names = [printable(heading) for heading in headings]
    cells = [[printable(cell.replace("\n", " ")) for cell in row] for row in rows]
    if sys.stdout is not None:
        right_aligned = [heading in right for heading in headings]
        if sys.stdout.isatty():
            lines = terminal_lines(names, cells, right_aligned, shutil.get_terminal_size().columns)
        else:
            lines = table_lines(names, cells, right_aligned)
        sys.stdout.writelines(f"{line}\n" for line in lines)
    return len(cells)
