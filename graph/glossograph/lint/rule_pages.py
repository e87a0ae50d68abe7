"""The pages of the documentation: one a code, with examples that the tests run."""

import re
from collections.abc import Iterator
from importlib.resources import files
from typing import NamedTuple

from glossograph.lint.rules import RULES

_MORE = (
    "What becomes of the quality issues of qSKOS is in [qskos.md](qskos.md), how to run the checks in [running.md](running.md).\n"
)
_EXAMPLE = re.compile(r"^(`{3,})(\w+) (\S+)\n(.*?)^\1\n", re.MULTILINE | re.DOTALL)


class Example(NamedTuple):
    """What stands under "Bad" or "Good" of a page: files by path."""

    code: str
    bad: bool
    files: dict[str, str]


def page(code: str) -> str:
    """Give the page of a code; `index` lists them all."""
    return (files("glossograph") / "data" / "checks" / f"{code}.md").read_text("utf-8").replace("\r\n", "\n")


def examples(code: str) -> Iterator[Example]:
    """Read the examples of a page.

    >>> [example.bad for example in examples("link-self")]
    [True, False]
    """
    for part in re.split(r"^## ", page(code), flags=re.MULTILINE)[1:]:
        title = part.partition("\n")[0].strip()
        found = {path: text for _, _, path, text in _EXAMPLE.findall(part)}
        if title in ("Bad", "Good") and found:
            yield Example(code, title == "Bad", found)


def head(code: str) -> str:
    """Write the lines that every page begins with, from the catalogue."""
    rule = RULES[code]
    facts = [f"Severity: {rule.severity}."]
    facts += ["`glossograph fix` mends it where that is safe."] if rule.fixable else []
    facts += [f"Looked for with `--select {code}` only."] if rule.asked else []
    facts += [f"After {rule.source}."] if rule.source else []
    return f"# {code}\n\n{rule.claim} {' '.join(facts)}\n"


def index() -> str:
    """Write the index of all pages."""
    rows = "".join(
        f"| [{code}]({code}.md) | {rule.severity} | {'yes' if rule.fixable else ''} | {rule.claim} | {rule.source} |\n"
        for code, rule in RULES.items()
    )
    return f"# Checks\n\n| code | severity | `fix` | claim | after |\n| --- | --- | --- | --- | --- |\n{rows}\n{_MORE}"
