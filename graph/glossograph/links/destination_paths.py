"""Paths of destinations in parts: split, joined to folders, and put together by their last part."""

from collections.abc import Iterable

from glossograph.links.addresses import Parts, fold
from glossograph.text.destinations import INDEX_PAGES, without_page_suffix


def parts_of(path: str) -> Parts:
    """Split a path into its parts, folded."""
    return tuple(fold(part.strip()) for part in path.split("/") if part.strip() not in ("", "."))


def joined_path(folders: Parts, parts: Parts) -> Parts | None:
    """Join a relative path to folders; nothing for one that points above the root."""
    joined = list(folders)
    for part in parts:
        if part == "..":
            if not joined:
                return None
            joined.pop()
        else:
            joined.append(part)
    return tuple(joined)


def folders_and_name(path: str) -> tuple[Parts, str]:
    """Split a path into its folders, folded, and the name of its page, which is the folder's where it is an index page.

    >>> folders_and_name("../Loans/rate.md"), folders_and_name("funds/Loans/index.md")
    ((('loans',), 'rate.md'), (('funds',), 'Loans'))
    """
    *folders, name = (part.strip() for part in path.strip("/").split("/"))
    folders = [folder for folder in folders if folder not in ("", ".", "..")]
    if folders and without_page_suffix(name).lower() in INDEX_PAGES:
        name = folders.pop()
    return tuple(map(fold, folders)), name


def by_last_part(paths: Iterable[Parts]) -> dict[str, list[Parts]]:
    """Put paths together by their last part, without a page's suffix and `index`."""
    found: dict[str, list[Parts]] = {}
    for path in paths:
        bare = (*path[:-1], without_page_suffix(path[-1])) if path else path
        bare = bare[:-1] if len(bare) > 1 and bare[-1] in INDEX_PAGES else bare
        if bare:
            found.setdefault(bare[-1], []).append(bare)
    return found
