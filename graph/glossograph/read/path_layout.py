"""Where language and name stand in the files' paths, decided for the collection as a whole.

A folder, a suffix or a file name is a language only where the collection confirms it: siblings in several languages hold the
same files, or the texts read so. What no path says is the collection's own language, and one odd article cannot change that.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from itertools import islice, takewhile
from typing import NamedTuple

from glossograph.config import Layout
from glossograph.model.problem import Problem, ProblemCode
from glossograph.read.common_words import may_be_in
from glossograph.read.files import FoundFile
from glossograph.read.generators import generator_of
from glossograph.read.language_detection import UNREADABLE, DetectedLanguage, are_close
from glossograph.read.language_samples import LanguageSamples, SampleText
from glossograph.read.name_prefixes import NamePrefixes
from glossograph.read.path_parts import (
    DOCUSAURUS_FOLDER,
    is_usual_suffix,
    language_suffix,
    split_paths,
    without_generator_folders,
)
from glossograph.read.text_languages import languages_of_texts
from glossograph.text.destinations import INDEX_PAGES
from glossograph.text.languages import FALLBACK, LanguageTag, english_name, language_of_folder, language_tag, same_language

_CONTAINERS = frozenset(
    (
        "content contents i18n _i18n l10n locale locales translation translations translated language languages lang langs texts "
        "files"
    ).split()
)
"""Folders whose subfolders are languages by the convention of some generator."""

_MIN_SHARED = 0.5
"""Share of a folder's files that a sibling in another language must have too."""

_MIN_ONLY_LANGUAGES = 2
"""Folders named like languages, and none beside them, that are languages if their texts do not contradict."""

_SAMPLE_FILES = 12
_MAX_CHILDREN_SAMPLED = 60
_MAX_SIBLINGS = 500
"""Folders with which one is compared, so that the work does not grow with the square of their number."""

_MIN_OTHER_SHARE, _MIN_COPIES_SHARE = 0.8, 0.1


class Placement(NamedTuple):
    """What a path says of its article, with the language decided for the collection.

    Attributes:
        language: BCP 47 tag.
        folders: Folders between the language and the file.
        name: The file's name as written, without suffix and language, or the folder's name for an index page; empty for a
            number or hash that names nothing.
        is_index: Whether the file is the index page of its folder.
        text_language: Set where the text is long and reads as another language of the collection: an untranslated copy.
        prefix: The date, number or identifier that the name begins with.
    """

    language: str
    folders: tuple[str, ...]
    name: str
    is_index: bool = False
    text_language: str = ""
    prefix: str = ""

    @property
    def plain_name(self) -> str:
        """The name without the date, number or identifier that it begins with."""
        return self.name.removeprefix(self.prefix) or self.name


class LayoutPlan(NamedTuple):
    """The placements in the order of the files, and what the author should look at."""

    placements: tuple[Placement, ...]
    problems: tuple[Problem, ...]


def plan_layout(
    files: Sequence[FoundFile],
    read_sample: Callable[[FoundFile], SampleText],
    layout: Layout = Layout.AUTO,
    default_language: str = "",
) -> LayoutPlan:
    """Decide on the language of every file.

    Args:
        files: The files, with paths that begin with the root's name.
        read_sample: Gives the declared language and the prose of a file; called for a sample of the files only.
        layout: Where the language stands, or the generator of the site, if the author said so.
        default_language: The language of files whose path says none; empty to find out.

    >>> text = {"no": "Renten er prisen på å låne penger i banken.", "en": "The price of a loan that a bank makes."}
    >>> files = [FoundFile(f"Texts/{folder}/bond.md", folder[:2].lower()) for folder in ("Norwegian", "English")]
    >>> plan_layout(files, lambda file: SampleText("", text.get(file.location, ""))).placements[0]
    Placement(language='no', folders=(), name='bond', is_index=False, text_language='', prefix='')
    """
    return _Planner(files, LanguageSamples(files, read_sample), layout, default_language).plan()


class _Unit(NamedTuple):
    """Files that the paths put into one language: those below a folder, or with one suffix, or with one name."""

    language: LanguageTag
    where: str
    files: tuple[int, ...]


class _Planner:
    def __init__(self, files: Sequence[FoundFile], samples: LanguageSamples, layout: Layout, default_language: str) -> None:
        self._files = files
        self._samples = samples
        self._generator = generator_of(layout)
        self._default = default_language
        self._paths = split_paths(files)
        self._language: dict[int, LanguageTag] = {}
        self._folders: dict[int, tuple[str, ...]] = {}
        self._stems: dict[int, str] = {}
        self._parents: dict[int, tuple[str, ...]] = {}
        self._units: list[_Unit] = []
        self._problems: list[Problem] = []

    def plan(self) -> LayoutPlan:
        if self._generator.folders:
            self._find_folders()
        if self._generator.suffixes:
            self._find_suffixes()
            self._find_file_names()
        rest = [index for index in range(len(self._files)) if index not in self._language]
        copies = self._compare_units({unit.language for unit in self._units})
        root = self._files[0].path.partition("/")[0] if self._files else ""
        default = language_tag(self._default) or language_of_folder(root) or FALLBACK
        self._language |= languages_of_texts(self._samples, self._paths, rest, default, is_certain=bool(self._default))
        prefixes = NamePrefixes(self._paths, self._generator.prefixes)
        placements = (self._placement(index, copies.get(index, ""), prefixes) for index in range(len(self._files)))
        return LayoutPlan(tuple(placements), tuple(sorted(self._problems)))

    def _placement(self, index: int, text_language: str, prefixes: NamePrefixes) -> Placement:
        path = self._paths[index]
        folders = self._folders.get(index, path.folders)
        stem = self._stems.get(index, path.stem)
        is_index = stem.lower() in INDEX_PAGES and bool(folders)
        if is_index:
            *above, stem = folders
            folders = tuple(above)
        if prefixes.is_nameless(stem):
            return Placement(self._language[index], folders, "", is_index, text_language)
        return Placement(self._language[index], folders, stem, is_index, text_language, prefixes.prefix(stem, path.folders))

    # Folders

    def _find_folders(self) -> None:
        """Confirm the folders that are languages, the outermost first; a language folder holds no other."""
        all_folders = {path.folders for path in self._paths}
        parents = {
            folders[:depth]
            for folders in all_folders
            for depth, folder in enumerate(folders)
            if language_of_folder(folder) and self._may_hold_languages(folders[:depth])
        }
        below: dict[tuple[str, ...], list[int]] = {parent: [] for parent in sorted(parents, key=lambda one: (len(one), one))}
        lists_of = {
            folders: [below[folders[:depth]] for depth in range(len(folders) + 1) if folders[:depth] in below]
            for folders in all_folders
        }
        for index, path in enumerate(self._paths):
            for indices in lists_of[path.folders]:
                indices.append(index)
        for parent, indices in below.items():
            self._confirm(parent, [index for index in indices if index not in self._language])
        self._tell_parents_apart()

    def _tell_parents_apart(self) -> None:
        """Keep the folders above the languages where files would else have one path: `guides/en/a.md` and `api/en/a.md`."""
        parents_of: dict[tuple[str, tuple[str, ...], str], set[tuple[str, ...]]] = defaultdict(set)
        for index, parent in self._parents.items():
            parents_of[self._language.get(index, ""), self._folders[index], self._paths[index].stem].add(parent)
        if all(len(parents) == 1 for parents in parents_of.values()):
            return
        first, last = min(self._parents.values()), max(self._parents.values())
        depth = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(first, last, strict=False)))
        for index, parent in self._parents.items():
            self._folders[index] = (*parent[depth:], *self._folders[index])

    def _may_hold_languages(self, folders: tuple[str, ...]) -> bool:
        below = self._generator.below
        return not below or (folders[-1].lower() if folders else "") in below

    def _confirm(self, parent: tuple[str, ...], indices: list[int]) -> None:
        """Confirm the subfolders of one folder that are languages."""
        depth = len(parent)
        files: dict[str, list[int]] = defaultdict(list)
        stems: dict[str, set[str]] = defaultdict(set)
        for index in indices:
            folders = self._paths[index].folders
            child = folders[depth] if len(folders) > depth and language_of_folder(folders[depth]) else ""
            files[child].append(index)
            if not self._is_index(index):
                stems[child].add(self._below(index, depth + bool(child)))
        beside = files.pop("", [])
        sample = sorted(files)[:_MAX_CHILDREN_SAMPLED]
        reads = {child: self._samples.together(self._samples.draw(files[child], _SAMPLE_FILES)) for child in sample}
        confirmed = {
            child for child in files if self._is_language(parent, child, files[child], stems, reads, others=bool(beside))
        }
        if len(confirmed) > 1:  # beside languages, a folder with too little text to contradict its name is one too
            confirmed |= {child for child, read in reads.items() if not read.says_something}
        for child in sorted(confirmed):
            language = language_of_folder(child) or FALLBACK
            for index in files[child]:
                self._language[index] = language
                self._folders[index] = self._folders_of_original(index, parent)
                self._parents[index] = parent
            self._units.append(_Unit(language, "/".join((*parent, child)), tuple(files[child])))
        for index in beside if confirmed else ():
            self._folders[index] = self._paths[index].folders[depth:]
            self._parents[index] = parent

    def _folders_of_original(self, index: int, parent: tuple[str, ...]) -> tuple[str, ...]:
        """Give the folders of a file in a language's folder, as the file in the default language has them."""
        folders = self._paths[index].folders[len(parent) + 1 :]
        is_generated = any(map(DOCUSAURUS_FOLDER.fullmatch, folders[:1]))
        return without_generator_folders(folders, parent[:-1], self._all_folders) if is_generated else folders

    @cached_property
    def _all_folders(self) -> set[tuple[str, ...]]:
        return {path.folders[:depth] for path in self._paths for depth in range(1, len(path.folders) + 1)}

    def _is_language(
        self,
        parent: tuple[str, ...],
        child: str,
        indices: Sequence[int],
        stems: Mapping[str, set[str]],
        reads: Mapping[str, DetectedLanguage],
        *,
        others: bool,
    ) -> bool:
        """Whether a folder that is named like a language is one."""
        language = language_of_folder(child) or FALLBACK
        if self._generator.certain or any(
            map(DOCUSAURUS_FOLDER.fullmatch, self._paths[indices[0]].folders[len(parent) + 1 :][:1])
        ):
            return True
        read = reads.get(child, UNREADABLE)
        if read.letters and are_close(read.language, language):
            return True
        mine = stems.get(child, set())
        sharing = (
            other
            for other in islice(stems, _MAX_SIBLINGS)
            if other != child
            and mine
            and stems[other]
            and len(mine & stems[other]) >= _MIN_SHARED * min(len(mine), len(stems[other]))
        )
        first = next(sharing, None)
        several = len(reads) > 1
        says_other = read.says_something
        if several and len(child) > 3 and "-" not in child and "_" not in child[1:]:  # noqa: PLR2004 — a name, longer than a tag
            return first is not None or not says_other
        in_container = (bool(parent) and parent[-1].lower() in _CONTAINERS) or (len(reads) >= _MIN_ONLY_LANGUAGES and not others)
        if first is None:
            return in_container and several and not says_other
        # Copies that nobody translated: a sibling with the same files is a language by its texts.
        return not says_other or any(
            reads[other].letters and are_close(reads[other].language, language_of_folder(other) or "")
            for other in (first, *sharing)
            if other in reads
        )

    def _below(self, index: int, depth: int) -> str:
        path = self._paths[index]
        return "/".join((*without_generator_folders(path.folders[depth:]), path.stem)).casefold()

    def _is_index(self, index: int) -> bool:
        return self._paths[index].stem.lower() in INDEX_PAGES

    # Suffixes and file names

    def _find_suffixes(self) -> None:
        """Confirm the suffixes that are languages: `bond.fr.md`, `bond-fr.md` or `bond_fr.md` beside `bond.md`."""
        by_folder: dict[tuple[str, ...], set[str]] = defaultdict(set)
        tagged: dict[tuple[str, LanguageTag], list[tuple[int, str]]] = defaultdict(list)
        languages_of: dict[tuple[tuple[str, ...], str], set[LanguageTag]] = defaultdict(set)
        for index, path in enumerate(self._paths):
            if index in self._language:
                continue
            by_folder[path.folders].add(path.stem)
            base, sign, tag = language_suffix(path.stem)
            if tag and self._generator.sign in ("", sign):
                tagged[sign, tag].append((index, base))
                languages_of[path.folders, base].add(tag)
        for (sign, tag), members in sorted(tagged.items()):
            siblings = [
                index
                for index, base in members
                if base in by_folder[self._paths[index].folders] or len(languages_of[self._paths[index].folders, base]) > 1
            ]
            indices = [index for index, _ in members]
            if len(siblings) < _MIN_SHARED * len(indices):
                continue
            several = any(len(languages_of[self._paths[index].folders, base]) > 1 for index, base in members)
            is_named = sign == "." and siblings == indices and is_usual_suffix(tag) and self._samples.are_short(indices)
            fixed = is_named or (bool(self._generator.sign) and bool(siblings))
            if not several and not fixed and not self._may_be_in(indices, tag):
                continue
            read = self._together(indices)
            if fixed or (read.letters and are_close(read.language, tag)) or (not read.says_something and several):
                for index, base in members:
                    self._language[index] = tag
                    self._stems[index] = base
                self._units.append(_Unit(tag, f"*.{tag}", tuple(indices)))

    def _find_file_names(self) -> None:
        """Confirm the files whose name is their language, in a folder for each term: `bond/de.md`, `bond/en.md`."""
        by_folder: dict[tuple[str, ...], dict[int, LanguageTag]] = defaultdict(dict)
        others: Counter[tuple[str, ...]] = Counter()
        rest = [index for index, path in enumerate(self._paths) if path.folders and index not in self._language]
        tags_of = {stem: language_of_folder(stem) for stem in {self._paths[index].stem for index in rest}}
        for index in rest:
            path = self._paths[index]
            if tag := tags_of[path.stem]:
                by_folder[path.folders][index] = tag
            elif path.stem.lower() not in INDEX_PAGES:
                others[path.folders] += 1
        by_language: dict[LanguageTag, list[int]] = defaultdict(list)
        for folders, tags in sorted(by_folder.items()):
            if len(set(tags.values())) > 1 and others[folders] <= len(tags):
                for index, tag in tags.items():
                    by_language[tag].append(index)
        read = {tag: self._together(indices) for tag, indices in by_language.items()}
        if not any(are_close(detected.language, tag) for tag, detected in read.items() if detected.letters):
            return
        for tag, indices in sorted(by_language.items()):
            for index in indices:
                self._language[index] = tag
                self._folders[index] = self._folders.get(index, self._paths[index].folders)[:-1]
                self._stems[index] = self._paths[index].folders[-1]
            self._units.append(_Unit(tag, f"{tag}.md", tuple(indices)))

    def _together(self, indices: Sequence[int]) -> DetectedLanguage:
        return self._samples.together(self._samples.draw(indices, _SAMPLE_FILES))

    def _may_be_in(self, indices: Sequence[int], language: LanguageTag) -> bool:
        """Whether a word in a sample of some files is a common one of a language: a quick look before the model is asked."""
        drawn = self._samples.draw(indices, _SAMPLE_FILES)
        main = language.partition("-")[0]
        return any(self._samples.glance(index).is_declared or may_be_in(self._samples.prose(index), main) for index in drawn)

    # What the texts say

    def _compare_units(self, languages: set[LanguageTag]) -> dict[int, str]:
        """Correct the language of a folder whose texts are all in another, and find the untranslated copies in the others."""
        copies: dict[int, str] = {}
        for unit in self._units:
            drawn = self._samples.draw(unit.files, _SAMPLE_FILES)
            if not self._may_contradict(unit, drawn):
                continue
            sample = [text for index in drawn if (text := self._samples.detect(index)).is_clear and not text.is_declared]
            others = Counter(text.language for text in sample if text.is_sure and not are_close(text.language, unit.language))
            if not others:
                continue
            other, count = min(others.items(), key=lambda item: (-item[1], item[0]))
            if not any(same_language(other, language) for language in languages):
                if count >= _MIN_OTHER_SHARE * len(sample):
                    self._correct(unit, other)
            elif others.total() >= _MIN_COPIES_SHARE * len(sample):
                for index in unit.files:
                    detected = self._samples.detect(index)
                    if detected.is_sure and not are_close(detected.language, unit.language):
                        copies[index] = detected.language
        return copies

    def _may_contradict(self, unit: _Unit, drawn: Sequence[int]) -> bool:
        """Whether enough texts of a sample may surely be in another language, whatever the model says of those that need it."""
        glances = [text for index in drawn if not (text := self._samples.glance(index)).is_declared]
        others = sum(text.may_be_sure and not are_close(text.language, unit.language) for text in glances)
        clear = sum(text.is_clear or text.may_be_sure for text in glances)
        return others > 0 and others >= _MIN_COPIES_SHARE * clear

    def _correct(self, unit: _Unit, language: LanguageTag) -> None:
        for index in unit.files:
            self._language[index] = language
        message = (
            f"The folder is named for {english_name(unit.language)}, but its texts are in "
            f"{english_name(language)}: read as {language}; rename the folder"
        )
        path = self._files[unit.files[0]].path
        root = path.partition("/")[0] if "/" in path else ""
        self._problems.append(Problem(f"{root}/{unit.where}".strip("/"), 0, ProblemCode.FOLDER_LANGUAGE, message))
