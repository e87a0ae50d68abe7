"""The use case: build a collection on a cluster, from and to folders or object stores."""

from collections.abc import Callable, Sequence
from pathlib import Path

from glossograph.config import Config
from glossograph.distributed.clusters import default_workers, open_engine, parse_engine
from glossograph.distributed.plan import ClusterResult, Plan
from glossograph.distributed.sources import find_sources
from glossograph.engine.build_lock import leased_folder, locked_folder
from glossograph.engine.own_files import OWN_FOLDER
from glossograph.engine.progress import Progress, no_progress
from glossograph.engine.storage import Storage, is_address
from glossograph.model.decision import NO_DECISIONS, Decisions


def build_on_cluster(
    engine: str,
    inputs: Sequence[str],
    output: str,
    config: Config,
    decisions: Decisions = NO_DECISIONS,
    *,
    buckets: int = 0,
    progress: Progress = no_progress,
    announce: Callable[[str], None] = print,
) -> ClusterResult:
    """Build a graph on a cluster and write it in parts.

    Args:
        engine: The engine: `dask`, `dask://host:port`, `spark://host:port`, `sc://host:port` or `local[N]`.
        inputs: Folders, Markdown files and Parquet files of `path` and `text`, each a path or an address.
        output: The folder to write to, as a path or an address. All workers must reach it.
        config: The settings.
        decisions: What the author decided.
        buckets: Into how many buckets terms are put; 0 for one for some thousand articles.
        progress: Called as the work goes on.
        announce: Called with the address of the engine's own page.

    Raises:
        GlossographError: Something cannot be reached, read or written, another build writes to `output`, or the workers have
            other versions.
    """
    name = parse_engine(engine)
    sources = find_sources(inputs)
    place = Storage(output if is_address(output) else str(Path(output).absolute()))
    alone = leased_folder(place) if place.is_remote else locked_folder(Path(output.removeprefix("file://")))
    with alone, open_engine(name, place.below(f"{OWN_FOLDER}/cluster"), default_workers()) as opened:
        if opened.dashboard:
            announce(f"Dashboard: {opened.dashboard}")
        return Plan(opened, sources, config, decisions, output=place, buckets=buckets, progress=progress).run()
