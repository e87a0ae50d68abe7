"""`labels.xlsx`: a workbook for translators, with one row a term and one column a language.

Labels, definitions and alternative labels have a sheet each; the last sheet lists the languages. A label that no title gives, but
anchors or the slug, is in grey italics: it needs a look. A missing one has a yellow cell. No text becomes a formula or a link.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Any, NamedTuple

from glossograph.errors import GlossographError
from glossograph.model.term import LabelOrigin, Term
from glossograph.serialise.export_job import ExportJob
from glossograph.serialise.file_batch import Batch
from glossograph.text.escape import xml_characters
from glossograph.text.languages import UNDETERMINED, bcp47_case, direction, english_name, language_name

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

_FILE_NAME = "labels.xlsx"
_MAX_ROWS, _MAX_COLUMNS, _MAX_CELL_CHARS = 1_048_576, 16_384, 32_767
"""Limits of the format."""

_LABEL_WIDTH, _PROSE_WIDTH = 28, 60
_RIGHT_TO_LEFT = 2
_CREATED = dt.datetime(2000, 1, 1)  # noqa: DTZ001 — the format knows no time zones; the same input gives the same bytes
_GUESSED = "Grey italics: taken from links or from the slug, not from a title. Yellow: missing."

_Texts = Mapping[str, tuple[str, bool]]
"""Texts of a term by language, and whether each is a guess."""


def emit(job: ExportJob, files: Batch) -> None:
    """Write the workbook. The language that the job asks for comes first, then the others by tag.

    Raises:
        GlossographError: If XlsxWriter is not installed, or if there are more terms than a sheet has rows.
    """
    try:
        from xlsxwriter import Workbook  # noqa: PLC0415 — an extra
    except ImportError as error:
        message = "Format 'xlsx' needs XlsxWriter: pip install 'glossograph[xlsx]'"
        raise GlossographError(message) from error
    terms = job.graph.terms
    if len(terms) >= _MAX_ROWS:
        message = (
            f"{_FILE_NAME} cannot hold {len(terms):,} terms (at most {_MAX_ROWS - 1:,}): choose another format, such as sqlite"
        )
        raise GlossographError(message)
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
    with files.open_bytes(_FILE_NAME) as file, closing(Workbook(file, options)) as book:
        title = xml_characters(job.graph.info.title)[:_MAX_CELL_CHARS]
        book.set_properties({"title": title, "comments": _GUESSED, "created": _CREATED})
        formats = _Formats(book)
        for kind in _SHEETS:
            _write_texts(book.add_worksheet(kind.name), formats, terms, kind, job.language)
        _write_languages(book.add_worksheet("Languages"), formats, terms)


class _Formats:
    """The formats of cells, each made once."""

    def __init__(self, book: "Workbook") -> None:
        self._book = book
        self._formats: dict[tuple[bool, bool], Any] = {}
        self.heading = book.add_format({"bold": True, "bottom": 1, "valign": "top"})
        self.missing = book.add_format({"bg_color": "#FFF2CC"})
        self.name = book.add_format({"valign": "top"})

    def text(self, *, guessed: bool, right_to_left: bool) -> Any:  # noqa: ANN401 — XlsxWriter's own
        """Give the format of a text."""
        key = (guessed, right_to_left)
        if key not in self._formats:
            values: dict[str, Any] = {"text_wrap": True, "valign": "top"}
            values |= {"italic": True, "font_color": "#666666"} if guessed else {}
            values |= {"reading_order": _RIGHT_TO_LEFT} if right_to_left else {}
            self._formats[key] = self._book.add_format(values)
        return self._formats[key]


def _write_texts(sheet: "Worksheet", formats: _Formats, terms: Sequence[Term], kind: "_SheetKind", first: str) -> None:
    """Write a row a term, a column a language, those of one language first."""
    texts_of = kind.texts_of
    tags = sorted({tag for term in terms for tag in texts_of(term)}, key=lambda tag: (tag != first, tag))[: _MAX_COLUMNS - 1]
    sheet.write_string(0, 0, "Term", formats.heading)
    for column, tag in enumerate(tags, 1):
        sheet.write_string(0, column, bcp47_case(tag), formats.heading)
    for row, term in enumerate(terms, 1):
        sheet.write_string(row, 0, _cell(term.slug), formats.name)
        texts = texts_of(term)
        for column, tag in enumerate(tags, 1):
            if tag in texts:
                text, is_guess = texts[tag]
                form = formats.text(guessed=is_guess, right_to_left=direction(tag) == "rtl")
                sheet.write_string(row, column, _cell(text), form)
    sheet.freeze_panes(1, 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_column(0, max(1, len(tags)), kind.width)
    sheet.set_column(0, 0, _LABEL_WIDTH)
    if tags and terms:
        sheet.autofilter(0, 0, len(terms), len(tags))
        if kind.shows_gaps:
            sheet.conditional_format(1, 1, len(terms), len(tags), {"type": "blanks", "format": formats.missing})


def _write_languages(sheet: "Worksheet", formats: _Formats, terms: Sequence[Term]) -> None:
    """Write what the tags mean, and how much there is in each language."""
    labels = _count(terms, _labels)
    definitions = _count(terms, _definitions)
    for column, heading in enumerate(("Language", "Name", "English name", "Labels", "Definitions")):
        sheet.write_string(0, column, heading, formats.heading)
    row = 0
    for row, tag in enumerate(sorted({*labels, *definitions}), 1):
        for column, text in enumerate((bcp47_case(tag), language_name(tag), english_name(tag))):
            sheet.write_string(row, column, _cell(text))
        sheet.write_number(row, 3, labels.get(tag, 0))
        sheet.write_number(row, 4, definitions.get(tag, 0))
    sheet.write_string(row + 2, 0, _GUESSED)
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, 4, 20)


def _count(terms: Iterable[Term], texts_of: Callable[[Term], _Texts]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for term in terms:
        for tag in texts_of(term):
            counts[tag] = counts.get(tag, 0) + 1
    return counts


def _labels(term: Term) -> _Texts:
    return {label.language or UNDETERMINED: (label.text, label.origin is not LabelOrigin.TITLE) for label in term.labels}


def _definitions(term: Term) -> _Texts:
    return {definition.language or UNDETERMINED: (definition.text, False) for definition in term.definitions}


def _alternatives(term: Term) -> _Texts:
    texts: dict[str, list[str]] = {}
    for label in term.alternatives:
        texts.setdefault(label.language or UNDETERMINED, []).append(label.text)
    return {tag: ("\n".join(lines), False) for tag, lines in texts.items()}


class _SheetKind(NamedTuple):
    """A sheet of texts: its name, the texts of a term, the width of a column in characters, and whether a gap is marked."""

    name: str
    texts_of: Callable[[Term], _Texts]
    width: int
    shows_gaps: bool


_SHEETS = (
    _SheetKind("Labels", _labels, _LABEL_WIDTH, shows_gaps=True),
    _SheetKind("Definitions", _definitions, _PROSE_WIDTH, shows_gaps=True),
    _SheetKind("Alternatives", _alternatives, _LABEL_WIDTH, shows_gaps=False),
)


def _cell(text: str) -> str:
    clean = xml_characters(text)
    return clean if len(clean) <= _MAX_CELL_CHARS else f"{clean[: _MAX_CELL_CHARS - 1]}…"
