"""A graph as a notebook shows it: counts, and the most linked terms in several languages."""

from markupsafe import Markup, escape

from glossograph.ask.neighbourhood import importance
from glossograph.emit.page_parts import prose
from glossograph.graph import Graph
from glossograph.languages import direction, language_name
from glossograph.model import Term

_MOST_TERMS = 10
_MOST_LANGUAGES = 6


def summary_html(graph: Graph) -> str:
    """Give a piece of HTML without scripts, styles and addresses; all text of articles is escaped.

    >>> from glossograph.graph import Collection, Spellings
    >>> graph = Graph(Collection("", "<b>", "", "", ""), (), 0, (), (), (), (), (), (), Spellings({}, {}, {}))
    >>> summary_html(graph)[:32]
    '<p><strong>&lt;b&gt;</strong><br'
    """
    stubs = sum(term.stub for term in graph.terms)
    links = sum(edge.count for edge in graph.edges)
    counts = (
        f"{len(graph.terms):,} terms, {stubs:,} of them without an article; {len(graph.edges):,} edges from {links:,} links; "
        f"{graph.articles:,} articles in {len(graph.languages):,} languages"
    )
    head = Markup("<p><strong>{}</strong><br>{}</p>").format(prose(graph.collection.title), counts)
    return str(head + _table(graph)) if graph.terms else str(head)


def _table(graph: Graph) -> Markup:
    ranks = importance(graph)
    terms = sorted(graph.terms, key=lambda term: (-ranks[term.id], term.id))[:_MOST_TERMS]
    languages = _languages(graph)
    names = Markup("").join(Markup("<th>{}</th>").format(language_name(tag)) for tag in languages)
    rows = Markup("").join(
        Markup("<tr><th>{}</th>{}<td>{}</td></tr>").format(
            prose(term.slug), Markup("").join(_cell(term, tag) for tag in languages), f"{ranks[term.id]:,}"
        )
        for term in terms
    )
    head = Markup("<tr><th>most linked terms</th>{}<th>linked from</th></tr>").format(names)
    return Markup("<table><thead>{}</thead><tbody>{}</tbody></table>").format(head, rows)


def _languages(graph: Graph) -> list[str]:
    """Choose the languages that most terms have a name in."""
    counts: dict[str, int] = {}
    for term in graph.terms:
        for label in term.labels:
            counts[label.language] = counts.get(label.language, 0) + 1
    return sorted(sorted(counts, key=lambda tag: (-counts[tag], tag))[:_MOST_LANGUAGES])


def _cell(term: Term, tag: str) -> Markup:
    text = next((label.text for label in term.labels if label.language == tag), "")
    return Markup('<td lang="{}" dir="{}">{}</td>').format(escape(tag), direction(tag), prose(text))
