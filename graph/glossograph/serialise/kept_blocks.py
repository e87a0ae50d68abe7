"""Write a file from blocks, and copy those that have not changed from the file that the last build wrote.

A block is what a file says of one term. Beside the file, in `.glossograph/blocks`, an index says what each block was made from
(a digest of its input: its key) and where it is (a digest of its bytes). A block whose key is the same is copied; one whose key
differs is made again, except for the parts of it whose own keys are the same. Nothing of it is trusted: an index that is damaged
is ignored, and so is a block whose bytes have another digest.
"""

import contextlib
import hashlib
import os
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from pathlib import Path
from typing import IO, NamedTuple

import msgspec

from glossograph.engine.own_files import OWN_FOLDER, open_own, read_own, refuse_link
from glossograph.errors import GlossographError

_KEY_BYTES = 16
_VERSION = 1
_MAX_WINDOW_BYTES = 1 << 20
"""Bytes that are read at once from the earlier file: its blocks are copied in nearly the same order."""

_CHECKSUM_BYTES = 32


def digest(*parts: bytes) -> bytes:
    """Digest the input of a block: its key.

    >>> digest(b"a", b"b") == digest(b"ab")
    True
    """
    whole = hashlib.sha256()
    for part in parts:
        whole.update(part)
    return whole.digest()[:_KEY_BYTES]


class Part(NamedTuple):
    """A part of a block: the digest of its input, and what makes its bytes."""

    key: bytes
    make: Callable[[], bytes]


class BlockIndex(msgspec.Struct):
    """Where the blocks of a file are. All fields but `names` hold one item a block, or a part, in the order of the file.

    `context` says what all blocks depend on: the program, and settings. `labels` is whatever the emitter wants to compare with.
    """

    version: int
    context: bytes
    labels: dict[str, str]
    names: list[str]
    keys: bytes
    digests: bytes
    starts: bytes
    part_counts: bytes
    part_keys: bytes
    part_sizes: bytes


class _Block(NamedTuple):
    """A block of the earlier file: the digests of its input and its bytes, and where it and its parts are."""

    key: bytes
    digest: bytes
    start: int
    first_part: int
    part_count: int


class EarlierBlocks:
    """The blocks of the file that an earlier build wrote."""

    def __init__(self, index: BlockIndex, descriptor: int) -> None:
        """Take the index, and the open file.

        Raises:
            ValueError: The index is damaged.
        """
        self.labels: Mapping[str, str] = index.labels
        self._descriptor = descriptor
        counts, self._sizes = _numbers(index.part_counts), _numbers(index.part_sizes)
        columns = (_split(index.keys), _split(index.digests), _numbers(index.starts), accumulate(counts, initial=0), counts)
        self._blocks = dict(zip(index.names, map(_Block._make, zip(*columns, strict=False)), strict=True))
        self._part_keys = _split(index.part_keys)
        if not sum(counts) == len(self._sizes) == len(self._part_keys):
            message = "the index is damaged"
            raise ValueError(message)
        self._length = os.fstat(descriptor).st_size
        self._window, self._window_start = b"", 0

    def find(self, name: str) -> _Block | None:
        """Find a block."""
        return self._blocks.get(name)

    def part_keys(self, block: _Block) -> Sequence[bytes]:
        """Give the keys of the parts of a block."""
        return self._part_keys[block.first_part : block.first_part + block.part_count]

    def part_sizes(self, block: _Block) -> Sequence[int]:
        """Give the sizes of the parts of a block, in bytes."""
        return self._sizes[block.first_part : block.first_part + block.part_count]

    def read(self, block: _Block) -> bytes:
        """Read a block; nothing if its bytes are not those that were written."""
        size = sum(self.part_sizes(block))
        if block.start + size > self._length:
            return b""
        offset = block.start - self._window_start
        if offset < 0 or offset + size > len(self._window):
            self._window = _read_at(self._descriptor, block.start, max(size, _MAX_WINDOW_BYTES))
            self._window_start, offset = block.start, 0
        data = self._window[offset : offset + size]
        return data if digest(data) == block.digest else b""

    def parts(self, block: _Block) -> dict[bytes, bytes]:
        """Read the parts of a block, by key; nothing if its bytes are not those that were written."""
        data = self.read(block)
        if not data:
            return {}
        ends = [*accumulate(self.part_sizes(block), initial=0)]
        return {key: data[start:end] for key, start, end in zip(self.part_keys(block), ends[:-1], ends[1:], strict=True)}


class BlockWriter:
    """Writes a file of blocks, and notes where they are."""

    def __init__(self, file: IO[bytes], earlier: EarlierBlocks | None = None) -> None:
        """Write to a file, and copy from the earlier one if there is one."""
        self._file = file
        self._earlier = earlier
        self._position = 0
        self._names: list[str] = []
        self._keys, self._digests, self._part_keys = bytearray(), bytearray(), bytearray()
        self._starts, self._part_counts, self._part_sizes = array("Q"), array("Q"), array("Q")

    @property
    def earlier(self) -> EarlierBlocks | None:
        """The blocks of the earlier file, if there is one."""
        return self._earlier

    @property
    def earlier_labels(self) -> Mapping[str, str]:
        """The labels that the earlier file was written with."""
        return self._earlier.labels if self._earlier else {}

    def write(self, data: bytes) -> None:
        """Write bytes that are no block."""
        self._file.write(data)
        self._position += len(data)

    def block(self, name: str, key: bytes, parts: Callable[[], Iterable[Part]], *, fresh: bool = False) -> None:
        """Write a block, of which nothing is made that the earlier file has.

        Args:
            name: What the block is about; each once.
            key: The digest of its input.
            parts: Gives its parts.
            fresh: Make all of it, whatever the keys say.
        """
        block = self._earlier.find(name) if self._earlier and not fresh else None
        if self._earlier and block and block.key == key and (data := self._earlier.read(block)):
            self._note(name, key, block.digest, self._earlier.part_keys(block), self._earlier.part_sizes(block))
            self.write(data)
            return
        known = self._earlier.parts(block) if self._earlier and block and block.part_count > 1 else {}
        keys, pieces = [], []
        for part in parts():
            keys.append(part.key)
            pieces.append(known.get(part.key) or part.make())
        data = b"".join(pieces)
        self._note(name, key, digest(data), keys, [*map(len, pieces)])
        self.write(data)

    def _note(self, name: str, key: bytes, data_digest: bytes, part_keys: Sequence[bytes], part_sizes: Sequence[int]) -> None:
        self._names.append(name)
        self._keys += key
        self._digests += data_digest
        self._starts.append(self._position)
        self._part_counts.append(len(part_sizes))
        self._part_keys += b"".join(part_keys)
        self._part_sizes.extend(part_sizes)

    def index(self, context: bytes, labels: Mapping[str, str]) -> bytes:
        """Pack the index of what was written."""
        index = BlockIndex(
            _VERSION,
            context,
            dict(labels),
            self._names,
            bytes(self._keys),
            bytes(self._digests),
            self._starts.tobytes(),
            self._part_counts.tobytes(),
            bytes(self._part_keys),
            self._part_sizes.tobytes(),
        )
        packed = msgspec.msgpack.encode(index)
        return hashlib.sha256(packed).digest() + packed


def put_index(written: Path, folder: Path, name: str) -> None:
    """Move the index of a file of an output folder into its place. Without it the next build makes all blocks again."""
    with contextlib.suppress(OSError, GlossographError):
        place = _index_path(folder, name)
        refuse_link(place.parents[1])
        place.parent.mkdir(exist_ok=True)
        refuse_link(place.parent)
        written.replace(place)


def _index_path(folder: Path, name: str) -> Path:
    return folder / OWN_FOLDER / "blocks" / name


@contextlib.contextmanager
def open_earlier(folder: Path, name: str, context: bytes) -> Iterator[EarlierBlocks | None]:
    """Open the blocks of a file that an earlier build wrote; nothing if there are none that can be used.

    Args:
        folder: The output folder.
        name: The name of the file.
        context: What all blocks of it depend on.
    """
    with contextlib.ExitStack() as stack:
        earlier = None
        with contextlib.suppress(OSError, ValueError, GlossographError):
            path = _index_path(folder, name)
            refuse_link(path.parents[1])
            refuse_link(path.parent)
            index = _unpack(read_own(path))
            if (index.version, index.context) == (_VERSION, context):
                earlier = EarlierBlocks(index, stack.enter_context(open_own(folder / name)))
        yield earlier


def _unpack(data: bytes) -> BlockIndex:
    """Unpack an index.

    Raises:
        ValueError: It is damaged.
    """
    if hashlib.sha256(data[_CHECKSUM_BYTES:]).digest() != data[:_CHECKSUM_BYTES]:
        message = "the index is damaged"
        raise ValueError(message)
    return msgspec.msgpack.decode(data[_CHECKSUM_BYTES:], type=BlockIndex)


def _numbers(packed: bytes) -> "array[int]":
    numbers = array("Q")
    numbers.frombytes(packed)
    return numbers


def _split(keys: bytes) -> list[bytes]:
    return [keys[start : start + _KEY_BYTES] for start in range(0, len(keys), _KEY_BYTES)]


def _read_at(descriptor: int, start: int, size: int) -> bytes:
    """Read some bytes of a file, fewer at its end. Windows has no `pread`."""
    os.lseek(descriptor, start, os.SEEK_SET)
    return b"".join(_pieces(descriptor, size))


def _pieces(descriptor: int, size: int) -> Iterator[bytes]:
    while size and (piece := os.read(descriptor, size)):
        yield piece
        size -= len(piece)
