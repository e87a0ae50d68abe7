"""Names of terms and concepts as they are compared: folded, with their language and what they are to their concept."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from glossograph.labels.morphology import stem
from glossograph.model.term import Term
from glossograph.text.keys import name_key, safe_key
from glossograph.text.language_words import language_words, words
from glossograph.text.languages import UNDETERMINED, macrolanguage, script_of
from glossograph.text.normalise import fold_accents
from glossograph.text.scripts import UNSPACED_LETTER

ANY_LANGUAGE = ""
"""The language of a name that has no tag, or one that says nothing: `und`, `zxx`, or `mul`, which Wikidata uses."""

MAX_NAME_CHARS = 200
"""Characters of a name that is compared; no longer text is a name."""

_NO_LANGUAGE = frozenset({"", UNDETERMINED, "mul", "zxx", "mis"})
_QUALIFIER = re.compile(r"\s*[(\[（【]([^()\[\]（）【】]*)[)\]）】]\s*\Z")
_MAX_QUALIFIERS = 3
_LATIN = re.compile(r"[A-Za-z]")
_ACRONYM = re.compile(r"(?=\S*[A-Z]\S*[A-Z])[A-Za-z0-9&+/.-]{2,12}")
_INVERTED = re.compile(r"([^,]+), ([^,]+)\Z")
_SIGNS = frozenset("+#./&\u2212\u2024")
"""Signs that a key keeps because they distinguish names: a name with one has no other form."""

_CACHED_NAMES = 1 << 16


class ConceptName(NamedTuple):
    """A name of a term or a concept.

    Attributes:
        language: The language without region and script, or `ANY_LANGUAGE`.
        text: The name as written.
        preferred: Whether it is the preferred name in its language.
    """

    language: str
    text: str
    preferred: bool

    @property
    def exact(self) -> str:
        """The name without case, accents, and the difference of blanks and hyphens."""
        return fold_accents(safe_key(self.text))

    @property
    def plain(self) -> str:
        """See `plain_key`."""
        return plain_key(self.text)

    @property
    def base(self) -> str:
        """See `base_key`."""
        return base_key(self.text, self.language)


@lru_cache(maxsize=1024)
def name_language(tag: str) -> str:
    """Return the language in which a name is compared: with its script if that is not the usual one.

    >>> name_language("pt-br"), name_language("nb"), name_language("zh-tw"), name_language("mul")
    ('pt', 'no', 'zh-hant', '')
    """
    language = macrolanguage(tag.lower())
    if language in _NO_LANGUAGE:
        return ANY_LANGUAGE
    return language if tag == language or script_of(tag) == script_of(language) else f"{language}-{script_of(tag).lower()}"


def names_of_term(term: Term) -> tuple[ConceptName, ...]:
    """Give the names of a term: its labels, its other names, and the titles of its articles, each once."""
    texts = (
        *((label.language, label.text, True) for label in term.labels),
        *((article.language, article.title, True) for article in term.articles),
        *((label.language, label.text, False) for label in term.alternatives),
    )
    return distinct_names(ConceptName(name_language(tag), text, preferred) for tag, text, preferred in texts if text)


def distinct_names(names: Iterable[ConceptName]) -> tuple[ConceptName, ...]:
    """Keep each name of a language once, preferred if it is preferred anywhere; those that are too long or empty go."""
    kept: dict[tuple[str, str], ConceptName] = {}
    for name in chain.from_iterable(map(with_bracketed, names)):
        if len(name.text) <= MAX_NAME_CHARS and name.plain:
            at = (name.language, name.exact)
            if at not in kept or (name.preferred and not kept[at].preferred):
                kept[at] = name
    return tuple(sorted(kept.values(), key=lambda name: (name.language, not name.preferred, name.text)))


def with_bracketed(name: ConceptName) -> Iterator[ConceptName]:
    """Give a name, and those in brackets behind it, which are in no certain language."""
    yield name
    if name.text.endswith((")", "]", "\uff09", "\u3011")):
        yield from (ConceptName(ANY_LANGUAGE, inside, preferred=False) for inside in names_in_brackets(name.text))


def without_qualifier(text: str) -> str:
    """Take off what a vocabulary adds in brackets to tell homonyms apart, and turn an inverted name round.

    >>> without_qualifier("Bond (finance)"), without_qualifier("bonds, convertible"), without_qualifier("(A)")
    ('Bond', 'convertible bonds', '(A)')
    """
    bare = text
    for _ in range(_MAX_QUALIFIERS):
        bare = _QUALIFIER.sub("", bare) or bare
    return _INVERTED.sub(r"\2 \1", bare) if ", " in bare else bare


def names_in_brackets(text: str) -> Iterator[str]:
    """Give the names that a name has in brackets behind it: an abbreviation, or the name in Latin letters.

    >>> list(names_in_brackets("Asset-backed security (ABS)")), list(names_in_brackets("বন্ড (Bond)"))
    (['ABS'], ['Bond'])
    >>> list(names_in_brackets("Bond (finance)"))
    []
    """
    for _ in range(_MAX_QUALIFIERS):
        inside = _QUALIFIER.search(text)
        if not inside or not inside.start():
            return
        text = text[: inside.start()]
        if _ACRONYM.fullmatch(inside[1]) or (_LATIN.match(inside[1]) and not _LATIN.search(text)):
            yield inside[1].strip()


@lru_cache(maxsize=_CACHED_NAMES)
def plain_key(text: str) -> str:
    """Fold a name further than its spelling: without hyphens, accents and qualifier.

    >>> plain_key("Back-office"), plain_key("Élasticité (économie)"), plain_key("C++")
    ('backoffice', 'elasticite', 'c++')
    """
    return fold_accents(name_key(without_qualifier(text)))


@lru_cache(maxsize=_CACHED_NAMES)
def base_key(text: str, language: str) -> str:
    """Fold a name further than `plain_key`: without the endings of its words, and without an article before them.

    >>> base_key("The virtual machines", "en") == base_key("Virtual machine", "en"), base_key("AA-", "en") == base_key("AA", "en")
    (True, False)
    """
    plain = plain_key(text)
    if not _SIGNS.isdisjoint(plain) or UNSPACED_LETTER.match(plain):
        return plain
    first, _, rest = (bare := without_qualifier(text)).partition(" ")
    if rest and first.casefold() in words(language_words(language).articles):
        bare = rest
    return fold_accents(name_key(stem(bare, language))) or plain


def lookup_keys(name: ConceptName, languages: Iterable[str]) -> Iterator[str]:
    """Give the keys by which a name of another vocabulary is looked up among names in some languages, and these among them.

    The key without a language finds equal names of different languages: names that languages borrow, and abbreviations.
    """
    yield f":{name.plain}"
    if name.language in languages:
        yield f"{name.language}:{name.base}"
