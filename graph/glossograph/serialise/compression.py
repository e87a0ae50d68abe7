"""Compression to gzip that gives the same bytes at any time and, with the same zlib, on any system."""

import zlib
from collections.abc import Iterable, Iterator

_GZIP_FORMAT = 31
"""The window of zlib for the format gzip (zlib manual, `deflateInit2`). The time in the header is zero."""

_UNKNOWN_SYSTEM = b"\xff"
_SYSTEM_BYTE = 9
"""Where the header names the system (RFC 1952)."""


def gzip_pieces(pieces: Iterable[bytes], level: int = 6) -> Iterator[bytes]:
    r"""Compress bytes.

    >>> b"".join(gzip_pieces([b"a", b"b"]))[:10]
    b'\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff'
    """
    compressor = zlib.compressobj(level, zlib.DEFLATED, _GZIP_FORMAT)
    header = compressor.compress(b"")
    yield header[:_SYSTEM_BYTE] + _UNKNOWN_SYSTEM
    for piece in pieces:
        if compressed := compressor.compress(piece):
            yield compressed
    yield compressor.flush()
