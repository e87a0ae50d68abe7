"""What the selection of labels knows of a language: its function words and its endings, from the language's data file.

Three articles in a language are enough with it. A language without a file learns its function words from the sentences around
its links (see `language_statistics`).
"""

import re
from collections.abc import Collection, Iterable
from functools import lru_cache
from typing import NamedTuple

from glossograph.text.data_files import data_file_error
from glossograph.text.language_words import language_words, words
from glossograph.text.normalise import normalized
from glossograph.text.scripts import is_unspaced_language

_MIN_INFLECTED_LETTERS = 5
_MIN_UNSPACED_LETTERS = 2


class Grammar(NamedTuple):
    """One language's function words and endings, folded by `fold_word`.

    Attributes:
        leading: Words that no name begins with.
        linking_words: Words that tie a name to the words before it; they are in `leading` and `trailing` too.
        leading_prepositions: Words that a name begins with only if its slug begins with a preposition.
        prepositions_change_case: Whether a name behind a preposition is not in its base form.
        trailing: Words that no name ends with.
        conjunctions: Words for "and" and "or"; they are in `leading` and `trailing` too.
        verbs: Words that are cut off at both ends; a text with one left inside is a clause.
        verbs_come_last: Whether what stands before the verb of a clause is more than its subject.
        verb_endings: Endings of words that no name ends with.
        non_noun_endings: Endings of a single word that is a verb or an adverb.
        nouns_are_capitalised: Whether a word with a capital never is a verb.
        clause_words: Words that make a text a clause.
        clause_endings: Endings of words that make a text a clause.
        end_words: Words that a name ends before.
        end_pattern: Matches such a word inside a text without blanks.
        rewritten_beginnings: Beginnings that always become another beginning.
        rewritten_endings: Endings that always become another ending.
        prefixes: What is written onto the beginning of words.
        particle: Matches a particle at the end of a word, to be cut off.
        word_suffixes: What makes a word behind which it stands a part of a longer word.
        word_endings: Endings that are cut off to compare forms of one word, longest first.
        oblique_endings: Endings of cases that a base form never has.
        inflected_endings: Endings of cases with which the main word of a name makes it no label.
        uninflected_words: Endings of words that only look like one with an inflected or clause ending.
        main_word: The index of a name's main word, 0 or -1.
        plural_marks: Endings of plurals.
        plural_invariants: Singular words that end like plurals.
        all_words_agree: Whether all words of a name are plurals if one is.
        plural_to_singular: Endings of plural or definite forms, each with the ending of the singular.
    """

    leading: frozenset[str] = frozenset()
    linking_words: frozenset[str] = frozenset()
    leading_prepositions: frozenset[str] = frozenset()
    prepositions_change_case: bool = False
    trailing: frozenset[str] = frozenset()
    conjunctions: frozenset[str] = frozenset()
    verbs: frozenset[str] = frozenset()
    verbs_come_last: bool = False
    verb_endings: tuple[str, ...] = ()
    non_noun_endings: tuple[str, ...] = ()
    nouns_are_capitalised: bool = False
    clause_words: frozenset[str] = frozenset()
    clause_endings: tuple[str, ...] = ()
    end_words: frozenset[str] = frozenset()
    end_pattern: re.Pattern[str] | None = None
    rewritten_beginnings: tuple[tuple[re.Pattern[str], str], ...] = ()
    rewritten_endings: tuple[tuple[re.Pattern[str], str], ...] = ()
    prefixes: tuple[str, ...] = ()
    particle: re.Pattern[str] | None = None
    word_suffixes: tuple[str, ...] = ()
    word_endings: tuple[str, ...] = ()
    oblique_endings: tuple[str, ...] = ()
    inflected_endings: tuple[str, ...] = ()
    uninflected_words: tuple[str, ...] = ()
    main_word: int = 0
    plural_marks: tuple[str, ...] = ()
    plural_invariants: frozenset[str] = frozenset()
    all_words_agree: bool = False
    plural_to_singular: tuple[tuple[str, str], ...] = ()

    @property
    def has_function_words(self) -> bool:
        """Whether function words are listed, so that none have to be learned."""
        return bool(self.leading or self.trailing or self.verbs)

    def without_endings(self) -> "Grammar":
        """Give the same without the words and endings that show only in a single anchor where a name ends."""
        return self._replace(
            verb_endings=(),
            end_words=frozenset(),
            end_pattern=None,
            prepositions_change_case=False,
        )

    def without_clauses(self) -> "Grammar":
        """Give the same without what makes a text a clause."""
        return self._replace(
            verbs=frozenset(),
            clause_words=frozenset(),
            clause_endings=(),
        )

    def is_verb(self, word: str, folded: str, *, is_behind_noun: bool = False) -> bool:
        """Report whether a word is a listed verb, or one behind a noun with the ending of a verb."""
        if self.nouns_are_capitalised and word[:1].isupper():
            return False
        return folded in self.verbs or (is_behind_noun and bool(self.verb_endings) and folded.endswith(self.verb_endings))

    def is_clause_word(self, folded: str) -> bool:
        """Report whether a word has an ending that makes a text a clause."""
        return (
            bool(self.clause_endings)
            and len(folded) >= _MIN_INFLECTED_LETTERS
            and folded.endswith(self.clause_endings)
            and not folded.endswith(self.uninflected_words)
        )


@lru_cache(maxsize=512)
def grammar_of(language: str) -> Grammar:
    """Give what is known of a language, by its primary subtag; an empty grammar where it has no data file.

    Raises:
        DataFileError: The language's data file is not valid.

    >>> "og" in grammar_of("nb").conjunctions, grammar_of("tlh") == Grammar()
    (True, True)
    """
    lists = language_words(language)
    conjunctions = _folded(lists.conjunctions)
    both_ends = _folded(lists.articles) | _folded(lists.linking_words) | conjunctions
    end_words = _folded(lists.end_words)
    is_unspaced = is_unspaced_language(language)
    return Grammar(
        leading=both_ends | _folded(lists.determiners),
        linking_words=_folded(lists.linking_words) - _folded(lists.clause_words),
        leading_prepositions=_folded(lists.leading_prepositions),
        prepositions_change_case=lists.prepositions_change_case,
        trailing=both_ends | _folded(lists.prepositions),
        conjunctions=conjunctions,
        verbs=_folded(lists.verbs),
        verbs_come_last=lists.verbs_come_last,
        verb_endings=_sorted(words(lists.verb_endings)),
        non_noun_endings=_sorted(words(lists.non_noun_endings)),
        nouns_are_capitalised=lists.nouns_are_capitalised,
        clause_words=_folded(lists.clause_words),
        clause_endings=_sorted(words(lists.clause_endings)),
        end_words=end_words,
        end_pattern=_alternatives(
            language, "particles_after", rf"(?<=\S{{{_MIN_UNSPACED_LETTERS}}})(?<={lists.particles_after})", end_words
        )
        if is_unspaced
        else None,
        rewritten_beginnings=tuple(
            (_compile(language, "rewritten_beginnings", rf"\A(?:{beginning})"), replacement)
            for beginning, replacement in lists.rewritten_beginnings.items()
        ),
        rewritten_endings=tuple(
            (_compile(language, "rewritten_endings", rf"(?:{ending})\Z"), replacement)
            for ending, replacement in lists.rewritten_endings.items()
        ),
        prefixes=_sorted(words(lists.prefixes)),
        particle=_alternatives(language, "particles_after", f"(?<={lists.particles_after})", words(lists.particles), r"\Z"),
        word_suffixes=_sorted(words(lists.word_suffixes)),
        word_endings=_sorted(words(lists.word_endings)),
        oblique_endings=_sorted(words(lists.oblique_endings)),
        inflected_endings=_sorted(words(lists.inflected_endings)),
        uninflected_words=_sorted(words(lists.uninflected_words)),
        main_word=0 if lists.main_word == "first" else -1,
        plural_marks=_sorted(words(lists.plural_marks)),
        plural_invariants=words(lists.plural_invariants),
        all_words_agree=lists.all_words_agree,
        plural_to_singular=tuple(
            (plural, singular) for plural, singulars in lists.plural_to_singular.items() for singular in singulars.split() or [""]
        ),
    )


def _folded(text: str) -> frozenset[str]:
    return frozenset(map(fold_word, text.split()))


def _sorted(endings: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(endings, key=lambda ending: (-len(ending), ending)))


def _alternatives(language: str, key: str, before: str, alternatives: Collection[str], after: str = "") -> re.Pattern[str] | None:
    """Compile a pattern that matches one of some texts, the longest first; `None` where there are none."""
    texts = "|".join(map(re.escape, _sorted(alternatives)))
    return _compile(language, key, f"{before}(?:{texts}){after}") if texts else None


def _compile(language: str, key: str, pattern: str) -> re.Pattern[str]:
    try:
        return re.compile(normalized("NFC", pattern))
    except re.error as error:
        name = f"languages/{language.partition('-')[0]}.toml"
        raise data_file_error(name, key, f"invalid regular expression: {error}") from error


@lru_cache(maxsize=1 << 14)
def fold_word(word: str) -> str:
    """Fold a word to look it up: NFC, no capitals; an acronym (`IT`, `WHO`) is no function word and keeps its capitals.

    >>> fold_word("Der"), fold_word("IT")
    ('der', 'IT')
    """
    word = normalized("NFC", word)
    return word if len(word) > 1 and word.isupper() else word.casefold()


def strip_particle(text: str, language: str) -> str:
    """Cut a particle off the end of a text in languages that write it without a blank.

    >>> strip_particle("密結合な", "ja"), strip_particle("有状态的", "zh-cn"), strip_particle("标的", "zh")
    ('密結合', '有状态', '标的')
    """
    particle = grammar_of(language).particle
    return particle.sub("", text) if particle else text
