"""A finished graph in parts: its manifest, and its files, each checked before it is used."""

import hashlib
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any, Self, get_type_hints

import msgspec

from glossograph.engine.storage import Storage, StorageError, is_address
from glossograph.export.parquet import table_schema
from glossograph.parts.manifest import FILE_NAME, MAX_MANIFEST_BYTES, Manifest, ManifestError, PartFile, parse_manifest
from glossograph.parts.part_tables import ROW_TYPES

_TRIPLES, _EVIDENCE = "graph.nt", "links.nt"
_BATCH_ROWS = 10_000


def holds_parts(path: str | Path) -> bool:
    """Whether a folder holds a graph in parts, finished or not. An object store holds nothing else that can be read."""
    return (isinstance(path, str) and is_address(path)) or Path(path, _TRIPLES).is_dir()


def is_triple_part(path: Path) -> bool:
    """Whether a file is a part of `graph.nt` or `links.nt`.

    >>> is_triple_part(Path("out/graph.nt/part-00000.nt")), is_triple_part(Path("out/graph.nt"))
    (True, False)
    """
    return path.parent.name in (_TRIPLES, _EVIDENCE)


def is_evidence_part(path: Path) -> bool:
    """Whether a file is a part of `links.nt`."""
    return path.parent.name == _EVIDENCE


class PartsFolder:
    """A folder and its manifest."""

    def __init__(self, storage: Storage, manifest: Manifest) -> None:
        """Take the folder and the manifest: `open` reads it."""
        self.storage = storage
        self.manifest = manifest

    @classmethod
    def open(cls, address: str | Path) -> Self:
        """Open a folder by its path or address.

        Raises:
            ManifestError: It is not finished, or its manifest is damaged.
            StorageError: It cannot be reached.
        """
        storage, name = Storage(str(address)), _join(str(address), FILE_NAME)
        info = storage.info(FILE_NAME)
        if not info.is_file:
            message = f"{address}: holds no finished graph in parts, for it has no {FILE_NAME}: finish its build, or run it again"
            raise ManifestError(message)
        try:
            return cls(storage, parse_manifest(name, storage.read(FILE_NAME, MAX_MANIFEST_BYTES)))
        except OSError as error:
            message = f"{name}: cannot be read ({_reason(error)})"
            raise StorageError(message) from error

    def check(self, file: PartFile) -> None:
        """Check that a file is there and has its size.

        Raises:
            ManifestError: It is not there or has another size.
        """
        info = self.storage.info(file.path)
        if not info.is_file:
            raise ManifestError(self._fault(file, "is missing"))
        if info.size != file.bytes:
            raise ManifestError(self._fault(file, f"has {info.size:,} bytes instead of {file.bytes:,}"))

    def read(self, file: PartFile) -> bytes:
        """Read a file whole.

        Raises:
            ManifestError: It is missing or damaged.
        """
        self.check(file)
        with self.reporting(file):
            data = self.storage.read(file.path)
        if hashlib.sha256(data).hexdigest() != file.sha256:
            raise ManifestError(self._fault(file, "is damaged: its SHA-256 is not that of the manifest"))
        return data

    @contextmanager
    def reporting(self, file: PartFile) -> Iterator[None]:
        """Report what pyarrow or the system raises for a file in one line.

        Raises:
            ManifestError: The file cannot be read.
        """
        try:
            yield
        except (OSError, ValueError, TypeError, NotImplementedError, LookupError) as error:
            raise ManifestError(self._fault(file, f"cannot be read ({_reason(error)})")) from error

    @contextmanager
    def consistent(self) -> Iterator[None]:
        """Report tables that contradict each other.

        Raises:
            ManifestError: A table names something that another does not have, or an unknown kind.
        """
        try:
            yield
        except (KeyError, ValueError) as error:
            message = f"{self.storage.address}: its tables contradict each other ({_reason(error)}): run the build again"
            raise ManifestError(message) from error

    def damaged(self, error: BaseException) -> ManifestError:
        """Make the error for tables of which not even the file is known that cannot be read."""
        return ManifestError(f"{self.storage.address}: its tables cannot be read ({_reason(error)}): copy them again")

    def _fault(self, file: PartFile, fault: str) -> str:
        return f"{_join(self.storage.address, file.path)}: {fault}: copy it again, or run the build again"

    def rows(self, table: str, file: PartFile, wanted: Mapping[str, Collection[str]] | None = None) -> Iterator[tuple[Any, ...]]:
        """Stream the rows of a part of a table.

        Args:
            table: The name of the table.
            file: The part.
            wanted: Values by column: only rows with one of these values, from the row groups that may hold them; all rows, a row
                group at a time, if empty. With None the file is read whole and its digest checked; otherwise only the checksums
                of the pages that are read.

        Raises:
            ManifestError: It is missing or damaged.
        """
        import pyarrow as pa  # noqa: PLC0415 — an extra
        import pyarrow.parquet as pq  # noqa: PLC0415

        if wanted is None:
            source: Any = pa.BufferReader(self.read(file))
        else:
            self.check(file)
            with self.reporting(file):
                source = self.storage.open(file.path)
        with self.reporting(file):
            opened = pq.ParquetFile(source, page_checksum_verification=True)
            self._check_schema(table, file, opened.schema_arrow, opened.metadata.num_rows)
            batches: Iterator[Any] = opened.iter_batches(_BATCH_ROWS)
            if wanted:
                filters = [(name, "in", list(values)) for name, values in wanted.items()]
                batches = iter(pq.read_table(source, filters=filters, page_checksum_verification=True).to_batches())
        while True:
            with self.reporting(file):
                batch = next(batches, None)
                columns = [] if batch is None else [column.to_pylist() for column in batch.columns]
            if batch is None:
                return
            yield from zip(*columns, strict=True)

    def _check_schema(self, table: str, file: PartFile, schema: Any, rows: int) -> None:  # noqa: ANN401 — pyarrow has no types
        if rows != file.rows or not schema.equals(schema_of(table)):
            raise ManifestError(self._fault(file, f"is not the part of table {table} that the manifest names"))

    def triple_files(self) -> tuple[PartFile, ...]:
        """List the parts of `graph.nt` and `links.nt`."""
        return (*self.manifest.group(_TRIPLES), *self.manifest.group(_EVIDENCE))

    def copy_triples(self, folder: Path, *, evidence: bool = True) -> None:
        """Copy the parts of `graph.nt`, and of `links.nt` if the evidence is wanted, with a manifest of these alone.

        Raises:
            ManifestError: A part is missing or damaged.
            StorageError: The folder cannot be written.
        """
        files = self.triple_files() if evidence else self.manifest.group(_TRIPLES)
        target = Storage(str(folder))
        for file in files:
            target.write(file.path, self.read(file))
        target.write(FILE_NAME, msgspec.json.encode(msgspec.structs.replace(self.manifest, files=files)))

    @cached_property
    def _files(self) -> Mapping[str, PartFile]:
        return {file.path: file for file in self.manifest.files}

    def part_of(self, table: str, part: str) -> tuple[PartFile, ...]:
        """Give the part of a table that has a name such as `part-00000`; nothing where the bucket is empty."""
        file = self._files.get(f"tables/{table}/{part}.parquet")
        return (file,) if file else ()

    def all_rows(self, table: str) -> Iterator[tuple[Any, ...]]:
        """Stream the rows of a table, part by part."""
        return (row for file in self.manifest.group(table) for row in self.rows(table, file))


def schema_of(table: str) -> Any:  # noqa: ANN401 — pyarrow has no types
    """Give the schema of a table in parts.

    Raises:
        GlossographError: pyarrow is not installed.
    """
    return table_schema(get_type_hints(ROW_TYPES[table]))


def _join(address: str, name: str) -> str:
    return f"{address.rstrip('/')}/{name}" if is_address(address) else str(Path(address) / name)


def _reason(error: BaseException) -> str:
    return " ".join(str(error).split())[:200]
