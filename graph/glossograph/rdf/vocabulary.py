"""Names of the vocabularies that an export uses: prefixes, IRIs, nodes, and our own vocabulary."""

from functools import cache
from pathlib import Path
from typing import Final

from pyoxigraph import NamedNode

from glossograph.rdf.namespaces import DCAT, DCTERMS, OWL, PROV, RDF, RDFS, SDO, SKOS, VOID, XSD, Namespace
from glossograph.serialise.file_batch import Batch

GG: Final = Namespace("https://w3id.org/glossograph/ns#")
PREFIXES: Final = {
    "dcat": str(DCAT),
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
"""Prefixes of every export. A query may use them without declaring them."""

VOCABULARY_PATH: Final = Path(__file__).parents[1] / "data" / "glossograph.ttl"
"""The file that defines our own vocabulary, `gg:`."""


@cache
def iri_of(namespace: Namespace, local_name: str) -> str:
    """Return the IRI of a name in a vocabulary.

    >>> iri_of(SKOS, "prefLabel")
    'http://www.w3.org/2004/02/skos/core#prefLabel'
    """
    return namespace[local_name]


@cache
def node_of(namespace: Namespace, local_name: str) -> NamedNode:
    """Return a name in a vocabulary as a pyoxigraph node.

    >>> node_of(SKOS, "prefLabel").value
    'http://www.w3.org/2004/02/skos/core#prefLabel'
    """
    return NamedNode(iri_of(namespace, local_name))


@cache
def curie(iri: str) -> str:
    """Shorten the IRI of a name in a vocabulary to `prefix:name`.

    Raises:
        KeyError: The IRI is in none of the export's vocabularies.

    >>> curie(iri_of(SKOS, "prefLabel"))
    'skos:prefLabel'
    """
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri.removeprefix(namespace)}"
    raise KeyError(iri)


def write_vocabulary(files: Batch) -> None:
    """Write our vocabulary beside an export that uses it."""
    files.write_text(VOCABULARY_PATH.name, VOCABULARY_PATH.read_text(encoding="utf-8"))
