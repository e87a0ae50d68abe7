"""Data inside a page: blocks that are compressed and in base64, one after the other in one text, found by name."""

import base64
import zlib
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

import msgspec

ROOM = 24_000_000
"""Characters of data that a page takes, so that it stays below 25 MB."""

_AHEAD = 4
"""Blocks that are made before the first of them is packed."""


class Packed:
    """Blocks as they are added, as long as there is room.

    >>> packed = Packed()
    >>> packed.add_json("terms", ["bond"])
    True
    >>> packed.index
    {'terms': (0, 40)}
    """

    def __init__(self) -> None:
        """Begin with no blocks."""
        self.index: dict[str, tuple[int, int]] = {}
        self.texts: list[str] = []
        self.size = 0

    def add(self, name: str, data: bytes, *, below: float = 1.0) -> bool:
        """Add a block, unless all would take more than this share of the room; tell whether it was added."""
        return self._add(name, _packed(data), below)

    def _add(self, name: str, text: str, below: float) -> bool:
        if self.size + len(text) > below * ROOM:
            return False
        self.index[name] = (self.size, len(text))
        self.texts.append(text)
        self.size += len(text)
        return True

    def add_json(self, name: str, value: object, *, below: float = 1.0) -> bool:
        """Add a block of JSON."""
        return self.add(name, msgspec.json.encode(value), below=below)

    def fill(self, name: str, blocks: Iterable[object], counts: Sequence[int], below: float) -> int:
        """Add numbered blocks as long as there is room; of `counts`, add up those of the blocks that were left out."""
        for number, text in enumerate(_packed_meanwhile(blocks)):
            if not self._add(f"{name}-{number}", text, below):
                return sum(counts[number:])
        return 0


def _packed_meanwhile(blocks: Iterable[object]) -> Iterator[str]:
    """Pack blocks as JSON in a thread, while those behind them are made: zlib leaves the interpreter to others."""
    with ThreadPoolExecutor(1) as pool:
        waiting: deque[Future[str]] = deque()
        for block in blocks:
            waiting.append(pool.submit(_packed, msgspec.json.encode(block)))
            if len(waiting) > _AHEAD:
                yield waiting.popleft().result()
        yield from (one.result() for one in waiting)


def _packed(data: bytes) -> str:
    return base64.b64encode(_gzip(data)).decode()


def _gzip(data: bytes) -> bytes:
    r"""Compress to the same bytes at any time on any system (RFC 1952: no time, system unknown).

    >>> _gzip(b"bond")[:10]
    b'\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff'
    """
    packer = zlib.compressobj(6, zlib.DEFLATED, 31)
    packed = packer.compress(data) + packer.flush()
    return packed[:9] + b"\xff" + packed[10:]
