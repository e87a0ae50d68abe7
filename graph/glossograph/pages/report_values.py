"""What a report says of a graph: cases with their sentences, merges, elected labels, problems; as values that JSON takes."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from typing import Any

from glossograph.model.decision import DECIDED, DuplicateCandidate, LinkConflict, Vote
from glossograph.model.edge import Repair
from glossograph.model.evidence import ArticleEvidence
from glossograph.model.graph import Graph
from glossograph.model.term import Label, LabelOrigin, Term
from glossograph.text.keys import TermId
from glossograph.text.languages import LanguageTag

_MOST_LOSERS = 5


def report(graph: Graph, evidence: Iterable[ArticleEvidence]) -> dict[str, Any]:
    """Give the report; `evidence` is streamed once.

    `summary` holds counts. `repairs` and `conflicts` tell path, line, what was written and what the others lead to, who voted
    what in which sentence, and why that is sure or not; `merges` the terms that may be one, with reasons; `labels` those
    that were elected, with the anchors that lost; `problems` path, line, code and message. All in the graph's order.
    """
    terms = {term.id: term for term in graph.terms}
    applied = {
        (case.outvoted.path, case.outvoted.link.line, case.outvoted.link.destination): case
        for case in graph.conflicts
        if case.applied
    }
    elected = [(term, label) for term in graph.terms for label in term.labels if label.origin is not LabelOrigin.TITLE]
    anchors = _anchors(evidence, {(term.id, label.language) for term, label in elected})
    return {
        "summary": summary(graph),
        "repairs": [_repair(one, applied.get((one.path, one.line, one.written)), terms) for one in graph.repairs],
        "conflicts": [_case(case, terms) for case in graph.conflicts if not case.applied],
        "merges": [_merge(merge, terms) for merge in graph.duplicate_candidates],
        "labels": [_label(term, label, anchors[term.id, label.language]) for term, label in elected],
        "problems": [{"path": one.path, "line": one.line, "code": one.code, "message": one.message} for one in graph.problems],
    }


def summary(graph: Graph) -> dict[str, Any]:
    """Count what the graph holds."""
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


def _repair(repair: Repair, case: LinkConflict | None, terms: Mapping[TermId, Term]) -> dict[str, Any]:
    """Tell of a repair; where the author decided on a destination that is no term, there is no case."""
    if case:
        return _case(case, terms)
    return {
        "path": repair.path,
        "line": repair.line,
        "language": "",
        "term": "",
        "written": repair.written,
        "repaired": repair.repaired,
        "voters": {},
        "reason": DECIDED,
        "sure": True,
        "anchor": "",
        "sentence": "",
        "evidence": [],
    }


def _anchors(
    evidence: Iterable[ArticleEvidence], wanted: AbstractSet[tuple[TermId, LanguageTag]]
) -> Mapping[tuple[TermId, LanguageTag], Counter[str]]:
    """Count the anchors of the terms and languages that are wanted, and of no others: there are as many as there are links."""
    targets: dict[LanguageTag, set[TermId]] = defaultdict(set)
    for term, language in wanted:
        targets[language].add(term)
    found: dict[tuple[TermId, LanguageTag], Counter[str]] = defaultdict(Counter)
    for article in evidence if wanted else ():
        named = targets[article.language]
        if not named.isdisjoint(article.targets):
            for target, anchor in zip(article.targets, article.links.anchors, strict=True):
                if target in named:
                    found[target, article.language][anchor] += 1
    return found


def _case(case: LinkConflict, terms: Mapping[TermId, Term]) -> dict[str, Any]:
    outvoted = case.outvoted
    return {
        "path": outvoted.path,
        "line": outvoted.link.line,
        "language": outvoted.language,
        "term": str(terms[case.term].label(outvoted.language)),
        "written": outvoted.link.destination,
        "repaired": case.repaired,
        "voters": {ballot.language: ballot.link.destination for ballot in case.votes},
        "reason": case.reason,
        "sure": case.sure,
        "anchor": outvoted.link.anchor,
        "sentence": outvoted.link.sentence,
        "evidence": [_ballot(ballot) for ballot in case.votes],
    }


def _ballot(ballot: Vote) -> dict[str, Any]:
    return {
        "language": ballot.language,
        "path": ballot.path,
        "line": ballot.link.line,
        "destination": ballot.link.destination,
        "anchor": ballot.link.anchor,
        "sentence": ballot.link.sentence,
    }


def _merge(merge: DuplicateCandidate, terms: Mapping[TermId, Term]) -> dict[str, Any]:
    def side(term: Term) -> dict[str, Any]:
        return {"slug": term.slug, "label": str(term.label()), "articles": len(term.articles)}

    return {"one": side(terms[merge.one]), "other": side(terms[merge.other]), "reasons": list(merge.reasons)}


def _label(term: Term, label: Label, anchors: Counter[str]) -> dict[str, Any]:
    losers = sorted(
        ((text, count) for text, count in anchors.items() if text != label.text), key=lambda pair: (-pair[1], pair[0])
    )
    return {
        "slug": term.slug,
        "language": label.language,
        "text": label.text,
        "count": label.count,
        "others": [{"text": text, "count": count} for text, count in losers[:_MOST_LOSERS]],
        "why": f"{label.count} of {anchors.total()} anchors" if anchors else "",
    }
