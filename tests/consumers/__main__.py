"""`python -m tests.consumers [NAME ...]`: give the exports to every consumer that is here, and print what each found.

The sample, and a graph whose texts attack every syntax, are written in all formats. A consumer that fails makes the exit
status 1; one that is not installed is listed, and makes no difference.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pyoxigraph

import glossograph as gg
from glossograph.export.registry import BUILT_IN_FORMATS
from tests.consumers import drawing_consumers, rdf_consumers, table_consumers
from tests.consumers.expectation import Expectation, MissingConsumerError
from tests.hostile import hostile_graph

Consumer = Callable[[Expectation], str]
CONSUMERS: Mapping[str, Consumer] = {
    "raptor": rdf_consumers.raptor,
    "jena": rdf_consumers.jena,
    "n3": rdf_consumers.n3,
    "comunica": rdf_consumers.comunica,
    "igraph": drawing_consumers.igraph_for_python,
    "igraph-r": drawing_consumers.igraph_for_r,
    "graphviz": drawing_consumers.graphviz,
    "cytoscape": drawing_consumers.cytoscape_js,
    "sigma": drawing_consumers.sigma_js,
    "datasette": table_consumers.datasette,
    "duckdb": table_consumers.duckdb_parquet,
    "polars": table_consumers.polars,
    "ladybug": table_consumers.embedded_graph_database,
    "libreoffice": table_consumers.libreoffice,
    "openrefine": table_consumers.openrefine,
}


def expectations(folder: Path) -> list[Expectation]:
    """Write the exports of both graphs."""
    graphs = {"sample": gg.build(gg.SAMPLE), "hostile": hostile_graph()}
    found = []
    for name, kg in graphs.items():
        formats = [one for one in BUILT_IN_FORMATS if one != "report" or kg.graph.whole]
        kg.write(folder / name, formats)
        triples = len({*map(str, pyoxigraph.parse(path=str(folder / name / "graph.ttl")))})
        found.append(Expectation.of(kg, folder / name, triples))
    return found


def run(name: str, graphs: list[Expectation]) -> str:
    """Give the exports of all graphs to a consumer; return what it found in the first.

    Raises:
        AssertionError: It found something else than the graph holds.
    """
    found = []
    for graph in graphs:
        try:
            found.append(CONSUMERS[name](graph))
        except AssertionError as error:
            error.add_note(f"with the graph {graph.folder.name!r}")
            raise
    return found[0]


def main() -> int:
    """Run the consumers that are named, or all."""
    parser = argparse.ArgumentParser(prog="python -m tests.consumers", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*CONSUMERS, []], help="consumers; all by default")
    arguments = parser.parse_args()
    failed, missing = [], []
    with tempfile.TemporaryDirectory(prefix="glossograph-consumers-") as folder:
        graphs = expectations(Path(folder))
        for name in arguments.names or CONSUMERS:
            try:
                print(f"passed   {name:12} {run(name, graphs)}", flush=True)
            except MissingConsumerError as error:
                missing.append(name)
                print(f"missing  {name:12} {error}", flush=True)
            except Exception as error:  # noqa: BLE001 — the others are still asked
                failed.append(name)
                notes = "; ".join(getattr(error, "__notes__", ()))
                print(f"FAILED   {name:12} {type(error).__name__}: {str(error)[:1500]} ({notes})", flush=True)
    print(
        f"{len(arguments.names or CONSUMERS) - len(failed) - len(missing)} passed, {len(failed)} failed, {len(missing)} missing"
    )
    if missing:
        print(f"NOT TRIED: {', '.join(missing)}", file=sys.stderr)
    return 1 if failed else 0


sys.exit(main())
