"""FastAPI's documentation, built with MkDocs as its authors do: each language by itself, with English pages for missing ones."""

import shutil
from pathlib import Path

from tests.eval.generators.oracle import Oracle, OraclePage, make_oracle
from tests.eval.generators.rendered import read_rendered
from tests.eval.generators.tools import run_mkdocs

_BASE = "https://fastapi.example/"
_SETTINGS = f"""
site_name: FastAPI
site_url: {_BASE}
theme: {{name: null, custom_dir: theme}}
markdown_extensions: [admonition, attr_list, def_list, footnotes, md_in_html]
"""
_TEMPLATE = """<!doctype html>
<html><head><meta name="source" content="{{ page.file.src_uri }}"></head>
<body><main class="markdown">{{ page.content }}</main></body></html>
"""


def render_fastapi(folder: Path, workshop: Path) -> Oracle:
    """Build `docs/<language>/docs` of a folder, each language over the English pages.

    Pages that a language does not have are the English ones, and links to them open these.
    """
    oracle: dict[str, OraclePage] = {}
    for docs in sorted(folder.glob("docs/*/docs")):
        language = docs.parent.name
        for name, page in _render_language(folder, language, workshop).items():
            source = _source(folder, language, name)
            if source.startswith(f"docs/{language}/"):
                links = tuple(
                    link._replace(opens=link.opens if link.opens.startswith("(") else _source(folder, language, link.opens))
                    for link in page.links
                )
                oracle[source] = OraclePage(language, name, links)
    return oracle


def _render_language(folder: Path, language: str, workshop: Path) -> Oracle:
    site, output = workshop / language, workshop / f"{language}-rendered"
    for tag in dict.fromkeys(("en", language)):
        shutil.copytree(folder / "docs" / tag / "docs", site / "docs", dirs_exist_ok=True)
    (site / "theme").mkdir()
    (site / "theme" / "main.html").write_text(_TEMPLATE, encoding="utf-8")
    (site / "mkdocs.yml").write_text(_SETTINGS, encoding="utf-8")
    run_mkdocs(site, output)
    return make_oracle(read_rendered(output, _BASE))


def _source(folder: Path, language: str, name: str) -> str:
    """Give the file that a page is made of: the language's own, else the English one."""
    own = f"docs/{language}/docs/{name}"
    return own if (folder / own).is_file() else f"docs/en/docs/{name}"
