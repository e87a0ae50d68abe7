"""`glossograph query`: questions in SPARQL, and the cookbook."""

import argparse
import signal
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import IO

from pyoxigraph import Literal, QueryBoolean, QuerySolutions, QueryTriples
from rdflib.namespace import XSD
from rich.cells import cell_len

from glossograph.cli.patience import OutOfTimeError, leave, patiently
from glossograph.cli.tables import show_table
from glossograph.cli.terminal import complain, printable, progress, say, say_exactly
from glossograph.errors import QueryError, QuerySyntaxError
from glossograph.serialise.file_batch import batch
from glossograph.sparql.answers import AnswerFormat, short_text, write_answer
from glossograph.sparql.cookbook import NamedQuery, Parameter, cookbook, fill_parameters, find_query, read_query
from glossograph.sparql.dataset import Dataset, Result, check_query
from glossograph.sparql.loading import DamagedCopyError, delete_unfinished_copies, find_rdf_files

_TABLE = "table"
_BY_SUFFIX = {".csv": "csv", ".tsv": "tsv", ".json": "json", ".srj": "json", ".ttl": "turtle", ".nt": "ntriples"}
_NOT_ANSWERED = 2


def query_command(options: argparse.Namespace) -> int:
    """Answer what the options ask, or list the cookbook, and give the exit status."""
    if options.list:
        show_table(("NAME", "ANSWERS", "TOLD"), [(one.name, one.summary, _told(one.parameters)) for one in cookbook()])
        return 0
    question, form = _question(options), _form(options)
    try:
        if not question.parameters:
            check_query(question.text)  # before anything is loaded
        try:
            _answer(options, question, form)
        except DamagedCopyError:  # it is deleted: a new one is made
            _answer(options, question, form)
    except QuerySyntaxError as error:
        complain(str(error))
        _point(error)
        return _NOT_ANSWERED
    except OutOfTimeError as error:
        complain(str(error))
        leave(_NOT_ANSWERED)
    except KeyboardInterrupt:
        delete_unfinished_copies(find_rdf_files(options.graph))
        complain("interrupted")
        leave(128 + signal.SIGINT)
    return 0


def _told(parameters: Iterable[Parameter]) -> str:
    return " ".join(f"{one.name}={'...' if one.default is None else one.default}" for one in parameters)


def _question(options: argparse.Namespace) -> NamedQuery:
    """Find the one query that the options name."""
    if options.graph is None:
        message = "no graph given: name a file of RDF or a folder that a build wrote to, or list the cookbook with --list"
        raise QueryError(message)
    given = [one for one in (options.query, options.file, options.name) if one is not None]
    if len(given) != 1:
        message = f"{len(given) or 'no'} queries given: give one, as QUERY, with -f FILE or with --name NAME (see --list)"
        raise QueryError(message)
    if options.name is not None:
        return find_query(options.name)
    return read_query("", options.query if options.file is None else _read(options.file))


def _form(options: argparse.Namespace) -> str | None:
    """Tell how the answer is to be written, where the options or the output's name say it."""
    if options.output is None or options.format not in (None, _TABLE):
        form: str | None = options.format
        return form
    form = None if options.format else _BY_SUFFIX.get(options.output.suffix.lower())
    if form is None:
        message = f"{options.output}: its format is not known: give --format csv, tsv, json, turtle or ntriples"
        raise QueryError(message)
    return form


def _read(path: Path) -> str:
    try:
        data = sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
        return data.decode("utf-8-sig")
    except OSError as error:
        message = f"{path}: cannot be read ({error.strerror or error})"
    except UnicodeDecodeError:
        message = f"{path}: is not in UTF-8: save it so"
    raise QueryError(message)


def _answer(options: argparse.Namespace, question: NamedQuery, form: str | None) -> None:
    with progress(quiet=options.quiet) as show:
        dataset = patiently(lambda: Dataset.open(options.graph, show))
    query = fill_parameters(question, dict(options.set), dataset)

    def say_answer() -> int:
        result = dataset.query(query)
        if form in (None, _TABLE) and not (form is None and isinstance(result, QueryTriples)):
            return _show(result, dataset)
        _write(result, dataset, form, say_exactly, raw=options.raw)
        return 1

    def write_file(file: IO[bytes]) -> None:
        _write(dataset.query(query), dataset, form, lambda text: file.write(text.encode("utf-8")), raw=options.raw)

    if options.output is not None:
        with batch(options.output.parent) as files:
            with files.file(options.output.name) as file:
                patiently(lambda: write_file(file), options.timeout)
            files.keep()
    elif not patiently(say_answer, options.timeout) and not options.quiet:
        lacking = question.needs_links and not dataset.has_links()
        complain("no rows" + (": this is answered from links.ttl, which is not there" if lacking else ""))


def _write(result: Result, dataset: Dataset, form: str | None, write: Callable[[str], object], *, raw: bool) -> None:
    write_answer(result, dataset, AnswerFormat(form or AnswerFormat.TURTLE), write, raw=raw)


def _show(result: Result, dataset: Dataset) -> int:
    """Print an answer for people, and give the number of its rows."""
    if isinstance(result, QueryBoolean):
        say("yes" if result else "no")
        return 1
    if isinstance(result, QuerySolutions):
        names = [variable.value for variable in result.variables]
        found: list[tuple[object, ...]] = list(dataset.rows(result))
    else:
        names = ["subject", "predicate", "object"]
        found = [(one.subject, one.predicate, one.object) for one in dataset.triples(result)]
    numbers = [name for name, column in zip(names, zip(*found, strict=True), strict=False) if all(map(_is_number, column))]
    rows = [[short_text(term, dataset.prefixes) for term in row] for row in found]
    return show_table(names, rows, right=numbers) if rows else 0


def _is_number(term: object) -> bool:
    return term is None or (isinstance(term, Literal) and term.datatype.value == str(XSD.integer))


def _point(error: QuerySyntaxError) -> None:
    """Show the line of a query with a caret below the place."""
    if sys.stderr is not None:
        text = printable(error.text.replace("\t", " "))
        sys.stderr.write(f"  {text}\n  {' ' * cell_len(text[: error.column - 1])}^\n")
