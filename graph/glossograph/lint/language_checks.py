"""Checks of an article's language: a tag that YAML misreads, and a script that the language does not use."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

import langcodes

from glossograph.lint.article_context import ArticleContext
from glossograph.lint.corpus_index import CorpusIndex
from glossograph.lint.finding import Edit, Finding
from glossograph.text.languages import UNDETERMINED, english_name

# The texts that YAML 1.1 reads as true or false (its type "bool").
_BOOLEAN = re.compile(r"^(?:lang|language|locale)[ \t]*:[ \t]+(no|No|NO|n|N|on|On|ON|yes|y|Y|off)[ \t]*$", re.MULTILINE)
_TRUE = ("on", "yes", "y")

_SAMPLE_CHARS = 900
_SAMPLE_STEP_CHARS = 13
_MIN_LETTERS = 12
_MIN_SCRIPT_SHARE = 0.8
_NOT_PROSE = re.compile(r"\]\([^)\n]*\)|https?://\S+|<[^>\n]*>|`[^`\n]*`|\{[^}\n]*\}")
# Scripts (ISO 15924) by the first word of their characters' Unicode names.
_CHARACTER_NAMES = {
    "Latn": {"LATIN"}, "Cyrl": {"CYRILLIC"}, "Grek": {"GREEK"}, "Arab": {"ARABIC"}, "Hebr": {"HEBREW"}, "Deva": {"DEVANAGARI"},
    "Beng": {"BENGALI"}, "Guru": {"GURMUKHI"}, "Gujr": {"GUJARATI"}, "Taml": {"TAMIL"}, "Telu": {"TELUGU"}, "Knda": {"KANNADA"},
    "Mlym": {"MALAYALAM"}, "Sinh": {"SINHALA"}, "Thai": {"THAI"}, "Laoo": {"LAO"}, "Khmr": {"KHMER"}, "Mymr": {"MYANMAR"},
    "Geor": {"GEORGIAN"}, "Armn": {"ARMENIAN"}, "Ethi": {"ETHIOPIC"}, "Kore": {"HANGUL", "CJK"}, "Hans": {"CJK"}, "Hant": {"CJK"},
    "Jpan": {"HIRAGANA", "KATAKANA", "CJK", "KATAKANA-HIRAGANA"},
}  # fmt: skip


def language_boolean(context: ArticleContext, _: CorpusIndex) -> Iterator[Finding]:
    """Find a language that YAML 1.1 reads as true or false, such as `no`."""
    source = context.source
    for match in _BOOLEAN.finditer(source.text, *source.front_matter):
        quoted = f'"{match[1]}"'
        value = "true" if match[1].lower() in _TRUE else "false"
        message = f"YAML 1.1 reads `{match[1]}` as {value}: put it in quotes"
        yield context.finding_at("language-boolean", match.start(1), message, quoted, (Edit(*match.span(1), quoted),))


def language_script(context: ArticleContext, _: CorpusIndex) -> Iterator[Finding]:
    """Find an article most of whose letters are in a script that its language does not use."""
    source = context.source
    expected = _expected_names(context.language)
    if not expected:
        return
    text = source.text[source.body_start : source.body_start + _SAMPLE_CHARS]
    if text.isascii() and "LATIN" in expected:
        return
    letters = Counter[str]()
    for character, count in Counter(_NOT_PROSE.sub(" ", text)[::_SAMPLE_STEP_CHARS]).items():
        if character.isalpha():
            letters[_character_name(character)] += count
    total = letters.total()
    if total < _MIN_LETTERS:
        return
    name, count = min(letters.items(), key=lambda item: (-item[1], item[0]))
    if name not in expected and count >= _MIN_SCRIPT_SHARE * total:
        letter_offsets = (i for i in range(source.body_start, len(source.text)) if source.text[i].isalpha())
        start = next(letter_offsets, source.body_start)
        message = (
            f"Text is in {name.title()} script, which {english_name(context.language)} does not use: "
            "translate the text, or set `lang` in the front matter"
        )
        yield context.finding_at("language-script", start, message)


@lru_cache(maxsize=1024)
def _expected_names(language: str) -> frozenset[str]:
    if not language or language == UNDETERMINED:
        return frozenset()
    tag = langcodes.Language.get(language)
    return frozenset(_CHARACTER_NAMES.get(tag.script or tag.maximize().script or "", ()))


@lru_cache(maxsize=1 << 16)
def _character_name(character: str) -> str:
    return unicodedata.name(character, "").split(" ", 1)[0]
