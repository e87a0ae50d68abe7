"""Shared parts of the pages: their files, text that is safe to show, and the content security policy."""

import base64
import hashlib
import json
import re
from importlib.resources import files

from jinja2 import Environment, StrictUndefined

_NONCHARACTERS = "\ufdd0-\ufdef" + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000))
_INVALID_IN_HTML = re.compile(f"[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff{_NONCHARACTERS}]")
_REORDERING_CHARACTER = re.compile("[\u202a-\u202e\u2066-\u2069]")
_WHITESPACE = re.compile(r"[\s\x00-\x1f\x7f-\x9f]+")
_UNSAFE_IN_JSON = re.compile("[<>&\u2028\u2029]")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_INVISIBLE_CHARACTER = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def read_template(name: str) -> str:
    """Read an HTML, CSS or JavaScript file of `pages/templates`."""
    return normalise_line_ends((files("glossograph") / "pages" / "templates" / name).read_text("utf-8"))


def read_built_page(name: str) -> str:
    """Read a file that `.ci/explorer build` makes from TypeScript, such as the script of `graph.html`."""
    return normalise_line_ends((files("glossograph") / "data" / "page" / name).read_text("utf-8"))


def read_site_script() -> str:
    """Read the script of the published site, which `.ci/explorer build` bundles from TypeScript."""
    return normalise_line_ends((files("glossograph") / "data" / "page" / "site.js").read_text("utf-8"))


def page_environment() -> Environment:
    """Create the Jinja environment of the pages: it escapes every value and rejects unknown names."""
    return Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True
    )


def normalise_line_ends(text: str) -> str:
    r"""Replace `\r\n` and `\r` by `\n`.

    The HTML parser does the same, and the browser hashes inline scripts and styles after parsing.
    """
    return text.replace("\r\n", "\n").replace("\r", "\n")


def security_policy(scripts: tuple[str, ...], styles: tuple[str, ...]) -> str:
    """Return a content security policy that allows only these inline scripts and styles, and loads nothing.

    Source: CSP Level 3, section 8.3, on hashes of inline elements.

    >>> security_policy(scripts=("1",), styles=("",)).split("; ")[:2]
    ["default-src 'none'", "script-src 'sha256-a4ayc/80/OGda4BO/1o/V0etpOqiLx1JwB5S3beHW0s='"]
    """
    rules = (
        "default-src 'none'",
        "script-src " + " ".join(map(_hash_source, scripts)),
        "style-src " + " ".join(map(_hash_source, styles)),
        "img-src data:",
        "base-uri 'none'",
        "form-action 'none'",
    )
    return "; ".join(rules)


def _hash_source(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def replace_invalid_html(text: str) -> str:
    r"""Replace characters that HTML or UTF-8 cannot hold by U+FFFD. The template escapes the rest.

    >>> replace_invalid_html("a\0b\ud800")
    'a\ufffdb\ufffd'
    """
    return _INVALID_IN_HTML.sub("\ufffd", text)


def clean_prose(text: str) -> str:
    r"""Return a text as one line, without the characters that reorder the text around them (Unicode UAX 9).

    >>> clean_prose(" back\n office\u202e \ud800")
    'back office \ufffd'
    """
    if text.isprintable() and "  " not in text:  # the fast path: true of most texts
        return text.strip()
    return replace_invalid_html(_WHITESPACE.sub(" ", _REORDERING_CHARACTER.sub("", text))).strip()


def clean_code(text: str) -> str:
    r"""Return a path or destination as written, with U+FFFD for each character that would be invisible.

    >>> clean_code("/ready  cash\u202e")
    '/ready  cash\ufffd'
    """
    return text if text.isprintable() else _INVISIBLE_CHARACTER.sub("\ufffd", text)


def json_for_script(value: object) -> str:
    r"""Return JSON that cannot end a script element. Lone surrogates, which UTF-8 cannot hold, become U+FFFD.

    Raises:
        ValueError: A number is not finite.

    >>> json_for_script({"b": "</script>", "a": "\ud800"})
    '{"a":"\ufffd","b":"\\u003c/script\\u003e"}'
    """
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))
    return _UNSAFE_IN_JSON.sub(lambda match: f"\\u{ord(match[0]):04x}", _LONE_SURROGATE.sub("\ufffd", text))
