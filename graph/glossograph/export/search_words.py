"""Words that a full-text index holds besides those of a text, so that a reader's query finds it as on the page.

The index splits a query at blanks and signs and folds case and the accents of Latin letters; nothing else is done to what a
reader types into the search box of another program. So the index also holds, for each text, its words without accents in every
script, and the pieces of words in scripts that set no blanks between them: `资产` is found in `资产配置`.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from glossograph.text.scripts import UNSPACED_LETTER
from glossograph.text.search_fold import fold_for_search

_MAX_PIECE_LETTERS = {"labels": 16}
_MAX_PIECE_LETTERS_OF_PROSE = 8
"""Letters of the longest piece of a name and of prose; a letter with its vowel signs counts as one.

Measured on the CNCF glossary (98 terms, 16 languages, 4 of them without blanks): 2.3 MB without pieces, 3.4 MB with pieces of up
to 6 letters, 3.8 MB with 8, 4.4 MB with 12. FTS5's trigram tokenizer takes 4.2 MB, finds no word of one or two letters, as most
Chinese words are, and removes no accents before SQLite 3.45.
"""

_HANGUL = "\uac00-\ud7a3"
_RUN = re.compile(f"(?:{UNSPACED_LETTER.pattern}|[{_HANGUL}])+")
_LATIN_MARK = re.compile("[\u0300-\u036f]")


def search_text(text: str, table: str) -> str:
    """Return a text followed by the other words by which it is found.

    >>> search_text("Kjøp", "labels"), search_text("asignación", "labels"), search_text("资产 A", "labels")
    ('Kjøp kjop', 'asignación', '资产 A 资 产')
    """
    if text.isascii():
        return text
    return " ".join((text, *_other_words(text, _MAX_PIECE_LETTERS.get(table, _MAX_PIECE_LETTERS_OF_PROSE))))


def _other_words(text: str, max_letters: int) -> dict[str, None]:
    """Return the words that the index would not make of a text by itself, each once."""
    words: dict[str, None] = {}
    for word in dict.fromkeys(text.split()):
        folded = unicodedata.normalize("NFC", fold_for_search(word))
        runs = [*_RUN.finditer(folded)]
        others = [folded, *(piece for run in runs for piece in _pieces(run[0], max_letters))]
        if runs:
            others += _RUN.sub(" ", folded).split()
        known = _folded_by_index(word)
        words.update((other, None) for other in others if other != known)
    return words


@lru_cache(maxsize=4096)
def _folded_by_index(word: str) -> str:
    return unicodedata.normalize("NFC", _LATIN_MARK.sub("", unicodedata.normalize("NFD", word)).lower())


def _pieces(run: str, max_letters: int) -> Iterator[str]:
    """Yield the parts of a word of some letters, none of which begins with a vowel sign."""
    starts = [index for index, character in enumerate(run) if not unicodedata.category(character).startswith("M")]
    ends = [*starts[1:], len(run)]
    for first, start in enumerate(starts):
        yield from (run[start:end] for end in ends[first : first + max_letters])
