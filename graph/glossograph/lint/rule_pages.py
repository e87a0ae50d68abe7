"""The page of each code: its text, its examples, and the lines that are generated from the catalogue.

`python -m glossograph.lint.rule_pages` writes the generated lines, in a working copy of the repository.
"""

import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from glossograph.lint.rules import RULES

_INDEX_TAIL = (
    "\n[Running the checks](running.md) explains the command, its settings and its reports. "
    "[qSKOS](qskos.md) maps the quality issues of qSKOS to these checks.\n"
)
_EXAMPLE = re.compile(r"^(`{3,})(\w+) (\S+)\n(.*?)^\1\n", re.MULTILINE | re.DOTALL)
_FIRST_SECTION = "\n## "


class Example(NamedTuple):
    """The files of the section "Bad" or "Good" of a page: texts by path."""

    code: str
    is_bad: bool
    files: dict[str, str]


def read_page(code: str) -> str:
    """Read the page of a code, or one of the pages `index`, `running` and `qskos`."""
    return (files("glossograph") / "data" / "checks" / f"{code}.md").read_text("utf-8").replace("\r\n", "\n")


def read_examples(code: str) -> Iterator[Example]:
    """Read the examples of a page.

    >>> [example.is_bad for example in read_examples("link-self")]
    [True, False]
    """
    for section in re.split(r"^## ", read_page(code), flags=re.MULTILINE)[1:]:
        title = section.partition("\n")[0].strip()
        texts = {path: text for _, _, path, text in _EXAMPLE.findall(section)}
        if title in ("Bad", "Good") and texts:
            yield Example(code, title == "Bad", texts)


def format_head(code: str) -> str:
    """Format the lines that the page of a code begins with.

    >>> print(format_head("link-redirect"), end="")
    # link-redirect
    <BLANKLINE>
    A link points to a term by an alias.
    <BLANKLINE>
    - Severity: hint
    - `glossograph fix`: yes, if the edit is safe
    """
    rule = RULES[code]
    facts = [f"Severity: {rule.severity}"]
    facts.append(f"`glossograph fix`: {'yes, if the edit is safe' if rule.fixable else 'no'}")
    facts += [f"Off by default: select it with `--select {code}`"] if rule.opt_in else []
    facts += [f"Source: {rule.source}"] if rule.source else []
    items = "".join(f"- {fact}\n" for fact in facts)
    return f"# {code}\n\n{rule.claim}\n\n{items}"


def format_index() -> str:
    """Format the index of all pages."""
    rows = "".join(
        f"| [{code}]({code}.md) | {rule.severity} | {'yes' if rule.fixable else ''} | {rule.claim} | {rule.source} |\n"
        for code, rule in RULES.items()
    )
    return f"# Checks\n\n| code | severity | `fix` | claim | source |\n| --- | --- | --- | --- | --- |\n{rows}{_INDEX_TAIL}"


def write_generated_lines(folder: Path) -> None:
    """Write the index, and the first lines of each page, into the folder of the pages."""
    (folder / "index.md").write_text(format_index(), encoding="utf-8", newline="\n")
    for code in RULES:
        path = folder / f"{code}.md"
        _, heading, sections = path.read_text(encoding="utf-8").partition(_FIRST_SECTION)
        path.write_text(f"{format_head(code)}{heading}{sections}", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write_generated_lines(Path(__file__).parent.parent / "data" / "checks")
