"""Graphs with a hub for `tests.bench.pages`, and how each page selects the hub and arranges the map around it."""

import numpy as np
from numpy.typing import NDArray

from tests.bench.peer_pages import COSMA_FOCUS
from tests.graphs import generate_links

HUBS = {500: (2_000, 350), 2_000: (8_000, 1_400), 9_209: (120_000, 6_602), 100_000: (400_000, 20_000)}
"""Graphs with a hub, by their terms: links, and neighbours of the hub."""

SELECT_HUB = {
    "glossograph": "location.hash = '#term=t000000'",
    "vis-network, tuned": "window.network.selectNodes([0])",
    "sigma 1, canvas": "window.selectHub()",
    "sigma 3, WebGL on the processor": "window.selectHub()",
    "Cosma": "location.hash = '#t000000'",
}

HUB_PAN_ORIGIN = (70, 150)
"""Where the mouse pans: beside the crowd around the hub, so that it drags the map and no dot."""

# Presses the key and waits for the first frame that shows the map around the hub.
FOCUS = """
() => new Promise((resolve) => {
  const begun = performance.now();
  document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "f", bubbles: true }));
  const look = () => {
    if (window.glossograph.snapshot().focus) requestAnimationFrame(() => resolve(performance.now() - begun));
    else requestAnimationFrame(look);
  };
  look();
})
"""

FOCUSES = {"glossograph": FOCUS, "Cosma": COSMA_FOCUS}


def hub_links(terms: int, links: int, degree: int) -> NDArray[np.int64]:
    """Generate links with one hub, term 0: four of five of its neighbours link to it, the others are linked from it.

    >>> pairs = hub_links(50, 100, 30)
    >>> len({int(end) for pair in pairs if 0 in pair for end in pair}) > 30
    True
    """
    neighbours = np.random.default_rng(2).permutation(np.arange(1, terms))[:degree]
    hub = np.zeros(degree, dtype=np.int64)
    towards = np.arange(degree) % 5 > 0
    spokes = np.where(towards[:, None], np.stack([neighbours, hub], axis=1), np.stack([hub, neighbours], axis=1))
    return np.unique(np.concatenate([generate_links(terms, links, outside=0.35)[0], spokes]), axis=0)
