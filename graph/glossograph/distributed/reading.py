"""Reading of the articles in the workers, and the small sums over their heads that the whole collection decides."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

import msgspec

from glossograph.config import Config
from glossograph.distributed.row_steps import encode, pack, text_key, unpack
from glossograph.distributed.sources import Source, SourceFile, decode_file, read_source
from glossograph.engine.isolation import OutOfTimeError, time_limits
from glossograph.engine.rows import Row, Shared
from glossograph.links.addresses import Parts, article_folders, fold, versioned_roots
from glossograph.model.article import Article
from glossograph.model.link import Links
from glossograph.model.problem import Problem
from glossograph.model.sampling import Sample, draw
from glossograph.pipeline.graph_builder import alignment_candidate
from glossograph.pipeline.heads import max_heading_count
from glossograph.read.article_file import read_article
from glossograph.read.generators import generator_of, site_roots
from glossograph.read.unread_files import (
    NoArticleError,
    access_message,
    failure_message,
    killed_message,
    slow_message,
    time_limit_s,
    unread_file,
)

if TYPE_CHECKING:
    from glossograph.read.path_layout import Placement

decode_article = msgspec.msgpack.Decoder(Article).decode
decode_problem = msgspec.msgpack.Decoder(Problem).decode
_NO_LINKS = Links()

HEAD, DRAWN, FACTS, HEADINGS, PROBLEM = b"h", b"d", b"f", b"g", b"p"
"""Kinds of rows that describe articles."""


@dataclass(frozen=True)
class ReadArticles:
    """Reads files as articles; what cannot be read becomes an article with a problem.

    In a thread, a file that takes too long ends the process: `ReadCarefully` reads it again.
    """

    sources: tuple[Source, ...]
    layout: Shared
    sample: Sample

    def __call__(self, rows: Iterator[Row]) -> Iterable[Row]:
        """Read the files of a part."""
        layout = self.layout.get()
        with time_limits(ends_process=True) as grant:
            for path, _, value in rows:
                name, file = path.decode("utf-8", "replace"), decode_file(value)
                grant(time_limit_s(file.size))
                try:
                    article = self._read(name, file, layout)
                except OutOfTimeError:
                    article = unread_file(name, slow_message(file.size))
                yield path, b"", encode(article)

    def unread(self, row: Row, reason: str) -> Row:
        """Give the row of a file that ended the process."""
        path, _, value = row
        return path, b"", encode(unread_file(path.decode("utf-8", "replace"), killed_message(reason, decode_file(value).size)))

    def _read(self, path: str, file: SourceFile, layout: Any) -> Article:  # noqa: ANN401 — the shared layout
        try:
            data = read_source(self.sources, file)
        except NoArticleError as error:
            return unread_file(path, str(error), error.code)
        except OSError as error:
            return unread_file(path, access_message(error))
        try:
            placement: Placement = layout.place(path, data)
            return read_article(path, placement, data, self.sample)
        except Exception as error:  # noqa: BLE001 — one article must never stop the others
            return unread_file(path, failure_message(error))


@dataclass
class Facts:
    """Small sums over the heads of articles.

    Attributes:
        files: How many files were read, as articles or not.
        articles: How many are articles in the languages that the settings ask for.
        untitled: How many of these have no title.
        first_untitled: The path of the first of them.
        nameless: How many of them have no slug.
        languages: Their languages.
        elsewhere: The languages of the others.
        versioned: Folders that old versions are copies of.
        folders: The first and the last folder that holds an article.
        roots: By prefix of the site's paths, the folders that the generator fixes for it.
    """

    files: int = 0
    articles: int = 0
    untitled: int = 0
    first_untitled: str = ""
    nameless: int = 0
    languages: set[str] = field(default_factory=set)
    elsewhere: set[str] = field(default_factory=set)
    versioned: set[Parts] = field(default_factory=set)
    folders: set[Parts] = field(default_factory=set)
    roots: set[tuple[Parts, Parts]] = field(default_factory=set)

    def merge(self, other: "Facts") -> Self:
        """Add those of other articles."""
        self.files += other.files
        self.articles += other.articles
        self.untitled += other.untitled
        self.first_untitled = min(filter(None, (self.first_untitled, other.first_untitled)), default="")
        self.nameless += other.nameless
        self.languages |= other.languages
        self.elsewhere |= other.elsewhere
        self.versioned |= other.versioned
        folders = self.folders | other.folders
        self.folders = {min(folders), max(folders)} if folders else set()
        roots = self.roots | other.roots
        nearest: dict[Parts, Parts] = {}
        for dropped, folder in sorted(roots, key=lambda root: (len(root[1]), root[1])):
            nearest.setdefault(dropped, folder)
        self.roots = set(nearest.items())
        return self


def is_wanted(article: Article, config: Config) -> bool:
    """Whether an article is in a language that the settings ask for."""
    return bool(article.language) and (not config.languages or article.language in config.languages)


@dataclass(frozen=True)
class DescribeArticles:
    """Gives what steps need of the articles besides their links.

    These are the articles without links, their problems, those of a sample that have a language, and the sums over a part: facts,
    and the headings by language.
    """

    config: Config
    sample: Sample

    def __call__(self, rows: Iterator[Row]) -> Iterable[Row]:
        """Describe."""
        heads: list[Article] = []
        for path, _, value in rows:
            article = decode_article(value)
            head = msgspec.structs.replace(article, links=_NO_LINKS)
            heads.append(head)
            yield path, HEAD, encode(head)
            yield from map(problem_row, article.problems)
            if article.language and self.sample.holds(draw(article.slug, article.path)):
                links = msgspec.structs.replace(article.links, sentences=())
                yield path, DRAWN, encode(msgspec.structs.replace(article, links=links, shared_words=(), shape=()))
        wanted = [head for head in heads if is_wanted(head, self.config)]
        yield b"", FACTS, pack(_sum_up(heads, wanted, self.config))
        headings = Counter((article.language, article.heading) for article in wanted)
        for (language, heading), count in headings.items():
            yield text_key(f"{language}\0{heading}"), HEADINGS, pack((language, heading, count))


def _sum_up(heads: Sequence[Article], wanted: Sequence[Article], config: Config) -> Facts:
    """Sum up the heads of a part, of which some are in the languages that the settings ask for."""
    facts = Facts(len(heads), len(wanted))
    facts.elsewhere = {head.language for head in heads if head.language and not is_wanted(head, config)}
    untitled = [article.path for article in wanted if not article.title]
    facts.untitled, facts.first_untitled = len(untitled), min(untitled, default="")
    facts.nameless = sum(not article.slug for article in wanted)
    facts.languages = {article.language for article in wanted}
    facts.versioned = versioned_roots(wanted)
    if wanted:
        folders = article_folders(wanted)
        facts.folders = {min(folders), max(folders)}
        neutral = (tuple(map(fold, article.folders)) for article in wanted)
        facts.roots = set(site_roots(generator_of(config.layout), neutral))
    return facts


def merged_facts(rows: Iterable[Row]) -> Facts:
    """Add up the facts of all parts."""
    total = Facts()
    for _, _, value in rows:
        total.merge(unpack(value))
    return total


@dataclass(frozen=True)
class CommonHeadings:
    """Keeps the headings that are no titles, because many articles share them."""

    articles: int

    def __call__(self, rows: Iterator[Row]) -> Iterable[Row]:
        """Add up, and keep the common ones."""
        counts: Counter[tuple[str, str]] = Counter()
        for _, _, value in rows:
            language, heading, count = unpack(value)
            counts[language, heading] += count
        most = max_heading_count(self.articles)
        yield from ((b"", b"", pack(heading)) for heading, count in counts.items() if count > most)


def problem_row(problem: Problem) -> Row:
    """Make a row of a problem: those of a path are in one bucket."""
    return text_key(problem.path), PROBLEM + b"%09d" % problem.line, encode(problem)


def keyed_problems(rows: Iterator[Row]) -> Iterable[Row]:
    """Give the problems of a listing as rows of problems."""
    return (problem_row(decode_problem(value)) for _, _, value in rows)


@dataclass(frozen=True)
class Candidates:
    """Gives what decides which articles without a name are translations of each other."""

    config: Config
    languages: tuple[str, ...]

    def __call__(self, rows: Iterator[Row]) -> Iterable[Row]:
        """Give them."""
        for path, order, value in rows:
            article = decode_article(value)
            if is_wanted(article, self.config):
                yield path, order, pack(alignment_candidate(article, self.languages))
