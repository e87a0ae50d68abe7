"""Names that do not tell terms apart, and terms that nothing defines."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

from glossograph.check.background import Background
from glossograph.check.finding import Finding
from glossograph.check.rules import RULES
from glossograph.names import Key, TermId, key

_MOST_SHARING = 12


def title_duplicate(background: Background) -> Iterator[Finding]:
    """Find articles of one language with one title (qSKOS: Overlapping Labels)."""
    titled: dict[tuple[str, Key], list[tuple[str, TermId]]] = defaultdict(list)
    for term in background.graph.terms:
        for article in term.articles:
            if key(article.title):
                titled[article.language, key(article.title)].append((article.path, term.id))
    for _, articles in sorted(titled.items()):
        (first, _), *others = sorted(articles)
        for path, owner in others:
            title = next(one.title for one in background.terms[owner].articles if one.path == path)
            yield _finding("title-duplicate", path, f"the title {title!r} is that of {first} too: tell them apart, or merge them")


def label_ambiguous(background: Background) -> Iterator[Finding]:
    """Find labels that name two terms of a language and are not both titles (qSKOS: Overlapping Labels)."""
    proposed = {(merge.one, merge.other) for merge in background.graph.merges}
    named: dict[tuple[str, Key], dict[TermId, str]] = defaultdict(dict)
    for term in background.graph.terms:
        for label in (*term.labels, *term.alternatives):
            if key(label.text):
                named[label.language, key(label.text)].setdefault(term.id, label.text)
    for (language, folded), terms in sorted(named.items()):
        titles = background.titles.get((language, folded), set())
        for one, other in combinations(sorted(terms), 2) if 1 < len(terms) <= _MOST_SHARING else ():
            if (one in titles and other in titles) or (one, other) in proposed:
                continue
            first, second = background.terms[one].slug, background.terms[other].slug
            message = f"{terms[one]!r} ({language}) names both {first!r} and {second!r}: name one of them otherwise"
            yield _finding("label-ambiguous", background.path_of(one, language), message)


def definition_missing(background: Background) -> Iterator[Finding]:
    """Find terms with articles of which none has a description (qSKOS: Undocumented Concepts)."""
    for term in background.graph.terms if background.described else ():
        if term.articles and not term.definitions:
            message = f"{term.slug!r} has no description in any language: add `description:` to the front matter"
            yield _finding("definition-missing", background.path_of(term.id), message)


def near_duplicate(background: Background) -> Iterator[Finding]:
    """Find the pairs of terms that the build takes for one."""
    for merge in background.graph.merges:
        one, other = (background.terms[term].slug for term in (merge.one, merge.other))
        message = f"{one!r} and {other!r} may be one term ({'; '.join(merge.reasons)}): decide with `glossograph review`"
        yield _finding("near-duplicate", background.path_of(merge.one), message)


def _finding(code: str, path: str, message: str) -> Finding:
    return Finding(path, 0, 0, code, RULES[code].severity, message)
