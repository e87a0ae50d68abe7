"""Paths in parts: folders and stem below the root, and the language tag that a stem may end in."""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from typing import NamedTuple, Self

from glossograph.read.files import FoundFile
from glossograph.text.keys import is_opaque
from glossograph.text.languages import LanguageTag, language_of_folder, language_tag

_SUFFIX = re.compile(
    r"(?P<base>.+?)(?P<sign>\.)(?P<tag>[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})?)\Z|(?P<base2>.+)[-_](?P<tag2>[A-Za-z]{2}(?:[-_][A-Z]{2})?)\Z"
)
DOCUSAURUS_FOLDER = re.compile(r"docusaurus-plugin-content-(?P<kind>docs|blog|pages)(?:-(?P<id>[^/]+))?")
_DOCUSAURUS_SOURCES = {"docs": ("docs",), "blog": ("blog",), "pages": ("src", "pages")}
_VERSION_FOLDERS = frozenset({"current"})


_DATE_OR_ID = re.compile(r"(?:\d{4}-\d{2}-\d{2}|\d{8,14})[-_ ]+(?=\S)")
_NUMBER = re.compile(r"\d{1,3}(?:[-_.]\s*|\s+)(?=[^\W\d_])")
_MIN_NUMBERED_SHARE, _MIN_NUMBERED_FILES = 0.5, 3


class PathParts(NamedTuple):
    """A file's path below the root, in parts; the last without its page suffix."""

    folders: tuple[str, ...]
    stem: str


def split_paths(files: Sequence[FoundFile]) -> list[PathParts]:
    """Split the paths below their roots; roots that are languages themselves, such as `en` and `fr`, count as folders.

    >>> split_paths([FoundFile("Texts/en/bond.md", ""), FoundFile("loan.md", "")])
    [PathParts(folders=('en',), stem='bond'), PathParts(folders=(), stem='loan')]
    """
    roots = {file.path.partition("/")[0] for file in files if "/" in file.path}
    first = 0 if len(roots) > 1 and all(map(language_of_folder, roots)) else 1
    paths = []
    for file in files:
        *folders, name = file.path.split("/")
        paths.append(PathParts(tuple(folders[first:]), name.rpartition(".")[0] or name))
    return paths


def language_suffix(stem: str) -> tuple[str, str, LanguageTag | None]:
    """Split a stem that ends in a language tag: the name, the sign before the tag, and the tag.

    >>> language_suffix("bond.pt-br"), language_suffix("bond_fr"), language_suffix("how-things-work")
    (('bond', '.', 'pt-br'), ('bond', '-', 'fr'), ('how-things-work', '', None))
    """
    match = _SUFFIX.match(stem)
    if match is None:
        return stem, "", None
    base, tag = (match["base"], match["tag"]) if match["tag"] else (match["base2"], match["tag2"])
    is_short = len(tag) == 2 or "-" in tag or "_" in tag  # noqa: PLR2004 — ISO 639-1, or with a region
    language = language_tag(tag) if is_short else None
    return (base, "." if match["tag"] else "-", language) if language else (stem, "", None)


def without_generator_folders(
    folders: tuple[str, ...], site: tuple[str, ...] = (), known: Collection[tuple[str, ...]] = ()
) -> tuple[str, ...]:
    """Replace the folders that a generator puts between a language and its files by those of the default language's files.

    Where these are not known, the generator's folders are taken off.

    Args:
        folders: Folders below the language.
        site: Folder of the site, which holds `i18n`.
        known: All folders.

    >>> folders = ("docusaurus-plugin-content-docs", "current", "terms")
    >>> without_generator_folders(folders), without_generator_folders(folders, (), {("docs",)})
    (('terms',), ('docs', 'terms'))
    >>> folders = ("docusaurus-plugin-content-docs", "version-1.0")
    >>> without_generator_folders(folders, ("web",), {("web", "versioned_docs", "version-1.0")})
    ('web', 'versioned_docs', 'version-1.0')
    """
    plugin = DOCUSAURUS_FOLDER.fullmatch(folders[0]) if folders else None
    if plugin is None:
        return folders
    folders = folders[1:]
    source = (plugin["id"],) if plugin["id"] else _DOCUSAURUS_SOURCES[plugin["kind"]]
    if folders and folders[0].startswith("version-"):
        source = (f"{plugin['id']}_versioned_docs" if plugin["id"] else "versioned_docs", folders[0])
        folders = folders[1:]
    elif folders and folders[0] in _VERSION_FOLDERS:
        folders = folders[1:]
    return (*site, *source, *folders) if (*site, *source) in known else folders


class Numbering(NamedTuple):
    """Where numbers in file names are no part of the names.

    Attributes:
        names_are_numbers: Whether most files are named by a number, which names nothing; a lone `1099.md` stays a term.
        folders: Folders whose files are numbered, such as `1-intro.md`.
    """

    names_are_numbers: bool
    folders: frozenset[tuple[str, ...]]

    @classmethod
    def of(cls, paths: Sequence[PathParts]) -> Self:
        """Find it out from all paths.

        >>> paths = [PathParts((), f"{number}-term-{number}") for number in range(3)]
        >>> Numbering.of(paths).prefix(paths[1], "1-term-1"), Numbering.of(paths[:2]).prefix(paths[1], "1-term-1")
        ('1-', '')
        """
        decimal = sum(path.stem.isdecimal() for path in paths)
        sizes = Counter(path.folders for path in paths)
        counts = Counter(path.folders for path in paths if _NUMBER.match(path.stem))
        numbered = (
            folders
            for folders, count in counts.items()
            if count >= _MIN_NUMBERED_FILES and count > _MIN_NUMBERED_SHARE * sizes[folders]
        )
        return cls(decimal > _MIN_NUMBERED_SHARE * len(paths), frozenset(numbered))

    def names_nothing(self, stem: str) -> bool:
        """Whether a stem is a hash, or a number among numbers."""
        return is_opaque(stem) and (self.names_are_numbers or not stem.isdecimal())

    def prefix(self, path: PathParts, stem: str) -> str:
        """Give the date, number or identifier that a stem begins with."""
        is_numbered = stem.startswith("0") or path.folders in self.folders
        match = _DATE_OR_ID.match(stem) or (_NUMBER.match(stem) if is_numbered else None)
        return match[0] if match else ""
