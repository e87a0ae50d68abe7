"""Terms with their labels, definitions and articles."""

from enum import StrEnum

from glossograph.model.base import Struct
from glossograph.text.keys import Slug, TermId
from glossograph.text.languages import FALLBACK, LanguageTag, nearest, script_of


class LabelOrigin(StrEnum):
    """Where a label comes from."""

    TITLE = "title"
    ANCHOR = "anchor"
    SLUG = "slug"


class Label(Struct, frozen=True):
    """A term's name in one language. `count` is the number of anchors that say so, 0 for a title."""

    language: LanguageTag
    text: str
    origin: LabelOrigin = LabelOrigin.TITLE
    count: int = 0

    def __str__(self) -> str:
        """Give the bare name."""
        return self.text


class Definition(Struct, frozen=True):
    """A term's description in one language."""

    language: LanguageTag
    text: str


class TermArticle(Struct, frozen=True):
    """An article as its term knows it. `lead` is the first sentence of its text, where it has no description."""

    language: LanguageTag
    path: str
    title: str
    keywords: tuple[str, ...]
    lead: str = ""


class Term(Struct, frozen=True):
    """One concept, in no language: the node.

    Shape: `labels` holds one preferred label a language and `definitions` at most one, both sorted by language;
    `alternatives` any number. A term without articles is a placeholder.
    """

    id: TermId
    slug: Slug
    labels: tuple[Label, ...]
    alternatives: tuple[Label, ...] = ()
    definitions: tuple[Definition, ...] = ()
    articles: tuple[TermArticle, ...] = ()

    @property
    def placeholder(self) -> bool:
        """Whether the term is linked to but has no article."""
        return not self.articles

    @property
    def keywords(self) -> tuple[str, ...]:
        """The keywords of all its articles, sorted."""
        return tuple(sorted({keyword for article in self.articles for keyword in article.keywords}))

    def label(self, language: str = FALLBACK, fallback: str = FALLBACK) -> Label:
        """Give the label for a reader of a language.

        The first of: the label in the language, in a variety of it, in the fallback language, in another language of the same
        script, the first label, the slug. The label has its own language, which shows whether it is a fallback.

        >>> term = Term(TermId("bond"), Slug("bond"), (Label("hi", "बॉन्ड"), Label("no", "Obligasjon"), Label("zh", "债券")))
        >>> [str(term.label(language)) for language in ("no", "en", "mr", "ja")]
        ['Obligasjon', 'Obligasjon', 'बॉन्ड', 'बॉन्ड']
        """
        by_language = {label.language: label for label in self.labels}
        for wanted in (language, fallback):
            if tag := nearest(wanted, by_language):
                return by_language[LanguageTag(tag)]
        if not self.labels:
            return Label(LanguageTag("und"), self.slug, LabelOrigin.SLUG)
        script = script_of(language)
        return next((label for label in self.labels if script_of(label.language) == script), self.labels[0])
