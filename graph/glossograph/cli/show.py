"""`glossograph show`: all that is known of one term."""

import argparse
from collections.abc import Sequence
from typing import Any

from glossograph.analysis.paths import Direction, Neighbour
from glossograph.cli.opened import opened
from glossograph.cli.tables import show_table
from glossograph.cli.terminal import say, say_json
from glossograph.model.term import Term
from glossograph.text.languages import FALLBACK, language_name, same_language


def show_command(options: argparse.Namespace) -> int:
    """Show the term that the options name, and give the exit status."""
    with opened(options.build) as kg:
        term, neighbours = kg.term(options.term), kg.neighbours(options.term)
    if options.json:
        say_json(_json(term, neighbours, options.lang))
    else:
        _show(term, neighbours, options.lang)
    return 0


def _show(term: Term, neighbours: Sequence[Neighbour], language: str) -> None:
    label = term.label(language)
    lacking = "" if same_language(label.language, language) else f", no name in {language}"
    say(f"{label.text} ({term.slug}){lacking}")
    meaning = {one.language: one.text for one in term.definitions}
    if text := meaning.get(label.language) or meaning.get(FALLBACK):
        say(f"  {text}")
    say("")
    others = {
        tag: [one.text for one in term.alternatives if one.language == tag] for tag in {x.language for x in term.alternatives}
    }
    articles = {article.language: article.path for article in term.articles}
    named = {one.language: one for one in term.labels}
    rows = [
        (
            tag,
            language_name(tag),
            named[tag].text if tag in named else "",
            ", ".join(others.get(tag, ())),
            articles.get(tag, f"elected from {named[tag].count} anchors" if tag in named and named[tag].count else ""),
        )
        for tag in sorted({*named, *others, *articles})
    ]
    show_table(("TAG", "LANGUAGE", "NAME", "ALSO", "FROM"), rows)
    for direction, heading in ((Direction.OUT, "LINKS TO"), (Direction.IN, "LINKED FROM")):
        found = [one for one in neighbours if one.direction is direction]
        say("")
        if found:
            show_table((heading, "", "LINKS", "IN"), [_row(one, language) for one in found], right=("LINKS",))
        else:
            say(f"{heading}: nothing")


def _row(one: Neighbour, language: str) -> tuple[str, str, str, str]:
    return str(one.term.label(language)), one.term.slug, f"{one.count:,}", " ".join(one.languages)


def _json(term: Term, neighbours: Sequence[Neighbour], language: str) -> dict[str, Any]:
    label = term.label(language)
    return {
        "id": term.id,
        "slug": term.slug,
        "placeholder": term.placeholder,
        "label": {"language": label.language, "text": label.text},
        "labels": {one.language: one.text for one in term.labels},
        "alternatives": [{"language": one.language, "text": one.text, "count": one.count} for one in term.alternatives],
        "definitions": {one.language: one.text for one in term.definitions},
        "articles": [{"language": one.language, "path": one.path, "title": one.title} for one in term.articles],
        "keywords": list(term.keywords),
        "neighbours": [
            {
                "slug": one.term.slug,
                "label": str(one.term.label(language)),
                "direction": one.direction,
                "count": one.count,
                "counts": dict(one.counts),
            }
            for one in neighbours
        ],
    }
