"""Run all selected checks: first on the articles, term by term and in any number of processes, then on the graph."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

import msgspec

from glossograph.config import Level
from glossograph.engine.processes import chunks, in_processes
from glossograph.engine.progress import Progress, no_progress
from glossograph.lint.article_context import ArticleContext, LinkContext
from glossograph.lint.article_source import ArticleSource
from glossograph.lint.check_registry import ARTICLE_CHECKS, GRAPH_CHECKS, TERM_CHECKS
from glossograph.lint.code_selection import CodeSelection
from glossograph.lint.corpus_index import CorpusIndex
from glossograph.lint.finding import Finding
from glossograph.lint.mentions import MentionCheck, count_label_uses, make_label_matchers, sum_label_uses
from glossograph.lint.suppression import IgnoreComment, is_ignored, read_ignore_comments
from glossograph.model.article import Article
from glossograph.model.base import Struct
from glossograph.model.graph import Graph
from glossograph.model.term import Term
from glossograph.read.article_file import MAX_ARTICLE_BYTES
from glossograph.read.encoding import decode
from glossograph.store.article_store import ArticleStore
from glossograph.text.keys import Slug

TERMS_PER_CHUNK = 50
"""Terms that a process checks at a time."""

_MIN_ARTICLES_FOR_PROCESSES = 1000
_MAX_COUNTED_ARTICLES = 2500
"""Articles, spread evenly over a large collection, in which the uses of labels are counted."""


class _ChunkResult(Struct, frozen=True):
    """The findings in a chunk of terms, and the comments of its articles by path."""

    findings: tuple[Finding, ...]
    comments: dict[str, tuple[IgnoreComment, ...]]


def run_checks(
    store: ArticleStore,
    graph: Graph,
    locations: Mapping[str, str],
    selection: CodeSelection,
    *,
    jobs: int = 1,
    progress: Progress = no_progress,
) -> tuple[Finding, ...]:
    """Check the articles behind a graph.

    Args:
        store: The store into which the graph was built.
        graph: The graph.
        locations: The file of each article, by the path of the article.
        selection: The codes to check.
        jobs: The number of processes for a large collection.
        progress: Called with the number of checked terms.

    Returns:
        The findings, sorted by path, line and column, without those that a comment silences.
    """
    corpus = CorpusIndex(graph, store.heads())
    terms = [term for term in graph.terms if not term.placeholder]
    processes = jobs if graph.articles >= _MIN_ARTICLES_FOR_PROCESSES else 1
    mention_check = None
    if selection.includes(("mention-unlinked",)):
        mention_check = _prepare_mention_check(store, corpus, locations, processes)
    checker = Checker(store, corpus, locations, selection, mention_check)
    findings: list[Finding] = []
    comments: dict[str, tuple[IgnoreComment, ...]] = {}
    done = 0
    progress("checking", 0, len(terms))
    for packed in in_processes(checker, chunks(terms, TERMS_PER_CHUNK), processes):
        result = msgspec.msgpack.decode(packed, type=_ChunkResult)
        findings += result.findings
        comments |= result.comments
        done = min(done + TERMS_PER_CHUNK, len(terms))
        progress("checking", done, len(terms))
    for check in GRAPH_CHECKS:
        if selection.includes(check.codes):
            findings += check.find(corpus)
    reported = {
        _with_severity(finding, selection.severities[finding.code])
        for finding in findings
        if finding.code in selection.severities and not is_ignored(comments.get(finding.path, ()), finding.code, finding.line)
    }
    return tuple(sorted(reported))


def _with_severity(finding: Finding, severity: Level) -> Finding:
    return finding if finding.severity is severity else msgspec.structs.replace(finding, severity=severity)


def _prepare_mention_check(store: ArticleStore, corpus: CorpusIndex, locations: Mapping[str, str], jobs: int) -> MentionCheck:
    """Make the label matchers, and count the uses of the labels in a sample of the articles."""
    matchers = make_label_matchers(corpus.graph.terms, corpus.languages)
    reader = Checker(store, corpus, locations, CodeSelection({}))
    terms = [term for term in corpus.graph.terms if not term.placeholder]
    step = 1 + corpus.graph.articles // _MAX_COUNTED_ARTICLES

    def count_chunk(chunk: Sequence[Term]) -> bytes:
        articles = store.articles(article.path for term in chunk for article in term.articles)
        contexts = (context for term in chunk for context in reader.read_contexts(term, islice(articles, len(term.articles))))
        return msgspec.msgpack.encode(list(count_label_uses(contexts, corpus, matchers).items()))

    decoder = msgspec.msgpack.Decoder(list[tuple[tuple[str, str], tuple[int, int]]])
    packed_counts = in_processes(count_chunk, chunks(terms[::step], TERMS_PER_CHUNK), jobs)
    return MentionCheck(matchers, sum_label_uses(dict(decoder.decode(packed)) for packed in packed_counts))


class Checker:
    """Checks the articles of a chunk of terms. It runs in a forked process, which opens the store again."""

    def __init__(
        self,
        store: ArticleStore,
        corpus: CorpusIndex,
        locations: Mapping[str, str],
        selection: CodeSelection,
        mention_check: MentionCheck | None = None,
    ) -> None:
        """Take what the checks of all terms share."""
        self._store = store
        self._corpus = corpus
        self._locations = locations
        self._article_checks = tuple(check.find for check in ARTICLE_CHECKS if selection.includes(check.codes))
        self._term_checks = tuple(check.find for check in TERM_CHECKS if selection.includes(check.codes))
        self._mention_check = mention_check

    def __call__(self, terms: Sequence[Term]) -> bytes:
        """Check the articles of some terms, and return the result as MessagePack."""
        articles = self._store.articles(article.path for term in terms for article in term.articles)
        findings: list[Finding] = []
        comments: dict[str, tuple[IgnoreComment, ...]] = {}
        all_contexts: list[ArticleContext] = []
        for term in terms:
            contexts = list(self.read_contexts(term, islice(articles, len(term.articles))))
            for context in contexts:
                if article_comments := read_ignore_comments(context.source):
                    comments[context.path] = article_comments
            if contexts:
                findings += self._check_term(contexts)
            all_contexts += contexts
        if self._mention_check:
            findings += self._mention_check.find(all_contexts, self._corpus)
        return msgspec.msgpack.encode(_ChunkResult(tuple(findings), comments))

    def read_contexts(self, term: Term, articles: Iterable[Article]) -> Iterator[ArticleContext]:
        """Read the texts of a term's articles, and resolve their links; articles whose file cannot be read are left out."""
        for article in list(articles):
            source = read_source(self._locations.get(article.path, ""))
            if source is None:
                continue
            links = []
            spans_of_links = source.find_links(article.links)
            meant = article.links.with_pipes_swapped() if self._corpus.graph.conventions.page_is_second else article.links
            for link, spans in zip(meant, spans_of_links, strict=True):
                target, spelling = self._corpus.resolve(link, article.path) or (None, Slug(""))
                links.append(LinkContext(link, target, spelling, spans))
            yield ArticleContext(article, term, source, tuple(links))

    def _check_term(self, contexts: Sequence[ArticleContext]) -> Iterator[Finding]:
        for context in contexts:
            for check_article in self._article_checks:
                yield from check_article(context, self._corpus)
        for check_term in self._term_checks:
            yield from check_term(contexts, self._corpus)


def read_source(location: str) -> ArticleSource | None:
    """Read the text of a file; None if it cannot be read or is too large, which the build has reported."""
    try:
        with open(location, "rb", buffering=0) as file:  # noqa: PTH123 — making a Path takes as long as reading the file
            size = os.fstat(file.fileno()).st_size
            if size > MAX_ARTICLE_BYTES:
                return None
            data = file.read(size)
            if len(data) < size:
                data += file.readall()
    except OSError:
        return None
    return ArticleSource(decode(data, location)[0])
