"""No function calls itself: what it would walk is data, and data can be deeper than the stack of a process."""

import ast
from collections.abc import Iterator

import networkx as nx

from tests.test_house import modules, name

Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


def functions(tree: ast.AST, owner: str = "") -> Iterator[tuple[str, str, Function]]:
    """Give all functions of a module: the class that they are of, their name and their node."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield owner, node.name, node
            yield from functions(node, owner)
        else:
            yield from functions(node, node.name if isinstance(node, ast.ClassDef) else owner)


def called(function: Function, owner: str) -> Iterator[tuple[str, str]]:
    """Give what a function calls or hands on by name: functions of the module, and methods of its own object."""
    for node in ast.walk(function):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            yield "", node.id
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in ("self", "cls"):
            yield owner, node.attr


def calls(tree: ast.Module) -> "nx.DiGraph[tuple[str, str]]":
    """Make the graph of the functions of a module: an edge from one to each that it calls."""
    found = list(functions(tree))
    top = {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
    known = {(owner, each) for owner, each, _ in found if owner} | {("", each) for each in top}
    graph: nx.DiGraph[tuple[str, str]] = nx.DiGraph()
    for owner, each, node in found:
        source = (owner, each) if owner or each in top else ("", "")
        graph.add_edges_from((source, target) for target in called(node, owner) if target in known and source != ("", ""))
    return graph


def test_no_function_calls_itself_through_whichever_others() -> None:
    graphs = {name(path): calls(tree) for path, tree in modules().items()}
    assert sum(graph.number_of_edges() for graph in graphs.values()) > 500
    loops = {module: sorted(map(sorted, nx.simple_cycles(graph))) for module, graph in graphs.items()}
    assert {module: found for module, found in loops.items() if found} == {}


def test_the_rule_sees_functions_methods_and_detours() -> None:
    detour = "def a(): return b()\ndef b(): return map(a, ())\n"
    methods = "class C:\n    def c(self): return self.d()\n    def d(self): self.c()\n"
    assert sorted(map(len, nx.simple_cycles(calls(ast.parse(detour + methods))))) == [2, 2]
