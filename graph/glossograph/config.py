"""The settings of a build, read from `glossograph.toml` and the command line."""

import re
import tomllib
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

import msgspec

from glossograph.engine.own_files import read_regular
from glossograph.errors import ConfigError
from glossograph.text.iris import DEFAULT_BASE_IRI, is_usable_base
from glossograph.text.languages import language_tag

FILE_NAME = "glossograph.toml"
_RELATIVE_FOLDER = re.compile(r"(?:\.{1,2}/)+(?:[^\s:?#\\\x00-\x1f\x7f]*/)?")
_PUBLISHED = re.compile(r"https?://[A-Za-z0-9][A-Za-z0-9.-]*(?::[0-9]{1,5})?/[^\s\x00-\x1f\x7f]*")
_PUBLISHED_FIELD = re.compile(r"\{(?:language|slug|path)\}")
_WEB_FOLDER = re.compile(r"https?://[A-Za-z0-9][A-Za-z0-9.-]*(?::[0-9]{1,5})?/(?:[^\s?#\x00-\x1f\x7f]*/)?")


class Related(StrEnum):
    """Which links become `skos:related`, which has no direction: all, those in both directions, or none."""

    ALL = "all"
    MUTUAL = "mutual"
    NONE = "none"


class RepairMode(StrEnum):
    """Which repairs are applied: the sure ones only, also those of a majority, or none."""

    SURE = "sure"
    MAJORITY = "majority"
    OFF = "off"


class EvidenceLevel(StrEnum):
    """How much evidence is kept and written: none, link counts, also the anchors, or also the sentences."""

    NONE = "none"
    COUNTS = "counts"
    ANCHORS = "anchors"
    SENTENCES = "sentences"


class Layout(StrEnum):
    """Where a path names the language: detected, in a folder, before the suffix (`x.fr.md`), or nowhere; or the generator.

    A generator fixes more than that; see `read/generators.py`.
    """

    AUTO = "auto"
    FOLDER = "folder"
    SUFFIX = "suffix"
    NONE = "none"
    OBSIDIAN = "obsidian"
    LOGSEQ = "logseq"
    DENDRON = "dendron"
    FOAM = "foam"
    ZETTLR = "zettlr"
    GITHUB_WIKI = "github-wiki"
    GOLLUM = "gollum"
    HUGO = "hugo"
    JEKYLL = "jekyll"
    DOCUSAURUS = "docusaurus"
    MKDOCS = "mkdocs"
    MDN = "mdn"


class WikilinkOrder(StrEnum):
    """Which side of `[[one|other]]` names the page: found out from the collection, the first, or the second."""

    AUTO = "auto"
    PAGE_FIRST = "page-first"
    TEXT_FIRST = "text-first"


class Level(StrEnum):
    """The severity of a finding of `glossograph check`. A hint never fails a check; `off` disables it."""

    ERROR = "error"
    WARNING = "warning"
    HINT = "hint"
    OFF = "off"


class CheckSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which checks `glossograph check` runs: codes, or prefixes of codes, to select and to ignore, and severities by code."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severity: dict[str, Level] = {}


def _check_languages(languages: tuple[str, ...]) -> None:
    for language in languages:
        if language_tag(language) != language:
            message = f"Language {language!r} is not a lower-case BCP 47 tag: write it like 'no' or 'pt-br'"
            raise ConfigError(message)


class PageConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What `graph.html` shows, within its 25 MB.

    Attributes:
        languages: The languages of the labels; all if empty.
        definitions: Whether it shows definitions.
        sentences: Whether it shows the sentences of links.
        source: Where readers find the articles by their paths: a URL, or a folder relative to the page such as `../`, ending in
            `/`; empty if they find them nowhere.
        published: The URL of an article on the published site, with `{language}`, `{slug}` or `{path}` (without suffix); empty
            without such a site.
        communities: Names of communities of terms, by the slug of any of their terms.

    >>> PageConfig(source="https://example.org/articles/").sentences
    True
    """

    languages: tuple[str, ...] = ()
    definitions: bool = True
    sentences: bool = True
    source: str = ""
    published: str = ""
    communities: dict[str, str] = {}

    def __post_init__(self) -> None:
        """Validate the values.

        Raises:
            ConfigError: If the source is neither an http(s) URL nor a relative folder that ends in `/`, the address of the
                published site is not an http(s) URL with a field, or a language is not a tag.
        """
        if self.source and not _WEB_FOLDER.fullmatch(self.source) and not _RELATIVE_FOLDER.fullmatch(self.source):
            message = (
                f"Source {self.source!r} in [page] cannot be used: give an http(s) address or a folder like ../ that ends in /"
            )
            raise ConfigError(message)
        if self.published and not (_PUBLISHED.fullmatch(self.published) and _PUBLISHED_FIELD.search(self.published)):
            message = f"Published {self.published!r} in [page] cannot be used: give an http(s) address with {{slug}} or {{path}}"
            raise ConfigError(message)
        _check_languages(self.languages)


class Config(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The settings of a build, with their defaults.

    Attributes:
        title: The glossary's title.
        description: Its description.
        creator: Its creator: a URL, or a name.
        licence: Its licence: a URL, or a name.
        base_iri: What the IRIs of terms begin with. It ends in `/`, `#` or `:`; empty means `DEFAULT_BASE_IRI`.
        languages: Read only articles in these languages; all if empty.
        layout: Where a path names the language, or the generator that the articles are written for.
        exclude: Glob patterns of paths to leave out. A folder is left out with its contents.
        include: Glob patterns of pages to bring back that are left out by default, such as `README.md`.
        wikilinks: Which side of `[[one|other]]` names the page.
        related: Which links become `skos:related`.
        repair: Which repairs are applied.
        evidence: How much evidence is kept and written.
        placeholders: Whether terms without an article are in the graph.
        check: The settings of `glossograph check`.
        language: The language of `title`, `description`, and of articles whose path names no language; empty if unknown.
        page: The settings of `graph.html`.
        gzip: Whether the files of text formats are compressed: `graph.nq.gz`. Pages and databases never are.

    >>> Config().repair
    <RepairMode.SURE: 'sure'>
    """

    title: str = ""
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
    gzip: bool = False

    def __post_init__(self) -> None:
        """Validate the values.

        Raises:
            ConfigError: If the base IRI cannot begin an IRI, or a language is not a tag.
        """
        if self.base_iri and not is_usable_base(self.base_iri):
            message = f"Base IRI {self.base_iri!r} cannot be used: give an absolute http(s) or urn IRI that ends in / # or :"
            raise ConfigError(message)
        _check_languages((*self.languages, *filter(None, (self.language,))))

    @property
    def base(self) -> str:
        """The base IRI, or the default if it is not set."""
        return self.base_iri or DEFAULT_BASE_IRI


def read_config(path: Path) -> Config:
    """Read the settings from a TOML file.

    Raises:
        ConfigError: If the file cannot be read or is not TOML, or if a setting is unknown or has an unusable value.
    """
    try:
        return msgspec.convert(tomllib.loads(read_regular(path).decode("utf-8-sig")), Config)
    except OSError as error:
        message = f"{path}: cannot be read ({error.strerror}); choose another file with --config"
    except msgspec.ValidationError as error:
        message = f"{path}: {_explain(error)}"
    except ConfigError as error:
        message = f"{path}: {error}"
    except (ValueError, RecursionError) as error:
        message = f"{path}: is not valid TOML: {error}"
    raise ConfigError(message)


_TABLES: Mapping[str, type[msgspec.Struct]] = {"check": CheckSettings, "page": PageConfig}
_CHOICES: Mapping[str, type[StrEnum]] = {
    "layout": Layout,
    "wikilinks": WikilinkOrder,
    "related": Related,
    "repair": RepairMode,
    "evidence": EvidenceLevel,
    "check.severity[...]": Level,
}
_TYPE_NAMES = {
    "str": "a string",
    "bool": "true or false",
    "int": "a number",
    "float": "a number",
    "array": "a list",
    "object": "a table",
}
_UNKNOWN_NAME = re.compile(r"Object contains unknown field `(?P<name>.*?)`(?: - at `\$\.(?P<table>\w+)`)?", re.DOTALL)
_UNKNOWN_CHOICE = re.compile(r"Invalid enum value '(?P<value>.*)' - at `\$\.(?P<setting>[^`]+)`", re.DOTALL)
_WRONG_TYPE = re.compile(r"Expected `(?P<wanted>\w+)`, got `(?P<actual>\w+)` - at `\$\.(?P<setting>[^`]+)`")


def _explain(error: msgspec.ValidationError) -> str:
    """Turn an error of msgspec into a sentence in the words of the settings file."""
    text = str(error)
    if match := _UNKNOWN_NAME.fullmatch(text):
        table = match["table"]
        known = (_TABLES[table] if table else Config).__struct_fields__
        return f"Unknown setting {match['name']!r}{f' in [{table}]' if table else ''} (choose from {', '.join(known)})"
    if (match := _UNKNOWN_CHOICE.fullmatch(text)) and match["setting"] in _CHOICES:
        choices = ", ".join(_CHOICES[match["setting"]])
        return f"Unknown {match['setting'].removesuffix('[...]')} {match['value']!r} (choose from {choices})"
    if match := _WRONG_TYPE.fullmatch(text):
        wanted, actual = (_TYPE_NAMES.get(match[name], match[name]) for name in ("wanted", "actual"))
        return f"Setting {match['setting']!r} must be {wanted}, not {actual}"
    return text


def find_file(name: str, folders: tuple[Path, ...]) -> Path | None:
    """Find the first of the folders' files that has a name."""
    return next((path for folder in folders if _is_file(path := folder / name)), None)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        return False


def replace_settings(config: Config, **settings: object) -> Config:
    """Copy settings with some of them replaced. `None` leaves a setting as it is.

    Raises:
        ConfigError: If a setting is unknown or has an unusable value.

    >>> replace_settings(Config(), title="Terms", creator=None, repair="off").repair
    <RepairMode.OFF: 'off'>
    >>> replace_settings(Config(), repair="never")
    Traceback (most recent call last):
    glossograph.errors.ConfigError: Unknown repair 'never' (choose from sure, majority, off)
    """
    replacements = {name: msgspec.to_builtins(value) for name, value in settings.items() if value is not None}
    try:
        return msgspec.convert({**msgspec.to_builtins(config), **replacements}, Config)
    except msgspec.ValidationError as error:
        raise ConfigError(_explain(error)) from error
