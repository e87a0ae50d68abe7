"""The content of a report as values for JSON: repairs, conflicts, duplicate candidates, selected labels and problems."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import Any

import msgspec

from glossograph.model.decision import DECIDED, DuplicateCandidate, LinkConflict, Vote, article_name
from glossograph.model.edge import Repair
from glossograph.model.evidence import ArticleEvidence, EvidenceSource, PackedEvidenceSource
from glossograph.model.graph import Graph
from glossograph.model.resolution_rule import ResolutionRule
from glossograph.model.term import Label, LabelOrigin, Term
from glossograph.model.term_match import MatchProposal
from glossograph.text.keys import TermId
from glossograph.text.languages import LanguageTag

_MAX_OTHER_ANCHORS = 5


class _Anchors(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The first fields of `Links`."""

    destinations: msgspec.Raw
    anchors: tuple[str, ...]


class AnchorEvidence(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The first fields of `ArticleEvidence`, of which only language, anchors and targets are unpacked.

    That takes half the time, and no memory for the sentences.
    """

    source: msgspec.Raw
    language: LanguageTag
    path: msgspec.Raw
    links: _Anchors
    targets: tuple[TermId, ...]


_decode_anchors = msgspec.msgpack.Decoder(tuple[AnchorEvidence, ...]).decode


def anchor_evidence(source: EvidenceSource) -> Iterator[ArticleEvidence | AnchorEvidence]:
    """Stream languages, anchors and targets of all evidence, as cheaply as its source can."""
    if isinstance(source, PackedEvidenceSource):
        return (article for _, packed in source.packed() for article in _decode_anchors(packed))
    return source.by_article()


def collect_report(graph: Graph, evidence: Iterable[ArticleEvidence | AnchorEvidence]) -> dict[str, Any]:
    """Collect the report of a graph.

    Args:
        graph: The graph.
        evidence: The links of all articles. Read once.

    Returns:
        `summary`: counts. `repairs` and `conflicts`: path, line, the written destination, the one that the translations agree
        on, their votes with sentences, and the reason. `duplicate_candidates`: pairs of terms, with reasons. `matches`: open
        proposals of matches with other vocabularies. `selected_labels`: labels that come from anchors, with the other anchors.
        `resolutions`: how many links each rule resolved. `guessed_joins`: articles joined by spelling alone. `problems`: path,
        line, code and message. All in the graph's order.
    """
    terms = {term.id: term for term in graph.terms}
    applied = {
        (conflict.outvoted.path, conflict.outvoted.link.line, conflict.outvoted.link.destination): conflict
        for conflict in graph.conflicts
        if conflict.applied
    }
    selected = [(term, label) for term in graph.terms for label in term.labels if label.origin is not LabelOrigin.TITLE]
    anchors = _count_anchors(evidence, {(term.id, label.language) for term, label in selected})
    return {
        "summary": count_contents(graph),
        "repairs": [
            _repair_values(repair, applied.get((repair.path, repair.line, repair.written)), terms) for repair in graph.repairs
        ],
        "conflicts": [_conflict_values(conflict, terms) for conflict in graph.conflicts if not conflict.applied],
        "duplicate_candidates": [_duplicate_values(candidate, terms) for candidate in graph.duplicate_candidates],
        "matches": [_match_values(proposal, graph, terms) for proposal in graph.match_proposals],
        "selected_labels": [_label_values(term, label, anchors[term.id, label.language]) for term, label in selected],
        "resolutions": [
            {"rule": rule, "meaning": ResolutionRule(rule).phrase, "links": count, "guess": ResolutionRule(rule).is_guess}
            for rule, count in graph.resolutions
        ],
        "guessed_joins": [
            {"term": terms[join.term].slug, "slugs": list(join.slugs), "path": join.path} for join in graph.guesses
        ],
        "problems": [
            {"path": problem.path, "line": problem.line, "code": problem.code, "message": problem.message}
            for problem in graph.problems
        ],
    }


def count_contents(graph: Graph) -> dict[str, Any]:
    """Count the contents of a graph."""
    return {
        "title": graph.info.title,
        "base_iri": graph.info.base_iri,
        "articles": graph.articles,
        "languages": list(graph.languages),
        "terms": len(graph.terms),
        "placeholders": sum(term.placeholder for term in graph.terms),
        "edges": len(graph.edges),
        "links": sum(edge.count for edge in graph.edges),
        "repairs": len(graph.repairs),
        "problems": len(graph.problems),
    }


def _repair_values(repair: Repair, conflict: LinkConflict | None, terms: Mapping[TermId, Term]) -> dict[str, Any]:
    """Describe a repair. There is no conflict where the author decided on a destination that is not a term."""
    if conflict:
        return _conflict_values(conflict, terms)
    return {
        "path": repair.path,
        "line": repair.line,
        "language": "",
        "term": "",
        "article": "",
        "written": repair.written,
        "repaired": repair.repaired,
        "voters": {},
        "reason": DECIDED,
        "sure": True,
        "anchor": "",
        "sentence": "",
        "votes": [],
    }


def _count_anchors(
    evidence: Iterable[ArticleEvidence | AnchorEvidence], wanted: AbstractSet[tuple[TermId, LanguageTag]]
) -> Mapping[tuple[TermId, LanguageTag], Counter[str]]:
    """Count the anchors of some terms and languages only: there are as many anchors as links."""
    targets: dict[LanguageTag, set[TermId]] = defaultdict(set)
    for term, language in wanted:
        targets[language].add(term)
    counts: dict[tuple[TermId, LanguageTag], Counter[str]] = defaultdict(Counter)
    for article in evidence if wanted else ():
        wanted_targets = targets[article.language]
        if not wanted_targets.isdisjoint(article.targets):
            for target, anchor in zip(article.targets, article.links.anchors, strict=True):
                if target in wanted_targets:
                    counts[target, article.language][anchor] += 1
    return counts


def _conflict_values(conflict: LinkConflict, terms: Mapping[TermId, Term]) -> dict[str, Any]:
    outvoted = conflict.outvoted
    return {
        "path": outvoted.path,
        "line": outvoted.link.line,
        "language": outvoted.language,
        "term": str(terms[conflict.term].label(outvoted.language)),
        "article": article_name(outvoted.language, conflict.term),
        "written": outvoted.link.destination,
        "repaired": conflict.repaired,
        "voters": {vote.language: vote.link.destination for vote in conflict.votes},
        "reason": conflict.reason,
        "sure": conflict.sure,
        "anchor": outvoted.link.anchor,
        "sentence": outvoted.link.sentence,
        "votes": [_vote_values(vote) for vote in conflict.votes],
    }


def _vote_values(vote: Vote) -> dict[str, Any]:
    return {
        "language": vote.language,
        "path": vote.path,
        "line": vote.link.line,
        "destination": vote.link.destination,
        "anchor": vote.link.anchor,
        "sentence": vote.link.sentence,
    }


def _duplicate_values(candidate: DuplicateCandidate, terms: Mapping[TermId, Term]) -> dict[str, Any]:
    def term_values(term: Term) -> dict[str, Any]:
        return {"slug": term.slug, "label": str(term.label()), "articles": len(term.articles)}

    first, second = terms[candidate.one], terms[candidate.other]
    return {"first": term_values(first), "second": term_values(second), "reasons": list(candidate.reasons)}


def _match_values(proposal: MatchProposal, graph: Graph, terms: Mapping[TermId, Term]) -> dict[str, Any]:
    term = graph.term_index.find(proposal.term)
    label = str(terms[term].label()) if term is not None and term in terms else proposal.term
    return {"label": label, **msgspec.structs.asdict(proposal), "why": list(proposal.why)}


def _label_values(term: Term, label: Label, anchors: Counter[str]) -> dict[str, Any]:
    others = sorted(
        ((text, count) for text, count in anchors.items() if text != label.text), key=lambda pair: (-pair[1], pair[0])
    )
    return {
        "slug": term.slug,
        "language": label.language,
        "text": label.text,
        "count": label.count,
        "other_anchors": [{"text": text, "count": count} for text, count in others[:_MAX_OTHER_ANCHORS]],
        "reason": f"{label.count} of {anchors.total()} anchors" if anchors else "",
    }
