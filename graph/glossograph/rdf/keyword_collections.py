"""Keywords as SKOS collections: one for each keyword, with a label in each language that the translations pair with it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import count
from typing import NamedTuple

from glossograph.model.term import Term
from glossograph.text.keys import Slug, TermId, key, slug
from glossograph.text.languages import FALLBACK, LanguageTag

_MIN_PAIR_SHARE = 0.6


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
    translations = _translations(all_terms)
    texts: dict[str, dict[LanguageTag, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    members: dict[str, set[TermId]] = defaultdict(set)
    for term in all_terms:
        for article in term.articles:
            for keyword in article.keywords:
                name = translations.get((article.language, key(keyword)), key(keyword))
                if name:
                    texts[name][article.language][keyword] += 1
                    members[name].add(term.id)
    collections = [
        KeywordCollection(_slug(labels), labels, tuple(sorted(members[name])))
        for name, counts in texts.items()
        for labels in [{tag: min(texts, key=lambda text: (-texts[text], text)) for tag, texts in sorted(counts.items())}]
    ]
    return list(_with_unique_slugs(sorted(collections)))


def _translations(terms: Iterable[Term]) -> dict[tuple[LanguageTag, str], str]:
    """Find the English keyword, by its key, of each keyword of another language that most articles pair with it."""
    pairs: dict[tuple[LanguageTag, str], Counter[str]] = defaultdict(Counter)
    for term in terms:
        english = next((article.keywords for article in term.articles if article.language == FALLBACK), ())
        for article in term.articles:
            if article.language != FALLBACK and len(article.keywords) == len(english):
                for keyword, translated in zip(english, article.keywords, strict=True):
                    pairs[article.language, key(translated)][key(keyword)] += 1
    return {
        own: best
        for own, counts in pairs.items()
        for best in [min(counts, key=lambda name: (-counts[name], name))]
        if counts[best] >= _MIN_PAIR_SHARE * counts.total()
    }


def _slug(labels: Mapping[LanguageTag, str]) -> Slug:
    return slug(labels.get(LanguageTag(FALLBACK)) or next(iter(labels.values())))


def _with_unique_slugs(collections: Iterable[KeywordCollection]) -> Iterator[KeywordCollection]:
    taken: set[str] = set()
    numbers: dict[str, Iterator[int]] = defaultdict(lambda: count(2))
    for collection in collections:
        name = collection.slug
        while name in taken:
            name = Slug(f"{collection.slug}-{next(numbers[collection.slug])}")
        taken.add(name)
        yield collection._replace(slug=name)
