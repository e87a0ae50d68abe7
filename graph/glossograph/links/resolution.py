"""From a destination to a term: files first, then names, then slugs; guesses last, and marked."""

from collections.abc import Collection, Container, Iterable, Mapping, Sequence
from posixpath import relpath, splitext

from glossograph.links.addresses import Addresses, Parts, Place, fold
from glossograph.links.destination_paths import by_last_part, folders_and_name, joined_path, parts_of
from glossograph.model.article import Article
from glossograph.model.graph import LinkConventions
from glossograph.model.link import Link, LinkKind
from glossograph.model.resolution_rule import Resolution, ResolutionRule
from glossograph.text.days import day_of
from glossograph.text.destinations import (
    ARTICLE_SUFFIXES,
    INDEX_PAGES,
    DestinationKind,
    ParsedDestination,
    has_page_suffix,
    is_asset,
    parse_destination,
    web_address,
    with_name,
    without_page_suffix,
)
from glossograph.text.keys import Key, Slug, TermId, is_opaque, key, name_key, safe_key, slug

_NO_PAGE = {
    DestinationKind.EXTERNAL: Resolution(None, ResolutionRule.EXTERNAL),
    DestinationKind.ANCHOR: Resolution(None, ResolutionRule.ANCHOR),
    DestinationKind.CODE: Resolution(None, ResolutionRule.CODE),
}
_NO_CONVENTIONS = LinkConventions()
_ASSET = Resolution(None, ResolutionRule.ASSET)
_HOME = Resolution(None, ResolutionRule.HOME)
_CODE = Resolution(None, ResolutionRule.CODE)
_LISTS = frozenset((name,) for name in ("tag", "tags", "category", "categories"))
_MACROS = frozenset({"toc", "_toc_", "_tosp_", "_tos_"})
_NOWHERE = Place("", (), ())


class Resolver:
    """Finds the term that a link names, and knows by which names terms go.

    A destination that names no article gives a placeholder.
    """

    def __init__(
        self,
        addresses: Addresses,
        titles: Mapping[str, str],
        *,
        names: Mapping[str, TermId] | None = None,
        renamed: Collection[Key] = (),
        conventions: LinkConventions = _NO_CONVENTIONS,
    ) -> None:
        """Take what links are resolved against.

        Args:
            addresses: The addresses of all articles.
            titles: Titles of the articles, by path.
            names: Further names of terms, by `name_key`, from the author's decisions.
            renamed: Names without an article that the author decided to be another term's; those that a link uses are
                collected in `met`.
            conventions: How the collection writes its links.
        """
        self.met: set[Key] = set()
        self.conventions = conventions
        self._addresses = addresses
        self._names: Mapping[str, TermId] = names or {}
        self._renamed = frozenset(renamed)
        others = frozenset(tuple(map(fold, path.split("/")[1:])) for path in conventions.other_files)
        self._others: Container[Parts] = others
        self._other_pages: Mapping[str, Sequence[Parts]] = by_last_part(others)
        self._with_article: Container[TermId] = frozenset(addresses.terms)
        self._titles: dict[str, dict[TermId, Key]] = {}
        self._terms_by_title: dict[str, dict[Key, TermId | None]] = {}
        for path, term, language in zip(addresses.paths, addresses.terms, addresses.languages_of, strict=True):
            if title := key(titles.get(path, "")):
                self._titles.setdefault(language, {})[term] = title
                terms = self._terms_by_title.setdefault(language, {})
                if terms.setdefault(title, term) != term:
                    terms[title] = None

    def has_article(self, term: TermId) -> bool:
        """Whether a term has an article in any language."""
        return term in self._with_article

    def title(self, term: TermId, language: str) -> Key:
        """Give the key of a term's title in a language, empty where there is none."""
        return self._titles.get(language, {}).get(term, Key(""))

    def term_with_title(self, title: Key, language: str) -> TermId | None:
        """Give the only term whose title in a language has this key."""
        return self._terms_by_title.get(language, {}).get(title)

    def place_of(self, article: Article) -> Place:
        """Give the place that links in an article start from."""
        return self._addresses.place(article)

    def resolve(self, link: Link, article: Article) -> Resolution:
        """Resolve one link of an article."""
        return self.find(link.destination, self.place_of(article), wiki=link.kind is LinkKind.WIKI)

    def spelling(self, written: str) -> Slug:
        """Give the slug that a destination spells, for a term that has no article to say so."""
        return slug(self._name_of(parse_destination(written)))

    def destination_of(self, term: TermId, link: Link, path: str, proposals: Iterable[str]) -> str:
        """Write a destination that resolves to a term from the article at a path, in the manner of a link that is there.

        Args:
            term: The term to link to.
            link: The link whose destination is to be replaced.
            path: The path of the article that has it.
            proposals: Names and destinations to try first, such as those of the translations.

        Returns:
            The destination; empty where none of those tried resolves to the term.
        """
        addresses = self._addresses
        place = addresses.place_of(path)
        wiki = link.kind is LinkKind.WIKI
        numbers = addresses.numbers_of_term.get(term, [])
        nearest = [addresses.nearest(numbers, place)] if numbers else []
        relative = [relpath(addresses.paths[number], path.rpartition("/")[0] or ".") for number in nearest]
        names = [without_page_suffix(file.rpartition("/")[2]) for file in relative]
        given = list(proposals)
        tried = (*(with_name(link.destination, name) for name in (*given, *names) if "/" not in name), *given, *relative)
        for destination in dict.fromkeys(tried):
            if destination and self.find(destination, place, wiki=wiki).term == term:
                return destination
        return ""

    def find(self, written: str, place: Place = _NOWHERE, *, wiki: bool = False) -> Resolution:
        """Resolve a destination as written in an article at a place."""
        parsed = parse_destination(written, wiki=wiki)
        if parsed.kind is DestinationKind.EXTERNAL and self.conventions.sites:
            return self._on_own_site(written, place) or _NO_PAGE[parsed.kind]
        if parsed.kind is not DestinationKind.PAGE:
            return _NO_PAGE[parsed.kind]
        if wiki and parsed.path.casefold() in _MACROS:
            return _CODE
        if self._renamed and (name := name_key(self._name_of(parsed))) in self._renamed:
            self.met.add(name)
        resolution = self._by_path(parsed, place, wiki=wiki)
        if resolution is None and (wiki or parsed.is_file or not parsed.from_root):
            resolution = self._by_name(parsed, place, wiki=wiki)
        if resolution is None and wiki:
            resolution = self._by_day(parsed, place)
        return resolution or self._by_slug(parsed, place, wiki=wiki)

    def _on_own_site(self, written: str, place: Place) -> Resolution | None:
        """Resolve an address on the web whose path is that of an article on a site of the collection."""
        address = web_address(written)
        if address is None or address.host not in self.conventions.sites:
            return None
        found = self._by_path(parse_destination(address.path), place, wiki=False)
        return found if found and found.term else None

    # Files

    def _by_path(self, parsed: ParsedDestination, place: Place, *, wiki: bool) -> Resolution | None:
        parts = parts_of(parsed.path)
        if parsed.from_root:
            return self._by_site_path(parsed.path, parts, place)
        plain_name = wiki and len(parts) == 1 and not parsed.path.startswith(".")
        if plain_name:
            return None  # a name: the nearest file of that name, wherever it is
        starts = [self._beside_file, self._beside_address]
        if self.conventions.from_addresses and not has_page_suffix(parsed.path):
            starts.reverse()
        for find_beside in starts:
            if (number := find_beside(parts, place)) is not None:
                return self._found(number, ResolutionRule.PATH)
        if (real := joined_path(place.real_folders, parts)) and real in self._others:
            return _ASSET
        return self._by_site_path(parsed.path, parts, place) if len(parts) > 1 and ".." not in parts else None

    def _beside_file(self, parts: Parts, place: Place) -> int | None:
        """Find the article at a path from the folder of the linking file."""
        for folders, real in ((place.real_folders, True), (place.folders, False)):
            joined = joined_path(folders, parts)
            if joined is not None and (number := self._file(joined, place, real=real)) is not None:
                return number
        return None

    def _beside_address(self, parts: Parts, place: Place) -> int | None:
        """Find the article at a path from the linking page's address: `../loan/` in `/bond/`, the page of `bond.md`."""
        joined = joined_path(place.address, parts)
        return None if joined is None else self._file(joined, place, real=False)

    def starts(self, written: str, place: Place) -> tuple[int | None, int | None]:
        """Find the articles that a relative destination names from the linking file, and from the address of its page."""
        parsed = parse_destination(written)
        if parsed.kind is not DestinationKind.PAGE or has_page_suffix(parsed.path):
            return None, None
        parts = parts_of(parsed.path)
        return self._beside_file(parts, place), self._beside_address(parts, place)

    def _file(self, parts: Parts, place: Place, *, real: bool) -> int | None:
        """Find the article at a path, as it is or without its suffix; a path below the language may be in another language."""
        addresses = self._addresses
        bare = (*parts[:-1], without_page_suffix(parts[-1])) if parts else parts
        if real:
            number = addresses.by_path.get(parts)
            return number if number is not None else addresses.by_path.get(bare)
        numbers = addresses.by_site_path.get(bare) or addresses.by_site_path.get(addresses.site_parts("/".join(parts))[1])
        return addresses.nearest(numbers, place) if numbers else None

    def _by_site_path(self, path: str, real: Parts, place: Place) -> Resolution | None:
        addresses = self._addresses
        language, parts = addresses.site_parts(path)
        number = addresses.by_path.get(real) if real and ("." in real[-1] or len(real) > 1) else None
        if number is not None:
            return self._found(number, ResolutionRule.SITE)
        is_home = not parts or (len(parts) == 1 and parts[0] in INDEX_PAGES)
        paths = [(language, parts), *(((language, ()),) if is_home else ())]
        for tag, candidate in (*paths, *self._mapped(*paths[-1])):
            numbers = addresses.by_permalink.get(candidate) or addresses.by_site_path.get(candidate)
            if numbers:
                return self._found(addresses.nearest(numbers, place, language=tag), ResolutionRule.SITE)
        if is_home:
            return _HOME
        return _ASSET if real in self._others or self._is_other_page(parts) else None

    def _is_other_page(self, parts: Parts) -> bool:
        """Whether a path of the site is that of a file which is no article: its path ends so."""
        return any(path[len(path) - len(parts) :] == parts for path in self._other_pages.get(parts[-1], ()))

    def _mapped(self, language: str, parts: Parts) -> Iterable[tuple[str, Parts]]:
        """Give the paths that a path of the site may mean, each with its language."""
        for dropped, prefix in self.conventions.roots:
            if parts[: len(dropped)] == dropped:
                tag, rest = self._addresses.split_language(parts[len(dropped) :])
                yield tag or language, (*prefix, *rest)

    # Names

    def _by_name(self, parsed: ParsedDestination, place: Place, *, wiki: bool) -> Resolution | None:
        addresses = self._addresses
        for text in dict.fromkeys((parsed.full, parsed.path)) if wiki else (parsed.path,):
            folded, last = folders_and_name(text)
            numbers: Sequence[int] = addresses.by_name.get(safe_key(text), ()) if wiki and folded else ()
            if numbers:
                return self._found(addresses.nearest(numbers, place), ResolutionRule.NAME)
            for name in dict.fromkeys((last, without_page_suffix(last))):
                numbers = self._named(name, parsed.vault)
                if folded:
                    numbers = [number for number in numbers if self._is_below(number, folded)]
                elif not wiki and not parsed.is_file and not _is_bare(parsed.path):
                    continue
                if numbers:
                    return self._found(addresses.nearest(numbers, place, name), ResolutionRule.NAME)
            if not wiki and not _is_bare(parsed.path):
                continue
            whole = safe_key(without_page_suffix(text))
            for index, rule in ((addresses.by_alias, ResolutionRule.ALIAS), (addresses.by_title, ResolutionRule.TITLE)):
                if whole and (numbers := index.get(whole, ())):
                    return self._found(addresses.nearest(numbers, place), rule)
        return None

    def _named(self, name: str, vault: str) -> Sequence[int]:
        """Find the articles of a name, those of a vault of Dendron where it is a folder that has some."""
        numbers = self._addresses.by_name.get(safe_key(name), ())
        return [number for number in numbers if vault and self._is_below(number, (fold(vault),))] or numbers

    def _by_day(self, parsed: ParsedDestination, place: Place) -> Resolution | None:
        """Find the page of a day, whatever order the day is written in."""
        day = safe_key(day_of(parsed.full))
        numbers = self._addresses.by_name.get(day, ()) if day else ()
        return self._found(self._addresses.nearest(numbers, place), ResolutionRule.NAME) if numbers else None

    def _is_below(self, number: int, folders: Sequence[str]) -> bool:
        """Whether the folders of an article end with some folders."""
        size = len(folders)
        neutral = self._addresses.neutral[number][:-1]
        real = tuple(map(fold, self._addresses.paths[number].split("/")[:-1]))
        return any(path[len(path) - size :] == tuple(folders) for path in (neutral, real))

    # Slugs, spelling, placeholders

    def _by_slug(self, parsed: ParsedDestination, place: Place, *, wiki: bool) -> Resolution:  # noqa: PLR0911 — a rule each
        addresses = self._addresses
        if is_asset(parsed.path, wiki=wiki):
            return _ASSET
        language, parts = addresses.site_parts(parsed.path)
        parts = tuple(part for part in parts if part != "..")
        name = self._name_of(parsed)
        if not parts or not key(name):
            return _HOME if parsed.path.strip("./") == "" else _CODE
        if not parts[:-1] and parsed.path.strip("/").lower() in addresses.languages:
            return _HOME
        for index, rule in ((addresses.by_slug, ResolutionRule.SLUG), (addresses.by_alias, ResolutionRule.ALIAS)):
            if numbers := index.get(safe_key(name), ()):
                numbers = self._most_alike(numbers, parts)
                return self._found(addresses.nearest(numbers, place, language=language), rule)
        if not _is_source(parsed) and (number := self._titled(name, language or place.language)) is not None:
            return self._found(number, ResolutionRule.TITLE)
        folded = name_key(name)
        if folded in self._names:
            return Resolution(self._names[folded], ResolutionRule.DECISION)
        terms = addresses.by_folded.get(folded, {})
        if len(terms) == 1:
            return Resolution(next(iter(terms)), ResolutionRule.SPELLING)
        if self._is_list(parts) if parsed.from_root else self._is_no_article(parsed, place):
            return _ASSET
        taken = TermId(folded) in self._with_article or not folded
        return Resolution(TermId(safe_key(name) if taken else folded), ResolutionRule.PLACEHOLDER)

    def _is_list(self, parts: Parts) -> bool:
        """Whether a path of the site is that of a list that a generator makes of the articles of a tag or category."""
        folder = parts[:-1]
        if folder[-1:] not in _LISTS:
            return False
        folders = (folder, *(path for _, path in self._mapped("", folder)))
        known = [path in self._addresses.all_folders for path in folders]  # all: addresses that only note are asked for each
        return not any(known)

    def _is_no_article(self, parsed: ParsedDestination, place: Place) -> bool:
        """Whether a relative path points to a page that is no article: to one of the collection, or above its root."""
        parts = parts_of(parsed.path)
        real = joined_path(place.real_folders, parts)
        if real is not None:
            return bool(real) and real in self._other_pages.get(real[-1], ())
        published = None if _is_source(parsed) else joined_path(place.address, parts)
        return published is None or (len(published) > 1 and published[:-1] not in self._addresses.all_folders)

    def _titled(self, name: str, language: str) -> int | None:
        """Find the only article in a language whose title a name spells, as generators that make addresses of titles do."""
        addresses = self._addresses
        numbers = [number for number in addresses.by_title.get(safe_key(name), ()) if addresses.languages_of[number] == language]
        return numbers[0] if len(numbers) == 1 else None

    def _most_alike(self, numbers: Sequence[int], parts: Parts) -> list[int]:
        """Keep the articles whose path ends most like a path."""

        def common(number: int) -> int:
            neutral = self._addresses.neutral[number][:-1]
            depth = 0
            for mine, written in zip(reversed(neutral), reversed(parts[:-1]), strict=False):
                if mine != written:
                    break
                depth += 1
            return depth

        best = max(map(common, numbers))
        return [number for number in numbers if common(number) == best]

    def _name_of(self, parsed: ParsedDestination) -> str:
        """Give the name that a destination spells: its last part, with those before it where it is a number or a date."""
        _, parts = self._addresses.site_parts(parsed.path)
        named: list[str] = []
        for part in reversed(parts):
            named.insert(0, part)
            if not is_opaque(part):
                break
        if len(named) == 1 and (written := without_page_suffix(parsed.path.rstrip("/").rpartition("/")[2])):
            return written if fold(written) == named[0] else named[0]
        return "-".join(named)

    def _found(self, number: int, rule: ResolutionRule) -> Resolution:
        return Resolution(self._addresses.terms[number], rule)


def _is_source(parsed: ParsedDestination) -> bool:
    """Whether a destination names a source file rather than the address of a page."""
    return parsed.is_file or splitext(parsed.path)[1].lower() in ARTICLE_SUFFIXES


def _is_bare(path: str) -> bool:
    return "/" not in path.strip()
