"""A graph for the benchmark of queries: N-Triples in which every query of the cookbook finds something."""

from collections.abc import Iterator
from pathlib import Path

from rdflib.namespace import RDF, SDO, SKOS, VOID, XSD

from glossograph.rdf.vocabulary import GG

BASE = "https://example.org/glossary/"
LANGUAGES = ("en", "no", "hi", "ar", "zh")
SAME_NAMES = 200
"""So many terms have the name of another."""


def targets(number: int, terms: int) -> list[int]:
    """Give the terms that a term links to: some twenty and its neighbour; placeholders have none, nothing links to every 50th.

    >>> targets(7, 10_000)[:4]
    [6, 80, 173, 328]
    """
    if is_placeholder(number):
        return []
    found = dict.fromkeys([number ^ 1, *((number * 7 + step * step * 31) % terms for step in range(1, 21))])
    return [target for target in found if target % 50 and target != number]


def is_placeholder(number: int) -> bool:
    """Every fifth term has no article."""
    return number % 5 == 0


def write_graph(folder: Path, terms: int) -> None:
    """Write `graph.nt` and `links.nt` of so many terms: about fifty triples each, two fifths of them evidence."""
    with (folder / "graph.nt").open("w", encoding="utf-8") as graph, (folder / "links.nt").open("w", encoding="utf-8") as links:
        graph.write(f'<{BASE}> <{VOID.uriSpace}> "{BASE}term/" .\n')
        for number in range(terms):
            graph.writelines(_term(number, terms))
            links.writelines(_evidence(number, terms))


def _term(number: int, terms: int) -> Iterator[str]:
    term = f"<{BASE}term/t-{number}>"
    yield f"{term} <{RDF.type}> <{SKOS.Concept}> .\n"
    if is_placeholder(number):
        yield f'{term} <{GG}placeholder> "true"^^<{XSD.boolean}> .\n'
    yield f'{term} <{SKOS.altLabel}> "Another name of term {number}"@en .\n'
    name = number | 1 if number < SAME_NAMES else number
    for language in LANGUAGES:
        yield f'{term} <{SKOS.prefLabel}> "The name of term {name} in {language}"@{language} .\n'
    for language in _written(number):
        article = f"<{BASE}article/{language}/t-{number}>"
        yield f'{article} <{SDO.about}> {term} .\n{article} <{SDO.inLanguage}> "{language}" .\n'
    for target in targets(number, terms):
        yield f"{term} <{GG}linksTo> <{BASE}term/t-{target}> .\n"


def _written(number: int) -> tuple[str, ...]:
    return () if is_placeholder(number) else LANGUAGES[: 2 + number % 4]


def _evidence(number: int, terms: int) -> Iterator[str]:
    for place, target in enumerate(targets(number, terms)[:4] if number % 3 == 1 else ()):
        for language in _written(number)[: 1 + place]:
            link = f"<{BASE}link/{language}/t-{number}/t-{target}>"
            yield f"{link} <{RDF.type}> <{GG}Link> .\n"
            yield f"{link} <{RDF.subject}> <{BASE}term/t-{number}> .\n"
            yield f"{link} <{RDF.predicate}> <{GG}linksTo> .\n"
            yield f"{link} <{RDF.object}> <{BASE}term/t-{target}> .\n"
            yield f"{link} <{GG}article> <{BASE}article/{language}/t-{number}> .\n"
            yield f'{link} <{GG}count> "{1 + place}"^^<{XSD.integer}> .\n'
            yield f'{link} <{GG}anchorText> "term {target}"@{language} .\n'
            yield f'{link} <{GG}context> "A sentence on {number} links to term {target}."@{language} .\n'
            if target % 30 == 1:
                yield f'{link} <{GG}writtenDestination> "/term {target}" .\n'
