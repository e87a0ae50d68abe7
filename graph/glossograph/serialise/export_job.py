"""The input of an emitter."""

from typing import NamedTuple

from glossograph.config import Config
from glossograph.engine.progress import Progress, no_progress
from glossograph.model.evidence import EvidenceSource
from glossograph.model.graph import Graph


class ExportJob(NamedTuple):
    """A graph to write, the source of its evidence, and the settings.

    `config.evidence` is the most evidence that a format may write. With `new_layout`, the places of an earlier page are ignored.
    `progress` is called by formats that take minutes.
    """

    graph: Graph
    source: EvidenceSource
    config: Config
    new_layout: bool = False
    progress: Progress = no_progress
