"""Tasks over packed rows: parts of an engine that hands its workers bytes."""

from collections.abc import Iterable, Sequence
from itertools import chain, starmap

from glossograph.engine.processes import garbage_collection_off
from glossograph.engine.rows import Row, Step, decode_rows, encode_rows, run_bucket, split


def _run(part: bytes, steps: Iterable[Step]) -> Iterable[Row]:
    rows: Iterable[Row] = decode_rows(part)
    for step in steps:
        rows = step(iter(rows))
    return rows


@garbage_collection_off()
def run_part(part: bytes, steps: Sequence[Step]) -> bytes:
    """Run steps over a part, one after the other."""
    return encode_rows([*_run(part, steps)])


@garbage_collection_off()
def split_parts(parts: Iterable[tuple[bytes, Sequence[Step]]], buckets: int, groups: int) -> list[list[bytes]]:
    """Split parts, after some steps over each, into the buckets of each group.

    Bucket `number` is the one at `number // groups` of group `number % groups`.
    """
    rows = chain.from_iterable(starmap(_run, parts))
    pieces = [*map(encode_rows, split(rows, buckets))]
    return [pieces[group::groups] for group in range(groups)]


def put_together(pieces: Sequence[Sequence[bytes]]) -> list[tuple[bytes, ...]]:
    """Give all pieces of each bucket of a group."""
    return [*zip(*pieces, strict=True)]


@garbage_collection_off()
def run_pieces(pieces: Sequence[bytes], step: Step) -> bytes:
    """Run a step over the pieces of a bucket."""
    return encode_rows(run_bucket(step, map(decode_rows, pieces)))
