"""`manifest.json`: the files of a graph in parts, with their rows, bytes and digests. It is written last and read first.

A folder without it is unfinished. The file may come from a stranger: every name in it is checked before it is used.
"""

import hashlib
import re
from collections.abc import Iterable, Sequence
from typing import Annotated, NamedTuple, Protocol

import msgspec

from glossograph.config import Config, EvidenceLevel, PageConfig, Related
from glossograph.errors import ConfigError, GlossographError
from glossograph.model.graph import GlossaryInfo, GraphSummary
from glossograph.text.iris import is_usable_base
from glossograph.text.languages import LanguageTag

FILE_NAME = "manifest.json"
_FORMAT, _VERSION = "glossograph parts", 1
_MAX_MANIFEST_BYTES = 64_000_000
MAX_BUCKETS = 100_000

_PART = re.compile(
    r"(?:(?:graph|links)\.nt/(?:part|collections|scheme)-\d{5}\.nt|tables/[a-z_]{1,40}/part-\d{5}\.parquet)", re.ASCII
)
_OTHER_FILE = re.compile(r"report\.json|graph\.html|glossograph\.ttl", re.ASCII)
_Count = Annotated[int, msgspec.Meta(ge=0, lt=1 << 53)]
_Text = Annotated[str, msgspec.Meta(max_length=100_000)]


class ManifestError(GlossographError):
    """A folder is no finished graph in parts, or a file of it is missing or damaged."""


class PartFolder(Protocol):
    """Where parts are written: a `Storage`, or files of a batch."""

    def write(self, name: str, data: bytes) -> None:
        """Write a file as a whole, by its path below the folder."""


class PartFile(msgspec.Struct, frozen=True, order=True):
    """A file of a graph in parts: its path below the folder, its rows or statements, its bytes, and their SHA-256."""

    path: Annotated[str, msgspec.Meta(max_length=200)]
    rows: _Count
    bytes: _Count
    sha256: Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}\Z")]

    @property
    def group(self) -> str:
        """What it is a part of: `graph.nt`, `links.nt`, the name of a table, or its own name.

        >>> PartFile("tables/terms/part-00000.parquet", 1, 1, "0" * 64).group
        'terms'
        """
        return self.path.removeprefix("tables/").partition("/")[0]


class PartsGlossary(msgspec.Struct, frozen=True):
    """What is said of the glossary as a whole."""

    base_iri: _Text
    title: _Text = ""
    description: _Text = ""
    creator: _Text = ""
    licence: _Text = ""


class PartsSettings(msgspec.Struct, frozen=True):
    """The settings that the files were written with; `published` is that of `[page]`."""

    related: Related = Related.ALL
    evidence: EvidenceLevel = EvidenceLevel.SENTENCES
    language: Annotated[str, msgspec.Meta(max_length=50)] = ""
    published: _Text = ""


class PartsCounts(msgspec.Struct, frozen=True):
    """What is in the graph; `resolutions` and `problem_kinds` are counts by rule and by code."""

    articles: _Count
    languages: tuple[Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9-]{0,50}\Z")], ...]
    terms: _Count
    placeholders: _Count
    edges: _Count
    links: _Count
    repairs: _Count = 0
    conflicts: _Count = 0
    duplicate_candidates: _Count = 0
    problems: _Count = 0
    left_out: _Count = 0
    resolutions: dict[str, _Count] = {}
    problem_kinds: dict[str, _Count] = {}


class FindingCounts(NamedTuple):
    """The numbers of links that the translations outvote, and of pairs of terms that may be one."""

    conflicts: int = 0
    duplicate_candidates: int = 0


NO_FINDINGS = FindingCounts()


class Manifest(msgspec.Struct, frozen=True):
    """What a graph in parts holds. Terms are in bucket `crc32(id) % buckets`, edges and evidence in that of their source."""

    format: str
    version: int
    buckets: Annotated[int, msgspec.Meta(ge=1, le=MAX_BUCKETS)]
    glossary: PartsGlossary
    settings: PartsSettings
    counts: PartsCounts
    files: tuple[PartFile, ...]

    @property
    def info(self) -> GlossaryInfo:
        """What is said of the glossary as a whole."""
        glossary = self.glossary
        return GlossaryInfo(glossary.base_iri, glossary.title, glossary.description, glossary.creator, glossary.licence)

    @property
    def languages(self) -> tuple[LanguageTag, ...]:
        """The languages of the articles, sorted."""
        return tuple(map(LanguageTag, self.counts.languages))

    @property
    def config(self) -> Config:
        """The settings that would write the same files again."""
        settings = self.settings
        about = msgspec.structs.asdict(self.info)
        return Config(
            **about,
            related=settings.related,
            evidence=settings.evidence,
            language=settings.language,
            page=PageConfig(published=settings.published),
        )

    def group(self, name: str) -> tuple[PartFile, ...]:
        """List the parts of `graph.nt`, `links.nt` or a table, sorted."""
        return tuple(file for file in self.files if file.group == name)


def part_file(folder: PartFolder, path: str, data: bytes, rows: int) -> PartFile:
    """Write a file, and give what the manifest says of it."""
    folder.write(path, data)
    return PartFile(path, rows, len(data), hashlib.sha256(data).hexdigest())


def write_manifest(
    folder: PartFolder,
    files: Iterable[PartFile],
    *,
    buckets: int,
    config: Config,
    info: GlossaryInfo,
    summary: GraphSummary,
    counts: FindingCounts = NO_FINDINGS,
) -> Manifest:
    """Write the manifest of a graph in parts, after all of its files.

    Args:
        folder: Where the files are.
        files: The files.
        buckets: The number of buckets, those without terms included.
        config: The settings that the files were written with.
        info: What is said of the glossary as a whole.
        summary: What the graph holds.
        counts: What there is to decide.

    Raises:
        ManifestError: A part is missing or there twice: the files do not hold as many terms and edges as the summary says.
    """
    all_counts = PartsCounts(
        articles=summary.articles,
        languages=tuple(summary.languages),
        terms=summary.terms,
        placeholders=summary.placeholders,
        edges=summary.edges,
        links=summary.links,
        repairs=summary.repairs,
        conflicts=counts.conflicts,
        duplicate_candidates=counts.duplicate_candidates,
        problems=summary.problems,
        left_out=summary.left_out,
        resolutions=dict(summary.resolutions),
        problem_kinds=dict(summary.problem_kinds),
    )
    glossary = PartsGlossary(**msgspec.structs.asdict(info))
    settings = PartsSettings(config.related, config.evidence, config.language, config.page.published)
    manifest = Manifest(_FORMAT, _VERSION, buckets, glossary, settings, all_counts, tuple(sorted(files)))
    _check_files(FILE_NAME, manifest.files)
    for group, count in (("terms", all_counts.terms), ("edges", all_counts.edges)):
        if (rows := sum(file.rows for file in manifest.group(group))) != count:
            message = f"The parts hold {rows:,} {group} instead of {count:,}: run the same command again"
            raise ManifestError(message)
    folder.write(FILE_NAME, msgspec.json.format(msgspec.json.encode(manifest), indent=1) + b"\n")
    return manifest


def parse_manifest(name: str, data: bytes) -> Manifest:
    """Read a manifest from its bytes.

    Args:
        name: Where it is, for messages.
        data: The file, or its first bytes: see `MAX_MANIFEST_BYTES`.

    Raises:
        ManifestError: It is no manifest, of another version, or names files that a graph in parts does not have.
    """
    if len(data) > _MAX_MANIFEST_BYTES:
        message = f"{name}: is larger than {_MAX_MANIFEST_BYTES // 1_000_000} MB, so it is no manifest of a graph in parts"
        raise ManifestError(message)
    try:
        manifest = msgspec.json.decode(data, type=Manifest)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        message = f"{name}: is no manifest of a graph in parts ({' '.join(str(error).split())[:200]}): run the build again"
        raise ManifestError(message) from error
    if manifest.format != _FORMAT or manifest.version != _VERSION:
        message = f"{name}: is of another version or program: build again, or update glossograph"
        raise ManifestError(message)
    if not is_usable_base(manifest.glossary.base_iri):
        message = f"{name}: unusable base IRI {manifest.glossary.base_iri[:100]!r}: run the build again"
        raise ManifestError(message)
    try:
        _ = manifest.config
    except ConfigError as error:
        message = f"{name}: holds a setting that cannot be used ({' '.join(str(error).split())[:200]}): run the build again"
        raise ManifestError(message) from error
    _check_files(name, manifest.files)
    return manifest


MAX_MANIFEST_BYTES = _MAX_MANIFEST_BYTES + 1
"""How much of a manifest to read, at most."""


def _check_files(name: str, files: Sequence[PartFile]) -> None:
    """Refuse names that a graph in parts does not have, such as those with `..`, and names that come twice."""
    names = set()
    for file in files:
        if not (_PART.fullmatch(file.path) or _OTHER_FILE.fullmatch(file.path)) or file.path in names:
            message = f"{name}: names a file that does not belong there, or twice: {file.path[:100]!r}: run the build again"
            raise ManifestError(message)
        names.add(file.path)
