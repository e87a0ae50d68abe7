"""Select the labels of terms from titles and anchors: one preferred label a language, and alternatives."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

import msgspec

from glossograph.engine.processes import chunks, in_processes, jobs_for
from glossograph.engine.progress import Progress
from glossograph.labels.anchor_counts import AnchorCounts
from glossograph.labels.candidates import (
    LabelCandidate,
    differ_in_marks_only,
    find_candidates,
    key_without_brackets,
    make_reference,
    repeated_anchors,
)
from glossograph.labels.label_vote import vote_for_label
from glossograph.labels.language_statistics import LanguageCounts, LanguageStatistics
from glossograph.labels.name_support import TermNames, is_unlikely_name, make_vote_context
from glossograph.labels.slug_label import label_by_slug
from glossograph.labels.statistics_reads import StatisticsQuestion, StatisticsReads
from glossograph.labels.term_words import choose_training_terms, learn_lexicon, parts_by_language, split_slug
from glossograph.model.sampling import Sample, draw
from glossograph.model.term import Label, LabelOrigin
from glossograph.store.kept_results import KeptResults, digest_of
from glossograph.text.keys import Slug, TermId, key
from glossograph.text.languages import LanguageTag

_CHUNK_TERMS = 25
"""Terms that a process takes at once."""

_MIN_PARALLEL_TERMS = 1000
"""Terms from which on several processes learn faster than one."""

_MIN_ALTERNATIVE_COUNT = 2

TermLabels = tuple[tuple[Label, ...], tuple[Label, ...]]
"""The preferred labels of a term, and the alternatives."""


class UnlabelledTerm(NamedTuple):
    """A term that needs labels: its id, slug, and the titles of its articles; a `placeholder` has no article."""

    id: TermId
    slug: Slug
    titles: Mapping[LanguageTag, str]
    placeholder: bool = False


class KeptLabels(NamedTuple):
    """The labels of a term, as they are kept for the next build: with what was asked of the statistics, and the answers."""

    labels: TermLabels
    questions: list[StatisticsQuestion]
    answers: bytes


class SelectedLabels:
    """The labels of all terms, kept packed until they are read."""

    def __init__(self, packed_labels: Sequence[bytes]) -> None:
        """Take the labels of terms, each packed `KeptLabels`."""
        self._packed_labels = packed_labels

    def __iter__(self) -> Iterator[TermLabels]:
        """Give the labels of each term."""
        return (_decode(packed).labels for packed in self._packed_labels)


_decode = msgspec.msgpack.Decoder(KeptLabels).decode


def select_all_labels(
    terms: Sequence[UnlabelledTerm],
    anchor_counts: AnchorCounts,
    language_counts: LanguageCounts,
    sample: Sample,
    *,
    kept: KeptResults | None = None,
    jobs: int,
    progress: Progress,
) -> SelectedLabels:
    """Select the labels of all terms; the statistics of a language are learned from a `sample` of them.

    Labels of the last build are taken over where the term's anchors are as they were, and whatever the selection asked of the
    statistics has the same answer.
    """
    progress("learning", 0, len(terms))
    slug_words = [split_slug(term.slug, anchor_counts.spelled(term.id, key(term.slug))) for term in terms]
    kept = kept or KeptResults()
    reads = StatisticsReads(_learn_statistics(terms, slug_words, anchor_counts, language_counts, sample, kept=kept, jobs=jobs))
    progress("labelling", 0, len(terms))
    known = kept.step("labels")

    def read(index: int) -> _TermInputs:
        term = terms[index]
        anchors, dependent = anchor_counts.of(term.id, term.titles), anchor_counts.dependent_anchors(term.id)
        return _TermInputs(term.slug, term.titles, anchors, dependent, slug_words[index])

    def is_known(index: int) -> bool:
        packed = known.find(terms[index].id, read(index).digest())
        earlier = _decode(packed) if packed is not None else None
        return earlier is not None and reads.answers(earlier.questions) == earlier.answers

    def select_chunk(indexes: Sequence[int]) -> list[tuple[bytes, bytes]]:
        return [(inputs.digest(), select(inputs)) for inputs in map(read, indexes)]

    def select(inputs: _TermInputs) -> bytes:
        asked: dict[StatisticsQuestion, None] = {}
        labels = select_labels(
            inputs.slug, inputs.titles, inputs.anchors, reads.noting(asked), inputs.dependent, slug_words=inputs.slug_words
        )
        return msgspec.msgpack.encode(KeptLabels(labels, list(asked), reads.answers(asked)))

    missing = [index for index in range(len(terms)) if not (known.earlier and is_known(index))]
    selected = in_processes(select_chunk, chunks(missing, _CHUNK_TERMS), jobs_for(missing, _CHUNK_TERMS, jobs))
    for index, result in zip(missing, chain.from_iterable(selected), strict=True):
        known.put(terms[index].id, *result)
    return SelectedLabels([known.results[term.id].value for term in terms])


class _TermInputs(NamedTuple):
    """What the labels of a term are selected from, besides the statistics."""

    slug: Slug
    titles: Mapping[LanguageTag, str]
    anchors: Mapping[LanguageTag, Mapping[str, int]]
    dependent: Mapping[LanguageTag, Collection[str]]
    slug_words: tuple[str, ...]

    def digest(self) -> bytes:
        """Digest all of it."""
        by_language = [(tag, sorted(counts.items())) for tag, counts in sorted(self.anchors.items())]
        marked = [(tag, sorted(texts)) for tag, texts in sorted(self.dependent.items())]
        parts = (self.slug, sorted(self.titles.items()), by_language, marked, self.slug_words)
        return digest_of(msgspec.msgpack.encode(parts))


def _learn_statistics(
    terms: Sequence[UnlabelledTerm],
    slug_words: Sequence[tuple[str, ...]],
    anchor_counts: AnchorCounts,
    language_counts: LanguageCounts,
    sample: Sample,
    *,
    kept: KeptResults,
    jobs: int,
) -> LanguageStatistics:
    """Learn from all anchors what the selection of labels knows of each language."""
    sampled = {index for index, term in enumerate(terms) if sample.holds(draw(term.slug, ""))}
    without_title = (index for index, term in enumerate(terms) if anchor_counts.languages_of(term.id) - term.titles.keys())
    training_terms = choose_training_terms(slug_words, without_title, sampled)

    def count_chunk(indexes: Sequence[int]) -> tuple[LanguageCounts, list[tuple[int, dict[LanguageTag, frozenset[str]]]]]:
        counts = LanguageCounts()
        parts = []
        for index in indexes:
            anchors = anchor_counts.of(terms[index].id)
            if index in sampled:
                counts.add_term(terms[index].slug, anchors)
            parts.append((index, parts_by_language(anchors)))
        return counts, parts

    total = LanguageCounts()
    total.merge(language_counts)
    for language, target_counts in anchor_counts.target_counts().items():
        total.add_target_counts(language, target_counts)
    term_parts: dict[int, dict[LanguageTag, frozenset[str]]] = {}
    useful_jobs = jobs if len(terms) >= _MIN_PARALLEL_TERMS else 1
    for counts, parts in in_processes(count_chunk, chunks(training_terms.terms, _CHUNK_TERMS), useful_jobs):
        total.merge(counts)
        term_parts.update(parts)
    return total.statistics(learn_lexicon(training_terms, term_parts), kept)


_NO_STATISTICS = LanguageStatistics()
_NO_ANCHORS: Mapping[LanguageTag, Collection[str]] = {}


def select_labels(
    slug: str,
    titles: Mapping[LanguageTag, str],
    anchors: Mapping[LanguageTag, Mapping[str, int]],
    statistics: LanguageStatistics = _NO_STATISTICS,
    dependent: Mapping[LanguageTag, Collection[str]] = _NO_ANCHORS,
    *,
    slug_words: tuple[str, ...] | None = None,
) -> TermLabels:
    """Select a term's preferred labels, one a language, and its alternatives, both sorted by language.

    A title is the label of its language. In the language of the slugs the slug gives the name, and the anchors show how it is
    written. In other languages the anchors vote, with all forms of one word together: the best name expresses all words of
    the slug, is in its base form and links to few other terms. A clause, or a text far from any length that the name can have,
    is no label: no label is better than a broken one. A term that would have no label at all gets the words of its slug. Other
    good names that occur twice or more become alternatives.

    Args:
        slug: The term's slug.
        titles: The titles of the term's articles.
        anchors: The count of each anchor of the links to the term; of a language with a title, those that occur once have no say.
        statistics: What is known of each language.
        dependent: The anchors that always stand behind a word such as "of", and may be the end of a longer name.
        slug_words: The words of the slug, if they are known.

    >>> anchors = {"no": {"back office -": 1}, "hi": {".": 1}}
    >>> labels, _ = select_labels("back-office", {"en": "Back Office"}, anchors)
    >>> [(label.language, label.text) for label in labels]
    [('en', 'Back Office'), ('no', 'back office')]
    """
    candidates = label_candidates(slug, titles, anchors, statistics, dependent)
    votes = any(not titles.get(tag) for tag in candidates)
    if slug_words is None:
        slug_words = split_slug(slug, (text for counts in anchors.values() for text in counts))
    names = TermNames.of(titles, candidates, statistics) if votes else TermNames()
    labels = {tag: Label(tag, title) for tag, title in titles.items() if title}
    alternatives: list[Label] = []
    slug_language = statistics.slug_language
    reference = make_reference(slug, labels.get(slug_language), slug_words)
    for tag in sorted(candidates, key=lambda tag: (tag != slug_language, tag)):
        context = make_vote_context(
            tag, slug, reference, statistics, anchors=anchors[tag], candidates=candidates[tag], names=names
        )
        if tag in labels:
            possible = _possible_alternatives(labels[tag], candidates[tag], statistics)
            alternatives += _as_labels(tag, (other for other in possible if not is_unlikely_name(other, context)))
        else:
            likely = [candidate for candidate in candidates[tag] if not is_unlikely_name(candidate, context)]
            label = label_by_slug(tag, slug, candidates[tag], statistics) if tag == slug_language else None
            label = label or vote_for_label(likely, context)
            if not label and tag == slug_language:
                label = label_by_slug(tag, slug, (), statistics)
            if label:
                labels[tag] = label
                reference = make_reference(slug, label, slug_words) if tag == slug_language else reference
                alternatives += _as_labels(tag, _possible_alternatives(label, likely, statistics))
    if not labels:
        words = " ".join(re.split(r"[-_]+", slug)).strip()
        labels[slug_language] = Label(slug_language, words or slug, LabelOrigin.SLUG)
    return tuple(labels[tag] for tag in sorted(labels)), tuple(sorted(alternatives))


def label_candidates(
    slug: str,
    titles: Mapping[LanguageTag, str],
    anchors: Mapping[LanguageTag, Mapping[str, int]],
    statistics: LanguageStatistics,
    dependent: Mapping[LanguageTag, Collection[str]] = _NO_ANCHORS,
) -> dict[LanguageTag, list[LabelCandidate]]:
    """Find the candidates from which `select_labels` selects, by language; the arguments are the same."""
    # Where a title is the label, anchors are needed for alternatives only: most terms of a large collection end here.
    needed = {tag: repeated_anchors(counts, titles[tag]) if titles.get(tag) else counts for tag, counts in anchors.items()}
    needed = {tag: counts for tag, counts in needed.items() if counts}
    votes = any(not titles.get(tag) for tag in needed)  # a name that only one anchor has can support others in a vote
    return find_candidates(slug, needed, statistics, dependent, min_count=1 if votes else _MIN_ALTERNATIVE_COUNT)


def _possible_alternatives(
    label: Label, candidates: Iterable[LabelCandidate], statistics: LanguageStatistics
) -> list[LabelCandidate]:
    """Find the other names that occur twice or more; not one that repeats the label, nor one that links to many terms."""
    return [
        candidate
        for candidate in candidates
        if candidate.anchor_count >= max(_MIN_ALTERNATIVE_COUNT, statistics.target_count(label.language, candidate.text))
        and key(candidate.text) != key_without_brackets(label.text)
        and not differ_in_marks_only(candidate.text, label.text)
    ]


def _as_labels(tag: LanguageTag, candidates: Iterable[LabelCandidate]) -> Iterator[Label]:
    return (Label(tag, candidate.text, LabelOrigin.ANCHOR, candidate.anchor_count) for candidate in candidates)
