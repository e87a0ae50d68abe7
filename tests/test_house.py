"""The house: where code may lie and what it may import, so that a stranger finds everything by its name."""

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import networkx as nx

import glossograph as gg

PACKAGE = Path(gg.__file__).parent
REPOSITORY = Path(__file__).parent.parent
AT_THE_ROOT = {"__init__", "__main__", "api", "config", "errors", "workflow"}
MOST_LINES = 400


@cache
def modules() -> dict[Path, ast.Module]:
    """Parse every module of the package."""
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted(PACKAGE.rglob("*.py"))}


def name(path: Path) -> str:
    """Give the dotted name of a module below the package: `links.repair`, `api`, or `links` for a folder's `__init__`."""
    return ".".join(part for part in path.relative_to(PACKAGE).with_suffix("").parts if part != "__init__")


def imports(tree: ast.Module) -> Iterator[str]:
    """Give the modules of the package that a module imports, at its head or inside a function."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        yield from (imported.removeprefix("glossograph.") for imported in names if imported.startswith("glossograph."))


def folder(module: str) -> str:
    """Give the folder of a module; one at the root is its own."""
    return module.partition(".")[0]


def folder_graph() -> "nx.DiGraph[str]":
    """Make the graph of the folders: an edge where a module of one imports something of another."""
    graph: nx.DiGraph[str] = nx.DiGraph()
    for path, tree in modules().items():
        if name(path):  # the package's own `__init__` names everything
            graph.add_edges_from((folder(name(path)), folder(target)) for target in imports(tree))
    graph.remove_edges_from(list(nx.selfloop_edges(graph)))
    return graph


def repeated(names: Iterable[tuple[str, Path]]) -> dict[str, list[str]]:
    places = defaultdict(list)
    for one, path in names:
        places[one].append(str(path.relative_to(REPOSITORY)))
    return {one: where for one, where in places.items() if len(where) > 1}


def test_folders_import_each_other_in_one_direction_only() -> None:
    graph = folder_graph()
    assert len(graph) > 15
    assert list(nx.simple_cycles(graph)) == []


def test_nothing_imports_the_command_line() -> None:
    graph = folder_graph()
    assert "cli" in graph
    assert set(graph.predecessors("cli")) <= {"__main__"}


def test_only_the_doors_lie_at_the_root_of_the_package() -> None:
    assert {path.stem for path in PACKAGE.glob("*.py")} == AT_THE_ROOT


def test_no_module_name_occurs_twice() -> None:
    assert repeated((path.stem, path) for path in modules() if path.stem not in {"__init__", "__main__"}) == {}


def test_no_class_name_occurs_twice() -> None:
    classes = ((node.name, path) for path, tree in modules().items() for node in ast.walk(tree) if isinstance(node, ast.ClassDef))
    assert repeated(classes) == {}


def test_no_function_and_class_differ_only_by_a_capital() -> None:
    for path, tree in modules().items():
        names = [node.name for node in tree.body if isinstance(node, ast.ClassDef | ast.FunctionDef)]
        assert repeated((one.lower().lstrip("_"), path) for one in set(names) if not one.startswith("__")) == {}


def test_no_file_is_too_long_to_read() -> None:
    patterns = ("graph/glossograph/**/*.py", "graph/explorer/src/**/*.ts", "graph/explorer/test/**/*.ts", "tests/**/*.py")
    paths = {path for pattern in patterns for path in REPOSITORY.glob(pattern)}
    lengths = {str(path.relative_to(REPOSITORY)): len(path.read_text(encoding="utf-8").splitlines()) for path in paths}
    assert len(lengths) > 300
    assert {path: length for path, length in lengths.items() if length > MOST_LINES} == {}
