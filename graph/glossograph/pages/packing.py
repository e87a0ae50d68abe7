"""Compressed data inside a page: gzip blocks in base64, joined to one text, with an index by name."""

import base64
import zlib
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

import msgspec

MAX_DATA_CHARS = 24_000_000
"""Characters of data that a page holds, so that its file stays below 25 MB."""

_MAX_WAITING_BLOCKS = 4
"""Blocks that may wait for compression before the producer waits too."""


class BlockPacker:
    """Collects compressed blocks until the page is full.

    `index` gives the offset and length of each block in the text that `texts` joins to.

    >>> packer = BlockPacker()
    >>> packer.add_json("terms", ["bond"])
    True
    >>> packer.index
    {'terms': (0, 40)}
    """

    def __init__(self) -> None:
        """Start without blocks."""
        self.index: dict[str, tuple[int, int]] = {}
        self.texts: list[str] = []
        self.size = 0

    def add(self, name: str, data: bytes, *, max_share: float = 1.0) -> bool:
        """Compress and add a block of bytes, unless the page would be too full.

        Args:
            name: Name of the block.
            data: Content of the block.
            max_share: Share of `MAX_DATA_CHARS` that all blocks together may fill.

        Returns:
            Whether the block was added.
        """
        return self._add_text(name, _encode_block(data), max_share)

    def _add_text(self, name: str, text: str, max_share: float) -> bool:
        if self.size + len(text) > max_share * MAX_DATA_CHARS:
            return False
        self.index[name] = (self.size, len(text))
        self.texts.append(text)
        self.size += len(text)
        return True

    def add_json(self, name: str, value: object, *, max_share: float = 1.0) -> bool:
        """Add a block of JSON, as `add` does."""
        return self.add(name, msgspec.json.encode(value), max_share=max_share)

    def add_numbered(self, name: str, blocks: Iterable[object], counts: Sequence[int], max_share: float) -> int:
        """Add blocks `name-0`, `name-1`... of JSON until one does not fit.

        Args:
            name: First part of the blocks' names.
            blocks: Contents of the blocks.
            counts: How many terms have content in each block.
            max_share: Share of `MAX_DATA_CHARS` that all blocks together may fill.

        Returns:
            The sum of the `counts` of the blocks that were not added.
        """
        for position, text in enumerate(_encode_in_background(blocks)):
            if not self._add_text(f"{name}-{position}", text, max_share):
                return sum(counts[position:])
        return 0


def _encode_in_background(blocks: Iterable[object]) -> Iterator[str]:
    """Encode blocks in a thread while the next ones are produced: zlib releases the interpreter lock."""
    with ThreadPoolExecutor(1) as pool:
        waiting: deque[Future[str]] = deque()
        for block in blocks:
            waiting.append(pool.submit(_encode_block, msgspec.json.encode(block)))
            if len(waiting) > _MAX_WAITING_BLOCKS:
                yield waiting.popleft().result()
        yield from (future.result() for future in waiting)


def _encode_block(data: bytes) -> str:
    return base64.b64encode(_gzip(data)).decode()


def _gzip(data: bytes) -> bytes:
    r"""Compress to the same bytes at any time on any system (RFC 1952: no time, system unknown).

    >>> _gzip(b"bond")[:10]
    b'\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff'
    """
    compressor = zlib.compressobj(6, zlib.DEFLATED, 31)
    compressed = compressor.compress(data) + compressor.flush()
    return compressed[:9] + b"\xff" + compressed[10:]
