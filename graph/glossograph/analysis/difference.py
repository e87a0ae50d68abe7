"""Compare two graphs: which terms, labels and edges were added, removed or renamed."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum

from glossograph.model.base import Struct
from glossograph.model.graph import Graph
from glossograph.model.term import Label, Term
from glossograph.text.keys import Key, Slug, TermId, key
from glossograph.text.languages import LanguageTag

_MAX_TERMS_WITH_LABEL = 20
"""A label that more new terms have says nothing about which term was renamed."""


class ChangeSubject(StrEnum):
    """The kind of thing that changed."""

    TERM = "term"
    LABEL = "label"
    EDGE = "edge"


class ChangeAction(StrEnum):
    """The kind of change."""

    ADDED = "added"
    REMOVED = "removed"
    RENAMED = "renamed"


class Change(Struct, frozen=True):
    """One change.

    `slug` is the term's slug in the new graph, or in the old one if it was removed. `detail` is a label's language or an edge's
    target, else empty. `before` and `after` are a term's slugs, a label's texts or an edge's link counts; empty for nothing.
    """

    subject: ChangeSubject
    action: ChangeAction
    slug: str
    detail: str
    before: str
    after: str


def difference(old: Graph, new: Graph) -> tuple[Change, ...]:
    """List what changed from one graph to another.

    A term with the same slug or key is the same term. A term that is gone counts as renamed if the new graph knows its name (an
    alias, or a decision of the author), or else if it shares most of its preferred labels with a new term. Edges of a renamed
    term are compared under its new name. If several terms became one, the labels of the one that kept its slug are compared.

    Returns:
        The changes of terms, then of labels, then of edges, each sorted by slug.

    >>> from glossograph.model.graph import GlossaryInfo, TermIndex
    >>> from glossograph.text.keys import Slug
    >>> def graph(*terms):
    ...     nothing = GlossaryInfo("", "", "", "", ""), TermIndex({}, {}, {})
    ...     return Graph(nothing[0], (), 0, terms, (), (), (), (), (), nothing[1])
    >>> def term(slug, **labels):
    ...     return Term(TermId(key(slug)), Slug(slug), tuple(Label(LanguageTag(tag), text) for tag, text in labels.items()))
    >>> changes = difference(graph(term("loan", en="Loan"), term("yield")), graph(term("loans", en="Loan", no="Lån")))
    >>> [(change.subject.value, change.action.value, change.slug, change.after) for change in changes]
    [('term', 'removed', 'yield', ''), ('term', 'renamed', 'loans', 'loans'), ('label', 'added', 'loans', 'Lån')]
    """
    after = {term.id: term for term in new.terms}
    successors = _successors(old, new)
    changes: list[Change] = []
    predecessors: dict[TermId, list[Term]] = defaultdict(list)
    for term in old.terms:
        if term.id not in successors:
            changes.append(Change(ChangeSubject.TERM, ChangeAction.REMOVED, term.slug, "", term.slug, ""))
            continue
        successor = after[successors[term.id]]
        predecessors[successor.id].append(term)
        if term.slug != successor.slug:
            changes.append(Change(ChangeSubject.TERM, ChangeAction.RENAMED, successor.slug, "", term.slug, successor.slug))
    for term in new.terms:
        if before := predecessors.get(term.id):
            changes += _label_changes(max(before, key=lambda old_term: old_term.slug == term.slug), term)
        else:
            changes.append(Change(ChangeSubject.TERM, ChangeAction.ADDED, term.slug, "", "", term.slug))
    changes += _edge_changes(old, new, successors)
    order = list(ChangeSubject)
    return tuple(sorted(changes, key=lambda change: (order.index(change.subject), change)))


def _successors(old: Graph, new: Graph) -> dict[TermId, TermId]:
    """Find the new id of each old term: by slug, else by key, else by a name of the new term, else by its labels."""
    by_slug = {term.slug: term.id for term in new.terms}
    new_ids = {term.id for term in new.terms}
    successors: dict[TermId, TermId] = {}
    for term in old.terms:
        candidates = by_slug.get(term.slug), term.id, new.term_index.keys.get(term.id)
        successor = next((candidate for candidate in candidates if candidate in new_ids), None)
        if successor:
            successors[term.id] = successor
    matched = set(successors.values())
    removed = [term for term in old.terms if term.id not in successors]
    return successors | _match_by_labels(removed, [term for term in new.terms if term.id not in matched])


def _match_by_labels(removed: Sequence[Term], added: Sequence[Term]) -> dict[TermId, TermId]:
    """Pair removed terms with added terms that share most of their labels, the best matches first."""
    by_label: dict[tuple[LanguageTag, Key], list[Term]] = defaultdict(list)
    for term in added:
        for label_key in _label_keys(term):
            by_label[label_key].append(term)
    scores: list[tuple[float, TermId, TermId]] = []
    for term in removed:
        shared: dict[TermId, int] = defaultdict(int)
        label_keys = _label_keys(term)
        sizes: dict[TermId, int] = {}
        for label_key in label_keys:
            for candidate in by_label[label_key] if len(by_label[label_key]) <= _MAX_TERMS_WITH_LABEL else ():
                shared[candidate.id] += 1
                sizes[candidate.id] = len(_label_keys(candidate))
        scores += (
            (-count / min(len(label_keys), sizes[candidate]), term.id, candidate)
            for candidate, count in shared.items()
            if 2 * count > min(len(label_keys), sizes[candidate])
        )
    pairs: dict[TermId, TermId] = {}
    matched: set[TermId] = set()
    for _, old_id, new_id in sorted(scores):
        if old_id not in pairs and new_id not in matched:
            pairs[old_id] = new_id
            matched.add(new_id)
    return pairs


def _label_keys(term: Term) -> set[tuple[LanguageTag, Key]]:
    return {(label.language, key(label.text)) for label in term.labels if key(label.text)}


def _label_changes(old: Term, new: Term) -> Iterator[Change]:
    before, after = _by_language(old.labels), _by_language(new.labels)
    for language in sorted(before.keys() | after.keys()):
        old_text, new_text = before.get(language, ""), after.get(language, "")
        if old_text != new_text:
            replaced = ChangeAction.RENAMED if new_text else ChangeAction.REMOVED
            action = replaced if old_text else ChangeAction.ADDED
            yield Change(ChangeSubject.LABEL, action, new.slug, language, old_text, new_text)


def _by_language(labels: Sequence[Label]) -> Mapping[LanguageTag, str]:
    return {label.language: label.text for label in labels}


def _edge_changes(old: Graph, new: Graph, successors: Mapping[TermId, TermId]) -> Iterator[Change]:
    """Compare the edges, with the old terms under their new slugs."""
    old_slugs, new_slugs = ({term.id: term.slug for term in graph.terms} for graph in (old, new))
    slugs = {term: new_slugs[successors[term]] if term in successors else slug for term, slug in old_slugs.items()}
    before: Counter[tuple[Slug, Slug]] = Counter()
    for edge in old.edges:
        source, target = slugs[edge.source], slugs[edge.target]
        if source != target:
            before[source, target] += edge.count
    after = {(new_slugs[edge.source], new_slugs[edge.target]): edge.count for edge in new.edges}
    for source, target in sorted(before.keys() ^ after.keys()):
        if (source, target) in before:
            yield Change(ChangeSubject.EDGE, ChangeAction.REMOVED, source, target, str(before[source, target]), "")
        else:
            yield Change(ChangeSubject.EDGE, ChangeAction.ADDED, source, target, "", str(after[source, target]))
