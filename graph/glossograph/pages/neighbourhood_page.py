"""The offline page of a pyvis network: a vis-network drawing of up to some hundred terms, their labels and links.

All text comes from articles and is untrusted. It enters the page as JSON in a script element that never runs. The page's own
script shows it with `textContent` and on a canvas only. The content security policy allows only the scripts and styles of this
package and of pyvis, and no requests (CSP Level 3, section 8.3: hashes of inline elements).
"""

import re
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from markupsafe import Markup

from glossograph.errors import GlossographError
from glossograph.pages.page_parts import (
    clean_prose,
    json_for_script,
    normalise_line_ends,
    page_environment,
    read_template,
    security_policy,
)

_VIS_FOLDER = re.compile(r"vis-(\d+)\.(\d+)\.(\d+)\Z")
_VIS_FILE = "vis-network.min.js"
_SOURCE_MAP = re.compile(r"^//# sourceMappingURL=.*$", re.MULTILINE)
_ENDS_SCRIPT = re.compile(r"</script|<!--", re.IGNORECASE)


def render_neighbourhood(payload: Mapping[str, Any]) -> str:
    """Render the page. The same payload gives the same text.

    Args:
        payload: `title`; `language`, the tag to start with; `languages`, a list of `tag`, `name` and `direction`; `terms`, a list
            of `slug`, `placeholder`, `labels` and `definitions` by tag, and pyvis's `x`, `y` and `size` (the last term is drawn
            on top); `links`, a list of `[source, target, count, tags]` by index into `terms`; `middle`, the index of the term
            that the page is about, or `None`.

    Raises:
        GlossographError: pyvis comes without a usable vis-network.
        ValueError: A number is not finite.

    >>> page = render_neighbourhood(
    ...     {"title": "Bonds & <b>", "language": "en", "languages": [], "terms": [], "links": [], "middle": None}
    ... )
    >>> "<title>Bonds &amp; &lt;b&gt;</title>" in page
    True
    """
    style = read_template("base.css") + read_template("neighbourhood.css")
    script, library = read_template("neighbourhood.js"), _read_vis_network()
    template = page_environment().from_string(read_template("neighbourhood.html"))
    return template.render(
        policy=security_policy(scripts=(library, script), styles=(style,)),
        title=clean_prose(payload["title"]),
        data=Markup(json_for_script(payload)),  # noqa: S704 — escaped for a script element
        style=Markup(style),  # noqa: S704 — files of this package
        library=Markup(library),  # noqa: S704 — a file of pyvis, checked by _read_vis_network
        script=Markup(script),  # noqa: S704 — a file of this package
    )


def _read_vis_network() -> str:
    """Read the newest vis-network that the installed pyvis contains.

    >>> "vis.js is dual licensed" in _read_vis_network()
    True
    """
    library = files("pyvis") / "templates" / "lib"
    versions = [
        (tuple(map(int, version.groups())), folder / _VIS_FILE)
        for folder in (library.iterdir() if library.is_dir() else ())
        if (version := _VIS_FOLDER.match(folder.name)) and (folder / _VIS_FILE).is_file()
    ]
    if not versions:
        message = f"pyvis has no {_VIS_FILE} in templates/lib: install pyvis 0.3.2"
        raise GlossographError(message)
    newest = max(versions, key=lambda version_and_file: version_and_file[0])[1]
    script = _SOURCE_MAP.sub("", normalise_line_ends(newest.read_text("utf-8")))
    if _ENDS_SCRIPT.search(script):
        message = f"{newest} contains '</script' or '<!--' and would end its script element: install pyvis 0.3.2"
        raise GlossographError(message)
    return script
