"""The first pass over the stored articles: their heads, titles and problems, without their links."""

from collections import Counter
from typing import NamedTuple

import msgspec

from glossograph.config import Config
from glossograph.model.article import Article
from glossograph.model.problem import Problem, ProblemCode
from glossograph.store.article_store import ArticleStore
from glossograph.text.keys import is_slug_like
from glossograph.text.languages import LanguageTag, english_name
from glossograph.text.normalise import one_line

_MAX_HEADING_COUNT, _MAX_HEADING_SHARE = 2, 0.01
_CONVENTION_SHARE = 0.5
_MIN_CONVENTION_ARTICLES = 10


class Heads(NamedTuple):
    """What the first pass keeps of the articles.

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
    for article in store.heads():
        problems.extend(article.problems)
        if article.language and (not config.languages or article.language in config.languages):
            articles.append(article)
            headings[article.language, article.heading] += 1
        elif article.language:
            elsewhere.append(_slim(article))
    most = max(_MAX_HEADING_COUNT, _MAX_HEADING_SHARE * len(articles))
    titles = {article.path: _title(article, is_rare=headings[article.language, article.heading] <= most) for article in articles}
    problems += _missing_titles(articles, titles)
    copies = [article for article in articles if article.text_language]
    problems += map(_untranslated, copies)
    slim = [_slim(article) for article in articles]
    return Heads(slim, titles, problems, frozenset(article.path for article in copies), elsewhere)


def _slim(article: Article) -> Article:
    """Drop what is not needed once titles are chosen."""
    return msgspec.structs.replace(article, title="", heading="", problems=(), shared_words=(), shape=())


def _title(article: Article, *, is_rare: bool) -> str:
    if article.title or (article.heading and is_rare):
        return article.title or article.heading
    name = one_line(article.name.replace("___", "/").strip("/"))  # as Logseq writes the page `a/b`
    return "" if is_slug_like(name) else name


def _missing_titles(articles: list[Article], titles: dict[str, str]) -> list[Problem]:
    """Report the articles without a title, or the collection once where that is its convention."""
    missing = [article for article in articles if not article.title]
    if len(missing) > _CONVENTION_SHARE * len(articles) and len(missing) >= _MIN_CONVENTION_ARTICLES:
        root = missing[0].path.partition("/")[0]
        share = f"{len(missing):,} of {len(articles):,} articles"
        message = f"{share} have no `title` in the front matter: headings and file names are used"
        return [Problem(root, 0, ProblemCode.TITLE_MISSING, message)]
    return [Problem(article.path, 0, ProblemCode.TITLE_MISSING, _missing_title(article, titles)) for article in missing]


def _missing_title(article: Article, titles: dict[str, str]) -> str:
    title = titles[article.path]
    used = "the first heading" if title and title == article.heading else "the file name" if title else "the names in links to it"
    return f"No `title` in the front matter: using {used}; add `title:`"


def _untranslated(article: Article) -> Problem:
    folder, text = english_name(article.language), english_name(article.text_language)
    message = f"The text is in {text}, not {folder}: it has no vote, and its title is no label; translate it"
    return Problem(article.path, 0, ProblemCode.UNTRANSLATED, message)
