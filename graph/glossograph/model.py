"""The values that flow through a build: frozen, ordered, made of tuples.

They are msgspec structs rather than dataclasses: as typed and as frozen, but millions of them are written to and read
from the article store in seconds.
"""

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from itertools import compress, repeat
from typing import Self

import msgspec

from glossograph.languages import FALLBACK, LanguageTag, nearest
from glossograph.names import Slug, TermId


class LinkKind(StrEnum):
    """How a link is written in Markdown."""

    INLINE = "inline"
    REFERENCE = "reference"
    WIKI = "wiki"


class LabelOrigin(StrEnum):
    """Where a label comes from."""

    TITLE = "title"
    ANCHOR = "anchor"
    SLUG = "slug"


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
    LANGUAGE_UNKNOWN = "language-unknown"
    LINK_CONFLICT = "link-conflict"
    LINK_DESTINATION = "link-destination"
    LINK_DANGLING = "link-dangling"
    NOT_TEXT = "not-text"
    TITLE_MISSING = "title-missing"
    TOO_LARGE = "too-large"
    UNREADABLE = "unreadable"


class Struct(msgspec.Struct, frozen=True, order=True, array_like=True, gc=False):
    """A frozen, ordered value; `gc=False` since values hold no cycles."""


class Problem(Struct, frozen=True):
    """Something for the author: `line` counts from 1 in the file, 0 means the file as a whole."""

    path: str
    line: int
    code: ProblemCode
    message: str


class Link(Struct, frozen=True):
    """One link of an article, as it stands there.

    `continues` says that only blanks stand between this link and the one before, which has the same destination: one
    anchor that was cut in two. `sentence` is empty where sentences were not wanted; links of one `sentence_number` stand in
    one sentence of the article all the same.
    """

    destination: str
    anchor: str
    sentence: str
    section: str
    line: int
    kind: LinkKind = LinkKind.INLINE
    continues: bool = False
    sentence_number: int = 0


class Links(Struct, frozen=True):
    """The links of an article in the order of the text: a sequence of `Link`, kept column by column.

    `continued` are the places of the links that continue the one before, `kinds` those of links that are not inline; `sentences`
    is empty where none were wanted.

    >>> links = Links.of([Link("/sec", "Securities and", "", "", 3), Link("/sec", "Exchange", "", "", 3, continues=True)])
    >>> links.anchors, links.continued, [link.line for link in links], links.joined().anchors
    (('Securities and', 'Exchange'), (1,), [3, 3], ('Securities and Exchange',))
    """

    destinations: tuple[str, ...] = ()
    anchors: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    sentences: tuple[str, ...] = ()
    lines: tuple[int, ...] = ()
    sentence_numbers: tuple[int, ...] = ()
    continued: tuple[int, ...] = ()
    kinds: tuple[tuple[int, LinkKind], ...] = ()

    @classmethod
    def of(cls, links: Iterable[Link]) -> Self:
        """Take links one by one."""
        found = tuple(links)
        sentences = tuple(link.sentence for link in found)
        return cls(
            tuple(link.destination for link in found),
            tuple(link.anchor for link in found),
            tuple(link.section for link in found),
            sentences if any(sentences) else (),
            tuple(link.line for link in found),
            tuple(link.sentence_number for link in found),
            tuple(place for place, link in enumerate(found) if link.continues),
            tuple((place, link.kind) for place, link in enumerate(found) if link.kind is not LinkKind.INLINE),
        )

    def __len__(self) -> int:
        """Count the links."""
        return len(self.destinations)

    def __iter__(self) -> Iterator[Link]:
        """Give the links one by one."""
        kinds, continued = dict(self.kinds), frozenset(self.continued)
        sentences = self.sentences or repeat("")
        columns = zip(self.destinations, self.anchors, sentences, self.sections, self.lines, self.sentence_numbers, strict=False)
        for place, (destination, anchor, sentence, section, line, number) in enumerate(columns):
            kind = kinds.get(place, LinkKind.INLINE)
            yield Link(destination, anchor, sentence, section, line, kind, place in continued, number)

    def __getitem__(self, place: int) -> Link:
        """Give one link."""
        sentence = self.sentences[place] if self.sentences else ""
        kind = dict(self.kinds).get(place, LinkKind.INLINE) if self.kinds else LinkKind.INLINE
        where = (self.sections[place], self.lines[place], kind, place in self.continued, self.sentence_numbers[place])
        return Link(self.destinations[place], self.anchors[place], sentence, *where)

    def where(self, wanted: Sequence[object]) -> "Links":
        """Keep the links at whose places `wanted` holds something true."""
        if self.continued or self.kinds:
            return Links.of(compress(self, wanted))
        destinations, anchors, sections, sentences = (
            tuple(compress(texts, wanted)) for texts in (self.destinations, self.anchors, self.sections, self.sentences)
        )
        lines, numbers = (tuple(compress(column, wanted)) for column in (self.lines, self.sentence_numbers))
        return Links(destinations, anchors, sections, sentences, lines, numbers)

    def joined(self) -> "Links":
        """Join the anchors that were cut in two."""
        if not self.continued:
            return self
        wanted, first = [True] * len(self), 0
        pieces: dict[int, list[str]] = {}
        for place in self.continued:
            first = place - 1 if wanted[place - 1] else first
            pieces.setdefault(first, [self.anchors[first]]).append(self.anchors[place])
            wanted[place] = False
        anchors = list(self.anchors)
        for place, cut in pieces.items():
            anchors[place] = " ".join(filter(None, cut))
        return msgspec.structs.replace(self, anchors=tuple(anchors), continued=()).where(wanted)


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
    """An article as its term knows it."""

    language: LanguageTag
    path: str
    title: str
    keywords: tuple[str, ...]


class Term(Struct, frozen=True):
    """One concept, in no language: the node.

    Shape: `labels` holds one preferred label a language and `definitions` at most one, both sorted by language;
    `alternatives` any number. A term without articles is a stub.
    """

    id: TermId
    slug: Slug
    labels: tuple[Label, ...]
    alternatives: tuple[Label, ...] = ()
    definitions: tuple[Definition, ...] = ()
    articles: tuple[TermArticle, ...] = ()

    @property
    def stub(self) -> bool:
        """Whether the term is linked to but has no article."""
        return not self.articles

    @property
    def keywords(self) -> tuple[str, ...]:
        """The keywords of all its articles, sorted."""
        return tuple(sorted({keyword for article in self.articles for keyword in article.keywords}))

    def label(self, language: str = FALLBACK, fallback: str = FALLBACK) -> Label:
        """Give the label in a language, or in a variety of it, else in the fallback's, else in the first there is, else the slug.

        The label that comes back says its own language, so that a fallback can be told.

        >>> term = Term(TermId("bond"), Slug("bond"), (Label("en", "Bond"), Label("no", "Obligasjon")))
        >>> str(term.label("no")), str(term.label("hi")), term.label("hi").language
        ('Obligasjon', 'Bond', 'en')
        """
        by_language = {label.language: label for label in self.labels}
        for wanted in (language, fallback):
            if found := nearest(wanted, by_language):
                return by_language[LanguageTag(found)]
        if self.labels:
            return self.labels[0]
        return Label(LanguageTag("und"), self.slug, LabelOrigin.SLUG)


class Edge(Struct, frozen=True):
    """Links from one term to another, with their number in each language, sorted by language."""

    source: TermId
    target: TermId
    counts: tuple[tuple[LanguageTag, int], ...]

    @property
    def count(self) -> int:
        """The number of links in all languages."""
        return sum(number for _, number in self.counts)

    @property
    def languages(self) -> tuple[LanguageTag, ...]:
        """The languages in which the link is made, sorted."""
        return tuple(language for language, _ in self.counts)


class Repair(Struct, frozen=True):
    """A link's destination replaced by the one that the translations agree on.

    `voters` gives the destination as each translation writes it, sorted by language.
    """

    path: str
    line: int
    written: str
    repaired: str
    voters: tuple[tuple[LanguageTag, str], ...]


class Evidence(Struct, frozen=True):
    """One link behind an edge: who says it, where and in which words."""

    source: TermId
    language: LanguageTag
    target: TermId
    path: str
    link: Link
    repaired: bool
