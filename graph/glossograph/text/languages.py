"""Language tags, and the names by which people call languages in folders."""

import re
from collections.abc import Callable, Collection
from functools import cache, lru_cache
from itertools import accumulate
from typing import NamedTuple, NewType

from glossograph.text.data_files import read_data_file

LanguageTag = NewType("LanguageTag", str)
"""A BCP 47 tag, lower-case: `no`, `pt-br`, `zh-hans`."""

UNDETERMINED = LanguageTag("und")
"""The tag of a text whose language is not known (ISO 639-2)."""

FALLBACK = LanguageTag("en")
"""The language whose label is shown first where the wanted one has none."""

_TAG_SHAPE = re.compile(r"[a-z]{2,3}(?:[-_][a-z0-9]{2,8})*\Z", re.IGNORECASE)
_NAMED_WITH_THREE_LETTERS = frozenset({"ceb", "ckb", "fil", "haw", "mai", "bho", "yue", "ast", "scn", "gsw"})
_FULL_WIDTH_BRACKETS = str.maketrans("（）", "()")
_RIGHT_TO_LEFT_SCRIPTS = frozenset({"Arab", "Hebr", "Syrc", "Thaa", "Nkoo", "Adlm", "Rohg"})


_SUBTAG_CASES: dict[int, Callable[[str], str]] = {2: str.upper, 4: str.title}
"""How regions, which have two letters, and scripts, which have four, are written."""


class CommonLanguage(NamedTuple):
    """What is known of a language without langcodes: its own name, its English name, its script as an ISO 15924 code."""

    name: str
    english_name: str
    script: str


@cache
def common_languages() -> dict[str, CommonLanguage]:
    """Give the common languages by their tags."""
    return {tag: CommonLanguage(*row) for tag, row in read_data_file("common_languages.toml").items()}


@lru_cache(maxsize=4096)
def language_tag(text: str) -> LanguageTag | None:
    """Read a BCP 47 tag, with `_` for `-` allowed, in its canonical form; nothing for any other text.

    >>> language_tag("pt_BR"), language_tag("no"), language_tag("iw"), language_tag("texts"), language_tag("xx")
    ('pt-br', 'no', 'he', None, None)
    """
    if not _TAG_SHAPE.match(text):
        return None
    tag = text.replace("_", "-").lower()
    if tag in common_languages():
        return LanguageTag(tag)
    import langcodes  # noqa: PLC0415 — its tables take a third of the time that the command needs to start

    return LanguageTag(langcodes.standardize_tag(tag).lower()) if langcodes.tag_is_valid(tag) else None


@lru_cache(maxsize=4096)
def bcp47_case(tag: str) -> str:
    """Write a tag in the case that BCP 47 recommends (RFC 5646, section 2.1.1), for other systems: some compare tags as texts.

    >>> bcp47_case("pt-br"), bcp47_case("zh-hans-cn"), bcp47_case("en-u-ca-gregory"), bcp47_case("no")
    ('pt-BR', 'zh-Hans-CN', 'en-u-ca-gregory', 'no')
    """
    parts = tag.lower().split("-")
    singleton = next((index for index, part in enumerate(parts) if len(part) == 1), len(parts))
    return "-".join(
        part if not 0 < index < singleton else _SUBTAG_CASES.get(len(part), str.lower)(part) for index, part in enumerate(parts)
    )


@lru_cache(maxsize=4096)
def language_of_folder(name: str) -> LanguageTag | None:
    """Read a folder's name as a language: a tag, an English name or an autonym.

    Names of small languages are not read, since many of them are everyday words (`Even`, `Fur`); their tags are. The underscore
    before a collection of Jekyll is no part of its name.

    >>> language_of_folder("Norwegian"), language_of_folder("norsk"), language_of_folder("zh-cn"), language_of_folder("Texts")
    ('no', 'no', 'zh-cn', None)
    >>> language_of_folder("_it"), language_of_folder("Portuguese (Brazil)"), language_of_folder("Chinese (Simplified)")
    ('it', 'pt-br', 'zh-hans')
    """
    name = name.removeprefix("_")
    tag = language_tag(name) if len(name) == 2 or "-" in name or "_" in name else None  # noqa: PLR2004 — two letters: ISO 639-1
    if tag or len(name) < 3 or name in _NAMED_WITH_THREE_LETTERS:  # noqa: PLR2004
        return tag or language_tag(name)
    from language_data.names import name_to_code  # noqa: PLC0415 — few commands need its table of names

    name = name.translate(_FULL_WIDTH_BRACKETS)
    language, _, variety = name.rstrip(")").partition("(")
    found = (name_to_code("language", name) or name_to_code("language", language.strip()) or "").lower()
    primary = found.partition("-")[0]
    if found == primary and variety:
        subtag = name_to_code("territory", variety) or name_to_code("script", variety)
        found = (subtag and language_tag(f"{found}-{subtag}")) or found
    return LanguageTag(found) if len(primary) == 2 or primary in _NAMED_WITH_THREE_LETTERS else None  # noqa: PLR2004


@lru_cache(maxsize=4096)
def language_name(tag: str) -> str:
    """Name a language by its autonym, which its readers know.

    >>> language_name("no"), language_name("hi"), language_name("und")
    ('norsk', 'हिन्दी', '—')
    """
    if tag == UNDETERMINED:
        return "—"
    if common := common_languages().get(tag):
        return common.name
    import langcodes  # noqa: PLC0415 — as above

    language = langcodes.Language.get(tag)
    return language.display_name(language.maximize())


@lru_cache(maxsize=4096)
def english_name(tag: str) -> str:
    """Name a language in English, for messages.

    >>> english_name("no"), english_name("pt-br")
    ('Norwegian', 'Portuguese (Brazil)')
    """
    if common := common_languages().get(tag):
        return common.english_name
    import langcodes  # noqa: PLC0415 — as above

    return langcodes.Language.get(tag).display_name("en")


@lru_cache(maxsize=4096)
def script_of(tag: str) -> str:
    """Give the script that a language is written in, as an ISO 15924 code; the likeliest one where the tag names none.

    Returns:
        An empty text where the tag is not valid.

    >>> script_of("ja"), script_of("sr"), script_of("sr-latn"), script_of("no"), script_of("?")
    ('Jpan', 'Cyrl', 'Latn', 'Latn', '')
    """
    if common := common_languages().get(tag):
        return common.script
    import langcodes  # noqa: PLC0415 — as above

    try:
        language = langcodes.Language.get(tag)
    except ValueError:
        return ""
    return language.script or language.maximize().script or ""


@lru_cache(maxsize=4096)
def direction(tag: str) -> str:
    """Tell in which direction a language is written: `rtl` or `ltr`.

    >>> direction("ar"), direction("ur"), direction("hi")
    ('rtl', 'rtl', 'ltr')
    """
    return "rtl" if script_of(tag) in _RIGHT_TO_LEFT_SCRIPTS else "ltr"


def nearest(wanted: str, there: Collection[str]) -> str | None:
    """Find the tag that serves a reader of another: itself, what it is a variety of (RFC 4647, section 3.4), or a variety.

    >>> nearest("de-AT", ["de", "en"]), nearest("pt_PT", ["en", "pt-br"]), nearest("nb", ["da", "no"]), nearest("sv", ["da"])
    ('de', 'pt-br', 'no', None)
    """
    if wanted in there:  # as it mostly is
        return wanted
    tag = wanted.replace("_", "-").lower()
    wider = [one for one in accumulate(tag.split("-"), "{}-{}".format) if one in there]
    return wider[-1] if wider else min((one for one in there if same_language(one, tag)), default=None)


def same_language(one: str, other: str) -> bool:
    """Tell whether two tags mean one language, whatever region or script; Norwegian counts as one.

    >>> same_language("pt-br", "pt"), same_language("no", "nb"), same_language("da", "no")
    (True, True, False)
    """
    return macrolanguage(one) == macrolanguage(other)


def macrolanguage(tag: str) -> str:
    """Return the language of a tag without region and script; Norwegian counts as one.

    >>> macrolanguage("pt-br"), macrolanguage("nb")
    ('pt', 'no')
    """
    primary = tag.split("-", 1)[0]
    return "no" if primary in ("nb", "nn") else primary
