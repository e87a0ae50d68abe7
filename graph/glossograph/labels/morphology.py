"""Forms of one word: which names are the same in another number or case, and which of them is the base form."""

import re
from collections.abc import Collection, Sequence
from functools import lru_cache
from itertools import takewhile
from operator import ne

from glossograph.labels.grammar import Grammar, grammar_of
from glossograph.text.keys import key
from glossograph.text.normalise import normalized

_MIN_STEM_LETTERS = 4
_MIN_WORD_LETTERS = 4
_MAX_ENDING_LETTERS = 3
_MIN_COMMON_SHARE = 0.6
_NASAL = re.compile("[\u0919\u091e\u0923\u0928\u092e]\u094d(?=[\u0915-\u0939])")
_DEVANAGARI = re.compile("[\u0900-\u097f]")
_WORD = re.compile(r"[^\s\-/’'‑–]+")


@lru_cache(maxsize=1 << 16)
def stem(text: str, language: str) -> str:
    """Cut the endings off all words, again and again, so that forms of one word have one stem.

    This cuts off too much for a dictionary, but only names of one term in one language are compared.

    >>> stem("virtual machines", "en") == stem("Virtual Machine", "en"), stem("рынков", "ru") == stem("рынок", "ru")
    (True, False)
    """
    return " ".join([_stem_word(word, language) for word in _WORD.findall(text)])


@lru_cache(maxsize=1 << 16)
def _stem_word(word: str, language: str) -> str:
    return _strip_endings(fold_spelling_variants(word), grammar_of(language).word_endings)


def fold_spelling_variants(word: str) -> str:
    """Fold what writers of one language spell in two ways: `ё`, and in Devanagari the dot under letters and clustered nasals.

    >>> fold_spelling_variants("फ़ंड") == fold_spelling_variants("फन्ड"), fold_spelling_variants("Счёт")
    (True, 'счет')
    """
    word = word.casefold()
    if word.isascii():
        return word
    if not _DEVANAGARI.search(word):
        return normalized("NFC", word.replace("ё", "е"))
    word = normalized("NFC", normalized("NFD", word).replace("\u093c", ""))
    return _NASAL.sub("\u0902", word)


def _strip_endings(word: str, endings: tuple[str, ...]) -> str:
    while word.endswith(endings):
        for ending in endings:
            if word.endswith(ending) and len(word) - len(ending) >= _MIN_STEM_LETTERS:
                word = word[: -len(ending)]
                break
        else:
            break
    return word


def count_oblique_words(text: str, language: str) -> int:
    """Count the words with an ending that no base form has.

    >>> count_oblique_words("облачных вычислений", "ru"), count_oblique_words("облачные вычисления", "ru")
    (2, 0)
    """
    endings = grammar_of(language).oblique_endings
    if not endings:
        return 0
    return sum(1 for word in text.casefold().split() if len(word) >= _MIN_WORD_LETTERS and word.endswith(endings))


def count_plural_words(text: str, language: str) -> int:
    """Count the words that end like plurals.

    >>> count_plural_words("máquinas virtuales", "es"), count_plural_words("máquina virtual", "es")
    (2, 0)
    """
    known = grammar_of(language)
    return sum(1 for word in text.split() if _has_plural_mark(word, known)) if known.plural_marks else 0


def _has_plural_mark(word: str, known: Grammar) -> bool:
    word = word.casefold()
    return len(word) >= _MIN_WORD_LETTERS and word.endswith(known.plural_marks) and word not in known.plural_invariants


def is_plural_word(text: str, language: str) -> bool:
    """Report whether a name ends like a plural; always `False` but for English.

    >>> is_plural_word("retail-sales", "en"), is_plural_word("analysis", "en"), is_plural_word("bond", "en")
    (True, False, False)
    """
    word = text.casefold().removesuffix(")")
    return (
        language.startswith("en")
        and len(word) > _MIN_WORD_LETTERS - 1
        and word.endswith("s")
        and not word.endswith(("ss", "us", "is"))
    )


def lemma(text: str, language: str, vocabulary: Collection[str]) -> str:
    """Cut plural or definite endings off a name's words if the language is known to use all that is left; else keep the name.

    >>> lemma("máquinas virtuales", "es", {"máquina", "virtual"}), lemma("finanzas", "es", {"finanza pública"})
    ('máquina virtual', 'finanzas')
    >>> lemma("fonds communs", "fr", {"commun", "fond"}), lemma("architetture cloud", "it", {"architettura"})
    ('fonds commun', 'architettura cloud')
    """
    known = grammar_of(language)
    words = text.split()
    if not known.plural_to_singular:
        return text
    if len(words) > 1 and not count_plural_words(text, language):
        is_head_plural = known.all_words_agree and _singular(words[0], known, vocabulary) != words[0]
        if not is_head_plural:
            return text
    head_end = next((index for index, word in enumerate(words) if word in known.trailing), len(words))
    head, rest = words[:head_end], words[head_end:]  # what depends on the head keeps its own number
    singulars = [_singular(word, known, vocabulary) for word in head]
    if known.all_words_agree and any(map(ne, singulars, head)):
        singulars = [_singular(word, known, None) if _has_plural_mark(word, known) else word for word in singulars]
    return text if count_plural_words(" ".join(singulars), language) else " ".join((*singulars, *rest))


def _singular(word: str, known: Grammar, vocabulary: Collection[str] | None) -> str:
    """Replace the plural ending of a word if the vocabulary has the result; without a vocabulary, by the rule alone."""
    if word.casefold() in known.plural_invariants:
        return word
    for plural, singular in known.plural_to_singular:
        if word.endswith(plural) and len(word) - len(plural) >= _MIN_WORD_LETTERS - 1:
            result = word[: -len(plural)] + singular
            if vocabulary is None or result.casefold() in vocabulary:
                return result
    return word


def is_inflected(text: str, language: str) -> bool:
    """Report whether a name's main word has the ending of a case that no base form has.

    >>> is_inflected("монолитных приложениях", "ru"), is_inflected("центр обработки данных", "ru")
    (True, False)
    """
    known = grammar_of(language)
    if not known.inflected_endings:
        return False
    word = text.casefold().split()[known.main_word]
    return len(word) > _MIN_WORD_LETTERS and word.endswith(known.inflected_endings) and not word.endswith(known.uninflected_words)


def is_no_noun(text: str, language: str) -> bool:
    """Report whether a text is one word that ends like a verb or an adverb.

    >>> is_no_noun("visiter", "fr"), is_no_noun("courtier", "fr"), is_no_noun("umfassen", "de")
    (True, False, True)
    """
    known = grammar_of(language)
    if not known.non_noun_endings or " " in text or (known.nouns_are_capitalised and text[:1].isupper()):
        return False
    return len(text) > _MIN_WORD_LETTERS and text.casefold().endswith(known.non_noun_endings)


def is_spelled_out(text: str, slug_words: Sequence[str]) -> bool:
    """Report whether a name is the slug's words with one of them written in full.

    >>> is_spelled_out("cloud native technologies", ["cloud", "native", "tech"]), is_spelled_out("stocks", ["stock"])
    (True, False)
    """
    words = _WORD.findall(text.casefold())
    if len(words) != len(slug_words) or len(words) < 2:  # noqa: PLR2004 — a single word is another form, not an abbreviation
        return False
    differences = [(word, slug_word) for word, slug_word in zip(words, slug_words, strict=True) if word != slug_word]
    if len(differences) != 1:
        return False
    word, slug_word = differences[0]
    return word.startswith(slug_word) and len(word) - len(slug_word) > _MAX_ENDING_LETTERS


def spell_like_slug(text: str, slug: str) -> str:
    """Spell a name like the slug if it is the same in another number; else give an empty text.

    >>> spell_like_slug("brokerage companies", "brokerage-company"), spell_like_slug("bondage", "bond")
    ('brokerage company', '')
    """
    slug_key, text_key = key(slug), key(text)
    common = _common_prefix_length(slug_key, text_key)
    min_common = max(3, len(slug_key) - 2)
    if common < min_common or len(text_key) - common > _MAX_ENDING_LETTERS or text_key == slug_key:
        return ""
    if not _differ_in_number(slug_key[common:], text_key[common:], slug_key[common - 1]):
        return ""
    letters = index = 0
    while index < len(text) and letters < common:
        letters += bool(key(text[index]))
        index += 1
    return text[:index] + slug_key[common:]


def shares_stem_with_slug(text: str, slug: str) -> bool:
    """Report whether a word has the same stem as a slug of one word.

    >>> shares_stem_with_slug("multi-tenant", "multitenancy"), shares_stem_with_slug("real estate agency", "realestateagent")
    (True, False)
    """
    slug_key, text_key = key(slug), key(text)
    min_common = max(_MIN_STEM_LETTERS, _MIN_COMMON_SHARE * max(len(slug_key), len(text_key)))
    return " " not in text and slug_key.isalpha() and _common_prefix_length(slug_key, text_key) >= min_common


def _common_prefix_length(first: str, second: str) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(first, second, strict=False)))


def _differ_in_number(slug_ending: str, text_ending: str, last_common: str) -> bool:
    """Report whether two endings differ like an English singular and plural."""
    endings = {slug_ending, text_ending}
    return endings in ({"", "s"}, {"", "es"}, {"y", "ies"}, {"is", "es"}) and not (endings == {"", "s"} and last_common == "s")
