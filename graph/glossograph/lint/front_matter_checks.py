"""Checks of the front matter: titles, descriptions and HTML entities."""

import re
from collections import defaultdict
from collections.abc import Iterator

from glossograph.lint.article_context import ArticleContext
from glossograph.lint.corpus_index import CorpusIndex
from glossograph.lint.finding import Edit, Finding
from glossograph.lint.rules import RULES
from glossograph.lint.wording import describe_versions
from glossograph.read.front_matter import read_front_matter
from glossograph.text.keys import Key, name_key
from glossograph.text.normalise import one_line, without_entities

_MAX_TITLE_CHARS = 100
_ENTITY = re.compile(r"&(?:#\d+|#[xX][0-9a-fA-F]+|[A-Za-z][A-Za-z0-9]+);")
_KEY_AND_VALUE = re.compile(r"^([^\s:#-][^:\n]{0,99}):[ \t]+(\S[^\n]*)$", re.MULTILINE)


def title_long(context: ArticleContext, _: CorpusIndex) -> Iterator[Finding]:
    """Find a title that is too long for a label."""
    title = context.title
    if len(title) > _MAX_TITLE_CHARS:
        span = context.source.front_matter_value("title")
        message = f"Title has {len(title)} characters, too many for a label: shorten it to at most {_MAX_TITLE_CHARS}"
        if span:
            yield context.finding_at("title-long", span.start, message)
        else:
            yield context.finding_in_file("title-long", message)


def title_duplicate(corpus: CorpusIndex) -> Iterator[Finding]:
    """Find articles in one language with the same title (qSKOS: Overlapping Labels)."""
    articles_by_title: dict[tuple[str, Key], list[tuple[str, str]]] = defaultdict(list)
    for term in corpus.graph.terms:
        for article in term.articles:
            if name := name_key(article.title):
                articles_by_title[article.language, name].append((article.path, article.title))
    for _, articles in sorted(articles_by_title.items()):
        (first_path, _), *others = sorted(articles)
        for path, title in others:
            message = f"Title {title!r} is also the title of {first_path}: change one of them, or merge the articles"
            yield Finding(path, 0, 0, "title-duplicate", RULES["title-duplicate"].severity, message)


def description_missing(context: ArticleContext, corpus: CorpusIndex) -> Iterator[Finding]:
    """Find an article without a description, if a translation has one and most articles of the collection have."""
    definitions = context.term.definitions
    if not context.article.description and corpus.most_are_described and definitions:
        versions = describe_versions([definition.language for definition in definitions], "have")
        yield context.finding_in_file(
            "description-missing", f"No `description` in the front matter, but {versions} one: add a description"
        )


def entity(context: ArticleContext, _: CorpusIndex) -> Iterator[Finding]:
    """Find HTML entities in the front matter, where no browser decodes them."""
    source = context.source
    if "&" not in source.text[slice(*source.front_matter)]:
        return
    for match in _KEY_AND_VALUE.finditer(source.text, *source.front_matter):
        name, written = match[1], match[2].rstrip()
        decoded = without_entities(written)
        first_entity = _ENTITY.search(written)
        if decoded == written or not first_entity:
            continue
        decoded = one_line(decoded)
        start = match.start(2)
        edits = (Edit(start, start + len(written), decoded),) if _means_the_same(name, written, decoded) else ()
        message = f"`{name}` contains the HTML entity {first_entity[0]}: write the character itself"
        yield context.finding_at("entity", start, message, decoded, edits)


def _means_the_same(name: str, written: str, decoded: str) -> bool:
    """Return whether YAML reads the decoded value as the text that the written value means."""
    before = read_front_matter(f"---\n{name}: {written}\n---\n", "")
    after = read_front_matter(f"---\n{name}: {decoded}\n---\n", "")
    if before.problems or after.problems or before.values.keys() != after.values.keys() or not after.values:
        return False
    return all(one_line(without_entities(before.text(key))) == one_line(after.text(key)) for key in before.values)
