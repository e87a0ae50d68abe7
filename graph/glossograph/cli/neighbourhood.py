"""`glossograph neighbourhood`: the terms around a term, as a page."""

from pathlib import Path

import click

from glossograph.cli.options import PATH, BuildPlace, WholeNumber, build_option, language_option, open_build, quiet_option
from glossograph.cli.terminal import print_line
from glossograph.errors import GlossographError
from glossograph.text.normalise import count_noun

_MAX_HOPS = 1_000


@click.command()
@click.argument("term")
@click.option("-o", "--output", required=True, type=PATH, metavar="FILE", help="The page to write.")
@click.option(
    "--hops",
    type=WholeNumber(0, _MAX_HOPS),
    default=1,
    metavar="N",
    help="How many links the farthest terms are away from TERM at most.",
)
@build_option
@language_option
@quiet_option
def run(*, term: str, output: Path, hops: int, build: BuildPlace, language: str, quiet: bool) -> int:
    """Draw TERM and at most 300 terms around it as one offline HTML page."""
    if output.is_dir():
        message = f"{output}: is a folder: name the file of the page with -o, such as near.html"
        raise GlossographError(message)
    with open_build(build) as kg:
        network = kg.to_pyvis(term, hops, language)
    network.write_html(output)
    if not quiet:
        print_line(f"{count_noun(len(network.nodes), 'term')}, {count_noun(len(network.edges), 'edge')}: {output}")
    return 0
