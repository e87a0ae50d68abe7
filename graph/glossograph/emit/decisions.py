"""Undecided cases -> entries of `decisions.toml`, for the author to fill in."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import tomli_w

from glossograph.cases import Case, Decisions, Merge, article_name
from glossograph.emit.write import batch
from glossograph.model import Term
from glossograph.names import TermId, key

_HEAD = """\
# Decisions on links and terms. Fill in each `decision`; the next build obeys.
#   [[link]]  "accept" leads the link to the proposal, "reject" leaves it as written, "/other-term" leads it elsewhere
#   [[term]]  "sameAs" makes the two terms one, if no language has an article on each; "differentFrom" keeps them apart
# An empty decision is still to be made. Entries are found again by what they say, not by line number.
"""


def extend_decisions(
    path: Path, decided: Decisions, cases: Sequence[Case], merges: Sequence[Merge], terms: Mapping[TermId, Term]
) -> int:
    """Add the cases and merges that a file does not know to it, below what stands there; give the number of new entries.

    What the author wrote is kept to the letter.
    """
    known_links = {(one.article, one.written, one.anchor) for one in decided.links}
    known_terms = {frozenset((key(one.one), key(one.other))) for one in decided.terms}
    entries = [("link", entry) for case in cases if (entry := _link(case)) and _name(entry) not in known_links]
    entries += [
        ("term", _merge(merge, terms))
        for merge in merges
        if frozenset((key(terms[merge.one].slug), key(terms[merge.other].slug))) not in known_terms
    ]
    unique = list({str(entry): entry for entry in entries}.values())
    before = path.read_text(encoding="utf-8-sig") if path.exists() else _HEAD
    added = "".join(f"\n[[{kind}]]\n{tomli_w.dumps(entry)}" for kind, entry in unique)
    if unique:
        with batch(path.parent) as files:
            files.text(path.name, before + added)
            files.keep()
    return len(unique)


def _name(entry: Mapping[str, Any]) -> tuple[str, str, str]:
    return entry["article"], entry["written"], entry["anchor"]


def _link(case: Case) -> dict[str, Any]:
    link = case.outvoted.link
    return {
        "article": article_name(case.outvoted.language, case.term),
        "written": link.destination,
        "anchor": link.anchor,
        "proposal": case.repaired,
        "sentence": link.sentence,
        "voters": [f"{ballot.language} {ballot.link.destination}" for ballot in case.ballots],
        "why": case.reason,
        "decision": "",
    }


def _merge(merge: Merge, terms: Mapping[TermId, Term]) -> dict[str, Any]:
    return {"one": terms[merge.one].slug, "other": terms[merge.other].slug, "why": list(merge.reasons), "decision": ""}
