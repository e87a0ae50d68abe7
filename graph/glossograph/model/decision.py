"""What the author of the articles decides: link conflicts, duplicate candidates, matches, and the decisions on them."""

from collections.abc import Mapping

from glossograph.model.base import Struct
from glossograph.model.link import Link
from glossograph.model.term_match import MatchProposal
from glossograph.text.keys import Key, TermId, key
from glossograph.text.languages import LanguageTag


class Vote(Struct, frozen=True):
    """One translation's link at the place that is voted on."""

    language: LanguageTag
    path: str
    link: Link


class LinkConflict(Struct, frozen=True):
    """A link that the translations outvote: `outvoted` is the link, `repaired` the destination that they agree on.

    `reason` is one sentence on why that is sure or not. Shape: `ballots` sorted by language; none where the author decided.
    """

    term: TermId
    outvoted: Vote
    target: TermId
    repaired: str
    votes: tuple[Vote, ...]
    reason: str
    sure: bool
    applied: bool


DECIDED = "the author decided so"
"""The reason of a case that nobody voted on."""


def decided_conflict(term: TermId, here: Vote, target: TermId, destination: str) -> LinkConflict:
    """Give the case of a link that the author leads elsewhere."""
    return LinkConflict(term, here, target, destination, votes=(), reason=DECIDED, sure=True, applied=True)


class DuplicateCandidate(Struct, frozen=True):
    """Two terms that may be one, with the reasons to think so."""

    one: TermId
    other: TermId
    reasons: tuple[str, ...]


class LinkDecision(Struct, frozen=True):
    """What the author decided of one link.

    The link is named by what it says, not by where it stands: its article as `language/key`, its destination as
    written and its anchor. `decision` is `accept`, `reject`, a destination, or empty where it is still to be made.
    """

    article: str
    written: str
    anchor: str
    proposal: str
    decision: str
    line: int

    @property
    def destination(self) -> str:
        """The destination that was decided on, empty for a link that stays as it is or is undecided."""
        return {"accept": self.proposal, "reject": ""}.get(self.decision, self.decision)


class TermDecision(Struct, frozen=True):
    """What the author decided of two terms, named by their slugs: `sameAs`, `differentFrom`, or still to be decided."""

    one: str
    other: str
    decision: str
    line: int


class MatchDecision(Struct, frozen=True):
    """What the author decided of a term and a concept of another vocabulary.

    `relation` is what was proposed. `decision` is `accept`, `reject`, a relation of `MATCH_RELATIONS`, or empty where it is
    still to be made. The other fields are those of `MatchProposal`.
    """

    term: str
    concept: str
    relation: str
    decision: str
    line: int
    name: str = ""
    score: float = 0.0
    why: tuple[str, ...] = ()

    @property
    def pair(self) -> tuple[Key, str]:
        """The key of the term and the IRI of the concept, which identify the case."""
        return key(self.term), self.concept

    @property
    def decided_relation(self) -> str:
        """The relation that was decided on, empty where there is no match or no decision."""
        return {"accept": self.relation, "reject": ""}.get(self.decision, self.decision)

    @property
    def proposal(self) -> MatchProposal:
        """What was proposed."""
        return MatchProposal(self.term, self.concept, self.name, self.relation, self.score, self.why)


class Decisions(Struct, frozen=True):
    """All decisions of a file."""

    path: str = ""
    links: tuple[LinkDecision, ...] = ()
    terms: tuple[TermDecision, ...] = ()
    matches: tuple[MatchDecision, ...] = ()

    def by_link(self) -> Mapping[tuple[str, str, str], LinkDecision]:
        """Give the decisions on links that were made, by article, destination and anchor."""
        return {(decided.article, decided.written, decided.anchor): decided for decided in self.links if decided.decision}

    def joining(self) -> tuple[TermDecision, ...]:
        """Give the decisions that two terms are one."""
        return tuple(term for term in self.terms if term.decision == "sameAs")

    def different(self) -> tuple[tuple[Key, Key], ...]:
        """Give the keys of terms that are two, sorted."""
        return tuple(sorted((key(term.one), key(term.other)) for term in self.terms if term.decision == "differentFrom"))

    def decided_pairs(self) -> frozenset[frozenset[Key]]:
        """Give the pairs of keys of which it was decided whether they are one term."""
        return frozenset(frozenset((key(term.one), key(term.other))) for term in self.terms if term.decision)

    def undecided(self) -> int:
        """Count the entries whose decision is still to be made."""
        return sum(not entry.decision for entries in (self.links, self.terms, self.matches) for entry in entries)


NO_DECISIONS = Decisions()


def article_name(language: str, term: str) -> str:
    """Name an article in a decision: `en/clientfacing`."""
    return f"{language}/{term}"
