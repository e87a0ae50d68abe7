"""The command `glossograph`: the one room that prints, asks for the time or sets an exit status."""

from glossograph.cli.main import main, run

__all__ = ["main", "run"]
