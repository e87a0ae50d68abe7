"""Forms of one word: which anchors say the same in another number or case, and which of them is the base form."""

import re
import unicodedata
from collections.abc import Collection, Sequence
from functools import lru_cache
from itertools import takewhile
from operator import ne

from glossograph.labels.grammar import Grammar
from glossograph.labels.grammar_words import grammar
from glossograph.text.keys import key

_LEAST_STEM = 4
_LEAST_WORD = 4
_LONGEST_ENDING = 3
_SAME_STEM = 0.6
_NASAL = re.compile("[\u0919\u091e\u0923\u0928\u092e]\u094d(?=[\u0915-\u0939])")
_DEVANAGARI = re.compile("[\u0900-\u097f]")
_WORD = re.compile(r"[^\s\-/’'‑–]+")


@lru_cache(maxsize=1 << 16)
def stem(text: str, language: str) -> str:
    """Strip the endings of all words, again and again, so that forms of one word meet.

    Too much comes off for a dictionary, but only names of one term in one language are compared.

    >>> stem("virtual machines", "en") == stem("Virtual Machine", "en"), stem("рынков", "ru") == stem("рынок", "ru")
    (True, False)
    """
    endings = grammar(language).endings
    return " ".join(_stripped(simplified(word), endings) for word in _WORD.findall(text))


def simplified(word: str) -> str:
    """Fold what writers of one language spell in two ways: `ё`; the dot under Devanagari letters, the nasal of a cluster.

    >>> simplified("फ़ंड") == simplified("फन्ड"), simplified("Счёт")
    (True, 'счет')
    """
    word = word.casefold()
    if word.isascii():
        return word
    if not _DEVANAGARI.search(word):
        return unicodedata.normalize("NFC", word.replace("ё", "е"))
    word = unicodedata.normalize("NFC", unicodedata.normalize("NFD", word).replace("\u093c", ""))
    return _NASAL.sub("\u0902", word)


def _stripped(word: str, endings: tuple[str, ...]) -> str:
    while word.endswith(endings):
        for ending in endings:
            if word.endswith(ending) and len(word) - len(ending) >= _LEAST_STEM:
                word = word[: -len(ending)]
                break
        else:
            break
    return word


def has_oblique(text: str, language: str) -> int:
    """Count the words with an ending that no base form has.

    >>> has_oblique("облачных вычислений", "ru"), has_oblique("облачные вычисления", "ru")
    (2, 0)
    """
    oblique = grammar(language).oblique
    return sum(1 for word in text.casefold().split() if len(word) >= _LEAST_WORD and word.endswith(oblique)) if oblique else 0


def plural_words(text: str, language: str) -> int:
    """Count the words that end as plurals do.

    >>> plural_words("máquinas virtuales", "es"), plural_words("máquina virtual", "es")
    (2, 0)
    """
    known = grammar(language)
    return sum(1 for word in text.split() if _is_plural(word, known)) if known.marks else 0


def _is_plural(word: str, known: Grammar) -> bool:
    word = word.casefold()
    return len(word) >= _LEAST_WORD and word.endswith(known.marks) and word not in known.invariant


def looks_plural(text: str, language: str) -> bool:
    """Tell whether a name ends as plurals do; only known of English.

    >>> looks_plural("retail-sales", "en"), looks_plural("analysis", "en"), looks_plural("bond", "en")
    (True, False, False)
    """
    last = text.casefold().removesuffix(")")
    return (
        language.startswith("en") and len(last) > _LEAST_WORD - 1 and last.endswith("s") and not last.endswith(("ss", "us", "is"))
    )


def base_form(text: str, language: str, vocabulary: Collection[str]) -> str:
    """Take plural or definite endings off the words where the language is seen to use all that is left, else off none.

    >>> base_form("máquinas virtuales", "es", {"máquina", "virtual"}), base_form("finanzas", "es", {"finanza pública"})
    ('máquina virtual', 'finanzas')
    >>> base_form("fonds communs", "fr", {"commun", "fond"})
    'fonds commun'
    """
    known = grammar(language)
    words = text.split()
    if not known.plural or (len(words) > 1 and not plural_words(text, language)):
        return text
    last = next((place for place, word in enumerate(words) if word in known.trailing), len(words))
    head, rest = words[:last], words[last:]  # what depends on the name keeps its own number
    seen = [_singular(word, known, vocabulary) for word in head]
    if known.agreeing and any(map(ne, seen, head)):
        seen = [_singular(word, known, None) if _is_plural(word, known) else word for word in seen]
    return text if plural_words(" ".join(seen), language) else " ".join((*seen, *rest))


def _singular(word: str, known: Grammar, vocabulary: Collection[str] | None) -> str:
    """Take the ending off a word if the language is seen to use what is left; by the rule alone where no vocabulary is given."""
    if word.casefold() in known.invariant:
        return word
    for ending, base in known.plural:
        if word.endswith(ending) and len(word) - len(ending) >= _LEAST_WORD - 1:
            made = word[: -len(ending)] + base
            if vocabulary is None or made.casefold() in vocabulary:
                return made
    return word


def is_inflected(text: str, language: str) -> bool:
    """Tell whether a name stands in a case that no base form has, as its head shows.

    >>> is_inflected("монолитных приложениях", "ru"), is_inflected("центр обработки данных", "ru")
    (True, False)
    """
    known = grammar(language)
    if not known.bent:
        return False
    head = text.casefold().split()[known.bent_word]
    return len(head) > _LEAST_WORD and head.endswith(known.bent)


def spelt_out(text: str, words: Sequence[str]) -> bool:
    """Tell whether a name is the slug's words with one of them written in full.

    >>> spelt_out("cloud native technologies", ["cloud", "native", "tech"]), spelt_out("stocks", ["stock"])
    (True, False)
    """
    said = _WORD.findall(text.casefold())
    if len(said) != len(words) or len(words) < 2:  # noqa: PLR2004 — one word is another form, not an abbreviation
        return False
    longer = [(one, word) for one, word in zip(said, words, strict=True) if one != word]
    return len(longer) == 1 and longer[0][0].startswith(longer[0][1]) and len(longer[0][0]) - len(longer[0][1]) > _LONGEST_ENDING


def spelt_like(text: str, slug: str) -> str:
    """Spell a name that is another form of the slug as the slug does; empty where it is not.

    >>> spelt_like("brokerage companies", "brokerage-company"), spelt_like("CPAs", "cpa"), spelt_like("bondage", "bond")
    ('brokerage company', 'CPA', '')
    """
    wanted, said = key(slug), key(text)
    common = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(wanted, said, strict=False)))
    least = max(3, len(wanted) - 2)
    if common < least or len(said) - common > _LONGEST_ENDING or said == wanted:
        return ""
    if not _is_number(wanted[common:], said[common:], wanted[common - 1]):
        return ""
    passed = place = 0
    while place < len(text) and passed < common:
        passed += bool(key(text[place]))
        place += 1
    return text[:place] + wanted[common:]


def is_derived(text: str, slug: str) -> bool:
    """Tell whether a word is made from the same stem as a slug of one word.

    >>> is_derived("multi-tenant", "multitenancy"), is_derived("real estate agency", "realestateagent")
    (True, False)
    """
    wanted, said = key(slug), key(text)
    common = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(wanted, said, strict=False)))
    return " " not in text and wanted.isalpha() and common >= max(_LEAST_STEM, _SAME_STEM * max(len(wanted), len(said)))


def _is_number(wanted: str, said: str, before: str) -> bool:
    """Tell whether two endings differ as English singular and plural do."""
    pair = {wanted, said}
    return pair in ({"", "s"}, {"", "es"}, {"y", "ies"}, {"is", "es"}) and not (pair == {"", "s"} and before == "s")
