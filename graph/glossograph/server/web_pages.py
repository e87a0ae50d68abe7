"""The pages on a term that the server writes itself."""

from functools import cache
from urllib.parse import quote

from jinja2 import Environment, Template
from markupsafe import Markup

from glossograph.analysis.name_search import names_of
from glossograph.analysis.paths import Direction, Neighbour
from glossograph.api import KnowledgeGraph
from glossograph.model.base import Struct
from glossograph.model.term import Term
from glossograph.pages.page_parts import clean_prose, page_environment, read_template, security_policy
from glossograph.server.content_negotiation import TRIPLE_TYPES
from glossograph.text.iris import term_iri

_MAX_NEIGHBOURS = 200
_HEADINGS = {Direction.OUT: "Links to", Direction.IN: "Linked from"}


class LinkedTerm(Struct, frozen=True):
    """A neighbour on the page of a term."""

    address: str
    label: str
    count: int


def address_of(slug: str) -> str:
    """Write a slug as one part of an address.

    >>> address_of("node.js"), address_of("a/b")
    ('node.js', 'a%2Fb')
    """
    return quote(slug, safe="")


def term_page(kg: KnowledgeGraph, term: Term, language: str) -> str:
    """Write the page of a term for a reader of a language."""
    neighbours = kg.neighbours(term.slug)
    links = []
    for direction, heading in _HEADINGS.items():
        of_direction = [each for each in neighbours if each.direction is direction]
        shown = [_linked_term(each, language) for each in of_direction[:_MAX_NEIGHBOURS]]
        links.append((heading, shown, len(of_direction)))
    style = _style()
    return _template("term_page.html").render(
        policy=security_policy(scripts=(), styles=(style,)).replace("script-src ;", "script-src 'none';"),
        style=Markup(style),  # noqa: S704 — files of this package
        title=kg.graph.info.title or "Glossary",
        term=term,
        label=term.label(language),
        iri=term_iri(kg.graph.info.base_iri, term.slug),
        names=[name for name in names_of(term) if name.language],
        links=links,
        address=address_of(term.slug),
        formats=TRIPLE_TYPES,
    )


def preview_page(term: Term) -> str:
    """Write a few lines about a term, for the small frame of a client."""
    label, style = term.label(), _style()
    definitions = {each.language: each for each in term.definitions}
    return _template("term_preview.html").render(
        policy=security_policy(scripts=(), styles=(style,)).replace("script-src ;", "script-src 'none';"),
        style=Markup(style),  # noqa: S704 — files of this package
        term=term,
        label=label,
        definition=definitions.get(label.language),
    )


def _linked_term(neighbour: Neighbour, language: str) -> LinkedTerm:
    return LinkedTerm(address_of(neighbour.term.slug), str(neighbour.term.label(language)), neighbour.count)


@cache
def _style() -> str:
    return read_template("base.css") + read_template("server.css")


@cache
def _environment() -> Environment:
    environment = page_environment()
    environment.filters["prose"] = clean_prose
    return environment


@cache
def _template(name: str) -> Template:
    return _environment().from_string(read_template(name))
