"""The command `glossograph`: the only folder that prints and sets exit statuses."""

from glossograph.cli.main import main, run

__all__ = ["main", "run"]
