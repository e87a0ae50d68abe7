"""The settings of a build, read from `glossograph.toml` and the command line."""

import re
import tomllib
from enum import StrEnum
from pathlib import Path

import msgspec

from glossograph.errors import ConfigError
from glossograph.text.iris import DEFAULT_BASE_IRI, is_usable_base
from glossograph.text.languages import language_tag

FILE_NAME = "glossograph.toml"
_WEB_FOLDER = re.compile(r"https?://[A-Za-z0-9][A-Za-z0-9.-]*(?::[0-9]{1,5})?/(?:[^\s?#\x00-\x1f\x7f]*/)?")


class Related(StrEnum):
    """Which links become `skos:related`, which has no direction."""

    ALL = "all"
    MUTUAL = "mutual"
    NONE = "none"


class RepairMode(StrEnum):
    """Which repairs are applied: only the sure ones, also those decided by a majority, or none."""

    SURE = "sure"
    MAJORITY = "majority"
    OFF = "off"


class EvidenceLevel(StrEnum):
    """How much of the evidence is written to `links.ttl`."""

    NONE = "none"
    COUNTS = "counts"
    ANCHORS = "anchors"
    SENTENCES = "sentences"


class Layout(StrEnum):
    """Where in a path the language stands: found out, in a folder, before the suffix, nowhere."""

    AUTO = "auto"
    FOLDER = "folder"
    SUFFIX = "suffix"
    NONE = "none"


class WikilinkOrder(StrEnum):
    """Which side of `[[one|other]]` names the page: found out from the collection, the first, or the second."""

    AUTO = "auto"
    PAGE_FIRST = "page-first"
    TEXT_FIRST = "text-first"


class Level(StrEnum):
    """How much a finding of `glossograph check` weighs; a hint fails nothing, and what is off is not looked for."""

    ERROR = "error"
    WARNING = "warning"
    HINT = "hint"
    OFF = "off"


class CheckSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What `glossograph check` looks for: codes or beginnings of codes to keep and to leave out, and severities by code."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severity: dict[str, Level] = {}


def _check_languages(languages: tuple[str, ...]) -> None:
    for language in languages:
        if language_tag(language) != language:
            message = f"language {language!r} is no lower-case BCP 47 tag: write it like 'no' or 'pt-br'"
            raise ConfigError(message)


class PageConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What goes into `graph.html`: names in these languages (all), definitions, sentences; as much as its 25 MB hold.

    `source` is the address below which the articles' files can be read, by their paths; empty where they cannot.

    >>> PageConfig(source="https://example.org/articles/").sentences
    True
    """

    languages: tuple[str, ...] = ()
    definitions: bool = True
    sentences: bool = True
    source: str = ""

    def __post_init__(self) -> None:
        """Refuse what a page cannot follow.

        Errors: `ConfigError` for an address that is not http(s), or a language that does not exist.
        """
        if self.source and not _WEB_FOLDER.fullmatch(self.source):
            message = f"[page] source {self.source!r} cannot be used: give an http(s) address that ends in /"
            raise ConfigError(message)
        _check_languages(self.languages)


class Config(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All settings of a build, with their defaults.

    `languages` keeps only the articles in these; `exclude` are glob patterns of paths to leave out, folders with their
    contents, and `include` brings back pages that would be left out; `base_iri` is empty where it was not set; `language` is that of `title` and `description`, where it is told.

    >>> Config().repair
    <RepairMode.SURE: 'sure'>
    """

    title: str = "Glossary"
    description: str = ""
    creator: str = ""
    licence: str = ""
    base_iri: str = ""
    languages: tuple[str, ...] = ()
    layout: Layout = Layout.AUTO
    exclude: tuple[str, ...] = ()
    include: tuple[str, ...] = ()
    wikilinks: WikilinkOrder = WikilinkOrder.AUTO
    related: Related = Related.ALL
    repair: RepairMode = RepairMode.SURE
    evidence: EvidenceLevel = EvidenceLevel.SENTENCES
    placeholders: bool = True
    check: CheckSettings = CheckSettings()
    language: str = ""
    page: PageConfig = PageConfig()

    def __post_init__(self) -> None:
        """Refuse what would fail later.

        Errors: `ConfigError` for a base IRI that IRIs cannot be made from, or for a language that does not exist.
        """
        if self.base_iri and not is_usable_base(self.base_iri):
            message = f"base IRI {self.base_iri!r} cannot be used: give an absolute http(s) or urn IRI that ends in / # or :"
            raise ConfigError(message)
        _check_languages((*self.languages, *filter(None, (self.language,))))

    @property
    def base(self) -> str:
        """The base IRI in force."""
        return self.base_iri or DEFAULT_BASE_IRI


def read_config(path: Path) -> Config:
    """Read the settings from a TOML file.

    Errors: `ConfigError` where the file cannot be read, is not TOML, or holds an unknown or ill-typed setting.
    """
    try:
        return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8-sig")), Config)
    except OSError as error:
        message = f"{path}: cannot be read ({error.strerror}); give another file with --config"
    except msgspec.ValidationError as error:
        message = f"{path}: {error}; {_known_settings(error)}"
    except ConfigError as error:
        message = f"{path}: {error}"
    except (ValueError, RecursionError) as error:
        message = f"{path}: is not valid TOML: {error}"
    raise ConfigError(message)


def _known_settings(error: msgspec.ValidationError) -> str:
    """Name the settings of the table that an error is about."""
    for name, table in (("check", CheckSettings), ("page", PageConfig)):
        if f"`$.{name}" in str(error):
            return f"settings of [{name}] are {', '.join(table.__struct_fields__)}"
    return f"settings are {', '.join(Config.__struct_fields__)}"


def find_file(name: str, folders: tuple[Path, ...]) -> Path | None:
    """Find the first file of that name in the folders."""
    return next((path for folder in folders if _is_file(path := folder / name)), None)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        return False


def changed(config: Config, **settings: object) -> Config:
    """Change settings; `None` keeps one as it is.

    Errors: `ConfigError` for a setting that does not exist or cannot be used.

    >>> changed(Config(), title="Terms", creator=None, repair="off").repair
    <RepairMode.OFF: 'off'>
    """
    wanted = {name: msgspec.to_builtins(value) for name, value in settings.items() if value is not None}
    try:
        return msgspec.convert({**msgspec.to_builtins(config), **wanted}, Config)
    except msgspec.ValidationError as error:
        message = f"{error}; {_known_settings(error)}"
        raise ConfigError(message) from error
