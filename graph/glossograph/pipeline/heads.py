"""The first pass over the stored articles: their heads, titles and problems, without their links."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import msgspec

from glossograph.config import Config
from glossograph.model.article import Article
from glossograph.model.link import Links
from glossograph.model.problem import Problem, ProblemCode
from glossograph.store.article_store import ArticleStore
from glossograph.text.days import day_of
from glossograph.text.keys import is_slug_like
from glossograph.text.languages import LanguageTag, english_name
from glossograph.text.normalise import one_line

_MAX_HEADING_COUNT, _MAX_HEADING_SHARE = 2, 0.01
_CONVENTION_SHARE = 0.5
_MIN_CONVENTION_ARTICLES = 10
_NO_LINKS = Links()


class Heads(NamedTuple):
    """What the first pass keeps of the articles: no descriptions, leads, keywords and links, which `with_texts` reads again.

    `titles` holds the title of each article by path, empty where it has none; `copies` are the paths of untranslated copies,
    whose titles are in another language; `elsewhere` are articles in languages that the settings leave out.
    """

    articles: list[Article]
    titles: dict[str, str]
    problems: list[Problem]
    copies: frozenset[str]
    elsewhere: list[Article]

    @property
    def languages(self) -> list[LanguageTag]:
        """The languages of the articles, sorted."""
        return sorted({LanguageTag(article.language) for article in self.articles})


def read_heads(store: ArticleStore, config: Config) -> Heads:
    """Read the heads of all articles in the languages that the settings ask for, and choose their titles.

    A title is the one of the front matter, else the heading at the top of the text if few articles have the same, else the
    file's name as written, if it was written as a title.
    """
    problems: list[Problem] = []
    elsewhere: list[Article] = []
    articles: list[Article] = []
    headings: Counter[tuple[str, str]] = Counter()
    shared: dict[object, Any] = {}
    for stored in store.heads():
        problems.extend(stored.problems)
        article = _without_texts(stored, shared)
        if article.language and (not config.languages or article.language in config.languages):
            articles.append(article)
            headings[article.language, article.heading] += 1
        elif article.language:
            elsewhere.append(slim(article))
    most = max_heading_count(len(articles))
    titles = {
        article.path: title_of(article, is_rare=headings[article.language, article.heading] <= most) for article in articles
    }
    problems += _missing_titles(articles, titles)
    copies = [article for article in articles if article.text_language]
    problems += map(untranslated, copies)
    return Heads(
        [slim(article) for article in articles], titles, problems, frozenset(article.path for article in copies), elsewhere
    )


def max_heading_count(articles: int) -> float:
    """Give the number of articles from which on a heading that they share is no title."""
    return max(_MAX_HEADING_COUNT, _MAX_HEADING_SHARE * articles)


def slim(article: Article) -> Article:
    """Drop what is not needed once titles are chosen."""
    return msgspec.structs.replace(article, title="", heading="", problems=(), shared_words=(), shape=())


def _without_texts(article: Article, shared: dict[object, Any]) -> Article:
    """Leave out what only terms show; values that many articles have are in memory once, in `shared`."""
    return msgspec.structs.replace(
        article,
        language=shared.setdefault(article.language, article.language),
        folders=shared.setdefault(article.folders, article.folders),
        name=article.slug if article.name == article.slug else article.name,
        description="",
        keywords=(),
        links=_NO_LINKS,
        lead="",
    )


def with_texts(articles: Sequence[Article], store: ArticleStore) -> Iterator[Article]:
    """Give articles of which a first pass kept the heads, with their descriptions, leads and keywords."""
    shared: dict[tuple[str, ...], tuple[str, ...]] = {}
    for article, stored in zip(articles, store.heads_of(article.path for article in articles), strict=True):
        keywords = shared.setdefault(stored.keywords, stored.keywords)
        yield msgspec.structs.replace(article, description=stored.description, keywords=keywords, lead=stored.lead)


def title_of(article: Article, *, is_rare: bool) -> str:
    """Choose the title of an article; `is_rare` says whether few articles have its heading."""
    if article.title or (article.heading and is_rare):
        return article.title or article.heading
    name = one_line(article.name.replace("___", "/").strip("/"))  # as Logseq writes the page `a/b`
    return day_of(name) or ("" if is_slug_like(name) else name)


def _missing_titles(articles: list[Article], titles: dict[str, str]) -> list[Problem]:
    """Report the articles without a title, or the collection once where that is its convention."""
    missing = [article for article in articles if not article.title]
    if missing and (problem := title_convention(len(missing), len(articles), missing[0].path)):
        return [problem]
    return [missing_title(article, titles[article.path]) for article in missing]


def title_convention(missing: int, articles: int, first: str) -> Problem | None:
    """Report that most articles of a collection have no title; nothing where few lack one. `first` is the path of one."""
    if missing <= _CONVENTION_SHARE * articles or missing < _MIN_CONVENTION_ARTICLES:
        return None
    share = f"{missing:,} of {articles:,} articles"
    message = f"{share} have no `title` in the front matter: headings and file names are used"
    return Problem(first.partition("/")[0], 0, ProblemCode.TITLE_MISSING, message)


def missing_title(article: Article, title: str) -> Problem:
    """Report an article without a title, and what is used instead."""
    used = "the first heading" if title and title == article.heading else "the file name" if title else "the names in links to it"
    message = f"No `title` in the front matter: using {used}; add `title:`"
    return Problem(article.path, 0, ProblemCode.TITLE_MISSING, message)


def untranslated(article: Article) -> Problem:
    """Report an untranslated copy."""
    folder, text = english_name(article.language), english_name(article.text_language)
    message = f"The text is in {text}, not {folder}: it has no vote, and its title is no label; translate it"
    return Problem(article.path, 0, ProblemCode.UNTRANSLATED, message)
