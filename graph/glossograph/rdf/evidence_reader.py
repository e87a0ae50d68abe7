"""`links.ttl` and its like -> evidence: streamed from the file as often as it is asked for."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import msgspec
from pyoxigraph import Quad
from rdflib.namespace import RDF, Namespace

from glossograph.config import EvidenceLevel
from glossograph.errors import GlossographError
from glossograph.model.evidence import ArticleEvidence, Evidence, EvidenceSource, by_article
from glossograph.model.link import Link
from glossograph.rdf.vocabulary import VOCABULARY_IRI
from glossograph.text.keys import TermId
from glossograph.text.languages import UNDETERMINED, LanguageTag

Counts = Mapping[tuple[TermId, TermId], Mapping[LanguageTag, int]]
"""Numbers of links in each language, by source and target."""

_GG = Namespace(VOCABULARY_IRI)
_SUBJECT, _OBJECT = str(RDF.subject), str(RDF.object)
_ARTICLE, _COUNT, _ANCHOR = str(_GG.article), str(_GG["count"]), str(_GG.anchorText)
_CONTEXT, _WRITTEN = str(_GG.context), str(_GG.writtenDestination)
_KNOWN = frozenset({_SUBJECT, _OBJECT, _ARTICLE, _COUNT, _ANCHOR, _CONTEXT, _WRITTEN})
_packed = msgspec.msgpack.Encoder().encode
_unpacked = msgspec.msgpack.Decoder(tuple[Evidence, ...]).decode


class EvidenceLinks(EvidenceSource, Protocol):
    """Evidence, with the numbers of links and how much is told of them."""

    @property
    def level(self) -> EvidenceLevel | None:
        """How much is told; nothing where there is no evidence."""

    def counts(self) -> Counts:
        """Count the links of each language, by source and target."""


class NoLinks:
    """No evidence at all."""

    level = None

    def counts(self) -> Counts:
        """Count nothing."""
        return {}

    def by_article(self, source: TermId | None = None) -> Iterator[ArticleEvidence]:  # noqa: ARG002 — an `EvidenceSource`
        """Stream nothing."""
        return iter(())

    def evidence(self, source: TermId | None = None) -> Iterator[Evidence]:  # noqa: ARG002
        """Stream nothing."""
        return iter(())


class _Record(NamedTuple):
    """One `gg:Link`: all links from one article to one term."""

    source: TermId
    language: LanguageTag
    target: TermId
    path: str
    number: int
    anchors: list[str]
    sentences: list[str]
    written: list[str]

    def evidence(self) -> Iterator[Evidence]:
        """Give as many links as were counted; of several, RDF does not tell which words go with which sentence."""
        for number in range(self.number):
            written = self.written[number] if number < len(self.written) else ""
            link = Link(written, _at(self.anchors, number), _at(self.sentences, number), "", 0)
            yield Evidence(self.source, self.language, self.target, self.path, link, bool(written))


class LinksFile:
    """The evidence of a file.

    The files that glossograph writes are streamed: sorted, each link's statements together. What another tool has put in another
    order is held in memory.
    """

    def __init__(
        self,
        path: Path,
        quads: Callable[[Path], Iterable[Quad]],
        terms: Mapping[str, TermId],
        articles: Mapping[str, tuple[LanguageTag, str]],
    ) -> None:
        """Take the file and what reads it, the ids of terms by IRI, and languages and paths of articles by IRI."""
        self._path = path
        self._quads = quads
        self._terms = terms
        self._articles = articles
        self._by_source: dict[TermId, bytes] | None = None
        self._sorted = False
        self.level: EvidenceLevel | None = EvidenceLevel.COUNTS
        self._counts = self._counted()

    def counts(self) -> Counts:
        """Count the links of each language, by source and target."""
        return self._counts

    def by_article(self, source: TermId | None = None) -> Iterator[ArticleEvidence]:
        """Stream the evidence behind all edges, or behind those that leave one term, article by article."""
        return by_article(self.evidence(source))

    def evidence(self, source: TermId | None = None) -> Iterator[Evidence]:
        """Stream the same link by link, sorted by source term and language; the first call for one term reads the whole file."""
        if source is None:
            return self._all()
        if self._by_source is None:
            groups = groupby(self._all(), lambda item: item.source)
            self._by_source = {term: _packed(tuple(items)) for term, items in groups}
        packed = self._by_source.get(source)
        return iter(_unpacked(packed) if packed else ())

    def _all(self) -> Iterator[Evidence]:
        records = self._records()
        for record in records if self._sorted else sorted(records):
            yield from record.evidence()

    def _counted(self) -> Counts:
        counts: dict[tuple[TermId, TermId], dict[LanguageTag, int]] = defaultdict(dict)
        self._sorted, last = True, ("", "")
        for record in self._records():
            by_language = counts[record.source, record.target]
            by_language[record.language] = by_language.get(record.language, 0) + record.number
            self._sorted = self._sorted and last <= record[:2]
            last = record[:2]
            if record.sentences:
                self.level = EvidenceLevel.SENTENCES
            elif record.anchors and self.level is EvidenceLevel.COUNTS:
                self.level = EvidenceLevel.ANCHORS
        return dict(counts)

    def _records(self) -> Iterator[_Record]:
        for said in _said(self._quads(self._path)):
            record = self._record(said)
            if record:
                yield record

    def _record(self, said: Mapping[str, list[Any]]) -> _Record | None:
        source = self._terms.get(said[_SUBJECT][0].value)
        target = self._terms.get(said[_OBJECT][0].value)
        if source is None or target is None:
            return None
        words = said.get(_ANCHOR, []) + said.get(_CONTEXT, [])
        article = said[_ARTICLE][0].value if _ARTICLE in said else ""
        language, path = self._articles.get(article, (words[0].language if words else UNDETERMINED, ""))
        texts = ([one.value for one in said.get(name, ())] for name in (_ANCHOR, _CONTEXT, _WRITTEN))
        count = said[_COUNT][0].value
        if not count.isdecimal():
            message = f"{self._path}: a link from {path or source} is counted as {count!r}, which is no number: mend the file"
            raise GlossographError(message)
        return _Record(source, LanguageTag(language), target, path, int(count), *texts)


def _said(quads: Iterable[Quad]) -> Iterator[Mapping[str, list[Any]]]:
    """Give what is said of each `gg:Link`; of those whose statements are scattered over the file, at its end."""
    scattered: dict[str, dict[str, list[Any]]] = {}
    for subject, statements in groupby(quads, lambda quad: quad.subject):
        said: dict[str, list[Any]] = {}
        for one in statements:
            name = one.predicate.value
            if name in _KNOWN and hasattr(one.object, "value"):
                said.setdefault(name, []).append(one.object)
        if _SUBJECT in said and _OBJECT in said and _COUNT in said and _ARTICLE in said:
            yield said
        elif said:
            for name, values in said.items():
                scattered.setdefault(subject.value, {}).setdefault(name, []).extend(values)
    yield from (said for _, said in sorted(scattered.items()) if _SUBJECT in said and _OBJECT in said and _COUNT in said)


def _at(texts: list[str], number: int) -> str:
    return texts[min(number, len(texts) - 1)] if texts else ""
