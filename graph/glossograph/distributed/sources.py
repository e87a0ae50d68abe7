"""Where the articles of a build on a cluster lie, and the steps that list them: no process sees all paths."""

import os
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from glossograph.distributed.row_steps import Only, added, pack, same_rows, text_key
from glossograph.engine.rows import Engine, Row, Rows
from glossograph.engine.storage import Storage, StoredFile, is_address
from glossograph.errors import GlossographError, NoArticlesError
from glossograph.links.address_slices import encode_offer, offered_file
from glossograph.model.problem import Problem, ProblemCode
from glossograph.read.article_file import MAX_ARTICLE_BYTES
from glossograph.read.files import Entry, EntryKind, shown_path, sort_entries
from glossograph.read.unread_files import BEGINNING_BYTES, read_bytes, read_first_bytes, refuse_large
from glossograph.text.destinations import ARTICLE_SUFFIXES

_PARQUET = ".parquet"
_FOLDER, _PROBLEM = b"d", b"x"
_KINDS = {EntryKind.ARTICLE: b"a", EntryKind.TEXT: b"t", EntryKind.LEFT_OUT: b"l", EntryKind.OTHER: b"o"}
_DIGEST_BITS = (1 << 128) - 1


class Source(NamedTuple):
    """A folder, file or table of articles.

    Attributes:
        folder: The folder, or the one that holds the file.
        name: How paths below it begin.
        file: The name of the file; empty for a folder.
    """

    folder: Storage
    name: str
    file: str = ""

    @property
    def is_table(self) -> bool:
        """Whether it is a Parquet file of `path` and `text`."""
        return self.file.endswith(_PARQUET)


class SourceFile(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A file to read: the number of its source, its path below that, its size and time of change, and its text if known."""

    source: int
    name: str
    size: int
    changed_ns: int
    text: bytes | None = None


_encode = msgspec.msgpack.Encoder().encode
decode_file = msgspec.msgpack.Decoder(SourceFile).decode


def read_source(sources: Sequence[Source], file: SourceFile) -> bytes:
    """Read a file.

    Raises:
        NoArticleError: It is no regular file, or too large.
        OSError: It cannot be read.
    """
    if file.text is not None:
        refuse_large(len(file.text))
        return file.text
    folder = sources[file.source].folder
    if not folder.is_remote:
        return read_bytes(_local_path(folder, file.name))[1]
    refuse_large(file.size)
    data = folder.read(file.name, MAX_ARTICLE_BYTES + 1)
    refuse_large(len(data))
    return data


def read_beginning(sources: Sequence[Source], file: SourceFile) -> bytes:
    """Read what comes first in a file.

    Raises:
        OSError: It cannot be read.
    """
    if file.text is not None:
        return file.text[:BEGINNING_BYTES]
    folder = sources[file.source].folder
    return folder.read(file.name, BEGINNING_BYTES) if folder.is_remote else read_first_bytes(_local_path(folder, file.name))


def _local_path(folder: Storage, name: str) -> str:
    return os.path.join(folder.address.removeprefix("file://"), name)  # noqa: PTH118 — keeps odd bytes


def find_sources(inputs: Sequence[str]) -> tuple[Source, ...]:
    """Find out what the inputs are: folders, files or tables, by path or address.

    Raises:
        NoArticlesError: There is nothing of a name, or it is not an article.
    """
    return tuple(map(_find_source, inputs))


def _find_source(text: str) -> Source:
    address = text.rstrip("/") if is_address(text) else str(Path(text).absolute())
    folder, _, name = address.rpartition("/")
    info = Storage(address).info()
    if info.type.name == "NotFound":
        message = f"{text}: no such file or folder"
        raise NoArticlesError(message)
    if info.type.name == "Directory":
        return Source(Storage(address), shown_path(name or Path(address).name))
    suffix = name[name.rfind(".") :].lower()
    if suffix not in {*ARTICLE_SUFFIXES, ".txt", _PARQUET}:
        suffixes = ", ".join(sorted((*ARTICLE_SUFFIXES, ".txt", _PARQUET)))
        message = f"{text}: not an article: name folders, or files ending {suffixes}"
        raise NoArticlesError(message)
    return Source(Storage(folder), "", name)


class FileList(NamedTuple):
    """The files of a collection, in the hands of an engine.

    Attributes:
        files: A row a file: its path, and a `SourceFile`.
        others: Rows of the addresses of files that are no articles, to which links may point.
        problems: Rows of folders that cannot be read.
        articles: The number of files that are articles.
        left_out: The number of pages that are no terms.
        digest: A digest of all paths, sizes and times of change.
    """

    files: Rows
    others: Rows
    problems: Rows
    articles: int
    left_out: int
    digest: str


def list_files(engine: Engine, sources: Sequence[Source], exclude: Sequence[str], include: Sequence[str]) -> FileList:
    """List the files of all sources, folder by folder.

    Raises:
        NoArticlesError: There are none.
    """
    roots = [(b"", str(number).encode(), _encode((number, ""))) for number in range(len(sources))]
    step = ListFolders(tuple(sources), tuple(exclude), tuple(include))
    found: list[Rows] = []
    frontier = engine.rows(roots)
    while True:
        listed = engine.each(frontier, step)
        found.append(listed)
        folders = engine.choose(listed, Only(_FOLDER))
        if not added(engine.collect(engine.each(folders, CountRows())))[0]:
            break
        frontier = engine.by_key(folders, step=same_rows)
    unique = engine.by_key(*found, step=UniquePaths())
    counts = added(engine.collect(engine.each(unique, CountFiles())))
    chosen = tuple(_chosen_kind(counts, number) for number in range(len(sources)))
    count = sum(counts[number, kind] for number, kind in enumerate(chosen))
    if not count:
        names = ", ".join(source.folder.address for source in sources)
        message = f"{names}: no articles there (files ending {', '.join(sorted(ARTICLE_SUFFIXES))})"
        raise NoArticlesError(message)
    left_out = sum(counts[number, b"l"] for number, kind in enumerate(chosen) if kind == b"a")
    return FileList(
        engine.each(unique, ChooseFiles(chosen)),
        engine.each(unique, OfferOthers(chosen)),
        engine.choose(unique, Only(_PROBLEM)),
        count,
        left_out,
        f"{counts['digest'] & _DIGEST_BITS:032x}",
    )


def _chosen_kind(counts: Mapping[Any, int], source: int) -> bytes:
    return next((kind for kind in (b"a", b"t") if counts[source, kind]), b"l")


@dataclass(frozen=True)
class CountRows:
    """Counts the rows of a part."""

    def __call__(self, rows: Iterator[Row]) -> Iterable[Row]:
        """Count."""
        yield b"", b"", pack(Counter({0: sum(1 for _ in rows)}))


@dataclass(frozen=True)
class ListFolders:
    """Lists folders: a row for each file and for each folder below."""

    sources: tuple[Source, ...]
    exclude: tuple[str, ...]
    include: tuple[str, ...]

    def __call__(self, rows: Iterator[Row]) -> Iterable[Row]:
        """List the folders that the rows name."""
        for _, _, value in rows:
            number, prefix = msgspec.msgpack.decode(value, type=tuple[int, str])
            source = self.sources[number]
            if source.is_table:
                yield from _rows_of_table(number, source)
            elif source.file:
                info = source.folder.info(source.file)
                file = SourceFile(number, source.file, info.size or 0, info.mtime_ns or 0)
                yield text_key(shown_path(source.file)), b"a", _encode(file)
            else:
                yield from self._list(number, source, prefix)

    def _list(self, number: int, source: Source, prefix: str) -> Iterator[Row]:
        above = f"{source.name}/{shown_path(prefix)}" if source.name else shown_path(prefix)
        try:
            entries = _entries(source.folder, prefix)
            for entry, kind in sort_entries(entries, prefix, self.exclude, self.include):
                path = f"{prefix}{entry.name}"
                if kind is EntryKind.FOLDER:
                    yield text_key(f"{number}/{path}"), _FOLDER, _encode((number, f"{path}/"))
                else:
                    size, changed_ns = _state(entry)
                    file = SourceFile(number, path, size, changed_ns)
                    yield text_key(f"{above}{shown_path(entry.name)}"), _KINDS[kind], _encode(file)
        except OSError as error:
            message = f"The folder cannot be read ({error.strerror or error}): nothing below it was read"
            problem = Problem(above, 0, ProblemCode.UNREADABLE, message)
            yield text_key(above), _PROBLEM, _encode(problem)


class _ListedEntry(NamedTuple):
    """An entry of a folder in an object store."""

    name: str
    file: StoredFile

    def is_dir(self, *, follow_symlinks: bool = True) -> bool:  # noqa: ARG002 — there are none
        """Whether it is a folder."""
        return self.file.is_folder

    def is_symlink(self) -> bool:
        """Whether it is a link: an object store has none."""
        return False


def _entries(folder: Storage, prefix: str) -> Sequence[Entry]:
    if folder.is_remote:
        return [_ListedEntry(file.name, file) for file in folder.list(prefix.rstrip("/"))]
    with os.scandir(_local_path(folder, prefix)) as listing:
        return sorted(listing, key=lambda entry: entry.name)


def _state(entry: Entry) -> tuple[int, int]:
    if isinstance(entry, _ListedEntry):
        return entry.file.size, entry.file.changed_ns
    try:
        status = entry.stat()  # type: ignore[attr-defined]
    except OSError:
        return 0, 0
    return status.st_size, status.st_mtime_ns


def _rows_of_table(number: int, source: Source) -> Iterator[Row]:
    """Give the articles of a Parquet file.

    Errors: `GlossographError` where it cannot be read, or has no such columns.
    """
    for path, text in _rows_of_parquet(source):
        data = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
        file = SourceFile(number, path, len(data), zlib.crc32(data), data)
        yield text_key(shown_path(path)), b"a", _encode(file)


def _rows_of_parquet(source: Source) -> Iterator[tuple[str, str | bytes]]:
    """Read paths and texts, row group by row group; rows without a path are skipped."""
    import pyarrow as pa  # noqa: PLC0415 — an extra
    import pyarrow.parquet as pq  # noqa: PLC0415

    where = f"{source.folder.address}/{source.file}"
    try:
        with source.folder.open(source.file) as stream, pq.ParquetFile(stream) as table:
            missing = {"path", "text"} - set(table.schema_arrow.names)
            if missing:
                message = f"{where}: has no column {' and '.join(map(repr, sorted(missing)))}: needs `path` and `text`"
                raise GlossographError(message)
            for group in range(table.num_row_groups):
                columns = table.read_row_group(group, columns=["path", "text"])
                paths = columns["path"].cast(pa.string()).to_pylist()
                texts = columns["text"].to_pylist()
                for path, text in zip(paths, texts, strict=True):
                    if path is None:
                        continue
                    if not isinstance(text, str | bytes | None):
                        message = f"{where}: column 'text' holds {columns['text'].type}: needs strings"
                        raise GlossographError(message)
                    yield path, text or b""
    except (pa.ArrowException, OSError, ValueError) as error:
        message = f"{where}: cannot be read as Parquet ({' '.join(str(error).split())[:200]}): write it again"
        raise GlossographError(message) from error


@dataclass(frozen=True)
class UniquePaths:
    """Gives each file a path of its own: another file of the same path gets a `+` before it, as two roots of one name have."""

    def __call__(self, rows: Iterator[Row]) -> Iterable[Row]:
        """Tell files of one path apart."""
        last, count = b"", 0
        places: set[tuple[int, str]] = set()
        for path, kind, value in rows:
            if kind in (_FOLDER, _PROBLEM):
                yield from () if kind == _FOLDER else ((path, kind, value),)
                continue
            if path != last:
                last, count, places = path, 0, set()
            file = decode_file(value)
            if (file.source, file.name) not in places:
                places.add((file.source, file.name))
                yield b"+" * count + path, kind, value
                count += 1


@dataclass(frozen=True)
class CountFiles:
    """Counts the files of a part by source and kind, and digests what they are."""

    def __call__(self, rows: Iterator[Row]) -> Iterable[Row]:
        """Count."""
        counts: Counter[Any] = Counter()
        digest = 0
        for path, kind, value in rows:
            if kind == _PROBLEM:
                continue
            file = decode_file(value)
            counts[file.source, kind] += 1
            state = path + b"%d %d" % (file.size, file.changed_ns)
            digest += zlib.crc32(state) << 64 | zlib.adler32(state) << 32 | zlib.crc32(state[::-1])
        counts["digest"] = digest
        yield b"", b"", pack(counts)


@dataclass(frozen=True)
class ChooseFiles:
    """Keeps the files that are articles, by the kind that is chosen for each source."""

    chosen: tuple[bytes, ...]

    def __call__(self, rows: Iterator[Row]) -> Iterable[Row]:
        """Choose."""
        for path, kind, value in rows:
            if kind != _PROBLEM and self.chosen[decode_file(value).source] == kind:
                yield path, b"", value


@dataclass(frozen=True)
class OfferOthers:
    """Offers the addresses of files that are no articles."""

    chosen: tuple[bytes, ...]

    def __call__(self, rows: Iterator[Row]) -> Iterable[Row]:
        """Offer."""
        for path, kind, value in rows:
            if kind == _PROBLEM:
                continue
            chosen = self.chosen[decode_file(value).source]
            if kind == b"o" or (kind != chosen and chosen == b"a"):
                for address, offer in offered_file(path.decode("utf-8", "replace")):
                    yield address, b"0", encode_offer(offer)
