"""Questions to a graph in parts that read only what they need: counts, by DuckDB, and what is around a term."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import groupby
from typing import TYPE_CHECKING
from urllib.parse import unquote

import msgspec
import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from glossograph.analysis.statistics import LanguageTotals, Stats
from glossograph.errors import GlossographError
from glossograph.model.edge import Edge
from glossograph.model.graph import Graph
from glossograph.model.term import Term
from glossograph.parts.manifest import PartFile
from glossograph.parts.part_writer import Bucket, graph_of_bucket
from glossograph.parts.parts_folder import PartsFolder, schema_of
from glossograph.parts.parts_graph import TERM_TABLES, read_terms
from glossograph.rdf.graph_reader import term_index_of
from glossograph.text.iris import slug_of_term
from glossograph.text.keys import TermId, key, name_key, safe_key, slug
from glossograph.text.languages import LanguageTag

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_EXTENSIONS = ("autoinstall_known_extensions", "autoload_known_extensions")
_MAX_CANDIDATES = 1_000
_MAX_WITH_NEIGHBOURS = 20
"""Terms of one name whose links are read, so that the most linked is listed first."""

_MAX_SAME_KEY = 100
_MAX_SIMILAR = 3
_MIN_SIMILARITY = 0.85

_COUNTS = """
SELECT count(*), count(*) FILTER (placeholder), count(*) FILTER (linked_from = 0),
    count(*) FILTER (links_to = 0 AND NOT placeholder)
FROM terms
"""
_LINKS = "SELECT count(*), coalesce(sum(links), 0)::BIGINT, count(*) FILTER (mutual) FROM edges"
_PAIRS = """
WITH numbers AS (SELECT term, row_number() OVER () - 1 AS number FROM terms)
SELECT s.number AS source, t.number AS target
FROM edges e JOIN numbers s ON s.term = e.source JOIN numbers t ON t.term = e.target
"""
_BY_LANGUAGE = {
    "articles": "count(*) FROM articles",
    "labels": "count(*) FROM labels WHERE kind = 'preferred'",
    "selected": "count(*) FROM labels WHERE kind = 'preferred' AND origin = 'anchor'",
    "links": "sum(links)::BIGINT FROM edge_counts",
}
_NAMED = """
SELECT term FROM terms WHERE term IN (SELECT unnest($slugs))
UNION SELECT term FROM labels WHERE lower(strip_accents(text)) = lower(strip_accents($name))
UNION SELECT term FROM articles WHERE lower(strip_accents(title)) = lower(strip_accents($name))
ORDER BY ALL LIMIT $limit
"""
_SIMILAR = """
SELECT term FROM terms WHERE jaro_winkler_similarity(term, $name) >= $least
ORDER BY jaro_winkler_similarity(term, $name) DESC, term LIMIT $limit
"""


def count_parts(folder: PartsFolder) -> Stats:
    """Count what a graph in parts holds, as `analysis.statistics` counts a graph, without loading it.

    The terms and edges are counted from the tables; the links are joined by DuckDB, which uses the disk if memory is short.

    Raises:
        GlossographError: DuckDB is not installed, or a table is missing or damaged.
    """
    with _tables(folder, "terms", "labels", "articles", "edges", "edge_counts") as database:
        [(terms, placeholders, unlinked, dead_ends)] = database.execute(_COUNTS).fetchall()
        [(edges, links, mutual)] = database.execute(_LINKS).fetchall()
        pairs = database.execute(_PAIRS).fetchnumpy()
        by_language: dict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(_BY_LANGUAGE, 0))
        for name, query in _BY_LANGUAGE.items():
            for language, count in database.execute(f"SELECT lower(coalesce(language, 'und')), {query} GROUP BY ALL").fetchall():
                by_language[language][name] += count
    source, target = (np.asarray(pairs[name], np.int64) for name in ("source", "target"))
    matrix = coo_array((np.ones(len(source), np.int8), (source, target)), shape=(terms, terms))
    components, component_of = connected_components(matrix, directed=True, connection="weak")
    counts = folder.manifest.counts
    return Stats(
        articles=counts.articles,
        terms=terms,
        placeholders=placeholders,
        edges=edges,
        links=links,
        mutual=mutual // 2,
        unlinked=unlinked,
        dead_ends=dead_ends,
        components=int(components),
        largest_component=int(np.bincount(component_of).max()) if terms else 0,
        repairs=counts.repairs,
        conflicts=counts.conflicts,
        problems=counts.problems,
        languages=tuple(LanguageTotals(LanguageTag(tag), **by_language[tag]) for tag in sorted(by_language)),
    )


def around_name(folder: PartsFolder, spelling: str) -> Graph:
    """Read the terms that a name may mean, with their neighbours and the links between them: a small graph to find the name in.

    A slug is looked up in one part of each table, a label or title in the whole tables of labels and articles. The neighbours
    have their labels only. Where no term has the name, the graph has those with the most similar slugs.

    Raises:
        GlossographError: DuckDB is not installed, or a table is missing or damaged.
    """
    with folder.consistent():
        terms = list(_by_id(folder, spelling))
        if not terms:
            named, similar = _find_slugs(folder, spelling)
            terms = _by_slug(folder, named or similar)
        edges = {edge for term in terms[:_MAX_WITH_NEIGHBOURS] for edge in _edges_of(folder, term)}
        own = {str(term.slug) for term in terms}
        others = {str(slug) for edge in edges for slug in (edge.source, edge.target)} - own
        terms += _by_slug(folder, others, ("labels",))
        ids = {str(term.slug): term.id for term in terms}
        links = [Edge(ids[edge.source], ids[edge.target], edge.counts) for edge in edges]
    graph = graph_of_bucket(folder.manifest.info, terms, links)
    return msgspec.structs.replace(graph, term_index=term_index_of(graph.terms))


def _by_id(folder: PartsFolder, spelling: str) -> Iterator[Term]:
    """Find the terms whose id is a folded form of a name, in the part of each."""
    written = slug_of_term(folder.manifest.glossary.base_iri, spelling) or spelling.strip("/")
    names = (written, unquote(written))
    folded = {str(fold(name)) for name in names for fold in (str, name_key, safe_key, key)}
    slugs: dict[str, PartFile] = {}
    for first in sorted(folded - {""}):
        for number in range(1, _MAX_SAME_KEY):
            term_id = first if number == 1 else f"{first}~{number}"
            files = _part_of(folder, "terms", term_id)
            rows = [(row[0], file) for file in files for row in folder.rows("terms", file, {"term_id": [term_id]})]
            slugs.update(rows)
            if not rows:
                break
    for name, file in slugs.items():
        yield from read_terms(folder, file, [name])


def _part_of(folder: PartsFolder, table: str, term_id: str) -> tuple[PartFile, ...]:
    return folder.part_of(table, Bucket.of(TermId(term_id), folder.manifest.buckets).part)


def _find_slugs(folder: PartsFolder, spelling: str) -> tuple[list[str], list[str]]:
    """Find the slugs of the terms with a name, and those most similar to it."""
    with _tables(folder, "terms", "labels", "articles") as database:
        values = {"slugs": [slug(spelling)], "name": spelling.strip(), "limit": _MAX_CANDIDATES}
        named = [row[0] for row in database.execute(_NAMED, values).fetchall()]
        if named:
            return named, []
        values = {"name": slug(spelling), "least": _MIN_SIMILARITY, "limit": _MAX_SIMILAR}
        return [], [row[0] for row in database.execute(_SIMILAR, values).fetchall()]


def _by_slug(folder: PartsFolder, slugs: Iterable[str], tables: Collection[str] = TERM_TABLES) -> list[Term]:
    """Read terms by slug: first from the parts where the usual id of such a slug is, then from all others."""
    wanted = set(slugs)
    likely: dict[PartFile, set[str]] = defaultdict(set)
    for name in wanted:
        for term_id in {str(fold(name)) for fold in (name_key, safe_key, key)}:
            for file in _part_of(folder, "terms", term_id):
                likely[file].add(name)
    terms: list[Term] = []
    for file, names in sorted(likely.items()):
        terms += read_terms(folder, file, sorted(names & wanted), tables)
    wanted -= {str(term.slug) for term in terms}
    for file in folder.manifest.group("terms") if wanted else ():
        terms += read_terms(folder, file, sorted(wanted), tables)
    return terms


def _edges_of(folder: PartsFolder, term: Term) -> Iterator[Edge]:
    """Yield the edges from and to a term, with slugs for ids."""
    for file in _part_of(folder, "edge_counts", term.id):
        yield from _counted(folder, file, {"source": [term.slug]})
    sources: dict[PartFile, list[str]] = defaultdict(list)
    for file in _part_of(folder, "backlinks", term.id):
        for _, source, source_id in folder.rows("backlinks", file, {"target": [term.slug]}):
            for counted in _part_of(folder, "edge_counts", source_id):
                sources[counted].append(source)
    for file, names in sorted(sources.items()):
        yield from _counted(folder, file, {"source": names, "target": [term.slug]})


def _counted(folder: PartsFolder, file: PartFile, wanted: Mapping[str, Collection[str]]) -> Iterator[Edge]:
    for (source, target), rows in groupby(folder.rows("edge_counts", file, wanted), lambda row: row[:2]):
        yield Edge(source, target, tuple((LanguageTag(language.lower()), links) for _, _, language, links in rows))


@contextmanager
def _tables(folder: PartsFolder, *names: str) -> "Iterator[DuckDBPyConnection]":
    """Open tables of a graph in parts in DuckDB, which reads from them only the columns and rows that a query needs."""
    try:
        import duckdb  # noqa: PLC0415 — an extra
        from pyarrow import dataset  # noqa: PLC0415 — an extra
    except ImportError as error:
        message = f"{folder.storage.address}: needs DuckDB: pip install 'glossograph[cloud]'"
        raise GlossographError(message) from error
    offline: dict[str, str | bool | int | float | list[str]] = dict.fromkeys(_EXTENSIONS, "false")
    checked = dataset.ParquetFragmentScanOptions(page_checksum_verification=True)
    shape = dataset.ParquetFileFormat(default_fragment_scan_options=checked)
    with duckdb.connect(config=offline) as database:
        for name in names:
            files = folder.manifest.group(name)
            for file in files:
                folder.check(file)
            system, paths = folder.storage.located(file.path for file in files)
            source = dataset.dataset(paths, schema_of(name), shape, system) if paths else schema_of(name).empty_table()
            database.register(name, source)
        try:
            yield database
        except (duckdb.Error, OSError, ValueError) as error:
            raise folder.damaged(error) from error
