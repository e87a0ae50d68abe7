"""Tables for people: columns as wide as what is in them, folded where a terminal is narrower."""

import sys
from collections.abc import Iterable, Iterator, Sequence

from glossograph.cli.terminal import printable

_BETWEEN = "   "


def show_table(headings: Sequence[str], rows: Iterable[Sequence[str]], *, right: Sequence[str] = ()) -> int:
    """Print a table and give the number of its rows; the columns whose headings are `right` hold numbers."""
    names = [printable(heading) for heading in headings]
    found = [[printable(cell.replace("\n", " ")) for cell in row] for row in rows]
    if sys.stdout is not None:
        sides = [heading in right for heading in headings]
        lines = _folded(names, found, sides) if sys.stdout.isatty() else _lines(names, found, sides)
        sys.stdout.writelines(f"{line.rstrip()}\n" for line in lines)
    return len(found)


def _lines(names: list[str], rows: list[list[str]], right: Sequence[bool]) -> Iterator[str]:
    """Lay out the lines for a pipe or a file, where nothing is narrow and there may be very many."""
    from rich.cells import cell_len  # noqa: PLC0415 — a tenth of a second, only where a table is shown

    sizes = [[cell_len(cell) for cell in row] for row in (names, *rows)]
    widths = [max(column) for column in zip(*sizes, strict=True)]
    for number, (row, lengths) in enumerate(zip((names, *rows), sizes, strict=True)):
        blanks = [" " * (width - length) for width, length in zip(widths, lengths, strict=True)]
        cells = zip(row, blanks, right, strict=True)
        yield _BETWEEN.join(blank + cell if is_right else cell + blank for cell, blank, is_right in cells)
        if not number:
            yield "─" * (sum(widths) + len(_BETWEEN) * (len(widths) - 1))


def _folded(names: list[str], rows: list[list[str]], right: Sequence[bool]) -> Iterator[str]:
    """Lay out the lines for a terminal: what is too wide goes on in the next line."""
    from rich import box  # noqa: PLC0415
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, padding=(0, 2, 0, 0))
    for name, is_right in zip(names, right, strict=True):
        table.add_column(Text(name), justify="right" if is_right else "left", overflow="fold")
    for row in rows:
        table.add_row(*map(Text, row))
    console = Console(file=sys.stdout, highlight=False, emoji=False, markup=False)
    with console.capture() as captured:
        console.print(table)
    yield from captured.get().splitlines()
