"""The word lists of languages: one TOML file a language, read when it is first asked for."""

from functools import cache
from importlib.resources import files
from typing import Literal

import msgspec

from glossograph.text.data_files import data_file_error, read_data_file, read_data_key
from glossograph.text.normalise import normalized

_FOLDER = "languages"
_SAME_FILE = {"nb": "no", "nn": "no"}


class LanguageWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The word lists of one language, as its file holds them; the head of each file explains the keys.

    A text holds words with blanks between them. `words` and `endings` take it apart.
    """

    name: str
    abbreviations: str = ""
    articles: str = ""
    linking_words: str = ""
    determiners: str = ""
    prepositions: str = ""
    leading_prepositions: str = ""
    prepositions_change_case: bool = False
    conjunctions: str = ""
    verbs: str = ""
    verbs_come_last: bool = False
    verb_endings: str = ""
    non_noun_endings: str = ""
    nouns_are_capitalised: bool = False
    clause_words: str = ""
    clause_endings: str = ""
    end_words: str = ""
    prefixes: str = ""
    particles: str = ""
    particles_after: str = ""
    word_suffixes: str = ""
    word_endings: str = ""
    oblique_endings: str = ""
    inflected_endings: str = ""
    uninflected_words: str = ""
    main_word: Literal["first", "last"] = "first"
    plural_marks: str = ""
    plural_invariants: str = ""
    all_words_agree: bool = False
    plural_to_singular: dict[str, str] = {}
    rewritten_beginnings: dict[str, str] = {}
    rewritten_endings: dict[str, str] = {}


NO_WORDS = LanguageWords("")
"""The lists of a language that has no file."""


@cache
def language_words(tag: str) -> LanguageWords:
    """Give the word lists of a language, by its primary subtag; `NO_WORDS` where it has no file.

    >>> words(language_words("nb").conjunctions) == {"og", "eller"}, language_words("tlh") == NO_WORDS
    (True, True)
    """
    primary = tag.partition("-")[0]
    return read_language_file(_SAME_FILE.get(primary, primary))


@cache
def read_language_file(language: str) -> LanguageWords:
    """Read the file of a language, named by its primary subtag.

    Raises:
        DataFileError: The file is not valid TOML, or has an unknown key or a value of the wrong kind.
    """
    if language not in listed_languages():
        return NO_WORDS
    name = f"{_FOLDER}/{language}.toml"
    table = read_data_file(name)
    for key in table.keys() - set(LanguageWords.__struct_fields__):
        raise data_file_error(name, key, "unknown key; the head of the file lists the keys")
    try:
        return msgspec.convert(table, LanguageWords)
    except msgspec.ValidationError as error:
        problem, _, path = str(error).partition(" - at `$.")
        key = path.rstrip("`").partition("[")[0] or "name"  # the only key that has to be there
        raise data_file_error(name, key, problem) from error


@cache
def listed_languages() -> frozenset[str]:
    """Give the languages that have a file, as primary subtags."""
    folder = files("glossograph").joinpath("data", _FOLDER)
    return frozenset(entry.name.removesuffix(".toml") for entry in folder.iterdir() if entry.name.endswith(".toml"))


def words(text: str) -> frozenset[str]:
    """Take a text of words apart, in Unicode form NFC.

    >>> sorted(words("og eller"))
    ['eller', 'og']
    """
    return frozenset(normalized("NFC", text).split())


@cache
def all_abbreviations() -> frozenset[str]:
    """Give the abbreviations of all languages: the sentences of an article may hold some of another language.

    Of each file only this key is parsed, since most builds need the other lists of few languages.
    """
    names = (f"{_FOLDER}/{language}.toml" for language in listed_languages())
    return frozenset().union(*(words(read_data_key(name, "abbreviations")) for name in names))
