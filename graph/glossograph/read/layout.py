"""Where language and slug stand in the files' paths: found out from all paths together."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from glossograph.config import Layout
from glossograph.languages import language_of_folder, language_tag
from glossograph.names import INDEX_PAGES, is_opaque
from glossograph.read.files import FoundFile

_ENOUGH = 0.5


class Placement(NamedTuple):
    """What a path says of its article.

    `language` is empty where the path says none; `folders` stand between the language and the file; `stem` is the file's
    name without suffix, or empty where it is a number or hash.
    """

    language: str
    folders: tuple[str, ...]
    stem: str


def place(files: Sequence[FoundFile], layout: Layout = Layout.AUTO) -> list[Placement]:
    """Tell what each file's path says, in the order of the files.

    The language's folder is searched at the depth where most files agree and the most languages are told apart. Names
    of digits count as numbers only where most files have such names, so that a lone `1099.md` stays a term.

    >>> files = [FoundFile("Texts/Norwegian/bond.md", ""), FoundFile("Texts/English/bond.md", "")]
    >>> place(files)[0]
    Placement(language='no', folders=(), stem='bond')
    >>> place([FoundFile("terms/bond.no.md", "")])
    [Placement(language='no', folders=('terms',), stem='bond')]
    """
    paths = [tuple(file.path.split("/")) for file in files]
    depth = _language_depth(paths) if layout in (Layout.AUTO, Layout.FOLDER) else None
    with_suffix = layout in (Layout.AUTO, Layout.SUFFIX)
    placements = [_place(path, depth, with_suffix=with_suffix) for path in paths]
    numbered = sum(placement.stem.isdecimal() for placement in placements) > _ENOUGH * len(placements)
    return [
        placement._replace(stem="") if is_opaque(placement.stem) and (numbered or not placement.stem.isdecimal()) else placement
        for placement in placements
    ]


def _language_depth(paths: Iterable[tuple[str, ...]]) -> int | None:
    """Find how deep the language's folder lies; nothing where there is none."""
    folders: dict[int, dict[str, int]] = {}
    for path in paths:
        for depth, folder in enumerate(path[:-1]):
            counts = folders.setdefault(depth, {})
            counts[folder] = counts.get(folder, 0) + 1
    best: tuple[int, float, int] | None = None
    for depth, counts in folders.items():
        named = {folder: language for folder in counts if (language := language_of_folder(folder))}
        share = sum(counts[folder] for folder in named) / sum(counts.values())
        if named and share >= _ENOUGH:
            best = max(best or (0, 0.0, 0), (len(set(named.values())), share, -depth))
    return -best[2] if best else None


def _place(path: tuple[str, ...], depth: int | None, *, with_suffix: bool) -> Placement:
    *folders, file = path
    stem = file.rpartition(".")[0] or file
    language = language_of_folder(folders[depth]) if depth is not None and depth < len(folders) else None
    below = folders[depth + 1 :] if language and depth is not None else folders[1:] if len(folders) > 1 else folders
    if with_suffix and not language:
        before, _, suffix = stem.rpartition(".")
        language = language_tag(suffix) if before and (len(suffix) == 2 or "-" in suffix) else None  # noqa: PLR2004 — ISO 639-1
        stem = before if language else stem
    if stem.lower() in INDEX_PAGES and below:
        stem = below.pop()
    return Placement(language or "", tuple(below), stem)
