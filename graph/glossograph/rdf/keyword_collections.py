"""Keywords as SKOS collections: one for each keyword, with a label in each language that the translations pair with it."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import count
from typing import NamedTuple

from glossograph.model.term import Term
from glossograph.text.keys import Slug, TermId, key, slug
from glossograph.text.languages import FALLBACK, LanguageTag

_MIN_PAIR_SHARE = 0.6
_NUMBERS = re.compile(r"(?:-[0-9]+)+\Z")


class KeywordCollection(NamedTuple):
    """A keyword with its labels by language, and the terms that have it, sorted."""

    slug: Slug
    labels: Mapping[LanguageTag, str]
    members: tuple[TermId, ...]


def keyword_collections(terms: Iterable[Term]) -> list[KeywordCollection]:
    """Collect the keywords of all terms, sorted by slug.

    Keywords of two languages are one when the articles of terms have as many keywords in both, and most of them put these two
    at the same position.

    >>> from glossograph.model.term import TermArticle
    >>> articles = (TermArticle("en", "a", "A", ("Tax",)), TermArticle("no", "b", "A", ("Skatt",)))
    >>> [(one.slug, dict(one.labels)) for one in keyword_collections([Term(TermId("a"), Slug("a"), (), articles=articles)])]
    [('tax', {'en': 'Tax', 'no': 'Skatt'})]
    """
    all_terms = list(terms)
    pairs: dict[KeywordName, Counter[str]] = defaultdict(Counter)
    for term in all_terms:
        for own, english in keyword_pairs(term):
            pairs[own][english] += 1
    translations = {own: english for own, counts in pairs.items() if (english := usual_translation(counts))}
    texts: dict[str, Counter[tuple[LanguageTag, str]]] = defaultdict(Counter)
    members: dict[str, set[TermId]] = defaultdict(set)
    for term in all_terms:
        for own, keyword in written_keywords(term):
            if name := translations.get(own, own[1]):
                texts[name][own[0], keyword] += 1
                members[name].add(term.id)
    labels = {name: usual_labels(counts) for name, counts in texts.items()}
    slugs = unique_slugs(labels)
    collections = (KeywordCollection(slugs[name], labels[name], tuple(sorted(members[name]))) for name in labels)
    return sorted(collections, key=lambda collection: collection.slug)


KeywordName = tuple[LanguageTag, str]
"""A keyword's language and key."""


def keyword_pairs(term: Term) -> Iterator[tuple[KeywordName, str]]:
    """Pair the keywords of a term's articles with those of the English one: the keyword, and the key of the English keyword."""
    english = next((article.keywords for article in term.articles if article.language == FALLBACK), ())
    for article in term.articles:
        if article.language != FALLBACK and len(article.keywords) == len(english):
            for keyword, translated in zip(english, article.keywords, strict=True):
                yield (article.language, key(translated)), key(keyword)


def usual_translation(counts: Counter[str]) -> str:
    """Choose the English keyword that most articles pair with a keyword; empty where none is clear."""
    best = min(counts, key=lambda name: (-counts[name], name))
    return best if counts[best] >= _MIN_PAIR_SHARE * counts.total() else ""


def written_keywords(term: Term) -> Iterator[tuple[KeywordName, str]]:
    """Give the keywords of a term's articles, each with how it is written."""
    return (((article.language, key(keyword)), keyword) for article in term.articles for keyword in article.keywords)


def usual_labels(counts: Counter[tuple[LanguageTag, str]]) -> dict[LanguageTag, str]:
    """Choose the label of a collection in each language: the keyword that most articles write."""
    labels: dict[LanguageTag, str] = {}
    for language, text in sorted(counts, key=lambda name: (name[0], -counts[name], name[1])):
        labels.setdefault(language, text)
    return labels


def unique_slugs(labels: Mapping[str, Mapping[LanguageTag, str]]) -> dict[str, Slug]:
    """Give each collection a slug of its own, by its name."""
    slugs: dict[str, Slug] = {}
    taken: set[str] = set()
    numbers: dict[str, Iterator[int]] = defaultdict(lambda: count(2))
    for given, name in sorted((_slug(texts), name) for name, texts in labels.items()):
        unique = given
        while unique in taken:
            unique = Slug(f"{given}-{next(numbers[given])}")
        taken.add(unique)
        slugs[name] = unique
    return slugs


def slug_family(labels: Mapping[LanguageTag, str]) -> str:
    """Give what the slugs have in common among which that of a collection has to be unique: the slug without numbers behind it.

    >>> slug_family({LanguageTag("en"): "Tax"}), slug_family({LanguageTag("en"): "Tax 2"})
    ('tax', 'tax')
    """
    return _NUMBERS.sub("", _slug(labels))


def _slug(labels: Mapping[LanguageTag, str]) -> Slug:
    return slug(labels.get(LanguageTag(FALLBACK)) or next(iter(labels.values())))
