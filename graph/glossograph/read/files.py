"""Find the article files below the folders that the user named."""

import hashlib
import os
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from enum import StrEnum
from fnmatch import fnmatch
from pathlib import Path
from typing import NamedTuple, Protocol, TypeVar

from glossograph.engine.own_files import OWN_FOLDER, STAGING_PREFIX, STAGING_SUFFIX
from glossograph.errors import NoArticlesError
from glossograph.model.problem import Problem, ProblemCode
from glossograph.text.destinations import ARTICLE_SUFFIXES, INDEX_PAGES

_NAMED_SUFFIXES = ARTICLE_SUFFIXES | {".txt"}
_REPOSITORY_PAGES = frozenset(
    (
        "README Readme CONTRIBUTING LICENSE LICENCE CHANGELOG CHANGES CODE_OF_CONDUCT SECURITY SUPPORT GOVERNANCE MAINTAINERS "
        "SUMMARY"
    ).split()
)
_LANGUAGE_SUFFIX = re.compile(r"(?<=[A-Za-z])[._-][a-z]{2,3}(?:[-_][A-Za-z]{2,4})?\Z")
_SITE_PAGES = frozenset("_template template _sidebar _footer _navbar _header".split())
_TEMPLATE_FOLDERS = frozenset({"template", "templates", "_template", "_templates", "archetypes"})
_FOREIGN_FOLDERS = frozenset(
    "node_modules vendor/bundle _site _includes _layouts exampleSite logseq/bak logseq/version-files".split()
)
"""Folders of software, of what a generator made or puts into pages, and of old versions; some by the folder above too."""

_STYLE_FOLDERS = frozenset({"style-guide", "styleguide"})
_WRITTEN_TEXTS = frozenset({"neo4j-import.txt"})
"""Texts that a build writes beside its store: no articles, also where the output folder is the one that is read."""


class FoundFile(NamedTuple):
    """A file to read: its path within the collection, which begins with the root's name, and its location on this machine."""

    path: str
    location: str


class FoundFiles(NamedTuple):
    """The files of a collection.

    `files` are sorted by path; `others` are the paths of files that are no articles, to which links may point; `left_out` counts
    those of them that are articles by their suffix, such as `README.md`. `leftovers` are folders in which a command that writes
    articles was killed.
    """

    files: tuple[FoundFile, ...]
    problems: tuple[Problem, ...]
    others: frozenset[str] = frozenset()
    left_out: int = 0
    leftovers: tuple[Path, ...] = ()


def find_files(roots: Sequence[Path], exclude: Sequence[str] = (), include: Sequence[str] = ()) -> FoundFiles:
    """Find the articles: files named by the user, and in folders those ending `.md`, `.markdown` or `.mdx`.

    In a folder that holds none of these, files ending `.txt` are articles. Hidden folders and links to folders are not followed.
    Nothing is read in a folder below that holds a store (`.glossograph`) and no Markdown itself: it is the output of a build.
    Pages that are no terms (`README`, `CONTRIBUTING`, templates, a site's search page) are left out.

    Args:
        roots: Folders and files.
        exclude: Glob patterns of names, or of paths below the root, to leave out.
        include: Patterns of the same kind that bring back pages that would be left out.

    Raises:
        NoArticlesError: A root does not exist, or there is no article.
    """
    search = _Search(exclude, include)
    for root in roots:
        if not root.exists():
            message = f"{root}: no such file or folder"
            raise NoArticlesError(message)
        if root.is_file() and root.suffix.lower() not in _NAMED_SUFFIXES:
            message = f"{root}: not an article: name folders, or files ending {', '.join(sorted(_NAMED_SUFFIXES))}"
            raise NoArticlesError(message)
        if root.is_dir():
            search.add_folder(root)
        else:
            search.add([FoundFile(shown_path(root.name), str(root))])
    if not search.files:
        message = f"{', '.join(map(str, roots))}: no articles there (files ending {', '.join(sorted(ARTICLE_SUFFIXES))})"
        raise NoArticlesError(message)
    files = tuple(sorted(search.files.values()))
    return FoundFiles(files, tuple(sorted(search.problems)), frozenset(search.others), search.left_out, tuple(search.leftovers))


class _Search:
    def __init__(self, exclude: Sequence[str], include: Sequence[str]) -> None:
        self._exclude = exclude
        self._include = include
        self.files: dict[str, FoundFile] = {}
        self.problems: list[Problem] = []
        self.others: set[str] = set()
        self.left_out = 0
        self.leftovers: list[Path] = []

    def add(self, files: Iterable[FoundFile]) -> None:
        for file in files:
            path = file.path
            while path in self.files and self.files[path].location != file.location:
                path = f"+{path}"  # two roots of one name
            self.files[path] = file if path is file.path else FoundFile(path, file.location)

    def add_folder(self, root: Path) -> None:
        name = shown_path(root.name or root.resolve().name)
        articles: list[FoundFile] = []
        texts: list[FoundFile] = []
        left_out: list[FoundFile] = []
        folders = [(str(root), "")]
        while folders:
            folder, prefix = folders.pop()
            above = f"{name}/{shown_path(prefix)}" if name else shown_path(prefix)
            try:
                with os.scandir(folder) as listing:
                    entries = list(listing)
            except OSError as error:
                message = f"The folder cannot be read ({error.strerror}): nothing below it was read"
                self.problems.append(Problem(f"{name}/{shown_path(prefix)}", 0, ProblemCode.UNREADABLE, message))
                continue
            self.leftovers += {Path(folder) for entry in entries if _is_leftover(entry.name)}
            for entry, kind in sort_entries(entries, prefix, self._exclude, self._include):
                if kind is EntryKind.FOLDER:
                    folders.append((entry.path, f"{prefix}{entry.name}/"))
                    continue
                file = FoundFile(f"{above}{shown_path(entry.name)}", entry.path)
                if kind is EntryKind.OTHER:
                    self.others.add(file.path)
                else:
                    {EntryKind.ARTICLE: articles, EntryKind.TEXT: texts, EntryKind.LEFT_OUT: left_out}[kind].append(file)
        chosen = articles or texts or left_out
        self.add(chosen)
        if chosen is articles:
            self.others.update(file.path for file in (*texts, *left_out))
            self.left_out += len(left_out)


class EntryKind(StrEnum):
    """What an entry of a folder is to a collection."""

    FOLDER = "folder"
    ARTICLE = "article"
    TEXT = "text"  # an article in a folder that holds no Markdown
    LEFT_OUT = "left out"
    OTHER = "other"


class Entry(Protocol):
    """An entry of a folder; `os.DirEntry` is one."""

    @property
    def name(self) -> str:
        """Its name."""

    def is_dir(self, *, follow_symlinks: bool = True) -> bool:
        """Whether it is a folder, or a link to one if links are followed."""

    def is_symlink(self) -> bool:
        """Whether it is a link."""


_E = TypeVar("_E", bound=Entry)


def sort_entries(
    entries: Sequence[_E], prefix: str, exclude: Sequence[str] = (), include: Sequence[str] = ()
) -> Iterator[tuple[_E, EntryKind]]:
    """Say what each entry of a folder is; nothing of those that are skipped, or of the output of a build.

    Args:
        entries: All entries of the folder.
        prefix: The folder's path below the root; empty for the root, else with a slash at its end.
        exclude: Patterns of what to leave out.
        include: Patterns of pages to bring back.
    """
    names = {entry.name for entry in entries}
    if prefix and _is_output(names):
        return
    holds_no_terms = _holds_no_terms(prefix, names)
    for entry in entries:
        if _is_skipped(entry.name, prefix, names, exclude):
            continue
        if entry.is_dir(follow_symlinks=False):
            if not _is_foreign(entry.name, prefix):
                yield entry, EntryKind.FOLDER
        elif not (entry.is_symlink() and _points_to_folder(entry)):
            suffix = _suffix(entry.name)
            if suffix in ARTICLE_SUFFIXES:
                is_term = not (holds_no_terms or _is_no_term(entry.name, names))
                is_term = is_term or _matches(entry.name, prefix, include)
                yield entry, EntryKind.ARTICLE if is_term else EntryKind.LEFT_OUT
            else:
                yield entry, EntryKind.TEXT if suffix == ".txt" else EntryKind.OTHER


def _is_skipped(name: str, prefix: str, siblings: Collection[str], exclude: Sequence[str]) -> bool:
    is_written = name in _WRITTEN_TEXTS and OWN_FOLDER in siblings
    return is_written or name.startswith(".") or (bool(exclude) and _matches(name, prefix, exclude))


def _is_foreign(folder: str, prefix: str) -> bool:
    """Whether a folder holds what no author of the collection wrote for it.

    >>> _is_foreign("node_modules", "web/"), _is_foreign("bak", "logseq/"), _is_foreign("bak", "pages/")
    (True, True, False)
    """
    above = prefix.rstrip("/").rpartition("/")[2]
    return folder in _FOREIGN_FOLDERS or f"{above}/{folder}" in _FOREIGN_FOLDERS


def _is_output(names: Collection[str]) -> bool:
    """Whether a folder with these names is the output of a build, which it is not if there are articles beside the store.

    >>> _is_output({".glossograph", "graph.ttl"}), _is_output({".glossograph", "bond.md"}), _is_output({"graph.ttl"})
    (True, False, False)
    """
    return OWN_FOLDER in names and not any(_suffix(name) in ARTICLE_SUFFIXES for name in names)


def _suffix(name: str) -> str:
    return name[name.rfind(".") :].lower()


def _is_leftover(name: str) -> bool:
    return name.startswith(STAGING_PREFIX) and name.endswith(STAGING_SUFFIX)


def _holds_no_terms(prefix: str, names: Collection[str]) -> bool:
    """Whether a folder with these names holds templates or a style guide rather than articles on terms."""
    folders = prefix.rstrip("/").split("/")
    is_template = any(folder.lower() in _TEMPLATE_FOLDERS for folder in folders)
    return is_template or (folders[-1] in _STYLE_FOLDERS and "_index.md" in names)


def _is_no_term(file: str, siblings: Collection[str]) -> bool:
    """Whether a file is a page about the repository or the site rather than an article on a term.

    >>> files = ("README.md", "README.zh-CN.md", "_TEMPLATE.md", "search.md", "_part.mdx", "bond.md")
    >>> [_is_no_term(file, {"_index.md"}) for file in files]
    [True, True, True, True, True, False]
    """
    stem = file.rpartition(".")[0]
    return (
        _LANGUAGE_SUFFIX.sub("", stem) in _REPOSITORY_PAGES
        or stem.lower() in _SITE_PAGES
        or (file.startswith("_") and file.endswith(".mdx") and stem.lower() not in INDEX_PAGES)  # a part that others import
        or (stem == "search" and "_index.md" in siblings)
    )


def _matches(name: str, prefix: str, patterns: Sequence[str]) -> bool:
    return any(fnmatch(name, glob) or fnmatch(f"{prefix}{name}", glob) for glob in patterns)


def _points_to_folder(entry: Entry) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link that points to itself
        return False


def shown_path(name: str) -> str:
    """Make a path that UTF-8 can hold, whatever bytes the file system has."""
    if name.isascii() and os.sep == "/":
        return name
    return os.fsencode(name).decode("utf-8", errors="replace").replace(os.sep, "/")


def file_stamp(status: os.stat_result) -> str:
    """Say how a file stands: a file that was changed has another stamp."""
    return f"{status.st_size} {status.st_mtime_ns} {status.st_ctime_ns} {status.st_ino}"


class FileStates(NamedTuple):
    """How some files stand, without reading them: the stamp of each, empty for one that is gone, and the last change."""

    stamps: Sequence[str]
    changed_ns: int

    @classmethod
    def of(cls, files: Iterable[FoundFile]) -> "FileStates":
        """Look at files, each once."""
        stamps = []
        changed_ns = 0
        for file in files:
            try:
                status = os.stat(file.location)  # noqa: PTH116 — twice as fast as Path.stat
            except OSError:
                stamps.append("")
                continue
            changed_ns = max(changed_ns, status.st_mtime_ns, status.st_ctime_ns)
            stamps.append(file_stamp(status))
        return cls(stamps, changed_ns)


def digest_of_files(files: FoundFiles, states: FileStates, settled_ns: int) -> bytes:
    """Digest how the files of a collection are, without reading them: equal digests mean that nothing has to be read.

    Args:
        files: The files.
        states: How they stand.
        settled_ns: A file that was changed later may change again without showing it.

    Returns:
        The digest; empty if the files cannot be compared.
    """
    if states.changed_ns >= settled_ns or not all(states.stamps):
        return b""
    whole = hashlib.sha256()
    for problem in files.problems:
        whole.update(f"{problem}\n".encode("utf-8", "surrogatepass"))
    whole.update(f"{files.left_out}\n{sorted(files.others)}\n".encode("utf-8", "surrogatepass"))
    lines = (f"{file.path}\0{stamp}\0{file.location}" for file, stamp in zip(files.files, states.stamps, strict=True))
    whole.update("\n".join(lines).encode("utf-8", "surrogatepass"))
    return whole.digest()
