"""Matches between terms and the concepts of other vocabularies: proposed, and accepted by the author."""

from enum import StrEnum

from glossograph.model.base import Struct
from glossograph.text.keys import TermId


class MatchRelation(StrEnum):
    """How a term and a concept of another vocabulary relate: the mapping properties of SKOS (SKOS Reference, section 10)."""

    EXACT = "exactMatch"
    CLOSE = "closeMatch"
    BROAD = "broadMatch"
    NARROW = "narrowMatch"
    RELATED = "relatedMatch"


class TermMatch(Struct, frozen=True):
    """A match that the author accepted: the term, the relation, and the IRI of the concept."""

    term: TermId
    relation: MatchRelation
    concept: str


class MatchProposal(Struct, frozen=True):
    """A term and a concept of another vocabulary that may be the same.

    Attributes:
        term: The slug of the term.
        concept: The IRI of the concept.
        name: A name of the concept, for readers.
        relation: `exactMatch` or `closeMatch`.
        score: The estimated share of such proposals that are right, 0 to 1.
        why: The evidence for and against it, one sentence each.
    """

    term: str
    concept: str
    name: str
    relation: str
    score: float
    why: tuple[str, ...]
