"""Measures links, alignment, repair, labels and mentions on a corpus: `python -m tests.eval CORPUS`.

It prints one table, and each figure that differs from the one in `baseline.toml` under the name of the folder. With `--record`
it writes the figures there instead.
"""

import sys
import tomllib
from collections.abc import Iterable, Mapping
from math import isnan
from pathlib import Path

import tomli_w

from tests.eval import alignment, labels, links, mentions, repair
from tests.eval.rows import Row

BASELINE = Path(__file__).with_name("baseline.toml")


def table(rows: Iterable[Row]) -> str:
    """Write rows as a Markdown table, with a dash for a share of nothing.

    >>> print(table([Row("labels", "all", 3, {"right": 0.5, "precision": float("nan")})]))
    | evaluation | subset | cases | figures |
    | --- | --- | ---: | --- |
    | labels | all | 3 | right 0.500, precision - |
    """
    lines = ["| evaluation | subset | cases | figures |", "| --- | --- | ---: | --- |"]
    lines += [f"| {row.evaluation} | {row.subset} | {row.number:,} | {format_figures(row)} |" for row in rows]
    return "\n".join(lines)


def format_figures(row: Row) -> str:
    """Format the figures of a row, with a dash for a share of nothing."""
    return ", ".join(f"{name} {'-' if isnan(value) else f'{value:.3f}'}" for name, value in row.figures.items())


def evaluate(corpus: Path) -> list[Row]:
    """Evaluate everything on a corpus."""
    return [row for module in (links, alignment, repair, labels, mentions) for row in module.evaluate(corpus)]


def as_baseline(rows: Iterable[Row]) -> dict[str, str]:
    """Give the figures by evaluation and subset, as they are recorded."""
    return {f"{row.evaluation}: {row.subset}": f"{row.number:,} cases: {format_figures(row)}" for row in rows}


def read_baseline() -> Mapping[str, Mapping[str, str]]:
    """Read the recorded figures by the name of the corpus's folder."""
    return tomllib.loads(BASELINE.read_text(encoding="utf-8"))


def compare(figures: Mapping[str, str], recorded: Mapping[str, str]) -> list[str]:
    """Describe each difference from the recorded figures.

    >>> compare({"links: all": "3 cases: right 0.667"}, {"links: all": "3 cases: right 1.000"})
    ['links: all: 3 cases: right 0.667, recorded as 3 cases: right 1.000']
    """
    return [
        f"{name}: {figures.get(name, 'gone')}, recorded as {recorded.get(name, 'nothing')}"
        for name in {**figures, **recorded}
        if figures.get(name) != recorded.get(name)
    ]


def main(arguments: list[str]) -> int:
    """Evaluate everything on a corpus; the exit status is 1 if a figure differs from the recorded one."""
    record = "--record" in arguments
    folders = [argument for argument in arguments if argument != "--record"]
    if len(folders) != 1 or not Path(folders[0]).is_dir():
        print("usage: python -m tests.eval CORPUS [--record]    a folder of articles that has translations", file=sys.stderr)
        return 2
    corpus = Path(folders[0]).resolve()
    rows = evaluate(corpus)
    print(table(rows))
    baseline = {**read_baseline()}
    if record:
        BASELINE.write_text(tomli_w.dumps({**baseline, corpus.name: as_baseline(rows)}), encoding="utf-8", newline="\n")
        return 0
    differences = compare(as_baseline(rows), baseline[corpus.name]) if corpus.name in baseline else []
    for difference in differences:
        print(difference, file=sys.stderr)
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
