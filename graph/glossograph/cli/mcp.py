"""`glossograph mcp`: tools for assistants on standard input and output."""

import click

from glossograph.cli.options import BuildPlace, WholeNumber, build_option, existing_build
from glossograph.errors import GlossographError

_MIN_TOKENS, _MAX_TOKENS = 500, 100_000


@click.command()
@build_option
@click.option(
    "--max-tokens",
    type=WholeNumber(_MIN_TOKENS, _MAX_TOKENS),
    default=4_000,
    metavar="N",
    help="The longest answer, estimated.",
)
def run(*, build: BuildPlace, max_tokens: int) -> int:
    """Let an assistant ask a build, by the Model Context Protocol over standard input and output.

    The tools only read: search, terms, neighbours, paths, evidence, languages, SPARQL. `glossograph serve` has the same at /mcp.
    Needs `pip install glossograph[mcp]`.
    """
    try:
        from glossograph.server.assistant_process import serve_assistant
    except ModuleNotFoundError as error:
        if not (error.name or "").startswith(("mcp", "starlette", "uvicorn")):
            raise
        message = "mcp needs another package: run `pip install 'glossograph[mcp]'`"
        raise GlossographError(message) from error
    from glossograph.server.server_settings import ServerSettings

    serve_assistant(ServerSettings(existing_build(build), workers=1), max_tokens)
    return 0
