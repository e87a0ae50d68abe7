"""Tasks over packed rows: parts of an engine that hands its workers bytes."""

import pickle
from collections.abc import Sequence
from itertools import chain

from glossograph.engine.processes import garbage_collection_off
from glossograph.engine.rows import Step, run_bucket, split


@garbage_collection_off()
def run_part(part: bytes, step: Step) -> bytes:
    """Run a step over a part."""
    return pickle.dumps([*step(iter(pickle.loads(part)))], pickle.HIGHEST_PROTOCOL)  # noqa: S301 — our workers


@garbage_collection_off()
def split_parts(parts: Sequence[bytes], buckets: int, groups: int) -> list[list[bytes]]:
    """Split parts into the buckets of each group: bucket `number` is the one at `number // groups` of group `number % groups`."""
    rows = chain.from_iterable(map(pickle.loads, parts))
    pieces = [pickle.dumps(piece, pickle.HIGHEST_PROTOCOL) for piece in split(rows, buckets)]
    return [pieces[group::groups] for group in range(groups)]


def put_together(pieces: Sequence[Sequence[bytes]]) -> list[tuple[bytes, ...]]:
    """Give all pieces of each bucket of a group."""
    return [*zip(*pieces, strict=True)]


@garbage_collection_off()
def run_pieces(pieces: Sequence[bytes], step: Step) -> bytes:
    """Run a step over the pieces of a bucket."""
    return pickle.dumps(run_bucket(step, map(pickle.loads, pieces)), pickle.HIGHEST_PROTOCOL)
