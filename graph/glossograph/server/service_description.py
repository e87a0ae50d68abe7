"""What `/sparql` says of itself: SPARQL 1.1 Service Description and VoID (W3C)."""

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, serialize

from glossograph.api import KnowledgeGraph
from glossograph.rdf.namespaces import DCTERMS, RDF, VOID, XSD, Namespace
from glossograph.rdf.vocabulary import PREFIXES, node_of
from glossograph.server.content_negotiation import RDF_FORMATS, MediaType
from glossograph.text.iris import scheme_iri, term_iri

_SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
_FORMATS = Namespace("http://www.w3.org/ns/formats/")
_HOMEPAGE = "http://xmlns.com/foaf/0.1/homepage"
_RESULT_FORMATS = (
    *("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV"),
    *("Turtle", "N-Triples", "RDF_XML", "JSON-LD"),
)


def describe_service(kg: KnowledgeGraph, site: str, media: MediaType) -> bytes:
    """Describe the service.

    Args:
        kg: The graph that is queried.
        site: The address of the server, without a slash at its end.
        media: The syntax.
    """
    service, graph = NamedNode(f"{site}/sparql"), BlankNode("graph")
    triples = [
        Triple(service, node_of(RDF, "type"), _node("Service")),
        Triple(service, _node("endpoint"), service),
        Triple(service, _node("supportedLanguage"), _node("SPARQL11Query")),
        *(Triple(service, _node("resultFormat"), NamedNode(str(_FORMATS[name]))) for name in _RESULT_FORMATS),
        Triple(service, _node("defaultDataset"), BlankNode("dataset")),
        Triple(BlankNode("dataset"), node_of(RDF, "type"), _node("Dataset")),
        Triple(BlankNode("dataset"), _node("defaultGraph"), graph),
        Triple(graph, node_of(RDF, "type"), _node("Graph")),
        *_dataset_triples(kg, site, graph),
    ]
    return _serialize(triples, media)


def describe_dataset(kg: KnowledgeGraph, site: str, media: MediaType) -> bytes:
    """Describe the dataset in VoID, for `/.well-known/void`."""
    return _serialize(list(_dataset_triples(kg, site, NamedNode(scheme_iri(kg.graph.info.base_iri)))), media)


def _dataset_triples(kg: KnowledgeGraph, site: str, dataset: NamedNode | BlankNode) -> list[Triple]:
    info = kg.graph.info
    texts = {DCTERMS["title"]: info.title, DCTERMS["description"]: info.description}
    return [
        Triple(dataset, node_of(RDF, "type"), node_of(VOID, "Dataset")),
        *(Triple(dataset, NamedNode(str(name)), Literal(text)) for name, text in texts.items() if text),
        Triple(dataset, node_of(VOID, "uriSpace"), Literal(term_iri(info.base_iri, ""))),
        Triple(dataset, node_of(VOID, "sparqlEndpoint"), NamedNode(f"{site}/sparql")),
        Triple(dataset, node_of(VOID, "entities"), Literal(str(len(kg.terms)), datatype=node_of(XSD, "integer"))),
        Triple(dataset, NamedNode(_HOMEPAGE), NamedNode(f"{site}/")),
        *(
            Triple(dataset, node_of(VOID, "vocabulary"), NamedNode(PREFIXES[prefix]))
            for prefix in ("dcterms", "gg", "schema", "skos")
        ),
    ]


def _node(name: str) -> NamedNode:
    return NamedNode(str(_SD[name]))


def _serialize(triples: list[Triple], media: MediaType) -> bytes:
    syntax = RDF_FORMATS[media.name]
    prefixes = {"sd": str(_SD), **PREFIXES} if syntax in (RdfFormat.TURTLE, RdfFormat.RDF_XML) else None
    return serialize(triples, format=syntax, prefixes=prefixes) or b""
