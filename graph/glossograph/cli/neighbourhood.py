"""`glossograph neighbourhood`: what is around a term, as a page."""

import argparse

from glossograph.cli.opened import opened
from glossograph.cli.terminal import say
from glossograph.errors import GlossographError


def neighbourhood_command(options: argparse.Namespace) -> int:
    """Write the page that the options ask for, say what is on it, and give the exit status."""
    if options.output.is_dir():
        message = f"{options.output}: is a folder: give the page's file with -o, such as near.html"
        raise GlossographError(message)
    with opened(options.build) as kg:
        network = kg.to_pyvis(options.term, options.hops, options.lang)
    network.write_html(options.output)
    if not options.quiet:
        terms, edges = len(network.nodes), len(network.edges)
        say(f"{terms} term{'' if terms == 1 else 's'}, {edges} edge{'' if edges == 1 else 's'}: {options.output}")
    return 0
