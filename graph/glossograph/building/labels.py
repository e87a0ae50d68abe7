"""Titles and anchors -> one preferred label a language, and alternatives."""

import re
from collections import Counter
from collections.abc import Mapping
from difflib import SequenceMatcher
from statistics import median

from glossograph.languages import LanguageTag
from glossograph.model import Label, LabelOrigin
from glossograph.names import key

_CLAUSE = re.compile(r"[.!?।॥。！？;:]\s|[,،、，]\s|[।॥。！？]")
_MOST_WORDS = 5
_MOST_TIMES_LONGER = 2.5
_UNSPACED_LETTERS_A_WORD = 4
_SEEN_ENOUGH = 2


def elect(
    slug: str, titles: Mapping[LanguageTag, str], anchors: Mapping[LanguageTag, Counter[str]]
) -> tuple[tuple[Label, ...], tuple[Label, ...]]:
    """Elect a term's preferred labels, one a language, and its alternatives, both sorted by language.

    A title wins. Else the most frequent anchor that is no clause, compared without case; the one nearest to the slug or
    to the other languages breaks a tie. Another good anchor becomes an alternative when it was seen twice or more.

    >>> labels, _ = elect("back-office", {"en": "Back Office"}, {"no": Counter({"back office -": 1}), "hi": Counter({".": 1})})
    >>> [(label.language, label.text) for label in labels]
    [('en', 'Back Office'), ('no', 'back office')]
    """
    spellings = {language: _spellings(counts) for language, counts in anchors.items()}
    usual = _usual_length(titles, spellings)
    elsewhere: Counter[str] = Counter(key(text) for text in titles.values())
    for found in spellings.values():
        elsewhere.update({key(text) for text in found})
    preferred: list[Label] = []
    alternatives: list[Label] = []
    for tag in sorted({*titles, *spellings}):
        good = {text: count for text, count in spellings.get(tag, {}).items() if not _is_clause(text, usual)}
        ranked = sorted(good, key=lambda text: (-good[text], -elsewhere[key(text)], -_nearness(text, slug), len(text), text))
        title = titles.get(tag, "")
        if title:
            best = Label(tag, title, LabelOrigin.TITLE)
        elif ranked:
            best = Label(tag, ranked[0], LabelOrigin.ANCHOR, good[ranked[0]])
        else:
            continue
        preferred.append(best)
        alternatives += (
            Label(tag, text, LabelOrigin.ANCHOR, good[text])
            for text in sorted(ranked)
            if good[text] >= _SEEN_ENOUGH and text.casefold() != best.text.casefold()
        )
    return tuple(preferred), tuple(alternatives)


def _spellings(counts: Mapping[str, int]) -> dict[str, int]:
    """Trim the anchors, drop those without a letter, and count together what differs in case only, under its usual spelling."""
    together: dict[str, Counter[str]] = {}
    for anchor, count in counts.items():
        text = trimmed(anchor)
        if any(map(str.isalpha, text)):
            together.setdefault(text.casefold(), Counter())[text] += count
    return {min(same, key=lambda text: (-same[text], text)): same.total() for same in together.values()}


def trimmed(anchor: str) -> str:
    """Take punctuation off both ends of an anchor, brackets that have their partner inside excepted.

    >>> trimmed("back office -"), trimmed("mergers and acquisitions (M&A)"), trimmed("RIAs), "), trimmed("की")
    ('back office', 'mergers and acquisitions (M&A)', 'RIAs', 'की')
    """
    first, last = 0, len(anchor)
    while first < last and _is_debris(anchor[first]) and not (anchor[first] == "(" and ")" in anchor[first:last]):
        first += 1
    while last > first and _is_debris(anchor[last - 1]) and not (anchor[last - 1] == ")" and "(" in anchor[first:last]):
        last -= 1
    return anchor[first:last]


def _is_debris(character: str) -> bool:
    return not key(character) and character not in "%€$£¥₹+©®™"


def _usual_length(titles: Mapping[LanguageTag, str], spellings: Mapping[LanguageTag, Mapping[str, int]]) -> float:
    """Give the median of the languages' lengths in words: a label of one language says how long it is in another."""
    lengths = [_words(title) for title in titles.values()]
    lengths += [min(map(_words, found)) for language, found in spellings.items() if found and language not in titles]
    return median(lengths) if lengths else 0


def _words(text: str) -> float:
    """Count words; letters of scripts that write none count a part of one each."""
    unspaced = sum(1 for c in text if "\u0e00" <= c <= "\u0eff" or "\u3040" <= c <= "\u9fff" or "\u1000" <= c <= "\u109f")
    return len(text.split()) if not unspaced else max(1.0, unspaced / _UNSPACED_LETTERS_A_WORD)


def _is_clause(text: str, usual: float) -> bool:
    """Tell whether an anchor swallowed more of its sentence than the term: a full stop or comma inside, or far too long."""
    words = _words(text)
    return bool(_CLAUSE.search(text)) or (words > _MOST_WORDS and words > _MOST_TIMES_LONGER * usual)


def _nearness(text: str, slug: str) -> float:
    """Compare a label with the slug: 1 for the same letters, 0 for no common one (Ratcliff and Obershelp, 1988)."""
    return SequenceMatcher(None, key(text), key(slug), autojunk=False).ratio()
