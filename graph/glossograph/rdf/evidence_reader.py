"""Reading of evidence from `links.ttl`, or from the same file in another RDF syntax, each time that it is needed."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import msgspec
from pyoxigraph import Quad

from glossograph.config import EvidenceLevel
from glossograph.errors import GlossographError
from glossograph.model.evidence import ArticleEvidence, Evidence, EvidenceSource, by_article
from glossograph.model.link import Link
from glossograph.model.resolution_rule import ResolutionRule
from glossograph.rdf.namespaces import RDF
from glossograph.rdf.vocabulary import GG, iri_of
from glossograph.text.keys import TermId
from glossograph.text.languages import UNDETERMINED, LanguageTag

LinkCounts = Mapping[tuple[TermId, TermId], Mapping[LanguageTag, int]]
"""Number of links in each language, by source and target."""

_SUBJECT, _OBJECT = iri_of(RDF, "subject"), iri_of(RDF, "object")
_ARTICLE, _COUNT, _ANCHOR_TEXT, _CONTEXT, _WRITTEN_DESTINATION, _RESOLVED_BY = (
    iri_of(GG, local_name) for local_name in ("article", "count", "anchorText", "context", "writtenDestination", "resolvedBy")
)
_PREDICATES = frozenset({_SUBJECT, _OBJECT, _ARTICLE, _COUNT, _ANCHOR_TEXT, _CONTEXT, _WRITTEN_DESTINATION, _RESOLVED_BY})
_pack = msgspec.msgpack.Encoder().encode
_unpack = msgspec.msgpack.Decoder(tuple[Evidence, ...]).decode

_LinkProperties = Mapping[str, list[Any]]
"""The objects of a `gg:Link`, as pyoxigraph nodes, by predicate."""


class CountedEvidence(EvidenceSource, Protocol):
    """Evidence that was read from RDF, with its level of detail and the number of links."""

    @property
    def level(self) -> EvidenceLevel | None:
        """How much the file holds of each link; `None` if there is no evidence."""

    def counts(self) -> LinkCounts:
        """Return the number of links in each language, by source and target."""


class NoEvidence:
    """The evidence of a graph that was exported without any."""

    level = None

    def counts(self) -> LinkCounts:
        """Return no counts."""
        return {}

    def by_article(self, source: TermId | None = None) -> Iterator[ArticleEvidence]:  # noqa: ARG002 — an `EvidenceSource`
        """Yield nothing."""
        return iter(())

    def evidence(self, source: TermId | None = None) -> Iterator[Evidence]:  # noqa: ARG002
        """Yield nothing."""
        return iter(())


class _LinkRecord(NamedTuple):
    """A `gg:Link`: all links from one article to one term."""

    source: TermId
    language: LanguageTag
    target: TermId
    path: str
    link_count: int
    anchors: list[str]
    sentences: list[str]
    written: list[str]
    rules: list[str]

    def evidence(self) -> Iterator[Evidence]:
        """Yield as many links as were counted; RDF does not say which anchor is in which sentence, so position pairs them."""
        for index in range(self.link_count):
            written = self.written[index] if index < len(self.written) else ""
            link = Link(written, _at_or_last(self.anchors, index), _at_or_last(self.sentences, index), "", 0)
            yield Evidence(self.source, self.language, self.target, self.path, link, bool(written), self.rule)

    @property
    def rule(self) -> ResolutionRule | None:
        """The rule that resolved the links, where one alone did and it is known."""
        known = {str(rule) for rule in ResolutionRule}
        return ResolutionRule(self.rules[0]) if len(self.rules) == 1 and self.rules[0] in known else None


class RdfEvidence:
    """The evidence in an RDF file.

    Files that glossograph wrote are streamed: they are sorted and hold each link's statements together. Links whose statements
    another tool scattered over the file are kept in memory.
    """

    def __init__(
        self,
        path: Path,
        read_quads: Callable[[Path], Iterable[Quad]],
        terms: Mapping[str, TermId],
        articles: Mapping[str, tuple[LanguageTag, str]],
    ) -> None:
        """Read the file once, for the counts and the level.

        Args:
            path: The file.
            read_quads: Streams the statements of a file.
            terms: Ids of terms, by IRI.
            articles: Languages and paths of articles, by IRI.

        Raises:
            GlossographError: A `gg:count` in the file is not a number.
        """
        self._path = path
        self._read_quads = read_quads
        self._terms = terms
        self._articles = articles
        self._by_source: dict[TermId, bytes] | None = None
        self._is_sorted = False
        self.level: EvidenceLevel | None = EvidenceLevel.COUNTS
        self._counts = self._count_links()

    def counts(self) -> LinkCounts:
        """Return the number of links in each language, by source and target."""
        return self._counts

    def by_article(self, source: TermId | None = None) -> Iterator[ArticleEvidence]:
        """Stream the evidence article by article: behind all edges, or behind those that leave one term."""
        return by_article(self.evidence(source))

    def evidence(self, source: TermId | None = None) -> Iterator[Evidence]:
        """Stream the evidence link by link, sorted by source term and language.

        The first call with a source reads the whole file and keeps it, packed by source.
        """
        if source is None:
            return self._all_evidence()
        if self._by_source is None:
            groups = groupby(self._all_evidence(), lambda item: item.source)
            self._by_source = {term: _pack(tuple(items)) for term, items in groups}
        packed = self._by_source.get(source)
        return iter(_unpack(packed) if packed else ())

    def _all_evidence(self) -> Iterator[Evidence]:
        records = self._records()
        for record in records if self._is_sorted else sorted(records):
            yield from record.evidence()

    def _count_links(self) -> LinkCounts:
        """Count the links; note on the way whether the file is sorted and how much it holds of each link."""
        counts: dict[tuple[TermId, TermId], dict[LanguageTag, int]] = defaultdict(dict)
        self._is_sorted, previous = True, ("", "")
        for record in self._records():
            by_language = counts[record.source, record.target]
            by_language[record.language] = by_language.get(record.language, 0) + record.link_count
            self._is_sorted = self._is_sorted and previous <= record[:2]
            previous = record[:2]
            if record.sentences:
                self.level = EvidenceLevel.SENTENCES
            elif record.anchors and self.level is EvidenceLevel.COUNTS:
                self.level = EvidenceLevel.ANCHORS
        return dict(counts)

    def _records(self) -> Iterator[_LinkRecord]:
        for properties in _group_by_link(self._read_quads(self._path)):
            record = self._record(properties)
            if record:
                yield record

    def _record(self, properties: _LinkProperties) -> _LinkRecord | None:
        source = self._terms.get(properties[_SUBJECT][0].value)
        target = self._terms.get(properties[_OBJECT][0].value)
        if source is None or target is None:
            return None
        tagged = properties.get(_ANCHOR_TEXT, []) + properties.get(_CONTEXT, [])
        article = properties[_ARTICLE][0].value if _ARTICLE in properties else ""
        language, path = self._articles.get(article, (tagged[0].language if tagged else UNDETERMINED, ""))
        anchors, sentences, written, rules = (
            [node.value for node in properties.get(predicate, ())]
            for predicate in (_ANCHOR_TEXT, _CONTEXT, _WRITTEN_DESTINATION, _RESOLVED_BY)
        )
        count = properties[_COUNT][0].value
        if not count.isdecimal():
            message = f"{self._path}: gg:count of a link from {path or source} is {count!r}, not a number: fix the file"
            raise GlossographError(message)
        return _LinkRecord(source, LanguageTag(language), target, path, int(count), anchors, sentences, written, rules)


def _group_by_link(quads: Iterable[Quad]) -> Iterator[_LinkProperties]:
    """Yield the properties of each `gg:Link`; those of links with scattered statements come last, sorted by IRI."""
    scattered: dict[str, dict[str, list[Any]]] = {}
    for subject, statements in groupby(quads, lambda quad: quad.subject):
        properties: dict[str, list[Any]] = {}
        for statement in statements:
            predicate = statement.predicate.value
            if predicate in _PREDICATES and hasattr(statement.object, "value"):
                properties.setdefault(predicate, []).append(statement.object)
        if _SUBJECT in properties and _OBJECT in properties and _COUNT in properties and _ARTICLE in properties:
            yield properties
        elif properties:
            for predicate, nodes in properties.items():
                scattered.setdefault(subject.value, {}).setdefault(predicate, []).extend(nodes)
    for _, properties in sorted(scattered.items()):
        if _SUBJECT in properties and _OBJECT in properties and _COUNT in properties:
            yield properties


def _at_or_last(texts: list[str], index: int) -> str:
    return texts[min(index, len(texts) - 1)] if texts else ""
