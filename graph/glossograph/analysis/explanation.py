"""Where a label, an alias, an edge or a repair comes from: the evidence, as lines of text."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from glossograph.model.decision import LinkConflict
from glossograph.model.evidence import Evidence, EvidenceSource
from glossograph.model.graph import Graph
from glossograph.model.term import Label, LabelOrigin, Term
from glossograph.text.normalise import count_noun

if TYPE_CHECKING:
    from glossograph.text.languages import LanguageTag

_UNTOLD = "  no evidence of these links was kept: build with --evidence sentences"
_MOST_PLACES = 3
_MOST_ANCHORS = 6


def why_term(graph: Graph, source: EvidenceSource, term: Term) -> Iterator[str]:
    """Tell where a term's labels and aliases come from, what was repaired to it, and which terms it may be one with.

    Reads all evidence once: the links that lead to a term stand with their sources.
    """
    into = [item for item in source.evidence() if item.target == term.id]
    numbers = [edge.count for edge in graph.edges if edge.target == term.id]
    languages = " ".join(one.language for one in term.articles)
    kind = "no article" if term.placeholder else f"{count_noun(len(term.articles), 'article')}: {languages}"
    yield f"{term.slug}: {kind}; {count_noun(sum(numbers), 'link')} from {count_noun(len(numbers), 'term')} lead to it"
    if numbers and not into:
        yield _UNTOLD
    places: dict[tuple[LanguageTag, str], list[Evidence]] = defaultdict(list)
    anchors: dict[LanguageTag, Counter[str]] = defaultdict(Counter)
    for item in into:
        places[item.language, item.link.anchor.casefold()].append(item)
        anchors[item.language][item.link.anchor] += 1
    for label in term.labels:
        yield f"label {label.language}: {label.text!r}, {_origin(term, label)}"
        if label.origin is LabelOrigin.ANCHOR and label.language in anchors:
            yield f"  anchors: {_counts(anchors[label.language])}"
    for label in term.alternatives:
        yield f"alias {label.language}: {label.text!r}, {count_noun(label.count, 'anchor') if label.count else 'from anchors'}"
        yield from _places(places[label.language, label.text.casefold()])
    for case in graph.conflicts:
        if term.id in (case.target, case.term):
            yield from _case(case)
    for merge in graph.duplicate_candidates:
        if term.id in (merge.one, merge.other):
            yield f"may be one with {merge.other if merge.one == term.id else merge.one}: {'; '.join(merge.reasons)}"


def why_edge(graph: Graph, source: EvidenceSource, one: Term, other: Term) -> Iterator[str]:
    """Tell which links make an edge, either way round, with sentence, file and line, and which of them were repaired."""
    if one.id == other.id:
        yield f"both names are of one term, {one.slug}"
        return
    edges = {(edge.source, edge.target): edge for edge in graph.edges}
    for start, end in ((one, other), (other, one)):
        edge = edges.get((start.id, end.id))
        linked = f"{count_noun(edge.count, 'link')} in {' '.join(language for language, _ in edge.counts)}" if edge else "no link"
        yield f"{start.slug} -> {end.slug}: {linked}"
        items = [item for item in source.evidence(start.id) if item.target == end.id]
        if edge and not items:
            yield _UNTOLD
        for item in items:
            written = f", written {item.link.destination!r}" if item.repaired else ""
            yield f"  {_place(item)} [{item.link.anchor}]{written}"
            if item.link.sentence:
                yield f"    {item.link.sentence}"
    for case in graph.conflicts:
        if {case.term, case.target} == {one.id, other.id}:
            yield from _case(case)


def _origin(term: Term, label: Label) -> str:
    if label.origin is LabelOrigin.TITLE:
        return f"the title of {next(one.path for one in term.articles if one.language == label.language)}"
    return f"elected by {count_noun(label.count, 'anchor')}" if label.count else "elected from anchors"


def _counts(anchors: Counter[str]) -> str:
    ranked = sorted(anchors.items(), key=lambda pair: (-pair[1], pair[0]))
    more = f" and {len(ranked) - _MOST_ANCHORS} others" if len(ranked) > _MOST_ANCHORS else ""
    return ", ".join(f"{text!r} {count}" for text, count in ranked[:_MOST_ANCHORS]) + more


def _places(items: Iterable[Evidence]) -> Iterator[str]:
    for item in list(items)[:_MOST_PLACES]:
        yield f"  {_place(item)} {item.link.sentence}"


def _place(item: Evidence) -> str:
    """Name file and line; RDF holds no lines."""
    return f"{item.path}:{item.link.line}" if item.link.line else item.path


def _case(case: LinkConflict) -> Iterator[str]:
    outvoted = case.outvoted
    what = "repaired" if case.applied else "not repaired"
    yield f"{what}: {outvoted.path}:{outvoted.link.line} {outvoted.link.destination!r} -> {case.repaired!r}: {case.reason}"
    for ballot in (outvoted, *case.votes):
        yield f"  {ballot.language} {ballot.link.destination!r} [{ballot.link.anchor}] {ballot.link.sentence}"
