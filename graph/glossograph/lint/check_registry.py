"""All checks, in the order in which they run."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from glossograph.lint import anchor_checks, front_matter_checks, graph_checks, language_checks, link_checks, translation_checks
from glossograph.lint.article_context import ArticleContext
from glossograph.lint.corpus_index import CorpusIndex
from glossograph.lint.finding import Finding
from glossograph.model.problem import ProblemCode


class ArticleCheck(NamedTuple):
    """A check of one article, and the codes of its findings."""

    find: Callable[[ArticleContext, CorpusIndex], Iterator[Finding]]
    codes: tuple[str, ...]


class TermCheck(NamedTuple):
    """A check of all articles on one term, sorted by language, and the codes of its findings."""

    find: Callable[[Sequence[ArticleContext], CorpusIndex], Iterator[Finding]]
    codes: tuple[str, ...]


class GraphCheck(NamedTuple):
    """A check of the graph, and the codes of its findings."""

    find: Callable[[CorpusIndex], Iterator[Finding]]
    codes: tuple[str, ...]


ARTICLE_CHECKS = (
    ArticleCheck(front_matter_checks.title_long, ("title-long",)),
    ArticleCheck(front_matter_checks.description_missing, ("description-missing",)),
    ArticleCheck(front_matter_checks.entity, ("entity",)),
    ArticleCheck(language_checks.language_boolean, ("language-boolean",)),
    ArticleCheck(language_checks.language_script, ("language-script",)),
    ArticleCheck(link_checks.link_dangling, ("link-dangling",)),
    ArticleCheck(link_checks.alias_taken, ("alias-taken",)),
    ArticleCheck(link_checks.link_self, ("link-self",)),
    ArticleCheck(link_checks.link_spelling, ("link-spelling",)),
    ArticleCheck(link_checks.link_redirect, ("link-redirect",)),
    ArticleCheck(link_checks.link_untranslated, ("link-untranslated",)),
    ArticleCheck(link_checks.destination_blank, ("destination-blank",)),
    ArticleCheck(anchor_checks.anchor_cut, ("anchor-cut",)),
    ArticleCheck(anchor_checks.anchor_punctuation, ("anchor-punctuation",)),
    ArticleCheck(anchor_checks.anchor_debris, ("anchor-debris",)),
    ArticleCheck(anchor_checks.link_debris, ("link-debris",)),
    ArticleCheck(anchor_checks.anchor_clause, ("anchor-clause",)),
    ArticleCheck(anchor_checks.anchor_ambiguous, ("anchor-ambiguous",)),
    ArticleCheck(anchor_checks.anchor_title, ("anchor-title",)),
    ArticleCheck(translation_checks.link_repaired, ("link-repaired",)),
    ArticleCheck(translation_checks.link_conflict, ("link-conflict",)),
)
TERM_CHECKS = (
    TermCheck(translation_checks.translation_gaps, ("link-parity", "translation-stale")),
    TermCheck(translation_checks.article_missing, ("article-missing",)),
)
GRAPH_CHECKS = (
    GraphCheck(graph_checks.build_problems, tuple(ProblemCode)),
    GraphCheck(front_matter_checks.title_duplicate, ("title-duplicate",)),
    GraphCheck(graph_checks.label_ambiguous, ("label-ambiguous",)),
    GraphCheck(graph_checks.definition_missing, ("definition-missing",)),
    GraphCheck(graph_checks.near_duplicate, ("near-duplicate",)),
    GraphCheck(translation_checks.translation_missing, ("translation-missing",)),
    GraphCheck(graph_checks.orphan, ("orphan",)),
    GraphCheck(graph_checks.island, ("island",)),
    GraphCheck(graph_checks.hub, ("hub",)),
)
