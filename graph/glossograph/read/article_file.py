"""One file -> one article."""

from glossograph.model.article import Article
from glossograph.model.link import Links
from glossograph.model.problem import Problem, ProblemCode
from glossograph.model.sampling import Sample, draw
from glossograph.read.encoding import decode
from glossograph.read.front_matter import FrontMatter, read_front_matter
from glossograph.read.language_detection import detect
from glossograph.read.markdown_links import first_heading, read_links
from glossograph.read.path_layout import Placement
from glossograph.read.shared_words import shared_words
from glossograph.text.destinations import destination
from glossograph.text.keys import is_opaque, slug
from glossograph.text.languages import language_tag
from glossograph.text.normalise import one_line, without_entities

EVERY = Sample(1)
"""The sample that holds every article."""

_MARKED = 10_000
"""Characters of a text that its marks are read from."""

LARGEST = 16 * 1024 * 1024
"""Bytes of the largest file that is read as an article."""


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
        empty = Problem(path, 0, ProblemCode.EMPTY_ARTICLE, "is empty: write the article or delete the file")
        return unread_article(path, *(problems or (empty,)))
    matter = read_front_matter(text, path)
    given = _given_slug(matter)
    name = given or slug(placement.stem)
    links = read_links(matter.body, matter.body_line, sentences=sample.holds(draw(name, path)))
    title = one_line(without_entities(matter.text("title")))
    found = [*problems, *matter.problems]
    if not title:
        title = one_line(without_entities(first_heading(matter.body)))
        instead = "its first heading is taken" if title else "links that lead to it name it, or else its slug"
        found.append(Problem(path, 0, ProblemCode.TITLE_MISSING, f"has no title: {instead}; add `title:` to the front matter"))
    description = one_line(without_entities(matter.text("description")))
    language = _language(path, placement, matter, f"{title}. {description}", found)
    return Article(
        path=path,
        language=language,
        slug=name,
        folders=placement.folders,
        slug_given=bool(given),
        title=title,
        description=description,
        keywords=tuple(one_line(without_entities(word)) for word in matter.texts("keywords") or matter.texts("tags")),
        aliases=matter.texts("aliases"),
        links=links,
        problems=(*found, *_broken_destinations(path, links)),
        marks=() if given or placement.stem else shared_words(f"{title}\n{matter.body}"[:_MARKED]),
    )


def unread_article(path: str, *problems: Problem) -> Article:
    """Stand in for a file that no article could be read from."""
    return Article(
        path, "", "", (), slug_given=False, title="", description="", keywords=(), aliases=(), links=Links(), problems=problems
    )


def _language(path: str, placement: Placement, matter: FrontMatter, summary: str, problems: list[Problem]) -> str:
    if given := matter.text("language"):
        if tag := language_tag(given):
            return tag
        message = f"language {given!r} is no BCP 47 tag: write one like 'no' or 'pt-br'"
        problems.append(Problem(path, 0, ProblemCode.LANGUAGE_TAG, message))
    if placement.language:
        return placement.language
    language = detect(f"{summary}\n{matter.body}")
    if language == "und":
        message = "its language is not known: add `lang:` to the front matter or put it into a folder named for its language"
        problems.append(Problem(path, 0, ProblemCode.LANGUAGE_UNKNOWN, message))
    return language


def _given_slug(matter: FrontMatter) -> str:
    """Give the front matter's slug; a number or hash is an identifier of some other system."""
    given = matter.text("slug")
    place = destination(given) if given else None
    return slug(place.name) if place and not is_opaque(place.name) else ""


def _broken_destinations(path: str, links: Links) -> list[Problem]:
    if "" not in links.destinations and "\ufffd" not in "".join(links.destinations):
        return []
    return [
        Problem(path, line, ProblemCode.LINK_DESTINATION, f"destination {destination!r} names no term: mend it")
        for destination, line in zip(links.destinations, links.lines, strict=True)
        if not destination or "\ufffd" in destination
    ]
