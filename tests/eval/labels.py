"""Labels: hide the titles of all articles, select labels from the anchors, compare them with the hidden titles.

A case is a titled term of a language with at least one anchor in that language (links of other articles of that language,
with repaired targets): the denominator of every figure. A missing label counts as wrong. Slugs, paths and languages stay
visible, since the selection of labels uses them.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec

from glossograph.api import KnowledgeGraph
from glossograph.config import Config
from glossograph.model.term import LabelOrigin, Term
from glossograph.pipeline.graph_builder import build_graph
from glossograph.read.corpus import read_corpus, sample_of
from glossograph.read.files import find_files
from glossograph.read.path_layout import plan_layout
from glossograph.store.article_store import ArticleStore, stored
from tests.eval.rows import Row

EVALUATION = "labels"
_BRACKETS = re.compile(r"\s*[(（\[【][^()（）\[\]【】]*[)）\]】]")
_ENOUGH_TO_SHOW = 20


class Case(NamedTuple):
    """One hidden title, the label selected for it, the most frequent anchor, and the number of anchors."""

    slug: str
    language: str
    title: str
    label: str
    majority: str
    anchors: int


def evaluate(folder: Path) -> list[Row]:
    """Give the share of right labels over all cases, by number of anchors, and by language."""
    found, placeholders = _hidden(folder)
    subsets: dict[str, list[Case]] = defaultdict(list)
    for case in found:
        subsets["all"].append(case)
        subsets[f"anchors {case.anchors}" if case.anchors < 3 else "anchors 3+"].append(case)
    by_language: dict[str, list[Case]] = defaultdict(list)
    for case in found:
        by_language[case.language].append(case)
    shown = {f"language {tag}": part for tag, part in sorted(by_language.items()) if len(part) >= _ENOUGH_TO_SHOW}
    rows = [_row(name, part) for name, part in (*sorted(subsets.items()), *shown.items())]
    return [*rows, placeholders]


def cases(folder: Path) -> list[Case]:
    """Select labels with every title hidden, and give each beside its title, sorted by slug and language."""
    return _hidden(folder)[0]


def is_right(label: str, title: str) -> bool:
    """Compare case-folded and in NFC, with or without brackets.

    >>> is_right("virtual machine", "Virtual Machine (VM)"), is_right("machine", "Virtual Machine")
    (True, False)
    """
    return is_exact(label, title) or (_folded(_bare(label)) == _folded(_bare(title)) != "")


def is_exact(label: str, title: str) -> bool:
    """Compare case-folded and in NFC, with brackets."""
    return _folded(label) == _folded(title)


def _bare(text: str) -> str:
    inner = _BRACKETS.sub("", text)
    return _BRACKETS.sub("", inner)  # brackets in brackets


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold()).split())


def _hidden(folder: Path) -> tuple[list[Case], Row]:
    """Build from articles without their titles; fail if a title is a label nevertheless."""
    config = Config()
    with ArticleStore() as plain, ArticleStore() as store:
        files = find_files([folder], config.exclude).files
        read_corpus(files, plan_layout(files, sample_of, config.layout).placements, plain, jobs=1)
        titles = {head.path: head.title for head in plain.heads()}
        untitled = (msgspec.structs.replace(plain.article(path), title="") for path in sorted(titles))
        store.put([stored(article, "", b"") for article in untitled])
        graph = KnowledgeGraph(build_graph(store, config), store, config)
        if any(label.origin is LabelOrigin.TITLE for term in graph.terms for label in term.labels):
            message = "a title was to be hidden and is a label"
            raise AssertionError(message)
        anchors: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        for evidence in store.evidence():
            anchors[evidence.target, evidence.language][evidence.link.anchor] += 1
        found = [case for term in graph.terms for case in _cases_of(term, titles, anchors)]
        return sorted(found), _placeholders(graph)


def _cases_of(term: Term, titles: dict[str, str], anchors: dict[tuple[str, str], Counter[str]]) -> Iterator[Case]:
    labels = {label.language: label.text for label in term.labels}
    for article in term.articles:
        counts = anchors.get((term.id, article.language))
        title = titles[article.path]
        if counts and title:
            label = labels.get(article.language, "")
            majority = min(counts, key=lambda text: (-counts[text], text))
            yield Case(term.slug, article.language, title, label, majority, counts.total())


def _row(subset: str, part: list[Case]) -> Row:
    figures = {
        "right": _share(is_right(case.label, case.title) for case in part),
        "right with brackets": _share(is_exact(case.label, case.title) for case in part),
        "labelled": _share(bool(case.label) for case in part),
        "plain majority": _share(is_right(case.majority, case.title) for case in part),
    }
    return Row(EVALUATION, subset, len(part), figures)


def _placeholders(graph: KnowledgeGraph) -> Row:
    """Count the pairs of a placeholder and a language with anchors that have a label."""
    placeholders = {term.id: term for term in graph.terms if term.placeholder}
    pairs = {(item.target, item.language) for item in graph.evidence() if item.target in placeholders}
    labelled = {(term.id, label.language) for term in placeholders.values() for label in term.labels}
    return Row(EVALUATION, "placeholders", len(pairs), {"labelled": _share(pair in labelled for pair in pairs)})


def _share(outcomes: Iterable[bool]) -> float:
    counted = Counter(outcomes)
    return counted[True] / counted.total() if counted else 0.0
