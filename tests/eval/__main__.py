"""Measures alignment, repair, election and mentions on a corpus and prints one table: `python -m tests.eval CORPUS`."""

import math
import sys
from collections.abc import Iterable
from pathlib import Path

from tests.eval import alignment, labels, mentions, repair
from tests.eval.rows import Row


def table(rows: Iterable[Row]) -> str:
    """Write rows as a Markdown table; a figure that is not a number is a dash.

    >>> print(table([Row("labels", "all", 3, {"right": 0.5}), Row("labels", "no anchors", 0, {"right": math.nan})]))
    | evaluation | subset | cases | figures |
    | --- | --- | ---: | --- |
    | labels | all | 3 | right 0.500 |
    | labels | no anchors | 0 | right - |
    """
    lines = ["| evaluation | subset | cases | figures |", "| --- | --- | ---: | --- |"]
    for row in rows:
        figures = ", ".join(f"{name} {'-' if math.isnan(value) else f'{value:.3f}'}" for name, value in row.figures.items())
        lines.append(f"| {row.evaluation} | {row.subset} | {row.number:,} | {figures} |")
    return "\n".join(lines)


def main(arguments: list[str]) -> int:
    """Evaluate all four on the corpus that is named, and give the exit status."""
    if len(arguments) != 1 or not Path(arguments[0]).is_dir():
        print("usage: python -m tests.eval CORPUS    a folder of articles that has translations", file=sys.stderr)
        return 2
    corpus = Path(arguments[0])
    print(table([*alignment.evaluate(corpus), *repair.evaluate(corpus), *labels.evaluate(corpus), *mentions.evaluate(corpus)]))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
