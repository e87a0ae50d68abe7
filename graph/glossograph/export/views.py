"""The graph as other libraries hold it: views, made anew each time, never the stored truth."""

from typing import TYPE_CHECKING, Any

from glossograph.config import Related
from glossograph.model.graph import Graph
from glossograph.rdf.graph_triples import graph_triples
from glossograph.rdf.vocabulary import PREFIXES

if TYPE_CHECKING:
    import networkx as nx
    import rdflib


def to_networkx(graph: Graph) -> "nx.DiGraph[str]":
    """Give a networkx graph: nodes are slugs, all attributes single values, so that every writer of networkx takes them.

    Nodes have `label`, `label_<language>`, `placeholder`, `keywords` joined by `; ` and `articles`, their number; edges have
    `count`, `count_<language>` and `languages` joined by blanks. Nodes and edges come in the graph's order.
    """
    import networkx as nx  # noqa: PLC0415 — a third of a second, which a build does not need

    slugs = {term.id: term.slug for term in graph.terms}
    view: nx.DiGraph[str] = nx.DiGraph(title=graph.info.title)
    for term in graph.terms:
        view.add_node(
            term.slug,
            label=str(term.label()),
            placeholder=term.placeholder,
            articles=len(term.articles),
            keywords="; ".join(term.keywords),
            **{f"label_{label.language}": label.text for label in term.labels},
        )
    for edge in graph.edges:
        view.add_edge(
            slugs[edge.source],
            slugs[edge.target],
            count=edge.count,
            languages=" ".join(edge.languages),
            **{f"count_{language}": count for language, count in edge.counts},
        )
    return view


def to_rdflib(graph: Graph, related: Related = Related.ALL, language: str = "") -> "rdflib.Graph":
    """Give an rdflib graph that holds the triples of `graph.ttl`."""
    import rdflib  # noqa: PLC0415

    view = rdflib.Graph(bind_namespaces="none")
    for prefix, namespace in PREFIXES.items():
        view.bind(prefix, namespace)
    for triple in graph_triples(graph, related, language):
        view.add((_rdflib(triple.subject), _rdflib(triple.predicate), _rdflib(triple.object)))
    return view


def _rdflib(node: Any) -> "rdflib.term.Node":  # noqa: ANN401 — any of pyoxigraph's kinds of node
    import pyoxigraph  # noqa: PLC0415
    import rdflib  # noqa: PLC0415

    if isinstance(node, pyoxigraph.Literal):
        plain = node.language or node.datatype.value == str(rdflib.XSD.string)  # what rdflib's own parsers give no datatype
        return rdflib.Literal(node.value, lang=node.language, datatype=None if plain else rdflib.URIRef(node.datatype.value))
    return rdflib.URIRef(node.value)
