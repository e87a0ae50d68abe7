import io
import re
import sys
from collections.abc import Sequence

import pytest

from glossograph.cli.terminal import print_table


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


ROWS = [("a", "1"), ("債券 x", "12"), ("b\nc\x1b[1m", "")]
PIPED = """\
NAME      COUNT
a             1
債券 x       12
b c�[1m
"""


def show(output: io.StringIO, monkeypatch: pytest.MonkeyPatch, columns: int = 80, rows: Sequence[tuple[str, str]] = ROWS) -> str:
    monkeypatch.setattr(sys, "stdout", output)
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    assert print_table(("NAME", "COUNT"), rows, right=("COUNT",)) == len(rows)
    return re.sub(r"\x1b\[\d+m", "", output.getvalue())  # headings are bold


def test_columns_are_as_wide_as_their_widest_cell_also_with_wide_letters(monkeypatch: pytest.MonkeyPatch) -> None:
    assert show(io.StringIO(), monkeypatch) == PIPED


def test_a_terminal_shows_the_same_table_with_a_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    heading, rule, *rows = show(Terminal(), monkeypatch).splitlines()
    assert rule == "─" * len(heading)
    assert [heading, *rows] == PIPED.splitlines()


def test_a_cell_too_wide_for_the_terminal_continues_in_the_next_line(monkeypatch: pytest.MonkeyPatch) -> None:
    text = show(Terminal(), monkeypatch, 20, [("front office of a bank", "1")])
    assert text.splitlines()[2:] == ["front office       1", "of a bank"]


@pytest.mark.parametrize("columns", [10, 20, 40])
def test_no_terminal_is_too_narrow_for_a_whole_slug(monkeypatch: pytest.MonkeyPatch, columns: int) -> None:
    slug = "mutual-transport-layer-security"
    lines = show(Terminal(), monkeypatch, columns, [(slug, "1,234")]).splitlines()
    assert sum(slug in line for line in lines) == 1
    assert any(line.endswith("1,234") for line in lines)


def test_a_narrow_terminal_splits_texts_of_scripts_without_blanks(monkeypatch: pytest.MonkeyPatch) -> None:
    text = show(Terminal(), monkeypatch, 16, [("债券市场中央银行", "1")])
    assert text.splitlines()[2:] == ["债券市场       1", "中央银行"]


def test_a_table_without_rows_has_its_heading(monkeypatch: pytest.MonkeyPatch) -> None:
    output = io.StringIO()
    monkeypatch.setattr(sys, "stdout", output)
    assert print_table(("NAME", "COUNT"), []) == 0
    assert output.getvalue() == "NAME   COUNT\n"
