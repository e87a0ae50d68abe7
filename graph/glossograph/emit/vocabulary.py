"""The RDF names that exports use, as pyoxigraph's nodes."""

from functools import cache
from typing import Final

from pyoxigraph import NamedNode
from rdflib.namespace import DCTERMS, OWL, PROV, RDF, RDFS, SDO, SKOS, VOID, XSD, DefinedNamespace, Namespace

from glossograph.names import VOCABULARY_IRI

GG: Final = Namespace(VOCABULARY_IRI)

PREFIXES: Final = {
    "dcterms": str(DCTERMS),
    "gg": str(GG),
    "owl": str(OWL),
    "prov": str(PROV),
    "rdf": str(RDF),
    "rdfs": str(RDFS),
    "schema": str(SDO),
    "skos": str(SKOS),
    "void": str(VOID),
    "xsd": str(XSD),
}
"""Prefixes of every export, and of every query on one."""


@cache
def node(namespace: Namespace | type[DefinedNamespace], name: str) -> NamedNode:
    """Give a name of a vocabulary; a closed one refuses names that it does not have.

    >>> node(SKOS, "prefLabel").value
    'http://www.w3.org/2004/02/skos/core#prefLabel'
    """
    return NamedNode(str(namespace[name]))
