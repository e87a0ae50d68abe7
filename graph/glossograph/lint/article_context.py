"""An article with its term, its text and its links: the input of the checks of one article."""

from typing import NamedTuple

from glossograph.lint.article_source import ArticleSource, LinkSpans, Span
from glossograph.lint.finding import Edit, Finding
from glossograph.lint.rules import RULES
from glossograph.model.article import Article
from glossograph.model.link import Link
from glossograph.model.term import Term
from glossograph.text.keys import Slug, TermId


class LinkContext(NamedTuple):
    """A link as written, before any repair, with its target and its spans in the text.

    `target` is None if the link points outside the collection. `spelling` is the slug as the destination spells it. `spans` is
    None if the link is not written inline.
    """

    link: Link
    target: TermId | None
    spelling: Slug
    spans: LinkSpans | None


class ArticleContext(NamedTuple):
    """An article, its term, its text and its links."""

    article: Article
    term: Term
    source: ArticleSource
    links: tuple[LinkContext, ...]

    @property
    def path(self) -> str:
        """The path of the article."""
        return self.article.path

    @property
    def language(self) -> str:
        """The language of the article."""
        return self.article.language

    @property
    def title(self) -> str:
        """The title that the build gave the article."""
        return next(article.title for article in self.term.articles if article.path == self.path)

    def finding_at_link(
        self,
        code: str,
        resolved: LinkContext,
        message: str,
        proposal: str = "",
        edits: tuple[Edit, ...] = (),
        *,
        span: Span | None = None,
    ) -> Finding:
        """Make a finding at a link, or at a span within it; without edits if the link is not written inline."""
        if resolved.spans is None:
            return self._finding(code, (resolved.link.line, 0), message, proposal, ())
        start = (span or resolved.spans.whole).start
        return self._finding(code, self.source.line_and_column(start), message, proposal, edits)

    def finding_at(self, code: str, offset: int, message: str, proposal: str = "", edits: tuple[Edit, ...] = ()) -> Finding:
        """Make a finding at an offset of the text."""
        return self._finding(code, self.source.line_and_column(offset), message, proposal, edits)

    def finding_in_file(self, code: str, message: str) -> Finding:
        """Make a finding about the file as a whole."""
        return self._finding(code, (0, 0), message, "", ())

    def _finding(self, code: str, position: tuple[int, int], message: str, proposal: str, edits: tuple[Edit, ...]) -> Finding:
        return Finding(self.article.path, *position, code, RULES[code].severity, message, proposal, edits)
