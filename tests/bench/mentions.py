"""Time the search for mentions in whole texts: `python -m tests.bench.mentions TEXTS`.

The rates are megabytes (10**6 bytes) of the files per second: of processor time of all processes together, and of wall time. The
texts are in memory, decoded. The benchmark times what a check does for each text: removing links, headings and code, folding the
rest, searching it, and keeping the first mention of each term. It works in chunks of terms, one language after the other, as a
check does. No link is excluded, so it finds every term that a text mentions, which is more than a check keeps.
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
from glossograph.lint.article_source import ArticleSource
from glossograph.lint.label_matcher import LabelMatcher
from glossograph.lint.mentions import find_mentions, make_label_matchers
from glossograph.lint.runner import TERMS_PER_CHUNK, read_source
from glossograph.read.files import find_files
from glossograph.store.article_store import ArticleStore
from glossograph.workflow import build_into

LanguageAndText = tuple[str, str]


def main(folder: Path) -> None:
    """Print the rates of one process, of one process for each processor, and of each script."""
    jobs = len(os.sched_getaffinity(0))
    with ArticleStore() as store:
        graph = build_into(store, (folder,), Config(), jobs=jobs)
    locations = {file.path: file.location for file in find_files([folder], ()).files}
    matchers = make_label_matchers(graph.terms, graph.languages)
    terms = [term for term in graph.terms if not term.placeholder]
    chunks: list[list[LanguageAndText]] = []
    for start in range(0, len(terms), TERMS_PER_CHUNK):
        sources = (
            (article.language, read_source(locations[article.path]))
            for term in terms[start : start + TERMS_PER_CHUNK]
            for article in term.articles
        )
        chunks.append(sorted((language, source.text) for language, source in sources if source))
    gc.freeze()
    gc.disable()  # as the command does

    def search_chunk(index: int) -> int:
        return _count_mentions(chunks[index], matchers)

    texts = [text for chunk in chunks for text in chunk]
    megabytes = _megabytes(texts)
    for processes in sorted({1, jobs}):
        wall_start, processor_start = time.perf_counter(), _processor_seconds()
        mentions = sum(in_processes(search_chunk, range(len(chunks)), processes))
        wall_s, processor_s = time.perf_counter() - wall_start, _processor_seconds() - processor_start
        rates = f"{megabytes / processor_s:.0f} MB per second of a processor, {megabytes / wall_s:.0f} MB/s"
        print(f"{len(texts):,} articles, {megabytes:.0f} MB, {mentions:,} mentions in {processes} processes: {rates}")
    by_script: dict[str, list[LanguageAndText]] = defaultdict(list)
    for language, text in sorted(texts):
        by_script[str(langcodes.Language.get(language).maximize().script)].append((language, text))
    for script, script_texts in sorted(by_script.items()):
        processor_start = time.process_time()
        _count_mentions(script_texts, matchers)
        processor_s = time.process_time() - processor_start
        print(f"{script}: {_megabytes(script_texts):.1f} MB, {_megabytes(script_texts) / processor_s:.0f} MB per second")


def _count_mentions(texts: Sequence[LanguageAndText], matchers: Mapping[str, LabelMatcher]) -> int:
    return sum(len(find_mentions(ArticleSource(text), matchers[language], ()).hits) for language, text in texts)


def _megabytes(texts: Sequence[LanguageAndText]) -> float:
    return sum(len(text.encode("utf-8", errors="replace")) for _, text in texts) / 1e6


def _processor_seconds() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


if __name__ == "__main__":
    main(Path(sys.argv[1]))
