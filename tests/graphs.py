"""Graphs for tests: with given links, or generated with communities and popular terms."""

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
    """A source of evidence from a list."""

    def __init__(self, items: Iterable[Evidence] = ()) -> None:
        self.items = tuple(items)

    def by_article(self, source: TermId | None = None) -> Iterator[ArticleEvidence]:
        return by_article(self.evidence(source))

    def evidence(self, source: TermId | None = None) -> Iterator[Evidence]:
        return (item for item in self.items if source in (None, item.source))


def graph_of(terms: int, pairs: Sequence[tuple[int, int]] | NDArray[np.int64]) -> Graph:
    """Create a graph of some terms, `t000000` and so on, and the links between them."""
    names = [TermId(f"t{index:06}") for index in range(terms)]
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


def generate_links(
    terms: int, links: int, *, seed: int = 1, outside: float = 0.25
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Generate links between communities of unequal sizes, to terms of unequal popularity.

    There is one community for every 60 terms; their sizes fall with their rank to the power of 0.7. The popularity of terms falls
    with their rank to the power of 2/3, so that their in-degrees follow Zipf's law.

    Args:
        terms: How many terms there are.
        links: How many links to generate, at most.
        seed: The seed of the random generator.
        outside: The share of the links that go anywhere. The others stay inside the community.

    Returns:
        Pairs of source and target (links, 2), sorted, and the community of each term.
    """
    random = np.random.default_rng(seed)
    groups = max(2, terms // 60)
    shares = np.arange(1, groups + 1) ** -0.7
    community = np.sort(random.choice(groups, terms, p=shares / shares.sum()))
    first, last = (np.searchsorted(community, np.arange(groups), side=side) for side in ("left", "right"))
    source = random.integers(0, terms, int(links * 1.4) + 10)
    sizes = (last - first)[community[source]]
    target_inside = first[community[source]] + (sizes * random.random(len(source)) ** 3).astype(np.int64)
    target_anywhere = random.permutation(terms)[(terms * random.random(len(source)) ** 3).astype(np.int64)]
    target = np.where(random.random(len(source)) < outside, target_anywhere, target_inside)
    pairs = np.unique(np.stack([source, target], axis=1)[source != target], axis=0)
    chosen = np.sort(random.permutation(len(pairs))[:links])
    return pairs[chosen], community
