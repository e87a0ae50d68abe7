"""`report.html`: the decisions of a build and what it leaves to the author, as one offline page with the evidence.

All text of the payload comes from articles and is untrusted. The template escapes it. The content security policy allows only the
script and styles of this package, and the page loads nothing.
"""

import json
import secrets
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from jinja2 import Template
from jinja2.runtime import Macro
from markupsafe import Markup

from glossograph.model.problem import PROBLEM_KINDS, SEVERITIES, ProblemKind, is_most
from glossograph.pages.page_parts import clean_code, clean_prose, page_environment, read_template, security_policy
from glossograph.text.languages import UNDETERMINED, direction, language_name, language_tag
from glossograph.text.normalise import normalized

_MAX_CHARS_AROUND_ANCHOR = 320
"""Characters of a sentence that are shown on either side of its anchor. The reader keeps fewer, but an article may be hostile."""

_MAX_TEXT_CHARS = 400
"""Characters that are shown of a label, a destination or a reason."""

_EXAMPLES = 10
"""Items of each kind that are in view at first."""

_OTHER_KIND = ProblemKind(SEVERITIES[-1], "", "have this problem")

_ELLIPSIS = "\u2026"

_TITLES = {
    "conflicts": "Conflicts",
    "duplicate_candidates": "Duplicate candidates",
    "matches": "Matches",
    "repairs": "Repairs",
    "selected_labels": "Selected labels",
    "problems": "Problems",
}
"""Sections in the order in which the author needs them: first what waits for a decision."""


class ReportSection(NamedTuple):
    """A section of the report: the items that are shown, out of `total`."""

    id: str
    title: str
    items: Sequence[Mapping[str, Any]]
    total: int

    @property
    def truncated(self) -> bool:
        """Whether there are more items than are shown."""
        return self.total > len(self.items)


class ReportGroup(NamedTuple):
    """Items of a section that share a language."""

    name: str
    items: Sequence[Mapping[str, Any]]


class ProblemGroup(NamedTuple):
    """The problems of a kind. `files` counts their files; `is_most` says that most files of the collection have it."""

    name: str
    items: Sequence[Mapping[str, Any]]
    kind: ProblemKind
    files: int
    is_most: bool


class Quote(NamedTuple):
    """A sentence in three parts. `anchor` is empty if the sentence does not contain it; then `before` is the sentence."""

    before: str
    anchor: str
    after: str


def render_report(payload: Mapping[str, Any], post_to: str = "") -> str:
    """Render the report's page. The same payload gives the same text.

    Args:
        payload: `title`; `summary` (`articles`, `languages`, `terms`, `placeholders`, `edges`, `links`, `repairs`, `problems`,
            `base_iri`); the lists `conflicts`, `duplicate_candidates`, `matches`, `repairs`, `selected_labels`, `problems`,
            shown in their own order, labels by language and problems by code, the most serious first; `totals`, the full length
            of each list. The page says so where a list is shorter than its total.
        post_to: The address on the page's own server to which decisions can be posted; empty for a page without a server.

    >>> lists = {name: [] for name in ("conflicts", "duplicate_candidates", "matches", "repairs", "selected_labels", "problems")}
    >>> counts = dict.fromkeys(("articles", "terms", "placeholders", "edges", "links", "repairs", "problems"), 0)
    >>> summary = {**counts, "languages": [], "base_iri": ""}
    >>> page = render_report({"title": "A & <b>", "summary": summary, "totals": dict.fromkeys(lists, 0), **lists})
    >>> "A &amp; &lt;b&gt;</h1>" in page
    True
    """
    return "".join(part if isinstance(part, str) else part.text for part in report_parts(payload, post_to))


class ReportItem(NamedTuple):
    """One item of the page: the template's macro that writes it, and the arguments of this."""

    macro: Callable[..., str]
    name: str
    arguments: tuple[object, ...]

    @property
    def text(self) -> str:
        """The item as HTML."""
        return str(self.macro(*self.arguments))

    def encoded(self) -> bytes:
        """Give the same in UTF-8."""
        return self.text.encode()


def report_parts(payload: Mapping[str, Any], post_to: str = "") -> list[str | ReportItem]:
    """Give the page in parts: the text between the items, and the items, which are not written yet."""
    style, script = read_template("base.css") + read_template("report.css"), read_template("report.js")
    mark = secrets.token_hex()  # no article can contain it
    items: list[ReportItem] = []

    def item(macro: Macro, *arguments: object) -> Markup:
        items.append(ReportItem(macro, macro.name, arguments))
        return Markup(mark)  # noqa: S704 — hexadecimal digits

    policy = security_policy(scripts=(script,), styles=(style,))
    sections = {
        name: ReportSection(name.replace("_", "-"), title, payload[name], payload["totals"][name])
        for name, title in _TITLES.items()
    }
    page = _template().render(
        item=item,
        policy=policy.replace("form-action 'none'", "form-action 'self'") if post_to else policy,
        post_to=post_to,
        title=payload["title"],
        summary=payload["summary"],
        resolutions=payload.get("resolutions", ()),
        guessed_joins=payload.get("guessed_joins", ()),
        sections=sections,
        label_groups=_group_items(payload["selected_labels"], "language"),
        problem_groups=group_problems(payload["problems"], payload["summary"]["articles"]),
        examples=_EXAMPLES,
        style=Markup(style),  # noqa: S704 — files of this package
        script=Markup(script),  # noqa: S704 — a file of this package
    )
    first, *others = page.split(mark)
    parts: list[str | ReportItem] = [first]
    for each, text in zip(items, others, strict=True):
        parts += (each, text)
    return parts


@cache
def _template() -> Template:
    environment = page_environment()
    environment.filters |= {
        "prose": lambda text: _shorten(clean_prose(text)),
        "code": lambda text: _shorten(clean_code(text)),
        "lang": _lang_attribute,
        "dir": _dir_attribute,
        "autonym": _autonym,
        "entry": lambda values: json.dumps(values, ensure_ascii=True),
        "number": lambda number: f"{number:,}",
    }
    environment.globals |= {"quote": quote_sentence, "location": file_location}
    return environment.from_string(read_template("report.html"))


def _group_items(items: Iterable[Mapping[str, Any]], field: str) -> list[ReportGroup]:
    """Group items by one of their fields, sorted by it. Inside a group, items keep their order.

    >>> [(name, len(items)) for name, items in _group_items([{"code": "b"}, {"code": "a"}, {"code": "b"}], "code")]
    [('a', 1), ('b', 2)]
    """
    groups: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for item in items:
        groups[item[field]].append(item)
    return [ReportGroup(name, groups[name]) for name in sorted(groups)]


def group_problems(problems: Iterable[Mapping[str, Any]], articles: int) -> list[ProblemGroup]:
    """Group problems by their code, the most serious kind first, then the most frequent.

    >>> problems = [{"code": code, "path": "a.md"} for code in ("untranslated", "title-missing", "not-text", "title-missing")]
    >>> [(group.name, group.kind.severity, len(group.items)) for group in group_problems(problems, 4)]
    [('not-text', 'error', 1), ('untranslated', 'warning', 1), ('title-missing', 'hint', 2)]
    """
    groups = []
    for name, items in _group_items(problems, "code"):
        files = len({item["path"] for item in items})
        groups.append(ProblemGroup(name, items, PROBLEM_KINDS.get(name, _OTHER_KIND), files, is_most(files, articles)))
    return sorted(groups, key=lambda group: (SEVERITIES.index(group.kind.severity), -len(group.items), group.name))


def file_location(item: Mapping[str, Any]) -> str:
    """Return path and line of an item. Line 0 means the whole file.

    >>> file_location({"path": "en/bond.md", "line": 7}), file_location({"path": "en/bond.md", "line": 0})
    ('en/bond.md:7', 'en/bond.md')
    """
    path = clean_code(item["path"])
    return f"{path}:{item['line']}" if item["line"] else path


def quote_sentence(sentence: str, anchor: str) -> Quote:
    """Split a sentence at its anchor, ignoring case and whitespace. Whole words come before parts of words.

    >>> quote_sentence("A bondsman sells a Bond.", "bond")
    Quote(before='A bondsman sells a ', anchor='Bond', after='.')
    >>> quote_sentence("The Securities and Exchange Commission acts.", "Securitie s and Exchange Commission").anchor
    'Securities and Exchange Commission'
    >>> quote_sentence("No such word.", "bond")
    Quote(before='No such word.', anchor='', after='')
    """
    text = normalized("NFC", clean_prose(sentence))
    span = _find_anchor(text, normalized("NFC", clean_prose(anchor)))
    if span is None:
        return Quote(_cut_end(text, 2 * _MAX_CHARS_AROUND_ANCHOR), "", "")
    start, end = span
    before, after = _cut_start(text[:start], _MAX_CHARS_AROUND_ANCHOR), _cut_end(text[end:], _MAX_CHARS_AROUND_ANCHOR)
    return Quote(before, _shorten(text[start:end]), after)


def _find_anchor(text: str, anchor: str) -> tuple[int, int] | None:
    """Return start and end of an anchor in a text."""
    folded_anchor = "".join(anchor.casefold().split())
    if not folded_anchor:
        return None
    start = text.find(anchor)
    if start >= 0 and _is_whole_word(text, start, start + len(anchor)):
        return start, start + len(anchor)  # the fast path: true of most anchors
    letters = [(letter, index) for index, character in enumerate(text) for letter in character.casefold() if not letter.isspace()]
    folded_text = "".join(letter for letter, _ in letters)
    first: tuple[int, int] | None = None
    offset = folded_text.find(folded_anchor)
    while offset >= 0:
        start, end = letters[offset][1], letters[offset + len(folded_anchor) - 1][1] + 1
        if _is_whole_word(text, start, end):
            return start, end
        first = first or (start, end)
        offset = folded_text.find(folded_anchor, offset + len(folded_anchor))
    if first is None:
        return None
    start, end = first
    while end < len(text) and unicodedata.category(text[end])[0] == "M":  # keep a letter together with its marks
        end += 1
    return start, end


def _is_whole_word(text: str, start: int, end: int) -> bool:
    return not (_is_word_character(text[start - 1 : start]) or _is_word_character(text[end : end + 1]))


def _is_word_character(character: str) -> bool:
    return bool(character) and unicodedata.category(character)[0] in "LMN"


def _shorten(text: str) -> str:
    return _cut_end(text, _MAX_TEXT_CHARS)


def _cut_end(text: str, max_chars: int) -> str:
    """Cut the end of a text that is too long.

    >>> _cut_end("front office", 6), _cut_end("front", 6)
    ('front…', 'front')
    """
    return text if len(text) <= max_chars else text[: max_chars - 1].rstrip() + _ELLIPSIS


def _cut_start(text: str, max_chars: int) -> str:
    return text if len(text) <= max_chars else _ELLIPSIS + text[1 - max_chars :].lstrip()


def _lang_attribute(tag: str) -> str:
    """Return the value of HTML's `lang`: the tag, or empty, which means unknown, for text that is not a tag."""
    return language_tag(tag) or ""


def _dir_attribute(tag: str) -> str:
    """Return the value of HTML's `dir`. With `auto`, the browser looks at the text.

    >>> _dir_attribute("ar"), _dir_attribute("no"), _dir_attribute("und"), _dir_attribute("<b>")
    ('rtl', 'ltr', 'auto', 'auto')
    """
    known = language_tag(tag)
    return direction(known) if known and known != UNDETERMINED else "auto"


def _autonym(tag: str) -> str:
    known = language_tag(tag)
    return language_name(known) if known and known != UNDETERMINED else ""
