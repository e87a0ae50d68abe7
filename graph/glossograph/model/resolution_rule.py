"""How a link was resolved: the rule that found its term, or why it has none."""

from enum import StrEnum
from typing import NamedTuple

from glossograph.text.keys import TermId


class ResolutionRule(StrEnum):
    """The rule that resolved a link, in the order in which the rules are tried.

    The last five name no term: such links make no edge and are counted by kind.
    """

    PATH = "path"
    SITE = "site-path"
    NAME = "name"
    ALIAS = "alias"
    TITLE = "title"
    SLUG = "slug"
    SPELLING = "spelling"
    DECISION = "decision"
    PLACEHOLDER = "placeholder"
    EXTERNAL = "external"
    ANCHOR = "anchor"
    ASSET = "asset"
    CODE = "code"
    HOME = "home"

    @property
    def code(self) -> str:
        """One letter for the rule, as evidence is stored."""
        return _CODES[self]

    @property
    def phrase(self) -> str:
        """The rule in words that an author understands.

        >>> ResolutionRule.SPELLING.phrase
        'by spelling alone'
        """
        return _PHRASES[self]

    @property
    def is_guess(self) -> bool:
        """Whether the rule guesses, since the link names neither a file nor a name exactly."""
        return self is ResolutionRule.SPELLING

    @property
    def names_term(self) -> bool:
        """Whether a link resolved so has a term."""
        return self not in _WITHOUT_TERM


_CODES = dict(zip(ResolutionRule, "fsnatugdpxckeh", strict=True))
_BY_CODE = {code: rule for rule, code in _CODES.items()}
_PHRASES = {
    ResolutionRule.PATH: "as a path",
    ResolutionRule.SITE: "as a path of the site",
    ResolutionRule.NAME: "by its file name",
    ResolutionRule.ALIAS: "by its alias",
    ResolutionRule.TITLE: "by its title",
    ResolutionRule.SLUG: "by its slug",
    ResolutionRule.SPELLING: "by spelling alone",
    ResolutionRule.DECISION: "by your decision",
    ResolutionRule.PLACEHOLDER: "no article has this name",
    ResolutionRule.EXTERNAL: "to another site",
    ResolutionRule.ANCHOR: "to a place on its own page",
    ResolutionRule.ASSET: "to a file that is not an article",
    ResolutionRule.CODE: "a template or macro",
    ResolutionRule.HOME: "to the home page",
}
_WITHOUT_TERM = frozenset(
    {ResolutionRule.EXTERNAL, ResolutionRule.ANCHOR, ResolutionRule.ASSET, ResolutionRule.CODE, ResolutionRule.HOME}
)


def rule_of(code: str) -> ResolutionRule:
    """Give the rule of a one-letter code.

    >>> rule_of("f")
    <ResolutionRule.PATH: 'path'>
    """
    return _BY_CODE[code]


class Resolution(NamedTuple):
    """The term that a link names, none for a link outside the terms, and the rule."""

    term: TermId | None
    rule: ResolutionRule
