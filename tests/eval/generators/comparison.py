"""glossograph beside a generator: what each link means, which files are translations, and their languages."""

import posixpath
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from glossograph.model.article import Article
from glossograph.model.resolution_rule import Resolution, ResolutionRule
from glossograph.store.article_store import ArticleStore
from glossograph.text.destinations import DestinationKind, parse_destination
from glossograph.text.keys import TermId
from glossograph.text.languages import language_tag
from tests.eval.collection import Collection, read_folder
from tests.eval.generators.oracle import Oracle
from tests.eval.generators.rendered import OpenedKind

DIFFERENCES = "differences.toml"
_QUOTES = re.compile("[\"'‘’“”‚„`´….\u200b]")


class Comparison(NamedTuple):
    """How often glossograph agrees with a generator, and the differences, a line each.

    The line of a link says where it is, its destination as written, what the generator opens, and what glossograph makes of it.
    """

    links: int
    equal: int
    differences: tuple[str, ...]


def compare(folder: Path, root: str, oracle: Oracle) -> Comparison:
    """Read the articles below a root of a site's folder, and compare them with what the generator says."""
    with ArticleStore() as store:
        collection = read_folder(store, (folder / root).resolve())
        return _Comparer(store, collection, root, oracle).compare()


class _Comparer:
    def __init__(self, store: ArticleStore, collection: Collection, root: str, oracle: Oracle) -> None:
        self._store = store
        self._resolver = collection.resolver
        self._root = root
        self._below = "" if root == "." else f"{root}/"
        self._oracle = oracle
        self._heads = {self._file(head.path): head for head in collection.heads.articles}
        self._term_of: dict[str, TermId] = {}
        self._files_of: dict[TermId, list[str]] = defaultdict(list)
        for group in collection.identities.groups:
            for member in group.members:
                self._term_of[self._file(member.path)] = group.id
                self._files_of[group.id].append(self._file(member.path))

    def _file(self, path: str) -> str:
        """Give the path below the site's folder of an article, whose own path begins with the root's name."""
        return posixpath.normpath(posixpath.join(self._root, path.partition("/")[2]))

    def compare(self) -> Comparison:
        links = equal = 0
        differences = [*self._compare_files(), *self._compare_languages(), *self._compare_translations()]
        for source in sorted(self._oracle.keys() & self._heads.keys()):
            for difference in self._compare_links(source):
                links += not difference or difference.startswith("link")
                equal += not difference
                differences += [difference] if difference else []
        return Comparison(links, equal, tuple(differences))

    def _compare_files(self) -> Iterator[str]:
        rendered = {source for source in self._oracle if source.startswith(self._below)}
        yield from (f"page | {source} | rendered | not read" for source in sorted(rendered - self._heads.keys()))
        yield from (f"page | {source} | not rendered | read" for source in sorted(self._heads.keys() - rendered))

    def _compare_languages(self) -> Iterator[str]:
        for source, head in sorted(self._heads.items()):
            wanted = self._oracle[source].language if source in self._oracle else ""
            if wanted and head.language != language_tag(wanted):
                yield f"language | {source} | {wanted} | {head.language}"

    def _compare_translations(self) -> Iterator[str]:
        sources: dict[str, list[str]] = defaultdict(list)
        for source in sorted(self._oracle.keys() & self._heads.keys()):
            sources[self._oracle[source].term].append(source)
        for files in sources.values():
            for first, second in pairwise(files):
                if self._term_of[first] != self._term_of[second]:
                    yield f"translations | {first} | {second} | one page | two terms"
        for _, files in sorted(self._files_of.items()):
            known = [file for file in sorted(files) if file in self._oracle]
            for first, second in pairwise(known):
                if self._oracle[first].term != self._oracle[second].term:
                    yield f"translations | {first} | {second} | two pages | one term"

    def _compare_links(self, source: str) -> Iterator[str]:
        """Give the difference of each link that both read, empty where there is none, and the links that one alone reads."""
        article = self._store.article(self._heads[source].path)
        links = [link for link in article.links if parse_destination(link.destination).kind is not DestinationKind.EXTERNAL]
        rendered = self._oracle[source].links
        pairs, ours, theirs = _pair([link.anchor for link in links], [link.anchor for link in rendered])
        for mine, other in pairs:
            resolution = self._resolver.resolve(links[mine], article)
            opens = rendered[other].opens
            if self._agrees(opens, resolution, source):
                yield ""
            else:
                meant = self._describe(resolution, article)
                yield f"link | {source} | {links[mine].destination} | {opens} | {meant}"
        for position in ours:
            yield f"only read | {source} | {links[position].destination} | {links[position].anchor}"
        for position in theirs:
            yield f"only rendered | {source} | {rendered[position].opens} | {rendered[position].anchor}"

    def _agrees(self, opens: str, resolution: Resolution, source: str) -> bool:
        if resolution.rule is ResolutionRule.ANCHOR:
            return opens == source
        if opens in self._term_of:
            return resolution.term == self._term_of[opens]
        if not opens.startswith("(") and not opens.startswith(self._below):
            return self._is_outside(opens, resolution)
        if opens == OpenedKind.NOTHING:
            return resolution.rule is ResolutionRule.PLACEHOLDER
        return resolution.rule in (ResolutionRule.ASSET, ResolutionRule.HOME)

    def _is_outside(self, opens: str, resolution: Resolution) -> bool:
        """Whether a link to a page that was not read names no article, or a translation of it that was read."""
        files = self._files_of.get(resolution.term, ()) if resolution.term else ()
        return not files or any(self._oracle[file].term == self._oracle[opens].term for file in files if file in self._oracle)

    def _describe(self, resolution: Resolution, article: Article) -> str:
        if resolution.term is None or resolution.term not in self._files_of:
            return f"({resolution.rule})"
        files = sorted(self._files_of[resolution.term], key=lambda file: (self._heads[file].language != article.language, file))
        return f"{files[0]} ({resolution.rule})"


def _pair(ours: Sequence[str], theirs: Sequence[str]) -> tuple[list[tuple[int, int]], list[int], list[int]]:
    """Pair equal words in their order: the pairs, and the positions in both that have no partner.

    >>> _pair(["bond", "loan", "rent"], ["bond", "rent", "lease"])
    ([(0, 0), (2, 1)], [1], [2])
    """
    matcher = SequenceMatcher(None, [*map(_folded, ours)], [*map(_folded, theirs)], autojunk=False)
    blocks = matcher.get_matching_blocks()
    pairs = [(block.a + offset, block.b + offset) for block in blocks for offset in range(block.size)]
    mine, others = {pair[0] for pair in pairs}, {pair[1] for pair in pairs}
    return (
        pairs,
        [position for position in range(len(ours)) if position not in mine],
        [position for position in range(len(theirs)) if position not in others],
    )


def _folded(anchor: str) -> str:
    return "".join(_QUOTES.sub("", anchor).split()).casefold()


class Expected(NamedTuple):
    """Differences that have a reason: the reason of each, by its line."""

    reasons: Mapping[str, str]

    def unexpected(self, differences: Iterable[str]) -> list[str]:
        """Give the differences without a reason."""
        return [line for line in differences if line not in self.reasons]

    def stale(self, differences: Iterable[str]) -> list[str]:
        """Give the expected differences that no comparison shows any more."""
        return sorted(self.reasons.keys() - set(differences))


def read_expected(folder: Path) -> Expected:
    """Read the expected differences of a site."""
    path = folder / DIFFERENCES
    tables = tomllib.loads(path.read_text(encoding="utf-8"))["difference"] if path.exists() else []
    return Expected({line: table["reason"] for table in tables for line in table["lines"]})
