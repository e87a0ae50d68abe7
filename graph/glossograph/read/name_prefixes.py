"""Beginnings of file names that are no part of the name: dates, numbers, identifiers; and stems that name nothing at all."""

import re
from collections import Counter
from collections.abc import Sequence

from glossograph.read.generators import Prefixes
from glossograph.read.path_parts import PathParts
from glossograph.text.keys import is_opaque

_DATE_OR_ID = re.compile(r"(?:\d{4}-\d{2}-\d{2}|\d{8,14})[-_ ]+(?=\S)")
_NUMBER = re.compile(r"\d{1,3}(?:[-_.]\s*|\s+)(?=[^\W\d_])")
_MIN_SHARE = 0.5


class NamePrefixes:
    """Finds what a file name begins with, by the generator's rule or by what most files of its folder have."""

    def __init__(self, paths: Sequence[PathParts], rule: Prefixes = Prefixes.DETECTED) -> None:
        """Find the folders whose files are numbered, such as `1-intro.md`, so that the number is no part of a name."""
        self._rule = rule
        sizes = Counter(path.folders for path in paths)
        counts = Counter(path.folders for path in paths if _NUMBER.match(path.stem))
        self._numbered = {folders for folders, count in counts.items() if count > 2 and count > _MIN_SHARE * sizes[folders]}  # noqa: PLR2004
        self._numbers_are_names = sum(path.stem.isdecimal() for path in paths) <= _MIN_SHARE * len(paths)

    def is_nameless(self, stem: str) -> bool:
        """Whether a stem names nothing; a number does where few files have one: a lone `1099.md` stays a term."""
        return is_opaque(stem) and not (self._numbers_are_names and stem.isdecimal())

    def prefix(self, stem: str, folders: tuple[str, ...]) -> str:
        """Give what a file name in a folder begins with.

        >>> paths = [PathParts((), "10-K"), PathParts((), "2024-05-01-rates"), PathParts((), "bond")]
        >>> [NamePrefixes(paths, rule).prefix("10-K", ()) for rule in (Prefixes.DETECTED, Prefixes.NUMBERS)]
        ['', '10-']
        >>> [NamePrefixes(paths, rule).prefix("2024-05-01-rates", ()) for rule in (Prefixes.DATES, Prefixes.NONE)]
        ['2024-05-01-', '']
        """
        if self._rule is Prefixes.NONE:
            return ""
        match = _DATE_OR_ID.match(stem)
        detected = self._rule is Prefixes.DETECTED and (stem.startswith("0") or folders in self._numbered)
        if match is None and (detected or self._rule is Prefixes.NUMBERS):
            match = _NUMBER.match(stem)
        return match[0] if match else ""
