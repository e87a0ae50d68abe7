"""The language of a long text by its script and its commonest words, where these leave no doubt."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import chain

from glossograph.text.data_files import read_data_file
from glossograph.text.languages import LanguageTag

_FILE = "common_words.toml"
_MIN_WORDS = 30
_MIN_SHARE = 0.14
"""Share of a text's words that are among the commonest of its language; prose has 0.15 to 0.5."""

_MIN_LEAD = 0.03
"""Share of the words by which the language has more of them than any other."""

_MIN_OWN_WORDS, _MIN_OWN_SHARE = 5, 0.9
"""Words, and their share of those that one of two languages has and the other has not, by which a shorter lead is enough."""

_MIN_SCRIPT_SHARE = 0.6
_MIN_KANA_SHARE = 0.1
_MIN_SPACED_SHARE = 0.95
_SCRIPTS = {
    "ko": "\u1100-\u11ff\uac00-\ud7af",
    "ja": "\u3040-\u30ff",
    "zh": "\u3400-\u9fff",
    "th": "\u0e00-\u0e7f",
    "el": "\u0370-\u03ff",
    "hy": "\u0530-\u058f",
    "ka": "\u10a0-\u10ff",
    "bn": "\u0980-\u09ef",
    "gu": "\u0a80-\u0aff",
    "pa": "\u0a00-\u0a7f",
    "ta": "\u0b80-\u0bff",
    "te": "\u0c00-\u0c7f",
    "kn": "\u0c80-\u0cff",
    "ml": "\u0d00-\u0d7f",
    "si": "\u0d80-\u0dff",
    "km": "\u1780-\u17ff",
}
"""Scripts of one language each, but for Chinese characters, which Japanese has beside its own."""
_SIGNS = {language: re.compile(f"[{signs}]") for language, signs in _SCRIPTS.items()}
_SPACED_SCRIPTS = re.compile("[A-Za-z\u00c0-\u024f\u0400-\u04ff\u0600-\u06ff\u0900-\u097f\u1e00-\u1eff]")


def count_signs(wanted: re.Pattern[str], signs: Counter[str]) -> int:
    """Sum the counts of the signs that a pattern matches.

    >>> count_signs(re.compile("[a-c]"), Counter("abba, dad"))
    5
    """
    return sum(map(signs.__getitem__, wanted.findall("".join(signs))))


def evident_language(text: str, signs: Counter[str], letters: int) -> LanguageTag | None:
    """Give the language of a text whose script or words show it in both halves; nothing where a model has to decide.

    Args:
        text: Prose.
        signs: Its signs, counted.
        letters: How many letters it has.

    >>> text = "The price of a loan is what the bank asks for it, and it is paid with the loan at the end. " * 3
    >>> evident_language(text, Counter(text), 220)
    'en'
    >>> evident_language("Renten er prisen på lån.", Counter("Renten er prisen på lån."), 19) is None
    True
    """
    spaced = letters if text.isascii() else count_signs(_SPACED_SCRIPTS, signs)
    if spaced < (1 - _MIN_SCRIPT_SHARE) * letters:
        return _by_script(text)
    return _by_words(text.lower().split()) if spaced >= _MIN_SPACED_SHARE * letters else None


def _by_script(text: str) -> LanguageTag | None:
    middle = len(text) // 2
    halves = [
        Counter({language: count_signs(wanted, signs) for language, wanted in _SIGNS.items()})
        for signs in (Counter(text[:middle]), Counter(text[middle:]))
    ]
    languages = set()
    for signs in halves:
        language, count = signs.most_common(1)[0]
        if language in ("ja", "zh"):
            count = signs["ja"] + signs["zh"]
            language = "ja" if signs["ja"] >= _MIN_KANA_SHARE * count else "zh"
        if count < _MIN_SCRIPT_SHARE * signs.total():
            return None
        languages.add(language)
    return LanguageTag(languages.pop()) if len(languages) == 1 else None


def _by_words(words: list[str]) -> LanguageTag | None:
    count = len(words)
    if count < _MIN_WORDS:
        return None
    languages, unsure = _common_words()
    halves = [
        Counter(chain.from_iterable(languages.get(word, ()) for word in half))
        for half in (words[: count // 2], words[count // 2 :])
    ]
    ranked = (halves[0] + halves[1]).most_common(2)
    if not ranked or ranked[0][0] in unsure:
        return None
    (best, most), (next_best, second) = ranked[0], ranked[1] if len(ranked) > 1 else ("", 0)
    if most < _MIN_SHARE * count:
        return None
    if most - second < _MIN_LEAD * count and not _has_own_words(words, languages, best, next_best):
        return None
    steady = all(votes and votes.most_common(1)[0][0] == best for votes in halves)
    return LanguageTag(best) if steady else None


def may_be_in(text: str, language: str) -> bool:
    """Whether a text holds one of a language's commonest words, or none are known.

    >>> may_be_in("Id. type: default: required: Description", "id"), may_be_in("Bunga yang dibayar", "id")
    (False, True)
    """
    languages, _ = _common_words()
    known = {one for of_word in languages.values() for one in of_word}
    return language not in known or any(language in languages.get(word, ()) for word in text.lower().split())


def _has_own_words(words: list[str], languages: Mapping[str, Sequence[str]], best: str, other: str) -> bool:
    """Whether the words that only one of two languages has are nearly all of the first: Danish and Norwegian share most words."""
    known = [languages[word] for word in words if word in languages]
    mine = sum(best in of_word and other not in of_word for of_word in known)
    theirs = sum(other in of_word and best not in of_word for of_word in known)
    return mine >= _MIN_OWN_WORDS and mine >= _MIN_OWN_SHARE * (mine + theirs)


@cache
def _common_words() -> tuple[dict[str, tuple[str, ...]], frozenset[str]]:
    """Give the languages of each common word, and the languages whose lists are too much like others."""
    lists = read_data_file(_FILE)
    unsure = lists.pop("unsure")
    languages: dict[str, tuple[str, ...]] = {}
    for language, words in (lists | unsure).items():
        for word in dict.fromkeys(words.split()):
            languages[word] = (*languages.get(word, ()), language)
    return languages, frozenset(unsure)
