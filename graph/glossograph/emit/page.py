"""The graph as one offline HTML page: a vis-network drawing, a search over every language, a panel for one term.

Every text of the payload comes from articles and is trusted nowhere. It reaches the page as JSON in a script element
that never runs, the page's own script shows it with `textContent` alone, and the content security policy lets nothing
run, load or style but what this module wrote (CSP Level 3, section 8.3: hashes of inline elements).
"""

import json
import re
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from glossograph.emit.page_parts import html_text, part, policy, unix
from glossograph.errors import GlossographError

_VIS_FOLDER = re.compile(r"vis-(\d+)\.(\d+)\.(\d+)\Z")
_VIS_FILE = "vis-network.min.js"
_SOURCE_MAP = re.compile(r"^//# sourceMappingURL=.*$", re.MULTILINE)
_ENDS_SCRIPT = re.compile(r"</script|<!--", re.IGNORECASE)
_UNSAFE_IN_JSON = re.compile("[<>&\u2028\u2029]")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def render(payload: Mapping[str, Any]) -> str:
    """Write the page of one graph; the same payload gives the same text.

    `payload` holds `title`, `description`, `fallback` (a language tag), `languages` (`tag`, `name`, `direction`),
    `terms` (`slug`, `stub`, `labels`, `aliases`, `definitions`, `keywords`, `articles`; most linked first), `links`
    (`[source, target, count, tags]`, by index into `terms`) and what is drawn at first, as pyvis has it: `nodes`,
    `edges`, `options`. Of nodes `id` (the term's index), `x`, `y` and `size` are used, of edges `from` and `to`, of
    options `interaction` and `layout`; labels, colours and widths are the page's own.

    Raises `GlossographError` where pyvis comes without vis-network, `ValueError` for a number that is not finite.

    >>> page = render({
    ...     "title": "Bonds & <b>", "description": "", "fallback": "en", "languages": [], "terms": [], "links": [],
    ...     "nodes": [], "edges": [], "options": {}, "without_definition": 0,
    ... })
    >>> "<title>Bonds &amp; &lt;b&gt;</title>" in page
    True
    """
    style, script = part("base.css") + part("page.css"), part("page.js")
    library = _vis_network()
    template = Environment(autoescape=True, undefined=StrictUndefined, keep_trailing_newline=True).from_string(part("page.html"))
    return template.render(
        policy=policy(scripts=(library, script), styles=(style,)),
        title=html_text(payload["title"]),
        description=html_text(payload["description"]),
        data=Markup(_json_for_script(payload)),  # noqa: S704  escaped for its place by _json_for_script
        style=Markup(style),  # noqa: S704  files of this package
        library=Markup(library),  # noqa: S704  a file of pyvis, checked by _vis_network
        script=Markup(script),  # noqa: S704  a file of this package
    )


def _vis_network() -> str:
    """Read the newest vis-network of the installed pyvis, whatever its version is called.

    >>> "vis.js is dual licensed" in _vis_network()
    True
    """
    library = files("pyvis") / "templates" / "lib"
    found = [
        (tuple(map(int, version.groups())), folder / _VIS_FILE)
        for folder in (library.iterdir() if library.is_dir() else ())
        if (version := _VIS_FOLDER.match(folder.name)) and (folder / _VIS_FILE).is_file()
    ]
    if not found:
        message = f"pyvis has no {_VIS_FILE} in templates/lib: install pyvis 0.3.2"
        raise GlossographError(message)
    newest = max(found, key=lambda version_and_file: version_and_file[0])[1]
    script = _SOURCE_MAP.sub("", unix(newest.read_text("utf-8")))
    if _ENDS_SCRIPT.search(script):
        message = f"{newest} cannot stand in a page, as it would end its script element: install pyvis 0.3.2"
        raise GlossographError(message)
    return script


def _json_for_script(value: object) -> str:
    r"""Write JSON that no script element ends at; lone surrogates, which UTF-8 cannot hold, become U+FFFD.

    >>> _json_for_script({"b": "</script>", "a": "\ud800"})
    '{"a":"\ufffd","b":"\\u003c/script\\u003e"}'
    """
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))
    return _UNSAFE_IN_JSON.sub(lambda found: f"\\u{ord(found[0]):04x}", _LONE_SURROGATE.sub("\ufffd", text))
