"""The article files below what the user named."""

import os
from collections.abc import Iterable, Sequence
from fnmatch import fnmatch
from pathlib import Path
from typing import NamedTuple

from glossograph.errors import NoArticlesError
from glossograph.model.problem import Problem, ProblemCode
from glossograph.text.destinations import ARTICLE_SUFFIXES

_NAMED_SUFFIXES = ARTICLE_SUFFIXES | {".txt"}


class FoundFile(NamedTuple):
    """A file to read: its place on this machine, and its path within the collection, which starts with the root's name."""

    path: str
    location: str


class FoundFiles(NamedTuple):
    """The files, sorted by path, and what could not be looked into."""

    files: tuple[FoundFile, ...]
    problems: tuple[Problem, ...]


def find_files(roots: Sequence[Path], exclude: Sequence[str] = ()) -> FoundFiles:
    """Find the articles: files named by the user, and in folders those ending `.md`, `.markdown` or `.mdx`.

    In a folder that holds none of these, files ending `.txt` are articles. Hidden folders and links to folders
    are not followed. `exclude` are glob patterns of a folder's or file's name, or of its path below the root.

    Errors: `NoArticlesError` where a root does not exist or nothing was found.
    """
    found: dict[str, FoundFile] = {}
    problems: list[Problem] = []
    for root in roots:
        if not root.exists():
            message = f"{root}: no such file or folder"
            raise NoArticlesError(message)
        if root.is_file() and root.suffix.lower() not in _NAMED_SUFFIXES:
            message = f"{root}: is no article: name folders, or files ending {', '.join(sorted(_NAMED_SUFFIXES))}"
            raise NoArticlesError(message)
        for file in _below(root, exclude, problems) if root.is_dir() else (FoundFile(_shown(root.name), str(root)),):
            path = file.path
            while path in found and found[path].location != file.location:
                path = f"+{path}"  # two roots of one name
            found[path] = FoundFile(path, file.location)
    if not found:
        message = f"{', '.join(map(str, roots))}: no articles there (files ending {', '.join(sorted(ARTICLE_SUFFIXES))})"
        raise NoArticlesError(message)
    return FoundFiles(tuple(sorted(found.values())), tuple(sorted(problems)))


def _below(root: Path, exclude: Sequence[str], problems: list[Problem]) -> Iterable[FoundFile]:
    name = _shown(root.name or root.resolve().name)
    articles: list[FoundFile] = []
    texts: list[FoundFile] = []
    folders = [(str(root), "")]
    while folders:
        folder, prefix = folders.pop()
        try:
            with os.scandir(folder) as listing:
                entries = list(listing)
        except OSError as error:
            message = f"the folder cannot be read ({error.strerror}): nothing below it was read"
            problems.append(Problem(f"{name}/{_shown(prefix)}", 0, ProblemCode.UNREADABLE, message))
            continue
        above = f"{name}/{_shown(prefix)}" if name else _shown(prefix)
        for entry in entries:
            if entry.name.startswith(".") or (exclude and _is_excluded(entry.name, prefix, exclude)):
                continue
            if entry.is_dir(follow_symlinks=False):
                folders.append((entry.path, f"{prefix}{entry.name}/"))
                continue
            suffix = entry.name[entry.name.rfind(".") :].lower()
            wanted = articles if suffix in ARTICLE_SUFFIXES else texts if suffix == ".txt" else None
            if wanted is not None and not (entry.is_symlink() and _leads_to_folder(entry)):
                wanted.append(FoundFile(f"{above}{_shown(entry.name)}", entry.path))
    return articles or texts


def _is_excluded(name: str, prefix: str, exclude: Sequence[str]) -> bool:
    return any(fnmatch(name, glob) or fnmatch(f"{prefix}{name}", glob) for glob in exclude)


def _leads_to_folder(entry: "os.DirEntry[str]") -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link that leads to itself
        return False


def _shown(name: str) -> str:
    """Make a path that UTF-8 can hold, whatever bytes the file system has."""
    if name.isascii() and os.sep == "/":
        return name
    return os.fsencode(name).decode("utf-8", errors="replace").replace(os.sep, "/")
