"""Front matter in YAML, TOML or JSON, and `key:: value` lines, read so that nothing in them can stop a build."""

import json
import re
import tomllib
from collections import defaultdict
from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

import yaml
from frontmatter.default_handlers import YAMLHandler

from glossograph.model.problem import Problem, ProblemCode
from glossograph.text.data_files import data_file_error, read_data_file

_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_YAML_BLOCK = re.compile(r"---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.MULTILINE | re.DOTALL)
_TOML_BLOCK = re.compile(r"\+\+\+[ \t]*\n(.*?)^\+\+\+[ \t]*(?:\n|\Z)", re.MULTILINE | re.DOTALL)
_DEEP_TOML_KEY = re.compile(r"(?<![\w\"'-])(?:[\w\"'-]++[ \t]*+\.[ \t]*+){100}")
"""A key of so many parts that reading it costs the square of their number."""

_TOML_KEY = re.compile(r"[A-Za-z_][\w-]*\Z")
_ITEM_LINE = re.compile(r"[ \t]*-[ \t]+(.*)\Z")
_PROPERTY_LINE = re.compile(r"[ \t]*(?:- )?([^\W\d_][\w -]{0,40}):: ?(.*)\Z")
_RELATION_LINE = re.compile(r"^[ \t]*(?:[-*] )?([^\W\d_][\w -]{0,40}):: ?(.+)$", re.MULTILINE)
_COMMA = re.compile("[,;،、，；]")
_WIKILINK = re.compile(r"\[\[[^\[\]\n]*\]\]")
_QUOTED = r"\"[^\"\\\n]*\"|'[^'\n]*'"
_ITEM = re.compile(rf"{_QUOTED}|\w(?:[\w -]*\w)?")
_PLAIN_LINE = re.compile(
    rf"^([A-Za-z][\w-]*):(?: (?:([^\s\-?:,\[\]{{}}#&*!|>'\"%@`][^\n]*)|({_QUOTED})"
    rf"|\[((?:{_ITEM.pattern})(?:, ?(?:{_ITEM.pattern}))*)\]) *)?\n",
    re.MULTILINE,
)
"""A line of YAML that holds a key and nothing, a plain scalar, a quoted one without escapes, or a list of these on one line."""

_OPENING = re.compile(r"[-?:](?!\S)|[\[{]")
"""What opens a level of YAML, at most two levels each: in a list or mapping of lines a sign before a blank, else a bracket."""

_MAX_DEPTH = 100
"""Levels of YAML that are loaded: the C loader calls itself for each, and some 10,000 overflow the stack of the process."""

_MAX_BRACKETS = 1000
_MAX_BLOCK_CHARS = 64 * 1024
_NULLS = frozenset({"null", "Null", "NULL", "~"})
_BOOLEANS = frozenset({"true", "false"})
_ADDRESSES = frozenset({"slug", "permalink", "url", "id", "aliases", "translation_key"})
"""Keys whose value names the article: a boolean there is a switch of some generator, never a name."""

RELATIONS = ("broader", "narrower", "related")
_LISTS = frozenset({"aliases", "tags", *RELATIONS})
"""Keys whose values add up where several spellings of the key are there."""

_KEYS_FILE = "front_matter_keys.toml"

Value = str | tuple[str, ...]
"""A value of the front matter: a text, or a list of texts."""


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
    """Values by canonical key; the body begins on `body_line`, counted from 1."""

    values: dict[str, Value]
    body: str
    body_line: int
    problems: tuple[Problem, ...]

    def text(self, name: str) -> str:
        """Give a value as one text, empty where there is none."""
        value = self.values.get(name, "")
        return value if isinstance(value, str) else ", ".join(value)

    def texts(self, name: str) -> tuple[str, ...]:
        """Give a value as several texts; a single text is split at its commas, except within `[[...]]`."""
        value = self.values.get(name, ())
        if isinstance(value, str):
            links = _WIKILINK.findall(value)
            value = (*links, *_COMMA.split(_WIKILINK.sub("", value)))
        return tuple(part.strip() for part in value if part.strip())


class Handler(YAMLHandler):
    """python-frontmatter's YAML handler, made strict about where the block stands and free of YAML's types.

    Every scalar is a text, as in YAML 1.2's failsafe schema (section 10.1), so that `lang: no` is `no` and a date is
    what was written. A block counts only at the very start of a file.
    """

    def split(self, text: str) -> tuple[str, str]:
        """Split a text into block and body.

        Raises:
            ValueError: The text does not start with a block.
        """
        end = text.find("\n---", 3)
        if text.startswith("---\n") and text.startswith("\n---\n", end) and text.find("\n...", 3, end) < 0:
            return text[4 : end + 1], text[end + 5 :]  # the usual case, without a regular expression
        block = _YAML_BLOCK.match(text)
        if block is None:
            raise ValueError
        return block[1], text[block.end() :]

    def load(self, fm: str, **kwargs: object) -> Any:  # noqa: ANN401 — the base class's type
        """Parse a block with the C loader.

        Raises:
            yaml.YAMLError: The block is not YAML, too large or too deep.
        """
        if len(fm) > _MAX_BLOCK_CHARS or (len(_OPENING.findall(fm)) > _MAX_DEPTH and _is_deep(fm)):
            message = "too large or too deep"
            raise yaml.YAMLError(message)
        return super().load(fm, Loader=_LOADER, **kwargs)


def _is_deep(block: str) -> bool:
    """Count the levels of a block by the events of the parser, which calls itself for none of them, however they are spelt."""
    depth = 0
    for event in yaml.parse(block, Loader=_LOADER):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > _MAX_DEPTH:
                return True
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
    return False


_HANDLER = Handler()


def read_front_matter(text: str, path: str) -> FrontMatter:
    r"""Take the front matter off a text. A broken block is read line by line, with a problem that names the line.

    >>> matter = read_front_matter("\n---\nTitle: Foo: Bar\nlang: no\n---\nText", "x.md")
    >>> matter.values, matter.body, matter.body_line
    ({'title': 'Foo: Bar', 'language': 'no'}, 'Text', 6)
    >>> [problem.line for problem in matter.problems]
    [2, 3]
    >>> read_front_matter('+++\ntitle = "Bond"\n+++\nText', "x.md").values
    {'title': 'Bond'}
    >>> read_front_matter("title:: Bond\n\nText", "x.md").body
    '\nText'
    """
    start = text.lstrip("\ufeff \t\n")
    line = text.count("\n", 0, len(text) - len(start)) + 1
    if start.startswith("---"):
        return _read_yaml(text, start, line, path)
    if start.startswith("+++") and (block := _TOML_BLOCK.match(start)):
        return _read_block(start, block[1], start[block.end() :], line, path, load=_load_toml)
    if start.startswith("{"):
        return _read_json(text, start, line, path)
    return _read_properties(text, path)


def _read_yaml(text: str, start: str, line: int, path: str) -> FrontMatter:
    try:
        block, body = _HANDLER.split(start)
        problems: tuple[Problem, ...] = ()
    except ValueError:
        block, body = _unclosed_block(start)
        if not block:
            return FrontMatter({}, text, 1, ())
        problems = (Problem(path, line, ProblemCode.FRONT_MATTER, "The front matter has no closing line: add a line `---`"),)
    matter = _read_block(start, block, body, line, path, load=_load_yaml)
    return matter._replace(problems=tuple(sorted((*problems, *matter.problems))))


def _read_json(text: str, start: str, line: int, path: str) -> FrontMatter:
    """Read a JSON object at the top; a text that merely begins with a brace has no front matter."""
    try:
        loaded, end = json.JSONDecoder().raw_decode(start[:_MAX_BLOCK_CHARS])
    except (ValueError, RecursionError):
        return FrontMatter({}, text, 1, ())
    if not isinstance(loaded, dict) or (end < len(start) and not start[end:].lstrip(" \t").startswith("\n")):
        return FrontMatter({}, text, 1, ())
    body = start[end:].lstrip(" \t").removeprefix("\n")
    return _with_values(loaded, body, line + start.count("\n", 0, len(start) - len(body)), line, path)


def _read_properties(text: str, path: str) -> FrontMatter:
    """Read the `key:: value` lines at the top (Logseq, Dataview), and relations written so anywhere in the text."""
    if "::" not in text:
        return FrontMatter({}, text, 1, ())
    loaded: dict[str, Any] = {}
    size = lines = 0
    for written in text.splitlines(keepends=True):
        property_line = _PROPERTY_LINE.match(written.rstrip("\n"))
        if property_line is None:
            break
        loaded.setdefault(property_line[1].strip(), property_line[2].strip())
        size, lines = size + len(written), lines + 1
    return _with_values(loaded, text[size:], lines + 1, 1, path, quiet=True)


def _read_block(start: str, block: str, body: str, line: int, path: str, *, load: Callable[[str], dict[str, Any]]) -> FrontMatter:
    """Load a block; where that fails, read it line by line and report the line."""
    body_line = line + start.count("\n", 0, len(start) - len(body))
    problems: list[Problem] = []
    try:
        loaded: Any = load(block)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = line + 1 + min(mark.line, block.count("\n")) if mark else line
        reason = getattr(error, "problem", None) or str(error)
        message = f"The front matter is broken ({reason}): read line by line; quote the value"
        problems.append(Problem(path, where, ProblemCode.FRONT_MATTER, message))
        loaded = _line_by_line(block)
    if not isinstance(loaded, dict):
        if loaded:
            problems.append(Problem(path, line, ProblemCode.FRONT_MATTER, "The front matter has no keys: write `title: ...`"))
        loaded = {}
    matter = _with_values(loaded, body, body_line, line, path)
    return matter._replace(problems=tuple(sorted((*problems, *matter.problems))))


def _load_yaml(block: str) -> Any:  # noqa: ANN401 — whatever the block holds
    return _plain_lines(block) or _HANDLER.load(block)


def _load_toml(block: str) -> dict[str, Any]:
    if len(block) > _MAX_BLOCK_CHARS or block.count("[") + block.count("{") > _MAX_BRACKETS or _DEEP_TOML_KEY.search(block):
        message = "too large or too deep"
        raise ValueError(message)
    return tomllib.loads(block)


def _with_values(loaded: dict[str, Any], body: str, body_line: int, line: int, path: str, *, quiet: bool = False) -> FrontMatter:
    values, odd_keys = _canonical(loaded)
    if "::" in body:
        relations: dict[str, list[str]] = defaultdict(list)
        for written in _RELATION_LINE.finditer(body):
            name = canonical_keys().get(_fold_key(written[1]))
            if name in RELATIONS:
                relations[name].append(written[2].strip())
        for name, texts in relations.items():
            before = values.get(name, ())
            values[name] = (*((before,) if isinstance(before, str) else before), *texts)
    problems = (
        Problem(path, line, ProblemCode.FRONT_MATTER_KEY, f"Key {odd!r} is read as {name!r}: write {name!r}")
        for odd, name in odd_keys
    )
    return FrontMatter(values, body, body_line, () if quiet else tuple(sorted(problems)))


def _plain_lines(block: str) -> dict[str, str | list[str]]:
    """Read a block of `key: value` lines, the usual case, without YAML; empty where it may be anything else."""
    lines = _PLAIN_LINE.findall(block)
    if len(lines) != block.count("\n") or not block.replace("\n", "").isprintable():
        return {}
    if any(": " in plain or " #" in plain or plain.rstrip().endswith(":") for _, plain, _, _ in lines):
        return {}
    return {
        key: [_without_quotes(item) for item in _ITEM.findall(items)] if items else plain.rstrip() or quoted[1:-1]
        for key, plain, quoted, items in lines
    }


def _without_quotes(text: str) -> str:
    return text[1:-1] if text[0] in "\"'" else text


def _unclosed_block(text: str) -> tuple[str, str]:
    """Take the lines below `---` that look like front matter, where the closing line is missing."""
    _, _, rest = text.partition("\n")
    end = 0
    for line in rest.splitlines(keepends=True):
        if not (_key_and_value(line.rstrip("\n")) or _ITEM_LINE.match(line.rstrip("\n"))):
            break
        end += len(line)
    return rest[:end], rest[end:]


def _line_by_line(block: str) -> dict[str, str | list[str]]:
    """Read `key: value` or `key = value` lines, lists below a key and indented continuations."""
    values: dict[str, str | list[str]] = {}
    continuations: dict[str, list[str]] = {}
    name = ""
    for line in block.splitlines():
        if pair := _key_and_value(line) or _toml_key_and_value(line):
            name = pair[0].strip("\"'")
            values[name] = _unquoted(pair[1])
        elif name and (item := _ITEM_LINE.match(line)):
            before = values[name]
            if isinstance(before, str):
                values[name] = before = [before] if before else []
            before.append(_unquoted(item[1]))
        elif name and line.strip() and isinstance(values[name], str):
            continuations.setdefault(name, []).append(line.strip())
    for name, lines in continuations.items():
        if isinstance(first := values[name], str):
            values[name] = " ".join((first, *lines)).strip()
    return values


def _key_and_value(line: str) -> tuple[str, str] | None:
    """Split `key: value` at the first colon, without a regular expression, which would try every blank before it.

    >>> _key_and_value("title : Bond: a loan"), _key_and_value("a:b"), _key_and_value("- a: b")
    (('title', 'Bond: a loan'), None, None)
    """
    key, colon, value = line.partition(":")
    if not colon or not key or key[0] in "#-" or key[0].isspace() or (value and value[0] not in " \t"):
        return None
    return key.rstrip(" \t"), value.lstrip(" \t")


def _toml_key_and_value(line: str) -> tuple[str, str] | None:
    """Split `key = value` at the first equals sign.

    >>> _toml_key_and_value('title = "Bond"'), _toml_key_and_value("a b = c")
    (('title', '"Bond"'), None)
    """
    key, equals, value = line.partition("=")
    key, value = key.rstrip(" \t"), value.strip(" \t")
    return (key, value) if equals and value and _TOML_KEY.match(key) else None


def _unquoted(text: str) -> str:
    text = text.strip()
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
        return text[1:-1]
    return "" if text in ("|", ">", "|-", ">-") else text


def _canonical(loaded: dict[Any, Any]) -> tuple[dict[str, Value], list[tuple[str, str]]]:
    """Keep the texts and lists of texts under their canonical keys, and list the keys that are written oddly."""
    values: dict[str, Value] = {}
    odd: list[tuple[str, str]] = []
    names = canonical_keys()
    for key, value in loaded.items():
        name = names.get(_fold_key(key)) if isinstance(key, str) else None
        if name is None or (name in values and name not in _LISTS):
            continue
        texts = tuple(_as_texts(value, name))
        if not texts:
            continue
        if name in values:  # `aliases` beside `redirect_from`, `tags` beside `categories`
            before = values[name]
            texts = (*((before,) if isinstance(before, str) else before), *texts)
        values[name] = texts if isinstance(value, list) or len(texts) > 1 else texts[0]
        if not key.isascii() or _fold_key(key) not in names or (key != key.lower() and key.lower() in names and key.istitle()):
            odd.append((key, name))
    return values, odd


def _as_texts(value: Any, name: str) -> list[str]:  # noqa: ANN401 — whatever YAML, TOML or JSON holds
    """Give a value as texts: none for null, for a table, and for a boolean where a name is expected."""
    items = value if isinstance(value, list) else [value]
    return [text for item in items if (text := _as_text(item, name))]


def _as_text(value: Any, name: str) -> str:  # noqa: ANN401 — whatever YAML, TOML or JSON holds
    if value is None or isinstance(value, dict | list):
        return ""
    text = str(value).lower() if isinstance(value, bool) else value if isinstance(value, str) else str(value)
    if not text.strip() or text in _NULLS or (name in _ADDRESSES and text.lower() in _BOOLEANS):
        return ""
    return text
