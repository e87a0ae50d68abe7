"""The addresses of all articles: everything by which a link can name one of them."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from glossograph.model.article import Article
from glossograph.text.destinations import INDEX_PAGES, percent_decoded, without_page_suffix
from glossograph.text.keys import CACHE_SIZE, Key, TermId, name_key, safe_key
from glossograph.text.normalise import normalized

_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})[-_ ]+(?=\S)")
_NUMBER = re.compile(r"(?:\d{1,3}|0\d{3})(?:[-_.]\s*|\s+)(?=[^\W\d_])")
_IDENTIFIER = re.compile(r"(\d{8,14})(?=[-_ ]|\Z)")
_POSTS = frozenset({"_posts", "_drafts"})

Parts = tuple[str, ...]
"""A path in parts, folded."""


@lru_cache(maxsize=CACHE_SIZE)
def fold(text: str) -> str:
    """Fold a part of a path as file systems and web servers do: Unicode form and case.

    >>> fold("Socie\u0301té") == fold("SOCIÉTÉ")
    True
    """
    return text.lower() if text.isascii() else normalized("NFC", normalized("NFC", text).casefold())


class Place(NamedTuple):
    """Where an article is: its language, its folders below the root as they are, and those below its language's folder.

    `address` is the folder that generators make of the page, `/loans/` for `loans.md` and `loans/index.md`. Its last part is
    empty where no article is below it, so that the articles of a folder share one place.
    """

    language: str
    real_folders: Parts
    folders: Parts
    address: Parts = ()


class AddressIndexes(NamedTuple):
    """Where `Addresses` looks: the numbers of articles by each kind of address, and the terms by folded spelling.

    `neutral` is the path of each article below the folder of its language.
    """

    by_site_path: dict[Parts, list[int]]
    by_permalink: dict[Parts, list[int]]
    by_name: dict[Key, list[int]]
    by_alias: dict[Key, list[int]]
    by_title: dict[Key, list[int]]
    by_slug: dict[Key, list[int]]
    by_folded: dict[Key, dict[TermId, None]]
    neutral: list[Parts]

    @classmethod
    def empty(cls) -> "AddressIndexes":
        """Make indexes in which nothing is registered."""
        site_paths, permalinks = defaultdict[Parts, list[int]](list), defaultdict[Parts, list[int]](list)
        names, aliases, titles, slugs = (defaultdict[Key, list[int]](list) for _ in range(4))
        return cls(site_paths, permalinks, names, aliases, titles, slugs, defaultdict(dict), [])


class Addresses:
    """The articles of a collection by path, site path, name, alias, title, slug and folded spelling.

    Articles are given by their number in `articles`.
    """

    def __init__(
        self,
        articles: Sequence[Article],
        term_of_path: Mapping[str, TermId],
        titles: Mapping[str, str],
        languages: Collection[str],
        slugs: Mapping[str, str] | None = None,
        *,
        versioned: Collection[Parts] = (),
        indexes: AddressIndexes | None = None,
    ) -> None:
        """Register all addresses.

        Args:
            articles: Articles without their links.
            term_of_path: The term of each article, by path.
            titles: The title of each article, by path; empty where it has none.
            languages: The languages that paths may begin with.
            slugs: Slugs of articles that have none of their own, by path.
            versioned: Folders besides those of these articles that old versions are copies of.
            indexes: What was registered of the same, if it is known.
        """
        self._articles = articles
        self.languages = frozenset(languages)
        self.paths = [article.path for article in articles]
        self.languages_of = [article.language for article in articles]
        self.terms = [term_of_path[article.path] for article in articles]
        self.indexes = indexes or AddressIndexes.empty()
        self.by_site_path, self.by_permalink, self.by_name, self.by_alias = self.indexes[:4]
        self.by_title, self.by_slug, self.by_folded, self.neutral = self.indexes[4:]
        self._folders_of: dict[int, Parts] = {}
        self._split_last: tuple[str | None, tuple[str, Parts]] = (None, ("", ()))
        if indexes:
            return
        self._versioned = {*versioned, *versioned_roots(articles)}
        slugs = slugs or {}
        for number, article in enumerate(articles):
            self._register(number, article, titles.get(article.path, ""), slugs.get(article.path, article.slug))
        _share_equal(self.by_site_path, self.by_permalink, self.by_name, self.by_alias, self.by_title, self.by_slug)

    def _register(self, number: int, article: Article, title: str, own: str) -> None:
        folders = tuple(map(fold, article.folders))
        name = article.name or own
        parts = (*folders, fold(name)) if name else folders
        self.neutral.append(parts)
        site_paths = [*_site_paths(folders, name, own if article.slug_given else "", is_index=article.is_index)]
        if not folders and fold(name) in INDEX_PAGES:
            self.by_site_path[()].append(number)
        former = [alias for alias in article.aliases if "/" in alias]
        aliases = [alias for alias in article.aliases if "/" not in alias]
        for address in (*article.permalinks, *former):
            path = self.site_parts(address)[1]
            if path or address.startswith("/"):
                self.by_permalink[path].append(number)
                if root := _docs_root(folders):
                    site_paths.append((*root, *path))
        versions = (path for site_path in site_paths for path in _version_paths(site_path, self._versioned))
        for path in dict.fromkeys((*site_paths, *versions)):
            self.by_site_path[path].append(number)
        keys = _name_keys(name, own, tuple(aliases), article.ids)
        for index, folded_names in ((self.by_name, keys.names), (self.by_alias, keys.aliases), (self.by_slug, keys.slugs)):
            for folded in folded_names:
                index[folded].append(number)
        if folded := safe_key(title):
            self.by_title[folded].append(number)
        for folded in keys.folded:
            self.by_folded[folded].setdefault(self.terms[number])

    @cached_property
    def by_path(self) -> dict[Parts, int]:
        """Articles by their real path below the root, with and without suffix, and by their folder where they are its index."""
        found: dict[Parts, int] = {}
        pages: dict[Parts, int] = {}
        for number, path in enumerate(self.paths):
            parts = self.below_root(path)
            found[parts] = number
            bare = (*parts[:-1], without_page_suffix(parts[-1]))
            pages.setdefault(bare, number)
            if bare[-1] in INDEX_PAGES:
                pages.setdefault(bare[:-1], number)
        return {**pages, **found}

    def below_root(self, path: str) -> Parts:
        """Give the folded parts of a path below the root."""
        parts = tuple(map(fold, path.split("/")))
        return parts[1:] if len(parts) > 1 else parts

    def place(self, article: Article) -> Place:
        """Give the place that links in an article start from."""
        folders = tuple(map(fold, article.folders))
        address = (*folders, fold(article.name)) if article.name else folders
        if article.is_index:
            folders = address
        elif address[-1:] and address[-1] in INDEX_PAGES:
            address = folders
        elif address not in self.all_folders:
            address = (*folders, "")
        return Place(article.language, self.below_root(article.path)[:-1], folders, address)

    @cached_property
    def common_folder(self) -> Parts:
        """The innermost folder, below those of the languages, that holds all articles; empty for the root."""
        folders = article_folders(self._articles)
        return common_part(min(folders), max(folders))

    @cached_property
    def all_folders(self) -> frozenset[Parts]:
        """All folders below those of the languages that hold articles."""
        folders = {tuple(map(fold, article.folders)) for article in self._articles}
        return frozenset(path[:depth] for path in folders for depth in range(1, len(path) + 1))

    @cached_property
    def number_of(self) -> dict[str, int]:
        """The number of each article, by path."""
        return {path: number for number, path in enumerate(self.paths)}

    @cached_property
    def numbers_of_term(self) -> dict[TermId, list[int]]:
        """The numbers of the articles of each term."""
        numbers: dict[TermId, list[int]] = defaultdict(list)
        for number, term in enumerate(self.terms):
            numbers[term].append(number)
        return dict(numbers)

    def place_of(self, path: str) -> Place:
        """Give the place that links start from in the article at a path."""
        number = self.number_of.get(path)
        if number is None:
            return Place("", self.below_root(path)[:-1], ())
        return self.place(self._articles[number])

    def site_parts(self, path: str) -> tuple[str, Parts]:
        """Split a path of the site into its language, if it begins with one, and its parts, without suffix and `index`.

        >>> Addresses([], {}, {}, {"ja"}).site_parts("/ja/Front-Office/index.html")
        ('ja', ('front-office',))
        """
        if path == self._split_last[0]:  # one resolution asks several times
            return self._split_last[1]
        language, parts = self.split_language(
            tuple(fold(part.strip()) for part in percent_decoded(path).split("/") if part.strip() not in ("", "."))
        )
        if parts:
            last = without_page_suffix(parts[-1])
            parts = parts[:-1] if last in INDEX_PAGES and len(parts) > 1 else (*parts[:-1], last)
        self._split_last = path, (language, parts)
        return language, parts

    def split_language(self, parts: Parts) -> tuple[str, Parts]:
        """Take the language off the beginning of a path of the site; empty where it begins with none."""
        tag = parts[0].replace("_", "-") if parts else ""
        return (tag, parts[1:]) if tag in self.languages else ("", parts)

    def _real_folders(self, number: int) -> Parts:
        folders = self._folders_of.get(number)
        if folders is None:
            folders = self._folders_of[number] = self.below_root(self.paths[number])[:-1]
        return folders

    def nearest(self, numbers: Iterable[int], place: Place, wanted: str = "", language: str = "") -> int:
        """Choose one of several articles: of the wanted language, else of the place's, spelt as wanted, in the nearest folder."""
        candidates = list(numbers)
        for tag in (language, place.language):
            if len(candidates) > 1 and tag:
                candidates = [number for number in candidates if self.languages_of[number] == tag] or candidates
        if len(candidates) == 1:
            return candidates[0]

        def order(number: int) -> tuple[bool, int, int, str]:
            folders = self._real_folders(number)
            common = next(
                (depth for depth, (a, b) in enumerate(zip(folders, place.real_folders, strict=False)) if a != b),
                min(len(folders), len(place.real_folders)),
            )
            stem = self.paths[number].rpartition("/")[2]
            spelt = not wanted or wanted in (stem, without_page_suffix(stem))
            return not spelt, -common, len(folders), self.paths[number]

        return min(candidates, key=order)


def _share_equal(*indexes: dict[Any, list[int]]) -> None:
    """Keep equal lists in memory once: most are of one article, and each article has several addresses."""
    shared: dict[tuple[int, ...], list[int]] = {}
    for index in indexes:
        for name, numbers in index.items():
            index[name] = shared.setdefault(tuple(numbers), numbers)


def article_folders(articles: Iterable[Article]) -> set[Parts]:
    """Give the folders, below those of the languages, that hold some articles; the root where there are none."""
    written = {(*article.folders, article.name) if article.is_index else article.folders for article in articles}
    return {tuple(map(fold, path)) for path in written} or {()}


def common_part(first: Parts, last: Parts) -> Parts:
    """Give the beginning that two paths have in common.

    >>> common_part(("docs", "a"), ("docs", "b", "c"))
    ('docs',)
    """
    size = next((depth for depth, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), min(len(first), len(last)))
    return first[:size]


class _NameKeys(NamedTuple):
    """The keys of an article's names: of its file, its aliases, its slug and identifiers, and of all folded further."""

    names: tuple[Key, ...]
    aliases: tuple[Key, ...]
    slugs: tuple[Key, ...]
    folded: tuple[Key, ...]


@lru_cache(maxsize=CACHE_SIZE)
def _name_keys(name: str, own: str, aliases: Parts, ids: Parts) -> _NameKeys:
    """Fold the names of an article; its translations mostly have the same."""
    identifier = _IDENTIFIER.match(name)
    return _NameKeys(
        _distinct(map(safe_key, (name, _plain(name), name.replace("___", "/")))),
        _distinct(map(safe_key, (*aliases, identifier[1] if identifier else ""))),
        _distinct(map(safe_key, (own, *ids))),
        _distinct(map(name_key, (own, name, *aliases))),
    )


def _distinct(keys: Iterable[Key]) -> tuple[Key, ...]:
    return tuple(filter(None, dict.fromkeys(keys)))


def _plain(name: str) -> str:
    """Take the date, number or identifier off the beginning of a name."""
    match = _DATE.match(name) or _NUMBER.match(name)
    if match is None and (identifier := _IDENTIFIER.match(name)):
        return name[identifier.end() :].lstrip("-_ ") or name
    return name[match.end() :] if match else name


def _site_paths(folders: Parts, name: str, slug: str, *, is_index: bool) -> Iterator[Parts]:
    """Give the paths, below its language, at which generators publish an article."""
    last = fold(name)
    yield (*folders, last) if name else folders
    if is_index:
        yield (*folders, last, "index")
    clean = tuple(fold(_NUMBER.sub("", folder.lstrip("_"))) or folder for folder in folders if folder not in _POSTS)
    plain = fold(_plain(name))
    yield (*clean, plain)
    if date := _DATE.match(name):
        yield (*clean, *date.groups(), plain)
        yield (*date.groups(), plain)
    if "___" in name:
        yield (*folders, *(fold(part) for part in name.split("___")))
    if slug:
        yield (*folders, fold(slug))
        yield (*clean, fold(slug))


_VERSIONED = "versioned_docs"
_VERSION = "version-"


def _docs_root(folders: Parts) -> Parts:
    """Give the folder from which Docusaurus counts a `slug` that begins with a slash; empty where there is none.

    >>> _docs_root(("website", "docs", "units")), _docs_root(("versioned_docs", "version-1.0")), _docs_root(("posts",))
    (('website', 'docs'), ('versioned_docs', 'version-1.0'), ())
    """
    for depth, folder in enumerate(folders, start=1):
        if folder == "docs":
            return folders[:depth]
        if folder.endswith(_VERSIONED):
            return folders[: depth + 1]
    return ()


def _versioned_root(folders: Parts) -> Parts:
    """Give the folder that an old version is a copy of; empty if it is not a version.

    >>> _versioned_root(("website", "versioned_docs", "version-1.0", "units")), _versioned_root(("docs",))
    (('website', 'docs'), ())
    """
    for depth, folder in enumerate(folders):
        if folder.endswith(_VERSIONED):
            return (*folders[:depth], folder.removesuffix(_VERSIONED).rstrip("_") or "docs")
    return ()


def versioned_roots(articles: Iterable[Article]) -> set[Parts]:
    """Find the folders that old versions among some articles are copies of."""
    return {root for article in articles if (root := _versioned_root(tuple(map(fold, article.folders))))}


def _version_paths(path: Parts, versioned: Collection[Parts]) -> Iterator[Parts]:
    """Give the paths at which Docusaurus publishes a page of one version: `/docs/1.0/fees`, or `/docs/next/fees`.

    >>> [*_version_paths(("versioned_docs", "version-1.0", "fees"), {("docs",)}), *_version_paths(("docs", "fees"), {("docs",)})]
    [('docs', '1.0', 'fees'), ('docs', 'next', 'fees')]
    """
    if not versioned:
        return
    if (root := _versioned_root(path)) and len(path) > len(root):
        version, *rest = path[len(root) :]
        yield (*root, version.removeprefix(_VERSION), *rest)
    for depth in range(1, len(path) + 1):
        if path[:depth] in versioned:
            yield (*path[:depth], "next", *path[depth:])
