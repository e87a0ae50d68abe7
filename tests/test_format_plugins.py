"""Export formats that other packages add by entry points."""

import importlib
import os
import re
import sys
import textwrap
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

import glossograph as gg
from glossograph.export import registry
from glossograph.export.registry import BUILT_IN_FORMATS, ENTRY_POINT_GROUP, FormatRegistry
from tests.command import run_process

EXAMPLE_FILE = re.compile(r"`([\w.]+\.(?:toml|py))`:\n\n((?: {4}.*\n|\n)+)")
BROKEN_MODULE = "import a_module_that_does_not_exist\n"

Install = Callable[[str, str, Mapping[str, str]], Path]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """Install packages of one module, with their metadata, into a folder of the search path, and start a new registry."""
    site = tmp_path / "site"
    site.mkdir()
    monkeypatch.syspath_prepend(site)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, (str(site), os.environ.get("PYTHONPATH")))))

    def install_package(package: str, module: str, formats: Mapping[str, str]) -> Path:
        (site / f"{package.replace('-', '_')}.py").write_text(module, encoding="utf-8")
        metadata = site / f"{package.replace('-', '_')}-1.0.dist-info"
        metadata.mkdir()
        (metadata / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n", encoding="utf-8")
        lines = (f"{name} = {target}\n" for name, target in formats.items())
        (metadata / "entry_points.txt").write_text(f"[{ENTRY_POINT_GROUP}]\n{''.join(lines)}", encoding="utf-8")
        monkeypatch.setattr(registry, "FORMATS", FormatRegistry())
        sys.modules.pop(package.replace("-", "_"), None)  # another test may have imported a module of this name
        importlib.invalidate_caches()
        return metadata

    return install_package


@pytest.fixture
def example(install: Install) -> None:
    """The package of the registry's docstring, installed."""
    files = {name: textwrap.dedent(text) for name, text in EXAMPLE_FILE.findall(f"{registry.__doc__}")}
    project = tomllib.loads(files["pyproject.toml"])["project"]
    install(project["name"], files["glossograph_wordlist.py"], project["entry-points"][ENTRY_POINT_GROUP])


@pytest.mark.usefixtures("example")
def test_a_package_adds_a_format_by_an_entry_point(sample: gg.KnowledgeGraph, tmp_path: Path) -> None:
    assert list(registry.FORMATS) == [*BUILT_IN_FORMATS, "wordlist"]
    paths = sample.write(tmp_path / "out", ["wordlist", "dot"])
    assert [path.name for path in paths] == ["wordlist.tsv", "graph.dot"]
    assert "bond\tno\tObligasjon\n" in paths[0].read_text(encoding="utf-8")


@pytest.mark.slow
@pytest.mark.usefixtures("example")
def test_the_command_line_knows_the_format_of_a_package(tmp_path: Path) -> None:
    done = run_process("build", "--sample", "-o", tmp_path / "out", "--format", "wordlist")
    assert (done.returncode, done.stderr) == (0, "")
    assert [path.name for path in (tmp_path / "out").iterdir() if path.is_file()] == ["wordlist.tsv"]


@pytest.mark.slow
def test_a_format_that_cannot_be_imported_is_one_clear_error_and_the_others_work(
    install: Install, sample: gg.KnowledgeGraph, tmp_path: Path
) -> None:
    install("broken-formats", BROKEN_MODULE, {"broken": "broken_formats:emit"})
    message = (
        r"\AFormat 'broken' cannot be loaded from broken_formats:emit \(No module named 'a_module_that_does_not_exist'\): "
        r"update or uninstall the package broken-formats\Z"
    )
    with pytest.raises(gg.GlossographError, match=message):
        sample.write(tmp_path / "out", ["dot", "broken"])
    assert not (tmp_path / "out").exists()
    assert [path.name for path in sample.write(tmp_path / "out", ["turtle", "dot"])][-1] == "graph.dot"
    done = run_process("export", "--build", tmp_path / "out", "--to", "broken", "--quiet")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)


@pytest.mark.parametrize("target", ["broken_formats:missing", "broken_formats:emit.missing", "not a target", ""])
def test_an_entry_point_without_a_function_is_one_clear_error(install: Install, sample: gg.KnowledgeGraph, target: str) -> None:
    install("broken-formats", "def emit(job, files):\n    pass\n", {"broken": target})
    with pytest.raises(
        gg.GlossographError, match=r"Format 'broken' cannot be loaded from .*uninstall the package broken-formats"
    ):
        sample.write("out", "broken")


def test_a_package_cannot_replace_a_built_in_format(install: Install, sample: gg.KnowledgeGraph, tmp_path: Path) -> None:
    install("loud-formats", BROKEN_MODULE, {"dot": "loud_formats:emit"})
    paths = sample.write(tmp_path, "dot")
    with pytest.warns(
        UserWarning, match="Format 'dot' of package loud-formats is ignored: glossograph has a format of this name"
    ):
        assert list(registry.FORMATS) == list(BUILT_IN_FORMATS)
    assert paths[0].read_text(encoding="utf-8").startswith("digraph")


def test_of_two_packages_with_the_same_format_the_first_by_name_is_used(
    install: Install, sample: gg.KnowledgeGraph, tmp_path: Path
) -> None:
    for package in ("b-formats", "a-formats"):
        module = f"def emit(job, files):\n    files.write_text('package.txt', '{package}')\n"
        install(package, module, {"package": f"{package.replace('-', '_')}:emit"})
    with pytest.warns(UserWarning, match="Format 'package' of package b-formats is ignored: a-formats has a format of this name"):
        [path] = sample.write(tmp_path / "out", "package")
    assert path.read_text(encoding="utf-8") == "a-formats"


def test_damaged_metadata_of_a_package_leaves_the_built_in_formats(install: Install) -> None:
    metadata = install("damaged-formats", "", {})
    (metadata / "entry_points.txt").write_text(f"[{ENTRY_POINT_GROUP}]\nno equals sign\n", encoding="utf-8")
    formats = FormatRegistry()
    with pytest.warns(UserWarning, match="Only the built-in formats are available"):
        assert list(formats) == list(BUILT_IN_FORMATS)


def test_a_source_tree_without_metadata_has_the_built_in_formats(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.metadata.entry_points", lambda group: [])  # noqa: ARG005
    formats = FormatRegistry()
    assert list(formats) == list(BUILT_IN_FORMATS)
    assert all(callable(entry_point.load()) for entry_point in formats.values())


def test_old_metadata_of_glossograph_itself_is_ignored(install: Install) -> None:
    install("glossograph", "", {"dot": "glossograph.a_former_module:emit", "former": "glossograph.a_former_module:emit"})
    assert list(registry.FORMATS) == list(BUILT_IN_FORMATS)


def test_the_project_declares_the_built_in_formats_as_entry_points() -> None:
    project = tomllib.loads((Path(__file__).parent.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["entry-points"][ENTRY_POINT_GROUP] == BUILT_IN_FORMATS
