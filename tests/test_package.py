import doctest
import importlib
import pkgutil
import re
from pathlib import Path
from typing import Any

import pytest

import glossograph as gg

ROOT = Path(__file__).parent.parent
MODULES = sorted(
    {gg.__name__, *(module.name for module in pkgutil.walk_packages(gg.__path__, "glossograph."))}
    - {"glossograph.__main__", "glossograph.engine.spark_engine", "glossograph.engine.spark_session"}  # need Spark: test_spark.py
)


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_in_docstrings_hold(name: str, sample: gg.KnowledgeGraph) -> None:
    def build(*roots: Path, **settings: Any) -> gg.KnowledgeGraph:
        return sample if roots == (gg.SAMPLE,) and not settings else gg.build(*roots, **settings)

    shared = {"build": build} if name == "glossograph.api" else {}  # so that fourteen examples build the sample once
    results = doctest.testmod(importlib.import_module(name), optionflags=doctest.ELLIPSIS, extraglobs=shared)
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
        "page/query.css",
        "page/query.js",
        "page/site.js",
        "page/card.png",
        "site_words.toml",
        "alphabets.toml",
        "shapes.ttl",
        "sample/glossograph.toml",
        "sample/README.md",
    ):
        assert (data / name).is_file(), name
    templates = data.parent / "pages" / "templates"
    pages = (
        "explorer",
        "report",
        "neighbourhood",
        "findings",
        "difference",
        "term_page",
        "query_page",
        "term_preview",
        "live_frame",
    )
    assert {path.stem for path in templates.glob("*.html")} == set(pages)
    assert {path.name for path in templates.glob("*.[cj]s*")} > {"base.css", "explorer.css", "report.js", "neighbourhood.js"}
    site = {path.name for path in (data.parent / "site" / "templates").iterdir()}
    assert site == {
        *(f"{name}.html" for name in ("frame", "front", "index", "link_list", "missing", "search", "term")),
        "icon.svg",
        "site.css",
    }
    assert (data.parent / "py.typed").is_file()


def test_the_committed_exports_are_what_a_build_writes(sample_build: Path) -> None:
    written = {path.name: path.read_bytes() for path in sample_build.iterdir() if path.is_file()}
    names = ["glossograph.ttl", "graph.html", "graph.ttl", "links.ttl", "places.json", "report.html", "report.json"]
    assert sorted(written) == names
    for name, data in written.items():
        assert (ROOT / "exports" / name).read_bytes() == data, f"exports/{name} is not current: run make demo and commit it"


def test_the_sample_has_the_faults_that_its_readme_names(sample: gg.KnowledgeGraph) -> None:
    readme = (gg.SAMPLE / "README.md").read_text(encoding="utf-8")
    rows = {
        cells[1].strip(): set(re.findall(r"`(\w\w/[\w-]+)`", cells[2]))
        for line in readme.splitlines()
        if len(cells := line.split("|")) == 5
    }

    def places(*codes: str) -> set[str]:
        return {problem.path.removeprefix("sample/").removesuffix(".md") for problem in sample.problems if problem.code in codes}

    assert rows["a destination rewritten in one language only"] == {
        repair.path.removeprefix("sample/").removesuffix(".md") for repair in sample.repairs
    }
    assert rows["a destination rewritten to another article"] == places("link-conflict")
    assert rows["YAML that breaks"] == places("front-matter")
    assert rows["a translated key, a missing title"] == places("front-matter-key", "title-missing")
    assert sample.term("konsumprisindeks").placeholder
    assert sample.term("prospectus").label("hi").text == "प्रॉस्पेक्टस"
    assert all(any(map(str.isalpha, label.text)) for term in sample.terms for label in term.labels)
