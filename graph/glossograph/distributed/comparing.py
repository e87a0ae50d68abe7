"""Terms that may be one, on a cluster: they meet where names of theirs have the same blocking key, or by their initials.

What speaks for a pair comes together by the id of its first term, with all else that a build reports.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from glossograph.distributed.row_steps import encode, key_text, pack, rows_by_key, text_key, unpack
from glossograph.engine.rows import Engine, Row, Rows
from glossograph.model.decision import DuplicateCandidate
from glossograph.model.term import Term
from glossograph.parts.part_tables import DuplicateRow
from glossograph.terms.near_duplicates import (
    LARGEST_BLOCK,
    Resemblance,
    Resemblances,
    blocking_key,
    common_source,
    compare_names,
    fold,
    initials_of,
    label_with,
    sorted_pair,
    written_names,
)
from glossograph.text.keys import Key, Slug, TermId, key

if TYPE_CHECKING:
    from glossograph.distributed.selecting import LabelledBatch

DUPLICATE = b"D"
_NAME, _ACRONYM = b"n", b"a"
NAMES_AND_ACRONYMS = b"N"
"""The kind of the rows by which terms meet."""

_FREQUENT, _MEMBER = b"N0", b"N1"
_OFFER, _ASK = b"N0", b"N1"
_decode_term = msgspec.msgpack.Decoder(Term).decode


class Acronym(NamedTuple):
    """A term by the initials that its slug is, or has.

    Attributes:
        term: The term.
        slug: Its slug.
        support: Which label of the term has the initials, in words; empty where none has.
        sources: The terms that link to it; none where a label speaks for it already.
    """

    term: TermId
    slug: Slug
    support: str
    sources: tuple[TermId, ...]


_decode_acronym = msgspec.msgpack.Decoder(Acronym).decode


class ComparedPair(NamedTuple):
    """Two terms with their slugs, and what speaks for them being one."""

    one: tuple[TermId, Slug]
    other: tuple[TermId, Slug]
    resemblance: Resemblance

    def merge(self, other: "ComparedPair") -> "ComparedPair":
        """Add what another blocking key says of the same two."""
        self.resemblance.merge(other.resemblance)
        return self


def names_of(batch: "LabelledBatch") -> Iterator[Row]:
    """Give the terms of a batch by the blocking keys of their names, and by their acronyms.

    A name that so many terms of one batch share that it is no evidence is sent once, instead of its terms. So no bucket gets
    more terms of a name than `LARGEST_BLOCK` a batch, unless these have other names of the same blocking key.
    """
    yield from _rows_of_names(batch.terms)
    for term in batch.terms:
        sources = tuple(source for source, _ in batch.incoming.get(term.id, ()))
        yield _ACRONYM + text_key(key(term.slug)), _OFFER, encode(Acronym(term.id, term.slug, "", sources))
        if initials := initials_of(term.slug):
            support = label_with(initials, term)
            asking = Acronym(term.id, term.slug, support, () if support else sources)
            yield _ACRONYM + text_key(initials), _ASK, encode(asking)


def _rows_of_names(terms: list[Term]) -> Iterator[Row]:
    blocks: dict[str, dict[tuple[str, str], set[int]]] = defaultdict(lambda: defaultdict(set))
    for number, term in enumerate(terms):
        for kind, text in written_names(term):
            folded = fold(kind, text)
            blocks[blocking_key(folded)][kind, folded].add(number)
    packed = [encode(Term(term.id, term.slug, term.labels)) for term in terms]
    for block, names in blocks.items():
        row_key = _NAME + text_key(block)
        if frequent := [name for name, numbers in names.items() if len(numbers) > LARGEST_BLOCK]:
            yield row_key, _FREQUENT, pack(frequent)
        for number in set(chain.from_iterable(names[name] for name in names.keys() - frequent)):
            yield row_key, _MEMBER, packed[number]


@dataclass(frozen=True)
class CompareTerms:
    """Compares the terms that meet by a name or an acronym; gives what speaks for the terms of a pair being one.

    Pairs of which the author has decided are left out.
    """

    decided: frozenset[frozenset[Key]]

    def __call__(self, rows: Iterator[Row]) -> Iterable[Row]:
        """Compare."""
        for row_key, group in rows_by_key(rows):
            pairs = _with_initials(group) if row_key[:1] == _ACRONYM else _with_names(key_text(row_key[1:]), group)
            for pair in pairs:
                (one, slug), (_, other_slug), _ = pair
                if frozenset((key(slug), key(other_slug))) not in self.decided:
                    yield text_key(one), DUPLICATE, pack(pair)


def _with_names(block: str, rows: Iterable[Row]) -> Iterator[ComparedPair]:
    """Compare the terms of a blocking key, by those of their names that have it."""
    frequent: set[tuple[str, str]] = set()
    packed: list[bytes] = []
    for _, kind, value in rows:
        if kind == _FREQUENT:
            frequent.update(unpack(value))
        else:
            packed.append(value)
    if len(packed) < 2:  # noqa: PLR2004 — a pair
        return
    terms = {term.id: term for term in map(_decode_term, packed)}
    names = (((kind, fold(kind, text)), term.id) for term in terms.values() for kind, text in written_names(term))
    own = ((name, term) for name, term in names if name not in frequent and blocking_key(name[1]) == block)
    found: Resemblances = defaultdict(Resemblance)
    compare_names(own, terms, found)
    for (one, other), resemblance in found.items():
        yield ComparedPair((one, terms[one].slug), (other, terms[other].slug), resemblance)


def _with_initials(rows: Iterable[Row]) -> Iterator[ComparedPair]:
    """Compare the term that an acronym names, of several the last, with those that have its letters for initials."""
    by_kind: dict[bytes, list[bytes]] = {_OFFER: [], _ASK: []}
    for _, kind, value in rows:
        by_kind[kind].append(value)
    if not by_kind[_OFFER] or not by_kind[_ASK]:
        return
    short = max(map(_decode_acronym, by_kind[_OFFER]))
    sources = frozenset(short.sources)
    for value in by_kind[_ASK]:
        long = _decode_acronym(value)
        if long.term == short.term:
            continue
        if support := long.support or common_source(sources, long.sources):
            slugs = {each.term: each.slug for each in (short, long)}
            one, other = sorted_pair(short.term, long.term)
            yield ComparedPair((one, slugs[one]), (other, slugs[other]), Resemblance(support=support))


def candidates(pairs: Iterable[ComparedPair]) -> list[tuple[DuplicateCandidate, DuplicateRow]]:
    """Give the pairs that are proposed, sorted, each with its row of the table. A pair may come in several pieces."""
    together: dict[tuple[TermId, TermId], ComparedPair] = {}
    for pair in pairs:
        ids = pair.one[0], pair.other[0]
        together[ids] = together[ids].merge(pair) if ids in together else pair
    proposed = ((pair, pair.resemblance.reasons()) for _, pair in sorted(together.items(), key=lambda item: item[0]))
    return [
        (DuplicateCandidate(pair.one[0], pair.other[0], reasons), DuplicateRow(pair.one[1], pair.other[1], reasons))
        for pair, reasons in proposed
        if reasons
    ]


def compare_terms(engine: Engine, names: Rows, decided: frozenset[frozenset[Key]]) -> Rows:
    """Give what speaks for terms being one, by the id of the first of each pair, from the rows of `names_of`."""
    return engine.by_key(names, step=CompareTerms(decided))
