"""The evidence behind the edges -> triples: which article links to which term, how often, in which words."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from pyoxigraph import Literal, NamedNode, Triple
from rdflib.namespace import DCTERMS, RDF, XSD

from glossograph.config import EvidenceLevel
from glossograph.emit.vocabulary import GG, node
from glossograph.graph import Graph
from glossograph.model import Evidence
from glossograph.names import article_iri, link_iri, term_iri


def evidence_triples(graph: Graph, evidence: Iterable[Evidence], level: EvidenceLevel) -> Iterator[Triple]:
    """Give the triples of `links.ttl`, in the order of the evidence, which comes sorted by source term and language.

    One `gg:Link` an article and target, which reifies (RDF Semantics, 2014) the edge `gg:linksTo` of the terms.
    """
    slugs = {term.id: term.slug for term in graph.terms}
    base = graph.collection.base_iri
    for (source, language), links in groupby(evidence, lambda item: (item.source, item.language)):
        article = NamedNode(article_iri(base, language, slugs[source]))
        by_target: dict[str, list[Evidence]] = {}
        for item in links:
            by_target.setdefault(slugs[item.target], []).append(item)
        for target in sorted(by_target):
            yield Triple(article, node(DCTERMS, "references"), NamedNode(term_iri(base, target)))
        for target, items in sorted(by_target.items()):
            link = NamedNode(link_iri(base, language, slugs[source], target))
            yield Triple(link, node(RDF, "type"), node(GG, "Link"))
            yield Triple(link, node(RDF, "subject"), NamedNode(term_iri(base, slugs[source])))
            yield Triple(link, node(RDF, "predicate"), node(GG, "linksTo"))
            yield Triple(link, node(RDF, "object"), NamedNode(term_iri(base, target)))
            yield Triple(link, node(GG, "article"), article)
            yield Triple(link, node(GG, "count"), Literal(str(len(items)), datatype=node(XSD, "integer")))
            yield from _words(link, items, level)


def _words(link: NamedNode, items: list[Evidence], level: EvidenceLevel) -> Iterator[Triple]:
    language = items[0].language
    for written in sorted({item.link.destination for item in items if item.repaired}):
        yield Triple(link, node(GG, "writtenDestination"), Literal(written))
    if level in (EvidenceLevel.ANCHORS, EvidenceLevel.SENTENCES):
        for anchor in sorted({item.link.anchor for item in items if item.link.anchor}):
            yield Triple(link, node(GG, "anchorText"), Literal(anchor, language=language))
    if level is EvidenceLevel.SENTENCES:
        for sentence in sorted({item.link.sentence for item in items if item.link.sentence}):
            yield Triple(link, node(GG, "context"), Literal(sentence, language=language))
