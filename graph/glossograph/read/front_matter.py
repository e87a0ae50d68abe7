"""The YAML block on top of an article, read so that nothing in it can kill a build."""

import re
from functools import cache
from typing import Any, NamedTuple

import yaml
from frontmatter.default_handlers import YAMLHandler

from glossograph.model.problem import Problem, ProblemCode
from glossograph.text.data_files import data_file_error, read_data_file

_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_BLOCK = re.compile(r"---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.MULTILINE | re.DOTALL)
_KEY_LINE = re.compile(r"([^\s:#\-][^:]*?)[ \t]*:(?:[ \t]+(.*)|)\Z")
_ITEM_LINE = re.compile(r"[ \t]*-[ \t]+(.*)\Z")
_COMMA = re.compile("[,;،、，；]")
# A line that YAML reads as a plain scalar on one line, and nothing else.
_PLAIN_LINE = re.compile(r"^([A-Za-z]\w*): ([^\s\-?:,\[\]{}#&*!|>'\"%@`][^\n]*)\n", re.MULTILINE)
# The C loader is recursive without a guard: a block that nests deeper than any front matter is not given to it.
_DEEP = re.compile(r"(?:-[ \t]+){40}|^[ ]{200}", re.MULTILINE)
_MOST_BRACKETS = 1000
_LARGEST = 64 * 1024
_KEYS_FILE = "front_matter_keys.toml"


@cache
def canonical_keys() -> dict[str, str]:
    """Give the key that each spelling of a key means, folded by `_fold_key`.

    Raises:
        DataFileError: The data file has a value that is not a list of texts, or lists one spelling under two keys.
    """
    names: dict[str, str] = {}
    for name, spellings in read_data_file(_KEYS_FILE).items():
        if not isinstance(spellings, list) or not all(isinstance(spelling, str) for spelling in spellings):
            raise data_file_error(_KEYS_FILE, name, 'write a list of texts, such as ["title", "titre"]')
        for spelling in spellings:
            if names.setdefault(_fold_key(spelling), name) != name:
                raise data_file_error(_KEYS_FILE, name, f"{spelling!r} is listed under {names[_fold_key(spelling)]!r} already")
    return names


def _fold_key(key: str) -> str:
    return "-".join(key.split()).lower()


class FrontMatter(NamedTuple):
    """What the block says: texts and lists of texts by canonical key; the body begins on `body_line`, from 1."""

    values: dict[str, str | tuple[str, ...]]
    body: str
    body_line: int
    problems: tuple[Problem, ...]

    def text(self, name: str) -> str:
        """Give a value as one text, empty where there is none."""
        value = self.values.get(name, "")
        return value if isinstance(value, str) else ", ".join(value)

    def texts(self, name: str) -> tuple[str, ...]:
        """Give a value as several texts; a single one is taken apart at its commas."""
        value = self.values.get(name, ())
        parts = _COMMA.split(value) if isinstance(value, str) else value
        return tuple(part.strip() for part in parts if part.strip())


class Handler(YAMLHandler):
    """python-frontmatter's YAML handler, made strict about where the block stands and free of YAML's types.

    Every scalar is a text, as in YAML 1.2's failsafe schema (section 10.1), so that `lang: no` is `no` and a date is
    what was written. A block counts only at the very start: a rule further down is none.
    """

    def split(self, text: str) -> tuple[str, str]:
        """Split a text into block and body; `ValueError` where it does not start with a block."""
        end = text.find("\n---", 3)
        if text.startswith("---\n") and text.startswith("\n---\n", end) and text.find("\n...", 3, end) < 0:
            return text[4 : end + 1], text[end + 5 :]  # as nearly all are
        block = _BLOCK.match(text)
        if block is None:
            raise ValueError
        return block[1], text[block.end() :]

    def load(self, fm: str, **kwargs: object) -> Any:  # noqa: ANN401 — the base class's type
        """Parse the block with the C loader; `yaml.YAMLError` where it is broken."""
        if len(fm) > _LARGEST or fm.count("[") + fm.count("{") > _MOST_BRACKETS or _DEEP.search(fm):
            message = "too large or too deep"
            raise yaml.YAMLError(message)
        return super().load(fm, Loader=_LOADER, **kwargs)


_HANDLER = Handler()


def read_front_matter(text: str, path: str) -> FrontMatter:
    r"""Take the front matter off a text; where the YAML is broken it is read line by line, and a problem says so.

    >>> matter = read_front_matter("\n---\nTitle: Foo: Bar\nlang: no\n---\nText", "x.md")
    >>> matter.values, matter.body, matter.body_line
    ({'title': 'Foo: Bar', 'language': 'no'}, 'Text', 6)
    >>> [problem.line for problem in matter.problems]
    [2, 3]
    """
    start = text.lstrip("\ufeff \t\n")
    skipped = len(text) - len(start)
    line = text.count("\n", 0, skipped) + 1
    problems: list[Problem] = []
    if not start.startswith("---"):
        return FrontMatter({}, text, 1, ())
    try:
        block, body = _HANDLER.split(start)
    except ValueError:
        block, body = _unclosed_block(start)
        if not block:
            return FrontMatter({}, text, 1, ())
        problems.append(Problem(path, line, ProblemCode.FRONT_MATTER, "the front matter has no closing line ---"))
    body_line = line + start.count("\n", 0, len(start) - len(body))
    try:
        loaded = _plain_lines(block) or _HANDLER.load(block)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = line + 1 + min(mark.line, block.count("\n")) if mark else line
        what = getattr(error, "problem", None) or str(error)
        message = f"the YAML is broken ({what}): quote the value; read line by line"
        problems.append(Problem(path, where, ProblemCode.FRONT_MATTER, message))
        loaded = _line_by_line(block)
    if not isinstance(loaded, dict):
        if loaded:
            problems.append(Problem(path, line, ProblemCode.FRONT_MATTER, "the front matter holds no keys: write `title: ...`"))
        loaded = {}
    values, odd_keys = _canonical(loaded)
    problems += [
        Problem(path, line, ProblemCode.FRONT_MATTER_KEY, f"key {odd!r} is read as {name!r}: write {name!r}")
        for odd, name in odd_keys
    ]
    return FrontMatter(values, body, body_line, tuple(sorted(problems)))


def _plain_lines(block: str) -> dict[str, str]:
    """Read a block of plain `key: value` lines, as nearly all are, without YAML; empty where it may be anything else."""
    lines = _PLAIN_LINE.findall(block)
    count = block.count("\n")
    if len(lines) != count or block.count(": ") != count or " #" in block or ":\n" in block:
        return {}
    return {key: value.rstrip() for key, value in lines} if block.replace("\n", "").isprintable() else {}


def _unclosed_block(text: str) -> tuple[str, str]:
    """Take the lines below `---` that look like front matter, where the closing line is missing."""
    _, _, rest = text.partition("\n")
    end = 0
    for line in rest.splitlines(keepends=True):
        if not ((":" in line and _KEY_LINE.match(line.rstrip("\n"))) or _ITEM_LINE.match(line.rstrip("\n"))):
            break
        end += len(line)
    return rest[:end], rest[end:]


def _line_by_line(block: str) -> dict[str, str | list[str]]:
    """Read `key: value` lines, lists below a key and indented continuations, whatever else YAML would say of them."""
    found: dict[str, str | list[str]] = {}
    more: dict[str, list[str]] = {}
    name = ""
    for line in block.splitlines():
        if ":" in line and (pair := _KEY_LINE.match(line)):
            name = pair[1].strip("\"'")
            found[name] = _unquoted(pair[2] or "")
        elif name and (item := _ITEM_LINE.match(line)):
            before = found[name]
            if isinstance(before, str):
                found[name] = before = [before] if before else []
            before.append(_unquoted(item[1]))
        elif name and line.strip() and isinstance(found[name], str):
            more.setdefault(name, []).append(line.strip())
    for name, lines in more.items():
        if isinstance(first := found[name], str):
            found[name] = " ".join((first, *lines)).strip()
    return found


def _unquoted(text: str) -> str:
    text = text.strip()
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
        return text[1:-1]
    return "" if text in ("|", ">", "|-", ">-") else text


def _canonical(loaded: dict[Any, Any]) -> tuple[dict[str, str | tuple[str, ...]], list[tuple[str, str]]]:
    """Keep the texts and lists of texts under their canonical keys; say which keys were spelt oddly."""
    values: dict[str, str | tuple[str, ...]] = {}
    odd: list[tuple[str, str]] = []
    names = canonical_keys()
    for key, value in loaded.items():
        if not isinstance(key, str):
            continue
        name = names.get(_fold_key(key))
        if name is None or name in values:
            continue
        if isinstance(value, list):
            value = tuple(item for item in value if isinstance(item, str) and item.strip())  # noqa: PLW2901
        elif not isinstance(value, str):
            continue
        if not value:
            continue
        values[name] = value
        if not key.isascii() or key not in names:  # a translation, or another case
            odd.append((key, name))
    return values, odd
