"""What the pages share: their files, text that is safe to show, and the policy that lets nothing else in."""

import base64
import hashlib
import json
import re
from importlib.resources import files

_NO_HTML_CHARACTER = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_REORDERING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_BLANKS = re.compile(r"[\s\x00-\x1f\x7f-\x9f]+")
_UNSAFE_IN_JSON = re.compile("[<>&\u2028\u2029]")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def part(name: str) -> str:
    """Read one of the files that pages are made of."""
    return unix((files("glossograph") / "data" / "page" / name).read_text("utf-8"))


def unix(text: str) -> str:
    """Give the lines the ends that the HTML parser gives them, since what it has read is what the browser hashes."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def policy(scripts: tuple[str, ...], styles: tuple[str, ...]) -> str:
    """Write the content security policy of a page that runs these scripts and styles and loads nothing.

    Source: CSP Level 3, section 8.3, on hashes of inline elements.

    >>> policy(scripts=("1",), styles=("",)).split("; ")[:2]
    ["default-src 'none'", "script-src 'sha256-a4ayc/80/OGda4BO/1o/V0etpOqiLx1JwB5S3beHW0s='"]
    """
    rules = (
        "default-src 'none'",
        "script-src " + " ".join(map(_source_hash, scripts)),
        "style-src " + " ".join(map(_source_hash, styles)),
        "img-src data:",
        "base-uri 'none'",
        "form-action 'none'",
    )
    return "; ".join(rules)


def _source_hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def html_text(text: str) -> str:
    r"""Put U+FFFD for what HTML and UTF-8 cannot hold; the template escapes the rest.

    >>> html_text("a\0b\ud800")
    'a\ufffdb\ufffd'
    """
    return _NO_HTML_CHARACTER.sub("\ufffd", text)


def prose(text: str) -> str:
    r"""Make one line of a text, without the characters that reorder what stands around it (Unicode UAX 9).

    >>> prose(" back\n office\u202e \ud800")
    'back office \ufffd'
    """
    if text.isprintable() and "  " not in text:  # so most texts are
        return text.strip()
    return html_text(_BLANKS.sub(" ", _REORDERING.sub("", text))).strip()


def exact(text: str) -> str:
    r"""Show a path or destination as it is written, with U+FFFD for each character that could not be seen there.

    >>> exact("/ready  cash\u202e")
    '/ready  cash\ufffd'
    """
    return text if text.isprintable() else _UNSEEN.sub("\ufffd", text)


def json_for_script(value: object) -> str:
    r"""Write JSON that no script element ends at; lone surrogates, which UTF-8 cannot hold, become U+FFFD.

    >>> json_for_script({"b": "</script>", "a": "\ud800"})
    '{"a":"\ufffd","b":"\\u003c/script\\u003e"}'
    """
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))
    return _UNSAFE_IN_JSON.sub(lambda found: f"\\u{ord(found[0]):04x}", _LONE_SURROGATE.sub("\ufffd", text))
