"""Time the search for unlinked mentions over whole texts: `python -m tests.bench.mentions TEXTS`.

Counted are the bytes of the files (a megabyte is 10**6) for a second of processor time, of all processes together, and for one of
the wall. The texts are in memory, decoded. What is timed is telling prose from links, headings and code, folding it, the search,
and keeping each term's first place, as `check` does it: in chunks of terms, each a language at a time. No link counts as made, so
that every term that a text names is found: more than a check keeps.
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
    """Print the rates of one process, of as many as there are processors, and of each script."""
    jobs = len(os.sched_getaffinity(0))
    with ArticleStore() as store:
        graph = build_into(store, (folder,), Config(), jobs=jobs)
    locations = {file.path: file.location for file in find_files([folder], ()).files}
    found = lexicons(graph.terms, graph.languages)
    terms = [term for term in graph.terms if not term.placeholder]
    chunks: list[list[Text]] = []
    for start in range(0, len(terms), CHUNK):
        read = (
            (one.language, read_source(locations[one.path])) for term in terms[start : start + CHUNK] for one in term.articles
        )
        chunks.append(sorted((language, source.text) for language, source in read if source))
    gc.freeze()
    gc.disable()  # as the command does

    def searched(number: int) -> int:
        return _searched(chunks[number], found)

    for processes in sorted({1, jobs}):
        started, worked = time.perf_counter(), _processor_seconds()
        hits = sum(in_processes(searched, range(len(chunks)), processes))
        seconds, processor = time.perf_counter() - started, _processor_seconds() - worked
        everything = [text for chunk in chunks for text in chunk]
        size = _size(everything)
        rates = f"{size / processor:.0f} MB a second of a processor, {size / seconds:.0f} MB/s"
        print(f"{len(everything):,} articles, {size:.0f} MB, {hits:,} terms in {processes} processes: {rates}")
    by_script: dict[str, list[Text]] = defaultdict(list)
    for language, text in sorted(everything):
        by_script[str(langcodes.Language.get(language).maximize().script)].append((language, text))
    for script, texts in sorted(by_script.items()):
        worked = time.process_time()
        _searched(texts, found)
        print(f"{script}: {_size(texts):.1f} MB, {_size(texts) / (time.process_time() - worked):.0f} MB a second")


def _searched(texts: Sequence[Text], found: Mapping[str, LabelMatcher]) -> int:
    return sum(len(said(Source(text), found[language], ()).hits) for language, text in texts)


def _size(texts: Sequence[Text]) -> float:
    return sum(len(text.encode("utf-8", errors="replace")) for _, text in texts) / 1e6


def _processor_seconds() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


if __name__ == "__main__":
    main(Path(sys.argv[1]))
