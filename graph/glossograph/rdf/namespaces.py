"""The namespaces of the vocabularies that an export uses.

rdflib has them too, but importing it takes a tenth of a second. The tests compare the names that exports use with rdflib's.
"""


class Namespace:
    """The IRIs that begin with a namespace: `SKOS.prefLabel` and `SKOS["prefLabel"]` are one.

    >>> SKOS.prefLabel, f"{SKOS}note"
    ('http://www.w3.org/2004/02/skos/core#prefLabel', 'http://www.w3.org/2004/02/skos/core#note')
    """

    def __init__(self, iri: str) -> None:
        """Take what the IRIs begin with."""
        self._iri = iri

    def __getattr__(self, local_name: str) -> str:
        """Give the IRI of a name.

        Raises:
            AttributeError: The name begins with an underscore, as no name of a vocabulary does.
        """
        if local_name.startswith("_"):
            raise AttributeError(local_name)
        return self._iri + local_name

    def __getitem__(self, local_name: str) -> str:
        """Give the IRI of a name."""
        return self._iri + local_name

    def __str__(self) -> str:
        """Give what the IRIs begin with."""
        return self._iri


DCAT = Namespace("http://www.w3.org/ns/dcat#")
DCTERMS = Namespace("http://purl.org/dc/terms/")
OWL = Namespace("http://www.w3.org/2002/07/owl#")
PROV = Namespace("http://www.w3.org/ns/prov#")
RDF = Namespace("http://www.w3.org/1999/02/22-rdf-syntax-ns#")
RDFS = Namespace("http://www.w3.org/2000/01/rdf-schema#")
SDO = Namespace("https://schema.org/")
SH = Namespace("http://www.w3.org/ns/shacl#")
SKOS = Namespace("http://www.w3.org/2004/02/skos/core#")
VOID = Namespace("http://rdfs.org/ns/void#")
XSD = Namespace("http://www.w3.org/2001/XMLSchema#")
