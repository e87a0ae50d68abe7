"""The group of commands, and how a command ends."""

import contextlib
import difflib
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import NoReturn

import click

from glossograph import __version__
from glossograph.cli.ending import INTERRUPTED, exit_status
from glossograph.errors import GlossographError

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

_NAME = "glossograph"
_COMPLETION_VARIABLE = "_GLOSSOGRAPH_COMPLETE"
_MIN_ADDRESS_SPACE_MB = 400
"""With less, the numeric libraries print lines of their own, abort or wait for ever while they are loaded."""

_EPILOG = """\
\b
Complete commands and options with the Tab key: add one line to the start-up file of your shell.
  bash  eval "$(_GLOSSOGRAPH_COMPLETE=bash_source glossograph)"   in ~/.bashrc
  zsh   eval "$(_GLOSSOGRAPH_COMPLETE=zsh_source glossograph)"    in ~/.zshrc
  fish  _GLOSSOGRAPH_COMPLETE=fish_source glossograph | source    in ~/.config/fish/config.fish
"""

COMMANDS = {
    "build": "Build a graph from articles and write its files.",
    "review": "Write the decisions that only you can make to decisions.toml.",
    "match": "Propose matches with the concepts of other vocabularies.",
    "why": "Show where a label, an alias, an edge or a repair comes from.",
    "show": "Show a term.",
    "search": "Find terms by words of their names in all languages.",
    "path": "Show the best paths of links from one term to another.",
    "top": "Show the most central terms.",
    "communities": "Show groups of terms that link to each other.",
    "stats": "Count what is in a graph.",
    "neighbourhood": "Draw the terms around a term on a page.",
    "serve": "Serve a graph over HTTP: page, SPARQL, linked data, JSON.",
    "mcp": "Let an assistant ask a graph, by the Model Context Protocol.",
    "query": "Answer a SPARQL query, or one of the cookbook.",
    "validate": "Check RDF against the rules of SKOS and of our exports.",
    "export": "Write a graph in the formats of other systems.",
    "check": "Report what to fix in the articles.",
    "fix": "Fix in the articles what is safe to fix.",
    "diff": "Show what changed between two graphs.",
}
"""Each command and its line in the help. The module of that name in this folder holds its options and its `run`."""


class _LazyGroup(click.Group):
    """A group that imports a command when it is called: `glossograph --help` imports none of them."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 — click's signature
        """Return the names of the commands in the order of the help."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import a command."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"glossograph.cli.{cmd_name}").run
        return command

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that the first word names, or suggest the nearest."""
        if args[0] not in COMMANDS and not args[0].startswith("-") and not ctx.resilient_parsing:
            nearest = difflib.get_close_matches(args[0], COMMANDS, n=1)
            ctx.fail(f"No such command {args[0]!r}.{f' Did you mean {nearest[0]!r}?' if nearest else ''}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the list of commands from the table above."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(
    _NAME,
    cls=_LazyGroup,
    invoke_without_command=True,
    epilog=_EPILOG,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100, "show_default": True},
)
@click.version_option(__version__, message="%(prog)s %(version)s")
@click.pass_context
def command(context: click.Context) -> None:
    """Build one multilingual knowledge graph from linked Markdown articles, and ask it."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit status.

    Args:
        arguments: The words after `glossograph`; by default those of this process.

    Returns:
        0 done; 1 findings, or problems under `--strict`; 2 nothing done; 130 interrupted; 141 the output was closed.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    words = list(sys.argv[1:] if arguments is None else arguments)
    return exit_status(lambda: _run_or_complete(words))


def _run_or_complete(words: list[str]) -> int:
    """Run a command, or answer the shell that asks how to complete one.

    `command.main` would do both, but it turns a closed pipe into exit status 1 and prints a line of its own for Ctrl-C.
    """
    try:
        return _invoke(list(words))
    except click.exceptions.Exit as end:  # --help and --version
        return end.exit_code
    except click.UsageError as error:
        raise GlossographError(_usage_message(error, words)) from error


def _invoke(words: list[str]) -> int:
    if instruction := os.environ.get(_COMPLETION_VARIABLE):
        from click.shell_completion import shell_complete

        return shell_complete(command, {}, _NAME, _COMPLETION_VARIABLE, instruction)
    _require_address_space()
    with command.make_context(_NAME, words) as context:
        return command.invoke(context) or 0


def _require_address_space() -> None:
    """Refuse to run where the shell limits the address space to less than the libraries need.

    Raises:
        GlossographError: It does.
    """
    limit = resource.getrlimit(resource.RLIMIT_AS)[0] if resource else -1
    if 0 <= limit < _MIN_ADDRESS_SPACE_MB << 20:
        message = f"The memory limit is {limit >> 20} MB, and {_MIN_ADDRESS_SPACE_MB} MB are needed: raise it (ulimit -v)"
        raise GlossographError(message)


def _usage_message(error: click.UsageError, words: list[str]) -> str:
    """Write a usage error on one line, with the command whose help to read."""
    command_path = " ".join([_NAME, *(word for word in words[:1] if word in COMMANDS)])
    return f"{' '.join(error.format_message().split()).removesuffix('.')} (see `{command_path} --help`)"


def run() -> NoReturn:
    """Run a command and end the process at once.

    Freeing a large graph object by object would take about a second, and a query that was stopped runs on in its thread.
    """
    status = main()
    if status != INTERRUPTED:  # the thread of a query may be waiting for the reader of a pipe, and a flush would wait for it
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:
                with contextlib.suppress(OSError, ValueError):
                    stream.flush()
    os._exit(status)
