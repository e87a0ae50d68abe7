"""Paths in parts: folders and stem below the root, and the language tag that a stem may end in."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from glossograph.read.files import FoundFile
from glossograph.text.languages import LanguageTag, language_of_folder, language_tag

_SUFFIX = re.compile(
    r"(?P<base>.+?)(?P<sign>\.)(?P<tag>[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})?)\Z|(?P<base2>.+)[-_](?P<tag2>[A-Za-z]{2}(?:[-_][A-Z]{2})?)\Z"
)
DOCUSAURUS_FOLDER = re.compile(r"docusaurus-plugin-content-(?:docs|blog|pages)[^/]*")
_VERSION_FOLDERS = frozenset({"current"})


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


def without_generator_folders(folders: tuple[str, ...]) -> tuple[str, ...]:
    """Take off the folders that a generator puts between a language and its files.

    >>> without_generator_folders(("docusaurus-plugin-content-docs", "current", "terms"))
    ('terms',)
    """
    if folders and DOCUSAURUS_FOLDER.fullmatch(folders[0]):
        folders = folders[1:]
        if folders and (folders[0] in _VERSION_FOLDERS or folders[0].startswith("version-")):
            folders = folders[1:]
    return folders
