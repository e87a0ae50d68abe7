"""Questions in SPARQL from Python."""

from pathlib import Path
from typing import Any

from pyoxigraph import QueryBoolean, QuerySolutions

from glossograph.errors import QueryError
from glossograph.model.base import Struct
from glossograph.sparql.answers import value
from glossograph.sparql.cookbook import bound, named, read_query
from glossograph.sparql.dataset import Dataset


class QueryTable(Struct, frozen=True):
    """Rows of an answer: a text, number, truth value or nothing for each of `columns`; IRIs and words are bare texts.

    What `pandas.DataFrame(table.rows, columns=table.columns)` takes.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


def query(graph: str | Path | Dataset, sparql: str = "", *, name: str = "", **told: str | float) -> QueryTable | bool:
    """Answer a question in SPARQL, or one of the cookbook by its `name`, on a file of RDF or a folder of exports.

    `told` are the parameters of the query. Triples come as rows of subject, predicate and object. Many questions of one large
    graph are answered faster of one that `Dataset.open` gives.

    Errors: `QueryError` and `UnknownTermError`, as on the command line.

    >>> import tempfile, glossograph as gg
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = gg.build(gg.SAMPLE).write(folder, "turtle")
    ...     query(folder, name="labels", term="Front Office").rows[1]
    ('en', 'Front Office', 'preferred')
    """
    if bool(sparql) == bool(name):
        message = "give either a query or the name of one"
        raise QueryError(message)
    dataset = graph if isinstance(graph, Dataset) else Dataset.open(Path(graph))
    question = named(name) if name else read_query("given", sparql)
    result = dataset.query(bound(question, {key: str(one) for key, one in told.items()}, dataset))
    if isinstance(result, QueryBoolean):
        return bool(result)
    if isinstance(result, QuerySolutions):
        columns = tuple(variable.value for variable in result.variables)
        return QueryTable(columns, tuple(tuple(map(value, row)) for row in dataset.rows(result)))
    triples = [(one.subject, one.predicate, one.object) for one in dataset.triples(result)]
    return QueryTable(("subject", "predicate", "object"), tuple(sorted((tuple(map(value, row)) for row in triples), key=repr)))
