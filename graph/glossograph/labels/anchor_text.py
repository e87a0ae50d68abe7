"""Find the name in an anchor: cut off punctuation, brackets, function words and particles, and reject clauses."""

import re
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from glossograph.labels.grammar import Grammar, fold_word, grammar_of, strip_particle
from glossograph.text.keys import key
from glossograph.text.normalise import normalized

_CLAUSE_MARK = re.compile(r"(?<=[^\W\d_]{4})\.\s|[!?؟;:]\s|[,،]\s|[、，;。！？।॥۔]")
_BRACKETS = re.compile(r"(?:\s+|(?<=[^\s(（]))[(（]([^()（）]*(?:[(（][^()（）]*[)）][^()（）]*)?)(?:[)）]|\Z)")
_SMALL_BRACKETS = re.compile(r"\S\(\w{1,2}\)")
_BRACKET_PAIRS = {"(": ")", "（": "）"}
_OPENING_BRACKET = re.compile(r"[(（]")
_CLOSING_BRACKET = re.compile(r"[)）]")
_QUESTION_MARK = re.compile(r"[?？؟]\s*\Z")
_PLURAL_ACRONYM = re.compile(r"\A([A-Z]{2,})['’]?s\Z")
_MAX_NAME_WORDS = 9
_MIN_REPEATED_COUNT = 2
_MIN_USUAL_COUNT = 3


class AnchorName(NamedTuple):
    """The name that an anchor gives its target.

    Attributes:
        text: The bare name.
        full: The name with the brackets or the question mark behind it.
        gloss: The text in these brackets.
        is_cut: Whether words were cut off.
        is_coordinated: Whether the name holds an "and" or an "or".
        is_clause_head: Whether the anchor is a clause, and the name what stands before its verb.
    """

    text: str
    full: str
    gloss: str = ""
    is_cut: bool = False
    is_coordinated: bool = False
    is_clause_head: bool = False


class _InnerName(NamedTuple):
    """What is left of an anchor without function words."""

    text: str
    is_coordinated: bool = False
    is_clause_head: bool = False


def find_name(
    anchor: str,
    language: str,
    learned_words: Collection[str] = (),
    whole_keys: Collection[str] = (),
    *,
    count: int = 1,
    keeps_preposition: bool = False,
) -> AnchorName | None:
    """Find the name in an anchor; `None` where it is a clause or has no letter.

    Args:
        anchor: The text of a link.
        language: The language of the article.
        learned_words: Function words of the language besides the listed ones.
        whole_keys: Keys of names: an anchor that is one of them is taken as it is, and one that begins with one of two words or
            more is cut to it.
        count: How many links have this anchor. In an anchor that occurs three times, a verb is part of the name; in one that
            occurs twice, a word at which names end or with the ending of a verb.
        keeps_preposition: Whether the name may begin with a preposition.

    >>> find_name("back office -", "no").text, find_name("बैक ऑफिस की", "hi").text
    ('back office', 'बैक ऑफिस')
    >>> find_name("Registered Investment Advisers (RIAs)", "en").gloss, find_name("charge for their services", "en")
    ('RIAs', None)
    """
    text = _cut_at_unpaired_bracket(strip_punctuation(" ".join(normalized("NFC", anchor).split())))
    if not any(map(str.isalpha, text)):  # also where nothing is left
        return None
    if key(text) in whole_keys:
        return AnchorName(text, text)
    bare, gloss, rest = _split_at_brackets(text)
    if not bare:
        return None
    if beginning := _beginning_in(bare, whole_keys):
        return AnchorName(beginning, beginning, is_cut=True)
    inner = _cut_function_words(bare, language, learned_words, count, keeps_preposition=keeps_preposition)
    if not inner:
        return None
    is_shorter = inner.text != bare and len(inner.text.split()) < len(bare.split())
    is_cut = is_shorter or bool(rest) or inner.is_clause_head
    full = inner.text if inner.text != bare or rest or not gloss else text
    if inner.text == text and (mark := _QUESTION_MARK.search(anchor)):
        full = text + mark[0].strip()
    return AnchorName(inner.text, full, gloss, is_cut, inner.is_coordinated, inner.is_clause_head)


def _beginning_in(text: str, keys: Collection[str]) -> str:
    """Give the beginning of a text that has one of some keys, if it has two words or more; else an empty text."""
    text_key = key(text)
    if not any(map(text_key.startswith, keys)):  # the key of a beginning is the beginning of the key
        return ""
    words = text.split()[: _MAX_NAME_WORDS + 1]
    beginnings = (" ".join(words[:count]) for count in range(2, len(words)) if key(words[count - 1]))
    return next((beginning for beginning in beginnings if key(beginning) in keys), "")


class _Span(NamedTuple):
    """The words of an anchor that can be a name: from `start` up to and without `end`."""

    start: int
    end: int
    is_clause_head: bool


def _cut_function_words(
    text: str, language: str, learned_words: Collection[str], count: int, *, keeps_preposition: bool
) -> _InnerName | None:
    """Cut function words off both ends, and a clause to what stands before its verb; `None` where nothing is left."""
    max_count = _MIN_USUAL_COUNT if " " in text else _MIN_REPEATED_COUNT
    known, function_words = _known_words(language, min(count, max_count), keeps_preposition)
    text = _rewrite(text, known.rewritten_beginnings)
    head = _cut_at_end_word(text, known) if known.end_words else text
    words = head.split()
    folded = [fold_word(word) for word in words]
    if _is_bare(words, folded, known, function_words, learned_words):
        span = _Span(0, len(words), is_clause_head=False) if len(words) <= _MAX_NAME_WORDS else None
    else:
        span = _find_span(words, folded, known, learned_words)
    if not span:
        return None
    is_clause_head = span.is_clause_head or head != text
    inner = text
    if is_clause_head or span.end - span.start < len(words):
        inner = strip_punctuation(" ".join(words[span.start : span.end]))
    inner = _PLURAL_ACRONYM.sub(r"\1", strip_particle(_rewrite(inner, known.rewritten_beginnings), language))
    inner = _rewrite(inner, known.rewritten_endings)
    has_signs = not inner.replace(" ", "").isalnum()
    if (has_signs and _CLAUSE_MARK.search(inner)) or not any(map(str.isalpha, inner)):
        return None
    is_coordinated = not known.conjunctions.isdisjoint(folded[span.start : span.end])
    return _InnerName(inner, is_coordinated, is_clause_head)


class _KnownWords(NamedTuple):
    """What is known of a language, and all of its words that can be cut off or make a clause."""

    grammar: Grammar
    function_words: frozenset[str]


@lru_cache(maxsize=512)
def _known_words(language: str, count: int, keeps_preposition: bool) -> _KnownWords:  # noqa: FBT001 — a key of the cache
    """Give what is known of a language for an anchor of some links: the more there are, the less shows where a name ends."""
    known = grammar_of(language)
    if count >= _MIN_REPEATED_COUNT:
        known = known.without_endings()
    if count >= _MIN_USUAL_COUNT:
        known = known.without_clauses()
    if keeps_preposition:
        known = known._replace(leading_prepositions=frozenset())
    return _KnownWords(known, known.leading | known.trailing | known.verbs | known.clause_words | known.leading_prepositions)


def _find_span(words: Sequence[str], folded: Sequence[str], known: Grammar, learned_words: Collection[str]) -> _Span | None:
    """Find the words that can be a name; `None` where the text is a clause without one."""
    if known.clause_endings and any(known.is_clause_word(word) for word in folded):
        return None
    start, end = 0, _find_end(words, folded, known, learned_words, 0)
    while start < end and (
        folded[start] in known.leading
        or folded[start] in learned_words
        or known.is_verb(words[start], folded[start])
        or words[start] in known.leading_prepositions  # with a capital it begins a title
    ):
        start += 1
    if known.prepositions_change_case and not known.leading_prepositions.isdisjoint(words[:start]):
        return None
    is_clause_head = end < len(words) and folded[end].endswith(known.verb_endings) and folded[end] not in known.trailing
    verb = next((index for index in range(start, end) if known.is_verb(words[index], folded[index])), -1)
    if verb >= 0:
        is_clause_head = True
        end = start if known.verbs_come_last else _find_end(words[:verb], folded, known, learned_words, start)
    if not 0 < end - start <= _MAX_NAME_WORDS or not known.clause_words.isdisjoint(folded[start:end]):
        return None
    return _Span(start, end, is_clause_head)


def _is_bare(
    words: Sequence[str], folded: Sequence[str], known: Grammar, function_words: frozenset[str], learned_words: Collection[str]
) -> bool:
    """Report whether an anchor has no word that could be cut off or make a clause, as most of them."""
    return (
        bool(words)
        and function_words.isdisjoint(folded)
        and known.leading_prepositions.isdisjoint(words)
        and not (learned_words and any(word in learned_words for word in folded))
        and not (known.verb_endings and any(word.endswith(known.verb_endings) for word in folded))
        and not (known.clause_endings and any(map(known.is_clause_word, folded)))
        and bool(key(folded[-1]))
    )


def _find_end(words: Sequence[str], folded: Sequence[str], known: Grammar, learned_words: Collection[str], start: int) -> int:
    """Find the index behind the last word that a name can end with."""
    end = len(words)
    first_noun = _find_first_noun(words, known, start)
    while end > start and (
        folded[end - 1] in known.trailing
        or folded[end - 1] in learned_words
        or not key(folded[end - 1])
        or known.is_verb(words[end - 1], folded[end - 1], is_behind_noun=first_noun < end - 1)
    ):
        end -= 1
    return end


def _find_first_noun(words: Sequence[str], known: Grammar, start: int) -> int:
    """Find the first word that can be a noun: where nouns have capitals, the first with a capital."""
    if not known.nouns_are_capitalised:
        return start
    return next((index for index in range(start, len(words)) if words[index][:1].isupper()), len(words))


def _cut_at_end_word(text: str, known: Grammar) -> str:
    """Cut a text before the first word at which a name ends; empty where the text begins with such a word."""
    if known.end_pattern:
        end_word = known.end_pattern.search(text)
        return text[: end_word.start()] if end_word else text
    if known.end_words:
        words = text.split()
        end = next((index for index, word in enumerate(words) if fold_word(word) in known.end_words), len(words))
        return " ".join(words[:end]) if end < len(words) else text
    return text


def _rewrite(text: str, rules: Iterable[tuple[re.Pattern[str], str]]) -> str:
    for pattern, replacement in rules:
        text = pattern.sub(replacement, text, count=1)
    return text.strip()


def _cut_at_unpaired_bracket(text: str) -> str:
    """Cut a text before a closing bracket that nothing has opened.

    >>> _cut_at_unpaired_bracket("财富管理）的专家"), _cut_at_unpaired_bracket("401(k) plan")
    ('财富管理', '401(k) plan')
    """
    closing = _CLOSING_BRACKET.search(text) if ")" in text or "）" in text else None
    if not closing or _OPENING_BRACKET.search(text, 0, closing.start()):
        return text
    return strip_punctuation(text[: closing.start()]) or text


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


def strip_punctuation(anchor: str) -> str:
    """Cut punctuation off both ends of an anchor, but keep a bracket whose partner is inside.

    >>> strip_punctuation("back office -"), strip_punctuation("mergers and acquisitions (M&A)"), strip_punctuation("RIAs), ")
    ('back office', 'mergers and acquisitions (M&A)', 'RIAs')
    """
    if anchor[:1].isalnum() and anchor[-1:].isalnum():
        return anchor
    if not _is_punctuation(anchor[:1]) and not _is_punctuation(anchor[-1:]):
        return anchor
    start, end = 0, len(anchor)
    last_closing = {opening: anchor.rfind(closing) for opening, closing in _BRACKET_PAIRS.items()}
    while start < end and _is_punctuation(anchor[start]) and last_closing.get(anchor[start], -1) < start:
        start += 1
    first_opening = {closing: anchor.find(opening, start) for opening, closing in _BRACKET_PAIRS.items()}
    while end > start and _is_punctuation(anchor[end - 1]) and not 0 <= first_opening.get(anchor[end - 1], -1) < end:
        end -= 1
    return anchor[start:end]


def _is_punctuation(character: str) -> bool:
    return not key(character) and character not in "%€$£¥₹+©®™#"
