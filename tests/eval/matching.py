"""Evaluation of matching: two vocabularies are made of one collection, matched, and compared with the truth.

The languages of the collection are dealt out to two sides, the largest first; a few are on both. Each side is a build of the
articles in its languages. A pair is true if both sides have the term. So that the sides do not simply agree:

- *shared languages*: one side has the titles of the articles, the other the names that are selected from the anchors of its
  links, and a title only where no link names a term. It has no definitions in these languages, and no names from slugs.
- a quarter of the terms is on the first side only, another quarter on the second only; they are removed with their links.
- *homonyms*: one in four terms of the second side alone gets the name of a term of the first side alone in one language: a
  name of one word becomes its preferred name, a longer one its other name, since few long names mean two things.
- the IRIs of the second side are numbers.

Without a shared language only borrowed words, links and the homonyms remain. Both sides have translations of the same articles,
so that their links are more alike than those of two vocabularies that were written apart.

`python -m tests.eval.matching CORPUS` prints the figures of a collection; without CORPUS, of generated articles.
"""

import sys
import tempfile
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import msgspec
import pyoxigraph

from glossograph.match.matcher import EXACT_SCORE, propose_matches
from glossograph.model.article import Article
from glossograph.model.graph import GlossaryInfo, Graph
from glossograph.model.term import Label, LabelOrigin, Term
from glossograph.model.term_match import MatchProposal
from glossograph.rdf.graph_triples import graph_triples
from glossograph.store.article_store import ArticleStore
from glossograph.text.iris import term_iri
from glossograph.text.keys import Slug
from tests.bench.generate import generate
from tests.eval.__main__ import table
from tests.eval.labels import build_from, read_articles
from tests.eval.rows import Row

EVALUATION = "matching"
VARIANTS = (
    ("3 shared languages", 3, True),
    ("2 shared languages", 2, True),
    ("1 shared language", 1, True),
    ("3 shared languages, no titles", 3, False),
    ("no shared language", 0, True),
)
"""Name, number of shared languages, and whether the second side has titles where no link names a term."""

DRAWS = ("0", "1", "2", "3")
_BASE = "https://example.com/other/"
_BINS = (0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 1.01)
_HOMONYMS = 4


class MatchingPair(NamedTuple):
    """Two vocabularies of one collection.

    Attributes:
        own: The graph of the first side.
        other: The graph of the second side, with numbers for slugs.
        truth: The true pairs of a slug and an IRI.
        homonyms: The pairs that have a name in common and are two terms.
    """

    own: Graph
    other: Graph
    truth: frozenset[tuple[str, str]]
    homonyms: frozenset[tuple[str, str]]


def evaluate(folder: Path) -> list[Row]:
    """Measure matching on a collection, with different numbers of shared languages, and the shares that the scores promise.

    Each figure is of several draws of the terms that are on one side only.
    """
    articles = read_articles(folder)
    rows = []
    outcomes: list[tuple[float, bool, bool]] = []
    for name, shared, titles in VARIANTS:
        pairs = [make_pair(articles, shared, draw, titles=titles) for draw in DRAWS]
        matched = [(pair, match_pair(pair)) for pair in pairs]
        rows += figures(name, matched)
        for pair, proposals in matched if shared else ():
            pairs_found = [(one.score, (one.term, one.concept)) for one in proposals]
            outcomes += [(score, found in pair.truth, found in pair.homonyms) for score, found in pairs_found]
    for low, high in pairwise(_BINS):
        part = [(right, planted) for score, right, planted in outcomes if low <= score < high]
        natural = [right for right, planted in part if not planted]
        shares = {
            "right": _share(sum(right for right, _ in part), len(part)),
            "without homonyms": _share(sum(natural), len(natural)),
        }
        rows.append(Row(EVALUATION, f"score {low:.2f}+", len(part), shares))
    return rows


def figures(subset: str, matched: Sequence[tuple[MatchingPair, Sequence[MatchProposal]]]) -> list[Row]:
    """Compare proposals with the truth: those at the default threshold, and all."""
    rows = []
    for name, threshold in (("exactMatch", EXACT_SCORE), ("all proposals", 0.0)):
        counts: Counter[str] = Counter()
        for pair, proposals in matched:
            found = {(one.term, one.concept) for one in proposals if one.score >= threshold}
            counts.update(found=len(found), right=len(found & pair.truth), true=len(pair.truth))
            counts.update(confused=len(found & pair.homonyms), homonyms=len(pair.homonyms))
        shares = {
            "precision": _share(counts["right"], counts["found"]),
            "recall": _share(counts["right"], counts["true"]),
            "homonyms": _share(counts["confused"], counts["homonyms"]),
        }
        rows.append(Row(EVALUATION, f"{subset}, {name}", counts["true"], shares))
    return rows


def match_pair(pair: MatchingPair) -> tuple[MatchProposal, ...]:
    """Match the two sides, the second read from a file as any vocabulary."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "other.nt"
        write_vocabulary_file(pair.other, path)
        return propose_matches(pair.own, path)


def write_vocabulary_file(graph: Graph, path: Path) -> None:
    """Write a graph as N-Triples."""
    with path.open("wb") as file:
        pyoxigraph.serialize(graph_triples(graph), file, pyoxigraph.RdfFormat.N_TRIPLES)


def make_pair(articles: Sequence[Article], shared_count: int, draw: str = "0", *, titles: bool = True) -> MatchingPair:
    """Make two vocabularies of the articles of a collection that share some languages.

    Args:
        articles: The articles of the collection.
        shared_count: How many languages both sides have.
        draw: Decides which terms are on one side only.
        titles: Whether the second side has the title where no link names a term in a shared language.
    """
    sizes = Counter(article.language for article in articles)
    languages = sorted(sizes, key=lambda tag: (-sizes[tag], tag))
    shared, rest = set(languages[:shared_count]), languages[shared_count:]
    own = _graph(article for article in articles if article.language in shared or article.language in rest[::2])
    other = _graph(
        msgspec.structs.replace(article, title="", heading="") if article.language in shared else article
        for article in articles
        if article.language in shared or article.language in rest[1::2]
    )
    known_titles = {article.path: article.title or article.heading if titles else "" for article in articles}
    other = _with_shared_names(other, shared, known_titles)
    side = {term.id: sha256(f"{draw} {term.id}".encode()).digest()[0] % 4 for term in (*own.terms, *other.terms)}
    own = _only(own, {term for term, drawn in side.items() if drawn != 1})
    other = _only(other, {term for term, drawn in side.items() if drawn != 0})
    return _with_homonyms(own, other, languages)


def _graph(articles: Iterable[Article]) -> Graph:
    with ArticleStore() as store:
        return build_from(store, articles).graph


def _with_shared_names(graph: Graph, shared: Collection[str], titles: Mapping[str, str]) -> Graph:
    """Take away definitions in shared languages and names from slugs, and give the title where no anchor names a term."""
    terms = []
    for term in graph.terms:
        labels = {label.language: label for label in term.labels if label.origin is not LabelOrigin.SLUG}
        articles = []
        for article in term.articles:
            if article.language in shared:
                if title := titles[article.path]:
                    labels.setdefault(article.language, Label(article.language, title))
                articles.append(msgspec.structs.replace(article, title="", lead=""))
            else:
                articles.append(article)
        definitions = tuple(text for text in term.definitions if text.language not in shared)
        sorted_labels = tuple(labels[tag] for tag in sorted(labels))
        kept = {"labels": sorted_labels, "definitions": definitions, "articles": tuple(articles)}
        terms.append(msgspec.structs.replace(term, **kept))
    return msgspec.structs.replace(graph, terms=tuple(terms))


def _only(graph: Graph, kept: Collection[str]) -> Graph:
    """Keep some terms that have a name, with the links among them."""
    terms = tuple(term for term in graph.terms if term.id in kept and term.labels)
    ids = {term.id for term in terms}
    edges = tuple(edge for edge in graph.edges if edge.source in ids and edge.target in ids)
    return msgspec.structs.replace(graph, terms=terms, edges=edges, relations=())


def _with_homonyms(own: Graph, other: Graph, languages: Sequence[str]) -> MatchingPair:
    """Number the terms of the second side, and give some of them the name of a term that only the first side has."""
    own_ids, other_ids = {term.id: term for term in own.terms}, {term.id for term in other.terms}
    only_own = [term for term in own.terms if term.id not in other_ids]
    only_other = [term for term in other.terms if term.id not in own_ids]
    named = dict(zip((term.id for term in only_other), only_own, strict=False))
    terms: list[Term] = []
    homonyms: set[tuple[str, str]] = set()
    truth: set[tuple[str, str]] = set()
    for place, term in enumerate(other.terms):
        number = Slug(f"c{sha256(term.id.encode()).hexdigest()[:10]}")
        iri = term_iri(_BASE, number)
        numbered = msgspec.structs.replace(term, slug=number)
        if term.id in own_ids:
            truth.add((own_ids[term.id].slug, iri))
        elif term.id in named and place % _HOMONYMS == 0:
            namesake = named[term.id]
            name = min(namesake.labels, key=lambda label: languages.index(label.language))
            added = Label(name.language, name.text, LabelOrigin.ANCHOR, 1)
            if " " in name.text:
                numbered = msgspec.structs.replace(numbered, alternatives=(*term.alternatives, added))
            else:
                labels = {label.language: label for label in (*term.labels, added)}
                numbered = msgspec.structs.replace(numbered, labels=tuple(labels[tag] for tag in sorted(labels)))
            homonyms.add((namesake.slug, iri))
        terms.append(numbered)
    info = GlossaryInfo(_BASE, "Other", "", "", "")
    renamed = msgspec.structs.replace(other, info=info, terms=tuple(terms))
    return MatchingPair(own, renamed, frozenset(truth), frozenset(homonyms))


def _share(part: int, whole: int) -> float:
    return part / whole if whole else float("nan")


def main(arguments: Sequence[str]) -> int:
    """Print the figures of a collection, or of generated articles."""
    if len(arguments) > 1 or any(not Path(folder).is_dir() for folder in arguments):
        print("usage: python -m tests.eval.matching [CORPUS]    a folder of articles that has translations", file=sys.stderr)
        return 2
    if arguments:
        print(table(evaluate(Path(arguments[0]).resolve())))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        generate(Path(folder), articles=1_800, languages=8, size=3_000, seed=7, terms=300)
        print(table(evaluate(Path(folder) / "Texts")))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
