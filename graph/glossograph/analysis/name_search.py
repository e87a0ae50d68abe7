"""Find terms by their names: slugs, labels, aliases and titles, in all languages at once."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import IntEnum, StrEnum
from functools import cached_property
from urllib.parse import unquote

from glossograph.analysis.paths import importance
from glossograph.errors import AmbiguousTermError, UnknownTermError
from glossograph.model.base import Struct
from glossograph.model.graph import Graph
from glossograph.model.term import Term
from glossograph.text.iris import slug_of_term
from glossograph.text.keys import TermId, slug
from glossograph.text.languages import FALLBACK
from glossograph.text.search_fold import fold_for_search

_MAX_QUERY_CHARS = 200
_MAX_SUGGESTIONS = 3


class NameKind(StrEnum):
    """What a name is to its term."""

    LABEL = "label"
    ALIAS = "alias"
    TITLE = "title"
    SLUG = "slug"


class NameFit(IntEnum):
    """How well words fit a name, the best first."""

    WHOLE = 0
    START = 1
    WORD_START = 2
    INSIDE = 3
    WORDS_APART = 4


class TermName(Struct, frozen=True):
    """A name of a term; a slug has no language."""

    term: Term
    kind: NameKind
    language: str
    text: str


class NameMatch(Struct, frozen=True):
    """A term that was found, by which of its names, and how well the words fit it."""

    name: TermName
    fit: NameFit

    @property
    def term(self) -> Term:
        """The term."""
        return self.name.term


def names_of(term: Term) -> Iterator[TermName]:
    """List the names of a term: labels, aliases, titles that differ from the label, slug."""
    for label in term.labels:
        yield TermName(term, NameKind.LABEL, label.language, label.text)
    for alias in term.alternatives:
        yield TermName(term, NameKind.ALIAS, alias.language, alias.text)
    labels = {label.language: label.text for label in term.labels}
    for article in term.articles:
        if article.title and article.title != labels.get(article.language):
            yield TermName(term, NameKind.TITLE, article.language, article.title)
    yield TermName(term, NameKind.SLUG, "", term.slug)


class NameSearch:
    """Search in the names of a graph's terms, folded as the page folds them."""

    def __init__(self, graph: Graph) -> None:
        """Search in a graph. Its names are folded when they are first needed."""
        self._graph = graph

    @cached_property
    def _names(self) -> Sequence[tuple[str, TermName]]:
        return [(fold_for_search(name.text).strip(), name) for term in self._graph.terms for name in names_of(term)]

    @cached_property
    def _by_name(self) -> Mapping[str, Sequence[TermName]]:
        by_name: dict[str, list[TermName]] = defaultdict(list)
        for folded, name in self._names:
            by_name[folded].append(name)
        return by_name

    @cached_property
    def _importance(self) -> Mapping[TermId, int]:
        return importance(self._graph)

    def term(self, spelling: str) -> Term:
        """Find a term by its id, any spelling of its slug, its IRI, or a label, alias or title in any language.

        Raises:
            UnknownTermError: If there is no such term. The message suggests similar names.
            AmbiguousTermError: If several terms have that name, and it is the slug of none.
        """
        if "~" in spelling and (term := self._terms.get(TermId(spelling))) is not None:
            return term  # an id such as `bonds~2`, which no slug is spelt like; another id may be another term's slug
        find = self._graph.term_index.find
        slug_from_iri = slug_of_term(self._graph.info.base_iri, spelling)
        term_id = find(slug_from_iri or spelling.strip("/")) or find(unquote(spelling).strip("/"))
        if term_id is not None:
            return self._terms[term_id]
        names = self.named(spelling)
        if len(names) == 1:
            return names[0].term
        if names:
            message = f"{len(names)} terms are named {spelling!r}: write the slug of one"
            raise AmbiguousTermError(message, list_names(names))
        message = f"Unknown term {spelling!r}{self._suggestion(spelling)}"
        raise UnknownTermError(message)

    def _suggestion(self, spelling: str) -> str:
        from difflib import get_close_matches  # noqa: PLC0415 — only an error needs it

        matches = [match.term.slug for match in self.find(spelling, limit=_MAX_SUGGESTIONS)]
        similar = matches or get_close_matches(slug(spelling), [term.slug for term in self._graph.terms], n=_MAX_SUGGESTIONS)
        return f": did you mean {' or '.join(similar)}?" if similar else ""

    @cached_property
    def _terms(self) -> Mapping[TermId, Term]:
        return {term.id: term for term in self._graph.terms}

    def named(self, text: str) -> tuple[TermName, ...]:
        """Find the terms that have a name, each once, the most linked first."""
        folded = fold_for_search(text).strip()
        names: dict[TermId, TermName] = {}
        for name in self._by_name.get(folded, ()) if folded else ():
            names.setdefault(name.term.id, name)
        return tuple(sorted(names.values(), key=lambda name: (-self._importance[name.term.id], name.term.slug)))

    def find(self, words: str, language: str = FALLBACK, limit: int = 20) -> tuple[NameMatch, ...]:
        """Find terms by words of their names, each term once with its best name.

        Args:
            words: What to look for. A name that contains it as it is comes before one with the same words apart.
            language: The reader's language, whose names are preferred.
            limit: The most terms to return.

        Returns:
            The matches by `NameFit`, of those that fit as well the most linked first.
        """
        query = fold_for_search(words[:_MAX_QUERY_CHARS]).strip()
        if not query:
            return ()
        best: dict[TermId, tuple[tuple[int, int, str], NameMatch]] = {}
        order = {language: 0, FALLBACK: 1, "": 3}
        for folded, name in self._names:
            fit = _fit(folded, query, squeeze=name.kind is NameKind.SLUG)
            if fit is None:
                continue
            rank = (fit, order.get(name.language, 2), name.language)
            if name.term.id not in best or rank < best[name.term.id][0]:
                best[name.term.id] = (rank, NameMatch(name, fit))
        matches = (match for _, match in best.values())
        ranked = sorted(matches, key=lambda match: (match.fit, -self._importance[match.term.id], match.term.slug))
        return tuple(ranked[:limit])


def _fit(name: str, query: str, *, squeeze: bool) -> NameFit | None:
    """Say how well a folded query fits a folded name; with `squeeze`, blanks may be missing in the query."""
    if name == query:
        return NameFit.WHOLE
    fits = [_fit_at(name, start) for start in _starts(name, query)]
    if fits:
        return min(fits)
    if squeeze and " " in name:
        compact, wanted = name.replace(" ", ""), query.replace(" ", "")
        if wanted in compact:
            return NameFit.WHOLE if compact == wanted else NameFit.START if compact.startswith(wanted) else NameFit.INSIDE
    words = query.split()
    if len(words) > 1 and all(next(_starts(name, word), None) is not None for word in words):
        return NameFit.WORDS_APART
    return None


def _fit_at(name: str, start: int) -> NameFit:
    if start == 0:
        return NameFit.START
    return NameFit.INSIDE if unicodedata.category(name[start - 1])[0] in "LMN" else NameFit.WORD_START


def _starts(name: str, query: str) -> Iterator[int]:
    """Yield where a query begins in a name; it must not end between a letter and its mark."""
    start = name.find(query)
    while start >= 0:
        after = name[start + len(query) : start + len(query) + 1]
        if not after or after.isascii() or unicodedata.category(after)[0] != "M":
            yield start
        start = name.find(query, start + 1)


def list_names(names: Iterable[TermName]) -> tuple[str, ...]:
    """Write each name on one line, for the message that several terms have it: what to type, then why.

    >>> term = Term(TermId("bond"), "bond", ())
    >>> list_names([TermName(term, NameKind.ALIAS, "no", "Lån")])
    ('bond  alias in no: Lån',)
    """
    listed = list(names)
    width = max((len(name.term.slug) for name in listed), default=0)
    return tuple(
        f"{name.term.slug:<{width}}  {name.kind}{f' in {name.language}' if name.language else ''}: {name.text}" for name in listed
    )
