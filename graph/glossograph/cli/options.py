"""Options that several commands share, and the settings and builds that they name."""

import functools
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from glossograph.cli.terminal import print_message
from glossograph.config import FILE_NAME as CONFIG_NAME
from glossograph.config import Config, Layout, RepairMode, find_file, read_config, replace_settings
from glossograph.engine.own_files import remove_leftovers_of_build
from glossograph.engine.storage import is_address
from glossograph.errors import GlossographError, NoArticlesError

if TYPE_CHECKING:
    from os import PathLike

    from click.shell_completion import CompletionItem

    from glossograph.api import KnowledgeGraph
    from glossograph.parts.parts_folder import PartsFolder
    from glossograph.workflow import Inputs


class _LocalPath(click.Path):
    """A path of this machine."""

    def convert(
        self, value: "str | PathLike[str]", param: click.Parameter | None, ctx: click.Context | None
    ) -> "str | bytes | PathLike[str]":
        """Refuse addresses, of which a path would make something else."""
        if isinstance(value, str) and is_address(value):
            self.fail(f"{value!r} is the address of an object store: copy the folder here, and name the copy", param, ctx)
        return super().convert(value, param, ctx)


PATH = _LocalPath(readable=False, path_type=Path)
"""A file or folder. Whether it can be read is left to what reads it, which says more when it fails."""

BuildPlace = Path | str
"""A folder or file of this machine, or the address of a folder in an object store."""


class BuildPlaceType(click.ParamType[BuildPlace]):
    """A path, or an address such as `s3://bucket/graph`."""

    name = "path"

    def convert(self, value: BuildPlace, param: click.Parameter | None, ctx: click.Context | None) -> BuildPlace:  # noqa: ARG002 — click's
        """Make a path of what is no address."""
        return value if isinstance(value, Path) or is_address(value) else Path(value)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> "list[CompletionItem]":
        """Complete paths."""
        return PATH.shell_complete(ctx, param, incomplete)


DEFAULT_BUILD = Path("out")
"""The folder that `build` writes to and other commands read from."""

SERVER_PACKAGES = ("starlette", "uvicorn")
INSTALL_SERVER = "pip install 'glossograph[serve]'"
_MAX_COUNT = 1_000_000
_Command = Callable[..., int]


class WholeNumber(click.IntRange):
    """A whole number in a range. The messages of click would call it an integer range."""

    name = "whole number"


class ListOption(click.Option):
    """An option that can be repeated and also takes several words: `--to gexf neo4j` is `--to gexf --to neo4j`."""


class FormatType(click.ParamType[str]):
    """The name of an export format; other packages are looked up only for a name that is not built in."""

    name = "format"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Check the name."""
        from glossograph.export.registry import FORMATS

        if value not in FORMATS:
            self.fail(f"{value!r} is not one of {', '.join(map(repr, FORMATS))}.", param, ctx)
        return value

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> "list[CompletionItem]":  # noqa: ARG002
        """List the names that begin so."""
        from click.shell_completion import CompletionItem

        from glossograph.export.registry import FORMATS

        return [CompletionItem(name) for name in FORMATS if name.startswith(incomplete)]


class ListCommand(click.Command):
    """A command with options of class `ListOption`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the arguments after repeating the name of a list option before each of its words."""
        names = {name for parameter in self.params if isinstance(parameter, ListOption) for name in parameter.opts}
        return super().parse_args(ctx, repeat_names(args, names))


def repeat_names(arguments: Sequence[str], names: Collection[str]) -> list[str]:
    """Repeat the name of a list option before each of its words.

    >>> repeat_names(["--to", "gexf", "neo4j", "-o", "x"], {"--to"})
    ['--to', 'gexf', '--to', 'neo4j', '-o', 'x']
    """
    repeated: list[str] = []
    current = ""
    for index, word in enumerate(arguments):
        if word == "--":
            return [*repeated, *arguments[index:]]
        if word.startswith("-"):
            current = word if word in names else ""
        elif current and repeated[-1] != current:
            repeated.append(current)
        repeated.append(word)
    return repeated


def _language_tag(_context: click.Context, _parameter: click.Parameter, value: str) -> str:
    from glossograph.text.languages import language_tag

    tag = language_tag(value)
    if tag is None:
        message = f"{value!r} is not a language tag: write it like no or pt-br"
        raise click.BadParameter(message)
    return tag


build_option = click.option(
    "--build",
    type=BuildPlaceType(),
    default=DEFAULT_BUILD,
    metavar="DIR",
    help="The folder that a build wrote to (also s3:// and the like), or an RDF file of it.",
)
quiet_option = click.option("--quiet", is_flag=True, help="Print errors only.")
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
language_option = click.option(
    "--lang", "language", default="en", metavar="TAG", callback=_language_tag, help="The language of the labels."
)
gzip_option = click.option("--gzip", is_flag=True, help="Compress the files of text formats: graph.ttl.gz.")
count_option = click.option(
    "--number", "count", type=WholeNumber(1, _MAX_COUNT), default=20, metavar="N", help="How many to show at most."
)
select_option = click.option(
    "--select",
    cls=ListOption,
    multiple=True,
    metavar="CODE...",
    help="Run only these checks; `link` selects all link-... checks.",
)
ignore_option = click.option("--ignore", cls=ListOption, multiple=True, metavar="CODE...", help="Leave these checks out.")


class ArticleOptions(NamedTuple):
    """What every command takes that reads articles: which ones, and the files of settings and decisions."""

    articles: tuple[BuildPlace, ...]
    sample: bool
    config: Path | None
    decisions: Path | None
    layout: str | None
    repair: str | None


def article_options(command: _Command) -> _Command:
    """Add ARTICLES and the options for reading them to a command, which takes them as one value, `options`."""

    @functools.wraps(command)
    def with_options(
        *,
        articles: tuple[BuildPlace, ...],
        sample: bool,
        config: Path | None,
        decisions: Path | None,
        layout: str | None,
        repair: str | None,
        **others: object,
    ) -> int:
        return command(options=ArticleOptions(articles, sample, config, decisions, layout, repair), **others)

    parameters = (
        click.argument("articles", nargs=-1, type=BuildPlaceType()),
        click.option("--sample", is_flag=True, help="Read the sample articles that come with glossograph."),
        click.option("--config", type=PATH, metavar="FILE", show_default=f"{CONFIG_NAME} here or in ARTICLES", help="Settings."),
        click.option(
            "--decisions", type=PATH, metavar="FILE", show_default="decisions.toml here or in ARTICLES", help="Your decisions."
        ),
        click.option(
            "--layout",
            type=click.Choice([*map(str, Layout)]),
            metavar="NAME",
            show_default=Config().layout,
            help="Where paths name the language (folder, suffix, none), or what the articles are written for "
            f"({', '.join([*map(str, Layout)][4:])}).",
        ),
        click.option(
            "--repair",
            type=click.Choice([*map(str, RepairMode)]),
            show_default=Config().repair,
            help="Which repairs of links are applied.",
        ),
    )
    for parameter in reversed(parameters):
        with_options = parameter(with_options)
    return with_options


def read_settings(
    options: ArticleOptions, *, new_decisions: bool = False, on_cluster: bool = False, **settings: object
) -> "Inputs":
    """Find the articles, settings and decisions that the options name.

    The command line comes before the files, and the files in this folder before those in the folders of articles.

    Args:
        options: The options for reading articles.
        new_decisions: Whether the file of `--decisions` may be missing, because it will be written.
        on_cluster: Whether a cluster reads the articles, which may then lie in an object store.
        settings: Settings from other options; `None` leaves one as the files say.

    Raises:
        GlossographError: Something named does not exist or cannot be used.
    """
    from glossograph.api import SAMPLE
    from glossograph.model.decision import NO_DECISIONS
    from glossograph.review.decision_file import FILE_NAME as DECISIONS_NAME
    from glossograph.review.decision_file import read_decisions
    from glossograph.workflow import Inputs, with_title

    if options.sample and options.articles:
        message = "Both ARTICLES and --sample given: leave one of them out"
        raise NoArticlesError(message)
    if not options.sample and not options.articles:
        message = "No articles given: name a folder of Markdown files, or add --sample"
        raise NoArticlesError(message)
    addresses = [place for place in options.articles if isinstance(place, str)]
    if addresses and not on_cluster:
        message = f"{addresses[0]}: an object store is read with --engine: add --engine dask, or copy the articles here"
        raise NoArticlesError(message)
    roots = (SAMPLE,) if options.sample else tuple(place for place in options.articles if isinstance(place, Path))
    working_folder = () if options.sample else (Path.cwd(),)  # the sample is built alike everywhere
    folders = (*working_folder, *(root for root in roots if root.is_dir()))
    path = options.config or find_file(CONFIG_NAME, folders)
    read = read_config(path) if path else Config()
    named = roots or tuple(Path("/", address.rstrip("/").rpartition("/")[2]) for address in addresses[:1])
    config = with_title(replace_settings(read, layout=options.layout, repair=options.repair, **settings), named)
    decisions_path = options.decisions or find_file(DECISIONS_NAME, folders)
    if decisions_path is None or (new_decisions and not decisions_path.exists()):
        return Inputs(roots, config, NO_DECISIONS)
    return Inputs(roots, config, read_decisions(decisions_path))


def existing_build(path: BuildPlace) -> Path:
    """Return the path of `--build` if there is anything, without what a killed command left in it.

    Raises:
        GlossographError: There is nothing, or it is the address of an object store.
    """
    if isinstance(path, str):
        message = f"{path}: this command reads only folders of this machine: copy the folder here first"
        raise GlossographError(message)
    if not path.exists():
        message = f"{path}: no such file or folder: run `glossograph build`, or name the folder of a build with --build"
        raise GlossographError(message)
    remove_leftovers_of_build(path if path.is_dir() else path.parent)
    return path


def has_server_packages() -> bool:
    """Say whether the packages of the extra `serve` are installed."""
    return all(map(find_spec, SERVER_PACKAGES))


def require_server_packages(purpose: str) -> None:
    """Check that the packages of the extra `serve` are installed.

    Args:
        purpose: What needs them, as the user wrote it.

    Raises:
        GlossographError: They are not.
    """
    if not has_server_packages():
        message = f"{purpose} needs more packages: run `{INSTALL_SERVER}`"
        raise GlossographError(message)


def find_parts(path: BuildPlace) -> "PartsFolder | None":
    """Open the graph in parts that `--build` names; nothing if it names another build.

    Raises:
        GlossographError: It is not finished, cannot be reached, or its manifest is damaged.
    """
    from glossograph.parts.parts_folder import PartsFolder, holds_parts

    return PartsFolder.open(path) if holds_parts(path) else None


@contextmanager
def local_triples(path: BuildPlace, *, evidence: bool = True) -> Iterator[Path]:
    """Give the path of `--build` for a block. The triples of an object store are copied into a temporary folder first.

    Args:
        path: The build.
        evidence: Whether the triples of the evidence are needed.

    Raises:
        GlossographError: There is no build, or it cannot be copied.
    """
    if isinstance(path, Path):
        yield existing_build(path)
        return
    from tempfile import TemporaryDirectory

    from glossograph.parts.parts_folder import PartsFolder

    parts = PartsFolder.open(path)
    with TemporaryDirectory(prefix="glossograph-") as folder:
        parts.copy_triples(Path(folder), evidence=evidence)
        yield Path(folder)


@contextmanager
def open_build(path: BuildPlace) -> "Iterator[KnowledgeGraph]":
    """Load the graph of a build for a block, with a note about what the build lacks.

    Raises:
        GlossographError: There is no build, or it cannot be read.
    """
    import sqlite3

    from glossograph.api import load

    try:
        kg = load(path if isinstance(path, str) else existing_build(path))
        if kg.edges and getattr(kg.source, "level", "") is None:  # read from RDF without evidence
            print_message(f"{path}: no links.ttl beside it: every edge counts as one link, in no language")
        if not kg.graph.whole and isinstance(path, Path) and _has_store(path):
            print_message(f"{path}: its store cannot be used, so repairs and problems are missing: run `glossograph build` again")
        yield kg
        if getattr(kg.source, "damage", ""):
            print_message(f"{path}: its store is damaged, so links come from the RDF: build again")
    except sqlite3.DatabaseError as error:
        message = f"{path}: cannot be read ({error}): run `glossograph build` again"
        raise GlossographError(message) from error


def _has_store(folder: Path) -> bool:
    """Check whether a folder has an article store, also one that may not be read."""
    from glossograph.workflow import STORE

    try:
        return (folder / STORE).is_file()
    except PermissionError:
        return True
