"""Every identifier is made here: slugs, keys, destinations and IRIs.

Two spellings of one slug meet in their key: `frontoffice`, `front-office` and `/Front Office/` are one term.
"""

from functools import cache
from pathlib import Path
from typing import Final

from pyoxigraph import NamedNode
from rdflib.namespace import DCTERMS, OWL, PROV, RDF, RDFS, SDO, SKOS, VOID, XSD, DefinedNamespace, Namespace

from glossograph.serialise.file_batch import Batch

VOCABULARY_IRI = "https://w3id.org/glossograph/ns#"
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

VOCABULARY: Final = Path(__file__).parents[1] / "data" / "glossograph.ttl"
"""Our own vocabulary, described."""


@cache
def name(namespace: Namespace | type[DefinedNamespace], local: str) -> str:
    """Give a name of a vocabulary; a closed one refuses names that it does not have.

    >>> name(SKOS, "prefLabel")
    'http://www.w3.org/2004/02/skos/core#prefLabel'
    """
    return str(namespace[local])


@cache
def node(namespace: Namespace | type[DefinedNamespace], local: str) -> NamedNode:
    """Give a name of a vocabulary as pyoxigraph's node.

    >>> node(SKOS, "prefLabel").value
    'http://www.w3.org/2004/02/skos/core#prefLabel'
    """
    return NamedNode(name(namespace, local))


@cache
def curie(iri: str) -> tuple[str, str]:
    """Split the IRI of a name into prefix and local name.

    Errors: `KeyError` for an IRI of none of the export's vocabularies.

    >>> curie(name(SKOS, "prefLabel"))
    ('skos', 'prefLabel')
    """
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace):
            return prefix, iri.removeprefix(namespace)
    raise KeyError(iri)


def publish_vocabulary(files: Batch) -> None:
    """Write our vocabulary beside the export that uses it."""
    files.write_text(VOCABULARY.name, VOCABULARY.read_text(encoding="utf-8"))
