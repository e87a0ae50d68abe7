"""Where paths name the language: decided from a sample of the files, and applied in the workers to all.

A collection of up to `MAX_LAYOUT_FILES` files is its own sample, so that its layout is that of a build on one machine. Of a
larger one whole names are drawn, so that translations are drawn together; a file that was not drawn is placed like those in
its folder, or in the nearest folder above it.
"""

import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from glossograph.config import Config
from glossograph.distributed.row_steps import key_text
from glossograph.distributed.sources import Source, SourceFile, decode_file, read_beginning
from glossograph.engine.isolation import OutOfTimeError, ProcessEndedError, isolated, time_limits
from glossograph.engine.rows import Row
from glossograph.model.problem import Problem
from glossograph.read.article_file import read_sample
from glossograph.read.files import FoundFile
from glossograph.read.generators import generator_of
from glossograph.read.language_detection import are_close, detect_language
from glossograph.read.language_samples import SampleText
from glossograph.read.name_prefixes import NamePrefixes
from glossograph.read.path_layout import Placement, plan_layout
from glossograph.read.path_parts import PathParts, language_suffix, split_paths, stem_of
from glossograph.read.unread_files import BEGINNING_BYTES, time_limit_s
from glossograph.text.destinations import INDEX_PAGES
from glossograph.text.languages import language_of_folder

MAX_LAYOUT_FILES = 20_000
"""Files from which a layout is decided, more or less."""

_HASHES = 1 << 32
Folders = tuple[str, ...]


@dataclass(frozen=True)
class SampleFiles:
    """Draws about so many of all files: whole names, whatever folder and language they are in."""

    wanted: int
    files: int

    def __call__(self, rows: Iterator[Row]) -> Iterable[Row]:
        """Draw."""
        most = _HASHES * self.wanted // max(self.files, 1)
        return (row for row in rows if self.files <= self.wanted or zlib.crc32(_name_of(key_text(row[0]))) < most)


def _name_of(path: str) -> bytes:
    """Give what the translations of a file have in common in their names."""
    *folders, file = path.split("/")
    stem = language_suffix(file.rpartition(".")[0] or file)[0]
    if folders and (language_of_folder(stem) or stem.lower() in INDEX_PAGES):
        stem = folders[-1]
    return stem.casefold().encode("utf-8", "replace")


class FolderRule(NamedTuple):
    """How the sampled files of a folder are placed.

    Attributes:
        languages: Their languages, the most frequent first.
        folders: The folders that they are placed in.
        text_languages: Other languages that texts of untranslated copies among them are in.
    """

    languages: tuple[str, ...]
    folders: Folders
    text_languages: frozenset[str]


@dataclass(frozen=True)
class CollectionLayout:
    """The layout of a collection.

    Attributes:
        placements: The placements of the sampled files, by path.
        first_folder: The first part of a path that is a folder of the collection, 1 where paths begin with one root.
        rules: The rules of the folders that sampled files are in.
        suffixes: The languages that names end in.
        named: Whether files are named by their languages, in a folder for each term.
        prefixes: Finds what names begin with.
    """

    placements: dict[str, Placement]
    first_folder: int
    rules: dict[Folders, FolderRule]
    suffixes: frozenset[str]
    named: bool
    prefixes: NamePrefixes

    def place(self, path: str, data: bytes) -> Placement:
        """Give the placement of a file; its text decides where those of its folder are in several languages."""
        if path in self.placements:
            return self.placements[path]
        *folders, file = path.split("/")
        parts = PathParts(tuple(folders[self.first_folder :]), stem_of(file))
        base, _, tag = language_suffix(parts.stem)
        rule, placed = self._rule(parts.folders)
        if tag in self.suffixes:
            return self._placement(parts, tag or "", placed, base)
        named = language_of_folder(parts.stem) if self.named and parts.folders else None
        if named:
            return self._placement(parts, named, placed[:-1], parts.folders[-1])
        language, text_language = rule.languages[0], ""
        if len(rule.languages) > 1 or rule.text_languages:
            text = detect_language(read_sample(data[:BEGINNING_BYTES], path).prose)
            language = text.language if text.is_clear and text.language in rule.languages else language
            is_copy = text.is_sure and text.language in rule.text_languages and not are_close(text.language, language)
            text_language = text.language if is_copy else ""
        return self._placement(parts, language, placed, parts.stem)._replace(text_language=text_language)

    def _rule(self, folders: Folders) -> tuple[FolderRule, Folders]:
        """Give the rule of the nearest folder that has one, and the folders that a file in `folders` is placed in."""
        for depth in range(len(folders), -1, -1):
            if rule := self.rules.get(folders[:depth]):
                return rule, (*rule.folders, *folders[depth:])
        rule = min(self.rules.values(), key=lambda one: (len(one.folders), one.languages))
        return rule, folders

    def _placement(self, parts: PathParts, language: str, folders: Folders, stem: str) -> Placement:
        is_index = stem.lower() in INDEX_PAGES and bool(folders)
        if is_index:
            *above, stem = folders
            folders = tuple(above)
        if self.prefixes.is_nameless(stem):
            return Placement(language, folders, "", is_index)
        return Placement(language, folders, stem, is_index, prefix=self.prefixes.prefix(stem, parts.folders))


def decide_layout(rows: Iterable[Row], sources: Sequence[Source], config: Config) -> tuple[CollectionLayout, tuple[Problem, ...]]:
    """Decide where the paths of a collection name the language.

    Args:
        rows: Rows of the sampled files.
        sources: Where they lie.
        config: The settings.
    """
    by_path = {key_text(path): decode_file(value) for path, _, value in rows}
    files = [FoundFile(path, "") for path in sorted(by_path)]

    def sample_text(file: FoundFile) -> SampleText:
        try:
            return read((file.path, by_path[file.path]))
        except ProcessEndedError:  # reading the whole file will report it
            return SampleText("", "")

    with isolated(partial(_sample_of, tuple(sources)), forks=False) as read:
        plan = plan_layout(files, sample_text, config.layout, config.language)
    paths = split_paths(files)
    first = len(files[0].path.split("/")) - 1 - len(paths[0].folders) if files else 1
    placements = {file.path: placement for file, placement in zip(files, plan.placements, strict=True)}
    prefixes = NamePrefixes(paths, generator_of(config.layout).prefixes)
    return _layout(placements, paths, first, prefixes), plan.problems


def _sample_of(sources: Sequence[Source], named: tuple[str, SourceFile]) -> SampleText:
    """Read what decides on a file's language; nothing of a file that cannot be read."""
    path, file = named
    with time_limits() as grant:
        grant(time_limit_s(0))
        try:
            return read_sample(read_beginning(sources, file), path)
        except (Exception, OutOfTimeError):  # noqa: BLE001 — as above
            return SampleText("", "")


def _layout(placements: dict[str, Placement], paths: Sequence[PathParts], first: int, prefixes: NamePrefixes) -> CollectionLayout:
    """Learn from the sampled files of each folder how the others in it are placed."""
    languages: dict[Folders, Counter[str]] = defaultdict(Counter)
    folders: dict[Folders, Counter[Folders]] = defaultdict(Counter)
    texts: dict[Folders, set[str]] = defaultdict(set)
    suffixes: set[str] = set()
    named = False
    for path, placement in zip(paths, placements.values(), strict=True):
        base, _, tag = language_suffix(path.stem)
        above = path.folders
        if tag and placement.language == tag and placement.name == base != path.stem:
            suffixes.add(tag)
            continue
        if language_of_folder(path.stem) == placement.language and path.folders and placement.name == path.folders[-1]:
            named = named or not placement.is_index
            folders[above][(*placement.folders, placement.name)] += 1
        else:
            folders[above][(*placement.folders, placement.name) if placement.is_index else placement.folders] += 1
        languages[above][placement.language] += 1
        if placement.text_language:
            texts[above].add(placement.text_language)
    rules = {
        above: FolderRule(
            tuple(language for language, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0]))),
            min(folders[above], key=lambda one: (-folders[above][one], one)),
            frozenset(texts[above]),
        )
        for above, counts in languages.items()
    }
    rules = rules or {(): FolderRule(("en",), (), frozenset())}
    return CollectionLayout(placements, first, rules, frozenset(suffixes), named, prefixes)
