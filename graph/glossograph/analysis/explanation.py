"""Explain labels, edges and repairs: the evidence behind them, as lines of text."""

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

_NO_EVIDENCE = "  The build kept no evidence of these links: build again with --evidence sentences"
_MAX_LINKS_SHOWN = 3
_MAX_ANCHORS_SHOWN = 6


def explain_term(graph: Graph, source: EvidenceSource, term: Term) -> Iterator[str]:
    """Explain where a term's labels come from, which links to it were repaired, and which terms may be duplicates of it.

    All evidence is read once, because links are stored with the term that they leave.
    """
    incoming = [item for item in source.evidence() if item.target == term.id]
    link_counts = [edge.count for edge in graph.edges if edge.target == term.id]
    languages = " ".join(article.language for article in term.articles)
    kind = "no article" if term.placeholder else f"{count_noun(len(term.articles), 'article')}: {languages}"
    yield f"{term.slug}: {kind}; {count_noun(sum(link_counts), 'link')} from {count_noun(len(link_counts), 'term')}"
    if link_counts and not incoming:
        yield _NO_EVIDENCE
    links: dict[tuple[LanguageTag, str], list[Evidence]] = defaultdict(list)
    anchors: dict[LanguageTag, Counter[str]] = defaultdict(Counter)
    for item in incoming:
        links[item.language, item.link.anchor.casefold()].append(item)
        anchors[item.language][item.link.anchor] += 1
    for label in term.labels:
        yield f"label {label.language}: {label.text!r}, {_origin(term, label)}"
        if label.origin is LabelOrigin.ANCHOR and label.language in anchors:
            yield f"  anchors: {_anchor_counts(anchors[label.language])}"
    for label in term.alternatives:
        origin = count_noun(label.count, "anchor") if label.count else "from anchors"
        yield f"alternative label {label.language}: {label.text!r}, {origin}"
        yield from _link_lines(links[label.language, label.text.casefold()])
    for conflict in graph.conflicts:
        if term.id in (conflict.target, conflict.term):
            yield from _conflict_lines(conflict)
    for candidate in graph.duplicate_candidates:
        if term.id in (candidate.one, candidate.other):
            duplicate = candidate.other if candidate.one == term.id else candidate.one
            yield f"possible duplicate: {duplicate}: {'; '.join(candidate.reasons)}"


def explain_edge(graph: Graph, source: EvidenceSource, first: Term, second: Term) -> Iterator[str]:
    """Explain the edges between two terms in both directions: the links with file, line and sentence, and their repairs."""
    if first.id == second.id:
        yield f"Both names are names of the term {first.slug}"
        return
    edges = {(edge.source, edge.target): edge for edge in graph.edges}
    for start, end in ((first, second), (second, first)):
        edge = edges.get((start.id, end.id))
        count = f"{count_noun(edge.count, 'link')} in {' '.join(edge.languages)}" if edge else "no link"
        yield f"{start.slug} -> {end.slug}: {count}"
        items = [item for item in source.evidence(start.id) if item.target == end.id]
        if edge and not items:
            yield _NO_EVIDENCE
        for item in items:
            written = f", written {item.link.destination!r}" if item.repaired else ""
            rule = f", {item.rule.phrase}" if item.rule else ""
            yield f"  {_location(item)} [{item.link.anchor}]{rule}{written}"
            if item.link.sentence:
                yield f"    {item.link.sentence}"
    for conflict in graph.conflicts:
        if {conflict.term, conflict.target} == {first.id, second.id}:
            yield from _conflict_lines(conflict)


def _origin(term: Term, label: Label) -> str:
    if label.origin is LabelOrigin.TITLE:
        return f"the title of {next(article.path for article in term.articles if article.language == label.language)}"
    return f"selected from {count_noun(label.count, 'anchor')}" if label.count else "selected from anchors"


def _anchor_counts(anchors: Counter[str]) -> str:
    ranked = sorted(anchors.items(), key=lambda pair: (-pair[1], pair[0]))
    more = f" and {len(ranked) - _MAX_ANCHORS_SHOWN} others" if len(ranked) > _MAX_ANCHORS_SHOWN else ""
    return ", ".join(f"{text!r} {count}" for text, count in ranked[:_MAX_ANCHORS_SHOWN]) + more


def _link_lines(items: Iterable[Evidence]) -> Iterator[str]:
    for item in list(items)[:_MAX_LINKS_SHOWN]:
        yield f"  {_location(item)} {item.link.sentence}"


def _location(item: Evidence) -> str:
    """Format file and line; evidence that was read from RDF has no line."""
    return f"{item.path}:{item.link.line}" if item.link.line else item.path


def _conflict_lines(conflict: LinkConflict) -> Iterator[str]:
    outvoted = conflict.outvoted
    result = "repaired" if conflict.applied else "not repaired"
    location = f"{outvoted.path}:{outvoted.link.line}"
    yield f"{result}: {location} {outvoted.link.destination!r} -> {conflict.repaired!r}: {conflict.reason}"
    for vote in (outvoted, *conflict.votes):
        yield f"  {vote.language} {vote.link.destination!r} [{vote.link.anchor}] {vote.link.sentence}"
