"""Copies of the graph for other libraries: networkx and rdflib."""

from typing import TYPE_CHECKING, Any

from glossograph.config import Related
from glossograph.export.property_graph import join_values, keywords_by_language
from glossograph.model.graph import Graph
from glossograph.rdf.graph_triples import graph_triples
from glossograph.rdf.vocabulary import PREFIXES
from glossograph.text.languages import bcp47_case

if TYPE_CHECKING:
    import networkx as nx
    import rdflib


def to_networkx(graph: Graph) -> "nx.DiGraph[str]":
    """Create a networkx graph.

    Every attribute is a single value, because the writers of networkx raise on lists.

    Returns:
        A graph whose nodes are slugs, with `label`, `label_<language>`, `placeholder`, `articles` (their count) and
        `keywords_<language>` (joined by `|`). Edges have `weight` and `count`, which are the same, `count_<language>` and
        `languages` (joined by `|`). Nodes and edges are in the order of `graph`.
    """
    import networkx as nx  # noqa: PLC0415 — takes a third of a second, which a build does not need

    slugs = {term.id: term.slug for term in graph.terms}
    view: nx.DiGraph[str] = nx.DiGraph(title=graph.info.title)
    for term in graph.terms:
        view.add_node(
            term.slug,
            label=str(term.label()),
            placeholder=term.placeholder,
            articles=len(term.articles),
            **{f"keywords_{tag}": join_values(texts) for tag, texts in keywords_by_language(term).items()},
            **{f"label_{bcp47_case(label.language)}": label.text for label in term.labels},
        )
    for edge in graph.edges:
        view.add_edge(
            slugs[edge.source],
            slugs[edge.target],
            weight=edge.count,
            count=edge.count,
            languages=join_values(map(bcp47_case, edge.languages)),
            **{f"count_{bcp47_case(language)}": count for language, count in edge.counts},
        )
    return view


def to_rdflib(graph: Graph, related: Related = Related.ALL, language: str = "", published: str = "") -> "rdflib.Graph":
    """Create an rdflib graph with the triples of `graph.ttl`.

    Args:
        graph: The graph.
        related: Which links become `skos:related`.
        language: The language of the glossary's title and description, if known.
        published: The address of an article on the published site, if there is one.
    """
    import rdflib  # noqa: PLC0415

    view = rdflib.Graph(bind_namespaces="none")
    for prefix, namespace in PREFIXES.items():
        view.bind(prefix, namespace)
    for triple in graph_triples(graph, related, language, published):
        view.add((_rdflib_node(triple.subject), _rdflib_node(triple.predicate), _rdflib_node(triple.object)))
    return view


def _rdflib_node(node: Any) -> "rdflib.term.Node":  # noqa: ANN401 — pyoxigraph has no type for all nodes
    import pyoxigraph  # noqa: PLC0415
    import rdflib  # noqa: PLC0415

    if isinstance(node, pyoxigraph.Literal):
        plain = node.language or node.datatype.value == str(rdflib.XSD.string)  # rdflib's own parsers give these no datatype
        return rdflib.Literal(node.value, lang=node.language, datatype=None if plain else rdflib.URIRef(node.datatype.value))
    return rdflib.URIRef(node.value)
