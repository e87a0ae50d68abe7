"""Titles and anchors -> one preferred label a language, and alternatives, for one term and for all."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import msgspec

from glossograph.engine.processes import chunks, in_processes
from glossograph.engine.progress import Progress
from glossograph.labels.anchor_counts import AnchorCounts
from glossograph.labels.candidates import LabelCandidate, bare_key, candidates_of, reference_of, repeated, same_but_for_marks
from glossograph.labels.label_vote import is_strange, label_by_vote, label_vote_of
from glossograph.labels.language_statistics import LanguageCounts, LanguageStatistics
from glossograph.labels.slug_label import label_by_slug
from glossograph.labels.term_words import all_parts, learn_lexicon, slug_words, training_terms
from glossograph.model.sampling import Sample, draw
from glossograph.model.term import Label, LabelOrigin
from glossograph.text.keys import Slug, TermId, key
from glossograph.text.languages import LanguageTag

_CHUNK = 25
"""Elections that a process takes at once."""

_WORTH_PROCESSES = 1000
"""Terms from which on several processes learn faster than one."""

Labels = tuple[tuple[Label, ...], tuple[Label, ...]]
"""The preferred labels of a term, and the alternatives."""


class Named(NamedTuple):
    """A term that is to be labelled, and the titles of its articles, if it is no `placeholder`."""

    id: TermId
    slug: Slug
    titles: Mapping[LanguageTag, str]
    placeholder: bool = False


class SelectedLabels:
    """What the elections gave, packed until it is wanted."""

    def __init__(self, packed: Sequence[bytes]) -> None:
        """Take the labels of chunks of terms."""
        self._packed = packed
        self._decode = msgspec.msgpack.Decoder(list[Labels]).decode

    def __iter__(self) -> Iterator[Labels]:
        """Give the labels of each term."""
        return (labels for packed in self._packed for labels in self._decode(packed))


def select_all_labels(
    names: Sequence[Named], anchors: AnchorCounts, sample: Sample, jobs: int, progress: Progress
) -> SelectedLabels:
    """Elect everybody's labels; what is usual in a language is learned from a `sample` of the terms."""
    habits = _habits(names, anchors, sample, jobs, progress)
    progress("electing", 0, len(names))

    def elected(chunk: Sequence[int]) -> bytes:
        terms = (names[number] for number in chunk)
        return msgspec.msgpack.encode(
            [select_labels(one.slug, one.titles, anchors.texts.get(one.id, {}), habits) for one in terms]
        )

    return SelectedLabels(list(in_processes(elected, chunks(range(len(names)), _CHUNK), jobs)))


def _habits(names: Sequence[Named], anchors: AnchorCounts, sample: Sample, jobs: int, progress: Progress) -> LanguageStatistics:
    """Learn what the elections may know of all anchors."""
    progress("learning", 0, len(names))
    said = [(one.slug, anchors.texts.get(one.id, {})) for one in names]
    sampled = {number for number, one in enumerate(names) if sample.holds(draw(one.slug, ""))}
    lacking = (number for number, one in enumerate(names) if said[number][1].keys() - one.titles.keys())
    taught = training_terms(said, lacking, sampled)
    wanted = set(taught.terms)

    def observed(chunk: Sequence[int]) -> tuple[LanguageCounts, list[tuple[int, dict[LanguageTag, frozenset[str]]]]]:
        tally = LanguageCounts()
        for number in chunk:
            tally.add(*said[number], sampled=number in sampled)
        return tally, [(number, all_parts(said[number][1])) for number in chunk if number in wanted]

    whole = LanguageCounts()
    whole.join(anchors.tally)
    seen: dict[int, dict[LanguageTag, frozenset[str]]] = {}
    many = jobs if len(names) >= _WORTH_PROCESSES else 1
    for tally, parts in in_processes(observed, chunks(range(len(names)), _CHUNK), many):
        whole.join(tally)
        seen.update(parts)
    return whole.habits(learn_lexicon(taught, seen))


_SEEN_ENOUGH = 2
_NO_HABITS = LanguageStatistics()


def select_labels(
    slug: str,
    titles: Mapping[LanguageTag, str],
    anchors: Mapping[LanguageTag, Mapping[str, int]],
    habits: LanguageStatistics = _NO_HABITS,
) -> tuple[tuple[Label, ...], tuple[Label, ...]]:
    """Elect a term's preferred labels, one a language, and its alternatives, both sorted by language.

    A title wins. In the language of the slugs the slug says the name, and the anchors how it is written. Elsewhere the
    anchors vote, forms of one word together: for a name that says all of the slug, in its base form, that leads to few
    other terms. What is a clause, or far from any length that the name can have, is no label: none is better than a broken
    one, but a term that would have none at all has the words of its slug. Another good anchor becomes an alternative when it was
    seen twice or more.

    >>> anchors = {"no": Counter({"back office -": 1}), "hi": Counter({".": 1})}
    >>> labels, _ = select_labels("back-office", {"en": "Back Office"}, anchors)
    >>> [(label.language, label.text) for label in labels]
    [('en', 'Back Office'), ('no', 'back office')]
    """
    # Where a title is the label, anchors are only wanted as alternatives: most terms of a large collection are done with here.
    wanted = {tag: repeated(counts, titles[tag]) if titles.get(tag) else counts for tag, counts in anchors.items()}
    found = candidates_of(slug, {tag: counts for tag, counts in wanted.items() if counts}, habits)
    words = slug_words(slug, anchors)
    elsewhere = Counter(one.stem for candidates in found.values() for one in candidates)
    elected = {tag: Label(tag, title) for tag, title in titles.items() if title}
    alternatives: list[Label] = []
    main = habits.slug_language
    reference = reference_of(slug, elected.get(main), words)
    for tag in sorted(found, key=lambda tag: (tag != main, tag)):
        ballot = label_vote_of(tag, slug, reference, habits, anchors=anchors[tag], elsewhere=elsewhere)
        good = [one for one in found[tag] if not is_strange(one, ballot)]
        if tag not in elected:
            label = label_by_slug(tag, slug, found[tag], habits) if tag == main else None
            label = label or label_by_vote(good, ballot)
            if not label and tag == main:
                label = label_by_slug(tag, slug, (), habits)
            if label:
                elected[tag] = label
                reference = reference_of(slug, label, words) if tag == main else reference
        if tag in elected:
            alternatives += _alternatives(elected[tag], good, habits)
    if not elected:
        elected[main] = Label(main, " ".join(re.split(r"[-_]+", slug)).strip() or slug, LabelOrigin.SLUG)
    return tuple(elected[tag] for tag in sorted(elected)), tuple(sorted(alternatives))


def _alternatives(best: Label, good: Sequence[LabelCandidate], habits: LanguageStatistics) -> list[Label]:
    """Give the other names seen twice or more; not one that says the label again, nor one that leads to everything."""
    return [
        Label(best.language, one.text, LabelOrigin.ANCHOR, one.said)
        for one in good
        if one.said >= max(_SEEN_ENOUGH, habits.leads_to(best.language, one.text))
        and key(one.text) != bare_key(best.text)
        and not same_but_for_marks(one.text, best.text)
    ]
