"""Compare the time of alignment, repair and labels with that of reading: `python -m tests.bench.steps TEXTS`.

Seconds are of the processor, in one process, with the files in the page cache. The three steps are timed where the build calls
them. Reading is everything from the bytes of the files to the stored articles.
"""

import gc
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

from glossograph.config import Config
from glossograph.labels.language_statistics import LanguageCounts
from glossograph.pipeline import graph_builder
from glossograph.read.corpus import read_corpus, sample_of
from glossograph.read.files import find_files
from glossograph.read.path_layout import plan_layout
from glossograph.store.article_store import ArticleStore


def main(texts: Path) -> None:
    """Build once, and print the seconds and the milliseconds per article of each step."""
    gc.disable()
    seconds: defaultdict[str, float] = defaultdict(float)

    def time_calls(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def wrapper(*arguments: Any, **keywords: Any) -> Any:
            start = time.process_time()
            try:
                return function(*arguments, **keywords)
            finally:
                seconds[name] += time.process_time() - start

        return wrapper

    graph_builder._aligned = time_calls("alignment", graph_builder._aligned)  # noqa: SLF001 — where they are called
    graph_builder.vote_on_links = time_calls("repair", graph_builder.vote_on_links)  # type: ignore[attr-defined]
    graph_builder.select_all_labels = time_calls("labels", graph_builder.select_all_labels)  # type: ignore[attr-defined]
    LanguageCounts.add_sentence = time_calls("labels", LanguageCounts.add_sentence)  # type: ignore[method-assign]
    with tempfile.TemporaryDirectory() as folder, ArticleStore(Path(folder) / "articles.sqlite") as store:
        files = find_files([texts]).files
        time_calls("reading", read_corpus)(files, plan_layout(files, sample_of).placements, store)
        time_calls("all of build", graph_builder.build_graph)(store, Config())
    steps = seconds["alignment"] + seconds["repair"] + seconds["labels"]
    print(f"{len(files):,} articles; the three steps take {steps / seconds['reading']:.2f} of reading")
    for name, value in seconds.items():
        print(f"  {name:<13}{value:8.2f} s {1000 * value / len(files):8.3f} ms an article")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
