"""The shapes in which results leave the program as JSON: one definition for the command line, servers and notebooks.

A shape is a struct; its fields are the members of a JSON object, in their order.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from glossograph.model.term import Term
from glossograph.model.term_match import MatchProposal

if TYPE_CHECKING:  # `Ranking` and `Stats` import numpy and scipy
    from glossograph.analysis.centrality import Ranking
    from glossograph.analysis.name_search import NameMatch
    from glossograph.analysis.paths import Hop, Neighbour
    from glossograph.analysis.statistics import Stats


class _Shape(msgspec.Struct, frozen=True):
    """The base of all shapes."""


def json_value(shape: msgspec.Struct) -> dict[str, Any]:
    """Turn a shape into dictionaries, lists and scalars.

    >>> json_value(RankedShape("bond", "Obligasjon", 0.25))
    {'slug': 'bond', 'label': 'Obligasjon', 'score': 0.25}
    """
    value: dict[str, Any] = msgspec.to_builtins(shape)
    return value


class LabelShape(_Shape, frozen=True):
    """A label and its language, which is another than the reader's where the term has no label in that."""

    language: str
    text: str


class AliasShape(_Shape, frozen=True):
    """Another name of a term, and how many links use it."""

    language: str
    text: str
    count: int


class ArticleShape(_Shape, frozen=True):
    """An article on a term."""

    language: str
    path: str
    title: str


class NeighbourShape(_Shape, frozen=True):
    """A term that links to another (`in`) or is linked from it (`out`), with the number of links in all and by language."""

    slug: str
    label: str
    direction: str
    count: int
    counts: dict[str, int]


class TermShape(_Shape, frozen=True):
    """A term with its labels and definitions by language, its articles and its neighbours, the most linked first."""

    id: str
    slug: str
    placeholder: bool
    label: LabelShape
    labels: dict[str, str]
    alternatives: tuple[AliasShape, ...]
    definitions: dict[str, str]
    articles: tuple[ArticleShape, ...]
    keywords: tuple[str, ...]
    neighbours: tuple[NeighbourShape, ...]


def term_shape(term: Term, neighbours: "Sequence[Neighbour]", language: str) -> TermShape:
    """Describe a term for a reader of a language."""
    label = term.label(language)
    return TermShape(
        id=term.id,
        slug=term.slug,
        placeholder=term.placeholder,
        label=LabelShape(label.language, label.text),
        labels={each.language: each.text for each in term.labels},
        alternatives=tuple(AliasShape(each.language, each.text, each.count) for each in term.alternatives),
        definitions={each.language: each.text for each in term.definitions},
        articles=tuple(ArticleShape(each.language, each.path, each.title) for each in term.articles),
        keywords=tuple(term.keywords),
        neighbours=tuple(
            NeighbourShape(each.term.slug, str(each.term.label(language)), each.direction, each.count, dict(each.counts))
            for each in neighbours
        ),
    )


class ProposalShape(_Shape, frozen=True):
    """A proposed match of a term and a concept of another vocabulary, with its score from 0 to 1 and the evidence."""

    term: str
    concept: str
    name: str
    relation: str
    score: float
    why: tuple[str, ...]


def proposal_shapes(proposals: Iterable[MatchProposal]) -> Iterator[ProposalShape]:
    """Describe proposals of matches."""
    return (ProposalShape(one.term, one.concept, one.name, one.relation, one.score, one.why) for one in proposals)


class EvidenceShape(_Shape, frozen=True):
    """A link: the article that it is in, its line (0 if not known), its words and its sentence."""

    language: str
    path: str
    line: int
    anchor: str
    sentence: str


class HopShape(
    _Shape, frozen=True, rename={"source": "from", "source_label": "from_label", "target": "to", "target_label": "to_label"}
):
    """A step of a path: two terms, the number of links between them by language, and one of these if any was kept.

    `backwards` says that the links go from `to` to `from`.
    """

    source: str
    source_label: str
    target: str
    target_label: str
    backwards: bool
    counts: dict[str, int]
    evidence: EvidenceShape | None


class AlternativeShape(_Shape, frozen=True):
    """Another path between the same terms."""

    links: int
    hops: tuple[HopShape, ...]


class PathShape(_Shape, frozen=True, rename={"source": "from", "target": "to"}):
    """The best path from one term to another; `links` and `hops` are null if there is no path. `alternatives` are others."""

    source: str
    target: str
    links: int | None
    hops: tuple[HopShape, ...] | None
    alternatives: tuple[AlternativeShape, ...] = ()


def path_shape(source: Term, target: Term, paths: "Sequence[Sequence[Hop]]", language: str) -> PathShape:
    """Describe the paths between two terms for a reader of a language."""
    if not paths:
        return PathShape(source.slug, target.slug, None, None)
    best, *others = (AlternativeShape(len(hops), tuple(_hop_shape(hop, language) for hop in hops)) for hops in paths)
    return PathShape(source.slug, target.slug, best.links, best.hops, tuple(others))


def _hop_shape(hop: "Hop", language: str) -> HopShape:
    evidence = None
    if hop.link:
        link = hop.link.link
        evidence = EvidenceShape(hop.link.language, hop.link.path, link.line, link.anchor, link.sentence)
    return HopShape(
        source=hop.source.slug,
        source_label=str(hop.source.label(language)),
        target=hop.target.slug,
        target_label=str(hop.target.label(language)),
        backwards=hop.backwards,
        counts=dict(hop.edge.counts),
        evidence=evidence,
    )


class MatchShape(_Shape, frozen=True):
    """A term that a search found: the name that matched, what it is to the term, and its language, empty for a slug."""

    slug: str
    label: str
    name: str
    kind: str
    language: str
    placeholder: bool


class SearchShape(_Shape, frozen=True):
    """The terms that a search found, the best first."""

    query: str
    matches: tuple[MatchShape, ...]


def search_shape(query: str, matches: "Sequence[NameMatch]", language: str) -> SearchShape:
    """Describe what a search found for a reader of a language."""
    return SearchShape(
        query,
        tuple(
            MatchShape(
                slug=match.term.slug,
                label=str(match.term.label(language)),
                name=match.name.text,
                kind=match.name.kind,
                language=match.name.language,
                placeholder=match.term.placeholder,
            )
            for match in matches
        ),
    )


class RankedShape(_Shape, frozen=True):
    """A term and its score."""

    slug: str
    label: str
    score: float


class RankingShape(_Shape, frozen=True):
    """The most central terms by a measure; scores that are not `exact` are estimates."""

    by: str
    exact: bool
    terms: tuple[RankedShape, ...]


def ranking_shape(ranking: "Ranking", language: str) -> RankingShape:
    """Describe a ranking for a reader of a language."""
    terms = tuple(RankedShape(each.term.slug, str(each.term.label(language)), each.score) for each in ranking.ranked)
    return RankingShape(ranking.measure, not ranking.pivots, terms)


class CommunityShape(_Shape, frozen=True):
    """A community: the label of its most central term, its size, and the slugs of its terms, the most central first."""

    label: str
    size: int
    terms: tuple[str, ...]


class CommunitiesShape(_Shape, frozen=True):
    """The number of communities, and the largest of them."""

    groups: int
    communities: tuple[CommunityShape, ...]


def communities_shape(groups: Sequence[Sequence[Term]], count: int, language: str) -> CommunitiesShape:
    """Describe the `count` largest communities for a reader of a language."""
    communities = (
        CommunityShape(str(group[0].label(language)), len(group), tuple(term.slug for term in group)) for group in groups[:count]
    )
    return CommunitiesShape(len(groups), tuple(communities))


class LanguageStatisticsShape(_Shape, frozen=True):
    """The counts of one language; `selected` counts the labels that were selected from anchors."""

    language: str
    articles: int
    labels: int
    selected: int
    links: int


class StatisticsShape(_Shape, frozen=True):
    """The counts of a graph.

    Attributes:
        mutual: Pairs of terms that link to each other.
        unlinked: Terms that no other term links to.
        dead_ends: Terms with an article that link to no other.
        components: Parts that no link connects.
    """

    articles: int
    terms: int
    placeholders: int
    edges: int
    links: int
    mutual: int
    unlinked: int
    dead_ends: int
    components: int
    largest_component: int
    repairs: int
    conflicts: int
    problems: int
    languages: tuple[LanguageStatisticsShape, ...]


def statistics_shape(stats: "Stats") -> StatisticsShape:
    """Describe the counts of a graph."""
    return StatisticsShape(
        articles=stats.articles,
        terms=stats.terms,
        placeholders=stats.placeholders,
        edges=stats.edges,
        links=stats.links,
        mutual=stats.mutual,
        unlinked=stats.unlinked,
        dead_ends=stats.dead_ends,
        components=stats.components,
        largest_component=stats.largest_component,
        repairs=stats.repairs,
        conflicts=stats.conflicts,
        problems=stats.problems,
        languages=tuple(
            LanguageStatisticsShape(each.language, each.articles, each.labels, each.selected, each.links)
            for each in stats.languages
        ),
    )


class ViolationShape(_Shape, frozen=True):
    """A resource that breaks a rule: its IRI, empty for a blank node, what is wrong with it and how to fix it."""

    rule: str
    name: str
    focus: str
    message: str
    remedy: str


class ValidationShape(_Shape, frozen=True):
    """The verdict on RDF: the files that were read, the codes of the rules, and all violations."""

    valid: bool
    files: tuple[str, ...]
    rules: tuple[str, ...]
    violations: tuple[ViolationShape, ...]
