"""`glossograph search`: terms by words of their names."""

import click

from glossograph.cli.options import BuildPlace, build_option, count_option, json_option, language_option, open_build
from glossograph.cli.terminal import print_json, print_message, print_table


@click.command(epilog="Exit status: 0 found, 1 no such name, 2 not searched.")
@click.argument("words", nargs=-1, required=True)
@count_option
@build_option
@language_option
@json_option
def run(*, words: tuple[str, ...], count: int, build: BuildPlace, language: str, as_json: bool) -> int:
    """Find terms by WORDS of their labels, aliases, titles and slugs in all languages.

    Case and accents do not matter. Whole names come first, then the most linked terms. NAME is the one that matched.
    """
    from glossograph.serialise.json_shapes import json_value, search_shape

    query = " ".join(words)
    with open_build(build) as kg:
        matches = kg.search(query, language, count)
    if as_json:
        print_json(json_value(search_shape(query, matches, language)))
    elif matches:
        rows = [
            (
                match.term.slug,
                str(match.term.label(language)),
                "" if match.name.text == str(match.term.label(language)) else match.name.text,
                f"{match.name.kind} {match.name.language}".strip(),
            )
            for match in matches
        ]
        print_table(("SLUG", "LABEL", "NAME", "IS"), rows)
    else:
        print_message(f"No name contains {query!r}")
    return 0 if matches else 1
