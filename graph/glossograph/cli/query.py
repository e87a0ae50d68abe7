"""`glossograph query`: SPARQL queries, and the cookbook."""

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

from glossograph.cli.apart import run_apart
from glossograph.cli.options import PATH, BuildPlace, build_option, local_triples
from glossograph.cli.progress_display import show_progress
from glossograph.cli.terminal import print_line, print_message, print_table, print_text, printable
from glossograph.engine.own_files import read_regular, remove_leftovers
from glossograph.errors import QueryError, QuerySyntaxError
from glossograph.text.escape import BYTE_ORDER_MARK

if TYPE_CHECKING:
    from glossograph.sparql.cookbook import NamedQuery
    from glossograph.sparql.dataset import Dataset, Result

_TABLE = "table"
_FORMATS = (_TABLE, "csv", "tsv", "json", "turtle", "ntriples")
_FORMAT_OF_SUFFIX = {".csv": "csv", ".tsv": "tsv", ".json": "json", ".srj": "json", ".ttl": "turtle", ".nt": "ntriples"}
_MAX_TIMEOUT_S = 1e8
_DONE, _FAILED = 0, 2


def _parameters(_context: click.Context, _option: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
    """Split NAME=VALUE."""
    for value in values:
        if value.find("=") < 1:
            message = f"{value!r} is not NAME=VALUE"
            raise click.BadParameter(message)
    return {name: value for name, _, value in (text.partition("=") for text in values)}


def _timeout(_context: click.Context, _option: click.Parameter, seconds: float | None) -> float | None:
    """Refuse a timeout that is not a positive number. The number types of click accept nan."""
    if seconds is not None and not 0 < seconds < _MAX_TIMEOUT_S:
        message = f"{seconds:g} is not a number of seconds above 0"
        raise click.BadParameter(message)
    return seconds


@click.command(epilog="Exit status: 0 answered, 2 not answered.")
@click.argument("query", required=False)
@build_option
@click.option("-f", "--file", type=PATH, metavar="FILE", help="Read the query from a file; - is the standard input.")
@click.option("--name", metavar="NAME", help="Take a query of the cookbook.")
@click.option("--list", "list_cookbook", is_flag=True, help="List the queries of the cookbook with their parameters.")
@click.option(
    "--set", "parameters", multiple=True, callback=_parameters, metavar="NAME=VALUE", help="Set a parameter of the query."
)
@click.option(
    "--format",
    "format_name",
    type=click.Choice(_FORMATS),
    show_default="table; turtle for triples",
    help="How to write the answer.",
)
@click.option("-o", "--output", type=PATH, metavar="FILE", help="Write the answer to a file: .csv, .tsv, .json, .ttl or .nt.")
@click.option("--raw", is_flag=True, help="Leave cells of CSV as they are, also those that a spreadsheet would run as formulas.")
@click.option("--print", "print_query", is_flag=True, help="Print the query itself, with its values, to run it anywhere.")
@click.option(
    "--timeout", type=float, callback=_timeout, metavar="SECONDS", help="Stop a query that takes longer, loading included."
)
@click.option("--quiet", is_flag=True, help="Print the answer and errors only.")
def run(
    *,
    query: str | None,
    build: BuildPlace,
    file: Path | None,
    name: str | None,
    list_cookbook: bool,
    parameters: dict[str, str],
    format_name: str | None,
    output: Path | None,
    raw: bool,
    print_query: bool,
    timeout: float | None,
    quiet: bool,
) -> int:
    """Answer QUERY, a SELECT, ASK, CONSTRUCT or DESCRIBE in SPARQL 1.1, on a build or on any RDF file that --build names.

    The prefixes of the export need no declaration. Nothing leaves this machine. More than 8 MB of RDF is loaded once and kept in
    .glossograph beside the files.
    """
    if list_cookbook:
        return _print_cookbook()
    from glossograph.rdf.vocabulary import PREFIXES
    from glossograph.sparql.cookbook import fill_parameters, shape_of, standalone_query
    from glossograph.sparql.dataset import Dataset, check_query
    from glossograph.sparql.evidence_need import reads_evidence
    from glossograph.sparql.loading import DamagedCopyError

    question = _question(query, file, name)
    chosen = _output_format(output, format_name, print_query=print_query)
    shape = shape_of(question)

    def answer(path: Path) -> None:
        with show_progress(quiet=quiet) as progress:
            dataset = Dataset.open(path, progress, query=shape)
        text = fill_parameters(question, parameters, dataset)
        if print_query:
            print_text(standalone_query(text, dataset.prefixes))
            return
        if output is not None:
            _write_answer(output, dataset, text, chosen, raw=raw)
            return
        row_count = _print_answer(dataset, text, chosen, raw=raw)
        if not row_count and not quiet:
            lacks_evidence = question.needs_links and not dataset.has_links()
            print_message("No rows" + (": this query reads links.ttl, which is missing" if lacks_evidence else ""))

    def check_and_answer(path: Path) -> int:
        try:
            if not question.parameters:
                check_query(question.text)  # before anything is loaded
            try:
                answer(path)
            except DamagedCopyError:  # the copy has been deleted, so this makes a new one
                answer(path)
        except QuerySyntaxError as error:
            print_message(str(error))
            _point_at(error)
            return _FAILED
        return _DONE

    evidence = isinstance(build, Path) or reads_evidence(shape, PREFIXES)
    with local_triples(build, evidence=evidence) as path:
        return run_apart(partial(check_and_answer, path), timeout, clean_up=partial(_clean_up, path, output))


def _clean_up(path: Path, output: Path | None, process_id: int) -> None:
    """Remove what a process that was stopped had begun."""
    from glossograph.sparql.loading import delete_unfinished_copies, find_rdf_files

    delete_unfinished_copies(find_rdf_files(path), process_id)
    if output is not None:
        remove_leftovers(output.parent)


def _print_cookbook() -> int:
    from glossograph.sparql.cookbook import cookbook

    rows = [
        (
            query.name,
            query.summary,
            " ".join(f"{each.name}={'...' if each.default is None else each.default}" for each in query.parameters),
        )
        for query in cookbook()
    ]
    print_table(("NAME", "ANSWERS", "PARAMETERS"), rows)
    return _DONE


def _question(query: str | None, file: Path | None, name: str | None) -> "NamedQuery":
    """Find the one query that is given."""
    from glossograph.sparql.cookbook import find_query, read_query

    given = [value for value in (query, file, name) if value is not None]
    if not given:
        message = "No query given: write one as QUERY, or name one with -f FILE or --name NAME (--list shows the cookbook)"
        raise QueryError(message)
    if len(given) > 1:
        message = f"{len(given)} queries given: keep only one of QUERY, -f FILE and --name NAME"
        raise QueryError(message)
    if name is not None:
        return find_query(name)
    return read_query("", _read(file) if file is not None else query or "")


def _read(path: Path) -> str:
    try:
        data = sys.stdin.buffer.read() if str(path) == "-" else read_regular(path)
        return data.decode("utf-8-sig")
    except OSError as error:
        message = f"{path}: cannot be read ({error.strerror or error})"
    except UnicodeDecodeError as error:
        message = f"{path}: invalid UTF-8 at byte {error.start}: save the file as UTF-8"
    raise QueryError(message)


def _output_format(output: Path | None, format_name: str | None, *, print_query: bool) -> str | None:
    """Find the format of the answer: `--format`, else that of the file's suffix; `None` lets the answer decide."""
    if print_query and (output is not None or format_name is not None):
        message = "--print prints the query and no answer: leave out --format and -o"
        raise QueryError(message)
    if output is None or format_name not in (None, _TABLE):
        return format_name
    suffix_format = None if format_name else _FORMAT_OF_SUFFIX.get(output.suffix.lower())
    if suffix_format is None:
        message = f"{output}: unknown format: add --format csv, tsv, json, turtle or ntriples"
        raise QueryError(message)
    return suffix_format


def _write_answer(output: Path, dataset: "Dataset", query: str, format_name: str | None, *, raw: bool) -> None:
    """Write an answer to a file, whole or not at all."""
    from glossograph.serialise.file_batch import open_batch

    def write(file: IO[bytes]) -> None:
        if format_name == "csv" and not raw:
            file.write(BYTE_ORDER_MARK.encode("utf-8"))  # only spreadsheets get the apostrophes, and they need the mark
        _write_texts(dataset.query(query), dataset, format_name, lambda text: file.write(text.encode("utf-8")), raw=raw)

    with open_batch(output.parent) as files:
        with files.open_bytes(output.name) as file:
            write(file)
        files.commit()


def _print_answer(dataset: "Dataset", query: str, format_name: str | None, *, raw: bool) -> int:
    """Print an answer; return the number of its rows, or 1 where they are not counted."""
    from pyoxigraph import QueryTriples

    result = dataset.query(query)
    if format_name == _TABLE or (format_name is None and not isinstance(result, QueryTriples)):
        return _print_rows(result, dataset)
    _write_texts(result, dataset, format_name, print_text, raw=raw)
    return 1


def _write_texts(
    result: "Result", dataset: "Dataset", format_name: str | None, write: Callable[[str], object], *, raw: bool
) -> None:
    from glossograph.sparql.answers import AnswerFormat, write_answer

    write_answer(result, dataset, AnswerFormat(format_name or AnswerFormat.TURTLE), write, raw=raw)


def _print_rows(result: "Result", dataset: "Dataset") -> int:
    """Print an answer as a table, or as yes or no; return the number of its rows."""
    from pyoxigraph import QueryBoolean, QuerySolutions

    from glossograph.sparql.answers import short_text

    if isinstance(result, QueryBoolean):
        print_line("yes" if result else "no")
        return 1
    if isinstance(result, QuerySolutions):
        names = [variable.value for variable in result.variables]
        rows: list[tuple[object, ...]] = list(dataset.rows(result))
    else:
        names = ["subject", "predicate", "object"]
        rows = [(triple.subject, triple.predicate, triple.object) for triple in dataset.triples(result)]
    if not rows:
        return 0
    numeric = [name for name, column in zip(names, zip(*rows, strict=True), strict=True) if all(map(_is_integer, column))]
    return print_table(names, [[short_text(term, dataset.prefixes) for term in row] for row in rows], right=numeric)


def _is_integer(term: object) -> bool:
    """Say whether a cell is empty or an integer."""
    from pyoxigraph import Literal

    from glossograph.rdf.namespaces import XSD

    return term is None or (isinstance(term, Literal) and term.datatype.value == str(XSD.integer))


def _point_at(error: QuerySyntaxError) -> None:
    """Print the line of a query with a caret under the place of its error."""
    from rich.cells import cell_len

    if sys.stderr is not None:
        text = printable(error.text.replace("\t", " "))
        sys.stderr.write(f"  {text}\n  {' ' * cell_len(text[: error.column - 1])}^\n")
