"""A graph as a notebook shows it: counts, and the most linked terms in several languages."""

from markupsafe import Markup, escape

from glossograph.analysis.paths import importance
from glossograph.model.graph import Graph
from glossograph.model.term import Term
from glossograph.pages.page_parts import clean_prose
from glossograph.text.languages import direction, language_name

_MAX_TERMS = 10
_MAX_LANGUAGES = 6


def summary_html(graph: Graph) -> str:
    """Return a fragment of HTML without scripts, styles and addresses. All text of articles is escaped.

    >>> from glossograph.model.graph import GlossaryInfo, TermIndex
    >>> graph = Graph(GlossaryInfo("", "<b>", "", "", ""), (), 0, (), (), (), (), (), (), TermIndex({}, {}, {}))
    >>> summary_html(graph)[:32]
    '<p><strong>&lt;b&gt;</strong><br'
    """
    placeholders = sum(term.placeholder for term in graph.terms)
    links = sum(edge.count for edge in graph.edges)
    counts = (
        f"{len(graph.terms):,} terms, {placeholders:,} without an article; {len(graph.edges):,} edges from {links:,} links; "
        f"{graph.articles:,} articles in {len(graph.languages):,} languages"
    )
    head = Markup("<p><strong>{}</strong><br>{}</p>").format(clean_prose(graph.info.title), counts)
    return str(head + _term_table(graph)) if graph.terms else str(head)


def _term_table(graph: Graph) -> Markup:
    in_degrees = importance(graph)
    terms = sorted(graph.terms, key=lambda term: (-in_degrees[term.id], term.id))[:_MAX_TERMS]
    languages = _most_used_languages(graph)
    names = Markup("").join(Markup("<th>{}</th>").format(language_name(tag)) for tag in languages)
    rows = Markup("").join(
        Markup("<tr><th>{}</th>{}<td>{}</td></tr>").format(
            clean_prose(term.slug), Markup("").join(_label_cell(term, tag) for tag in languages), f"{in_degrees[term.id]:,}"
        )
        for term in terms
    )
    head = Markup("<tr><th>most linked terms</th>{}<th>linked from</th></tr>").format(names)
    return Markup("<table><thead>{}</thead><tbody>{}</tbody></table>").format(head, rows)


def _most_used_languages(graph: Graph) -> list[str]:
    """List the languages with most labels, sorted by tag."""
    counts: dict[str, int] = {}
    for term in graph.terms:
        for label in term.labels:
            counts[label.language] = counts.get(label.language, 0) + 1
    return sorted(sorted(counts, key=lambda tag: (-counts[tag], tag))[:_MAX_LANGUAGES])


def _label_cell(term: Term, tag: str) -> Markup:
    text = next((label.text for label in term.labels if label.language == tag), "")
    return Markup('<td lang="{}" dir="{}">{}</td>').format(escape(tag), direction(tag), clean_prose(text))
