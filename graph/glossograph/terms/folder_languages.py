"""Folders that say one language while their texts are in another."""

from collections import Counter, defaultdict

from glossograph.model.article import Article
from glossograph.model.problem import Problem, ProblemCode
from glossograph.model.sampling import Sample
from glossograph.read.language_detection import detect
from glossograph.store.article_store import ArticleStore
from glossograph.text.languages import UNDETERMINED, same_language

_SAMPLED = 8
_FEWEST = 3
_SHARE = 0.6
_ENOUGH_LETTERS = 120


def folder_problems(store: ArticleStore) -> tuple[Problem, ...]:
    """Read a sample of each language's articles, evenly over their paths, and report the languages that most of it contradicts.

    One problem a language; nothing is relabelled.
    """
    paths: dict[str, list[str]] = defaultdict(list)
    for article in store.sampled(Sample.of(store.size())):
        if article.language and article.language != UNDETERMINED:
            paths[article.language].append(article.path)
    return tuple(
        problem
        for language in sorted(paths)
        if len(paths[language]) >= _FEWEST and (problem := _contradiction(store, language, paths[language]))
    )


def _contradiction(store: ArticleStore, language: str, paths: list[str]) -> Problem | None:
    sample = [store.article(paths[len(paths) * number // _SAMPLED]) for number in range(min(_SAMPLED, len(paths)))]
    texts = [text for article in sample if len(text := _prose(article)) >= _ENOUGH_LETTERS]
    read = Counter(detect(text) for text in texts)
    if len(texts) < _FEWEST or not read:
        return None
    other, count = min(read.items(), key=lambda pair: (-pair[1], pair[0]))
    if same_language(other, language) or count < _SHARE * len(texts):
        return None
    message = f"{count} of {len(texts)} sampled articles of {language!r} read as {other!r}: rename their folder, or set `lang:`"
    return Problem(paths[0], 0, ProblemCode.FOLDER_LANGUAGE, message)


def _prose(article: Article) -> str:
    return " ".join((article.title, article.description, *(link.sentence for link in article.links)))
