"""`glossograph neighbourhood`: what is around a term, as a page."""

import argparse

from glossograph.cli.opened import opened
from glossograph.cli.terminal import say
from glossograph.errors import GlossographError
from glossograph.text.normalise import count_noun


def neighbourhood_command(options: argparse.Namespace) -> int:
    """Write the page that the options ask for, say what is on it, and give the exit status."""
    if options.output.is_dir():
        message = f"{options.output}: is a folder: give the page's file with -o, such as near.html"
        raise GlossographError(message)
    with opened(options.build) as kg:
        network = kg.to_pyvis(options.term, options.hops, options.lang)
    network.write_html(options.output)
    if not options.quiet:
        say(f"{count_noun(len(network.nodes), 'term')}, {count_noun(len(network.edges), 'edge')}: {options.output}")
    return 0
