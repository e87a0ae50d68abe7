"""What the report page shows of a graph: cases with their sentences, merges, elected labels, problems; as plain values."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from glossograph.cases import Ballot, Case, Merge
from glossograph.graph import Graph
from glossograph.languages import LanguageTag
from glossograph.model import Evidence, Label, LabelOrigin, Term
from glossograph.names import TermId

MOST_CASES, MOST_LABELS, MOST_PROBLEMS = 500, 1000, 1000
"""How many a page shows; `report.json` holds all."""

_MOST_LOSERS = 5


def report_payload(graph: Graph, evidence: Iterable[Evidence], summary: Mapping[str, Any]) -> dict[str, Any]:
    """Give what `report_page.render_report` shows; `evidence` is streamed once."""
    terms = {term.id: term for term in graph.terms}
    elected = [(term, label) for term in graph.terms for label in term.labels if label.origin is LabelOrigin.ANCHOR]
    applied = [case for case in graph.cases if case.applied]
    conflicts = [case for case in graph.cases if not case.applied]
    anchors = _anchors(evidence, {term.id for term, _ in elected[:MOST_LABELS]})
    return {
        "title": graph.collection.title,
        "summary": dict(summary),
        "totals": {
            "repairs": len(applied),
            "conflicts": len(conflicts),
            "merges": len(graph.merges),
            "labels": len(elected),
            "problems": len(graph.problems),
        },
        "repairs": [_case(case, terms) for case in applied[:MOST_CASES]],
        "conflicts": [_case(case, terms) for case in conflicts[:MOST_CASES]],
        "merges": [_merge(merge, terms) for merge in graph.merges[:MOST_CASES]],
        "labels": [_label(term, label, anchors[term.id][label.language]) for term, label in elected[:MOST_LABELS]],
        "problems": [
            {"path": one.path, "line": one.line, "code": one.code, "message": one.message}
            for one in graph.problems[:MOST_PROBLEMS]
        ],
    }


def _anchors(evidence: Iterable[Evidence], wanted: set[TermId]) -> Mapping[TermId, Mapping[LanguageTag, Counter[str]]]:
    found: dict[TermId, dict[LanguageTag, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for item in evidence if wanted else ():
        if item.target in wanted:
            found[item.target][item.language][item.link.anchor] += 1
    return found


def _case(case: Case, terms: Mapping[TermId, Term]) -> dict[str, Any]:
    outvoted = case.outvoted
    return {
        **_ballot(outvoted),
        "term": str(terms[case.term].label(outvoted.language)),
        "written": outvoted.link.destination,
        "repaired": case.repaired,
        "reason": case.reason,
        "sure": case.sure,
        "voters": [_ballot(ballot) for ballot in case.ballots],
    }


def _ballot(ballot: Ballot) -> dict[str, Any]:
    return {
        "language": ballot.language,
        "path": ballot.path,
        "line": ballot.link.line,
        "destination": ballot.link.destination,
        "anchor": ballot.link.anchor,
        "sentence": ballot.link.sentence,
    }


def _merge(merge: Merge, terms: Mapping[TermId, Term]) -> dict[str, Any]:
    def side(term: Term) -> dict[str, Any]:
        return {"slug": term.slug, "label": str(term.label()), "articles": len(term.articles)}

    return {"one": side(terms[merge.one]), "other": side(terms[merge.other]), "reasons": list(merge.reasons)}


def _label(term: Term, label: Label, anchors: Counter[str]) -> dict[str, Any]:
    losers: Sequence[tuple[str, int]] = sorted(
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
