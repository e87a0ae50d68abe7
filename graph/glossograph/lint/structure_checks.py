"""What is linked to what: terms on their own, islands, and hubs that link everywhere."""

from collections import defaultdict
from collections.abc import Iterator

from glossograph.analysis.adjacency import components
from glossograph.lint.corpus_index import CorpusIndex, is_of_the_site
from glossograph.lint.finding import Finding
from glossograph.lint.rules import RULES
from glossograph.text.keys import TermId

_FEWEST_LINKED, _SHARE_LINKED = 40, 0.2
_MOST_SHOWN = 5


def orphan(background: CorpusIndex) -> Iterator[Finding]:
    """Find the terms without any link (qSKOS: Orphan Concepts)."""
    linked = {term for edge in background.graph.edges for term in (edge.source, edge.target)}
    for term in background.graph.terms:
        if term.id not in linked and not all(is_of_the_site(article.path) for article in term.articles):
            message = f"no link leads to {term.slug!r} or away from it: link it from the articles that speak of it"
            yield _finding(background, "orphan", term.id, message)


def island(background: CorpusIndex) -> Iterator[Finding]:
    """Find the groups of terms that nothing connects with the largest one (qSKOS: Disconnected Concept Clusters)."""
    for part in components(background.graph)[1:]:
        if len(part) > 1:
            slugs = [background.terms[term].slug for term in part]
            rest = f" and {len(slugs) - _MOST_SHOWN} more" if len(slugs) > _MOST_SHOWN else ""
            message = f"{', '.join(slugs[:_MOST_SHOWN])}{rest} link to one another and to no others: link them to the rest"
            yield _finding(background, "island", part[0], message)


def hub(background: CorpusIndex) -> Iterator[Finding]:
    """Find the articles that link to a fifth of all terms or more."""
    reached: dict[TermId, int] = defaultdict(int)
    for edge in background.graph.edges:
        reached[edge.source] += 1
    enough = max(_FEWEST_LINKED, _SHARE_LINKED * len(background.graph.terms))
    for source, count in sorted(reached.items()):
        if count >= enough:
            slug = background.terms[source].slug
            message = f"links to {count} of {len(background.graph.terms)} terms: keep the links that explain {slug!r}"
            yield _finding(background, "hub", source, message)


def _finding(background: CorpusIndex, code: str, term: TermId, message: str) -> Finding:
    return Finding(background.path_of(term), 0, 0, code, RULES[code].severity, message)
