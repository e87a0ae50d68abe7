"""Compressed data inside a page: gzip blocks in base64, joined to one text, with an index by name."""

import base64
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import NamedTuple

import msgspec

from glossograph.serialise.compression import gzip_pieces
from glossograph.serialise.kept_blocks import EarlierBlocks, digest

MAX_DATA_CHARS = 24_000_000
"""Characters of data that a page holds, so that its file stays below 25 MB."""

_LEVEL = 4
"""Takes half as long as level 6 for 2 % more bytes."""

_MAX_WAITING_BLOCKS = 4
"""Blocks that may wait for compression before the producer waits too."""


class LazyBlock(NamedTuple):
    """A block that is made only if the earlier page has none with the same key, the digest of what it is made from.

    An empty key means that it is made in any case.
    """

    key: bytes
    make: Callable[[], object]


class PackedText(NamedTuple):
    """A packed block: its name, the digest of what it was made from, and its text."""

    name: str
    key: bytes
    text: bytes


class BlockPacker:
    """Collects compressed blocks until the page is full.

    `index` gives the offset and length of each block in the text that `texts` joins to.

    >>> packer = BlockPacker()
    >>> packer.add_json("terms", ["bond"])
    True
    >>> packer.index
    {'terms': (0, 40)}
    """

    def __init__(self, earlier: EarlierBlocks | None = None) -> None:
        """Start without blocks.

        Args:
            earlier: The blocks of an earlier page. One that was made from the same content is taken over.
        """
        self.index: dict[str, tuple[int, int]] = {}
        self.texts: list[PackedText] = []
        self.size = 0
        self._earlier = earlier

    @property
    def state(self) -> tuple[int, int]:
        """What `restore` takes: how many blocks there are, and their size."""
        return len(self.texts), self.size

    def restore(self, state: tuple[int, int]) -> None:
        """Take out the blocks that were added since."""
        count, self.size = state
        for packed in self.texts[count:]:
            del self.index[packed.name]
        del self.texts[count:]

    def add(self, name: str, data: bytes, *, max_share: float = 1.0) -> bool:
        """Compress and add a block of bytes, unless the page would be too full.

        Args:
            name: Name of the block.
            data: Content of the block.
            max_share: Share of `MAX_DATA_CHARS` that all blocks together may fill.

        Returns:
            Whether the block was added.
        """
        key = digest(data)
        return self._add_text(PackedText(name, key, self._earlier_text(name, key) or _encode_block(data)), max_share)

    def _earlier_text(self, name: str, key: bytes) -> bytes:
        """Give the text of a block of the earlier page that was made from the same content; nothing if there is none."""
        block = self._earlier.find(name) if self._earlier else None
        return self._earlier.read(block) if self._earlier and block and block.key == key else b""

    def _add_text(self, packed: PackedText, max_share: float) -> bool:
        size = len(packed.text)
        if self.size + size > max_share * MAX_DATA_CHARS:
            return False
        self.index[packed.name] = (self.size, size)
        self.texts.append(packed)
        self.size += size
        return True

    def add_json(self, name: str, value: object, *, max_share: float = 1.0) -> bool:
        """Add a block of JSON, as `add` does."""
        return self.add(name, msgspec.json.encode(value), max_share=max_share)

    def add_numbered(self, name: str, blocks: Iterable[object], counts: Sequence[int], max_share: float) -> int:
        """Add blocks `name-0`, `name-1`... of JSON until one does not fit.

        Args:
            name: First part of the blocks' names.
            blocks: Contents of the blocks, or how to make them.
            counts: How many terms have content in each block.
            max_share: Share of `MAX_DATA_CHARS` that all blocks together may fill.

        Returns:
            The sum of the `counts` of the blocks that were not added.
        """
        for position, packed in enumerate(self._encode_in_background(name, blocks)):
            if not self._add_text(packed, max_share):
                return sum(counts[position:])
        return 0

    def _encode_in_background(self, name: str, blocks: Iterable[object]) -> Iterator[PackedText]:
        """Encode blocks in a thread while the next ones are produced: zlib releases the interpreter lock."""
        with ThreadPoolExecutor(1) as pool:
            waiting: deque[Future[PackedText]] = deque()
            for position, block in enumerate(blocks):
                waiting.append(self._encoded(pool, f"{name}-{position}", block))
                if len(waiting) > _MAX_WAITING_BLOCKS:
                    yield waiting.popleft().result()
            yield from (future.result() for future in waiting)

    def _encoded(self, pool: ThreadPoolExecutor, name: str, block: object) -> Future[PackedText]:
        """Take over a block of the earlier page, or encode it in a thread."""
        data = b"" if isinstance(block, LazyBlock) else msgspec.json.encode(block)
        key = block.key if isinstance(block, LazyBlock) else digest(data)
        if key and (text := self._earlier_text(name, key)):
            done: Future[PackedText] = Future()
            done.set_result(PackedText(name, key, text))
            return done
        if isinstance(block, LazyBlock):
            data = msgspec.json.encode(block.make())
        return pool.submit(lambda: PackedText(name, key or digest(data), _encode_block(data)))


def _encode_block(data: bytes) -> bytes:
    return base64.b64encode(b"".join(gzip_pieces([data], _LEVEL)))
