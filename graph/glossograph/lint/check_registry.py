"""All checks, in the order in which they run."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from glossograph.lint import (
    anchor_checks,
    build_problems,
    destination_checks,
    front_matter_checks,
    label_checks,
    missing_article_checks,
    structure_checks,
    translation_checks,
)
from glossograph.lint.article_context import ArticleContext
from glossograph.lint.corpus_index import CorpusIndex
from glossograph.lint.finding import Finding
from glossograph.model.problem import ProblemCode

CheckOfArticle = Callable[[ArticleContext, CorpusIndex], Iterator[Finding]]
CheckOfTerm = Callable[[Sequence[ArticleContext], CorpusIndex], Iterator[Finding]]
CheckOfGraph = Callable[[CorpusIndex], Iterator[Finding]]


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
    OfArticle(front_matter_checks.title_long, ("title-long",)),
    OfArticle(front_matter_checks.description_missing, ("description-missing",)),
    OfArticle(front_matter_checks.entities, ("entity",)),
    OfArticle(front_matter_checks.language_boolean, ("language-boolean",)),
    OfArticle(label_checks.language_script, ("language-script",)),
    OfArticle(missing_article_checks.link_dangling, ("link-dangling",)),
    OfArticle(missing_article_checks.alias_taken, ("alias-taken",)),
    OfArticle(destination_checks.link_self, ("link-self",)),
    OfArticle(destination_checks.link_spelling, ("link-spelling",)),
    OfArticle(destination_checks.link_redirect, ("link-redirect",)),
    OfArticle(destination_checks.link_untranslated, ("link-untranslated",)),
    OfArticle(destination_checks.destination_blank, ("destination-blank",)),
    OfArticle(anchor_checks.anchor_cut, ("anchor-cut",)),
    OfArticle(anchor_checks.anchor_punctuation, ("anchor-punctuation",)),
    OfArticle(anchor_checks.anchor_debris, ("anchor-debris",)),
    OfArticle(anchor_checks.link_debris, ("link-debris",)),
    OfArticle(anchor_checks.anchor_clause, ("anchor-clause",)),
    OfArticle(anchor_checks.anchor_ambiguous, ("anchor-ambiguous",)),
    OfArticle(anchor_checks.anchor_title, ("anchor-title",)),
    OfArticle(translation_checks.link_repaired, ("link-repaired",)),
    OfArticle(translation_checks.link_conflict, ("link-conflict",)),
)
OF_TERMS = (
    OfTerm(translation_checks.translations, ("link-parity", "translation-stale")),
    OfTerm(missing_article_checks.article_missing, ("article-missing",)),
)
OF_GRAPHS = (
    OfGraph(build_problems.reported, tuple(ProblemCode)),
    OfGraph(label_checks.title_duplicate, ("title-duplicate",)),
    OfGraph(label_checks.label_ambiguous, ("label-ambiguous",)),
    OfGraph(label_checks.definition_missing, ("definition-missing",)),
    OfGraph(label_checks.near_duplicate, ("near-duplicate",)),
    OfGraph(missing_article_checks.translation_missing, ("translation-missing",)),
    OfGraph(structure_checks.orphan, ("orphan",)),
    OfGraph(structure_checks.island, ("island",)),
    OfGraph(structure_checks.hub, ("hub",)),
)
