"""One Markdown file: one language's page on one term."""

from glossograph.model.base import Struct
from glossograph.model.link import Links
from glossograph.model.problem import Problem


class Article(Struct, frozen=True):
    """One language's page on one term.

    `slug` and `language` are empty where neither front matter nor path says them; `slug_given` tells that the front
    matter does. `folders` is the path between the language's folder and the file. `marks` are words that a translation
    would hold too, of an article without a slug.
    """

    path: str
    language: str
    slug: str
    folders: tuple[str, ...]
    slug_given: bool
    title: str
    description: str
    keywords: tuple[str, ...]
    aliases: tuple[str, ...]
    links: Links
    problems: tuple[Problem, ...]
    marks: tuple[str, ...] = ()
