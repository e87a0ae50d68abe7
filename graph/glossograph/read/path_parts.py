"""Paths in parts: folders and stem below the root, and the language tag that a stem may end in."""

import re
from collections.abc import Collection, Sequence
from typing import NamedTuple

from glossograph.read.files import FoundFile
from glossograph.text.destinations import percent_decoded
from glossograph.text.languages import LanguageTag, common_languages, language_of_folder, language_tag

_SUFFIX = re.compile(
    r"(?P<base>.+?)(?P<sign>\.)(?P<tag>[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})?)\Z|(?P<base2>.+)[-_](?P<tag2>[A-Za-z]{2}(?:[-_][A-Z]{2})?)\Z"
)
DOCUSAURUS_FOLDER = re.compile(r"docusaurus-plugin-content-(?P<kind>docs|blog|pages)(?:-(?P<id>[^/]+))?")
_DOCUSAURUS_SOURCES = {"docs": ("docs",), "blog": ("blog",), "pages": ("src", "pages")}
_VERSION_FOLDERS = frozenset({"current"})
_FILE_TYPES = frozenset(("cs", "el", "id", "is", "ml", "pl", "so", "sv", "ts"))
"""Tags of languages that the names of programs, libraries and settings end in, too."""


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
    folders_of: dict[str, tuple[str, ...]] = {}
    paths = []
    for file in files:
        folder, _, name = file.path.rpartition("/")
        if folder not in folders_of:
            folders_of[folder] = tuple(folder.split("/")[first:]) if folder else ()
        paths.append(PathParts(folders_of[folder], stem_of(name)))
    return paths


def stem_of(name: str) -> str:
    """Take the suffix off a file's name, and the escapes of signs that file names cannot have.

    >>> [stem_of(name) for name in ("bond.md", "What is a bond%3F.md", "loan%2Frate.md", "100%.md")]
    ['bond', 'What is a bond?', 'loan___rate', '100%']
    """
    stem = name.rpartition(".")[0] or name
    return percent_decoded(stem.replace("%2F", "___")) if "%" in stem else stem


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


def is_usual_suffix(tag: LanguageTag) -> bool:
    """Report whether a suffix is of a common language, and of no type of files such as `pl`.

    >>> is_usual_suffix(LanguageTag("fr")), is_usual_suffix(LanguageTag("pl")), is_usual_suffix(LanguageTag("io"))
    (True, False, False)
    """
    return tag in common_languages() and tag not in _FILE_TYPES


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
