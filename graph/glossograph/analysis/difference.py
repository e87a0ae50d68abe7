"""What changed between two graphs: terms, labels and edges added, removed and renamed."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum

from glossograph.model.base import Struct
from glossograph.model.graph import Graph
from glossograph.model.term import Label, Term
from glossograph.text.keys import Key, Slug, TermId, key
from glossograph.text.languages import LanguageTag

_MOST_SHARING = 20
"""Terms that one name may have in common for it to tell which was renamed to which."""


class ChangeSubject(StrEnum):
    """What changed."""

    TERM = "term"
    LABEL = "label"
    EDGE = "edge"


class ChangeAction(StrEnum):
    """How it changed."""

    ADDED = "added"
    REMOVED = "removed"
    RENAMED = "renamed"


class Change(Struct, frozen=True):
    """One change.

    `slug` names the term as it is now, or was last; `detail` is a label's language or an edge's target. `before` and `after`
    are a term's slugs, a label's texts, an edge's number of links; empty for what was or is not there.
    """

    subject: ChangeSubject
    action: ChangeAction
    slug: str
    detail: str
    before: str
    after: str


def difference(old: Graph, new: Graph) -> tuple[Change, ...]:
    """Give what changed: terms first, then labels, then edges, each sorted by slug.

    A term is the same while its slug or key is. One that is gone was renamed, if the new graph knows a term by its name, as an
    alias or by the author's decision, or else if it has most of its preferred labels in common with one that is new, as no other
    has; its edges are compared as if it had kept its name. Of joined terms the one that kept its name has its labels compared.

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
    heirs = _heirs(old, new)
    found: list[Change] = []
    predecessors: dict[TermId, list[Term]] = defaultdict(list)
    for term in old.terms:
        if term.id not in heirs:
            found.append(Change(ChangeSubject.TERM, ChangeAction.REMOVED, term.slug, "", term.slug, ""))
            continue
        successor = after[heirs[term.id]]
        predecessors[successor.id].append(term)
        if term.slug != successor.slug:
            found.append(Change(ChangeSubject.TERM, ChangeAction.RENAMED, successor.slug, "", term.slug, successor.slug))
    for term in new.terms:
        if known := predecessors.get(term.id):
            found += _labels(max(known, key=lambda one: one.slug == term.slug), term)
        else:
            found.append(Change(ChangeSubject.TERM, ChangeAction.ADDED, term.slug, "", "", term.slug))
    found += _edges(old, new, heirs)
    order = list(ChangeSubject)
    return tuple(sorted(found, key=lambda change: (order.index(change.subject), change)))


def _heirs(old: Graph, new: Graph) -> dict[TermId, TermId]:
    """Tell which term each is now: the one of its slug, else of its key, else what it is known as, else what has its labels."""
    by_slug = {term.slug: term.id for term in new.terms}
    after = {term.id for term in new.terms}
    heirs: dict[TermId, TermId] = {}
    for term in old.terms:
        candidates = by_slug.get(term.slug), term.id, new.term_index.keys.get(term.id)
        heir = next((one for one in candidates if one in after), None)
        if heir:
            heirs[term.id] = heir
    met = set(heirs.values())
    gone = [term for term in old.terms if term.id not in heirs]
    return heirs | _renamed(gone, [term for term in new.terms if term.id not in met])


def _renamed(gone: Sequence[Term], come: Sequence[Term]) -> dict[TermId, TermId]:
    """Pair terms that are gone with those that have most of their labels."""
    by_name: dict[tuple[LanguageTag, Key], list[Term]] = defaultdict(list)
    for term in come:
        for name in _names(term):
            by_name[name].append(term)
    scores: list[tuple[float, TermId, TermId]] = []
    for term in gone:
        shared: dict[TermId, int] = defaultdict(int)
        names = _names(term)
        sizes: dict[TermId, int] = {}
        for name in names:
            for heir in by_name[name] if len(by_name[name]) <= _MOST_SHARING else ():
                shared[heir.id] += 1
                sizes[heir.id] = len(_names(heir))
        scores += (
            (-count / min(len(names), sizes[heir_id]), term.id, heir_id)
            for heir_id, count in shared.items()
            if 2 * count > min(len(names), sizes[heir_id])
        )
    pairs: dict[TermId, TermId] = {}
    taken: set[TermId] = set()
    for _, one, other in sorted(scores):
        if one not in pairs and other not in taken:
            pairs[one] = other
            taken.add(other)
    return pairs


def _names(term: Term) -> set[tuple[LanguageTag, Key]]:
    return {(label.language, key(label.text)) for label in term.labels if key(label.text)}


def _labels(old: Term, new: Term) -> Iterator[Change]:
    before, after = _by_language(old.labels), _by_language(new.labels)
    for language in sorted(before.keys() | after.keys()):
        was, is_now = before.get(language, ""), after.get(language, "")
        if was != is_now:
            action = ChangeAction.RENAMED if was and is_now else ChangeAction.ADDED if is_now else ChangeAction.REMOVED
            yield Change(ChangeSubject.LABEL, action, new.slug, language, was, is_now)


def _by_language(labels: Sequence[Label]) -> Mapping[LanguageTag, str]:
    return {label.language: label.text for label in labels}


def _edges(old: Graph, new: Graph, heirs: Mapping[TermId, TermId]) -> Iterator[Change]:
    """Compare edges, those of renamed terms under their new names."""
    before, after = ({term.id: term.slug for term in graph.terms} for graph in (old, new))
    slugs = {term: after[heirs[term]] if term in heirs else slug for term, slug in before.items()}
    was: Counter[tuple[Slug, Slug]] = Counter()
    for edge in old.edges:
        source, target = slugs[edge.source], slugs[edge.target]
        if source != target:
            was[source, target] += edge.count
    is_now = {(after[edge.source], after[edge.target]): edge.count for edge in new.edges}
    for source, target in sorted(was.keys() ^ is_now.keys()):
        if (source, target) in was:
            yield Change(ChangeSubject.EDGE, ChangeAction.REMOVED, source, target, str(was[source, target]), "")
        else:
            yield Change(ChangeSubject.EDGE, ChangeAction.ADDED, source, target, "", str(is_now[source, target]))
