"""Labels: hide titles, select labels from the anchors, and compare them with the hidden titles.

A case is a titled term of a language with at least one anchor in that language: a link of another article in that language,
with its repaired target. All cases count in every figure; a missing label counts as wrong. Slugs, file names, paths and
languages stay visible, since a user's build has them too. Titles are hidden in two ways:

- *as users run it*: the titles of one language at a time, as where a term lacks an article in that language;
- *all titles hidden*: those of all languages, as with placeholders. These are the rows `all`, `anchors` and `language`.

The row `one term at a time` builds from the articles of one term alone, as of a collection that has just begun: each label rests
on the anchors of one article a language, and is compared with the title that the whole collection has. Its cases are all links
to other terms; terms that are left out are evenly spread.

`best anchor` is the share of cases in which any anchor has the title, or a name with the title in it: what a perfect choice
among the anchors would reach. A label can be right beyond it, where it is made of the slug or of another form of an anchor.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec

from glossograph.api import KnowledgeGraph
from glossograph.config import Config
from glossograph.labels.anchor_text import find_name
from glossograph.model.article import Article
from glossograph.model.term import LabelOrigin, Term
from glossograph.pipeline.graph_builder import build_graph
from glossograph.read.corpus import read_corpus, sample_of
from glossograph.read.files import find_files
from glossograph.read.path_layout import plan_layout
from glossograph.store.article_store import ArticleStore
from glossograph.store.segment import pack, stored
from glossograph.text.normalise import one_line
from tests.eval.rows import Row

EVALUATION = "labels"
_BRACKETS = re.compile(r"\s*[(（\[【][^()（）\[\]【】]*[)）\]】]")
_MIN_LANGUAGE_CASES = 20
_MAX_TERMS_ALONE = 200


class Case(NamedTuple):
    """A hidden title and the label that was selected for it.

    Attributes:
        majority: The most frequent anchor.
        anchors: The number of anchors.
        in_anchor: Whether any anchor, or the name in any anchor, is the title.
    """

    slug: str
    language: str
    title: str
    label: str
    majority: str
    anchors: int
    in_anchor: bool


def evaluate(folder: Path) -> list[Row]:
    """Give the share of right labels as users run it, over all cases, by number of anchors, and by language."""
    articles = read_articles(folder)
    hidden, placeholders = _select_labels(articles, {article.language for article in articles})
    subsets: dict[str, list[Case]] = defaultdict(list)
    languages: dict[str, list[Case]] = defaultdict(list)
    for case in hidden:
        subsets["all"].append(case)
        subsets[f"anchors {case.anchors}" if case.anchors < 3 else "anchors 3+"].append(case)
        languages[case.language].append(case)
    shown = {f"language {tag}": part for tag, part in sorted(languages.items()) if len(part) >= _MIN_LANGUAGE_CASES}
    as_run = [case for tag in sorted(languages) for case in _select_labels(articles, {tag})[0]]
    alone = _select_labels_of_single_terms(articles)
    rows = (("as users run it", as_run), ("one term at a time", alone), *sorted(subsets.items()), *shown.items())
    return [*(_row(name, part) for name, part in rows if part), placeholders]


def cases(folder: Path) -> list[Case]:
    """Select labels with every title hidden, and give each beside its title, sorted by slug and language."""
    articles = read_articles(folder)
    return _select_labels(articles, {article.language for article in articles})[0]


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


def read_articles(folder: Path) -> list[Article]:
    config = Config()
    with ArticleStore() as store:
        files = find_files([folder], config.exclude).files
        read_corpus(files, plan_layout(files, sample_of, config.layout).placements, store, jobs=1)
        return [store.article(head.path) for head in store.heads()]


def _select_labels(articles: Sequence[Article], hidden: Collection[str]) -> tuple[list[Case], Row]:
    """Build from articles without the titles of some languages, which the build cannot see; fail if one is a label nevertheless.

    Returns:
        The cases of these languages, and the row of the placeholders.
    """
    titles = {article.path: article.title or article.heading for article in articles}
    untitled = (msgspec.structs.replace(one, title="", heading="") if one.language in hidden else one for one in articles)
    with ArticleStore() as store:
        graph = build_from(store, untitled)
        labels = (label for term in graph.terms for label in term.labels if label.language in hidden)
        file_names = {one_line(article.name) for article in articles}
        if any(label.origin is LabelOrigin.TITLE and label.text not in file_names for label in labels):
            message = "a title was to be hidden and is a label"
            raise AssertionError(message)
        anchors = _count_anchors(graph)
        results = [
            case
            for term in graph.terms
            for case in _cases_of(term, {article.language: titles[article.path] for article in term.articles}, anchors)
            if case.language in hidden
        ]
        return sorted(results), _placeholders(graph)


def _select_labels_of_single_terms(articles: Iterable[Article]) -> list[Case]:
    """Build from the articles of one term at a time, and give the labels of the terms that they link to."""
    by_path = {article.path: article for article in articles}
    with ArticleStore() as store:
        terms = [term for term in build_from(store, by_path.values()).terms if term.articles]
    titles = {term.id: {str(article.language): article.title for article in term.articles} for term in terms}
    translated = [term for term in terms if len(term.articles) > 1]
    step = -(-len(translated) // _MAX_TERMS_ALONE) or 1
    results: list[Case] = []
    for term in translated[::step]:
        with ArticleStore() as store:
            graph = build_from(store, (by_path[article.path] for article in term.articles))
            anchors = _count_anchors(graph)
            for target in graph.terms:
                if target.placeholder and target.id in titles:
                    results += _cases_of(target, titles[target.id], anchors)
    return results


def build_from(store: ArticleStore, articles: Iterable[Article]) -> KnowledgeGraph:
    config = Config()
    store.put(pack([stored(article, "", b"") for article in articles]))
    return KnowledgeGraph(build_graph(store, config), store, config)


def _count_anchors(graph: KnowledgeGraph) -> dict[tuple[str, str], Counter[str]]:
    anchors: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for evidence in graph.evidence():
        anchors[evidence.target, evidence.language][evidence.link.anchor] += 1
    return anchors


def _cases_of(term: Term, titles: Mapping[str, str], anchors: Mapping[tuple[str, str], Counter[str]]) -> Iterator[Case]:
    """Compare a term's labels with its titles, in the languages that have anchors."""
    labels = {str(label.language): label.text for label in term.labels}
    for language, title in titles.items():
        counts = anchors.get((term.id, language))
        if counts and title:
            majority = min(counts, key=lambda text: (-counts[text], text))
            in_anchor = any(_holds_title(anchor, title, language) for anchor in counts)
            yield Case(term.slug, language, title, labels.get(language, ""), majority, counts.total(), in_anchor)


def _holds_title(anchor: str, title: str, language: str) -> bool:
    name = find_name(anchor, language)
    return is_right(anchor, title) or (name is not None and (is_right(name.text, title) or is_right(name.full, title)))


def _row(subset: str, part: list[Case]) -> Row:
    figures = {
        "right": _share(is_right(case.label, case.title) for case in part),
        "best anchor": _share(case.in_anchor for case in part),
        "plain majority": _share(is_right(case.majority, case.title) for case in part),
        "right with brackets": _share(is_exact(case.label, case.title) for case in part),
        "labelled": _share(bool(case.label) for case in part),
        "right of labelled": _share(is_right(case.label, case.title) for case in part if case.label),
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
