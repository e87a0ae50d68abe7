"""What the author of the articles should look at."""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from glossograph.model.base import Struct


class ProblemCode(StrEnum):
    """What the author of the articles should look at."""

    DECISION_UNUSED = "decision-unused"
    DUPLICATE_KEY = "duplicate-key"
    EMPTY_ARTICLE = "empty-article"
    ENCODING = "encoding"
    FOLDER_LANGUAGE = "folder-language"
    FRONT_MATTER = "front-matter"
    FRONT_MATTER_KEY = "front-matter-key"
    LANGUAGE_TAG = "language-tag"
    LINK_CONFLICT = "link-conflict"
    LINK_DESTINATION = "link-destination"
    LINK_DANGLING = "link-dangling"
    NOT_TEXT = "not-text"
    TITLE_MISSING = "title-missing"
    TOO_LARGE = "too-large"
    UNREADABLE = "unreadable"
    UNTRANSLATED = "untranslated"


class Problem(Struct, frozen=True):
    """Something for the author: `line` counts from 1 in the file, 0 means the file as a whole."""

    path: str
    line: int
    code: ProblemCode
    message: str


class ProblemKind(NamedTuple):
    """What the problems of a code have in common.

    `severity` is that of the check of the same code. `explanation` says what is wrong and what to do. `files` is what can be
    said of many files that have the problem, as a predicate in the plural.
    """

    severity: str
    explanation: str
    files: str


SEVERITIES = ("error", "warning", "hint")
"""The severities, the most serious first."""

PROBLEM_KINDS: Mapping[str, ProblemKind] = {
    ProblemCode.DECISION_UNUSED: ProblemKind(
        "warning", "A decision cannot be applied: what it names has changed. Correct or remove it.", "hold unused decisions"
    ),
    ProblemCode.DUPLICATE_KEY: ProblemKind(
        "error",
        "Two articles in one language claim the same term. Merge them, or give one another slug.",
        "claim a term that another article has",
    ),
    ProblemCode.EMPTY_ARTICLE: ProblemKind("warning", "A file is empty. Write it, or remove it.", "are empty"),
    ProblemCode.ENCODING: ProblemKind(
        "error", "A file is not valid UTF-8, and was read by a guess. Save it as UTF-8.", "are not valid UTF-8"
    ),
    ProblemCode.FOLDER_LANGUAGE: ProblemKind(
        "warning",
        "The articles of a folder are in another language than its name says. Rename the folder.",
        "are in another language than their folder's name says",
    ),
    ProblemCode.FRONT_MATTER: ProblemKind(
        "error", "The front matter is not valid, so some of its values are lost. Correct its syntax.", "have invalid front matter"
    ),
    ProblemCode.FRONT_MATTER_KEY: ProblemKind(
        "warning",
        "A front matter key is translated or misspelt. It was read by a guess; write the usual key.",
        "have a front matter key that is translated or misspelt",
    ),
    ProblemCode.LANGUAGE_TAG: ProblemKind(
        "error", "A language is not a valid BCP 47 tag. Write one such as en or pt-br.", "have an invalid language tag"
    ),
    ProblemCode.LINK_CONFLICT: ProblemKind(
        "hint",
        "The translations outvoted a link, but not clearly enough for a repair. Decide above, under Conflicts.",
        "have links that their translations outvote",
    ),
    ProblemCode.LINK_DESTINATION: ProblemKind(
        "error", "A destination names no term. Correct the link.", "have destinations that name no term"
    ),
    ProblemCode.LINK_DANGLING: ProblemKind(
        "warning", "Links name a term that has no article. Write the article, or correct the links.", "link to missing articles"
    ),
    ProblemCode.NOT_TEXT: ProblemKind("error", "A file is not text, and was left out.", "are not text"),
    ProblemCode.TITLE_MISSING: ProblemKind(
        "hint",
        "Articles have no title, so their heading or their file name is the title. Add one to the front matter.",
        "take their heading or file name as title",
    ),
    ProblemCode.TOO_LARGE: ProblemKind("error", "A file is too large for an article, and was left out.", "are too large"),
    ProblemCode.UNREADABLE: ProblemKind("error", "A file or folder cannot be read, and was left out.", "cannot be read"),
    ProblemCode.UNTRANSLATED: ProblemKind(
        "warning",
        "An article is not in the language of its folder, so it has no vote and gives no label. Translate it.",
        "are not in the language of their folder",
    ),
}
"""The kinds of problem by code."""


def is_most(files: int, articles: int) -> bool:
    """Return whether so many files of a collection have a problem that one line says it better than a list.

    >>> is_most(6571, 6580), is_most(12, 12), is_most(100, 900)
    (True, False, False)
    """
    return files >= _MIN_MOST_FILES and 2 * files > articles


_MIN_MOST_FILES = 20
