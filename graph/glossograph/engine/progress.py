"""Report how far the work is."""

from collections.abc import Callable

Progress = Callable[[str, int, int], None]
"""Takes the name of a stage, how much of it is done, and how much there is to do."""


def no_progress(_stage: str, _done: int, _total: int) -> None:
    """Report nothing."""
