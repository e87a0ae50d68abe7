import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import nbformat
import pytest

import glossograph as gg
from tests.hostile import hostile_graph
from tests.notebooks import NOTEBOOKS

ROOT = NOTEBOOKS.parent
NAMES = sorted(path.name for path in NOTEBOOKS.glob("*.ipynb"))


def read(path: Path) -> nbformat.NotebookNode:
    return nbformat.read(path, as_version=4)


def told(notebook: nbformat.NotebookNode) -> list[Any]:
    """Give what a notebook shows: without pictures, pages and warnings, which are of each machine and each pyvis."""
    shown: list[Any] = []
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            if output.get("name") == "stderr":
                continue
            data = output.get("data", {})
            html = data.get("text/html", "")
            shown.append((output.output_type, output.get("text"), data.get("text/plain"), "frame" if "<iframe" in html else html))
    return shown


def test_there_are_three_notebooks_and_the_readme_names_them() -> None:
    assert NAMES == ["explore.ipynb", "feed.ipynb", "sparql.ipynb"]
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [name for name in NAMES if f"(notebooks/{name})" not in readme] == []


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_runs_and_shows_what_was_committed(tmp_path: Path, name: str) -> None:
    command = [sys.executable, "-m", "tests.notebooks", str(tmp_path), name]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    committed, anew = read(NOTEBOOKS / name), read(tmp_path / name)
    assert [cell.source for cell in anew.cells] == [cell.source for cell in committed.cells]
    assert told(anew) == told(committed), "run python -m tests.notebooks and commit"


@pytest.mark.parametrize("name", NAMES)
def test_a_committed_notebook_is_whole_and_tells_nothing_of_a_machine(name: str) -> None:
    notebook = read(NOTEBOOKS / name)
    nbformat.validate(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    assert not [
        output for cell in code for output in cell.outputs if output.output_type == "error" or output.get("name") == "stderr"
    ]
    assert not [cell for cell in notebook.cells if cell.metadata]
    shown = str(told(notebook))
    assert not re.search(r"/(?:tmp|home|root|Users)/|[A-Z]:\\\\|0x[0-9a-f]{8}", shown)


@pytest.mark.slow
def test_the_code_of_the_notebooks_is_typed(tmp_path: Path) -> None:
    for name in NAMES:
        cells = [cell.source for cell in read(NOTEBOOKS / name).cells if cell.cell_type == "code"]
        (tmp_path / name.replace(".ipynb", ".py")).write_text("\n\n".join(cells) + "\n", encoding="utf-8")
    command = [sys.executable, "-m", "mypy", "--config-file", str(ROOT / "pyproject.toml"), *map(str, tmp_path.glob("*.py"))]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_what_notebooks_import_comes_with_their_extra() -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = {re.split(r"[<>=[]", one)[0] for one in (*extras["dependencies"], *extras["optional-dependencies"]["notebooks"])}
    found = set()
    for name in NAMES:
        for cell in read(NOTEBOOKS / name).cells:
            if cell.cell_type == "code":
                found |= set(re.findall(r"^(?:import|from) (\w+)", cell.source, re.MULTILINE))
    foreign = {name.replace("_", "-") for name in found - set(sys.stdlib_module_names) - {"glossograph"}}
    assert "pandas" in foreign
    assert foreign <= named


def test_the_drawing_in_a_notebook_can_reach_nothing_outside_its_frame(sample: gg.KnowledgeGraph) -> None:
    html = sample.to_pyvis(around="stock")._repr_html_()
    assert re.findall(r"<(\w+)", html) == ["iframe"]
    assert 'sandbox="allow-scripts"' in html


def test_a_graph_shows_itself_with_its_names_in_every_language(sample: gg.KnowledgeGraph) -> None:
    html = sample._repr_html_()
    assert "48 terms, 8 without an article; 380 edges from 1,478 links; 156 articles in 6 languages" in html
    for text in ("Bond", "Obligasjon", "债券", "बॉन्ड"):
        assert f">{text}<" in html
    assert '<td lang="ar" dir="rtl">' in html


def test_a_graph_shows_itself_without_letting_its_words_be_markup() -> None:
    html = hostile_graph()._repr_html_()
    assert "&lt;/script&gt;" in html
    assert set(re.findall(r"<(/?\w+)", html)) <= {
        f"{slash}{name}" for slash in ("", "/") for name in ("p", "strong", "br", "table", "thead", "tbody", "tr", "th", "td")
    }
    assert not set(re.findall(r"[\x00-\x08\x0b-\x1f\u202e]", html))
