"""Where language and slug stand in the files' paths: found out from all paths together."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from glossograph.config import Layout
from glossograph.read.files import FoundFile
from glossograph.text.destinations import INDEX_PAGES
from glossograph.text.keys import is_opaque
from glossograph.text.languages import language_of_folder, language_tag

_ENOUGH = 0.5


class Placement(NamedTuple):
    """What a path says of its article.

    `language` is empty where the path says none; `folders` stand between the language and the file; `stem` is the file's
    name without suffix, or empty where it is a number or hash.
    """

    language: str
    folders: tuple[str, ...]
    stem: str


def find_placements(files: Sequence[FoundFile], layout: Layout = Layout.AUTO) -> list[Placement]:
    """Tell what each file's path says, in the order of the files.

    The language's folder is searched at the depth where most files agree and the most languages are told apart. Names
    of digits count as numbers only where most files have such names, so that a lone `1099.md` stays a term.

    >>> files = [FoundFile("Texts/Norwegian/bond.md", ""), FoundFile("Texts/English/bond.md", "")]
    >>> find_placements(files)[0]
    Placement(language='no', folders=(), stem='bond')
    >>> find_placements([FoundFile("terms/bond.no.md", "")])
    [Placement(language='no', folders=('terms',), stem='bond')]
    """
    by_folder = Counter(file.path.rpartition("/")[0] for file in files)
    depth = _language_depth(by_folder) if layout in (Layout.AUTO, Layout.FOLDER) else None
    with_suffix = layout in (Layout.AUTO, Layout.SUFFIX)
    within = {folder: _folder_says(folder, depth) for folder in by_folder}
    placements = []
    for file in files:
        folder, _, name = file.path.rpartition("/")
        placements.append(_place(name, *within[folder], with_suffix=with_suffix))
    numbered = sum(placement.stem.isdecimal() for placement in placements) > _ENOUGH * len(placements)
    return [
        placement._replace(stem="") if is_opaque(placement.stem) and (numbered or not placement.stem.isdecimal()) else placement
        for placement in placements
    ]


def _language_depth(by_folder: Mapping[str, int]) -> int | None:
    """Find how deep the language's folder lies, of folders given with the number of their files; nothing where there is none."""
    depths: dict[int, Counter[str]] = defaultdict(Counter)
    for path, files in by_folder.items():
        for depth, folder in enumerate(path.split("/") if path else ()):
            depths[depth][folder] += files
    best: tuple[int, float, int] | None = None
    for depth, counts in depths.items():
        named = {folder: language for folder in counts if (language := language_of_folder(folder))}
        share = sum(counts[folder] for folder in named) / counts.total()
        if named and share >= _ENOUGH:
            best = max(best or (0, 0.0, 0), (len(set(named.values())), share, -depth))
    return -best[2] if best else None


def _folder_says(path: str, depth: int | None) -> tuple[str, tuple[str, ...]]:
    """Tell a folder's language, empty where it has none, and the folders below that."""
    folders = tuple(path.split("/")) if path else ()
    language = language_of_folder(folders[depth]) if depth is not None and depth < len(folders) else None
    if language and depth is not None:
        return language, folders[depth + 1 :]
    return "", folders[1:] if len(folders) > 1 else folders


def _place(file: str, language: str, below: tuple[str, ...], *, with_suffix: bool) -> Placement:
    stem = file.rpartition(".")[0] or file
    if with_suffix and not language:
        before, _, suffix = stem.rpartition(".")
        told = language_tag(suffix) if before and (len(suffix) == 2 or "-" in suffix) else None  # noqa: PLR2004 — ISO 639-1
        language, stem = (told, before) if told else (language, stem)
    if below and stem.lower() in INDEX_PAGES:
        *rest, stem = below
        below = tuple(rest)
    return Placement(language, below, stem)
