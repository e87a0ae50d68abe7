"""What every emitter is given."""

from typing import NamedTuple

from glossograph.config import Config
from glossograph.graph import EvidenceSource, Graph


class Job(NamedTuple):
    """A graph to write, where its evidence streams from, and how it is wanted."""

    graph: Graph
    source: EvidenceSource
    config: Config
