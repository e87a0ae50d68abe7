"""Build one multilingual knowledge graph from linked Markdown articles.

>>> import glossograph as gg
>>> kg = gg.build(gg.SAMPLE)
>>> neighbour = kg.neighbours("stockbroker")[0]
>>> str(neighbour.term.label("no")), neighbour.count
('Obligasjon', 6)
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from glossograph.analysis.paths import Direction, Neighbour
    from glossograph.api import SAMPLE, KnowledgeGraph, build, load
    from glossograph.config import Config
    from glossograph.errors import AmbiguousTermError, ConfigError, GlossographError, NoArticlesError, UnknownTermError
    from glossograph.lint.finding import Finding
    from glossograph.model.edge import Edge, Repair
    from glossograph.model.evidence import Evidence
    from glossograph.model.problem import Problem
    from glossograph.model.term import Label, Term
    from glossograph.sparql.answers import QueryTable, query
    from glossograph.sparql.dataset import Dataset
    from glossograph.workflow import check

__version__ = "0.1.0"

_MODULE_OF = {
    "Direction": "analysis.paths",
    "Neighbour": "analysis.paths",
    "Config": "config",
    "Dataset": "sparql.dataset",
    "AmbiguousTermError": "errors",
    "ConfigError": "errors",
    "GlossographError": "errors",
    "NoArticlesError": "errors",
    "UnknownTermError": "errors",
    "Finding": "lint.finding",
    "check": "workflow",
    "SAMPLE": "api",
    "KnowledgeGraph": "api",
    "build": "api",
    "load": "api",
    "Edge": "model.edge",
    "Evidence": "model.evidence",
    "Label": "model.term",
    "Problem": "model.problem",
    "Repair": "model.edge",
    "QueryTable": "sparql.answers",
    "Term": "model.term",
    "query": "sparql.answers",
}

__all__ = [
    "SAMPLE",
    "AmbiguousTermError",
    "Config",
    "ConfigError",
    "Dataset",
    "Direction",
    "Edge",
    "Evidence",
    "Finding",
    "GlossographError",
    "KnowledgeGraph",
    "Label",
    "Neighbour",
    "NoArticlesError",
    "Problem",
    "QueryTable",
    "Repair",
    "Term",
    "UnknownTermError",
    "build",
    "check",
    "load",
    "query",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401
    """Import a public name on first use (PEP 562), so that the command starts fast."""
    if name not in _MODULE_OF:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(import_module(f"{__name__}.{_MODULE_OF[name]}"), name)
