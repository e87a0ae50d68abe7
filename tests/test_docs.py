import doctest
import html.parser
import importlib
import importlib.util
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

import click
import duckdb
import msgspec
import pytest
import rdflib
import yaml

import glossograph as gg
from glossograph.cli.program import command
from glossograph.config import CheckSettings, Config, PageConfig, read_config
from glossograph.export.registry import FORMATS
from glossograph.lint.rules import RULES
from glossograph.rdf.vocabulary import PREFIXES
from glossograph.review.decision_file import read_decisions
from glossograph.sparql.cookbook import cookbook
from tests.command import run

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
CHECK_PAGES = DOCS / "reference" / "checks"
ROOT_PAGES = sorted(ROOT.glob("*.md"))
PAGES = sorted(path for path in DOCS.rglob("*.md") if CHECK_PAGES not in path.parents)
BLOCK = re.compile(r"^ *(`{3,})(\w+)\n(.*?)^ *\1$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^\s()]+)\)")


class Block(NamedTuple):
    """A block of code on a page."""

    language: str
    text: str


def blocks(page: Path) -> list[Block]:
    text = page.read_text(encoding="utf-8")
    return [Block(language, code) for _, language, code in BLOCK.findall(text)]


def name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


generated = load(DOCS / "generated.py")


class Runner:
    """Runs the blocks of one page in order, in a folder of its own where `Texts` holds the sample."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self._folder = folder
        self._capsys = capsys
        self._names: dict[str, object] = {}
        self._output = ""

    def run(self, block: Block) -> None:
        steps: Mapping[str, Callable[[str], None]] = {
            "python": self._python,
            "sh": self._commands,
            "sparql": self._sparql,
            "sql": self._sql,
            "text": self._text,
            "toml": self._toml,
            "turtle": self._turtle,
            "yaml": self._yaml,
        }
        if step := steps.get(block.language):
            step(block.text)

    def _commands(self, text: str) -> None:
        self._output = ""
        for line in text.splitlines():
            words = shlex.split(line, comments=True)
            if words[:1] != ["glossograph"]:
                continue
            assert not {"serve", "mcp", "--serve", "--watch"} & {*words}, f"{line} never ends: show it as console"
            done = run(*words[1:], cwd=self._folder)
            self._output += done.stdout
            may_find = words[1] in {"check", "fix", "build"}  # the sample has faults
            assert done.returncode in ((0, 1) if may_find else (0,)), f"{line}: {done.stderr}"
            assert done.stderr == "", line

    def _text(self, text: str) -> None:
        for line in filter(None, map(str.strip, text.splitlines())):
            assert line in self._output, f"{line!r} is not in the output:\n{self._output}"

    def _python(self, text: str) -> None:
        exec(compile(text, "page", "exec"), self._names)  # noqa: S102 — our own pages
        self._capsys.readouterr()

    def _sparql(self, text: str) -> None:
        gg.query("out", text, lang="en")

    def _sql(self, text: str) -> None:
        for table in re.findall(r"'([\w/*]+\.parquet)'", text):
            text = text.replace(f"'{table}'", f"'{(self._folder / 'out' / table).as_posix()}'")
        assert duckdb.execute(text).fetchall()

    def _toml(self, text: str) -> None:
        tables = tomllib.loads(text)
        if "project" in tables:
            return
        path = self._folder / "block.toml"
        path.write_text(text, encoding="utf-8")
        if {"link", "term", "match"} & tables.keys():
            read_decisions(path)
        else:
            read_config(path)

    def _turtle(self, text: str) -> None:
        prefixes = {**PREFIXES, "term": "https://example.org/glossary/term/"}
        declared = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in prefixes.items())
        assert len(rdflib.Graph().parse(data=declared + text, format="turtle"))

    def _yaml(self, text: str) -> None:
        assert yaml.safe_load(text)


@pytest.fixture
def runner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Runner:
    shutil.copytree(gg.SAMPLE, tmp_path / "Texts")
    monkeypatch.chdir(tmp_path)
    return Runner(tmp_path, capsys)


@pytest.mark.slow
@pytest.mark.parametrize("page", [ROOT / "README.md", *PAGES], ids=name)
def test_the_commands_and_the_code_of_a_page_run(page: Path, runner: Runner) -> None:
    code = blocks(page)
    if not any(block.language == "sh" for block in code):
        code = [block for block in code if block.language != "text"]  # a drawing, not an output
    for block in code:
        runner.run(block)


def test_the_pages_show_many_commands_and_much_code_so_that_they_cannot_silently_vanish() -> None:
    code = [block for page in (ROOT / "README.md", *PAGES) for block in blocks(page)]
    commands = [line for block in code if block.language == "sh" for line in block.text.splitlines() if "glossograph" in line]
    assert len(commands) > 50
    assert sum(block.language == "python" for block in code) >= 10


@pytest.mark.parametrize("page", [*ROOT_PAGES, *PAGES], ids=name)
def test_the_examples_with_results_on_a_page_hold(page: Path) -> None:
    assert doctest.testfile(str(page), module_relative=False, encoding="utf-8").failed == 0


def anchors(text: str) -> set[str]:
    headings = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", ROOT_PAGES, ids=name)
def test_the_links_of_the_pages_at_the_root_are_good(page: Path) -> None:
    for link in LINK.findall(BLOCK.sub("", page.read_text(encoding="utf-8"))):
        address = urlsplit(link)
        if address.scheme:
            continue
        target = ROOT / unquote(address.path) if address.path else page
        assert target.is_file(), link
        assert not address.fragment or address.fragment in anchors(target.read_text(encoding="utf-8")), link


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The documentation, built with a plain theme: the navigation of its own, with which CI builds it, takes half of the time."""
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-n", "-q", "-d", str(folder / "cache")]
    command += ["-D", "html_theme=basic"]
    done = subprocess.run([*command, str(DOCS), str(folder / "html")], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return folder / "html"


class PageReader(html.parser.HTMLParser):
    """Collects what a page links to and what it can be linked to by."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.links: set[str] = set()
        self.anchors: set[str] = set()
        self.feed(page.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del tag
        for attribute, value in attrs:
            if attribute in {"href", "src"} and value:
                self.links.add(value)
            if attribute in {"id", "name"} and value:
                self.anchors.add(value)


def bad_links(site: Path) -> Iterator[str]:
    pages = {path: PageReader(path) for path in site.rglob("*.html")}
    for path, page in pages.items():
        for link in page.links:
            address = urlsplit(link)
            if address.scheme or address.netloc:
                continue
            target = (path.parent / unquote(address.path)).resolve() if address.path else path
            lacks_anchor = address.fragment and target in pages and unquote(address.fragment) not in pages[target].anchors
            if not target.is_file() or lacks_anchor:
                yield f"{path.relative_to(site)}: {link}"


@pytest.mark.slow
def test_the_site_builds_without_a_warning_and_every_link_inside_is_good(site: Path) -> None:
    assert len(list(site.rglob("*.html"))) > 80
    assert sorted(bad_links(site)) == []


@pytest.mark.slow
def test_the_site_documents_every_public_name(site: Path) -> None:
    page = PageReader(site / "reference" / "python.html")
    assert {f"glossograph.{public}" for public in gg.__all__} <= page.anchors


@pytest.mark.slow
def test_the_site_documents_every_option_of_every_command(site: Path) -> None:
    page = PageReader(site / "reference" / "cli.html")
    context = click.Context(command)
    names = command.list_commands(context)
    assert len(names) >= 15
    for command_name in names:
        subcommand = command.get_command(context, command_name)
        assert subcommand
        for parameter in subcommand.params:
            if isinstance(parameter, click.Option):
                option = max(parameter.opts, key=len)
                assert f"cmdoption-glossograph-{command_name}-{option.lstrip('-')}" in page.anchors, (command_name, option)


def test_the_site_documents_every_setting_query_and_check() -> None:
    for table, struct in (("", Config), ("check", CheckSettings), ("page", PageConfig)):
        tables = {"check", "page"} if struct is Config else set()
        assert {field.name for field in msgspec.structs.fields(struct)} - tables == generated.SETTINGS[table].keys()
    assert all(f"\n## {query.name}\n" in f"\n{generated.queries()}" for query in cookbook())
    assert all(f"](checks/{code}.md)" in generated.checks() for code in RULES)


@pytest.mark.slow
def test_the_page_of_formats_names_every_format_and_the_files_that_it_writes(sample: gg.KnowledgeGraph, tmp_path: Path) -> None:
    rows = [line.split("|") for line in (DOCS / "reference" / "formats.md").read_text(encoding="utf-8").splitlines()]
    named = [cells for cells in rows if len(cells) == 5 and cells[1].startswith(" `")]
    files = {cells[1].strip(" `"): cells[2] for cells in reversed(named)}  # other tables about formats come below
    assert files.keys() >= FORMATS.keys()
    for form in FORMATS:
        names = {path.name for path in sample.write(tmp_path / form, form)}
        assert set(re.findall(r"`([\w.-]+\.\w+)`", files[form])) == names, form


def test_the_architecture_shows_the_tree_of_folders_as_it_is() -> None:
    tree = next(block.text for block in blocks(DOCS / "architecture.md") if block.text.startswith("graph/glossograph/"))
    shown = set(re.findall(r"^  ([\w./]+)", tree, re.MULTILINE))
    package = Path(gg.__file__).parent
    folders = {f"{path.parent.name}/" for path in package.glob("*/__init__.py")} | {"data/"}
    modules = {path.name for path in package.glob("*.py")} - {"__main__.py"}
    assert shown == folders | modules


def test_the_files_that_the_documentation_names_exist() -> None:
    named = re.compile(r"`((?:graph|tests|docs|notebooks|exports|\.github)/[\w./-]+\.\w+)`")
    missing = [
        f"{name(page)}: {path}"
        for page in (*ROOT_PAGES, *PAGES)
        for path in named.findall(page.read_text(encoding="utf-8"))
        if not (ROOT / path).is_file() and "NAME" not in path and "CODE" not in path and "TAG" not in path
    ]
    assert missing == []


def test_the_modules_that_the_architecture_names_exist() -> None:
    text = (DOCS / "architecture.md").read_text(encoding="utf-8")
    paths = set(re.findall(r"`([a-z_]+/[a-z_]+\.py)`", text))
    assert len(paths) > 20
    assert [path for path in sorted(paths) if not (Path(gg.__file__).parent / path).is_file()] == []


def test_each_decision_record_has_the_four_sections() -> None:
    records = sorted((DOCS / "adr").glob("0*.md"))
    assert len(records) >= 8
    for number, record in enumerate(records, start=1):
        text = record.read_text(encoding="utf-8")
        assert text.startswith(f"# {number}. "), record.name
        assert re.findall(r"^## (\w+)", text, re.MULTILINE) == ["Context", "Options", "Decision", "Consequences"], record.name


def test_the_readme_is_short() -> None:
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= 200
