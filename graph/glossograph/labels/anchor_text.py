"""Anchors -> names: debris, brackets, function words at the edges and particles come off; a clause gives no name."""

import re
import unicodedata
from collections.abc import Collection, Mapping
from typing import NamedTuple

from glossograph.labels.grammar import Grammar, fold_word
from glossograph.labels.grammar_words import grammar, without_particle
from glossograph.text.keys import key

_CLAUSE = re.compile(r"(?<=[^\W\d_]{4})\.\s|[!?؟;:]\s|[,،]\s|[、，;。！？।॥۔]")
_BRACKETS = re.compile(r"(?:\s+|(?<=[^\s(（]))[(（]([^()（）]*(?:[(（][^()（）]*[)）][^()（）]*)?)(?:[)）]|\Z)")
_SMALL_BRACKETS = re.compile(r"\S\(\w{1,2}\)")
_ELISION = re.compile(r"(?:[ld]|un|dell|all|nell|dall)['’](?=\w)", re.IGNORECASE)
_ELIDING = frozenset({"fr", "it", "ca"})
_PLURAL_ACRONYM = re.compile(r"\A([A-Z]{2,})['’]?s\Z")
_LONE_LETTER = re.compile(r"(?<=[^\W\d_]) ([^\W\d_])(?=\s|\Z)")
_MOST_WORDS = 9


class Name(NamedTuple):
    """What an anchor calls its target: the bare name, the name as written with what stands in brackets behind it, and that.

    `cut` says that words were taken off, `coordinated` that it holds an "and" or an "or".
    """

    text: str
    full: str
    gloss: str = ""
    cut: bool = False
    coordinated: bool = False


def name_in(
    anchor: str, language: str, learned: Collection[str] = (), whole: Collection[str] = (), *, usual: bool = False
) -> Name | None:
    """Find the name in an anchor; nothing where it is a clause or has no letter.

    `learned` are further function words of the language; an anchor whose key is in `whole` is taken as it is. In a `usual`
    one, that several articles say word for word, a verb is part of the name.

    >>> name_in("back office -", "no"), name_in("बैक ऑफिस की", "hi").text
    (Name(text='back office', full='back office', gloss='', cut=False, coordinated=False), 'बैक ऑफिस')
    >>> name_in("Registered Investment Advisers (RIAs)", "en").gloss, name_in("charge for their services", "en")
    ('RIAs', None)
    """
    text = trimmed(" ".join(unicodedata.normalize("NFC", anchor).split()))
    if not any(map(str.isalpha, text)):  # also where nothing is left
        return None
    if key(text) in whole:
        return Name(text, text)
    bare, gloss, rest = _without_brackets(text)
    if not bare:
        return None
    known = grammar(language)
    inner, coordinated = _within(bare, language, known, learned, usual=usual)
    if not inner:
        return None
    cut = len(inner.split()) < len(bare.split()) or bool(rest)
    return Name(inner, inner if inner != bare or rest or not gloss else text, gloss, cut, coordinated)


def _within(text: str, language: str, known: Grammar, learned: Collection[str], *, usual: bool) -> tuple[str, bool]:
    """Trim the edges, and give nothing where what is left is a clause; tell whether it is coordinated."""
    if language.split("-", 1)[0] in _ELIDING:
        text = _ELISION.sub("", text, count=1) if _ELISION.match(text) else text
    words = text.split()
    if usual and len(words) > 1:
        known = known._replace(verbs=frozenset(), clause=frozenset(), verb_endings=())
    folded = [fold_word(word) for word in words]
    first, last = 0, len(words)
    while last > first and _is_trailing(folded[last - 1], known, learned, alone=last - first == 1):
        last -= 1
    while first < last and (folded[first] in known.leading or folded[first] in known.verbs or folded[first] in learned):
        first += 1
    kept = folded[first:last]
    if not kept or len(kept) > _MOST_WORDS or not known.verbs.isdisjoint(kept) or not known.clause.isdisjoint(kept):
        return "", False
    inner = trimmed(" ".join(words[first:last])) if last - first < len(words) else text
    inner = _PLURAL_ACRONYM.sub(r"\1", without_particle(inner, language))
    for ending, base in known.rewritten:
        inner = ending.sub(base, inner)
    if _CLAUSE.search(inner) or not any(map(str.isalpha, inner)):
        return "", False
    return inner, not known.joining.isdisjoint(kept)


def _is_trailing(word: str, known: Grammar, learned: Collection[str], *, alone: bool) -> bool:
    if word in known.trailing or word in known.verbs or word in learned or not key(word):
        return True
    return not alone and bool(known.verb_endings) and word.endswith(known.verb_endings)


def _without_brackets(text: str) -> tuple[str, str, str]:
    """Take a name apart: what stands before the first brackets, in them, and behind them; `401(k)` has none."""
    found = _BRACKETS.search(text) if "(" in text or "（" in text else None
    if not found or _SMALL_BRACKETS.search(text):
        return trimmed(text.strip("()（）")) if text[:1] in "(（" else text, "", ""
    return trimmed(text[: found.start()]), trimmed(found[1]), trimmed(text[found.end() :])


def repair_cuts(anchor: str, spellings: Mapping[str, str], vocabulary: Collection[str]) -> str:
    """Join a letter that a cut left alone to the word before it, where others spell it so or the language is seen to.

    `spellings` are other anchors of the term, without such letters, by key.

    >>> repair_cuts("Securitie s and Exchange", {"securitiesandexchange": "Securities and Exchange"}, ())
    'Securities and Exchange'
    >>> repair_cuts("Securitie s", {}, {"securities"}), repair_cuts("vitamin c", {}, {"vitamin"})
    ('Securities', 'vitamin c')
    """
    found = _LONE_LETTER.search(anchor)
    if not found:
        return anchor
    if whole := spellings.get(key(anchor)):
        return whole
    before = anchor[: found.start()]
    word = f"{before.split()[-1]}{found[1]}"
    if word.casefold() in vocabulary:
        return f"{before}{anchor[found.start() + 1 :]}"
    return anchor


def has_lone_letter(anchor: str) -> bool:
    """Tell whether a single letter stands alone behind a word.

    >>> has_lone_letter("Securitie s and Exchange"), has_lone_letter("Securities and Exchange")
    (True, False)
    """
    return bool(_LONE_LETTER.search(anchor))


def trimmed(anchor: str) -> str:
    """Take punctuation off both ends of an anchor, brackets that have their partner inside excepted.

    >>> trimmed("back office -"), trimmed("mergers and acquisitions (M&A)"), trimmed("RIAs), "), trimmed("की")
    ('back office', 'mergers and acquisitions (M&A)', 'RIAs', 'की')
    """
    if anchor[:1].isalnum() and anchor[-1:].isalnum():
        return anchor
    first, last = 0, len(anchor)
    while first < last and _is_debris(anchor[first]) and not _is_paired(anchor[first:last], 0):
        first += 1
    while last > first and _is_debris(anchor[last - 1]) and not _is_paired(anchor[first:last], -1):
        last -= 1
    return anchor[first:last]


def _is_paired(text: str, place: int) -> bool:
    if place == 0:
        return (text[0] == "(" and ")" in text) or (text[0] == "（" and "）" in text)
    return (text[-1] == ")" and "(" in text) or (text[-1] == "）" and "（" in text)


def _is_debris(character: str) -> bool:
    return not key(character) and character not in "%€$£¥₹+©®™#"
