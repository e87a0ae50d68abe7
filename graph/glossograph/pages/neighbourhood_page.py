"""The page of a pyvis network: a vis-network drawing of some hundred terms, their names and links, offline.

Every text comes from articles and is trusted nowhere. It reaches the page as JSON in a script element that never runs, the page's
own script shows it with `textContent` and on a canvas alone, and the content security policy lets nothing run, load or style but
what this module wrote (CSP Level 3, section 8.3: hashes of inline elements).
"""

import re
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from glossograph.errors import GlossographError
from glossograph.pages.page_parts import json_for_script, part, policy, prose, unix

_VIS_FOLDER = re.compile(r"vis-(\d+)\.(\d+)\.(\d+)\Z")
_VIS_FILE = "vis-network.min.js"
_SOURCE_MAP = re.compile(r"^//# sourceMappingURL=.*$", re.MULTILINE)
_ENDS_SCRIPT = re.compile(r"</script|<!--", re.IGNORECASE)


def render(payload: Mapping[str, Any]) -> str:
    """Write the page; the same payload gives the same text.

    `payload` holds `title`, `language` (the tag to begin with), `languages` (`tag`, `name`, `direction`), `terms` (`slug`,
    `placeholder`, `labels` and `definitions` by tag, and as pyvis has them `x`, `y` and `size`; the last is on top), `links`
    (`[source, target, count, tags]`, by index into `terms`) and `middle`, the index of the term that it is about, or nothing.

    Raises `GlossographError` where pyvis comes without vis-network, `ValueError` for a number that is not finite.

    >>> page = render({"title": "Bonds & <b>", "language": "en", "languages": [], "terms": [], "links": [], "middle": None})
    >>> "<title>Bonds &amp; &lt;b&gt;</title>" in page
    True
    """
    style, script, library = part("base.css") + part("neighbourhood.css"), part("neighbourhood.js"), _vis_network()
    environment = Environment(autoescape=True, undefined=StrictUndefined, keep_trailing_newline=True)
    return environment.from_string(part("neighbourhood.html")).render(
        policy=policy(scripts=(library, script), styles=(style,)),
        title=prose(payload["title"]),
        data=Markup(json_for_script(payload)),  # noqa: S704 — escaped for its place
        style=Markup(style),  # noqa: S704 — files of this package
        library=Markup(library),  # noqa: S704 — a file of pyvis, checked by _vis_network
        script=Markup(script),  # noqa: S704
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
