"""Settings of the documentation's build: `make docs`, or `python -m sphinx -W -n docs build/docs`."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from sphinx.application import Sphinx

import generated
import glossograph

project = "glossograph"
author = "The glossograph authors"
version = release = glossograph.__version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx_click"]
exclude_patterns = [".*"]
nitpicky = True
nitpick_ignore_regex = [
    # Types of other libraries: their documentation is on the web, and this one is built without it.
    ("py:.*", r"(msgspec|networkx|nx|np|numpy|pathlib|pyoxigraph|pyvis|rdflib|scipy|sparse|sqlite3)\b.*"),
    ("py:.*", r"(collections\.abc|contextlib|enum|typing)\..*"),
    # Blocks are written by the formats of this package only.
    ("py:class", r"glossograph\.serialise\.kept_blocks\..*"),
    # Types of the standard library.
    ("py:(class|exc|obj)", r"(Any|Collection|Iterable|Iterator|Mapping|Path|Sequence|StrEnum|TextIO)"),
    ("py:class", r"(dict|list|tuple)\[.*"),
    ("py:exc", r"(Key|Runtime|Value|OS)?(Error|Exception)"),
    # Types inside documented ones that no caller names.
    ("py:class", r"glossograph\.(model\.evidence\._Anchors|serialise\.kept_blocks\.BlockWriter)"),
]
suppress_warnings = ["myst.header"]  # pages of the checks begin their examples at the second level

myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3

default_role = "code"  # docstrings write names as in Markdown, between single backticks
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_typehints_format = "short"
napoleon_google_docstring = True
napoleon_numpy_docstring = False

html_theme = "furo"
html_title = "glossograph"
html_copy_source = False
html_show_copyright = False
html_show_sourcelink = False


def setup(app: Sphinx) -> None:
    """Fill in the pages that are made from the package."""
    generated.connect(app)
