"""The input of an emitter."""

from pathlib import Path
from typing import NamedTuple

from glossograph.config import Config
from glossograph.engine.progress import Progress, no_progress
from glossograph.model.evidence import EvidenceSource
from glossograph.model.graph import Graph
from glossograph.text.languages import FALLBACK


class ExportJob(NamedTuple):
    """A graph to write, the source of its evidence, and the settings.

    `config.evidence` is the most evidence that a format may write. With `new_layout`, the places of an earlier page are ignored.
    `language` is that of the one label that a format shows first. `places_folder` is where the page of the same build is, if not
    in the folder that is written to. `formats` are written together. `progress` is called by a format that takes minutes.
    """

    graph: Graph
    source: EvidenceSource
    config: Config
    new_layout: bool = False
    language: str = FALLBACK
    places_folder: Path | None = None
    formats: tuple[str, ...] = ()
    progress: Progress = no_progress
