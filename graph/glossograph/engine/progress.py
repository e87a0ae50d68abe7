"""How long work tells that it goes on."""

from collections.abc import Callable

Progress = Callable[[str, int, int], None]
"""Called with a stage's name, how much of it is done and how much there is to do."""


def no_progress(_stage: str, _done: int, _total: int) -> None:
    """Show nothing."""
