"""What changed between two graphs: terms, labels and edges added, removed and renamed."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum

from glossograph.graph import Graph
from glossograph.languages import LanguageTag
from glossograph.model import Label, Struct, Term
from glossograph.names import Key, TermId, key

_MOST_SHARING = 20
"""Terms that one name may have in common for it to tell which was renamed to which."""


class Subject(StrEnum):
    """What changed."""

    TERM = "term"
    LABEL = "label"
    EDGE = "edge"


class Action(StrEnum):
    """How it changed."""

    ADDED = "added"
    REMOVED = "removed"
    RENAMED = "renamed"


class Change(Struct, frozen=True):
    """One change.

    `slug` names the term as it is now, or was last; `detail` is a label's language or an edge's target. `before` and `after`
    are a term's slugs, a label's texts, an edge's number of links; empty for what was or is not there.
    """

    subject: Subject
    action: Action
    slug: str
    detail: str
    before: str
    after: str


def difference(old: Graph, new: Graph) -> tuple[Change, ...]:
    """Give what changed: terms first, then labels, then edges, each sorted by slug.

    A term is the same while its key is. One that is gone was renamed, if the new graph knows a term by its name, as an alias or
    by the author's decision, or else if it has most of its preferred labels in common with one that is new, as no other has; its
    edges are compared as if it had kept its name. Of terms that were joined the one that kept its name has its labels compared.

    >>> from glossograph.graph import Collection, Spellings
    >>> from glossograph.names import Slug
    >>> def graph(*terms):
    ...     nothing = Collection("", "", "", "", ""), Spellings({}, {}, {})
    ...     return Graph(nothing[0], (), 0, terms, (), (), (), (), (), nothing[1])
    >>> def term(slug, **labels):
    ...     return Term(TermId(key(slug)), Slug(slug), tuple(Label(LanguageTag(tag), text) for tag, text in labels.items()))
    >>> changes = difference(graph(term("loan", en="Loan"), term("yield")), graph(term("loans", en="Loan", no="Lån")))
    >>> [(change.subject.value, change.action.value, change.slug, change.after) for change in changes]
    [('term', 'removed', 'yield', ''), ('term', 'renamed', 'loans', 'loans'), ('label', 'added', 'loans', 'Lån')]
    """
    before = {term.id: term for term in old.terms}
    after = {term.id: term for term in new.terms}
    gone = [term for term in old.terms if term.id not in after]
    renamed = {term.id: heir for term in gone if (heir := new.spellings.keys.get(term.id)) in after}
    met = {*before, *renamed.values()}
    come = [term for term in new.terms if term.id not in met]
    renamed |= _renamed([term for term in gone if term.id not in renamed], come)
    found: list[Change] = []
    predecessors: dict[TermId, list[Term]] = defaultdict(list)
    for term in old.terms:
        successor = after.get(renamed.get(term.id, term.id))
        if successor is None:
            found.append(Change(Subject.TERM, Action.REMOVED, term.slug, "", term.slug, ""))
            continue
        predecessors[successor.id].append(term)
        if term.slug != successor.slug:
            found.append(Change(Subject.TERM, Action.RENAMED, successor.slug, "", term.slug, successor.slug))
    met.update(renamed.values())
    found += (Change(Subject.TERM, Action.ADDED, term.slug, "", "", term.slug) for term in new.terms if term.id not in met)
    for term_id, terms in predecessors.items():
        successor = after[term_id]
        found += _labels(max(terms, key=lambda term: (term.slug == successor.slug, term.id == term_id)), successor)
    found += _edges(old, new, renamed, before, after)
    order = list(Subject)
    return tuple(sorted(found, key=lambda change: (order.index(change.subject), change)))


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
            action = Action.RENAMED if was and is_now else Action.ADDED if is_now else Action.REMOVED
            yield Change(Subject.LABEL, action, new.slug, language, was, is_now)


def _by_language(labels: Sequence[Label]) -> Mapping[LanguageTag, str]:
    return {label.language: label.text for label in labels}


def _edges(
    old: Graph, new: Graph, renamed: Mapping[TermId, TermId], before: Mapping[TermId, Term], after: Mapping[TermId, Term]
) -> Iterator[Change]:
    """Compare edges, those of renamed terms under their new names."""
    was: Counter[tuple[TermId, TermId]] = Counter()
    for edge in old.edges:
        source_id, target_id = renamed.get(edge.source, edge.source), renamed.get(edge.target, edge.target)
        if source_id != target_id:
            was[source_id, target_id] += edge.count
    is_now = {(edge.source, edge.target): edge.count for edge in new.edges}
    for pair in sorted(was.keys() ^ is_now.keys()):
        source, target = ((after.get(one) or before[one]).slug for one in pair)
        if pair in was:
            yield Change(Subject.EDGE, Action.REMOVED, source, target, str(was[pair]), "")
        else:
            yield Change(Subject.EDGE, Action.ADDED, source, target, "", str(is_now[pair]))
