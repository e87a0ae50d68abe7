"""The last files of a build on a cluster: the scheme, the page of the most linked terms, the report, and the manifest."""

import tempfile
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from glossograph.config import Config
from glossograph.distributed.largest import CollectedEvidence
from glossograph.distributed.report import MANIFEST, Manifest, as_json, make_manifest
from glossograph.distributed.writing import WrittenPart, graph_of, write_part
from glossograph.engine.rows import Row
from glossograph.engine.storage import Storage
from glossograph.model.graph import Graph, GraphSummary, Relation
from glossograph.model.problem import Problem
from glossograph.pages.explorer import emit_html
from glossograph.rdf.graph_triples import scheme_subject
from glossograph.rdf.ntriples import TripleSpelling
from glossograph.rdf.vocabulary import VOCABULARY_PATH
from glossograph.serialise.export_job import ExportJob
from glossograph.serialise.file_batch import open_batch

REPORT = "report.json"
PART_SUFFIXES = (".nt", ".parquet")
"""How the names of folders end that hold parts."""


class FinishedParts:
    """Writes what comes after the parts."""

    def __init__(self, output: Storage, config: Config, summary: GraphSummary, relations: Sequence[Relation]) -> None:
        """Take where to write, and the figures of the graph."""
        self._output = output
        self._config = config
        self._summary = summary
        self._relations = relations
        self._notes: list[str] = []

    def write_scheme(self) -> Row:
        """Write the statements on the glossary as a whole, without its top concepts, which are in the other parts."""
        summary = self._summary
        graph = msgspec.structs.replace(graph_of(self._config), languages=summary.languages, articles=summary.articles)
        line = TripleSpelling().spell_one(scheme_subject(graph, self._config.language, (), summary.terms))
        data = line.encode("utf-8", "replace")
        return write_part(self._output, "graph.nt/scheme.nt", data, data.count(b"\n"))

    def write_page(self, largest: tuple[Graph, CollectedEvidence, bool]) -> Iterator[Row]:
        """Write the page of the most linked terms, and our vocabulary."""
        graph, evidence, is_all = largest
        summary = self._summary
        graph = msgspec.structs.replace(graph, languages=summary.languages, articles=summary.articles)
        if not is_all:
            self._notes.append(f"graph.html shows the {len(graph.terms):,} most linked of {summary.terms:,} terms")
        with tempfile.TemporaryDirectory() as folder:
            with open_batch(Path(folder)) as files:
                emit_html(ExportJob(graph, evidence, self._config), files)
                self._notes += files.notes
                paths = files.commit()
            for path in paths:
                yield write_part(self._output, path.name, path.read_bytes(), 0)
        yield write_part(self._output, VOCABULARY_PATH.name, VOCABULARY_PATH.read_bytes(), 0)

    def write_manifest(self, kinds: Mapping[str, tuple[int, Problem]], parts: Iterable[WrittenPart]) -> Manifest:
        """Write the report, delete what an earlier build left, and write the manifest."""
        manifest = make_manifest(self._config, self._summary, kinds, self._notes, parts)
        report = {"summary": manifest.summary, "problems": manifest.problems, "notes": manifest.notes}
        self._output.write(REPORT, as_json_fields(report))
        self._delete_other_parts({part.name for part in manifest.files})
        self._output.write(MANIFEST, as_json(manifest))
        return manifest

    def _delete_other_parts(self, names: Container[str]) -> None:
        """Delete the parts that an earlier build left."""
        for folder in self._output.list():
            if folder.is_folder and folder.name.endswith(PART_SUFFIXES):
                for part in self._output.list(folder.path):
                    if part.path not in names:
                        self._output.delete(part.path)


def as_json_fields(fields: Mapping[str, object]) -> bytes:
    """Write some values by name as JSON."""
    values = {name: msgspec.json.decode(as_json(value)) for name, value in fields.items()}
    return msgspec.json.format(msgspec.json.encode(values), indent=1) + b"\n"
