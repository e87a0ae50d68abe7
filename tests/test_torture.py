"""The short form of the attacks: none of them fails."""

from pathlib import Path

import pytest

from tests.torture.attacks import ATTACKS
from tests.torture.tally import Effort, Row, report, table

SHORT = ("articles", "commonmark", "growth", "stores", "kills", "two", "outputs")
"""The attacks whose short form takes seconds."""


@pytest.mark.slow
@pytest.mark.parametrize("name", SHORT)
def test_no_attack_fails(tmp_path: Path, name: str) -> None:
    row = ATTACKS[name](Effort(is_long=False, folder=tmp_path / name))
    assert row.tried
    assert row.failures == []


def test_the_table_counts_what_failed() -> None:
    row = Row("attack")
    row.count()
    with row.attempt("second"):
        int("why")
    assert table([row]).splitlines()[-1] == "| attack | 2 | 1 |"
    assert row.failures == ["second: ValueError: invalid literal for int() with base 10: 'why'"]
    assert report([row]) == 1
