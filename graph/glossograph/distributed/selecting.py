"""The selection of labels on a cluster: a batch selects with the counts of its own anchors, and asks where it needs others."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, NamedTuple

import msgspec

from glossograph.distributed.labelling import TARGETS, TermBatch, targets_key, targets_name
from glossograph.distributed.reading import problem_row
from glossograph.distributed.row_steps import WithPackedFields, pack, rows_by_key, text_key, unpack
from glossograph.distributed.sums import LinkingTerm
from glossograph.engine.rows import Row, Shared
from glossograph.labels.language_statistics import LanguageStatistics
from glossograph.labels.selection import TermLabels, UnlabelledTerm, label_candidates, select_labels
from glossograph.model.problem import Problem
from glossograph.model.term import Term
from glossograph.pipeline.graph_builder import labelled_term, with_labels
from glossograph.pipeline.link_sums import dangling_link
from glossograph.text.keys import TermId, key
from glossograph.text.languages import LanguageTag

BATCH = b"b"
SLUGS = b"s"
"""The kind of the rows that name some terms."""

ASKS = b"u"
"""The kind of the rows by which a batch asks to how many terms of the collection a name links."""

_Name = tuple[LanguageTag, str]
"""A language, and the key of a name in it."""


class _LabelInputs(NamedTuple):
    """What the labels of a term are selected from, besides the statistics."""

    term: UnlabelledTerm
    anchors: Mapping[LanguageTag, Mapping[str, int]]
    dependent: Mapping[LanguageTag, frozenset[str]]
    slug_words: tuple[str, ...]

    def select(self, statistics: LanguageStatistics) -> TermLabels:
        """Select the labels."""
        term = self.term
        return select_labels(term.slug, term.titles, self.anchors, statistics, self.dependent, slug_words=self.slug_words)

    def names(self, statistics: LanguageStatistics) -> set[_Name]:
        """Give the names whose targets the selection may ask for, by language."""
        candidates = label_candidates(self.term.slug, self.term.titles, self.anchors, statistics, self.dependent)
        return {(tag, key(candidate.text)) for tag, in_language in candidates.items() for candidate in in_language}


@dataclass
class LabelledBatch(WithPackedFields):
    """Terms with their labels, and a problem for each that has no article.

    Attributes:
        key: A key whose bucket is the batch's own.
        terms: The terms, sorted by id.
        problems: The problems.
        incoming: The terms that link to each term.
        open: By the index of a term: what its labels are selected from, with the names whose counts were not known.
    """

    key: bytes
    terms: list[Term]
    problems: list[Problem]
    incoming: Mapping[TermId, list[LinkingTerm]] = field(default_factory=dict)
    open: dict[int, tuple[_LabelInputs, frozenset[_Name]]] = field(default_factory=dict)

    packed_fields: ClassVar[Mapping[str, msgspec.msgpack.Decoder[Any]]] = {
        "terms": msgspec.msgpack.Decoder(list[Term]),
        "problems": msgspec.msgpack.Decoder(list[Problem]),
        "incoming": msgspec.msgpack.Decoder(dict[TermId, list[LinkingTerm]]),
    }


class _OwnCounts(Mapping[str, int]):
    """To how many terms the anchors of a batch link; notes whether another name was asked for, such as one cut out of an anchor.

    >>> counts = _OwnCounts(LanguageTag("en"), {"bond": 1, "click": 1}, {"click": 9}, unknown := [])
    >>> counts.get("click", 1), counts.get("bond", 1), counts.get("bonds", 1), unknown
    (9, 1, 1, [('en', 'bonds')])
    """

    def __init__(self, tag: LanguageTag, own: Mapping[str, int], counts: Mapping[str, int], unknown: list[_Name]) -> None:
        self._tag = tag
        self._own = own
        self._counts = counts
        self._unknown = unknown

    def __getitem__(self, name: str) -> int:
        """Give a count that is above 1."""
        if name not in self._own:
            self._unknown.append((self._tag, name))
        return self._counts[name]

    def __iter__(self) -> Iterator[str]:
        """Give the names of more than one term."""
        return iter(self._counts)

    def __len__(self) -> int:
        """Count them."""
        return len(self._counts)


@dataclass(frozen=True)
class SelectLabels:
    """Selects the labels of the terms of batches, and asks for the names of those that need counts of other batches."""

    statistics: Shared

    def __call__(self, rows: Iterator[Row]) -> Iterable[Row]:
        """Select and ask."""
        shared: LanguageStatistics = self.statistics.get()
        for _, _, value in rows:
            batch: TermBatch = unpack(value)
            counts = batch.counts
            unknown: list[_Name] = []
            own = {
                tag: _OwnCounts(tag, names, batch.target_counts.get(tag, {}), unknown)
                for tag, names in counts.target_counts(least=1).items()
            }
            statistics = shared._replace(target_counts=own)
            labelled = LabelledBatch(batch.key, [], [])
            asked: set[_Name] = set()
            for index, (term, slug_words) in enumerate(zip(batch.terms, batch.slug_words(), strict=True)):
                anchors, dependent = counts.of(term.id, term.titles), counts.dependent_anchors(term.id)
                inputs = _LabelInputs(term, anchors, dependent, slug_words)
                labels = inputs.select(statistics)
                if unknown:
                    asked |= inputs.names(shared)
                    labelled.open[index] = inputs, frozenset(unknown)
                    unknown.clear()
                labelled.terms.append(labelled_term(term, labels, batch.articles.get(term.id, []), batch.titles))
                if term.placeholder:
                    path, line = batch.firsts[term.id]
                    labelled.problems.append(dangling_link(term.slug, counts.link_count(term.id), path, line))
            yield batch.key, BATCH, pack(labelled)
            yield from ((targets_key(*name), ASKS, batch.key) for name in sorted(asked))


def answer_targets(rows: Iterator[Row]) -> Iterable[Row]:
    """Bring to each batch that asks the number of terms that a name links to, where there are several."""
    for name, group in rows_by_key(rows):
        total = 0
        asking = []
        for _, order, value in group:
            if order == ASKS:
                asking.append(value)
            else:
                total += int(order.removeprefix(TARGETS))
        if total > 1:
            yield from ((batch, b"1" + name, b"%d" % total) for batch in asking)


@dataclass(frozen=True)
class SelectOpenLabels:
    """Selects the labels of a term again where a name that its batch did not count turns out to link to several terms.

    Gives the problems of the batch too, and the slugs of some terms with whether they have an article.
    """

    statistics: Shared
    wanted: frozenset[str]

    def __call__(self, rows: Iterator[Row]) -> Iterable[Row]:
        """Select."""
        batch: LabelledBatch | None = None
        counts: dict[LanguageTag, dict[str, int]] = {}
        for _, order, value in rows:
            if order == BATCH:
                batch = unpack(value)
            else:
                tag, name = targets_name(order[1:])
                counts.setdefault(tag, {})[name] = int(value)
        if batch is None:
            return
        statistics: LanguageStatistics = self.statistics.get()._replace(target_counts=counts)
        for index, (inputs, names) in batch.open.items():
            if any(name in counts.get(tag, ()) for tag, name in names):
                batch.terms[index] = with_labels(batch.terms[index], inputs.select(statistics))
        yield from map(problem_row, batch.problems)
        batch.open, batch.problems = {}, []
        yield batch.key, BATCH, pack(batch)
        for term in batch.terms:
            if term.id in self.wanted:
                yield text_key(term.id), SLUGS, pack((term.id, term.slug, term.placeholder))
