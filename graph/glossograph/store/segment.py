"""Segments of the article store: the links of some hundred articles as columns, packed where the articles are read."""

import hashlib
from array import array
from collections.abc import Sequence
from typing import NamedTuple

import msgspec
import numpy as np

from glossograph.model.article import Article
from glossograph.model.base import Struct
from glossograph.model.link import Links
from glossograph.model.link_table import KINDS, LINK_COLUMNS, NO_SENTENCE, LinkTable
from glossograph.model.packed_texts import PackedTexts

_encode = msgspec.msgpack.Encoder().encode
_NO_LINKS = Links()
_KIND_INDEXES = {kind: index for index, kind in enumerate(KINDS)}


class StoredArticle(NamedTuple):
    """An article as the store takes it.

    `stamp` shows whether the file has changed, `digest` whether its bytes have; `drawn` is its number for samples,
    `has_sentences` whether its links have their sentences, `content` a digest of all that it says.
    """

    path: str
    stamp: str
    digest: bytes
    drawn: int
    has_sentences: bool
    head: bytes
    links: Links
    content: bytes


def stored(
    article: Article, stamp: str = "", digest: bytes = b"", drawn: int = 0, *, has_sentences: bool = True
) -> StoredArticle:
    """Take an article for the store; without `stamp` and `digest` its file is read again at the next time."""
    head = _encode(msgspec.structs.replace(article, links=_NO_LINKS))
    content = hashlib.blake2b(head + _encode(article.links), digest_size=16).digest()
    return StoredArticle(article.path, stamp, digest, drawn, has_sentences, head, article.links, content)


class PackedArticles(NamedTuple):
    """Articles in one segment: what the store keeps of each, the packed columns, and the packed sentences."""

    articles: tuple[StoredArticle, ...]
    columns: bytes
    sentences: bytes


class Segment(Struct, frozen=True):
    """The links of some articles; the columns are those of `LinkTable`, `texts` what they refer to.

    Attributes:
        paths: The path of each article.
        drawn: Its number for samples.
        counts: The number of its links, as packed integers.
        texts: Destinations, anchors and sections, each once, one after the other in UTF-8.
        sizes: The number of bytes of each of these, as packed integers.
        columns: The columns of the links one after the other, as packed integers.
    """

    paths: tuple[str, ...]
    drawn: tuple[int, ...]
    counts: bytes
    texts: bytes
    sizes: bytes
    columns: bytes

    def table(self, number: int) -> LinkTable:
        """Unpack the columns; `number` is that of the segment.

        Raises:
            ValueError: They do not fit the articles and texts.
        """
        counts = np.frombuffer(self.counts, np.int32)
        columns = np.frombuffer(self.columns, np.int32).reshape(len(LINK_COLUMNS), -1)
        if not len(self.paths) == len(self.drawn) == len(counts) or counts.sum() != columns.shape[1]:
            message = "columns of another length"
            raise ValueError(message)
        return LinkTable(
            PackedTexts(self.texts, np.frombuffer(self.sizes, np.int32)),
            list(self.paths),
            np.array(self.drawn, np.int64),
            np.full(len(counts), number, np.int32),
            np.cumsum(counts, dtype=np.int64),
            **dict(zip(LINK_COLUMNS, (*columns[:-1], columns[-1].astype(np.bool_)), strict=True)),
        )


def pack(articles: Sequence[StoredArticle]) -> PackedArticles:
    """Pack articles into one segment."""
    texts: dict[str, int] = {}
    sentences: dict[str, int] = {}
    columns = [array("i") for _ in range(len(LINK_COLUMNS))]
    counts = array("i")
    for article in articles:
        links = article.links
        counts.append(len(links))
        for column, values in zip(columns, (links.destinations, links.anchors, links.sections), strict=False):
            column.extend([texts.setdefault(text, len(texts)) for text in values])
        columns[3].extend(links.lines)
        columns[4].extend(links.sentence_numbers)
        if links.sentences:
            columns[5].extend([sentences.setdefault(text, len(sentences)) for text in links.sentences])
        else:
            columns[5].extend([NO_SENTENCE] * len(links))
        kinds, continued = ([0] * len(links) for _ in range(2))
        for place, kind in links.kinds:
            kinds[place] = _KIND_INDEXES[kind]
        for place in links.continued:
            continued[place] = 1
        columns[6].extend(kinds)
        columns[7].extend(continued)
    packed = PackedTexts.of(texts)
    segment = Segment(
        tuple(article.path for article in articles),
        tuple(article.drawn for article in articles),
        counts.tobytes(),
        packed.packed,
        packed.sizes.tobytes(),
        b"".join(column.tobytes() for column in columns),
    )
    slim = tuple(article._replace(links=_NO_LINKS) for article in articles)
    return PackedArticles(slim, _encode(segment), _encode(tuple(sentences)))
