"""The Python API: build a knowledge graph from articles, or load one; query it, show it, write it."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from glossograph.analysis.paths import Neighbour, neighbours
from glossograph.config import Config
from glossograph.errors import GlossographError
from glossograph.model.decision import DuplicateCandidate, LinkConflict
from glossograph.model.edge import Edge, Repair
from glossograph.model.evidence import Evidence, EvidenceSource
from glossograph.model.graph import Graph
from glossograph.model.problem import Problem
from glossograph.model.term import Term
from glossograph.parts.parts_folder import holds_parts
from glossograph.store.article_store import ArticleStore
from glossograph.store.stored_graph import holds_store, read_store
from glossograph.text.languages import FALLBACK
from glossograph.workflow import STORE, build_into, read_inputs

if TYPE_CHECKING:
    import networkx as nx
    import rdflib

    from glossograph.analysis.centrality import RankedTerm
    from glossograph.analysis.name_search import NameMatch, NameSearch
    from glossograph.analysis.paths import Hop
    from glossograph.analysis.statistics import Stats
    from glossograph.model.term_match import MatchProposal
    from glossograph.pages.pyvis_network import SafeNetwork
    from glossograph.text.keys import TermId

SAMPLE = Path(__file__).parent / "data" / "sample"
"""The folder of the sample articles that come with the package."""


class KnowledgeGraph:
    """The terms of a glossary and the edges between them, with labels in every language.

    `build` and `load` create it. Methods take a term's name: any spelling of its slug (`front-office`, `frontoffice`), or a
    label, alias or title in any language. They raise `UnknownTermError` or `AmbiguousTermError` if not one term has it.

    >>> build(SAMPLE)
    <KnowledgeGraph: 48 terms, 380 edges, 6 languages>
    """

    def __init__(self, graph: Graph, source: EvidenceSource, config: Config | None = None, folder: Path | None = None) -> None:
        """Create a knowledge graph. `folder` is where it was loaded from: its `places.json` has the places for drawings."""
        self.folder = folder
        self.graph = graph
        self.config = config or Config()
        self._source = source
        self._terms = {term.id: term for term in graph.terms}
        self._outgoing: dict[TermId, list[Edge]] = defaultdict(list)
        self._incoming: dict[TermId, list[Edge]] = defaultdict(list)
        for edge in graph.edges:
            self._outgoing[edge.source].append(edge)
            self._incoming[edge.target].append(edge)

    @property
    def source(self) -> EvidenceSource:
        """The source that streams the evidence."""
        return self._source

    @property
    def terms(self) -> tuple[Term, ...]:
        """All terms, sorted by id."""
        return self.graph.terms

    @property
    def edges(self) -> tuple[Edge, ...]:
        """All edges, sorted by source and target."""
        return self.graph.edges

    @property
    def repairs(self) -> tuple[Repair, ...]:
        """The links whose destination was replaced by the one that the translations agree on."""
        return self.graph.repairs

    @property
    def conflicts(self) -> tuple[LinkConflict, ...]:
        """The links that the translations outvote, repaired or not, with the votes and the reason."""
        return self.graph.conflicts

    @property
    def duplicate_candidates(self) -> tuple[DuplicateCandidate, ...]:
        """The pairs of terms that may be duplicates, with the reasons."""
        return self.graph.duplicate_candidates

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The problems that the author of the articles should look at."""
        return self.graph.problems

    def term(self, spelling: str) -> Term:
        """Find a term by its id, any spelling of its slug, its IRI, or a label, alias or title in any language.

        Raises:
            UnknownTermError: If there is no such term.
            AmbiguousTermError: If several terms have that name, and it is the slug of none.

        >>> kg = build(SAMPLE)
        >>> kg.term("Front Office").slug, kg.term("obligasjon").slug, str(kg.term("फ्रंट ऑफिस").label("no"))
        ('front-office', 'bond', 'Front office')
        """
        return self._names.term(spelling)

    @cached_property
    def _names(self) -> "NameSearch":
        from glossograph.analysis.name_search import NameSearch  # noqa: PLC0415 — a build needs no names

        return NameSearch(self.graph)

    def search(self, words: str, language: str = FALLBACK, limit: int = 20) -> "tuple[NameMatch, ...]":
        """Find terms by words of their labels, aliases, titles and slugs in all languages, without case and accents.

        Returns:
            The matches, the best first, each term once with the name that matched. Names in `language` are preferred.

        >>> [(match.term.slug, match.name.language) for match in build(SAMPLE).search("sentralb")]
        [('central-bank', 'no')]
        """
        return self._names.find(words, language, limit)

    def neighbours(self, spelling: str) -> tuple[Neighbour, ...]:
        """List the terms that a term links to and those that link to it.

        Returns:
            The neighbours with direction, link counts and languages, those with most links first. A term that is linked in both
            directions comes twice.

        >>> (neighbour := build(SAMPLE).neighbours("stockbroker")[0]).term.slug, str(neighbour.direction), neighbour.count
        ('bond', 'out', 6)
        """
        term = self.term(spelling).id
        return neighbours(term, self._terms, self._outgoing[term], self._incoming[term])

    def evidence(self, spelling: str | None = None) -> Iterator[Evidence]:
        """Stream the links behind the edges, each with its sentence, file and line.

        Args:
            spelling: The term whose articles have the links; all terms if None.

        Yields:
            The links by term, language and position in the article.

        >>> item = next(build(SAMPLE).evidence("bond"))
        >>> item.path, item.link.line, item.target
        ('sample/ar/bond.md', 13, 'coupon')
        """
        return self._source.evidence(None if spelling is None else self.term(spelling).id)

    def path(self, start: str, end: str, language: str = FALLBACK, direction: str = "with") -> "tuple[Hop, ...] | None":
        """Find the best path of links from one term to another, by the rule of `paths` and with its arguments.

        Returns:
            The hops, empty from a term to itself; None if there is no path.

        >>> hops = build(SAMPLE).path("retail-sales", "hedge-fund", language="no")
        >>> [hop.target.slug for hop in hops], hops[0].link.language
        (['investment-bank', 'hedge-fund'], 'no')
        """
        return next(iter(self.paths(start, end, language, direction, max_paths=1)), None)

    def paths(
        self, start: str, end: str, language: str = FALLBACK, direction: str = "auto", max_paths: int = 3
    ) -> "tuple[tuple[Hop, ...], ...]":
        """Find different paths of links from one term to another, the best first.

        Args:
            start: The first term.
            end: The last term.
            language: The reader's language, for the sentence of each hop.
            direction: `with` the links, `against` them, `any`, or `auto`: with them if there is such a path, else any.
            max_paths: The most paths to find.

        Returns:
            The paths as hops. No two have a term in common besides their ends.

        Raises:
            ValueError: If `direction` is another word.

        >>> [len(hops) for hops in build(SAMPLE).paths("retail-sales", "hedge-fund")]
        [2, 4, 4]
        """
        from glossograph.analysis.paths import PathDirection, PathFinder, hops_of  # noqa: PLC0415 — a build needs no paths

        source, target = self.term(start).id, self.term(end).id
        finder = PathFinder(self.edges, {term.id: term.slug for term in self.terms})
        found = finder.paths(source, target, PathDirection(direction), max_paths)
        return tuple(hops_of(path, source, self._terms, self._source, language) for path in found)

    def top(self, by: str = "pagerank", limit: int = 10) -> "tuple[RankedTerm, ...]":
        """Rank the terms by centrality.

        Args:
            by: `pagerank`, `indegree` or `betweenness`.
            limit: The most terms to return.

        Returns:
            The terms with their scores, the highest first.

        Raises:
            ValueError: If `by` is another name.

        >>> [ranked.term.slug for ranked in build(SAMPLE).top(limit=3)]
        ['bond', 'stock', 'inflation']
        """
        from glossograph.analysis.centrality import Measure, rank_terms  # noqa: PLC0415

        return rank_terms(self.graph, Measure(by), limit).ranked

    def communities(self) -> tuple[tuple[Term, ...], ...]:
        """Find the groups of terms that link to each other more than to others.

        Returns:
            The communities, the largest first, each with its most central term first. Some terms are in none.

        >>> [len(community) for community in build(SAMPLE).communities()]
        [17, 14, 11, 6]
        """
        from glossograph.analysis.community_detection import communities  # noqa: PLC0415

        return tuple(tuple(self._terms[term] for term in community) for community in communities(self.graph))

    def stats(self) -> "Stats":
        """Count articles, terms, edges, links, components and more, in total and by language.

        >>> stats = build(SAMPLE).stats()
        >>> stats.articles, stats.placeholders, stats.components
        (156, 8, 1)
        """
        from glossograph.analysis.statistics import compute_stats  # noqa: PLC0415

        return compute_stats(self.graph)

    def match(self, *vocabularies: str | Path, decisions: str | Path = "", min_score: float = 0.5) -> "tuple[MatchProposal, ...]":
        """Propose matches with the concepts of other vocabularies, as `glossograph match` does. Nothing is written.

        Args:
            vocabularies: RDF files in SKOS or OWL, also with `.gz`, or folders whose RDF files are one vocabulary.
            decisions: A file of decisions. Pairs that it decides on are not proposed.
            min_score: The lowest score of a proposal, 0 to 1. They are sorted by term and, the best first, by score.
        """
        from glossograph.match.matcher import propose_for_files  # noqa: PLC0415

        return propose_for_files(self.graph, map(Path, vocabularies), Path(decisions) if decisions else None, min_score)

    def to_networkx(self) -> "nx.DiGraph[str]":
        """Create a networkx graph: slugs as nodes, labels and link counts as attributes.

        >>> view = build(SAMPLE).to_networkx()
        >>> view.nodes["bond"]["label_no"], view.edges["bond", "stock"]["count"]
        ('Obligasjon', 6)
        """
        from glossograph.export.views import to_networkx  # noqa: PLC0415 — imports a large library

        return to_networkx(self.graph)

    def to_rdflib(self) -> "rdflib.Graph":
        """Create an rdflib graph with the triples of `graph.ttl`.

        >>> from rdflib import RDF, SKOS
        >>> len(list(build(SAMPLE).to_rdflib().subjects(RDF.type, SKOS.Concept)))
        48
        """
        from glossograph.export.views import to_rdflib  # noqa: PLC0415

        return to_rdflib(self.graph, self.config.related, self.config.language, self.config.page.published)

    def to_pyvis(self, around: str | None = None, hops: int = 1, language: str = FALLBACK) -> "SafeNetwork":
        """Create a pyvis network, to show in a notebook or to write as a page.

        Args:
            around: The term whose neighbourhood to draw; everything if None.
            hops: How many links the drawn terms are away from it at most.
            language: The language of the labels at first; the page has a menu of languages.

        Raises:
            UnknownTermError: If there is no such term.
            TooManyTermsError: If there are more than 300 terms to draw. `graph.html` shows more.

        >>> len(build(SAMPLE).to_pyvis("front-office").nodes)
        12
        """
        from glossograph.pages.pyvis_network import draw_terms  # noqa: PLC0415

        return draw_terms(self.graph, None if around is None else self.term(around).id, hops, language)

    def write(self, folder: str | Path, formats: str | Sequence[str] | None = None, language: str = FALLBACK) -> list[Path]:
        """Write the graph into a folder in one or several formats, all files or none, and give the paths of the files.

        Args:
            folder: Created if it does not exist.
            formats: Names of formats. The default is `turtle`, `html` and `report`, without `report` for a graph that was read
                from RDF. `glossograph build --help` lists all formats.
            language: The language of the label that a format shows first.

        Raises:
            GlossographError: If a format is unknown or cannot write this graph, or if the folder cannot be written.

        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     [path.name for path in build(SAMPLE).write(folder, ["dot", "graphml"])]
        ['graph.dot', 'graph.graphml']
        """
        from glossograph.export.registry import DEFAULT_FORMATS, emit  # noqa: PLC0415
        from glossograph.serialise.export_job import ExportJob  # noqa: PLC0415

        if formats is None:
            formats = [name for name in DEFAULT_FORMATS if self.graph.whole or name != "report"]
        names = (formats,) if isinstance(formats, str) else tuple(dict.fromkeys(formats))
        job = ExportJob(self.graph, self._source, self.config, language=language, places_folder=self.folder)
        return emit(job, Path(folder), names)

    def __repr__(self) -> str:
        """Return the counts of terms, edges and languages."""
        return f"<KnowledgeGraph: {len(self.terms)} terms, {len(self.edges)} edges, {len(self.graph.languages)} languages>"

    def _repr_html_(self) -> str:
        """Return the counts and the most linked terms, for a notebook."""
        from glossograph.pages.notebook_summary import summary_html  # noqa: PLC0415

        return summary_html(self.graph)


def build(*articles: str | Path, config: Config | None = None, **settings: Any) -> KnowledgeGraph:  # noqa: ANN401 — Config's fields
    """Build a knowledge graph from articles.

    Nothing is written. A `decisions.toml` in the folders is applied.

    Args:
        articles: Folders or files.
        config: The settings. If None, they come from a `glossograph.toml` in the folders, else they are the defaults.
        settings: Fields of `Config`, such as `base_iri` or `repair`, which replace those of `config` or the file.

    Raises:
        NoArticlesError: If there are no articles.
        ConfigError: If a setting is unknown or has an unusable value.

    >>> kg = build(SAMPLE, title="Terms")
    >>> str(kg.term("frontoffice").label("no")), kg.config.title
    ('Front office', 'Terms')
    """
    inputs = read_inputs(articles, config, settings)
    store = ArticleStore()
    return KnowledgeGraph(build_into(store, inputs.roots, inputs.config, inputs.decisions), store, inputs.config)


def load(path: str | Path) -> KnowledgeGraph:
    """Load a knowledge graph that was built before.

    An RDF file has the terms and edges; `links.ttl` beside it has the link counts, anchors and sentences. Without that, each edge
    counts one link in the language `und`. Conflicts, repairs and problems are only in the store of a build's folder; where it is
    damaged, the RDF is read.

    Args:
        path: The output folder of a build, an RDF file from it, or the folder or address (`s3://...`) of a graph in parts.

    Raises:
        GlossographError: If there is no graph, or it cannot be read.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = build(SAMPLE).write(folder, "turtle")
    ...     str(load(folder).term("frontoffice").label("no"))
    'Front office'
    """
    from glossograph.parts.parts_graph import load_parts  # noqa: PLC0415 — a build reads no RDF
    from glossograph.rdf.graph_reader import find_graph_file, read_graph  # noqa: PLC0415 — as above

    if holds_parts(path):
        return KnowledgeGraph(*load_parts(path))
    path = Path(path)
    graph_file = find_graph_file(path) if path.is_dir() else path
    if graph_file != path and holds_store(path / STORE):
        try:
            read_others = (lambda: read_graph(graph_file).source) if graph_file else None
            return KnowledgeGraph(*read_store(path / STORE, read_others), path)
        except GlossographError:
            if graph_file is None:
                raise
    if not path.exists():
        raise GlossographError(f"{path}: no such file or folder")  # noqa: TRY003, EM102
    if graph_file is None:
        message = f"{path}: holds no graph: run `glossograph build`, or name a folder that it wrote or a graph.ttl"
        raise GlossographError(message)
    return KnowledgeGraph(*read_graph(graph_file), folder=graph_file.parent)
