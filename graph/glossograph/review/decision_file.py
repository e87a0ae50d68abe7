"""Read `decisions.toml`, and add the conflicts, duplicate candidates and matches that need a decision."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import tomli_w

from glossograph.engine.own_files import read_regular
from glossograph.errors import ConfigError
from glossograph.model.decision import (
    NO_DECISIONS,
    Decisions,
    DuplicateCandidate,
    LinkConflict,
    LinkDecision,
    MatchDecision,
    TermDecision,
    article_name,
)
from glossograph.model.graph import Graph, GuessedJoin
from glossograph.model.term import Term
from glossograph.model.term_match import MatchProposal, MatchRelation
from glossograph.serialise.file_batch import open_batch
from glossograph.text.iris import is_absolute_iri
from glossograph.text.keys import Key, TermId, key

FILE_NAME = "decisions.toml"

_HEADER = """\
# Decisions on links and terms. Fill in each `decision`; the next build applies it.
#   [[link]]  "accept": link to the proposal; "reject": keep the destination as written; "/other-term": link to that term
#   [[term]]  "sameAs": merge the two terms, unless one language has an article on each; "differentFrom": keep them apart
#   [[match]] "accept": write the relation into the RDF; "reject": do not propose it again; or another SKOS relation: "broadMatch"
# An empty decision is not made yet. Entries are matched by their content, not by line number.
"""
_MAX_SHOWN_CHARS = 100
_LINK_DECISIONS = ("", "accept", "reject")
_TERM_DECISIONS = ("", "sameAs", "differentFrom")
_MATCH_DECISIONS = ("", "accept", "reject", *map(str, MatchRelation))
_Entry = TypeVar("_Entry", LinkDecision, TermDecision, MatchDecision)


def read_decisions(path: Path) -> Decisions:
    """Read a decision file.

    Raises:
        ConfigError: The file cannot be read or is not TOML, or an entry lacks a field or has an unknown decision.
    """
    try:
        text = _read_text(path)
    except OSError as error:
        message = f"{path}: cannot be read ({error.strerror})"
        raise ConfigError(message) from error
    except ValueError as error:
        message = f"{path}: not valid TOML: {error}"
        raise ConfigError(message) from error
    return parse_decisions(text, str(path))


def parse_decisions(text: str, name: str) -> Decisions:
    """Read decisions from the text of a file.

    Args:
        text: The text.
        name: The path of the file, or what the text is, for messages.

    Raises:
        ConfigError: The text is not TOML, or an entry lacks a field or has an unknown decision.
    """
    try:
        tables = tomllib.loads(text)
        links = _read_entries(tables, text, "link", LinkDecision)
        terms = _read_entries(tables, text, "term", TermDecision)
        matches = _read_entries(tables, text, "match", MatchDecision)
    except msgspec.ValidationError as error:
        message = f"{name}: {error}: write entries as `glossograph review` does"
        raise ConfigError(message) from error
    except (ValueError, TypeError, RecursionError) as error:
        message = f"{name}: not valid TOML: {error}"
        raise ConfigError(message) from error
    _check_decisions(name, links, terms)
    _check_matches(name, matches)
    return Decisions(name, tuple(links), tuple(terms), tuple(matches))


def _read_text(path: Path) -> str:
    return read_regular(path).decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")


def _read_entries(tables: Mapping[str, Any], text: str, name: str, entry_type: type[_Entry]) -> list[_Entry]:
    """Convert the entries of one name; each gets the line that it begins on, which the TOML reader does not keep."""
    lines = [line for line, written in enumerate(text.split("\n"), start=1) if written.strip() == f"[[{name}]]"]
    entries = tables.get(name, [])
    if not isinstance(entries, list) or len(lines) != len(entries):
        message = f"each {name} needs a line [[{name}]] of its own"
        raise msgspec.ValidationError(message)
    fields, defaults = entry_type.__struct_fields__, entry_type.__struct_defaults__
    known = {"decision": "", **dict(zip(fields[len(fields) - len(defaults) :], defaults, strict=True))}
    return [
        msgspec.convert([{**known, **entry, "line": line}.get(field) for field in fields], entry_type)
        for entry, line in zip(entries, lines, strict=True)
    ]


def _check_decisions(path: str, links: Iterable[LinkDecision], terms: Iterable[TermDecision]) -> None:
    for term in terms:
        if term.decision not in _TERM_DECISIONS:
            message = f"{path}:{term.line}: unknown decision {term.decision!r} on two terms: write 'sameAs' or 'differentFrom'"
            raise ConfigError(message)
    for link in links:
        if link.decision not in _LINK_DECISIONS and "/" not in link.decision:
            message = (
                f"{path}:{link.line}: unknown decision {link.decision!r} on a link: "
                "write 'accept', 'reject' or a destination such as '/other-term'"
            )
            raise ConfigError(message)


def _check_matches(path: str, matches: Iterable[MatchDecision]) -> None:
    known: dict[tuple[Key, str], int] = {}
    for match in matches:
        where = f"{path}:{match.line}:"
        if match.decision not in _MATCH_DECISIONS:
            message = f"{where} unknown decision {match.decision!r} on a match: write one of {', '.join(_MATCH_DECISIONS[1:])}"
        elif match.relation not in tuple(MatchRelation):
            message = f"{where} unknown relation {match.relation!r}: write one of {', '.join(MatchRelation)}"
        elif not is_absolute_iri(match.concept):
            message = f"{where} {match.concept[:_MAX_SHOWN_CHARS]!r} is not an absolute IRI: write it as its vocabulary does"
        elif match.pair in known:
            message = f"{where} a second entry on {match.term!r} and {match.concept}, after line {known[match.pair]}: delete one"
        else:
            known[match.pair] = match.line
            continue
        raise ConfigError(message)


def add_proposals(path: Path, decisions: Decisions, proposals: Iterable[MatchProposal]) -> int:
    """Append proposals of matches that a decision file lacks; the text of the author stays as it is.

    Args:
        path: The file, which need not exist.
        decisions: The entries of the file.
        proposals: The proposals.

    Returns:
        The number of new entries.
    """
    known = {match.pair for match in decisions.matches}
    new = [proposal for proposal in proposals if (key(proposal.term), proposal.concept) not in known]
    _append(path, [("match", {**msgspec.structs.asdict(proposal), "decision": ""}) for proposal in new])
    return len(new)


def extend_decisions(path: Path, decisions: Decisions, graph: Graph) -> int:
    """Append what a build leaves to the author and a decision file lacks; the text of the author stays as it is.

    Args:
        path: The file, which need not exist.
        decisions: The entries of the file.
        graph: The build: its conflicts, its duplicate candidates, and the names that it joined by spelling alone.

    Returns:
        The number of new entries.
    """
    known_links = {(link.article, link.written, link.anchor) for link in decisions.links}
    known_terms = {frozenset((key(term.one), key(term.other))) for term in decisions.terms}
    terms = {term.id: term for term in graph.terms}
    link_entries = [_link_entry(conflict) for conflict in graph.conflicts if not conflict.applied]
    term_entries = [_term_entry(candidate, terms) for candidate in graph.duplicate_candidates]
    term_entries += _guess_entries(graph.guesses)
    entries = [
        *(("link", entry) for entry in link_entries if (entry["article"], entry["written"], entry["anchor"]) not in known_links),
        *(("term", entry) for entry in term_entries if frozenset((key(entry["one"]), key(entry["other"]))) not in known_terms),
    ]
    unique = list({str(entry): (name, entry) for name, entry in entries}.values())
    _append(path, unique)
    return len(unique)


def _append(path: Path, entries: Sequence[tuple[str, Mapping[str, Any]]]) -> None:
    if not entries:
        return
    before = _read_text(path) if path.exists() else _HEADER
    added = "".join(f"\n[[{name}]]\n{tomli_w.dumps(entry)}" for name, entry in entries)
    with open_batch(path.parent) as files:
        files.write_text(path.name, before + added)
        files.commit()


def record_decisions(path: Path, graph: Graph, made: Decisions) -> int:
    """Write decisions on the open cases of a build to a decision file; everything else in it stays as it is.

    Args:
        path: The file, which need not exist.
        graph: The build.
        made: The decisions.

    Returns:
        The number of decisions.

    Raises:
        ConfigError: There are no decisions, one is on a case that neither the build nor the file has, or the file is not valid.
    """
    before = read_decisions(path) if path.exists() else NO_DECISIONS
    added = extend_decisions(path, before, graph)
    if not added and not path.exists():
        message = "The build has no open cases"
        raise ConfigError(message)
    current = read_decisions(path)
    lines = path.read_text(encoding="utf-8-sig").split("\n")
    entries: dict[tuple[str, ...] | frozenset[str], int] = {_case(entry): entry.line for entry in _entries_of(current)}
    decided = [entry for entry in _entries_of(made) if entry.decision]
    for entry in decided:
        if _case(entry) not in entries:
            message = f"{made.path}:{entry.line}: the build has no such case: open the page again"
            raise ConfigError(message)
        _set_decision(lines, entries[_case(entry)], entry.decision)
    if not decided:
        message = f"{made.path} holds no decisions"
        raise ConfigError(message)
    text = "\n".join(lines)
    wanted = {_case(entry): entry.decision for entry in decided}
    after = parse_decisions(text, str(path))
    if any(entry.decision != wanted.get(_case(entry), entry.decision) for entry in _entries_of(after)):
        message = f"{path}: a decision cannot be set there: write each entry as `glossograph review` does"
        raise ConfigError(message)
    with open_batch(path.parent) as files:
        files.write_text(path.name, text)
        files.commit()
    return len(decided)


def _entries_of(decisions: Decisions) -> list[LinkDecision | TermDecision | MatchDecision]:
    return [*decisions.links, *decisions.terms, *decisions.matches]


def _case(entry: LinkDecision | TermDecision | MatchDecision) -> tuple[str, ...] | frozenset[str]:
    """Return what identifies the case that an entry is about."""
    if isinstance(entry, LinkDecision):
        return entry.article, entry.written, entry.anchor
    if isinstance(entry, MatchDecision):
        return entry.pair
    return frozenset((key(entry.one), key(entry.other)))


def _set_decision(lines: list[str], line: int, decision: str) -> None:
    """Replace the decision of the entry that begins on a line, counted from 1; lines of other entries keep their numbers."""
    written = tomli_w.dumps({"decision": decision}).rstrip("\n")
    for index in range(line, len(lines)):
        if lines[index].lstrip().startswith("["):
            break
        if lines[index].partition("=")[0].strip() == "decision":
            lines[index] = written
            return
    lines[line - 1] += f"\n{written}"


def _link_entry(conflict: LinkConflict) -> dict[str, Any]:
    link = conflict.outvoted.link
    return {
        "article": article_name(conflict.outvoted.language, conflict.term),
        "written": link.destination,
        "anchor": link.anchor,
        "proposal": conflict.repaired,
        "sentence": link.sentence,
        "voters": [f"{vote.language} {vote.link.destination}" for vote in conflict.votes],
        "why": conflict.reason,
        "decision": "",
    }


def _term_entry(candidate: DuplicateCandidate, terms: Mapping[TermId, Term]) -> dict[str, Any]:
    return {
        "one": terms[candidate.one].slug,
        "other": terms[candidate.other].slug,
        "why": list(candidate.reasons),
        "decision": "",
    }


def _guess_entries(guesses: Iterable[GuessedJoin]) -> Iterator[dict[str, Any]]:
    """Yield an entry for each two names that the build joined: without a decision they stay one term."""
    for guess in guesses:
        first, *others = guess.slugs
        for other in others:
            yield {"one": first, "other": other, "why": ["joined by spelling alone"], "decision": ""}
