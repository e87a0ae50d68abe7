"""What the selection of labels knows of a language: its function words and its endings, from the language's data file.

Three articles in a language are enough with it. A language without a file learns its function words from the sentences around
its links (see `language_statistics`).
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from glossograph.text.data_files import data_file_error
from glossograph.text.language_words import LanguageWords, language_words, words


class Grammar(NamedTuple):
    """One language's function words and endings, folded by `fold_word`.

    Attributes:
        leading: Words that no name begins with.
        trailing: Words that no name ends with.
        verbs: Words that are cut off at both ends; a text with one left inside is a clause.
        clause_words: Words that make a text a clause.
        conjunctions: Words for "and" and "or"; they are in `leading` and `trailing` too.
        verb_endings: Endings of words that no name ends with.
        particle: Matches a particle at the end of a word, to be cut off.
        word_endings: Endings that are cut off to compare forms of one word, longest first.
        oblique_endings: Endings of cases that a base form never has.
        rewritten_endings: Endings that always become another ending.
        plural_to_singular: Endings of plural or definite forms, each with the ending of the singular.
        plural_marks: Endings of plurals.
        plural_invariants: Words that end like plurals and are none.
        all_words_agree: Whether all words of a name are plurals if one is.
        inflected_endings: Endings of cases with which the main word of a name makes it no label.
        main_word: The index of a name's main word, 0 or -1.
    """

    leading: frozenset[str] = frozenset()
    trailing: frozenset[str] = frozenset()
    verbs: frozenset[str] = frozenset()
    clause_words: frozenset[str] = frozenset()
    conjunctions: frozenset[str] = frozenset()
    verb_endings: tuple[str, ...] = ()
    particle: re.Pattern[str] | None = None
    word_endings: tuple[str, ...] = ()
    oblique_endings: tuple[str, ...] = ()
    rewritten_endings: tuple[tuple[re.Pattern[str], str], ...] = ()
    plural_to_singular: tuple[tuple[str, str], ...] = ()
    plural_marks: tuple[str, ...] = ()
    plural_invariants: frozenset[str] = frozenset()
    all_words_agree: bool = False
    inflected_endings: tuple[str, ...] = ()
    main_word: int = 0

    @property
    def has_function_words(self) -> bool:
        """Whether function words are listed, so that none have to be learned."""
        return bool(self.leading or self.trailing or self.verbs)


@lru_cache(maxsize=512)
def grammar(language: str) -> Grammar:
    """Give what is known of a language, by its primary subtag; an empty grammar where it has no data file.

    Raises:
        DataFileError: The language's data file is not valid.

    >>> "og" in grammar("nb").conjunctions, grammar("tlh") == Grammar()
    (True, True)
    """
    lists = language_words(language)
    conjunctions = _folded(lists.conjunctions)
    both_ends = _folded(lists.articles) | _folded(lists.linking_words) | conjunctions
    return Grammar(
        leading=both_ends | _folded(lists.determiners),
        trailing=both_ends | _folded(lists.prepositions),
        verbs=_folded(lists.verbs),
        clause_words=_folded(lists.clause_words),
        conjunctions=conjunctions,
        verb_endings=_sorted(words(lists.verb_endings)),
        particle=_particle(language, lists),
        word_endings=_sorted(words(lists.word_endings)),
        oblique_endings=_sorted(words(lists.oblique_endings)),
        rewritten_endings=tuple(
            (_compiled(language, "rewritten_endings", rf"(?:{ending})\Z"), base)
            for ending, base in lists.rewritten_endings.items()
        ),
        plural_to_singular=tuple(
            (plural, singular) for plural, singulars in lists.plural_to_singular.items() for singular in singulars.split() or [""]
        ),
        plural_marks=_sorted(words(lists.plural_marks)),
        plural_invariants=words(lists.plural_invariants),
        all_words_agree=lists.all_words_agree,
        inflected_endings=_sorted(words(lists.inflected_endings)),
        main_word=0 if lists.main_word == "first" else -1,
    )


def _folded(text: str) -> frozenset[str]:
    return frozenset(map(fold_word, text.split()))


def _sorted(endings: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(endings, key=lambda ending: (-len(ending), ending)))


def _particle(language: str, lists: LanguageWords) -> re.Pattern[str] | None:
    particles = "|".join(map(re.escape, _sorted(words(lists.particles))))
    return _compiled(language, "particles_after", rf"(?<={lists.particles_after})(?:{particles})\Z") if particles else None


def _compiled(language: str, key: str, pattern: str) -> re.Pattern[str]:
    try:
        return re.compile(unicodedata.normalize("NFC", pattern))
    except re.error as error:
        name = f"languages/{language.partition('-')[0]}.toml"
        raise data_file_error(name, key, f"invalid regular expression: {error}") from error


def fold_word(word: str) -> str:
    """Fold a word to look it up: NFC, no capitals; an acronym (`IT`, `WHO`) is no function word and keeps its capitals.

    >>> fold_word("Der"), fold_word("IT")
    ('der', 'IT')
    """
    word = unicodedata.normalize("NFC", word)
    return word if len(word) > 1 and word.isupper() else word.casefold()


def strip_particle(text: str, language: str) -> str:
    """Cut a particle off the end of a text in languages that write it without a blank.

    >>> strip_particle("密結合な", "ja"), strip_particle("有状态的", "zh-cn"), strip_particle("标的", "zh")
    ('密結合', '有状态', '标的')
    """
    particle = grammar(language).particle
    return particle.sub("", text) if particle else text
