"""Time what alignment, repair and labels take beside reading: `python -m tests.bench.steps TEXTS`.

One process, processor seconds, warm files. The three steps are timed where the build calls them; reading is everything from the
bytes of the files to the stored articles.
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
from glossograph.pipeline import graph_builder, group_pass
from glossograph.read.corpus import read_corpus, sample_of
from glossograph.read.files import find_files
from glossograph.read.path_layout import plan_layout
from glossograph.store.article_store import ArticleStore


def main(texts: Path) -> None:
    """Build once from nothing and print seconds, and milliseconds an article, of each step."""
    gc.disable()
    seconds: defaultdict[str, float] = defaultdict(float)

    def timed(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def wrapper(*arguments: Any, **named: Any) -> Any:
            start = time.process_time()
            try:
                return function(*arguments, **named)
            finally:
                seconds[name] += time.process_time() - start

        return wrapper

    graph_builder._aligned = timed("alignment", graph_builder._aligned)  # noqa: SLF001 — timed where they are called
    graph_builder.count_usage = timed("repair", graph_builder.count_usage)  # type: ignore[attr-defined]
    graph_builder.select_all_labels = timed("labels", graph_builder.select_all_labels)  # type: ignore[attr-defined]
    group_pass.repair = timed("repair", group_pass.repair)  # type: ignore[attr-defined]
    LanguageCounts.add_sentence = timed("labels", LanguageCounts.add_sentence)  # type: ignore[method-assign]
    with tempfile.TemporaryDirectory() as folder, ArticleStore(Path(folder) / "articles.sqlite") as store:
        found = find_files([texts])
        timed("reading", read_corpus)(found.files, plan_layout(found.files, sample_of).placements, store)
        timed("all of build", graph_builder.build_graph)(store, Config())
    steps = seconds["alignment"] + seconds["repair"] + seconds["labels"]
    print(f"{len(found.files):,} articles; the three steps take {steps / seconds['reading']:.2f} of reading")
    for name, value in seconds.items():
        print(f"  {name:<13}{value:8.2f} s {1000 * value / len(found.files):8.3f} ms an article")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
