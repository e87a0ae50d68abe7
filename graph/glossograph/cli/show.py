"""`glossograph show`: all that is known about a term."""

from collections import defaultdict
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from glossograph.cli.options import BuildPlace, build_option, find_parts, json_option, language_option, open_build
from glossograph.cli.terminal import print_json, print_line, print_table
from glossograph.text.normalise import count_noun

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from glossograph.analysis.paths import Neighbour
    from glossograph.api import KnowledgeGraph
    from glossograph.model.term import Term
    from glossograph.text.languages import LanguageTag


@click.command()
@click.argument("term")
@build_option
@language_option
@json_option
def run(*, term: str, build: BuildPlace, language: str, as_json: bool) -> int:
    """Show the labels, definition, articles and links of TERM.

    TERM is a slug in any spelling, an IRI, or a label, alias or title in any language.
    """
    from glossograph.serialise.json_shapes import json_value, term_shape

    with _open(build, term) as kg:
        subject, neighbours = kg.term(term), kg.neighbours(term)
    if as_json:
        print_json(json_value(term_shape(subject, neighbours, language)))
    else:
        _print_term(subject, language)
        _print_neighbours(neighbours, language)
    return 0


@contextmanager
def _open(build: BuildPlace, term: str) -> "Iterator[KnowledgeGraph]":
    """Open a build; of a graph in parts only what is around a term."""
    if parts := find_parts(build):
        from glossograph.api import KnowledgeGraph
        from glossograph.parts.parts_graph import PartsEvidence
        from glossograph.parts.parts_queries import around_name

        graph = around_name(parts, term)
        yield KnowledgeGraph(graph, PartsEvidence(parts, {term.slug: term.id for term in graph.terms}))
        return
    with open_build(build) as kg:
        yield kg


def _print_term(term: "Term", language: str) -> None:
    from glossograph.text.languages import FALLBACK, language_name, same_language

    label = term.label(language)
    note = "" if same_language(label.language, language) else f", no label in {language}"
    print_line(f"{label.text} ({term.slug}){note}")
    definitions = {definition.language: definition.text for definition in term.definitions}
    if text := definitions.get(label.language) or definitions.get(FALLBACK):
        print_line(f"  {text}")
    print_line("")
    aliases: dict[LanguageTag, list[str]] = defaultdict(list)
    for alias in term.alternatives:
        aliases[alias.language].append(alias.text)
    labels = {label.language: label.text for label in term.labels}
    sources = {label.language: f"selected from {count_noun(label.count, 'anchor')}" for label in term.labels if label.count}
    sources |= {article.language: article.path for article in term.articles}
    rows = [
        (tag, language_name(tag), labels.get(tag, ""), ", ".join(aliases[tag]), sources.get(tag, ""))
        for tag in sorted({*labels, *aliases, *sources})
    ]
    print_table(("TAG", "LANGUAGE", "LABEL", "ALIASES", "SOURCE"), rows)


def _print_neighbours(neighbours: "Sequence[Neighbour]", language: str) -> None:
    from glossograph.analysis.paths import Direction

    for direction, heading in ((Direction.OUT, "LINKS TO"), (Direction.IN, "LINKED FROM")):
        rows = [
            (str(each.term.label(language)), each.term.slug, f"{each.count:,}", " ".join(each.languages))
            for each in neighbours
            if each.direction is direction
        ]
        print_line("")
        if rows:
            print_table((heading, "SLUG", "LINKS", "IN"), rows, right=("LINKS",))
        else:
            print_line(f"{heading}: no term")
