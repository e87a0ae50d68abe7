"""Where paths name the language, decided from a sample of the files and applied in the workers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from glossograph.config import Config
from glossograph.distributed.reading import read_source
from glossograph.distributed.row_steps import key_text
from glossograph.distributed.sources import Source, decode_file
from glossograph.engine.rows import Row
from glossograph.model.problem import Problem
from glossograph.read.article_file import read_sample
from glossograph.read.files import FoundFile
from glossograph.read.language_samples import SampleText
from glossograph.read.path_layout import Placement, plan_layout

_SAMPLE_BYTES = 1 << 16


@dataclass(frozen=True)
class CollectionLayout:
    """The placements of files, by path."""

    placements: Mapping[str, Placement]

    def place(self, path: str, data: bytes) -> Placement:  # noqa: ARG002 — a text decides nothing yet
        """Give the placement of a file."""
        return self.placements[path]


def decide_layout(rows: Iterable[Row], sources: Sequence[Source], config: Config) -> tuple[CollectionLayout, tuple[Problem, ...]]:
    """Decide where the paths of a collection name the language.

    Args:
        rows: Rows of the sampled files.
        sources: Where they lie.
        config: The settings.
    """
    by_path = {key_text(path): decode_file(value) for path, _, value in rows}
    files = [FoundFile(path, "") for path in sorted(by_path)]

    def sample_text(file: FoundFile) -> SampleText:
        try:
            return read_sample(read_source(sources, by_path[file.path], _SAMPLE_BYTES), file.path)
        except Exception:  # noqa: BLE001 — reading the whole file will report it
            return SampleText("", "")

    plan = plan_layout(files, sample_text, config.layout, config.language)
    placements = {file.path: placement for file, placement in zip(files, plan.placements, strict=True)}
    return CollectionLayout(placements), plan.problems
