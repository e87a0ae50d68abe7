"""Checks of the whole graph: problems of the build, labels, definitions, duplicates, and how the terms are connected."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

from glossograph.analysis.adjacency import components
from glossograph.lint.corpus_index import CorpusIndex, is_site_page
from glossograph.lint.finding import Finding
from glossograph.lint.rules import RULES
from glossograph.model.problem import ProblemCode
from glossograph.text.keys import Key, TermId, key
from glossograph.text.languages import english_name

_REPLACED_CODES = frozenset({ProblemCode.LINK_CONFLICT, ProblemCode.LINK_DANGLING})
"""Problems of the build that a check reports in more detail."""

_MAX_TERMS_PER_LABEL = 12
"""A label that more terms share is a common word, and its pairs would be too many to report."""

_MIN_HUB_TERMS, _MIN_HUB_SHARE = 40, 0.2
_MAX_SLUGS = 5
"""Slugs of an island that a message lists."""


def build_problems(corpus: CorpusIndex) -> Iterator[Finding]:
    """Report the problems that the build noted."""
    for problem in corpus.graph.problems:
        if problem.code not in _REPLACED_CODES:
            yield Finding(problem.path, problem.line, 0, str(problem.code), RULES[problem.code].severity, problem.message)


def label_ambiguous(corpus: CorpusIndex) -> Iterator[Finding]:
    """Find labels that name two terms in one language and are not both titles (qSKOS: Overlapping Labels)."""
    candidates = {(candidate.one, candidate.other) for candidate in corpus.graph.duplicate_candidates}
    labelled: dict[tuple[str, Key], dict[TermId, str]] = defaultdict(dict)
    for term in corpus.graph.terms:
        for label in (*term.labels, *term.alternatives):
            if key(label.text):
                labelled[label.language, key(label.text)].setdefault(term.id, label.text)
    for (language, label_key), labels in sorted(labelled.items()):
        titled = corpus.titles.get((language, label_key), set())
        for first, second in combinations(sorted(labels), 2) if 1 < len(labels) <= _MAX_TERMS_PER_LABEL else ():
            if (first in titled and second in titled) or (first, second) in candidates:
                continue
            message = (
                f"Label {labels[first]!r} ({english_name(language)}) names both {corpus.terms[first].slug!r} and "
                f"{corpus.terms[second].slug!r}: give one of them another title or anchor"
            )
            yield _finding("label-ambiguous", corpus.path_of(first, language), message)


def definition_missing(corpus: CorpusIndex) -> Iterator[Finding]:
    """Find terms whose articles have no description (qSKOS: Undocumented Concepts)."""
    for term in corpus.graph.terms if corpus.most_are_described else ():
        if term.articles and not term.definitions:
            message = f"{term.slug!r} has no definition in any language: add `description` to the front matter of an article"
            yield _finding("definition-missing", corpus.path_of(term.id), message)


def near_duplicate(corpus: CorpusIndex) -> Iterator[Finding]:
    """Find the duplicate candidates of the build."""
    for candidate in corpus.graph.duplicate_candidates:
        first, second = corpus.terms[candidate.one].slug, corpus.terms[candidate.other].slug
        reasons = "; ".join(candidate.reasons)
        message = f"{first!r} and {second!r} may be one term ({reasons}): decide with `glossograph review`"
        yield _finding("near-duplicate", corpus.path_of(candidate.one), message)


def orphan(corpus: CorpusIndex) -> Iterator[Finding]:
    """Find the terms without any link (qSKOS: Orphan Concepts)."""
    linked = {term for edge in corpus.graph.edges for term in (edge.source, edge.target)}
    for term in corpus.graph.terms:
        if term.id not in linked and not all(is_site_page(article.path) for article in term.articles):
            message = f"{term.slug!r} has no links, in or out: link to it from the articles that mention it"
            yield _finding("orphan", corpus.path_of(term.id), message)


def island(corpus: CorpusIndex) -> Iterator[Finding]:
    """Find the components of two terms or more beside the largest one (qSKOS: Disconnected Concept Clusters)."""
    for component in components(corpus.graph)[1:]:
        if len(component) > 1:
            slugs = ", ".join(corpus.terms[term].slug for term in component[:_MAX_SLUGS])
            rest = f" and {len(component) - _MAX_SLUGS} more" if len(component) > _MAX_SLUGS else ""
            message = f"{slugs}{rest} link only to one another: link one of them to the other terms"
            yield _finding("island", corpus.path_of(component[0]), message)


def hub(corpus: CorpusIndex) -> Iterator[Finding]:
    """Find the articles that link to a fifth of all terms or more."""
    target_counts: dict[TermId, int] = defaultdict(int)
    for edge in corpus.graph.edges:
        target_counts[edge.source] += 1
    total = len(corpus.graph.terms)
    minimum = max(_MIN_HUB_TERMS, _MIN_HUB_SHARE * total)
    for source, count in sorted(target_counts.items()):
        if count >= minimum:
            message = f"Links to {count} of {total} terms: keep only the links that explain {corpus.terms[source].slug!r}"
            yield _finding("hub", corpus.path_of(source), message)


def _finding(code: str, path: str, message: str) -> Finding:
    return Finding(path, 0, 0, code, RULES[code].severity, message)
