"""The site generators: which are installed, and how each renders a site.

Each site in `sites/` is a folder with the generator's own settings, and `site.toml`:

| key | meaning |
| --- | --- |
| `generator` | `mkdocs`, `hugo`, `jekyll` or `docusaurus` |
| `base` | address that the site is rendered for |
| `roots` | folders that an author would build a graph from, each compared with the generator |
| `clean_urls` | whether `bond.html` is also found at `bond`; true if not given |
"""

import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from tests.eval.generators.rendered import RenderedSite, read_rendered

SITES = Path(__file__).parent / "sites"
DOCUSAURUS_FOLDER = Path(__file__).parents[3] / "build" / "docusaurus"
"""Where `make eval-generators` installs Docusaurus."""

_TIMEOUT_S = 900


class Site(NamedTuple):
    """A site of the tests' own."""

    name: str
    folder: Path
    generator: str
    base: str
    roots: tuple[str, ...]
    clean_urls: bool = True


class RenderingError(Exception):
    """A generator stopped with an error."""


def read_sites() -> list[Site]:
    """Read the sites, sorted by name."""
    return [_read_site(path.parent) for path in sorted(SITES.glob("*/site.toml"))]


def _read_site(folder: Path) -> Site:
    settings = tomllib.loads((folder / "site.toml").read_text(encoding="utf-8"))
    roots = tuple(settings["roots"])
    return Site(folder.name, folder, settings["generator"], settings["base"], roots, settings.get("clean_urls", True))


def is_available(generator: str) -> bool:
    """Whether a generator is installed."""
    return GENERATORS[generator].is_installed()


def render(site: Site, workshop: Path) -> RenderedSite:
    """Render a copy of a site in an empty folder.

    Raises:
        RenderingError: The generator stopped with an error.
    """
    generator = GENERATORS[site.generator]
    source = generator.workshop(workshop) / site.name
    shutil.rmtree(source, ignore_errors=True)
    shutil.copytree(site.folder, source)
    output = workshop.resolve() / f"{site.name}-rendered"
    try:
        _run(generator.command(source, output), source, generator.environment)
        return read_rendered(output, site.base, root=source if site.generator == "hugo" else None, clean_urls=site.clean_urls)
    finally:
        shutil.rmtree(source)


class Generator(NamedTuple):
    """How a generator is found and run."""

    is_installed: Callable[[], bool]
    command: Callable[[Path, Path], Sequence[str]]
    environment: Mapping[str, str] = {}
    workshop: Callable[[Path], Path] = Path.resolve


def _run(command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> None:
    done = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=_TIMEOUT_S,
        check=False,
    )
    if done.returncode:
        message = f"{command[0]} stopped with status {done.returncode}:\n{done.stdout}\n{done.stderr}"
        raise RenderingError(message)


def run_mkdocs(source: Path, output: Path) -> None:
    """Render a folder that holds `mkdocs.yml`.

    Raises:
        RenderingError: MkDocs stopped with an error.
    """
    _run(_mkdocs(output), source, {})


def _mkdocs(output: Path) -> Sequence[str]:
    return (sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", str(output))


def _has_mkdocs() -> bool:
    return find_spec("mkdocs") is not None and find_spec("mkdocs_static_i18n") is not None


def _has_jekyll() -> bool:
    """Whether Jekyll is installed with the plugins that the sites use."""
    if shutil.which("jekyll") is None or (ruby := shutil.which("ruby")) is None:
        return False
    needed = [f"-r{library}" for library in ("jekyll", "jekyll-redirect-from", "jekyll-relative-links")]
    return subprocess.run((ruby, *needed, "-e", ""), capture_output=True, timeout=_TIMEOUT_S, check=False).returncode == 0


GENERATORS: Mapping[str, Generator] = {
    "mkdocs": Generator(
        _has_mkdocs,
        lambda _, output: _mkdocs(output),
    ),
    "hugo": Generator(
        lambda: shutil.which("hugo") is not None,
        lambda source, output: ("hugo", "--quiet", "--source", str(source), "--destination", str(output)),
    ),
    "jekyll": Generator(
        _has_jekyll,
        lambda _, output: ("jekyll", "build", "--quiet", "--disable-disk-cache", "--destination", str(output)),
        {"LANG": "C.UTF-8"},
    ),
    "docusaurus": Generator(
        lambda: _docusaurus_script().is_file() and shutil.which("node") is not None,
        lambda source, output: ("node", str(_docusaurus_script()), "build", str(source), "--out-dir", str(output)),
        {"DOCUSAURUS_NO_PERSISTENT_CACHE": "true", "CI": "true"},
        lambda _: DOCUSAURUS_FOLDER,
    ),
}


def _docusaurus_script() -> Path:
    return DOCUSAURUS_FOLDER / "node_modules" / "@docusaurus" / "core" / "bin" / "docusaurus.mjs"
