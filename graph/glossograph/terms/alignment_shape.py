"""Runs of blocks in the shapes of texts, as numbers by which articles are compared."""

from array import array
from collections import defaultdict
from collections.abc import Sequence
from itertools import count

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]

RUN_LENGTHS = (8, 16)
"""Blocks in a run. Shorter runs are too often equal by chance."""

_START, _END = "^", "$"
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
"""An odd number of 64 mixed bits. A hash is a polynomial in it, modulo 2**64."""


def shape_runs(shapes: Sequence[Sequence[str]]) -> tuple[Integers, Integers]:
    """Number the runs of 8 and of 16 blocks in each shape, and each shape as a whole. Equal runs get equal numbers.

    The start and the end of a text count as blocks. All runs are hashed together, since a large collection has more different
    runs than a dictionary of strings could hold in memory.

    Args:
        shapes: The names of the blocks of each article; empty if they are unknown.

    Returns:
        The index of an article and the number of a run of it, in two columns. No pair occurs twice.

    >>> articles, runs = shape_runs([("h1", "p2", "p1"), (), ("h1", "p2", "p1"), ("h1", "p1")])
    >>> articles.tolist(), [int(run) for run in runs == runs[0]]
    ([0, 2, 3], [1, 1, 0])
    """
    owner, block = _columns(shapes)
    if not len(owner):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    starts = np.flatnonzero(np.append(True, owner[1:] != owner[:-1]))
    owners, hashes = [owner[starts]], [_hash_shapes(owner, block, starts)]
    for length in RUN_LENGTHS:
        first = np.flatnonzero(owner[: -length + 1] == owner[length - 1 :])
        run = np.zeros(len(first), np.uint64)
        for offset in range(length):
            run = run * _MULTIPLIER + block[first + offset]
        owners.append(owner[first])
        hashes.append(run)
    distinct, numbers = np.unique(np.concatenate(hashes), return_inverse=True)
    pairs = np.unique(np.concatenate(owners) * len(distinct) + numbers)
    return pairs // len(distinct), pairs % len(distinct)


def _columns(shapes: Sequence[Sequence[str]]) -> tuple[Integers, NDArray[np.uint64]]:
    """Give the blocks of all shapes, with their start and end: the index of the article, and the number of the block's name."""
    number_of: defaultdict[str, int] = defaultdict(count(1).__next__)
    blocks = array("Q")
    lengths = np.zeros(len(shapes), np.int64)
    for index, shape in enumerate(shapes):
        if shape:
            blocks.extend([number_of[name] for name in (_START, *shape, _END)])
            lengths[index] = len(shape) + 2
    return np.repeat(np.arange(len(shapes)), lengths), np.array(blocks, dtype=np.uint64)


def _hash_shapes(owner: Integers, block: NDArray[np.uint64], starts: Integers) -> NDArray[np.uint64]:
    """Hash each shape as a whole; `starts` are the positions at which they begin."""
    lengths = np.diff(np.append(starts, len(owner)))
    position = np.arange(len(owner)) - np.repeat(starts, lengths)
    powers = np.multiply.accumulate(np.full(int(lengths.max()), _MULTIPLIER))
    hashes: NDArray[np.uint64] = np.add.reduceat(block * powers[position], starts)
    return hashes
