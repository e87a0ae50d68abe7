"""How the commands' arguments are read: options may stand anywhere, between positional arguments too."""

import argparse
from collections.abc import Sequence
from typing import Any


class CommandParser(argparse.ArgumentParser):
    """A parser for one command that takes `GRAPH --timeout 5 QUERY` as it takes `GRAPH QUERY --timeout 5`."""

    _within = False

    def parse_known_args(self, args: Sequence[str] | None = None, namespace: Any = None) -> tuple[Any, list[str]]:  # type: ignore[override] # noqa: ANN401 — as argparse has it
        """Read the arguments, options and positional arguments mixed."""
        if self._within:
            return super().parse_known_args(args, namespace)
        self._within = True
        try:
            return self.parse_known_intermixed_args(args, namespace)
        finally:
            self._within = False
