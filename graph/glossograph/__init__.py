"""One multilingual knowledge graph from linked Markdown articles.

>>> import glossograph as gg
>>> kg = gg.build(gg.SAMPLE)
>>> [str(neighbour.term.label("no")) for neighbour in kg.neighbours("stockbroker")][:1]
['Obligasjon']
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from glossograph.ask.neighbourhood import Direction, Neighbour
    from glossograph.check.finding import Finding
    from glossograph.config import Config
    from glossograph.errors import ConfigError, GlossographError, NoArticlesError, UnknownTermError
    from glossograph.examining import examine
    from glossograph.library import SAMPLE, KnowledgeGraph, build, load
    from glossograph.model import Edge, Evidence, Label, Problem, Repair, Term
    from glossograph.sparql.ask import Table, query
    from glossograph.sparql.dataset import Dataset

__version__ = "0.1.0"

_HOMES = {
    "Direction": "ask.neighbourhood",
    "Neighbour": "ask.neighbourhood",
    "Config": "config",
    "Dataset": "sparql.dataset",
    "ConfigError": "errors",
    "GlossographError": "errors",
    "NoArticlesError": "errors",
    "UnknownTermError": "errors",
    "Finding": "check.finding",
    "examine": "examining",
    "SAMPLE": "library",
    "KnowledgeGraph": "library",
    "build": "library",
    "load": "library",
    "Edge": "model",
    "Evidence": "model",
    "Label": "model",
    "Problem": "model",
    "Repair": "model",
    "Table": "sparql.ask",
    "Term": "model",
    "query": "sparql.ask",
}

__all__ = [
    "SAMPLE",
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
    "Repair",
    "Table",
    "Term",
    "UnknownTermError",
    "build",
    "examine",
    "load",
    "query",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401
    """Import a public name when it is first used (PEP 562), so that the command starts fast."""
    if name not in _HOMES:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
