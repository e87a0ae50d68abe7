"""Destinations -> terms."""

from collections.abc import Collection, Iterable, Mapping

from glossograph.model.graph import TermIndex
from glossograph.model.link import Link, LinkKind, Links
from glossograph.terms.identity import TermGroup
from glossograph.text.destinations import destination
from glossograph.text.keys import Key, Slug, TermId, key, slug


class Resolver:
    """Finds the term that a link leads to, and knows by which names terms go.

    A destination that names no article leads to a placeholder, whose id is the destination's key.
    """

    def __init__(
        self,
        groups: Iterable[TermGroup],
        term_index: TermIndex,
        titles: Mapping[str, str],
        languages: Collection[str],
        renamed: Collection[Key] = (),
    ) -> None:
        """Take the groups, their term_index, the articles' titles by path, and the languages that destinations may start with.

        Those of the `renamed` names that a link has are noted in `met`.
        """
        self.met: set[Key] = set()
        self._renamed = renamed
        self._term_index = term_index
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
        self._known = _Known(self)
        self._spelled: dict[str, Slug] = {}

    def has_article(self, term: TermId) -> bool:
        """Tell whether a term has an article in any language."""
        return term in self._with_article

    def all_have_articles(self, terms: Iterable[TermId]) -> bool:
        """Tell whether each of some terms has an article."""
        return self._with_article.issuperset(terms)

    def title(self, term: TermId, language: str) -> Key:
        """Give the key of a term's title in a language, empty where there is none."""
        return self._titles.get((term, language), Key(""))

    def target(self, link: Link, language: str) -> TermId | None:
        """Find the term of a link in an article; nothing for what is no term."""
        return self.find(link.destination, link.kind, language) if link.kind is LinkKind.WIKI else self._known[link.destination]

    def spelling(self, written: str) -> Slug:
        """Tell how a destination spells the slug of its term."""
        if written not in self._spelled:
            place = destination(written, self._languages)
            self._spelled[written] = slug(place.name) if place else Slug("")
        return self._spelled[written]

    def targets(self, links: Links, language: str) -> list[TermId | None]:
        """Find the terms of an article's links, with nothing at the places of those that lead to no term."""
        if links.kinds:
            return [self.target(link, language) for link in links]
        return list(map(self._known.__getitem__, links.destinations))

    def find(self, written: str, kind: LinkKind, language: str) -> TermId | None:
        """Find the term of a destination as written."""
        place = destination(written, self._languages)
        if place is None:
            return None
        if self._renamed and (name := key(place.name)) in self._renamed:
            self.met.add(name)
        found = self._term_index.find(place.name, place.folders)
        if found is None and kind is LinkKind.WIKI:
            found = self._by_title.get((language, key(place.name)))
        if found is None and not place.folders and place.name.lower() in self._languages:
            return None  # the home page of a language
        return found or TermId(key(place.name))


class _Known(dict[str, TermId | None]):
    """The terms of the destinations that were met: all but wikilinks lead to the same term in every language."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver

    def __missing__(self, written: str) -> TermId | None:
        self[written] = found = self._resolver.find(written, LinkKind.INLINE, "")
        return found
