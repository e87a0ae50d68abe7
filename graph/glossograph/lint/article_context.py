"""An article together with the text it was read from: what checks of one article are given."""

from typing import NamedTuple

from glossograph.lint.article_source import Placed, Source, Span
from glossograph.lint.finding import Edit, Finding
from glossograph.lint.rules import RULES
from glossograph.model.article import Article
from glossograph.model.link import Link
from glossograph.model.term import Term
from glossograph.text.keys import Slug, TermId


class ResolvedLink(NamedTuple):
    """A link with the term that it leads to as written, how it spells that, and where it stands; no term for what is outside."""

    link: Link
    target: TermId | None
    spelling: Slug
    place: Placed | None


class ArticleContext(NamedTuple):
    """An article, its term, its text and its links."""

    article: Article
    term: Term
    source: Source
    ties: tuple[ResolvedLink, ...]

    def at_link(
        self,
        code: str,
        tie: ResolvedLink,
        message: str,
        proposal: str = "",
        edits: tuple[Edit, ...] = (),
        *,
        span: Span | None = None,
    ) -> Finding:
        """Find something at a link, or at a span of it."""
        if tie.place is None:
            return self._found(code, (tie.link.line, 0), message, proposal, ())
        start = (span or tie.place.whole).start
        return self._found(code, self.source.position(start), message, proposal, edits)

    def at(self, code: str, offset: int, message: str, proposal: str = "", edits: tuple[Edit, ...] = ()) -> Finding:
        """Find something at an offset of the text."""
        return self._found(code, self.source.position(offset), message, proposal, edits)

    def of_file(self, code: str, message: str, proposal: str = "") -> Finding:
        """Find something about the file as a whole."""
        return self._found(code, (0, 0), message, proposal, ())

    def _found(self, code: str, position: tuple[int, int], message: str, proposal: str, edits: tuple[Edit, ...]) -> Finding:
        return Finding(self.article.path, *position, code, RULES[code].severity, message, proposal, edits)
