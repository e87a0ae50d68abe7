"""`report.html`: what a build decided and what it leaves to the author, as one offline page with the evidence.

Every text of the payload comes from articles and is trusted nowhere: the template escapes it, the content security
policy lets nothing run or style but this package's own files, and nothing is loaded.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from glossograph.pages.page_parts import exact, part, policy, prose
from glossograph.text.languages import UNDETERMINED, direction, language_name, language_tag

_AROUND = 320
"""Characters of a sentence that are shown on either side of its anchor; the reader keeps fewer, an attacker may not."""

_LONGEST = 400
"""Characters that are shown of a label, a destination or a reason."""

_REST = "\u2026"


class Section(NamedTuple):
    """A part of the report: the items that are shown, out of `total`."""

    id: str
    title: str
    items: Sequence[Mapping[str, Any]]
    total: int

    @property
    def cut(self) -> bool:
        """Whether there is more than what is shown."""
        return self.total > len(self.items)


class ReportGroup(NamedTuple):
    """Items of a section that have a language or a problem code in common."""

    name: str
    items: Sequence[Mapping[str, Any]]


class Quote(NamedTuple):
    """A sentence in three parts, of which the middle one is the anchor; that is empty where the sentence lacks it."""

    before: str
    anchor: str
    after: str


def render_report(payload: Mapping[str, Any]) -> str:
    """Write the report's page; the same payload gives the same text.

    `payload` holds `title`, `summary` (`articles`, `languages`, `terms`, `placeholders`, `edges`, `links`, `repairs`, `problems`,
    `base_iri`), `totals` (of `conflicts`, `merges`, `repairs`, `labels`, `problems`) and under the same five names the
    lists, which may be shorter than their totals; the page then says so. Lists are shown in the order in which they come,
    labels by language and problems by code, the most frequent first.

    >>> empty = {"conflicts": [], "merges": [], "repairs": [], "labels": [], "problems": []}
    >>> counts = dict.fromkeys(("articles", "terms", "placeholders", "edges", "links", "repairs", "problems"), 0)
    >>> summary = {**counts, "languages": [], "base_iri": ""}
    >>> page = render_report({"title": "A & <b>", "summary": summary, "totals": dict.fromkeys(empty, 0), **empty})
    >>> "A &amp; &lt;b&gt;</h1>" in page
    True
    """
    style, script = part("base.css") + part("report.css"), part("report.js")
    template = _environment().from_string(part("report.html"))
    return template.render(
        policy=policy(scripts=(script,), styles=(style,)),
        title=payload["title"],
        summary=payload["summary"],
        sections={section.id: section for section in _sections(payload)},
        labels=_grouped(payload["labels"], "language"),
        problems=sorted(_grouped(payload["problems"], "code"), key=lambda group: -len(group.items)),
        style=Markup(style),  # noqa: S704  files of this package
        script=Markup(script),  # noqa: S704  a file of this package
    )


def _environment() -> Environment:
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True
    )
    environment.filters |= {
        "prose": lambda text: _short(prose(text)),
        "exact": exact,
        "brief": lambda text: _short(exact(text)),
        "lang": _lang,
        "dir": _dir,
        "autonym": _autonym,
        "number": lambda number: f"{number:,}",
    }
    environment.globals |= {"quote": quote, "place": place}
    return environment


def _sections(payload: Mapping[str, Any]) -> list[Section]:
    """List the sections in the order in which the author needs them: first what waits for a decision."""
    titles = {
        "conflicts": "Conflicts",
        "merges": "Possible duplicates",
        "repairs": "Repairs",
        "labels": "Elected labels",
        "problems": "Problems",
    }
    return [Section(name, title, payload[name], payload["totals"][name]) for name, title in titles.items()]


def _grouped(items: Iterable[Mapping[str, Any]], by: str) -> list[ReportGroup]:
    """Gather items by one of their fields, sorted by it; inside a group their order stays.

    >>> [(name, len(items)) for name, items in _grouped([{"code": "b"}, {"code": "a"}, {"code": "b"}], "code")]
    [('a', 1), ('b', 2)]
    """
    groups: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for item in items:
        groups[item[by]].append(item)
    return [ReportGroup(name, groups[name]) for name in sorted(groups)]


def place(item: Mapping[str, Any]) -> str:
    """Write where something stands; line 0 means the file as a whole.

    >>> place({"path": "en/bond.md", "line": 7}), place({"path": "en/bond.md", "line": 0})
    ('en/bond.md:7', 'en/bond.md')
    """
    path = exact(item["path"])
    return f"{path}:{item['line']}" if item["line"] else path


def quote(sentence: str, anchor: str) -> Quote:
    """Find the anchor in its sentence, whatever its case and blanks, as whole words rather than as a part of one.

    >>> quote("A bondsman sells a Bond.", "bond")
    Quote(before='A bondsman sells a ', anchor='Bond', after='.')
    >>> quote("The Securities and Exchange Commission acts.", "Securitie s and Exchange Commission").anchor
    'Securities and Exchange Commission'
    >>> quote("No such word.", "bond")
    Quote(before='No such word.', anchor='', after='')
    """
    text = unicodedata.normalize("NFC", prose(sentence))
    found = _find(text, unicodedata.normalize("NFC", prose(anchor)))
    if found is None:
        return Quote(_head(text, 2 * _AROUND), "", "")
    start, end = found
    return Quote(_tail(text[:start], _AROUND), _short(text[start:end]), _head(text[end:], _AROUND))


def _find(text: str, anchor: str) -> tuple[int, int] | None:
    wanted = "".join(anchor.casefold().split())
    if not wanted:
        return None
    at = text.find(anchor)
    if at >= 0 and not (_in_word(text[at - 1 : at]) or _in_word(text[at + len(anchor) : at + len(anchor) + 1])):
        return at, at + len(anchor)  # so it mostly stands there
    letters = [(letter, index) for index, character in enumerate(text) for letter in character.casefold() if not letter.isspace()]
    squeezed = "".join(letter for letter, _ in letters)
    first: tuple[int, int] | None = None
    at = squeezed.find(wanted)
    while at >= 0:
        start, end = letters[at][1], letters[at + len(wanted) - 1][1] + 1
        if not (_in_word(text[start - 1 : start]) or _in_word(text[end : end + 1])):
            return start, end
        first = first or (start, end)
        at = squeezed.find(wanted, at + len(wanted))
    if first is None:
        return None
    start, end = first
    while end < len(text) and unicodedata.category(text[end])[0] == "M":  # a letter stays with its marks
        end += 1
    return start, end


def _in_word(character: str) -> bool:
    return bool(character) and unicodedata.category(character)[0] in "LMN"


def _short(text: str) -> str:
    return _head(text, _LONGEST)


def _head(text: str, length: int) -> str:
    """Cut off what is too long.

    >>> _head("front office", 6), _head("front", 6)
    ('front…', 'front')
    """
    return text if len(text) <= length else text[: length - 1].rstrip() + _REST


def _tail(text: str, length: int) -> str:
    return text if len(text) <= length else _REST + text[1 - length :].lstrip()


def _lang(tag: str) -> str:
    """Give the tag as HTML's `lang` takes it; empty, which means unknown, for what is none."""
    return language_tag(tag) or ""


def _dir(tag: str) -> str:
    """Give the direction of a language; the browser looks at the text where it is not known.

    >>> _dir("ar"), _dir("no"), _dir("und"), _dir("<b>")
    ('rtl', 'ltr', 'auto', 'auto')
    """
    known = language_tag(tag)
    return direction(known) if known and known != UNDETERMINED else "auto"


def _autonym(tag: str) -> str:
    known = language_tag(tag)
    return language_name(known) if known and known != UNDETERMINED else ""
