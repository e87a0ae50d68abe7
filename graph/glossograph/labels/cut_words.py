"""Words that a link cuts: pieces that belong together, prefixes that do not belong to the name, anchors that are half a word."""

import re
from collections.abc import Collection, Mapping

from glossograph.labels.grammar import fold_word, grammar_of
from glossograph.text.keys import key

_SHORT_PIECE = re.compile(r"(?<=[^\W\d_]) [^\W\d_]{1,3}(?=\s|\Z)")
_LONE_LETTER = re.compile(r"(?<=[^\W\d_]) ([^\W\d_])(?=\s|\Z)")
_MIN_STEM_LETTERS = 3
_MAX_WORD_LETTERS = 20


def join_cut_word(anchor: str, spellings: Mapping[str, str], vocabulary: Collection[str]) -> str:
    """Join the end of a word that was cut off to the rest of the word, where another anchor or the vocabulary has that word.

    Args:
        anchor: The text of a link.
        spellings: The spelling with the fewest gaps among the anchors of the term, by key.
        vocabulary: Words that the language is known to use; they decide on single letters only.

    >>> join_cut_word("stockbroke rs", {"stockbrokers": "stockbrokers"}, ()), join_cut_word("stockbroke rs", {}, ())
    ('stockbrokers', 'stockbroke rs')
    >>> join_cut_word("Securitie s", {}, {"securities"}), join_cut_word("vitamin c", {}, {"vitamin"})
    ('Securities', 'vitamin c')
    """
    if " " not in anchor:
        return anchor
    whole = spellings.get(key(anchor), anchor)
    if count_gaps(whole) < count_gaps(anchor) and has_short_piece(anchor):
        return whole
    letter = _LONE_LETTER.search(anchor)
    if not letter:
        return anchor
    before = anchor[: letter.start()]
    word = f"{before.split()[-1]}{letter[1]}"
    if word.casefold() in vocabulary:
        return f"{before}{anchor[letter.start() + 1 :]}"
    return anchor


def count_gaps(text: str) -> int:
    """Count the blanks and hyphens of a text.

    >>> count_gaps("built-in function")
    2
    """
    return text.count(" ") + text.count("-")


def has_short_piece(anchor: str) -> bool:
    """Report whether behind a word stand three letters or fewer, which may be the end of that word.

    >>> has_short_piece("stockbroke rs"), has_short_piece("front office")
    (True, False)
    """
    return " " in anchor and bool(_SHORT_PIECE.search(anchor))


def has_lone_letter(anchor: str) -> bool:
    """Report whether a single letter stands alone behind a word.

    >>> has_lone_letter("Securitie s and Exchange"), has_lone_letter("Securities and Exchange")
    (True, False)
    """
    return bool(_LONE_LETTER.search(anchor))


def strip_prefix(anchor: str, language: str, vocabulary: Collection[str]) -> str:
    """Cut off what is written onto the first word, where the vocabulary has the rest of the word.

    >>> strip_prefix("كصندوق تحوط", "ar", {"صندوق"}), strip_prefix("كتاب", "ar", {"صندوق"})
    ('صندوق تحوط', 'كتاب')
    """
    prefixes = grammar_of(language).prefixes
    if not anchor.startswith(prefixes):
        return anchor
    word, blank, rest = anchor.partition(" ")
    stems = (word.removeprefix(prefix) for prefix in prefixes if word.startswith(prefix))
    return next((f"{stem}{blank}{rest}" for stem in stems if len(stem) >= _MIN_STEM_LETTERS and stem in vocabulary), anchor)


def is_dependent(anchor: str, sentence: str, language: str) -> bool:
    """Report whether an anchor stands behind a word such as "of" without an article, so that it may be the end of a name.

    >>> is_dependent("change", "les agents de change ou", "fr"), is_dependent("banque", "une banque", "fr")
    (True, False)
    """
    start = sentence.find(anchor) if anchor else -1
    if start <= 0:
        return False
    before = sentence[max(0, start - _MAX_WORD_LETTERS) : start]
    return fold_word(before.rpartition(" ")[2] or before.rstrip().rpartition(" ")[2]) in grammar_of(language).linking_words


def is_part_of_word(anchor: str, sentence: str, language: str) -> bool:
    """Report whether a word of a language without blanks goes on behind an anchor.

    >>> is_part_of_word("购房", "带准购房者去看看", "zh"), is_part_of_word("房产", "不同的房产", "zh")
    (True, False)
    """
    suffixes = grammar_of(language).word_suffixes
    start = sentence.find(anchor) if suffixes and anchor else -1
    return start >= 0 and sentence.startswith(suffixes, start + len(anchor))
