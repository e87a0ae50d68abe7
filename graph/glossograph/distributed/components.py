"""Which articles must be looked at together to decide which of them are one term.

A word is the name of an article, folded as far as a guess folds it. Articles of one word belong together, and so do words that
share a key: a declared translation, a permalink, a path, a name. Everything else is decided within such a component.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, groupby

from glossograph.config import Config
from glossograph.distributed.reading import decode_article, is_wanted
from glossograph.distributed.row_steps import CountKinds, Except, added, pack, rows_by_key, same_rows, text_key, unpack
from glossograph.engine.rows import Engine, Row, Rows, Shared
from glossograph.model.article import Article
from glossograph.model.decision import Decisions
from glossograph.terms.identity import identity_keys, longer_slugs
from glossograph.text.keys import Slug, name_key, slug

_MAX_ROUNDS = 60
_EDGE, _OWN_LABEL, _LABEL, _CHANGED = b"e", b"l0", b"l1", b"c"


def own_slug(article: Article, slugs: Mapping[str, Slug]) -> Slug:
    """Give the slug of an article, also of one that has none of its own."""
    return slugs.get(article.path) or Slug(article.slug) or slug(article.name)


@dataclass(frozen=True)
class WordsAndKeys:
    """Gives the words of articles, and the keys by which words may belong together."""

    config: Config
    slugs: Shared
    tags: frozenset[str]

    def __call__(self, rows: Iterator[Row]) -> Iterable[Row]:
        """Give a row for each word with what may clash in it, and one for each key."""
        slugs = self.slugs.get()
        for _, _, value in rows:
            article = decode_article(value)
            if not is_wanted(article, self.config):
                continue
            own = own_slug(article, slugs)
            word = text_key(name_key(own))
            longer = tuple(longer_slugs(article, own))
            yield b"w" + word, b"", pack((article.language, article.translation_key, own, longer))
            for kind, key in identity_keys(article, own, self.tags):
                yield text_key(f"k{kind}{key}"), word, b""


@dataclass(frozen=True)
class ClashesOfWords:
    """Gives the other words that the terms of one word may be named by where several terms share it."""

    apart: frozenset[bytes]

    def __call__(self, rows: Iterator[Row]) -> Iterable[Row]:
        """Pass the keys on; name every word, and the words of the longer slugs of those that clash."""
        for key, group in rows_by_key(rows):
            if key[:1] != b"w":
                yield from group
                continue
            word = key[1:]
            yield b"c" + word, word, b""
            articles = [unpack(value) for _, _, value in group]
            if len(articles) < 2:  # noqa: PLR2004 — nothing clashes with itself
                continue
            declared = {translation for _, translation, _, _ in articles} - {""}
            is_one = len({language for language, _, _, _ in articles}) == len(articles) and len(declared) <= 1
            if is_one and word not in self.apart:
                continue
            names = {own for _, _, own, _ in articles}
            numbered = (f"{name}-{number}" for name in names for number in range(2, len(articles) + 2))
            for longer in {*numbered, *chain.from_iterable(longer for _, _, _, longer in articles)}:
                yield text_key(f"c{name_key(longer)}"), word, b""


def edges_of_keys(rows: Iterator[Row]) -> Iterable[Row]:
    """Give the words that share a key, each with the first of them, in both directions."""
    for _, group in rows_by_key(rows):
        words = [word for word, _ in groupby(word for _, word, _ in group)]
        for word in words[1:]:
            yield words[0], _EDGE, word
            yield word, _EDGE, words[0]


def spread_labels(rows: Iterator[Row]) -> Iterable[Row]:
    """Give each word the smallest word that it or a neighbour knows of; a row more for each that learned of a smaller one."""
    for word, group in rows_by_key(rows):
        neighbours: set[bytes] = set()
        labels, known = {word}, b""
        for _, kind, value in group:
            (neighbours if kind == _EDGE else labels).add(value)
            known = value if kind == _OWN_LABEL else known
        smallest = min(labels | neighbours)
        if smallest != known:
            yield word, _CHANGED, b""
        yield word, _OWN_LABEL, smallest
        for neighbour in sorted(neighbours):
            yield word, _EDGE, neighbour
            yield neighbour, _LABEL, smallest


def label_of_each(rows: Iterator[Row]) -> Iterable[Row]:
    """Give the component of each word, as a row that comes before its articles."""
    for word, group in rows_by_key(rows):
        yield word, b"", min([word, *(value for _, kind, value in group if kind in (_OWN_LABEL, _LABEL))])


def find_components(engine: Engine, heads: Rows, step: WordsAndKeys, decisions: Decisions) -> Rows | None:
    """Find the component of each word that belongs to another word; none where every word is by itself."""
    apart = frozenset(text_key(first) for first, second in decisions.different() if first == second)
    clashes = engine.by_key(engine.each(heads, step), step=ClashesOfWords(apart))
    edges = engine.by_key(clashes, step=edges_of_keys)
    decided = [
        (text_key(name_key(one)), _EDGE, text_key(name_key(other)))
        for pair in decisions.joining()
        for one, other in ((pair.one, pair.other), (pair.other, pair.one))
    ]
    if not decided and not added(engine.collect(engine.each(edges, CountKinds()))):
        return None
    state = engine.by_key(edges, engine.rows(decided), step=same_rows)
    for _ in range(_MAX_ROUNDS):
        spread = engine.by_key(state, step=spread_labels)
        changed = added(engine.collect(engine.each(spread, CountKinds())))[_CHANGED]
        state = engine.choose(spread, Except(_CHANGED))
        if not changed:
            break
    return engine.by_key(state, step=label_of_each)
