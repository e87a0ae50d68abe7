"""The statements of `links.ttl`: which article links to which term, how often and in which words."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import partial

import msgspec
from pyoxigraph import Triple

from glossograph.config import EvidenceLevel
from glossograph.model.evidence import ArticleEvidence, EvidenceSource, PackedEvidenceSource
from glossograph.model.graph import Graph
from glossograph.model.resolution_rule import rule_of
from glossograph.rdf.namespaces import DCTERMS, RDF
from glossograph.rdf.statements import (
    INTEGER,
    Property,
    Resources,
    Strings,
    Subject,
    SubjectBlock,
    SubjectPart,
    Text,
    Texts,
    TypedLiterals,
    triples,
)
from glossograph.rdf.vocabulary import GG, iri_of
from glossograph.serialise.kept_blocks import digest
from glossograph.text.iris import article_iri, link_iris, term_iri
from glossograph.text.keys import Slug, TermId
from glossograph.text.languages import UNDETERMINED

_TYPE, _SUBJECT, _PREDICATE, _OBJECT = (iri_of(RDF, local_name) for local_name in ("type", "subject", "predicate", "object"))
_REFERENCES = iri_of(DCTERMS, "references")
_IN_ARTICLE, _COUNT, _WRITTEN_DESTINATION, _ANCHOR_TEXT, _CONTEXT, _RESOLVED_BY = (
    iri_of(GG, local_name) for local_name in ("article", "count", "writtenDestination", "anchorText", "context", "resolvedBy")
)
_split_articles = msgspec.msgpack.Decoder(tuple[msgspec.Raw, ...]).decode
_decode_article = msgspec.msgpack.Decoder(ArticleEvidence).decode
_IS_LINK = Resources(_TYPE, (iri_of(GG, "Link"),), cached=True)
_PREDICATE_IS_LINKS_TO = Resources(_PREDICATE, (iri_of(GG, "linksTo"),), cached=True)


def evidence_triples(graph: Graph, evidence: Iterable[ArticleEvidence], level: EvidenceLevel) -> Iterator[Triple]:
    """Yield the triples of `links.ttl` as pyoxigraph values; for the arguments see `evidence_subjects`."""
    return triples(evidence_subjects(graph, evidence, level))


def evidence_subjects(graph: Graph, evidence: Iterable[ArticleEvidence], level: EvidenceLevel) -> Iterator[Subject]:
    """Yield the subjects of `links.ttl`: each article, followed by its links, in the order of the evidence.

    Args:
        graph: The graph that the evidence belongs to.
        evidence: The links of each article, sorted by source term and language.
        level: How much to write of each link.
    """
    subjects = EvidenceSubjects(graph.info.base_iri, {term.id: term.slug for term in graph.terms}, level)
    return (subject for article in evidence for subject in subjects.of(article))


def evidence_blocks(
    graph: Graph, source: EvidenceSource, level: EvidenceLevel, earlier_slugs: Mapping[str, str]
) -> Iterator[SubjectBlock]:
    """Yield the same in blocks, one a term, each article a part.

    A block is made from packed evidence, which names terms by id. Where the slug of one of them was another in the earlier file,
    it is made afresh.

    Args:
        graph: The graph that the evidence belongs to.
        source: The evidence.
        level: How much to write of each link.
        earlier_slugs: The slugs of terms in the earlier file, by id.
    """
    subjects = EvidenceSubjects(graph.info.base_iri, {term.id: term.slug for term in graph.terms}, level)
    if not isinstance(source, PackedEvidenceSource):
        yield SubjectBlock("", b"", lambda: (_article_part(b"", subjects, article) for article in source.by_article()))
        return
    renamed = {term.id for term in graph.terms if earlier_slugs.get(term.id, term.slug) != term.slug}
    renamed |= {edge.source for edge in graph.edges if edge.target in renamed} if renamed else set()
    for term, packed in source.packed():
        parts = partial(_packed_parts, subjects, packed)
        yield SubjectBlock(term, digest(packed), parts, fresh=term in renamed)


def _packed_parts(subjects: "EvidenceSubjects", packed: bytes) -> Iterator[SubjectPart]:
    for article in _split_articles(packed):
        data = bytes(article)
        yield SubjectPart(digest(data), lambda data=data: subjects.of(_decode_article(data)))  # type: ignore[misc]


def _article_part(key: bytes, subjects: "EvidenceSubjects", article: ArticleEvidence) -> SubjectPart:
    return SubjectPart(key, lambda: subjects.of(article))


class EvidenceSubjects:
    """Makes the subjects of `links.ttl`.

    A `gg:Link` describes all links from one article to one term. It reifies the `gg:linksTo` between the article's term and
    that term (RDF Semantics, W3C, 2014).
    """

    def __init__(self, base: str, slugs: Mapping[TermId, Slug], level: EvidenceLevel) -> None:
        """Take the base IRI, the slugs of all terms that the evidence names, and how much to write of each link."""
        self._level = level
        self._base = base
        self._slugs = slugs
        self._objects: dict[Slug, Resources] = {}

    def of(self, article: ArticleEvidence) -> Iterator[Subject]:
        """Yield an article, followed by its links."""
        slugs, base = self._slugs, self._base
        slug = slugs[article.source]
        iri = (article_iri(base, article.language, slug),)
        counts = Counter(map(slugs.__getitem__, article.targets))
        targets = sorted(counts)
        objects = [*map(self._object, targets)]
        texts = _link_texts(article, slugs, self._level)
        yield Subject(iri[0], [Resources(_REFERENCES, [resources.values[0] for resources in objects])])
        subject = Resources(_SUBJECT, (term_iri(base, slug),), cached=True)
        in_article = Resources(_IN_ARTICLE, iri, cached=True)
        for target, link, resources in zip(targets, link_iris(base, article.language, slug, targets), objects, strict=True):
            count = TypedLiterals(_COUNT, (str(counts[target]),), INTEGER, cached=True)
            edge = (_IS_LINK, subject, _PREDICATE_IS_LINKS_TO, resources)
            yield Subject(link, [*edge, in_article, count, *texts.get(target, ())])

    def _object(self, target: Slug) -> Resources:
        """Give the property that names a term as the object of a link."""
        resources = self._objects.get(target)
        if resources is None:
            resources = self._objects[target] = Resources(_OBJECT, (term_iri(self._base, target),), cached=True)
        return resources


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
