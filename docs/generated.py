"""Parts of the documentation that are made from the package, so that they cannot drift from it.

A page marks where such a part goes with a comment, `<!-- generated: NAME -->`; Sphinx replaces the comment by the Markdown that
the function in `PARTS` returns. The pages of the checks are copied from the package, one file a check.
"""

import ast
import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, NewType, get_args, get_origin, get_type_hints

import click
import msgspec

import glossograph
from glossograph.cli.program import command
from glossograph.config import CheckSettings, Config, PageConfig
from glossograph.lint.rules import RULES
from glossograph.sparql.cookbook import cookbook

if TYPE_CHECKING:
    from sphinx.application import Sphinx

PACKAGE = Path(glossograph.__file__).parent
CHECK_PAGES = PACKAGE / "data" / "checks"
_MARK = re.compile(r"^<!-- generated: ([\w-]+) -->$", re.MULTILINE)

SETTINGS: Mapping[str, Mapping[str, str]] = {
    "": {
        "title": "Title of the glossary. It goes into RDF and onto the pages. Empty takes the name of the folder of articles.",
        "description": "What the glossary is about, in a sentence.",
        "creator": "Who made it: a name, or an IRI.",
        "licence": "Its licence: an IRI, or a name.",
        "base_iri": "What the IRIs of terms, articles and links begin with: an absolute `http`, `https` or `urn` IRI ending in "
        "`/`, `#` or `:`. Empty means `https://example.org/glossary/`.",
        "languages": "Keep only the articles in these languages, given as lower-case BCP 47 tags. Empty keeps all.",
        "layout": "Where a path names the language: `auto` finds out, `folder` looks at folders only (`no/bond.md`), `suffix` "
        "before the file's suffix only (`bond.no.md`), `none` nowhere. The name of a tool fixes what that tool does: where the "
        "language stands, the side of `[[one|other]]` that names the page, dates and numbers before names, and the folder that a "
        "path of the site starts from.",
        "exclude": "Glob patterns of files and folders to leave out, matched against the name and against the path below the "
        "articles' folder. A folder is left out with its contents.",
        "include": "Glob patterns of pages to read that are left out by default, such as `README.md`: pages about the "
        "collection, pages for contributors, tags and search.",
        "wikilinks": "Which side of `[[one|other]]` names the page: `auto` finds out, `page-first` as in Obsidian, "
        "`text-first` as in Gollum and Dendron.",
        "related": "Which links become `skos:related`, which has no direction: all, only those that go both ways, or none.",
        "repair": "Which repairs of links are applied: the sure ones, also those that a majority decides, or none.",
        "evidence": "How much `links.ttl` holds of the links: no such file, counts, counts and anchors, or sentences too. "
        "Without sentences a build is faster, and `glossograph why` and the report show none.",
        "placeholders": "Whether terms that are linked to but have no article are in the graph.",
        "language": "Language of `title` and `description`, a lower-case BCP 47 tag. Empty writes them without a language.",
        "gzip": "Whether the files of text formats are compressed: `graph.nq.gz`. Pages and databases never are.",
    },
    "check": {
        "select": "Check only these codes. A beginning of a code selects all codes that begin so: `link`.",
        "ignore": "Leave these codes out. Beginnings of codes work here too.",
        "severity": "Severity by code: `error`, `warning`, `hint` or `off`.",
    },
    "page": {
        "languages": "Languages of the names, definitions and sentences in `graph.html`. Empty takes all.",
        "definitions": "Whether `graph.html` holds the definitions.",
        "sentences": "Whether `graph.html` holds the sentences behind the links.",
        "source": "Where the articles' files are: an `http` or `https` address, or a folder relative to the page such as `../`, "
        "ending in `/`. The page then links to each article.",
        "published": "Address of an article on the published site, with `{language}`, `{slug}` or `{path}` (the path without "
        "suffix): `https://example.org/{language}/{slug}/`. *Read the article* opens it.",
        "communities": 'Names of communities, each by the slug of one of their terms: `bond = "Debt"`. Without one, a community '
        "is named by the words that distinguish it.",
    },
}
"""What each setting does, by table of `glossograph.toml` and name."""

_TABLES: tuple[tuple[str, type[msgspec.Struct]], ...] = (("", Config), ("check", CheckSettings), ("page", PageConfig))

API_MODULES = (
    "model.term",
    "model.edge",
    "model.link",
    "model.evidence",
    "model.resolution_rule",
    "model.problem",
    "model.decision",
    "model.graph",
    "model.term_match",
    "text.keys",
    "text.languages",
    "analysis.name_search",
    "analysis.paths",
    "analysis.centrality",
    "analysis.statistics",
    "config",
    "errors",
    "lint.finding",
    "pages.pyvis_network",
    "serialise.export_job",
    "serialise.file_batch",
    "serialise.file_tree",
)
"""Modules whose types the public functions take and return."""


def settings() -> str:
    """Describe every setting of `glossograph.toml`: name, type, default and meaning, one table a section."""
    parts = []
    for table, struct in _TABLES:
        hints = get_type_hints(struct)
        rows = [
            f"| `{field.name}` | {_type_name(hints[field.name])} | `{_toml(field.default)}` | {SETTINGS[table][field.name]} |"
            for field in msgspec.structs.fields(struct)
            if not (isinstance(hints[field.name], type) and issubclass(hints[field.name], msgspec.Struct))
        ]
        title = f"## `[{table}]`" if table else "## Top level"
        parts.append("\n".join((f"{title}\n", "| setting | type | default | meaning |", "| --- | --- | --- | --- |", *rows)))
    return "\n\n".join(parts)


def _type_name(kind: object) -> str:
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return ", ".join(f"`{value}`" for value in kind)
    if get_origin(kind) is tuple:
        return f"list of {_type_name(get_args(kind)[0])}s"
    if get_origin(kind) is dict:
        return "table"
    return {str: "string", bool: "boolean"}[kind]  # type: ignore[index]


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return f"[{', '.join(map(_toml, value))}]"
    return f'"{value}"' if isinstance(value, str) else "{}"


def queries() -> str:
    """Describe every query of the cookbook: what it answers, its parameters, its text."""
    return "\n".join(part for query in cookbook() for part in _query(query.name))


def _query(name: str) -> Iterator[str]:
    query = next(query for query in cookbook() if query.name == name)
    yield f"## {name}\n\n{query.summary}\n"
    if query.parameters:
        yield "| parameter | kind | default | meaning |\n| --- | --- | --- | --- |"
        yield from (f"| `{each.name}` | {each.kind} | `{each.default}` | {each.description} |" for each in query.parameters)
        yield ""
    text = (PACKAGE / "data" / "queries" / f"{name}.rq").read_text(encoding="utf-8")
    body = "\n".join(line for line in text.splitlines() if not line.startswith("#")).strip("\n")
    yield f"```{{code-block}} sparql\n:force:\n\n{body}\n```\n"


def checks() -> str:
    """List every check with its severity, whether `fix` can repair it, and what it claims."""
    rows = "\n".join(
        f"| [{code}](checks/{code}.md) | {rule.severity} | {'yes' if rule.fixable else ''} | {rule.claim} | {rule.source} |"
        for code, rule in RULES.items()
    )
    return f"| code | severity | `fix` | claim | source |\n| --- | --- | --- | --- | --- |\n{rows}"


def modules() -> str:
    """List every module of the package with the first sentence of its docstring, by folder."""
    folders: dict[str, list[str]] = {"glossograph": []}
    for found in sorted(pkgutil.walk_packages([str(PACKAGE)], "glossograph."), key=lambda each: each.name):
        if found.name == "glossograph.__main__":
            continue
        sentence = _first_sentence(_docstring(found))
        if found.ispkg:
            folders[found.name] = [sentence]
        else:
            folders[found.name.rpartition(".")[0]].append(f"| `{found.name.rpartition('.')[2]}` | {sentence} |")
    parts = []
    for folder, lines in folders.items():
        path = f"{folder.replace('.', '/')}/"
        head, rows = ("", lines) if folder == "glossograph" else (f"{lines[0]}\n\n", lines[1:])
        table = "\n".join(("| module | subject |", "| --- | --- |", *rows)) if rows else ""
        parts.append(f"## `{path}`\n\n{head}{table}\n")
    return "\n".join(parts)


def _docstring(module: pkgutil.ModuleInfo) -> str:
    """Read the docstring of a module from its source: the module of an engine imports what is not installed here."""
    path = PACKAGE.parent / module.name.replace(".", "/")
    source = path / "__init__.py" if module.ispkg else path.with_suffix(".py")
    return ast.get_docstring(ast.parse(source.read_text(encoding="utf-8"))) or ""


def _first_sentence(docstring: str) -> str:
    return docstring.partition("\n\n")[0].replace("\n", " ").replace("|", "\\|").strip()


def api() -> str:
    """Document the public names of the package, and the types that they take and return."""
    names = sorted(glossograph.__all__, key=str.lower)
    functions = [name for name in names if inspect.isfunction(getattr(glossograph, name))]
    errors = [name for name in names if _is_error(getattr(glossograph, name))]
    values = [name for name in names if name not in (*functions, *errors, "KnowledgeGraph", "SAMPLE")]
    return "\n".join(
        (
            "## Functions\n",
            *(_autodoc("function", f"glossograph.{name}") for name in functions),
            "## The graph\n",
            _autodoc("class", "glossograph.KnowledgeGraph", members=True),
            "## Values\n",
            _autodoc("data", "glossograph.SAMPLE"),
            *(_autodoc("class", f"glossograph.{name}", members=True) for name in values),
            "## Errors\n",
            *(_autodoc("exception", f"glossograph.{name}") for name in errors),
        )
    )


def api_types() -> str:
    """Document the types that the public names refer to, module by module."""
    public = {getattr(glossograph, name) for name in glossograph.__all__ if name != "SAMPLE"}
    parts = []
    for module_name in API_MODULES:
        module = importlib.import_module(f"glossograph.{module_name}")
        shown = []
        for name, value in vars(module).items():
            is_type = inspect.isclass(value) or isinstance(value, NewType)
            if is_type and not name.startswith("_") and value.__module__ == module.__name__ and value not in public:
                kind = "exception" if _is_error(value) else "class"
                shown.append(_autodoc(kind, f"{module.__name__}.{name}", members=kind == "class"))
        if shown:
            parts += [f"## `glossograph.{module_name}`\n", f"{_first_sentence(module.__doc__ or '')}\n", *shown]
    return "\n".join(parts)


def _is_error(value: object) -> bool:
    return inspect.isclass(value) and issubclass(value, Exception)


def _autodoc(kind: str, name: str, *, members: bool = False) -> str:
    option = "\n   :members:" if members else ""
    return f"```{{eval-rst}}\n.. auto{kind}:: {name}{option}\n```\n"


def cli() -> str:
    """Document every command with its options."""
    return "\n".join(
        f"```{{eval-rst}}\n.. click:: glossograph.cli.{name}:run\n   :prog: glossograph {name}\n   :nested: none\n```\n"
        for name in command.list_commands(click.Context(command))
    )


PARTS: Mapping[str, Callable[[], str]] = {
    "api": api,
    "api-types": api_types,
    "checks": checks,
    "cli": cli,
    "modules": modules,
    "queries": queries,
    "settings": settings,
}


def connect(app: "Sphinx") -> None:
    """Let Sphinx fill in the generated parts, and copy the pages of the checks before it looks for pages."""
    app.connect("builder-inited", _copy_check_pages)
    app.connect("source-read", _fill_in)


def _fill_in(app: "Sphinx", docname: str, source: list[str]) -> None:
    del docname
    if _MARK.search(source[0]):
        app.env.note_reread()  # the page can change although its source does not
    source[0] = _MARK.sub(lambda mark: PARTS[mark[1]](), source[0])


def _copy_check_pages(app: "Sphinx") -> None:
    """Copy the pages of the checks from the package into `reference/checks`, unless they are there already."""
    folder = Path(app.srcdir) / "reference" / "checks"
    folder.mkdir(exist_ok=True)
    pages = {page.name: page.read_text(encoding="utf-8") for page in CHECK_PAGES.glob("*.md") if page.name != "index.md"}
    for stale in {path.name for path in folder.iterdir()} - pages.keys():
        (folder / stale).unlink()
    for name, text in pages.items():
        path, page = folder / name, text.replace("(index.md)", "(../checks.md)")
        if not path.is_file() or path.read_text(encoding="utf-8") != page:
            path.write_text(page, encoding="utf-8")
