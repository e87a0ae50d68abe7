"""Which codes are looked for, and how much each weighs: from settings and the command line."""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import NamedTuple

from glossograph.config import CheckSettings, Level
from glossograph.errors import ConfigError
from glossograph.lint.rules import RULES


class CodeSelection(NamedTuple):
    """The codes that are looked for, each with its severity."""

    severities: dict[str, Level]

    def wants(self, codes: Iterable[str]) -> bool:
        """Tell whether any of the codes is looked for."""
        return any(code in self.severities for code in codes)


def choose(settings: CheckSettings, select: Iterable[str] = (), ignore: Iterable[str] = ()) -> CodeSelection:
    """Choose codes; `select` and `ignore` come from the command line, and the first replaces that of the settings.

    A name that is no code stands for all codes that it begins: `link` means `link-self` and so on; `all` means all.

    Errors: `ConfigError` for a name that no code begins with.

    >>> sorted(choose(CheckSettings(), select=["link"], ignore=["link-self", "link-d"]).severities)[:2]
    ['link-conflict', 'link-parity']
    """
    selected = tuple(select) or settings.select or ("all",)
    wanted = {code for code in _codes(selected) if not RULES[code].asked or code in selected}
    wanted -= _codes((*ignore, *settings.ignore))
    unknown = sorted(settings.severity.keys() - RULES.keys())
    if unknown:
        raise ConfigError(_no_code(unknown[0]))
    severities = {code: settings.severity.get(code, rule.severity) for code, rule in RULES.items() if code in wanted}
    return CodeSelection({code: level for code, level in severities.items() if level is not Level.OFF})


def known_code(name: str) -> str:
    """Give a code back.

    Errors: `ConfigError` where there is no such code.
    """
    if name not in RULES:
        raise ConfigError(_no_code(name))
    return name


def _codes(names: Iterable[str]) -> set[str]:
    found: set[str] = set()
    for name in names:
        codes = {name} if name in RULES else {code for code in RULES if name == "all" or code.startswith(name)}
        if not codes:
            raise ConfigError(_no_code(name))
        found |= codes
    return found


def _no_code(name: str) -> str:
    near = get_close_matches(name, RULES, n=1)
    return f"no check {name!r}: {f'did you mean {near[0]!r}?' if near else '`glossograph check --explain all` lists them'}"
