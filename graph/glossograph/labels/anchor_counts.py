"""Counts of the anchors of all links, by the term that they link to."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import compress, pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from glossograph.labels.cut_words import is_dependent, is_part_of_word
from glossograph.labels.grammar import grammar_of
from glossograph.model.link_table import Ints, Longs
from glossograph.model.packed_texts import PackedTexts
from glossograph.text.keys import Key, TermId, key
from glossograph.text.languages import LanguageTag

_DEPENDENT, _PART_OF_WORD = 1, 2
_NO_TITLE, _NO_SUCH_ANCHOR = -2, -1
_NO_TITLES: Mapping[LanguageTag, str] = {}


def link_marks(anchors: Iterable[str], sentences: Iterable[str], language: str) -> list[int]:
    """Mark the anchors of one word behind a word such as "of", and those behind which a word goes on.

    >>> link_marks(["change", "banque"], ["les agents de change ou", "une banque"], "fr"), link_marks(["购房"], ["购房者"], "zh")
    ([1, 0], [2])
    """
    known = grammar_of(language)
    pairs = zip(anchors, sentences, strict=True)
    if not known.linking_words and not known.word_suffixes:
        return [0 for _ in pairs]
    return [
        _DEPENDENT * (" " not in anchor and is_dependent(anchor, sentence, language))
        | _PART_OF_WORD * is_part_of_word(anchor, sentence, language)
        for anchor, sentence in pairs
    ]


class AnchorColumns(NamedTuple):
    """The anchors of links: the target, language, text and mark of each, by index; `link_marks` gives the marks."""

    targets: Longs
    languages: Longs
    anchors: Ints
    marks: npt.NDArray[np.uint8]


class AnchorCounts:
    """The anchors of the links to each term, counted by language; an anchor behind which a word goes on is an empty one.

    >>> columns = AnchorColumns(*(np.array(column) for column in ([0, 0, 0], [0, 0, 0], [0, 0, 1], [0, 0, 0])))
    >>> counts = AnchorCounts([TermId("bond")], [LanguageTag("en")], PackedTexts.of(["bond", "bonds"]), columns)
    >>> counts.of(TermId("bond")), counts.link_count(TermId("bond"))
    ({'en': {'bond': 2, 'bonds': 1}}, 3)
    """

    def __init__(
        self, terms: Sequence[TermId], languages: Sequence[LanguageTag], texts: PackedTexts, columns: AnchorColumns
    ) -> None:
        """Count links; terms, languages and texts are what the columns refer to."""
        self._languages = languages
        self._language_numbers = {language: number for number, language in enumerate(languages)}
        self._no_titles = np.full(len(languages), _NO_TITLE, np.int64)
        empty = texts.numbers_of([""]).get("", len(texts))
        self._texts = texts if empty < len(texts) else texts.with_added([""])
        stride = len(texts) + 1
        names = (columns.targets * len(languages) + columns.languages) * stride
        whole = np.where(columns.marks & _PART_OF_WORD, empty, columns.anchors)
        keys, self._counts = np.unique(names + whole, return_counts=True)
        rest, self._anchors = np.divmod(keys, stride)
        self._language_of = rest % len(languages)
        self._dependent = np.zeros(len(keys), np.bool_)
        dependent, counts = np.unique((names + columns.anchors)[columns.marks & _DEPENDENT > 0], return_counts=True)
        _, in_keys, in_dependent = np.intersect1d(keys, dependent, assume_unique=True, return_indices=True)
        self._dependent[in_keys] = self._counts[in_keys] == counts[in_dependent]
        ends: list[int] = np.searchsorted(rest // len(languages), np.arange(len(terms) + 1)).tolist()
        self._rows = {term: (start, end) for term, start, end in zip(terms, ends, ends[1:], strict=False) if start < end}
        self._fold_anchors(rest)

    def _fold_anchors(self, term_languages: Longs) -> None:
        """Fold each anchor once, and find the anchors that a term has twice or more in one language, in whatever spelling."""
        anchors, anchor_of = np.unique(self._anchors, return_inverse=True)
        numbers: dict[Key, int] = {}
        used = np.zeros(len(self._texts), np.bool_)
        used[anchors] = True
        folded = map(key.__wrapped__, compress(self._texts, used.tolist()))  # no two are equal: a cache would only grow
        self._keys = np.array([numbers.setdefault(name, len(numbers)) for name in folded], np.int64)[anchor_of]
        self._key_texts = PackedTexts.of(numbers)
        pairs, pair_of = np.unique(term_languages * len(numbers) + self._keys, return_inverse=True)
        self._repeated = (np.bincount(pair_of, self._counts) > 1)[pair_of]
        names, counts = np.unique(pairs % (len(self._languages) * len(numbers)), return_counts=True)
        self._names, self._name_counts = names, counts

    def target_counts(self, least: int = 2) -> dict[LanguageTag, dict[str, int]]:
        """Count the terms that an anchor links to, by language and the anchor's key, where there are at least so many."""
        by_language: dict[LanguageTag, dict[str, int]] = {}
        wanted = self._name_counts >= least
        languages, numbers = np.divmod(self._names[wanted], len(self._key_texts))
        names = zip(languages.tolist(), self._key_texts.at(numbers), self._name_counts[wanted].tolist(), strict=True)
        for language, name, count in names:
            if name:
                by_language.setdefault(self._languages[language], {})[name] = count
        return by_language

    def spelled(self, term: TermId, name: Key) -> list[str]:
        """Give the anchors of a term that have a key, whatever their language."""
        start, end = self._rows.get(term, (0, 0))
        rows = start + np.flatnonzero(self._keys[start:end] == self._key_numbers(start, end).get(name, _NO_SUCH_ANCHOR))
        return self._texts.at(self._anchors[rows])

    def _key_numbers(self, start: int, end: int) -> dict[str, int]:
        """Give the numbers of the keys of some rows."""
        numbers = np.unique(self._keys[start:end])
        return dict(zip(self._key_texts.at(numbers), numbers.tolist(), strict=True))

    def languages_of(self, term: TermId) -> set[LanguageTag]:
        """Give the languages that link to a term."""
        start, end = self._rows.get(term, (0, 0))
        return {self._languages[language] for language in set(self._language_of[start:end].tolist())}

    @property
    def targets(self) -> Iterable[TermId]:
        """The terms that have a link, sorted."""
        return self._rows.keys()

    def link_count(self, term: TermId) -> int:
        """Count the links to a term."""
        start, end = self._rows.get(term, (0, 0))
        return int(self._counts[start:end].sum())

    def of(self, term: TermId, titles: Mapping[LanguageTag, str] = _NO_TITLES) -> dict[LanguageTag, dict[str, int]]:
        """Give the count of each anchor of a term, by language.

        Of a language with a title, only the anchors that are repeated in any spelling, and are not the title.
        """
        start, end = self._rows.get(term, (0, 0))
        language_of, anchors, counts = (column[start:end] for column in (self._language_of, self._anchors, self._counts))
        if titles:
            names, key_numbers = self._no_titles.copy(), self._key_numbers(start, end)
            for tag, title in titles.items():
                if tag in self._language_numbers:
                    names[self._language_numbers[tag]] = key_numbers.get(key(title), _NO_SUCH_ANCHOR)
            title_of = names[language_of]
            wanted = (title_of == _NO_TITLE) | (self._repeated[start:end] & (title_of != self._keys[start:end]))
            language_of, anchors, counts = language_of[wanted], anchors[wanted], counts[wanted]
        texts = self._texts.at(anchors)
        starts: list[int] = [0, *(np.flatnonzero(language_of[1:] != language_of[:-1]) + 1).tolist()] if texts else []
        parts = [slice(*part) for part in pairwise([*starts, len(texts)])]
        numbers = counts.tolist()
        return {self._languages[language_of[part.start]]: dict(zip(texts[part], numbers[part], strict=True)) for part in parts}

    def dependent_anchors(self, term: TermId) -> Mapping[LanguageTag, frozenset[str]]:
        """Give the anchors of a term that stand behind a word such as "of" in all their links."""
        start, end = self._rows.get(term, (0, 0))
        dependent: dict[LanguageTag, set[str]] = {}
        for row in (start + np.flatnonzero(self._dependent[start:end])).tolist():
            dependent.setdefault(self._languages[self._language_of[row]], set()).add(self._texts[self._anchors[row]])
        return {language: frozenset(anchors) for language, anchors in dependent.items()}
