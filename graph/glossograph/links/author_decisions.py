"""The author's decisions on links, applied before the translations vote; those that no longer apply are reported."""

from collections.abc import Collection, Iterator
from typing import NamedTuple

import msgspec

from glossograph.model.decision import Decisions, LinkDecision, article_name
from glossograph.model.graph import TermIndex
from glossograph.model.link import Link
from glossograph.model.problem import Problem, ProblemCode
from glossograph.model.term_match import MatchProposal, MatchRelation, TermMatch
from glossograph.text.keys import Key, TermId, key

LinkName = tuple[str, str, str]
"""How a decision names a link: article as `language/key`, destination as written, anchor."""


class AppliedDecision(NamedTuple):
    """A decision that applies to a link: its name, and the link to resolve instead; none where the link stays as written."""

    name: LinkName
    instead: Link | None


class DecidedMatches(NamedTuple):
    """The matches that the author accepted, those that are still open, and the decisions that name no term."""

    accepted: tuple[TermMatch, ...]
    open: tuple[MatchProposal, ...]
    problems: tuple[Problem, ...]


def decided_matches(decisions: Decisions, term_index: TermIndex) -> DecidedMatches:
    """Sort the decisions on matches by what they decide.

    >>> from glossograph.model.decision import MatchDecision
    >>> index = TermIndex({"bond": TermId("bond")}, {}, {})
    >>> decision = MatchDecision("bond", "http://example.org/b", "exactMatch", "accept", 3)
    >>> decided_matches(Decisions("d.toml", matches=(decision,)), index).accepted[0].relation
    <MatchRelation.EXACT: 'exactMatch'>
    """
    accepted, open_proposals, problems = set(), [], []
    for match in decisions.matches:
        term = term_index.find(match.term)
        if term is None:
            if match.decided_relation:
                message = f"No term {match.term!r}: delete the decision, or fix it"
                problems.append(Problem(decisions.path, match.line, ProblemCode.DECISION_UNUSED, message))
        elif match.decided_relation:
            accepted.add(TermMatch(term, MatchRelation(match.decided_relation), match.concept))
        elif not match.decision:
            open_proposals.append(match.proposal)
    return DecidedMatches(tuple(sorted(accepted)), tuple(open_proposals), tuple(problems))


class AuthorDecisions:
    """The decisions of one build.

    >>> link = Link("/hire", "hire", "", "", 3)
    >>> decisions = Decisions("d.toml", (LinkDecision("en/car", "/hire", "hire", "/lease", "accept", 1),))
    >>> author_decisions = AuthorDecisions(decisions)
    >>> author_decisions.of("en", TermId("car"), link).instead.destination
    '/lease'
    >>> author_decisions.of("no", TermId("car"), link) is None
    True
    """

    def __init__(self, decisions: Decisions) -> None:
        """Take the decisions that the author made."""
        self._decisions = decisions
        self._links = decisions.by_link()

    def __bool__(self) -> bool:
        """Whether the author decided on any link."""
        return bool(self._links)

    @property
    def names(self) -> Collection[LinkName]:
        """The names of the links that the author decided on."""
        return self._links.keys()

    def of(self, language: str, term: TermId, link: Link) -> AppliedDecision | None:
        """Find the decision on a link of a term's article; none where the author made none."""
        name = (article_name(language, term), link.destination, link.anchor)
        decision = self._links.get(name)
        return AppliedDecision(name, _decided_link(decision, link)) if decision else None

    def problems(self, applied: Collection[LinkName], terms: Collection[Key]) -> Iterator[Problem]:
        """Report the decisions that no longer apply: no link has the name, or no term has the key.

        Args:
            applied: The names of the links that a decision applied to.
            terms: The keys of all terms.
        """
        path = self._decisions.path
        for name, decision in sorted(self._links.items()):
            if name not in applied:
                missing = f"No link [{decision.anchor}] to {decision.written!r} in {decision.article!r}"
                yield Problem(path, decision.line, ProblemCode.DECISION_UNUSED, f"{missing}: delete the decision, or fix it")
        for pair in self._decisions.terms:
            for term_name in (pair.one, pair.other):
                if pair.decision and key(term_name) not in terms:
                    message = f"No term {term_name!r}: delete the decision, or fix it"
                    yield Problem(path, pair.line, ProblemCode.DECISION_UNUSED, message)


def _decided_link(decision: LinkDecision, link: Link) -> Link | None:
    return msgspec.structs.replace(link, destination=decision.destination) if decision.destination else None
