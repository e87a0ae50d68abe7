"""All checks, in the order in which they run."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from glossograph.check import anchors, destinations, front_matter, labels, reach, reported, scripts, translations, wanted
from glossograph.check.background import Background
from glossograph.check.finding import Finding
from glossograph.check.manuscript import Manuscript
from glossograph.model import ProblemCode

CheckOfArticle = Callable[[Manuscript, Background], Iterator[Finding]]
CheckOfTerm = Callable[[Sequence[Manuscript], Background], Iterator[Finding]]
CheckOfGraph = Callable[[Background], Iterator[Finding]]


class OfArticle(NamedTuple):
    """A check of one article, and the codes that it finds."""

    find: CheckOfArticle
    codes: tuple[str, ...]


class OfTerm(NamedTuple):
    """A check of all articles on a term, sorted by language."""

    find: CheckOfTerm
    codes: tuple[str, ...]


class OfGraph(NamedTuple):
    """A check of the graph."""

    find: CheckOfGraph
    codes: tuple[str, ...]


OF_ARTICLES = (
    OfArticle(front_matter.title_long, ("title-long",)),
    OfArticle(front_matter.description_missing, ("description-missing",)),
    OfArticle(front_matter.entities, ("entity",)),
    OfArticle(front_matter.language_boolean, ("language-boolean",)),
    OfArticle(scripts.language_script, ("language-script",)),
    OfArticle(wanted.link_dangling, ("link-dangling",)),
    OfArticle(wanted.alias_taken, ("alias-taken",)),
    OfArticle(destinations.link_self, ("link-self",)),
    OfArticle(destinations.link_spelling, ("link-spelling",)),
    OfArticle(destinations.link_redirect, ("link-redirect",)),
    OfArticle(destinations.link_untranslated, ("link-untranslated",)),
    OfArticle(destinations.destination_blank, ("destination-blank",)),
    OfArticle(anchors.anchor_cut, ("anchor-cut",)),
    OfArticle(anchors.anchor_punctuation, ("anchor-punctuation",)),
    OfArticle(anchors.anchor_debris, ("anchor-debris",)),
    OfArticle(anchors.link_debris, ("link-debris",)),
    OfArticle(anchors.anchor_clause, ("anchor-clause",)),
    OfArticle(anchors.anchor_ambiguous, ("anchor-ambiguous",)),
    OfArticle(anchors.anchor_title, ("anchor-title",)),
    OfArticle(translations.link_repaired, ("link-repaired",)),
    OfArticle(translations.link_conflict, ("link-conflict",)),
)
OF_TERMS = (
    OfTerm(translations.translations, ("link-parity", "translation-stale")),
    OfTerm(wanted.article_missing, ("article-missing",)),
)
OF_GRAPHS = (
    OfGraph(reported.reported, tuple(ProblemCode)),
    OfGraph(labels.title_duplicate, ("title-duplicate",)),
    OfGraph(labels.label_ambiguous, ("label-ambiguous",)),
    OfGraph(labels.definition_missing, ("definition-missing",)),
    OfGraph(labels.near_duplicate, ("near-duplicate",)),
    OfGraph(wanted.translation_missing, ("translation-missing",)),
    OfGraph(reach.orphan, ("orphan",)),
    OfGraph(reach.island, ("island",)),
    OfGraph(reach.hub, ("hub",)),
)
