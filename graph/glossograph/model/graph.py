"""The graph that a build finds, as one value, and what streams the evidence behind it."""

from collections import Counter
from collections.abc import Sequence
from typing import Self

from glossograph.model.base import Struct
from glossograph.model.decision import DuplicateCandidate, LinkConflict
from glossograph.model.edge import Edge, Repair
from glossograph.model.problem import Problem
from glossograph.model.term import Term
from glossograph.model.term_match import MatchProposal, TermMatch
from glossograph.text.keys import TermId, key, name_key, safe_key, slug
from glossograph.text.languages import LanguageTag


class TermIndex(Struct, frozen=True):
    """How terms are called: by key or alias, by exact slug where articles share a key, by the key of a whole path."""

    keys: dict[str, TermId]
    exact: dict[str, TermId]
    paths: dict[str, TermId]

    def find(self, name: str, folders: Sequence[str] = ()) -> TermId | None:
        """Find a term by its slug, however spelt, and the folders before it."""
        if folders and (term := self.paths.get(name_key("/".join((*folders, name))))):
            return term
        return (
            self.exact.get(slug(name))
            or self.keys.get(name_key(name))
            or self.keys.get(safe_key(name))
            or self.keys.get(key(name))
        )


class GlossaryInfo(Struct, frozen=True):
    """What is said of the glossary as a whole."""

    base_iri: str
    title: str
    description: str
    creator: str
    licence: str


class Relation(Struct, frozen=True):
    """A relation that an author declared between two terms: `broader`, `narrower` or `related`."""

    source: TermId
    kind: str
    target: TermId


class GuessedJoin(Struct, frozen=True):
    """Articles that were joined into one term because their names are spelt alike: a guess, for the author to check."""

    term: TermId
    slugs: tuple[str, ...]
    path: str


class LinkConventions(Struct, frozen=True):
    """How a collection writes its links, as a sample of them shows.

    Attributes:
        page_is_second: Whether the second side of `[[one|other]]` names the page.
        from_addresses: Whether `../loan/` starts from the address of the linking page, `/bond/`, rather than from its file.
        roots: Prefixes of addresses, and the folders that they mean.
        other_files: Paths of files that are no articles, beginning with the root's name.
        sites: Hosts of the web at which the articles are published.
    """

    page_is_second: bool = False
    from_addresses: bool = False
    roots: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = ()
    other_files: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()


class Graph(Struct, frozen=True):
    """Everything that a build finds, apart from the evidence, which is streamed.

    Attributes:
        info: Title, licence and base IRI.
        languages: The languages of the articles, sorted.
        articles: The number of articles.
        terms: Terms, sorted by id.
        edges: Edges, sorted by source and target.
        repairs: Links that were repaired, sorted by path and line.
        conflicts: Links that the translations outvote, repaired or not, sorted by path and line.
        duplicate_candidates: Pairs of terms that may be one.
        problems: What the author should look at, sorted by path and line.
        term_index: The names by which terms are found.
        whole: False for a graph read from RDF, which has no repairs, conflicts, candidates and problems.
        resolutions: How many links each rule resolved, by the name of the rule, in the order of the rules.
        guesses: Joins of articles by spelling alone, sorted by term.
        relations: Relations that the front matter declares, sorted.
        left_out: The number of pages that are no terms, such as `README.md`.
        conventions: How the links are written, by which a check resolves them as the build did.
        matches: Concepts of other vocabularies that the author accepted as matches, sorted.
        match_proposals: Matches that the author has not decided on.
    """

    info: GlossaryInfo
    languages: tuple[LanguageTag, ...]
    articles: int
    terms: tuple[Term, ...]
    edges: tuple[Edge, ...]
    repairs: tuple[Repair, ...]
    conflicts: tuple[LinkConflict, ...]
    duplicate_candidates: tuple[DuplicateCandidate, ...]
    problems: tuple[Problem, ...]
    term_index: TermIndex
    whole: bool = True
    resolutions: tuple[tuple[str, int], ...] = ()
    guesses: tuple[GuessedJoin, ...] = ()
    relations: tuple[Relation, ...] = ()
    left_out: int = 0
    conventions: LinkConventions = LinkConventions()
    matches: tuple[TermMatch, ...] = ()
    match_proposals: tuple[MatchProposal, ...] = ()


class GraphSummary(Struct, frozen=True):
    """The figures of a graph; `links` counts the links behind the edges, `resolutions` all links by their rule.

    `problem_kinds` are the codes of the problems with their counts, the most frequent first.
    """

    articles: int
    languages: tuple[str, ...]
    terms: int
    placeholders: int
    edges: int
    links: int
    repairs: int
    problems: int
    resolutions: tuple[tuple[str, int], ...] = ()
    left_out: int = 0
    problem_kinds: tuple[tuple[str, int], ...] = ()

    @classmethod
    def of(cls, graph: Graph) -> Self:
        """Count a graph."""
        kinds = Counter(str(problem.code) for problem in graph.problems)
        return cls(
            graph.articles,
            graph.languages,
            len(graph.terms),
            sum(term.placeholder for term in graph.terms),
            len(graph.edges),
            sum(edge.count for edge in graph.edges),
            len(graph.repairs),
            len(graph.problems),
            graph.resolutions,
            graph.left_out,
            tuple(sorted(kinds.items(), key=lambda kind: (-kind[1], kind[0]))),
        )
