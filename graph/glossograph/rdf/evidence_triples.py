"""The statements of `links.ttl`: which article links to which term, how often and in which words."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping

from pyoxigraph import Triple
from rdflib.namespace import DCTERMS, RDF

from glossograph.config import EvidenceLevel
from glossograph.model.evidence import ArticleEvidence
from glossograph.model.graph import Graph
from glossograph.model.resolution import rule_of
from glossograph.rdf.statements import INTEGER, Property, Resources, Strings, Subject, Text, Texts, TypedLiterals, triples
from glossograph.rdf.vocabulary import GG, iri_of
from glossograph.text.iris import article_iri, link_iris, term_iri
from glossograph.text.keys import Slug, TermId
from glossograph.text.languages import UNDETERMINED

_TYPE, _SUBJECT, _PREDICATE, _OBJECT = (iri_of(RDF, local_name) for local_name in ("type", "subject", "predicate", "object"))
_REFERENCES = iri_of(DCTERMS, "references")
_IN_ARTICLE, _COUNT, _WRITTEN_DESTINATION, _ANCHOR_TEXT, _CONTEXT, _RESOLVED_BY = (
    iri_of(GG, local_name) for local_name in ("article", "count", "writtenDestination", "anchorText", "context", "resolvedBy")
)
_IS_LINK = Resources(_TYPE, (iri_of(GG, "Link"),), cached=True)
_PREDICATE_IS_LINKS_TO = Resources(_PREDICATE, (iri_of(GG, "linksTo"),), cached=True)


def evidence_triples(graph: Graph, evidence: Iterable[ArticleEvidence], level: EvidenceLevel) -> Iterator[Triple]:
    """Yield the triples of `links.ttl` as pyoxigraph values; for the arguments see `evidence_subjects`."""
    return triples(evidence_subjects(graph, evidence, level))


def evidence_subjects(graph: Graph, evidence: Iterable[ArticleEvidence], level: EvidenceLevel) -> Iterator[Subject]:
    """Yield the subjects of `links.ttl`: each article, followed by its links, in the order of the evidence.

    A `gg:Link` describes all links from one article to one term. It reifies the `gg:linksTo` between the article's term and
    that term (RDF Semantics, W3C, 2014).

    Args:
        graph: The graph that the evidence belongs to.
        evidence: The links of each article, sorted by source term and language.
        level: How much to write of each link.
    """
    slugs = {term.id: term.slug for term in graph.terms}
    base = graph.info.base_iri
    objects = {term.slug: Resources(_OBJECT, (term_iri(base, term.slug),), cached=True) for term in graph.terms}
    for article in evidence:
        iri = (article_iri(base, article.language, slugs[article.source]),)
        counts = Counter(map(slugs.__getitem__, article.targets))
        targets = sorted(counts)
        texts = _link_texts(article, slugs, level)
        yield Subject(iri[0], [Resources(_REFERENCES, [objects[target].values[0] for target in targets])])
        subject = Resources(_SUBJECT, (term_iri(base, slugs[article.source]),), cached=True)
        in_article = Resources(_IN_ARTICLE, iri, cached=True)
        for target, link in zip(targets, link_iris(base, article.language, slugs[article.source], targets), strict=True):
            count = TypedLiterals(_COUNT, (str(counts[target]),), INTEGER, cached=True)
            edge = (_IS_LINK, subject, _PREDICATE_IS_LINKS_TO, objects[target])
            yield Subject(link, [*edge, in_article, count, *texts.get(target, ())])


def _link_texts(article: ArticleEvidence, slugs: Mapping[TermId, Slug], level: EvidenceLevel) -> Mapping[Slug, list[Property]]:
    """Collect the texts of an article's links by target: rules, written destinations of repaired links, anchors, sentences."""
    links, language = article.links, article.language or UNDETERMINED
    targets = [slugs[target] for target in article.targets]
    properties: dict[Slug, list[Property]] = defaultdict(list)
    for target, rules in _texts_by_target(zip(targets, (str(rule_of(code)) for code in article.rules), strict=False)):
        properties[target].append(Strings(_RESOLVED_BY, rules))
    written = ((targets[index], links.destinations[index]) for index in article.repaired)
    for target, texts in _texts_by_target(written):
        properties[target].append(Strings(_WRITTEN_DESTINATION, texts))
    if level in (EvidenceLevel.ANCHORS, EvidenceLevel.SENTENCES):
        for target, texts in _texts_by_target(zip(targets, links.anchors, strict=True)):
            properties[target].append(Texts(_ANCHOR_TEXT, [Text(text, language) for text in texts]))
    if level is EvidenceLevel.SENTENCES:
        for target, texts in _texts_by_target(zip(targets, links.sentences, strict=False)):
            properties[target].append(Texts(_CONTEXT, [Text(text, language) for text in texts]))
    return properties


def _texts_by_target(pairs: Iterable[tuple[Slug, str]]) -> Iterator[tuple[Slug, list[str]]]:
    """Group texts by target, each once and sorted; leave out empty texts."""
    texts: dict[Slug, set[str]] = {}
    for target, text in pairs:
        if text:
            texts.setdefault(target, set()).add(text)
    return ((target, sorted(target_texts)) for target, target_texts in texts.items())
