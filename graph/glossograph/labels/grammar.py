"""How a language's closed classes and endings are written down for the election of labels; `labels_words` has them."""

import re
import unicodedata
from typing import NamedTuple


class Grammar(NamedTuple):
    """One language's closed classes, folded by `fold_word`.

    A name is trimmed of `leading` at its start and of `trailing` at its end, and of `verbs` at both; one that has a verb or a
    word of `clause` left inside is a clause, and a word with one of `verb_endings` ends no name. `joining` are the words for
    "and" and "or".

    `endings` are stripped to compare forms of one word; `oblique` ones are never those of a base form; `rewritten` ones
    become a base form safely. What is left without a `plural` (or definite) ending is a base form where the language is
    seen to use it. A word with one of `marks` is a plural, but for the `invariant`; in an `agreeing` language all words of a
    name are plurals if one is. The word `bent_word` of a name, its head, has none of the endings `bent`.
    """

    leading: frozenset[str] = frozenset()
    trailing: frozenset[str] = frozenset()
    verbs: frozenset[str] = frozenset()
    clause: frozenset[str] = frozenset()
    joining: frozenset[str] = frozenset()
    endings: tuple[str, ...] = ()
    oblique: tuple[str, ...] = ()
    rewritten: tuple[tuple[re.Pattern[str], str], ...] = ()
    plural: tuple[tuple[str, str], ...] = ()
    verb_endings: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    bent: tuple[str, ...] = ()
    bent_word: int = 0
    invariant: frozenset[str] = frozenset()
    agreeing: bool = False


UNKNOWN = Grammar()
"""Of a language that is not written down."""


def fold_word(word: str) -> str:
    """Fold a word for the look-up in these lists: NFC, no case; an acronym (`IT`, `WHO`) is no function word and stays.

    >>> fold_word("Der"), fold_word("IT")
    ('der', 'IT')
    """
    word = unicodedata.normalize("NFC", word)
    return word if len(word) > 1 and word.isupper() else word.casefold()


def _words(text: str) -> frozenset[str]:
    return frozenset(unicodedata.normalize("NFC", text).split())


def made(
    *,
    leading: str = "",
    trailing: str = "",
    verbs: str = "",
    clause: str = "",
    joining: str = "",
    endings: str = "",
    oblique: str = "",
    plural: str = "",
    verb_ending: str = "",
    marks: str = "",
    bent: str = "",
    bent_word: int = 0,
    invariant: str = "",
    agreeing: bool = False,
    rewritten: tuple[tuple[str, str], ...] = (),
) -> Grammar:
    """Make a grammar of lines of words: `joining` words are trimmed too, `plural` pairs are written `ending>base`."""
    return Grammar(
        _words(leading) | _words(joining),
        _words(trailing) | _words(joining),
        _words(verbs),
        _words(clause),
        _words(joining),
        tuple(sorted(_words(endings), key=lambda ending: (-len(ending), ending))),
        tuple(sorted(_words(oblique))),
        tuple((re.compile(unicodedata.normalize("NFC", ending) + r"\Z"), base) for ending, base in rewritten),
        tuple((ending, base) for ending, _, base in (pair.partition(">") for pair in plural.split())),
        tuple(sorted(_words(verb_ending))),
        tuple(sorted(_words(marks))),
        tuple(sorted(_words(bent))),
        bent_word,
        _words(invariant),
        agreeing,
    )
