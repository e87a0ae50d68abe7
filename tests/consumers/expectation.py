"""What a consumer should find in the exports of a graph, and how it says that it is not here."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any, NamedTuple

import glossograph as gg
from glossograph.text.languages import bcp47_case

FOLDER = Path(__file__).parents[2] / "build" / "consumers"
SCRIPTS = Path(__file__).parent / "scripts"
TIMEOUT_S = 300


class MissingConsumerError(Exception):
    """A consumer is not installed; the message says how to get it."""


class Expectation(NamedTuple):
    """A graph, the folder of its exports, and its content in plain values.

    Attributes:
        folder: Where all formats are.
        kg: The graph.
        labels: Labels by slug and language tag, the tags in the case of BCP 47.
        weights: The number of links by source and target.
        triples: The number of triples of `graph.ttl`.
    """

    folder: Path
    kg: gg.KnowledgeGraph
    labels: dict[str, dict[str, str]]
    weights: dict[tuple[str, str], int]
    triples: int

    @classmethod
    def of(cls, kg: gg.KnowledgeGraph, folder: Path, triples: int) -> "Expectation":
        """Take the content of a graph."""
        slugs = {term.id: str(term.slug) for term in kg.terms}
        labels = {str(term.slug): {bcp47_case(label.language): label.text for label in term.labels} for term in kg.terms}
        weights = {(slugs[edge.source], slugs[edge.target]): edge.count for edge in kg.edges}
        return cls(folder, kg, labels, weights, triples)

    @property
    def languages(self) -> set[str]:
        """The languages of the labels."""
        return {tag for texts in self.labels.values() for tag in texts}


def command(name: str, remedy: str) -> str:
    """Find a command, which `remedy` says how to get.

    Raises:
        MissingConsumerError: It is not installed.
    """
    if path := shutil.which(name):
        return path
    message = f"no command {name}: {remedy}"
    raise MissingConsumerError(message)


def output_of(*words: str | Path, cwd: Path | None = None) -> str:
    """Run a consumer and return what it prints.

    Raises:
        AssertionError: It fails; the message is the end of what it prints.
    """
    done = subprocess.run(
        [*map(str, words)], capture_output=True, text=True, encoding="utf-8", check=False, cwd=cwd, timeout=TIMEOUT_S
    )
    assert done.returncode == 0, (done.stderr or done.stdout)[-2000:]
    return done.stdout


def own_python() -> Path:
    """Find the Python of the environment that has the consumers from PyPI.

    Raises:
        MissingConsumerError: There is none.
    """
    path = FOLDER / "venv" / "bin" / "python"
    if not path.is_file():
        message = "no build/consumers/venv: run make test-consumers where PyPI is reached"
        raise MissingConsumerError(message)
    return path


def own_module(name: str) -> str:
    """Return the version of a package of that environment.

    Raises:
        MissingConsumerError: It is not there.
    """
    script = "import importlib.metadata, sys; print(importlib.metadata.version(sys.argv[1]))"
    done = subprocess.run([own_python(), "-c", script, name], capture_output=True, text=True, check=False)
    if done.returncode:
        message = f"no {name} in build/consumers/venv: run make test-consumers where PyPI is reached"
        raise MissingConsumerError(message)
    return done.stdout.strip()


def run_own_python(script: str, *arguments: str | Path) -> Any:
    """Run a script of `scripts/` in that environment; return the JSON that it prints."""
    return json.loads(output_of(own_python(), SCRIPTS / script, *arguments))


def npm_version(package: str) -> str:
    """Return the version of a package from npm.

    Raises:
        MissingConsumerError: It is not installed.
    """
    path = FOLDER / "npm" / "node_modules" / package / "package.json"
    if not path.is_file():
        message = f"no {package} in build/consumers/npm: run make test-consumers where npm is reached"
        raise MissingConsumerError(message)
    version: str = json.loads(path.read_text(encoding="utf-8"))["version"]
    return version


def run_node(script: str, *arguments: str | Path) -> Any:
    """Run a script of `scripts/` with the packages from npm; return the JSON that it prints.

    Node looks for packages beside the script, so it runs a copy beside them.
    """
    copy = FOLDER / "npm" / script
    shutil.copy(SCRIPTS / script, copy)
    return json.loads(output_of(os.environ.get("NODE", "node"), copy, *arguments))
