"""`glossograph why`: where a label, an alias, an edge or a repair comes from."""

import argparse
from collections.abc import Iterator

from glossograph.analysis.explanation import explain_edge, explain_term
from glossograph.api import KnowledgeGraph
from glossograph.cli.opened import opened
from glossograph.cli.terminal import say
from glossograph.errors import GlossographError


def why_command(options: argparse.Namespace) -> int:
    """Say where what the options name comes from, and give the exit status."""
    with opened(options.build) as kg:
        for line in _lines(kg, options.terms):
            say(line)
    return 0


def _lines(kg: KnowledgeGraph, names: list[str]) -> Iterator[str]:
    if len(names) > 2:  # noqa: PLR2004 — source and target
        message = f"{len(names)} terms given: name one term, or source and target"
        raise GlossographError(message)
    terms = [kg.term(name) for name in names]
    return explain_term(kg.graph, kg.source, *terms) if len(terms) == 1 else explain_edge(kg.graph, kg.source, *terms)
