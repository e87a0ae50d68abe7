"""What the author of the articles should look at."""

from enum import StrEnum

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
