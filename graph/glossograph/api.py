"""The library: build a knowledge graph from articles, ask it, show it, write it."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import msgspec

from glossograph.analysis.paths import Neighbour, neighbours, within
from glossograph.config import Config
from glossograph.errors import GlossographError, TooManyTermsError, UnknownTermError
from glossograph.model.decision import DuplicateCandidate, LinkConflict
from glossograph.model.edge import Edge, Repair
from glossograph.model.evidence import Evidence, EvidenceSource
from glossograph.model.graph import Graph
from glossograph.model.problem import Problem
from glossograph.model.term import Term
from glossograph.store.article_store import ArticleStore
from glossograph.text.iris import slug_of_term
from glossograph.text.keys import TermId, slug
from glossograph.text.languages import FALLBACK
from glossograph.workflow import STORE, build_into, read_inputs

if TYPE_CHECKING:
    import networkx as nx
    import rdflib

    from glossograph.analysis.centrality import Ranked
    from glossograph.analysis.paths import Hop
    from glossograph.analysis.statistics import Stats
    from glossograph.pages.pyvis_network import SafeNetwork

MOST_DRAWN = 300
"""Terms that a pyvis drawing takes."""

SAMPLE = Path(__file__).parent / "data" / "sample"
"""The folder of the sample articles that come with the package."""


class KnowledgeGraph:
    """A glossary's terms and how they link, with labels in every language.

    Terms are named by any spelling of their slug: `front-office`, `frontoffice` and `/Front Office/` are one.
    """

    def __init__(self, graph: Graph, source: EvidenceSource, config: Config | None = None) -> None:
        """Take what a build found, and where its evidence streams from."""
        self.graph = graph
        self.config = config or Config()
        self._source = source
        self._terms = {term.id: term for term in graph.terms}
        self._out: dict[TermId, list[Edge]] = defaultdict(list)
        self._into: dict[TermId, list[Edge]] = defaultdict(list)
        for edge in graph.edges:
            self._out[edge.source].append(edge)
            self._into[edge.target].append(edge)

    @property
    def source(self) -> EvidenceSource:
        """Where the evidence streams from."""
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
        """The links whose destination was put right."""
        return self.graph.repairs

    @property
    def conflicts(self) -> tuple[LinkConflict, ...]:
        """The links that the translations outvote, repaired or not, with who voted and why."""
        return self.graph.conflicts

    @property
    def duplicate_candidates(self) -> tuple[DuplicateCandidate, ...]:
        """The pairs of terms that may be one, with the reasons."""
        return self.graph.duplicate_candidates

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What the author of the articles should look at."""
        return self.graph.problems

    def term(self, spelling: str) -> Term:
        """Find a term by any spelling of its slug, or by its IRI.

        Errors: `UnknownTermError`, with the nearest spellings.
        """
        find = self.graph.term_index.find
        known = slug_of_term(self.graph.info.base_iri, spelling)
        found = find(known or spelling.strip("/")) or find(unquote(spelling).strip("/"))
        if found is None:
            raise UnknownTermError(f"no term {spelling!r}{self._nearest(spelling)}")  # noqa: TRY003, EM102
        return self._terms[found]

    def _nearest(self, spelling: str) -> str:
        from difflib import get_close_matches  # noqa: PLC0415 — only for the message of an error

        near = get_close_matches(slug(spelling), [term.slug for term in self.terms], n=3)
        return f": did you mean {' or '.join(near)}?" if near else ""

    def neighbours(self, spelling: str) -> tuple[Neighbour, ...]:
        """Give the terms that link to a term or are linked from it, with direction, counts and languages."""
        term = self.term(spelling).id
        return neighbours(term, self._terms, self._out[term], self._into[term])

    def evidence(self, spelling: str | None = None) -> Iterator[Evidence]:
        """Stream the links behind the edges, with sentence, file and line; of one term's own articles, or of all."""
        return self._source.evidence(None if spelling is None else self.term(spelling).id)

    def path(self, start: str, end: str, language: str = FALLBACK) -> "tuple[Hop, ...] | None":
        """Give a shortest chain of links from one term to another, each hop with a sentence that links, in a reader's language.

        Of several shortest chains it is the one with most links. Empty from a term to itself, nothing where no chain leads there.

        Errors: `UnknownTermError`.
        """
        from glossograph.analysis.paths import Hop, best_link, shortest_chain  # noqa: PLC0415 — as all that only some questions need

        chain = shortest_chain(self.term(start).id, self.term(end).id, self._out)
        if chain is None:
            return None
        links = (best_link(self._source.evidence(edge.source), edge.target, language) for edge in chain)
        return tuple(
            Hop(self._terms[edge.source], self._terms[edge.target], edge, link) for edge, link in zip(chain, links, strict=True)
        )

    def top(self, by: str = "pagerank", number: int = 10) -> "tuple[Ranked, ...]":
        """Give the most central terms with their scores, by `pagerank`, `indegree` or `betweenness`.

        Errors: `ValueError` for another measure.
        """
        from glossograph.analysis.centrality import Measure, ranking  # noqa: PLC0415

        return ranking(self.graph, Measure(by), number).ranked

    def communities(self) -> tuple[tuple[Term, ...], ...]:
        """Give the groups of terms that link to each other more than to others, the largest and most central first."""
        from glossograph.analysis.community_detection import communities  # noqa: PLC0415

        return tuple(tuple(self._terms[term] for term in group) for group in communities(self.graph))

    def stats(self) -> "Stats":
        """Count what is in the graph, and how it hangs together."""
        from glossograph.analysis.statistics import stats  # noqa: PLC0415

        return stats(self.graph)

    def to_networkx(self) -> "nx.DiGraph[str]":
        """Give a networkx view: slugs as nodes, labels and counts as attributes."""
        from glossograph.export.views import to_networkx  # noqa: PLC0415 — as the libraries that they bring

        return to_networkx(self.graph)

    def to_rdflib(self) -> "rdflib.Graph":
        """Give an rdflib view: the triples of `graph.ttl`."""
        from glossograph.export.views import to_rdflib  # noqa: PLC0415

        return to_rdflib(self.graph, self.config.related, self.config.language)

    def to_pyvis(self, around: str | None = None, hops: int = 1, language: str = FALLBACK) -> "SafeNetwork":
        """Give a pyvis network of a term's neighbourhood, or of everything, to show in a notebook or write as a page.

        Names are in a language where they have one there; the page can change it.

        Errors: `UnknownTermError`; `TooManyTermsError` beyond 300 terms, for which `graph.html` is made.
        """
        from glossograph.pages.pyvis_network import SafeNetwork  # noqa: PLC0415

        middle = None if around is None else self.term(around).id
        chosen = set(self._terms) if middle is None else within(middle, hops, self.edges)
        if len(chosen) > MOST_DRAWN:
            instead = "name a term to draw what is around it" if middle is None else "take fewer hops"
            message = f"{len(chosen):,} terms are too many to draw here (at most {MOST_DRAWN}): {instead}, or open graph.html"
            raise TooManyTermsError(message)
        return SafeNetwork(self.graph, chosen, middle, language)

    def write(self, folder: str | Path, formats: str | Sequence[str] | None = None) -> list[Path]:
        """Write the graph's files into a folder, all or none, and give their paths.

        The formats are `turtle`, `html` and `report` where none are named, without `report` for a graph that was read from RDF.

        Errors: `GlossographError` for an unknown format, or where the folder cannot be written to.
        """
        from glossograph.export.registry import DEFAULT_FORMATS, emit  # noqa: PLC0415
        from glossograph.serialise.export_job import ExportJob  # noqa: PLC0415

        if formats is None:
            formats = [name for name in DEFAULT_FORMATS if self.graph.whole or name != "report"]
        names = (formats,) if isinstance(formats, str) else tuple(dict.fromkeys(formats))
        return emit(ExportJob(self.graph, self._source, self.config), Path(folder), names)

    def __repr__(self) -> str:
        """Say how large it is."""
        return f"<KnowledgeGraph: {len(self.terms)} terms, {len(self.edges)} edges, {len(self.graph.languages)} languages>"

    def _repr_html_(self) -> str:
        """Show counts and the most linked terms, in a notebook."""
        from glossograph.pages.notebook_summary import summary_html  # noqa: PLC0415

        return summary_html(self.graph)


def build(*articles: str | Path, config: Config | None = None, **settings: Any) -> KnowledgeGraph:  # noqa: ANN401 — Config's fields
    """Build a knowledge graph from folders or files of articles.

    `settings` are those of `Config`, such as `base_iri` or `repair`; they come before a `glossograph.toml` in the folders, whose
    `decisions.toml` is obeyed.

    Errors: `NoArticlesError` where there is nothing to build from, `ConfigError` for a setting that cannot be used.

    >>> kg = build(SAMPLE)
    >>> str(kg.term("frontoffice").label("no"))
    'Front office'
    """
    found = read_inputs(articles, config, settings)
    store = ArticleStore()
    return KnowledgeGraph(build_into(store, found.roots, found.config, found.decisions), store, found.config)


def load(path: str | Path) -> KnowledgeGraph:
    """Load a knowledge graph that was built before: from the folder that a build wrote, or from an RDF file of it.

    A folder's article store holds everything. An RDF file (`graph.ttl`, or its like in another syntax) holds the terms and edges,
    and `links.ttl` beside it the numbers of links and their words; without that, an edge counts one link in the language `und`.
    Cases, repairs and problems are in the store only.

    Errors: `GlossographError` where there is no graph, or what is there cannot be read.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = build(SAMPLE).write(folder, "turtle")
    ...     str(load(folder).term("frontoffice").label("no"))
    'Front office'
    """
    from glossograph.rdf.graph_reader import find_graph_file, read_graph  # noqa: PLC0415 — a build reads no RDF

    place = Path(path)
    file = find_graph_file(place) if place.is_dir() else place
    if file != place and (place / STORE).is_file():
        try:
            return _from_store(place / STORE)
        except GlossographError:
            if file is None:
                raise
    if not place.exists():
        message = f"{place}: no such file or folder"
        raise GlossographError(message)
    if file is None:
        message = f"{place}: holds no graph: run `glossograph build`, or name a folder that it wrote or a graph.ttl"
        raise GlossographError(message)
    return KnowledgeGraph(*read_graph(file))


def _from_store(path: Path) -> KnowledgeGraph:
    try:
        store = ArticleStore(path, reading=True)
        graph = store.graph()
    except (sqlite3.DatabaseError, msgspec.MsgspecError) as error:
        message = f"{path}: cannot be read ({error}): run `glossograph build` again"
        raise GlossographError(message) from error
    one = graph.info
    config = Config(title=one.title, description=one.description, creator=one.creator, licence=one.licence, base_iri=one.base_iri)
    return KnowledgeGraph(graph, store, config)
