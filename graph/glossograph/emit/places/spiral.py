"""Places spread evenly over a disc."""

import numpy as np
from numpy.typing import NDArray

_GOLDEN = 2.399963229728653


def spiral(size: int) -> NDArray[np.float64]:
    """Give that many places on a disc, one a unit of area, from the middle outwards (Vogel's sunflower, 1979).

    Sines and cosines are rounded, since machines differ in their last digit.

    >>> spiral(3).round(1).tolist()
    [[0.4, 0.0], [-0.5, 0.5], [0.1, -0.9]]
    """
    number = np.arange(size)
    radius = np.sqrt((number + 0.5) / 3.141592653589793)
    turn = np.stack([np.cos(number * _GOLDEN), np.sin(number * _GOLDEN)], axis=1).round(6)
    placed: NDArray[np.float64] = turn * radius[:, None]
    return placed
