"""Graphs that are made, not built: of given links, or generated with communities and popular terms."""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from glossograph.model.edge import Edge
from glossograph.model.evidence import ArticleEvidence, Evidence, by_article
from glossograph.model.graph import GlossaryInfo, Graph, TermIndex
from glossograph.model.term import Term
from glossograph.text.keys import Slug, TermId
from glossograph.text.languages import LanguageTag

EN = LanguageTag("en")


class Listed:
    """A source of given evidence."""

    def __init__(self, items: Iterable[Evidence] = ()) -> None:
        self.items = tuple(items)

    def by_article(self, source: TermId | None = None) -> Iterator[ArticleEvidence]:
        return by_article(self.evidence(source))

    def evidence(self, source: TermId | None = None) -> Iterator[Evidence]:
        return (item for item in self.items if source in (None, item.source))


def graph_of(terms: int, pairs: Sequence[tuple[int, int]] | NDArray[np.int64]) -> Graph:
    """Make a graph of numbered terms and the links between them."""
    names = [TermId(f"t{number:06}") for number in range(terms)]
    return Graph(
        info=GlossaryInfo("https://example.org/", "Made", "", "", ""),
        languages=(EN,),
        articles=0,
        terms=tuple(Term(name, Slug(name), ()) for name in names),
        edges=tuple(sorted(Edge(names[source], names[target], ((EN, 1),)) for source, target in pairs)),
        repairs=(),
        conflicts=(),
        duplicate_candidates=(),
        problems=(),
        term_index=TermIndex({name: name for name in names}, {}, {}),
    )


def generated(terms: int, links: int, *, seed: int = 1, abroad: float = 0.25) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Generate links between communities of unequal sizes, to terms of unequal popularity.

    Shape: pairs of source and target (links, 2), sorted, and the community of each term. There is one community for
    every 60 terms; their sizes fall by rank to the power of 0.7. A share `abroad` of the links leads anywhere, the others
    inside the community; how popular the term of rank r is falls by r to the power of 2/3, so the degrees are Zipf's.
    """
    random = np.random.default_rng(seed)
    groups = max(2, terms // 60)
    shares = np.arange(1, groups + 1) ** -0.7
    community = np.sort(random.choice(groups, terms, p=shares / shares.sum()))
    first, last = (np.searchsorted(community, np.arange(groups), side=side) for side in ("left", "right"))
    source = random.integers(0, terms, int(links * 1.4) + 10)
    room = (last - first)[community[source]]
    near = first[community[source]] + (room * random.random(len(source)) ** 3).astype(np.int64)
    far = random.permutation(terms)[(terms * random.random(len(source)) ** 3).astype(np.int64)]
    target = np.where(random.random(len(source)) < abroad, far, near)
    pairs = np.unique(np.stack([source, target], axis=1)[source != target], axis=0)
    chosen = np.sort(random.permutation(len(pairs))[:links])
    return pairs[chosen], community
