"""Destinations -> terms."""

from collections.abc import Collection, Iterable, Mapping

from glossograph.building.identity import Group
from glossograph.graph import Spellings
from glossograph.model import Link, LinkKind
from glossograph.names import Key, Slug, TermId, destination, key, slug


class Resolver:
    """Finds the term that a link leads to, and knows by which names terms go.

    A destination that names no article leads to a stub, whose id is the destination's key.
    """

    def __init__(
        self, groups: Iterable[Group], spellings: Spellings, titles: Mapping[str, str], languages: Collection[str]
    ) -> None:
        """Take the groups, their spellings, the articles' titles by path, and the languages that destinations may start with."""
        self._spellings = spellings
        self._languages = frozenset(languages)
        self._with_article: set[TermId] = set()
        self._titles: dict[tuple[str, str], Key] = {}
        self._by_title: dict[tuple[str, Key], TermId] = {}
        for group in groups:
            self._with_article.add(group.id)
            for member in group.members:
                title = key(titles[member.path])
                if title:
                    self._titles[group.id, member.language] = title
                    self._by_title.setdefault((member.language, title), group.id)
        self._known: dict[str, tuple[TermId, Slug] | None] = {}

    def has_article(self, term: TermId) -> bool:
        """Tell whether a term has an article in any language."""
        return term in self._with_article

    def title(self, term: TermId, language: str) -> Key:
        """Give the key of a term's title in a language, empty where there is none."""
        return self._titles.get((term, language), Key(""))

    def target(self, link: Link, language: str) -> tuple[TermId, Slug] | None:
        """Find the term of a link in an article, and how the link spells its slug; nothing for what is no term."""
        written = link.destination
        if link.kind is LinkKind.WIKI:
            return self._find(written, link.kind, language)
        if written not in self._known:
            self._known[written] = self._find(written, link.kind, language)
        return self._known[written]

    def _find(self, written: str, kind: LinkKind, language: str) -> tuple[TermId, Slug] | None:
        place = destination(written, self._languages)
        if place is None:
            return None
        found = self._spellings.find(place.name, place.folders)
        if found is None and kind is LinkKind.WIKI:
            found = self._by_title.get((language, key(place.name)))
        if found is None and not place.folders and place.name.lower() in self._languages:
            return None  # the home page of a language
        return found or TermId(key(place.name)), slug(place.name)
