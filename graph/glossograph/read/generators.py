"""What each generator or note-taking tool fixes about the files and links of its collections, so that nothing is guessed."""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from glossograph.config import Layout, WikilinkOrder


class Prefixes(StrEnum):
    """Which beginnings of file names are no part of the name."""

    DETECTED = "detected"  # dates and identifiers, and numbers where most files of a folder have one
    DATES = "dates"
    NUMBERS = "numbers"  # and dates
    NONE = "none"


class Generator(NamedTuple):
    """What a generator fixes; the defaults fix nothing.

    Attributes:
        below: Folders whose subfolders may be languages, and no others; `""` is the root. Empty: any folder.
        certain: Whether every subfolder there that is named like a language is one.
        folders: Whether folders may be languages.
        suffixes: Whether `bond.fr.md` and `bond-fr.md` may be languages.
        sign: What stands before such a suffix; empty: a full stop, a hyphen or an underscore.
        wikilinks: Which side of `[[one|other]]` names the page.
        prefixes: Which beginnings of file names are no part of the name.
        roots: What a path of the site begins with, and the folder that it means there.
    """

    below: tuple[str, ...] = ()
    certain: bool = False
    folders: bool = True
    suffixes: bool = True
    sign: str = ""
    wikilinks: WikilinkOrder = WikilinkOrder.AUTO
    prefixes: Prefixes = Prefixes.DETECTED
    roots: tuple[tuple[str, str], ...] = ()


_NOTES = Generator(wikilinks=WikilinkOrder.PAGE_FIRST)
_WIKI = Generator(wikilinks=WikilinkOrder.TEXT_FIRST, prefixes=Prefixes.NONE)

_GENERATORS: Mapping[Layout, Generator] = {
    Layout.FOLDER: Generator(suffixes=False),
    Layout.SUFFIX: Generator(folders=False),
    Layout.NONE: Generator(folders=False, suffixes=False),
    Layout.OBSIDIAN: _NOTES,
    Layout.FOAM: _NOTES,
    Layout.ZETTLR: _NOTES,
    Layout.LOGSEQ: _NOTES._replace(roots=(("", "pages"), ("", "journals"))),
    Layout.DENDRON: _WIKI._replace(folders=False, suffixes=False),
    Layout.GITHUB_WIKI: _WIKI,
    Layout.GOLLUM: _WIKI,
    Layout.HUGO: Generator(below=("content", ""), sign=".", prefixes=Prefixes.DATES, roots=(("", "content"),)),
    Layout.JEKYLL: Generator(below=("_i18n", "_posts", ""), sign=".", prefixes=Prefixes.DATES),
    Layout.DOCUSAURUS: Generator(
        below=("i18n",),
        certain=True,
        suffixes=False,
        prefixes=Prefixes.NUMBERS,
        roots=(("", "src/pages"), ("", "docs")),
    ),
    Layout.MKDOCS: Generator(below=("docs", ""), sign=".", roots=(("", "docs"),)),
    Layout.MDN: Generator(below=("files",), certain=True, suffixes=False, prefixes=Prefixes.NONE, roots=(("docs", ""),)),
}


def generator_of(layout: Layout) -> Generator:
    """Give what a layout fixes.

    >>> generator_of(Layout.MDN).below, generator_of(Layout.AUTO) == Generator()
    (('files',), True)
    """
    return _GENERATORS.get(layout, Generator())


def site_roots(generator: Generator, folders: Iterable[Sequence[str]]) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Find the folders that paths of the site mean: what such a path begins with, and the folder.

    Args:
        generator: The generator.
        folders: All folders of articles, folded.

    >>> site_roots(generator_of(Layout.HUGO), [("web", "content", "loans"), ("web",)])
    [((), ('web', 'content'))]
    """
    paths = {tuple(path[:depth]) for path in folders for depth in range(1, len(path) + 1)}
    found = []
    for dropped, folder in generator.roots:
        root = tuple(filter(None, folder.split("/")))
        ends = [path for path in paths if path[-len(root) :] == root] if root else [()]
        if ends:
            found.append((tuple(filter(None, dropped.split("/"))), min(ends, key=lambda path: (len(path), path))))
    return found
