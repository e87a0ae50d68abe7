"""Compares glossograph with the site generators that are installed: `python -m tests.eval.generators`.

`--record` writes what the generators say into each site's `oracle.tsv`; `--fastapi FOLDER` also compares FastAPI's
documentation, built with MkDocs.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from difflib import unified_diff
from pathlib import Path

from tests.eval.generators.comparison import compare, read_expected
from tests.eval.generators.fastapi import render_fastapi
from tests.eval.generators.oracle import FILE_NAME, lines_of, make_oracle, read_oracle, write_oracle
from tests.eval.generators.tools import GENERATORS, Site, is_available, read_sites, render

_MAX_SHOWN = 200


def main(arguments: Sequence[str]) -> int:
    """Compare all sites, and give the exit status: 1 where a difference is not explained."""
    parser = argparse.ArgumentParser(prog="python -m tests.eval.generators", description=__doc__)
    parser.add_argument("--record", action="store_true", help="write what the generators say into oracle.tsv")
    parser.add_argument("--fastapi", type=Path, metavar="FOLDER", help="a folder that holds docs/en/docs, docs/fr/docs and so on")
    options = parser.parse_args(arguments)
    for generator in sorted(GENERATORS):
        if not is_available(generator):
            print(f"NOT RUN: {generator} is not installed; its sites are compared with what it said before.")
    print("| generator | site | read from | links | equal | explained | not explained |")
    print("| --- | --- | --- | ---: | ---: | ---: | ---: |")
    complaints: list[str] = []
    for site in read_sites():
        complaints += _compare_site(site, record=options.record)
    print("\n".join(complaints))
    if options.fastapi:
        _compare_fastapi(options.fastapi)
    return bool(complaints)


def _compare_site(site: Site, *, record: bool) -> Iterator[str]:
    """Print a row for each root of a site, and give what is wrong."""
    recorded = site.folder / FILE_NAME
    oracle = read_oracle(recorded) if recorded.exists() else {}
    if is_available(site.generator):
        with tempfile.TemporaryDirectory() as workshop:
            rendered = make_oracle(render(site, Path(workshop)))
        if record:
            write_oracle(rendered, recorded)
        elif rendered != oracle:
            yield f"{site.name}: {site.generator} says otherwise than {FILE_NAME}: check the difference, and run with --record"
            yield from unified_diff(lines_of(oracle), lines_of(rendered), FILE_NAME, site.generator, lineterm="", n=0)
        oracle = rendered
    expected = read_expected(site.folder)
    differences: list[str] = []
    for root in site.roots:
        comparison = compare(site.folder, root, oracle)
        differences += comparison.differences
        unexpected = expected.unexpected(comparison.differences)
        explained = len(comparison.differences) - len(unexpected)
        counts = (comparison.links, comparison.equal, explained, len(unexpected))
        print("|", " | ".join((site.generator, site.name, root, *map(str, counts))), "|")
        yield from (f"{site.name}: not explained: {line}" for line in unexpected)
    yield from (f"{site.name}: no longer there: {line}" for line in expected.stale(differences))


def _compare_fastapi(folder: Path) -> None:
    """Print how FastAPI's documentation compares; its differences are shown, not judged."""
    with tempfile.TemporaryDirectory() as workshop:
        oracle = render_fastapi(folder, Path(workshop))
    comparison = compare(folder, ".", oracle)
    in_html = [line for line in comparison.differences if line.startswith("only rendered")]
    others = [line for line in comparison.differences if line not in in_html]
    print("| generator | site | read from | links | equal | different | only in HTML |")
    print("| --- | --- | --- | ---: | ---: | ---: | ---: |")
    counts = (comparison.links, comparison.equal, len(others), len(in_html))
    print("| mkdocs | fastapi | . |", " | ".join(f"{count:,}" for count in counts), "|")
    print("\n".join(others[:_MAX_SHOWN]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
