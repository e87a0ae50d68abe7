"""Lay out rows as lines: a table, or, where a terminal is too narrow for one, a block for each row. No word is cut."""

import unicodedata
from collections.abc import Iterator, Sequence

from rich.cells import cell_len

_GAP = "   "
_NARROW_GAP = "  "
_INDENT = "  "


def table_lines(names: Sequence[str], rows: Sequence[Sequence[str]], right_aligned: Sequence[bool]) -> Iterator[str]:
    r"""Lay out a table for a pipe or a file: never too narrow, and without a rule, so that each line is a row.

    >>> print("\n".join(table_lines(["SLUG", "LINKS"], [["bond", "7"], ["front-office", "12"]], [False, True])))
    SLUG           LINKS
    bond               7
    front-office      12
    """
    yield from _rows((names, *rows), _widths((names, *rows)), right_aligned, _GAP)


def terminal_lines(
    names: Sequence[str], rows: Sequence[Sequence[str]], right_aligned: Sequence[bool], columns: int
) -> Iterator[str]:
    r"""Lay out a table for a terminal: cells that are too wide continue on the next line, between words.

    Args:
        names: The headings.
        rows: The cells, row by row.
        right_aligned: For each column whether it is aligned at the right.
        columns: The width of the terminal.

    >>> print("\n".join(terminal_lines(["SLUG", "LABEL"], [["front-office", "Front Office"]], [False, False], 22)))
    SLUG          LABEL
    ──────────────────────
    front-office  Front
                  Office
    >>> print("\n".join(terminal_lines(["SLUG", "LABEL"], [["front-office", "Front Office"]], [False, False], 16)))
    front-office
      LABEL  Front
             Office
    """
    widths = _widths((names, *rows))
    gap = _GAP
    if sum(widths) + len(gap) * (len(widths) - 1) > columns:
        gap = _NARROW_GAP
        fitting = _fitting_widths(widths, _word_widths((names, *rows)), columns - len(gap) * (len(widths) - 1))
        if fitting is None:
            yield from _blocks(names, rows, columns)
            return
        widths = fitting
    yield from _rows([names], widths, right_aligned, gap)
    yield "─" * (sum(widths) + len(gap) * (len(widths) - 1))
    yield from _rows(rows, widths, right_aligned, gap)


def wrap(text: str, width: int) -> list[str]:
    """Split a text into lines between its words, and between characters of scripts that write no blanks.

    >>> wrap("front office staff", 12), wrap("front-office", 5), wrap("债券市场", 4)
    (['front office', 'staff'], ['front-office'], ['债券', '市场'])
    """
    if cell_len(text) <= width:
        return [text]
    lines = [""]
    for word, blank in _pieces(text):
        line = lines[-1]
        if line and cell_len(line) + len(blank) + cell_len(word) > width:
            lines.append(word)
        else:
            lines[-1] = f"{line}{blank}{word}" if line else word
    return lines


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    """Yield what a line may end after, each with the blank before it: words, and single wide characters."""
    for word in text.split(" "):
        start, blank = 0, " "
        for index, character in enumerate(word):
            if not character.isascii() and unicodedata.east_asian_width(character) in "WF":
                if index > start:
                    yield word[start:index], blank
                    blank = ""
                yield character, blank
                start, blank = index + 1, ""
        if start < len(word) or not word:
            yield word[start:], blank


def _widths(rows: Sequence[Sequence[str]]) -> list[int]:
    return [max(map(cell_len, column)) for column in zip(*rows, strict=True)]


def _word_widths(rows: Sequence[Sequence[str]]) -> list[int]:
    """Return the width of the widest word in each column."""
    return [max(cell_len(word) for cell in column for word, _ in _pieces(cell)) for column in zip(*rows, strict=True)]


def _fitting_widths(widths: Sequence[int], least: Sequence[int], room: int) -> list[int] | None:
    """Narrow the widest columns until all fit into the room; None if words would have to be cut."""
    if sum(least) > room:
        return None
    fitting = list(widths)
    while sum(fitting) > room:
        index = max((i for i, width in enumerate(fitting) if width > least[i]), key=fitting.__getitem__)
        fitting[index] -= 1
    return fitting


def _rows(rows: Sequence[Sequence[str]], widths: Sequence[int], right_aligned: Sequence[bool], gap: str) -> Iterator[str]:
    for row in rows:
        cells = [wrap(cell, width) for cell, width in zip(row, widths, strict=True)]
        for index in range(max(map(len, cells))):
            line = [lines[index] if index < len(lines) else "" for lines in cells]
            yield gap.join(_pad(*each) for each in zip(line, widths, right_aligned, strict=True)).rstrip()


def _pad(text: str, width: int, is_right: object) -> str:
    blanks = " " * (width - cell_len(text))
    return blanks + text if is_right else text + blanks


def _blocks(names: Sequence[str], rows: Sequence[Sequence[str]], columns: int) -> Iterator[str]:
    """Write each row as its first cell, and below it the others with their headings."""
    size = max(map(cell_len, names[1:]), default=0)
    for row in rows:
        first, *others = zip(names, row, strict=True)
        yield from wrap(first[1], columns)
        for name, cell in others:
            if cell:
                head = f"{_INDENT}{_pad(name, size, None)}{_NARROW_GAP}" if size else _INDENT
                lines = wrap(cell, max(columns - cell_len(head), 1))
                yield head + lines[0]
                yield from (" " * cell_len(head) + line for line in lines[1:])
