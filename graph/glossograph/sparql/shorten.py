"""Terms as people read them: IRIs with the prefixes of the graph, words with their language."""

import re
from collections.abc import Mapping
from typing import Any

from pyoxigraph import Literal, NamedNode

_LOCAL = re.compile(r"[\w%-]+(?:[\w.%-]*[\w%-])?\Z")


def shortened(term: Any, prefixes: Mapping[str, str]) -> str:  # noqa: ANN401 — any of pyoxigraph's kinds of term, or nothing
    """Write a term short: `term:bond` for an IRI, `Rente @no` for words, a number as it is.

    >>> shortened(NamedNode("http://example.org/term/bond"), {"term": "http://example.org/term/"})
    'term:bond'
    >>> shortened(Literal("Rente", language="no"), {}), shortened(None, {})
    ('Rente @no', '')
    """
    if isinstance(term, Literal):
        return f"{term.value} @{term.language}" if term.language else term.value
    if isinstance(term, NamedNode):
        for prefix, space in prefixes.items():
            if term.value.startswith(space) and _LOCAL.match(term.value.removeprefix(space)):
                return f"{prefix}:{term.value.removeprefix(space)}"
    return "" if term is None else str(term)
