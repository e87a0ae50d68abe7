"""RDF that questions in SPARQL can be asked of."""

from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from functools import cached_property
from itertools import product
from pathlib import Path
from typing import Self
from urllib.parse import unquote

from pyoxigraph import Literal, NamedNode, QueryBoolean, QuerySolutions, QueryTriples, Store, Triple
from rdflib.namespace import RDF, SKOS, VOID

from glossograph.engine.progress import Progress, no_progress
from glossograph.errors import QueryError, UnknownTermError
from glossograph.rdf.vocabulary import GG, PREFIXES, node
from glossograph.sparql.loading import SMALL, DamagedCopyError, drop, holds_graphs, load, rdf_files
from glossograph.sparql.syntax import explained
from glossograph.sparql.tokens import refuse_service, refuse_unknown_prefixes
from glossograph.text.iris import DEFAULT_BASE_IRI, slug_in, term_iri
from glossograph.text.keys import key, slug

Result = QuerySolutions | QueryTriples | QueryBoolean


class Dataset:
    """A store of triples, with the prefixes that queries on it may use.

    `large` tells that a copy on disk is what answers.
    """

    def __init__(self, store: Store, *, union: bool = False, copy: Path | None = None) -> None:
        """Take a store; `union` where its named graphs count as one."""
        self._store = store
        self._union = union
        self._copy = copy
        self.prefixes: Mapping[str, str] = {**PREFIXES, **self._terms_prefix()}

    @classmethod
    def open(cls, place: Path, progress: Progress = no_progress, small: int = SMALL) -> Self:
        """Open a file of RDF or a folder of exports; more bytes than `small` are copied into a store on disk, to be reused.

        Errors: `QueryError` where it cannot be read or holds no RDF.
        """
        paths = rdf_files(place)
        store, copy = load(paths, progress, small)
        return cls(store, union=any(map(holds_graphs, paths)), copy=copy)

    @property
    def large(self) -> bool:
        """Whether a copy on disk is what answers."""
        return self._copy is not None

    def has_links(self) -> bool:
        """Tell whether the evidence behind the links is there, which stands in `links.ttl`."""
        return any(True for _ in self._store.quads_for_pattern(None, node(RDF, "type"), node(GG, "Link"), None))

    def query(self, query: str) -> Result:
        """Ask a query as it stands, with the prefixes known.

        Errors: `QuerySyntaxError` for what is no SPARQL, `QueryError` for what is refused or cannot be answered.
        """
        refuse_service(query)
        refuse_unknown_prefixes(query, self.prefixes)
        try:
            return self._parsed(query)
        except SyntaxError as error:
            raise explained(query, error, self._parsed) from error
        except (OSError, RuntimeError, ValueError) as error:
            raise self._broken(error) from error

    def _parsed(self, query: str) -> Result:
        return self._store.query(query, prefixes=dict(self.prefixes), use_default_graph_as_union=self._union)

    def rows(self, solutions: QuerySolutions) -> Iterator[tuple[object, ...]]:
        """Stream the rows of solutions: a term or nothing for each variable.

        Errors: `QueryError` where the store fails on the way.
        """
        try:
            for solution in solutions:
                yield tuple(solution)
        except (OSError, RuntimeError, ValueError) as error:
            raise self._broken(error) from error

    def triples(self, triples: QueryTriples) -> Iterator[Triple]:
        """Stream the triples of an answer.

        Errors: as for `rows`.
        """
        try:
            yield from triples
        except (OSError, RuntimeError, ValueError) as error:
            raise self._broken(error) from error

    def term(self, spelling: str) -> NamedNode:
        """Find a term by any spelling of its slug, or by its IRI.

        Errors: `UnknownTermError`, with the nearest spellings; `QueryError` where several terms are spelt so.
        """
        slugs = self._slugs
        if spelling in slugs:
            return NamedNode(spelling)
        wanted = spelling.strip("/")
        folds: tuple[Callable[[str], str], ...] = (str, slug, key)
        for fold, written in product(folds, (wanted, unquote(wanted))):
            same = [iri for iri, name in slugs.items() if fold(name) == fold(written) != ""]
            if len(same) == 1:
                return NamedNode(same[0])
            if same:
                message = f"{len(same)} terms are spelt like {spelling!r}: name one by its IRI, such as {same[0]}"
                raise QueryError(message)
        near = get_close_matches(slug(wanted), list(slugs.values()), n=3)
        hint = f": did you mean {' or '.join(near)}?" if near else ""
        message = f"no term {spelling!r}{hint}"
        raise UnknownTermError(message)

    @cached_property
    def _slugs(self) -> Mapping[str, str]:
        """The slug of every concept, by its IRI, sorted."""
        concepts = self._store.quads_for_pattern(None, node(RDF, "type"), node(SKOS, "Concept"), None)
        return {
            iri: slug_in(iri) for iri in sorted({one.subject.value for one in concepts if isinstance(one.subject, NamedNode)})
        }

    def _terms_prefix(self) -> dict[str, str]:
        found = self._store.quads_for_pattern(None, node(VOID, "uriSpace"), None, None)
        spaces = sorted(quad.object.value for quad in found if isinstance(quad.object, Literal | NamedNode))
        return {"term": spaces[0]} if spaces else {}

    def _broken(self, error: Exception) -> QueryError:
        if self._copy is None:
            return QueryError(f"the query cannot be answered: {error}")
        drop(self._copy)
        return DamagedCopyError(f"{self._copy}: the copy was damaged and is deleted: ask again ({error})")


def check(query: str) -> None:
    """Refuse what `Dataset.query` would refuse of any graph.

    Errors: as for `Dataset.query`.

    >>> check("SELECT * { ?term skos:prefLabel ?name }")
    """
    empty = Dataset(Store())
    empty.prefixes = {**empty.prefixes, "term": term_iri(DEFAULT_BASE_IRI, "")}
    empty.query(query)
