"""The whole check: graph first, then the articles term by term, in any number of processes."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

import msgspec

from glossograph.config import Level
from glossograph.engine.processes import chunks, in_processes
from glossograph.engine.progress import Progress, no_progress
from glossograph.lint.article_context import ArticleContext, ResolvedLink
from glossograph.lint.article_source import Source
from glossograph.lint.check_registry import OF_ARTICLES, OF_GRAPHS, OF_TERMS
from glossograph.lint.code_selection import CodeSelection
from glossograph.lint.corpus_index import CorpusIndex
from glossograph.lint.finding import Finding
from glossograph.lint.mentions import Mentions, joined_uses, lexicons, uses_in
from glossograph.lint.suppression import Ignored, ignored, is_ignored
from glossograph.model.article import Article
from glossograph.model.base import Struct
from glossograph.model.graph import Graph
from glossograph.model.term import Term
from glossograph.read.article_file import MAX_ARTICLE_BYTES
from glossograph.read.encoding import decode
from glossograph.store.article_store import ArticleStore
from glossograph.text.keys import Slug

CHUNK = 50
"""Terms that are checked at once."""

_WORTH_PROCESSES = 1000
_MOST_COUNTED = 2500
"""Articles in which it is counted how often labels are linked."""


class _Checked(Struct, frozen=True):
    """What a chunk of terms gave: findings, and the comments of the articles that have any, by path."""

    findings: tuple[Finding, ...]
    comments: dict[str, tuple[Ignored, ...]]


def run_checks(
    store: ArticleStore,
    graph: Graph,
    locations: Mapping[str, str],
    choice: CodeSelection,
    *,
    jobs: int = 1,
    progress: Progress = no_progress,
) -> tuple[Finding, ...]:
    """Check the articles behind a graph that was built into the store; `locations` says where each path's file is.

    The findings come sorted by path, line and column; those that a comment silences are left out.
    """
    background = CorpusIndex(graph, store.heads())
    terms = [term for term in graph.terms if not term.placeholder]
    processes = jobs if graph.articles >= _WORTH_PROCESSES else 1
    mentions = _mentions(store, background, locations, processes) if choice.wants(("mention-unlinked",)) else None
    checker = Checker(store, background, locations, choice, mentions)
    found: list[Finding] = []
    comments: dict[str, tuple[Ignored, ...]] = {}
    done = 0
    progress("checking", 0, len(terms))
    for packed in in_processes(checker, chunks(terms, CHUNK), processes):
        part = msgspec.msgpack.decode(packed, type=_Checked)
        found += part.findings
        comments |= part.comments
        done = min(done + CHUNK, len(terms))
        progress("checking", done, len(terms))
    for check_of_graph in OF_GRAPHS:
        if choice.wants(check_of_graph.codes):
            found += check_of_graph.find(background)
    kept = {
        _weighed(finding, choice.severities[finding.code])
        for finding in found
        if finding.code in choice.severities and not is_ignored(comments.get(finding.path, ()), finding.code, finding.line)
    }
    return tuple(sorted(kept))


def _weighed(finding: Finding, severity: Level) -> Finding:
    return finding if finding.severity is severity else msgspec.structs.replace(finding, severity=severity)


def _mentions(store: ArticleStore, background: CorpusIndex, locations: Mapping[str, str], jobs: int) -> Mentions:
    """Make the lexicons, and count in articles spread evenly over a large collection how often labels are linked."""
    found = lexicons(background.graph.terms, background.languages)
    reader = Checker(store, background, locations, CodeSelection({}))
    terms = [term for term in background.graph.terms if not term.placeholder]
    step = 1 + background.graph.articles // _MOST_COUNTED

    def counted(chunk: Sequence[Term]) -> bytes:
        stored = store.articles(article.path for term in chunk for article in term.articles)
        manuscripts = (one for term in chunk for one in reader.manuscripts(term, islice(stored, len(term.articles))))
        return msgspec.msgpack.encode(list(uses_in(manuscripts, background, found).items()))

    sample = terms[::step]
    decoder = msgspec.msgpack.Decoder(list[tuple[tuple[str, str], tuple[int, int]]])
    return Mentions(
        found, joined_uses(dict(decoder.decode(packed)) for packed in in_processes(counted, chunks(sample, CHUNK), jobs))
    )


class Checker:
    """Checks a chunk of terms: called in a forked process, it opens the store there once more."""

    def __init__(
        self,
        store: ArticleStore,
        background: CorpusIndex,
        locations: Mapping[str, str],
        choice: CodeSelection,
        mentions: Mentions | None = None,
    ) -> None:
        """Take what all terms have in common."""
        self._store = store
        self._background = background
        self._locations = locations
        self._of_articles = tuple(one.find for one in OF_ARTICLES if choice.wants(one.codes))
        self._mentions = mentions
        self._of_terms = tuple(one.find for one in OF_TERMS if choice.wants(one.codes))

    def __call__(self, terms: Sequence[Term]) -> bytes:
        """Check the articles of some terms, and give what was found, packed."""
        stored = self._store.articles(article.path for term in terms for article in term.articles)
        findings: list[Finding] = []
        comments: dict[str, tuple[Ignored, ...]] = {}
        checked: list[ArticleContext] = []
        for term in terms:
            manuscripts = list(self.manuscripts(term, islice(stored, len(term.articles))))
            for manuscript in manuscripts:
                if said := ignored(manuscript.source):
                    comments[manuscript.article.path] = said
            if manuscripts:
                findings += self._check(manuscripts)
            checked += manuscripts
        if self._mentions:
            findings += self._mentions.find(checked, self._background)
        return msgspec.msgpack.encode(_Checked(tuple(findings), comments))

    def manuscripts(self, term: Term, articles: Iterable[Article]) -> Iterator[ArticleContext]:
        """Read the articles of a term once more, for their texts."""
        for article in list(articles):
            source = read_source(self._locations.get(article.path, ""))
            if source is None:
                continue
            ties = []
            for link, place in zip(article.links, source.places(article.links), strict=True):
                target, spelling = self._background.target(link, article.path) or (None, Slug(""))
                ties.append(ResolvedLink(link, target, spelling, place))
            yield ArticleContext(article, term, source, tuple(ties))

    def _check(self, manuscripts: Sequence[ArticleContext]) -> Iterator[Finding]:
        for manuscript in manuscripts:
            for find in self._of_articles:
                yield from find(manuscript, self._background)
        for find_in_term in self._of_terms:
            yield from find_in_term(manuscripts, self._background)


def read_source(location: str) -> Source | None:
    """Read a file once more, for its text; nothing where that cannot be, of which the build has told."""
    try:
        with open(location, "rb", buffering=0) as file:  # noqa: PTH123 — a Path a file takes as long as reading it
            size = os.fstat(file.fileno()).st_size
            if size > MAX_ARTICLE_BYTES:
                return None
            data = file.read(size)
            if len(data) < size:
                data += file.readall()
    except OSError:
        return None
    return Source(decode(data, location)[0])
