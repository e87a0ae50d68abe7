"""`decisions.toml`: read the decisions of an author, and add the undecided conflicts."""

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import tomli_w

from glossograph.errors import ConfigError
from glossograph.model.decision import Decisions, DuplicateCandidate, LinkConflict, LinkDecision, TermDecision, article_name
from glossograph.model.term import Term
from glossograph.serialise.file_batch import open_batch
from glossograph.text.keys import TermId, key

_HEAD = """\
# Decisions on links and terms. Fill in each `decision`; the next build obeys.
#   [[link]]  "accept" leads the link to the proposal, "reject" leaves it as written, "/other-term" leads it elsewhere
#   [[term]]  "sameAs" makes the two terms one, if no language has an article on each; "differentFrom" keeps them apart
# An empty decision is still to be made. Entries are found again by what they say, not by line number.
"""


def extend_decisions(
    path: Path,
    decided: Decisions,
    conflicts: Sequence[LinkConflict],
    duplicate_candidates: Sequence[DuplicateCandidate],
    terms: Mapping[TermId, Term],
) -> int:
    """Append the conflicts and duplicate candidates that a file lacks, and give the number of new entries.

    What the author wrote is kept to the letter.
    """
    known_links = {(one.article, one.written, one.anchor) for one in decided.links}
    known_terms = {frozenset((key(one.one), key(one.other))) for one in decided.terms}
    entries = [("link", entry) for case in conflicts if (entry := _link(case)) and _name(entry) not in known_links]
    entries += [
        ("term", _merge(merge, terms))
        for merge in duplicate_candidates
        if frozenset((key(terms[merge.one].slug), key(terms[merge.other].slug))) not in known_terms
    ]
    unique = list({str(entry): entry for entry in entries}.values())
    before = path.read_text(encoding="utf-8-sig") if path.exists() else _HEAD
    added = "".join(f"\n[[{kind}]]\n{tomli_w.dumps(entry)}" for kind, entry in unique)
    if unique:
        with open_batch(path.parent) as files:
            files.write_text(path.name, before + added)
            files.commit()
    return len(unique)


def _name(entry: Mapping[str, Any]) -> tuple[str, str, str]:
    return entry["article"], entry["written"], entry["anchor"]


def _link(case: LinkConflict) -> dict[str, Any]:
    link = case.outvoted.link
    return {
        "article": article_name(case.outvoted.language, case.term),
        "written": link.destination,
        "anchor": link.anchor,
        "proposal": case.repaired,
        "sentence": link.sentence,
        "voters": [f"{ballot.language} {ballot.link.destination}" for ballot in case.votes],
        "why": case.reason,
        "decision": "",
    }


def _merge(merge: DuplicateCandidate, terms: Mapping[TermId, Term]) -> dict[str, Any]:
    return {"one": terms[merge.one].slug, "other": terms[merge.other].slug, "why": list(merge.reasons), "decision": ""}


FILE_NAME = "decisions.toml"
_Entry = TypeVar("_Entry", LinkDecision, TermDecision)
_TERM_DECISIONS = ("", "sameAs", "differentFrom")


def read_decisions(path: Path) -> Decisions:
    """Read a file of decisions.

    Errors: `ConfigError` where it cannot be read, is not TOML, or an entry lacks a field or decides something else.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
        entries = tomllib.loads(text)
        links = _entries(entries, text, "link", LinkDecision)
        terms = _entries(entries, text, "term", TermDecision)
    except OSError as error:
        message = f"{path}: cannot be read ({error.strerror})"
        raise ConfigError(message) from error
    except msgspec.ValidationError as error:
        message = f"{path}: {error}: write entries as `glossograph review` does"
        raise ConfigError(message) from error
    except (ValueError, TypeError, RecursionError) as error:
        message = f"{path}: is not valid TOML: {error}"
        raise ConfigError(message) from error
    for term in terms:
        if term.decision not in _TERM_DECISIONS:
            message = f"{path}:{term.line}: decision {term.decision!r} of two terms: write 'sameAs' or 'differentFrom'"
            raise ConfigError(message)
    for link in links:
        if link.decision not in ("", "accept", "reject") and "/" not in link.decision:
            message = (
                f"{path}:{link.line}: decision {link.decision!r} of a link: write 'accept', 'reject' or a destination '/...'"
            )
            raise ConfigError(message)
    return Decisions(str(path), tuple(links), tuple(terms))


def _entries(entries: dict[str, Any], text: str, name: str, kind: type[_Entry]) -> list[_Entry]:
    """Convert one kind of entries; each knows the line that it begins on."""
    lines = [number for number, line in enumerate(text.split("\n"), start=1) if line.strip() == f"[[{name}]]"]
    found = entries.get(name, [])
    if not isinstance(found, list) or len(lines) != len(found):
        message = f"entries of {name!r} stand below lines [[{name}]]"
        raise msgspec.ValidationError(message)
    fields = kind.__struct_fields__
    return [
        msgspec.convert([{"decision": "", **entry, "line": line}.get(field) for field in fields], kind)
        for entry, line in zip(found, lines, strict=True)
    ]
