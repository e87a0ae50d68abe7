"""Time the search for unlinked mentions over whole texts: `python -m tests.bench.mentions TEXTS`.

The texts are in memory; what is timed is folding, the search itself, and telling prose from links and code.
"""

import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from glossograph.check.checking import read_source
from glossograph.check.mentions import first_hits, lexicons
from glossograph.check.source import Source
from glossograph.collection import build_into
from glossograph.config import Config
from glossograph.parallel import in_processes
from glossograph.read.files import find_files
from glossograph.store import ArticleStore


def main(texts: Path) -> None:
    """Print megabytes (10**6 bytes) a second, in one process and in as many as there are processors."""
    jobs = len(os.sched_getaffinity(0))
    with ArticleStore() as store:
        graph = build_into(store, (texts,), Config(), jobs=jobs)
    locations = {file.path: file.location for file in find_files([texts], ()).files}
    found = lexicons(graph.terms, graph.languages)
    read = ((one.language, read_source(locations[one.path])) for term in graph.terms for one in term.articles)
    sources = [(language, source) for language, source in read if source]
    size = sum(len(source.text.encode("utf-8", errors="replace")) for _, source in sources)

    def searched(chunk: Sequence[tuple[str, Source]]) -> int:
        return sum(len(first_hits(source, found[language], ())) for language, source in chunk)

    def numbered(chunk: range) -> int:
        return searched(sources[chunk.start : chunk.stop])

    for processes in sorted({1, jobs}):
        started, worked = time.perf_counter(), _processor_seconds()
        chunks = (range(start, min(start + 500, len(sources))) for start in range(0, len(sources), 500))
        hits = sum(in_processes(numbered, chunks, processes))
        seconds, processor = time.perf_counter() - started, _processor_seconds() - worked
        rates = f"{size / 1e6 / seconds:.0f} MB/s, {size / 1e6 / processor:.0f} MB a second of a processor"
        print(f"{len(sources):,} articles, {size / 1e6:.0f} MB, {hits:,} terms in {processes} processes: {rates}")


def _processor_seconds() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


if __name__ == "__main__":
    main(Path(sys.argv[1]))
