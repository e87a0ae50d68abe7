"""Read one file as one article."""

import re
from collections.abc import Callable
from typing import TypeVar

from glossograph.model.article import Article
from glossograph.model.link import Links
from glossograph.model.problem import Problem, ProblemCode
from glossograph.model.sampling import Sample, draw
from glossograph.read.encoding import decode
from glossograph.read.front_matter import RELATIONS, FrontMatter, read_front_matter
from glossograph.read.language_detection import prose
from glossograph.read.language_samples import SampleText
from glossograph.read.lead import lead
from glossograph.read.markdown_links import read_links, top_heading
from glossograph.read.path_layout import Placement
from glossograph.read.shared_words import shared_words
from glossograph.read.text_shape import text_shape
from glossograph.text.keys import is_opaque, is_random, key, slug
from glossograph.text.languages import language_tag
from glossograph.text.normalise import one_line, without_entities

EVERY = Sample(1)
"""The sample that holds every article."""

_MAX_SHARED_WORDS_CHARS = 10_000
MAX_ARTICLE_BYTES = 16 * 1024 * 1024
_MAX_REASON_CHARS = 200
_MIN_ID_DIGITS = 6
"""Digits from which on a number is an identifier that links use, such as the time stamp of a Zettelkasten."""

_PERMALINK_STYLES = frozenset({"pretty", "date", "ordinal", "weekdate", "none"})
"""Values of `permalink` by which Jekyll names a style instead of an address."""

_Part = TypeVar("_Part")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


def read_article(path: str, placement: Placement, data: bytes, sample: Sample = EVERY) -> Article:
    r"""Read an article from a file's bytes; whatever is wrong with it becomes a problem of the article.

    Links come with their sentences if the article is in the `sample`.

    >>> text = "---\ntitle: Obligasjon\n---\nEt [lån](/loan).".encode()
    >>> article = read_article("no/bond.md", Placement("no", (), "bond"), text)
    >>> article.language, article.slug, article.title, article.links[0].destination
    ('no', 'bond', 'Obligasjon', '/loan')
    """
    text, problems = decode(data, path)
    if not text or text.isspace():
        empty = Problem(path, 0, ProblemCode.EMPTY_ARTICLE, "The file is empty: write the article or delete the file")
        return unread_article(path, *(problems or (empty,)))
    parts = _Parts(path)
    matter = parts.read("front matter", lambda: read_front_matter(text, path), FrontMatter({}, text, 1, ()))
    body = matter.body
    given = parts.read("slug", lambda: _given_slug(matter), "")
    own = given or slug(placement.plain_name)
    sentences = sample.holds(draw(own, path))
    mdx = path.lower().endswith(".mdx")
    links = parts.read("links", lambda: read_links(body, matter.body_line, sentences=sentences, mdx=mdx), Links())
    title = parts.read("title", lambda: one_line(without_entities(matter.text("title"))), "")
    heading = "" if title else parts.read("heading", lambda: one_line(without_entities(top_heading(body))), "")
    description = parts.read("description", lambda: _description(matter), "")
    first_sentence = "" if description else parts.read("first sentence", lambda: lead(body), "")
    all_problems = [*problems, *matter.problems, *parts.problems]
    language, declared = _language(path, placement, matter, all_problems)
    named = bool(given or placement.name)
    keywords = matter.texts("keywords") or matter.texts("tags")
    return Article(
        path=path,
        language=language,
        slug=own,
        folders=placement.folders,
        slug_given=bool(given),
        title=title,
        description=description,
        keywords=tuple(dict.fromkeys(one_line(without_entities(word)) for word in keywords)),
        aliases=matter.texts("aliases"),
        links=links,
        problems=(*all_problems, *_broken_destinations(path, links)),
        shared_words=() if named else shared_words(f"{title}\n{body}"[:_MAX_SHARED_WORDS_CHARS]),
        name=placement.name,
        heading=heading,
        permalinks=tuple(_permalinks(matter)),
        ids=tuple(
            text for text in matter.texts("id") if not is_random(text) and (len(text) >= _MIN_ID_DIGITS or not text.isdecimal())
        ),
        translation_key=matter.text("translation_key"),
        relations=tuple((kind, text) for kind in RELATIONS for text in matter.texts(kind)),
        text_language="" if declared else placement.text_language,
        is_index=placement.is_index,
        shape=() if named else text_shape(body),
        lead=first_sentence,
    )


class _Parts:
    """Reads the parts of an article one by one, so that one that cannot be read does not cost the others."""

    def __init__(self, path: str) -> None:
        self._path = path
        self.problems: list[Problem] = []

    def read(self, name: str, read_part: Callable[[], _Part], default: _Part) -> _Part:
        try:
            return read_part()
        except Exception as error:  # noqa: BLE001 — whatever a part holds, the others are read
            reason = one_line(f"{type(error).__name__}: {error}"[:_MAX_REASON_CHARS])
            message = f"The {name} cannot be read ({reason}) and is left out: please report this file"
            self.problems.append(Problem(self._path, 0, ProblemCode.UNREADABLE, message))
            return default


def _description(matter: FrontMatter) -> str:
    return one_line(without_entities(matter.text("description") or matter.text("summary")))


def read_sample(data: bytes, path: str) -> SampleText:
    """Read what decides on the language of a file: the declared language and the prose."""
    text, _ = decode(data, path)
    matter = read_front_matter(text, path)
    title = matter.text("title")
    return SampleText(
        matter.text("language"), prose(f"{title}. {matter.text('description')}\n{matter.body}" if title else matter.body)
    )


def unread_article(path: str, *problems: Problem) -> Article:
    """Stand in for a file that no article could be read from."""
    return Article(
        path, "", "", (), slug_given=False, title="", description="", keywords=(), aliases=(), links=Links(), problems=problems
    )


def _language(path: str, placement: Placement, matter: FrontMatter, problems: list[Problem]) -> tuple[str, bool]:
    """Give the declared language where it is a tag, else the one of the layout; and whether it was declared."""
    if given := matter.text("language"):
        if tag := language_tag(given):
            return tag, True
        message = f"Language {given!r} is not a BCP 47 tag: write one like 'no' or 'pt-br'"
        problems.append(Problem(path, 0, ProblemCode.LANGUAGE_TAG, message))
    return placement.language, False


def _given_slug(matter: FrontMatter) -> str:
    """Give the slug from `slug`, `permalink` or a readable `id`; a number or hash is an identifier of some other system."""
    for name in (matter.text("slug"), *_permalinks(matter)):
        if made := _slug_of_address(name):
            return made
    identifier = matter.text("id").rstrip("/").rpartition("/")[2]
    return "" if is_random(identifier) or is_opaque(identifier) else slug(identifier)


def _slug_of_address(address: str) -> str:
    """Make a slug of the last readable part of an address, with the numbers behind it: a date names nothing alone.

    >>> _slug_of_address("/en/front-office/"), _slug_of_address("/news/2019/04/16/"), _slug_of_address("/")
    ('front-office', 'news-2019-04-16', '')
    """
    parts = [part for part in address.split("?", maxsplit=1)[0].split("#", maxsplit=1)[0].split("/") if key(part)]
    named: list[str] = []
    for part in reversed(parts):
        named.append(re.sub(r"\.(?:html?|md)\Z", "", part))
        if not is_opaque(named[-1]):
            return slug("-".join(reversed(named)))
    return ""


def _permalinks(matter: FrontMatter) -> list[str]:
    """Give the addresses of the article on its own site; a `url` elsewhere is that of a clipped page, a `slug` mostly a name."""
    paths = (text for text in (matter.text("url"), matter.text("slug")) if text.startswith("/"))
    texts = [*matter.texts("permalink"), *paths]
    return [
        text
        for text in texts
        if not _SCHEME.match(text) and "{" not in text and ":" not in text and text not in _PERMALINK_STYLES
    ]


def _broken_destinations(path: str, links: Links) -> list[Problem]:
    if "" not in links.destinations and "\ufffd" not in "".join(links.destinations):
        return []
    return [
        Problem(path, line, ProblemCode.LINK_DESTINATION, f"Destination {destination!r} names no term: fix the link")
        for destination, line in zip(links.destinations, links.lines, strict=True)
        if not destination or "\ufffd" in destination
    ]
