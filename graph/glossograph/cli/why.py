"""`glossograph why`: where a label, an alias, an edge or a repair comes from."""

import click

from glossograph.cli.options import BuildPlace, build_option, open_build
from glossograph.cli.terminal import print_line


@click.command()
@click.argument("term")
@click.argument("target", required=False)
@build_option
def run(*, term: str, target: str | None, build: BuildPlace) -> int:
    """Show where the labels of TERM come from, or the links between TERM and TARGET."""
    from glossograph.analysis.explanation import explain_edge, explain_term

    with open_build(build) as kg:
        if target is None:
            lines = explain_term(kg.graph, kg.source, kg.term(term))
        else:
            lines = explain_edge(kg.graph, kg.source, kg.term(term), kg.term(target))
        for line in lines:
            print_line(line)
    return 0
