import doctest
import importlib
import pkgutil
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import glossograph as gg
from tests.conftest import complaints

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
MODULES = sorted(
    {gg.__name__, *(module.name for module in pkgutil.walk_packages(gg.__path__, "glossograph."))} - {"glossograph.__main__"}
)


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_in_docstrings_hold(name: str) -> None:
    results = doctest.testmod(importlib.import_module(name), optionflags=doctest.ELLIPSIS)
    assert results.failed == 0


def test_there_are_many_examples_so_that_they_cannot_silently_vanish() -> None:
    finder = doctest.DocTestFinder(exclude_empty=True)
    examples = sum(len(test.examples) for name in MODULES for test in finder.find(importlib.import_module(name)))
    assert len(MODULES) > 35
    assert examples > 45


def test_every_public_name_can_be_had() -> None:
    assert all(getattr(gg, name) is not None for name in gg.__all__)


def test_the_wheel_holds_the_sample_and_all_data() -> None:
    data = Path(gg.__file__).parent / "data"
    assert len(list(gg.SAMPLE.glob("*/*.md"))) == 156
    for name in (
        "glossograph.ttl",
        "page/explorer.js",
        "shapes.ttl",
        "sample/glossograph.toml",
        "sample/README.md",
    ):
        assert (data / name).is_file(), name
    templates = data.parent / "pages" / "templates"
    pages = ("explorer", "report", "neighbourhood", "findings", "difference")
    assert {path.stem for path in templates.glob("*.html")} == set(pages)
    assert {path.name for path in templates.glob("*.[cj]s*")} > {"base.css", "explorer.css", "report.js", "neighbourhood.js"}
    assert (data.parent / "py.typed").is_file()


def test_the_package_and_the_project_have_one_version() -> None:
    assert tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"] == gg.__version__


def test_every_dependency_has_its_reason_in_the_readme() -> None:
    dependencies = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    for dependency in dependencies:
        assert f"`{re.split(r'[<>=[]', dependency)[0]}`" in README


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    """The README's articles: the sample, under the name that it uses."""
    (tmp_path / "Texts").symlink_to(gg.SAMPLE)
    return tmp_path


def test_the_python_of_the_readme_runs(texts: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    [code] = blocks("python")
    monkeypatch.chdir(texts)
    exec(compile(code, "README.md", "exec"), {})  # noqa: S102 — our own README
    assert capsys.readouterr().out.splitlines()[0] == "फ्रंट ऑफिस hi"
    assert {path.name for path in texts.iterdir()} == {"Texts", "near.html", "out"}


def test_the_commands_of_the_readme_run(texts: Path) -> None:
    commands = [line for block in blocks("sh") for line in block.splitlines() if line.startswith("glossograph")]
    assert len(commands) == 21
    for command in commands:
        done = subprocess.run(
            [sys.executable, "-m", *shlex.split(command)], cwd=texts, capture_output=True, text=True, check=False
        )
        may_find = command.split()[1] in {"check", "fix"}  # the sample has its faults
        assert done.returncode in ((0, 1) if may_find else (0,)), command
        assert complaints(done.stderr) == ""


def test_the_settings_of_the_readme_are_settings(tmp_path: Path) -> None:
    from glossograph.config import Config, read_config

    (tmp_path / "glossograph.toml").write_text("\n".join(blocks("toml")), encoding="utf-8")
    assert isinstance(read_config(tmp_path / "glossograph.toml"), Config)


@pytest.mark.parametrize("command", ["build", "show", "path", "top", "communities", "stats", "query"])
def test_every_option_and_setting_is_in_the_readme(command: str) -> None:
    shown = subprocess.run([sys.executable, "-m", "glossograph", command, "--help"], capture_output=True, text=True, check=True)
    options = set(re.findall(r"--[a-z-]+", shown.stdout)) - {"--help"}
    assert len(options) >= {"build": 11, "query": 9}.get(command, 2)
    assert {option for option in options if option not in README} == set()


def test_the_committed_exports_are_what_a_build_writes(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "glossograph", "build", "--sample", "-o", str(tmp_path), "--quiet"]
    subprocess.run(command, check=True)
    written = {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}
    assert sorted(written) == ["glossograph.ttl", "graph.html", "graph.ttl", "links.ttl", "report.html", "report.json"]
    for name, data in written.items():
        assert (ROOT / "exports" / name).read_bytes() == data, f"exports/{name} is not current: run make demo and commit it"


def test_the_sample_has_the_faults_that_its_readme_names() -> None:
    kg = gg.build(gg.SAMPLE)
    readme = (gg.SAMPLE / "README.md").read_text(encoding="utf-8")
    rows = {
        cells[1].strip(): set(re.findall(r"`(\w\w/[\w-]+)`", cells[2]))
        for line in readme.splitlines()
        if len(cells := line.split("|")) == 5
    }

    def places(*codes: str) -> set[str]:
        return {problem.path.removeprefix("sample/").removesuffix(".md") for problem in kg.problems if problem.code in codes}

    assert rows["a destination rewritten in one language only"] == {
        repair.path.removeprefix("sample/").removesuffix(".md") for repair in kg.repairs
    }
    assert rows["a destination rewritten to another article"] == places("link-conflict")
    assert rows["YAML that breaks"] == places("front-matter")
    assert rows["a translated key, a missing title"] == places("front-matter-key", "title-missing")
    assert kg.term("konsumprisindeks").placeholder
    assert kg.term("prospectus").label("hi").text == "प्रॉस्पेक्टस"
    assert all(any(map(str.isalpha, label.text)) for term in kg.terms for label in term.labels)


def test_every_source_file_says_what_it_is_and_none_is_too_long() -> None:
    for path in Path(gg.__file__).parent.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert text.startswith(('"""', 'r"""')), path
        assert text.count("\n") <= 300, path
