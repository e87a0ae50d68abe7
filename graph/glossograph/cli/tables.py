"""Tables for people: columns as wide as what is in them, folded where a terminal is narrower."""

import sys
from collections.abc import Iterable, Sequence

from glossograph.cli.terminal import printable

_WIDEST = 10_000
"""Columns of text where there is no terminal to be narrow."""


def show_table(headings: Sequence[str], rows: Iterable[Sequence[str]], *, right: Sequence[str] = ()) -> int:
    """Print a table and give the number of its rows; the columns whose headings are `right` hold numbers.

    The headings are left out where all are empty.
    """
    from rich import box  # noqa: PLC0415 — a tenth of a second, only where a table is shown
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    table = Table(box=box.SIMPLE_HEAD, show_header=any(headings), pad_edge=False, show_edge=False, padding=(0, 2, 0, 0))
    for heading in headings:
        table.add_column(Text(printable(heading)), justify="right" if heading in right else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(printable(cell.replace("\n", " "))) for cell in row))
    if sys.stdout is not None:
        width = None if sys.stdout.isatty() else _WIDEST
        console = Console(file=sys.stdout, highlight=False, soft_wrap=False, width=width, emoji=False, markup=False)
        with console.capture() as captured:
            console.print(table)
        sys.stdout.write("".join(f"{line.rstrip()}\n" for line in captured.get().splitlines()))
    return table.row_count
