"""What every emitter is given."""

from typing import NamedTuple

from glossograph.config import Config
from glossograph.model.evidence import EvidenceSource
from glossograph.model.graph import Graph


class ExportJob(NamedTuple):
    """A graph to write, where its evidence streams from, and how it is wanted."""

    graph: Graph
    source: EvidenceSource
    config: Config
