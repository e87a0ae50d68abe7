"""Find the name in an anchor: cut off punctuation, brackets, function words and particles, and reject clauses."""

import re
import unicodedata
from collections.abc import Collection, Mapping
from typing import NamedTuple

from glossograph.labels.grammar import Grammar, fold_word, grammar, strip_particle
from glossograph.text.keys import key

_CLAUSE_MARK = re.compile(r"(?<=[^\W\d_]{4})\.\s|[!?؟;:]\s|[,،]\s|[、，;。！？।॥۔]")
_BRACKETS = re.compile(r"(?:\s+|(?<=[^\s(（]))[(（]([^()（）]*(?:[(（][^()（）]*[)）][^()（）]*)?)(?:[)）]|\Z)")
_SMALL_BRACKETS = re.compile(r"\S\(\w{1,2}\)")
_ELISION = re.compile(r"(?:[ld]|un|dell|all|nell|dall)['’](?=\w)", re.IGNORECASE)
_ELIDING_LANGUAGES = frozenset({"fr", "it", "ca"})
_PLURAL_ACRONYM = re.compile(r"\A([A-Z]{2,})['’]?s\Z")
_SHORT_PIECE = re.compile(r"(?<=[^\W\d_]) [^\W\d_]{1,3}(?=\s|\Z)")
_LONE_LETTER = re.compile(r"(?<=[^\W\d_]) ([^\W\d_])(?=\s|\Z)")
_MAX_NAME_WORDS = 9


class AnchorName(NamedTuple):
    """The name that an anchor gives its target.

    Attributes:
        text: The bare name.
        full: The name with the brackets behind it.
        gloss: The text in these brackets.
        is_cut: Whether words were cut off.
        is_coordinated: Whether the name holds an "and" or an "or".
    """

    text: str
    full: str
    gloss: str = ""
    is_cut: bool = False
    is_coordinated: bool = False


def find_name(
    anchor: str,
    language: str,
    learned_words: Collection[str] = (),
    whole_keys: Collection[str] = (),
    *,
    is_usual: bool = False,
) -> AnchorName | None:
    """Find the name in an anchor; `None` where it is a clause or has no letter.

    Args:
        anchor: The text of a link.
        language: The language of the article.
        learned_words: Function words of the language besides the listed ones.
        whole_keys: Keys of anchors that are names as they are.
        is_usual: Whether several articles use the same anchor. A verb in it is then part of the name.

    >>> find_name("back office -", "no").text, find_name("बैक ऑफिस की", "hi").text
    ('back office', 'बैक ऑफिस')
    >>> find_name("Registered Investment Advisers (RIAs)", "en").gloss, find_name("charge for their services", "en")
    ('RIAs', None)
    """
    text = strip_punctuation(" ".join(unicodedata.normalize("NFC", anchor).split()))
    if not any(map(str.isalpha, text)):  # also where nothing is left
        return None
    if key(text) in whole_keys:
        return AnchorName(text, text)
    bare, gloss, rest = _split_at_brackets(text)
    if not bare:
        return None
    inner, is_coordinated = _cut_function_words(bare, language, learned_words, is_usual=is_usual)
    if not inner:
        return None
    is_cut = len(inner.split()) < len(bare.split()) or bool(rest)
    return AnchorName(inner, inner if inner != bare or rest or not gloss else text, gloss, is_cut, is_coordinated)


def _cut_function_words(text: str, language: str, learned_words: Collection[str], *, is_usual: bool) -> tuple[str, bool]:
    """Cut function words off both ends.

    Returns:
        The rest, empty where it is a clause, and whether it holds an "and" or an "or".
    """
    known = grammar(language)
    if language.split("-", 1)[0] in _ELIDING_LANGUAGES:
        text = _ELISION.sub("", text, count=1) if _ELISION.match(text) else text
    words = text.split()
    if is_usual and len(words) > 1:
        known = known._replace(verbs=frozenset(), clause_words=frozenset(), verb_endings=())
    folded = [fold_word(word) for word in words]
    start, end = 0, len(words)
    while end > start and _cannot_end_name(folded[end - 1], known, learned_words, is_alone=end - start == 1):
        end -= 1
    while start < end and (folded[start] in known.leading or folded[start] in known.verbs or folded[start] in learned_words):
        start += 1
    kept = folded[start:end]
    if not kept or len(kept) > _MAX_NAME_WORDS or not known.verbs.isdisjoint(kept) or not known.clause_words.isdisjoint(kept):
        return "", False
    inner = strip_punctuation(" ".join(words[start:end])) if end - start < len(words) else text
    inner = _PLURAL_ACRONYM.sub(r"\1", strip_particle(inner, language))
    for ending, base in known.rewritten_endings:
        inner = ending.sub(base, inner)
    if _CLAUSE_MARK.search(inner) or not any(map(str.isalpha, inner)):
        return "", False
    return inner, not known.conjunctions.isdisjoint(kept)


def _cannot_end_name(word: str, known: Grammar, learned_words: Collection[str], *, is_alone: bool) -> bool:
    if word in known.trailing or word in known.verbs or word in learned_words or not key(word):
        return True
    return not is_alone and bool(known.verb_endings) and word.endswith(known.verb_endings)


def _split_at_brackets(text: str) -> tuple[str, str, str]:
    """Split a text into what stands before its first brackets, in them, and behind them; `401(k)` is not split."""
    brackets = _BRACKETS.search(text) if "(" in text or "（" in text else None
    if not brackets or _SMALL_BRACKETS.search(text):
        return strip_punctuation(text.strip("()（）")) if text[:1] in "(（" else text, "", ""
    return (
        strip_punctuation(text[: brackets.start()]),
        strip_punctuation(brackets[1]),
        strip_punctuation(text[brackets.end() :]),
    )


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
    return bool(_SHORT_PIECE.search(anchor))


def has_lone_letter(anchor: str) -> bool:
    """Report whether a single letter stands alone behind a word.

    >>> has_lone_letter("Securitie s and Exchange"), has_lone_letter("Securities and Exchange")
    (True, False)
    """
    return bool(_LONE_LETTER.search(anchor))


def strip_punctuation(anchor: str) -> str:
    """Cut punctuation off both ends of an anchor, but keep a bracket whose partner is inside.

    >>> strip_punctuation("back office -"), strip_punctuation("mergers and acquisitions (M&A)"), strip_punctuation("RIAs), ")
    ('back office', 'mergers and acquisitions (M&A)', 'RIAs')
    """
    if anchor[:1].isalnum() and anchor[-1:].isalnum():
        return anchor
    start, end = 0, len(anchor)
    while start < end and _is_punctuation(anchor[start]) and not _opens_brackets(anchor[start:end]):
        start += 1
    while end > start and _is_punctuation(anchor[end - 1]) and not _closes_brackets(anchor[start:end]):
        end -= 1
    return anchor[start:end]


def _opens_brackets(text: str) -> bool:
    return (text[0] == "(" and ")" in text) or (text[0] == "（" and "）" in text)


def _closes_brackets(text: str) -> bool:
    return (text[-1] == ")" and "(" in text) or (text[-1] == "）" and "（" in text)


def _is_punctuation(character: str) -> bool:
    return not key(character) and character not in "%€$£¥₹+©®™#"
