"""What many steps need: packing of values, rows by key, and the steps that choose and count."""

import pickle
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any, ClassVar

import msgspec

from glossograph.engine.rows import Row

unpack = pickle.loads
"""Unpacks a value that a step of the same build packed."""


encode = msgspec.msgpack.Encoder().encode
"""Packs a value of structs and tuples for the next step, which knows its type."""


def pack(value: object) -> bytes:
    """Pack a value for the next step."""
    return pickle.dumps(value, pickle.HIGHEST_PROTOCOL)


class WithPackedFields:
    """A value some of whose fields msgspec packs: of many structs, it takes a tenth of the time of pickle.

    Attributes:
        packed_fields: What unpacks each of these fields, by its name.
    """

    packed_fields: ClassVar[Mapping[str, msgspec.msgpack.Decoder[Any]]]

    def __getstate__(self) -> dict[str, Any]:
        """Pack the fields."""
        state = vars(self)
        return {**state, **{name: encode(state[name]) for name in self.packed_fields}}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Unpack the fields."""
        vars(self).update(state)
        vars(self).update((name, decoder.decode(state[name])) for name, decoder in self.packed_fields.items())


def text_key(text: str) -> bytes:
    """Give the key of a text."""
    return text.encode("utf-8", "surrogatepass")


def key_text(key: bytes) -> str:
    """Give the text of a key."""
    return key.decode("utf-8", "surrogatepass")


def rows_by_key(rows: Iterable[Row]) -> Iterator[tuple[bytes, Iterator[Row]]]:
    """Put the sorted rows of a bucket together by key."""
    return groupby(rows, itemgetter(0))


def unpacked(rows: Iterable[Row]) -> Iterator[Any]:
    """Give the unpacked values of rows."""
    return (unpack(value) for _, _, value in rows)


@dataclass(frozen=True)
class Only:
    """Keeps the rows whose order begins with a kind, or with one of several."""

    kinds: bytes | tuple[bytes, ...]

    def __call__(self, rows: Iterator[Row]) -> Iterable[Row]:
        """Choose."""
        return (row for row in rows if row[1].startswith(self.kinds))


@dataclass(frozen=True)
class Except:
    """Keeps the rows whose order does not begin with a kind."""

    kind: bytes

    def __call__(self, rows: Iterator[Row]) -> Iterable[Row]:
        """Choose."""
        return (row for row in rows if not row[1].startswith(self.kind))


@dataclass(frozen=True)
class CountKinds:
    """Counts the rows of a part by the first byte of their order."""

    def __call__(self, rows: Iterator[Row]) -> Iterable[Row]:
        """Count."""
        yield b"", b"", pack(Counter(order[:1] for _, order, _ in rows))


def added(rows: Iterable[Row]) -> Counter[Any]:
    """Add up the counters in rows."""
    total: Counter[Any] = Counter()
    for counts in unpacked(rows):
        total.update(counts)
    return total


def same_rows(rows: Iterator[Row]) -> Iterable[Row]:
    """Give the rows as they are: a step that only brings them together."""
    return rows
