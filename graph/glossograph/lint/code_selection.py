"""The codes to check and their severities, selected by settings and command line."""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import NamedTuple, Self

from glossograph.config import CheckSettings, Level
from glossograph.errors import ConfigError
from glossograph.lint.rules import RULES


class CodeSelection(NamedTuple):
    """The selected codes, each with its severity."""

    severities: dict[str, Level]

    def includes(self, codes: Iterable[str]) -> bool:
        """Return whether any of the codes is selected."""
        return any(code in self.severities for code in codes)

    def fixable(self) -> Self:
        """Select only the codes whose findings `fix` can apply."""
        return self._replace(severities={code: level for code, level in self.severities.items() if RULES[code].fixable})


def select_codes(settings: CheckSettings, select: Iterable[str] = (), ignore: Iterable[str] = ()) -> CodeSelection:
    """Select codes by the settings and the command line.

    Args:
        settings: The table `[check]` of `glossograph.toml`.
        select: Codes of the command line; they replace those of the settings.
        ignore: Codes of the command line; they are added to those of the settings.

    A name that is not a code selects all codes that begin with it: `link` selects `link-self` and so on. `all` selects all.

    Raises:
        ConfigError: No code begins with a name, or a severity is set for an unknown code.

    >>> sorted(select_codes(CheckSettings(), select=["link"], ignore=["link-self", "link-d"]).severities)[:2]
    ['link-conflict', 'link-parity']
    """
    names = tuple(select) or settings.select or ("all",)
    codes = {code for code in _expand(names) if not RULES[code].opt_in or code in names}
    codes -= _expand((*ignore, *settings.ignore))
    unknown = sorted(settings.severity.keys() - RULES.keys())
    if unknown:
        raise _unknown_code(unknown[0])
    severities = {code: settings.severity.get(code, rule.severity) for code, rule in RULES.items() if code in codes}
    return CodeSelection({code: level for code, level in severities.items() if level is not Level.OFF})


def require_code(name: str) -> str:
    """Return the name if it is a code.

    Raises:
        ConfigError: There is no such code.
    """
    if name not in RULES:
        raise _unknown_code(name)
    return name


def _expand(names: Iterable[str]) -> set[str]:
    """Return the codes that each name is, or begins."""
    result: set[str] = set()
    for name in names:
        codes = {name} if name in RULES else {code for code in RULES if name == "all" or code.startswith(name)}
        if not codes:
            raise _unknown_code(name)
        result |= codes
    return result


def _unknown_code(name: str) -> ConfigError:
    similar = get_close_matches(name, RULES, n=1)
    remedy = f"did you mean {similar[0]!r}?" if similar else "list the checks with `glossograph check --explain all`"
    return ConfigError(f"Unknown check {name!r}: {remedy}")
