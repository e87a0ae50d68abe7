"""The evidence behind the edges -> RDF: which article links to which term, how often, in which words."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import attrgetter

from pyoxigraph import Triple
from rdflib.namespace import DCTERMS, RDF

from glossograph.config import EvidenceLevel
from glossograph.emit.statements import INTEGER, Property, Resources, Strings, Subject, Text, Texts, Typed, triples
from glossograph.emit.vocabulary import GG, name
from glossograph.graph import Graph
from glossograph.languages import UNDETERMINED
from glossograph.model import Evidence
from glossograph.names import Slug, article_iri, link_iris, term_iri

_TYPE, _SUBJECT, _PREDICATE, _OBJECT = (name(RDF, local) for local in ("type", "subject", "predicate", "object"))
_REFERENCES = name(DCTERMS, "references")
_IN_ARTICLE, _COUNT, _WRITTEN, _ANCHOR, _CONTEXT = (
    name(GG, local) for local in ("article", "count", "writtenDestination", "anchorText", "context")
)
_IS_A_LINK = Resources(_TYPE, (name(GG, "Link"),), often=True)
_SAYS_LINKS_TO = Resources(_PREDICATE, (name(GG, "linksTo"),), often=True)


def evidence_triples(graph: Graph, evidence: Iterable[Evidence], level: EvidenceLevel) -> Iterator[Triple]:
    """Give the triples of `links.ttl`, as pyoxigraph's values; what they are is said at `evidence_subjects`."""
    return triples(evidence_subjects(graph, evidence, level))


def evidence_subjects(graph: Graph, evidence: Iterable[Evidence], level: EvidenceLevel) -> Iterator[Subject]:
    """Give what `links.ttl` says, in the order of the evidence, which comes sorted by source term and language.

    One `gg:Link` an article and target, which reifies (RDF Semantics, 2014) the edge `gg:linksTo` of the terms; an
    article comes before its links.
    """
    slugs = {term.id: term.slug for term in graph.terms}
    base = graph.collection.base_iri
    to = {term.slug: Resources(_OBJECT, (term_iri(base, term.slug),), often=True) for term in graph.terms}
    worded = level in (EvidenceLevel.ANCHORS, EvidenceLevel.SENTENCES)
    for (source, language), links in groupby(evidence, attrgetter("source", "language")):
        article = (article_iri(base, language, slugs[source]),)
        by_target: dict[Slug, list[Evidence]] = {}
        written: dict[Slug, set[str]] = {}
        for item in links:
            target = slugs[item.target]
            by_target.setdefault(target, []).append(item)
            if item.repaired:
                written.setdefault(target, set()).add(item.link.destination)
        targets = sorted(by_target)
        yield Subject(article[0], [Resources(_REFERENCES, [to[target].values[0] for target in targets])])
        subject = Resources(_SUBJECT, (term_iri(base, slugs[source]),), often=True)
        in_article = Resources(_IN_ARTICLE, article, often=True)
        for target, iri in zip(targets, link_iris(base, language, slugs[source], targets), strict=True):
            items = by_target[target]
            count = Typed(_COUNT, (str(len(items)),), INTEGER, often=True)
            properties: list[Property] = [_IS_A_LINK, subject, _SAYS_LINKS_TO, to[target], in_article, count]
            if target in written:
                properties.append(Strings(_WRITTEN, sorted(written[target])))
            if worded:
                properties += _words(items, level)
            yield Subject(iri, properties)


def _words(items: list[Evidence], level: EvidenceLevel) -> Iterator[Property]:
    language = items[0].language or UNDETERMINED
    if anchors := {item.link.anchor for item in items if item.link.anchor}:
        yield Texts(_ANCHOR, [Text(anchor, language) for anchor in sorted(anchors)])
    if level is EvidenceLevel.SENTENCES and (sentences := {item.link.sentence for item in items if item.link.sentence}):
        yield Texts(_CONTEXT, [Text(sentence, language) for sentence in sorted(sentences)])
