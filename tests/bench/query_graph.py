"""Generate N-Triples for the benchmark of queries: every query of the cookbook finds some rows."""

from collections.abc import Iterator
from pathlib import Path

from rdflib.namespace import RDF, SDO, SKOS, VOID, XSD

from glossograph.rdf.vocabulary import GG

BASE = "https://example.org/glossary/"
LANGUAGES = ("en", "no", "hi", "ar", "zh")
TERMS_WITH_SHARED_LABELS = 200
"""Each of these terms shares its labels with another one."""


def targets(index: int, terms: int) -> list[int]:
    """List the terms that a term links to: about twenty.

    Placeholders link to none, and no term links to every fiftieth one.

    >>> targets(7, 10_000)[:4]
    [6, 80, 173, 328]
    """
    if is_placeholder(index):
        return []
    candidates = dict.fromkeys([index ^ 1, *((index * 7 + step * step * 31) % terms for step in range(1, 21))])
    return [target for target in candidates if target % 50 and target != index]


def is_placeholder(index: int) -> bool:
    """Choose every fifth term to have no article."""
    return index % 5 == 0


def write_graph(folder: Path, terms: int) -> None:
    """Write `graph.nt` and `links.nt`: about fifty triples per term, two fifths of them evidence."""
    with (folder / "graph.nt").open("w", encoding="utf-8") as graph, (folder / "links.nt").open("w", encoding="utf-8") as links:
        graph.write(f'<{BASE}> <{VOID.uriSpace}> "{BASE}term/" .\n')
        for index in range(terms):
            graph.writelines(_term(index, terms))
            links.writelines(_evidence(index, terms))


def _term(index: int, terms: int) -> Iterator[str]:
    term = f"<{BASE}term/t-{index}>"
    yield f"{term} <{RDF.type}> <{SKOS.Concept}> .\n"
    if is_placeholder(index):
        yield f'{term} <{GG}placeholder> "true"^^<{XSD.boolean}> .\n'
    yield f'{term} <{SKOS.altLabel}> "Another name of term {index}"@en .\n'
    shared = index | 1 if index < TERMS_WITH_SHARED_LABELS else index
    for language in LANGUAGES:
        yield f'{term} <{SKOS.prefLabel}> "The name of term {shared} in {language}"@{language} .\n'
    for language in _written(index):
        article = f"<{BASE}article/{language}/t-{index}>"
        yield f'{article} <{SDO.about}> {term} .\n{article} <{SDO.inLanguage}> "{language}" .\n'
    for target in targets(index, terms):
        yield f"{term} <{GG}linksTo> <{BASE}term/t-{target}> .\n"


def _written(index: int) -> tuple[str, ...]:
    return () if is_placeholder(index) else LANGUAGES[: 2 + index % 4]


def _evidence(index: int, terms: int) -> Iterator[str]:
    for position, target in enumerate(targets(index, terms)[:4] if index % 3 == 1 else ()):
        for language in _written(index)[: 1 + position]:
            link = f"<{BASE}link/{language}/t-{index}/t-{target}>"
            yield f"{link} <{RDF.type}> <{GG}Link> .\n"
            yield f"{link} <{RDF.subject}> <{BASE}term/t-{index}> .\n"
            yield f"{link} <{RDF.predicate}> <{GG}linksTo> .\n"
            yield f"{link} <{RDF.object}> <{BASE}term/t-{target}> .\n"
            yield f"{link} <{GG}article> <{BASE}article/{language}/t-{index}> .\n"
            yield f'{link} <{GG}count> "{1 + position}"^^<{XSD.integer}> .\n'
            yield f'{link} <{GG}anchorText> "term {target}"@{language} .\n'
            yield f'{link} <{GG}context> "A sentence on {index} links to term {target}."@{language} .\n'
            if target % 30 == 1:
                yield f'{link} <{GG}writtenDestination> "/term {target}" .\n'
