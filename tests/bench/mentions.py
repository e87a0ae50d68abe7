"""Time the search for unlinked mentions over whole texts: `python -m tests.bench.mentions TEXTS`.

The rates are bytes of the files (a megabyte is 10**6) per second: of processor time, summed over all processes, and of the wall.
The texts are in memory, decoded. Timed are: separating prose from links, headings and code, folding it, searching it, and keeping
each term's first mention, as `check` does it, in chunks of terms, one language at a time. Links are ignored, so that every term
that a text mentions is found: more than a check reports.
"""

import gc
import os
import sys
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

import langcodes

from glossograph.config import Config
from glossograph.engine.processes import in_processes
from glossograph.lint.article_source import Source
from glossograph.lint.label_matcher import LabelMatcher
from glossograph.lint.mentions import lexicons, said
from glossograph.lint.runner import CHUNK, read_source
from glossograph.read.files import find_files
from glossograph.store.article_store import ArticleStore
from glossograph.workflow import build_into

Text = tuple[str, str]


def main(folder: Path) -> None:
    """Print the rates of one process, of one process per processor, and of each script."""
    jobs = len(os.sched_getaffinity(0))
    with ArticleStore() as store:
        graph = build_into(store, (folder,), Config(), jobs=jobs)
    locations = {file.path: file.location for file in find_files([folder], ()).files}
    matchers = lexicons(graph.terms, graph.languages)
    terms = [term for term in graph.terms if not term.placeholder]
    chunks: list[list[Text]] = []
    for start in range(0, len(terms), CHUNK):
        sources = (
            (article.language, read_source(locations[article.path]))
            for term in terms[start : start + CHUNK]
            for article in term.articles
        )
        chunks.append(sorted((language, source.text) for language, source in sources if source))
    gc.freeze()
    gc.disable()  # as the command does

    def search_chunk(index: int) -> int:
        return _count_mentions(chunks[index], matchers)

    for processes in sorted({1, jobs}):
        wall_start, processor_start = time.perf_counter(), _processor_seconds()
        hits = sum(in_processes(search_chunk, range(len(chunks)), processes))
        seconds, processor = time.perf_counter() - wall_start, _processor_seconds() - processor_start
        all_texts = [text for chunk in chunks for text in chunk]
        megabytes = _megabytes(all_texts)
        rates = f"{megabytes / processor:.0f} MB a second of a processor, {megabytes / seconds:.0f} MB/s"
        print(f"{len(all_texts):,} articles, {megabytes:.0f} MB, {hits:,} terms in {processes} processes: {rates}")
    by_script: dict[str, list[Text]] = defaultdict(list)
    for language, text in sorted(all_texts):
        by_script[str(langcodes.Language.get(language).maximize().script)].append((language, text))
    for script, texts in sorted(by_script.items()):
        processor_start = time.process_time()
        _count_mentions(texts, matchers)
        print(
            f"{script}: {_megabytes(texts):.1f} MB, {_megabytes(texts) / (time.process_time() - processor_start):.0f} MB a second"
        )


def _count_mentions(texts: Sequence[Text], matchers: Mapping[str, LabelMatcher]) -> int:
    return sum(len(said(Source(text), matchers[language], ()).hits) for language, text in texts)


def _megabytes(texts: Sequence[Text]) -> float:
    return sum(len(text.encode("utf-8", errors="replace")) for _, text in texts) / 1e6


def _processor_seconds() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


if __name__ == "__main__":
    main(Path(sys.argv[1]))
