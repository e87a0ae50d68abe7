"""The author's decisions on links, applied before the translations vote; those that no longer apply are reported."""

from collections.abc import Collection, Iterator
from typing import NamedTuple

import msgspec

from glossograph.model.decision import Decisions, LinkDecision, article_name
from glossograph.model.link import Link
from glossograph.model.problem import Problem, ProblemCode
from glossograph.text.keys import Key, TermId, key


class AppliedDecision(NamedTuple):
    """What was decided of a link, under its `name`: the link to follow instead, or nothing where it stays as written."""

    name: tuple[str, str, str]
    instead: Link | None


class AuthorDecisions:
    """The decisions of one build.

    >>> link = Link("/hire", "hire", "", "", 3)
    >>> rulings = AuthorDecisions(Decisions("d.toml", (LinkDecision("en/car", "/hire", "hire", "/lease", "accept", 1),)))
    >>> rulings.of("en", TermId("car"), link).instead.destination, rulings.of("no", TermId("car"), link)
    ('/lease', None)
    """

    def __init__(self, decisions: Decisions) -> None:
        """Take the decisions that were made."""
        self._decisions = decisions
        self._links = decisions.by_link()

    def __bool__(self) -> bool:
        """Whether anything was decided of a link."""
        return bool(self._links)

    def of(self, language: str, term: TermId, link: Link) -> AppliedDecision | None:
        """Give what was decided of a link of an article; nothing where nothing was."""
        name = (article_name(language, term), link.destination, link.anchor)
        decision = self._links.get(name)
        return AppliedDecision(name, _instead(decision, link)) if decision else None

    def problems(self, ruled: Collection[tuple[str, str, str]], terms: Collection[Key]) -> Iterator[Problem]:
        """Report the decisions that no longer apply: no such link was `ruled` on, no such term is known."""
        path = self._decisions.path
        for name, link in sorted(self._links.items()):
            if name not in ruled:
                what = f"no link [{link.anchor}] to {link.written!r} in {link.article!r}"
                yield Problem(path, link.line, ProblemCode.DECISION_UNUSED, f"{what}: delete the decision, or mend it")
        for pair in self._decisions.terms:
            for name_of_term in (pair.one, pair.other):
                if pair.decision and key(name_of_term) not in terms:
                    message = f"no term {name_of_term!r}: delete the decision, or mend it"
                    yield Problem(path, pair.line, ProblemCode.DECISION_UNUSED, message)


def _instead(decision: LinkDecision, link: Link) -> Link | None:
    return msgspec.structs.replace(link, destination=decision.destination) if decision.destination else None
