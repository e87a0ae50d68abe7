"""What a command prints: lines, tables and JSON in which no article text can control the terminal."""

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

_JOINERS = "\u200c\u200d"
_COLUMN_GAP = "   "


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


def print_table(headings: Sequence[str], rows: Iterable[Sequence[str]], *, right: Sequence[str] = ()) -> int:
    """Print a table whose columns are as wide as their cells; a terminal that is narrower wraps the cells.

    Args:
        headings: The names of the columns.
        rows: The cells, row by row.
        right: The headings of the columns that hold numbers, which are aligned at the right.

    Returns:
        The number of rows.
    """
    names = [printable(heading) for heading in headings]
    cells = [[printable(cell.replace("\n", " ")) for cell in row] for row in rows]
    if sys.stdout is not None:
        right_aligned = [heading in right for heading in headings]
        lines = _wrapped_lines(names, cells, right_aligned) if sys.stdout.isatty() else _lines(names, cells, right_aligned)
        sys.stdout.writelines(f"{line.rstrip()}\n" for line in lines)
    return len(cells)


def _lines(names: list[str], rows: list[list[str]], right_aligned: Sequence[bool]) -> Iterator[str]:
    """Lay out a table for a pipe or a file, which are never too narrow and may take very many rows."""
    from rich.cells import cell_len

    sizes = [[cell_len(cell) for cell in row] for row in (names, *rows)]
    widths = [max(column) for column in zip(*sizes, strict=True)]
    for index, (row, lengths) in enumerate(zip((names, *rows), sizes, strict=True)):
        blanks = [" " * (width - length) for width, length in zip(widths, lengths, strict=True)]
        cells = zip(row, blanks, right_aligned, strict=True)
        yield _COLUMN_GAP.join(blank + cell if is_right else cell + blank for cell, blank, is_right in cells)
        if index == 0:
            yield "─" * (sum(widths) + len(_COLUMN_GAP) * (len(widths) - 1))


def _wrapped_lines(names: list[str], rows: list[list[str]], right_aligned: Sequence[bool]) -> Iterator[str]:
    """Lay out a table for a terminal: a cell that is too wide continues on the next line."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, padding=(0, 2, 0, 0))
    for name, is_right in zip(names, right_aligned, strict=True):
        table.add_column(Text(name), justify="right" if is_right else "left", overflow="fold")
    for row in rows:
        table.add_row(*map(Text, row))
    console = Console(file=sys.stdout, highlight=False, emoji=False, markup=False)
    with console.capture() as captured:
        console.print(table)
    yield from captured.get().splitlines()
