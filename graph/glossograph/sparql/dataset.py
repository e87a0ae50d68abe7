"""A dataset: RDF files that answer SPARQL queries."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from functools import cached_property, partial
from itertools import product
from pathlib import Path
from typing import Self
from urllib.parse import unquote

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, QueryBoolean, QuerySolutions, QueryTriples, Store, Triple

from glossograph.engine.progress import Progress, no_progress
from glossograph.errors import AmbiguousTermError, QueryError, UnknownTermError
from glossograph.rdf.namespaces import RDF, SKOS, VOID
from glossograph.rdf.vocabulary import GG, PREFIXES, node_of
from glossograph.sparql.guard import explain_syntax_error, refuse_depth, refuse_service, refuse_unknown_prefixes
from glossograph.sparql.loading import (
    MAX_MEMORY_BYTES,
    DamagedCopyError,
    can_hold_named_graphs,
    delete_copy,
    find_rdf_files,
    load_store,
    size_of,
)
from glossograph.text.iris import DEFAULT_BASE_IRI, slug_in, term_iri
from glossograph.text.keys import key, slug
from glossograph.text.search_fold import fold_for_search

Result = QuerySolutions | QueryTriples | QueryBoolean
"""What a query returns: rows, triples, or yes or no."""

STORE_ERRORS = (OSError, RuntimeError, ValueError)
"""What pyoxigraph raises for a store that fails, for example a damaged copy on disk."""


class Dataset:
    """A store of triples, with the prefixes that queries may use without declaring them."""

    def __init__(self, store: Store, *, union: bool = False, copy: Path | None = None) -> None:
        """Query a store.

        Args:
            store: The store.
            union: Query all named graphs as one.
            copy: The folder of the store, if it is a copy on disk.
        """
        self._store = store
        self._union = union
        self._copy = copy
        self.prefixes: Mapping[str, str] = {**PREFIXES, **self._term_prefix()}

    @classmethod
    def open(
        cls,
        path: Path,
        progress: Progress = no_progress,
        max_memory_bytes: int = MAX_MEMORY_BYTES,
        query: str | None = None,
    ) -> Self:
        """Open an RDF file or a folder of exports.

        Args:
            path: The file or folder.
            progress: Called with the megabytes that are loaded.
            max_memory_bytes: Larger files are copied into a store on disk, which later calls reuse.
            query: The only query that will be asked: of a large graph, the evidence is loaded only if the query can match it.

        Raises:
            QueryError: There is no RDF, or it cannot be read.
        """
        paths = find_rdf_files(path)
        if query is not None and len(paths) > 1 and size_of(paths) > max_memory_bytes:
            from glossograph.sparql.evidence_need import files_for  # noqa: PLC0415 — small graphs are loaded whole

            paths = files_for(query, paths, PREFIXES)
        store, copy = load_store(paths, progress, max_memory_bytes)
        return cls(store, union=any(map(can_hold_named_graphs, paths)), copy=copy)

    @property
    def is_on_disk(self) -> bool:
        """Whether queries read a copy on disk."""
        return self._copy is not None

    def has_links(self) -> bool:
        """Check whether the evidence behind the links is loaded, which `links.ttl` holds."""
        return any(True for _ in self._store.quads_for_pattern(None, node_of(RDF, "type"), node_of(GG, "Link"), None))

    def query(self, query: str, default_graphs: Sequence[str] = (), named_graphs: Sequence[str] = ()) -> Result:
        """Answer a query.

        Args:
            query: The query.
            default_graphs: IRIs of the graphs that are the default graph together. With either list, it is all of the dataset.
            named_graphs: IRIs of the graphs that `GRAPH` names.

        Raises:
            QuerySyntaxError: The query is not SPARQL, or uses an unknown prefix.
            QueryError: The query calls another server, or the store fails.
        """
        refuse_depth(query)
        refuse_service(query)
        refuse_unknown_prefixes(query, self.prefixes)
        run = partial(self.query_unchecked, default_graphs=default_graphs, named_graphs=named_graphs)
        try:
            return run(query)
        except SyntaxError as error:
            raise explain_syntax_error(query, error, run) from error
        except STORE_ERRORS as error:
            raise self.store_error(error) from error

    def query_unchecked(self, query: str, default_graphs: Sequence[str] = (), named_graphs: Sequence[str] = ()) -> Result:
        """Answer a query of our own, which calls no other server and uses known prefixes; errors are those of pyoxigraph."""
        prefixes = dict(self.prefixes)
        if not default_graphs and not named_graphs:
            return self._store.query(query, prefixes=prefixes, use_default_graph_as_union=self._union)
        default: list[NamedNode | BlankNode | DefaultGraph] = [NamedNode(iri) for iri in default_graphs]
        named: list[NamedNode | BlankNode] = [NamedNode(iri) for iri in named_graphs]
        return self._store.query(query, prefixes=prefixes, default_graph=default, named_graphs=named)

    def rows(self, solutions: QuerySolutions) -> Iterator[tuple[object, ...]]:
        """Stream the rows of an answer: for each variable a term, or `None`.

        Raises:
            QueryError: The store fails.
        """
        try:
            for solution in solutions:
                yield tuple(solution)
        except STORE_ERRORS as error:
            raise self.store_error(error) from error

    def triples(self, triples: QueryTriples) -> Iterator[Triple]:
        """Stream the triples of an answer.

        Raises:
            QueryError: The store fails.
        """
        try:
            yield from triples
        except STORE_ERRORS as error:
            raise self.store_error(error) from error

    def term(self, spelling: str) -> NamedNode:
        """Find a term by its IRI, by any spelling of its slug, or by a label in any language.

        Raises:
            UnknownTermError: There is no such term; the message gives the nearest slugs.
            AmbiguousTermError: Several terms have that spelling.
        """
        slugs = self._slugs
        if spelling in slugs:
            return NamedNode(spelling)
        wanted = spelling.strip("/")
        folds: tuple[Callable[[str], str], ...] = (str, slug, key)
        for fold, spelt in product(folds, (wanted, unquote(wanted))):
            matches = [iri for iri, term_slug in slugs.items() if fold(term_slug) == fold(spelt) != ""]
            if len(matches) == 1:
                return NamedNode(matches[0])
            if matches:
                message = f"{len(matches)} terms are spelt like {spelling!r}: write the IRI of one"
                raise AmbiguousTermError(message, tuple(matches))
        labelled = self._labelled(spelling)
        if len(labelled) == 1:
            return NamedNode(next(iter(labelled)))
        if labelled:
            message = f"{len(labelled)} terms are named {spelling!r}: write the IRI of one"
            raise AmbiguousTermError(message, tuple(f"{iri}  {name}" for iri, name in labelled.items()))
        nearest = get_close_matches(slug(wanted), list(slugs.values()), n=3)
        hint = f": did you mean {' or '.join(nearest)}?" if nearest else ""
        message = f"Unknown term {spelling!r}{hint}"
        raise UnknownTermError(message)

    def _labelled(self, name: str) -> Mapping[str, str]:
        """Find the concepts that have a label, by IRI, sorted, each with that label."""
        wanted = fold_for_search(name).strip()
        found: dict[str, str] = {}
        for predicate in ("prefLabel", "altLabel") if wanted else ():
            for quad in self._store.quads_for_pattern(None, node_of(SKOS, predicate), None, None):
                iri, label = quad.subject, quad.object
                if not isinstance(iri, NamedNode) or not isinstance(label, Literal) or iri.value not in self._slugs:
                    continue
                if fold_for_search(label.value).strip() == wanted:
                    found.setdefault(iri.value, f"{label.value}{f' @{label.language}' if label.language else ''}")
        return dict(sorted(found.items()))

    @cached_property
    def _slugs(self) -> Mapping[str, str]:
        """The slug of each concept, by IRI, sorted."""
        quads = self._store.quads_for_pattern(None, node_of(RDF, "type"), node_of(SKOS, "Concept"), None)
        iris = sorted({quad.subject.value for quad in quads if isinstance(quad.subject, NamedNode)})
        return {iri: slug_in(iri) for iri in iris}

    def _term_prefix(self) -> dict[str, str]:
        quads = self._store.quads_for_pattern(None, node_of(VOID, "uriSpace"), None, None)
        namespaces = sorted(quad.object.value for quad in quads if isinstance(quad.object, Literal | NamedNode))
        return {"term": namespaces[0]} if namespaces else {}

    def store_error(self, error: Exception) -> QueryError:
        """Make the error to raise for a store that fails, and delete the store if it is a copy on disk."""
        if self._copy is None:
            return QueryError(f"The query cannot be answered: {error}")
        delete_copy(self._copy)
        return DamagedCopyError(f"{self._copy}: the copy was damaged and is deleted: run the query again ({error})")


def check_query(query: str) -> None:
    """Refuse a query that `Dataset.query` would refuse for any graph.

    Raises:
        QuerySyntaxError: The query is not SPARQL, or uses an unknown prefix.
        QueryError: The query calls another server.

    >>> check_query("SELECT * { ?term skos:prefLabel ?name }")
    """
    empty = Dataset(Store())
    empty.prefixes = {**empty.prefixes, "term": term_iri(DEFAULT_BASE_IRI, "")}
    empty.query(query)
