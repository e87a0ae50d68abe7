"""The script that an article is written in, held against its language."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

import langcodes

from glossograph.check.background import Background
from glossograph.check.finding import Finding
from glossograph.check.manuscript import Manuscript
from glossograph.languages import UNDETERMINED

_SAMPLE, _STEP = 900, 13
_ENOUGH_LETTERS = 12
_SHARE = 0.8
_NOT_PROSE = re.compile(r"\]\([^)\n]*\)|https?://\S+|<[^>\n]*>|`[^`\n]*`|\{[^}\n]*\}")
# Scripts by the first word of their characters' Unicode names.
_NAMES = {
    "Latn": {"LATIN"}, "Cyrl": {"CYRILLIC"}, "Grek": {"GREEK"}, "Arab": {"ARABIC"}, "Hebr": {"HEBREW"}, "Deva": {"DEVANAGARI"},
    "Beng": {"BENGALI"}, "Guru": {"GURMUKHI"}, "Gujr": {"GUJARATI"}, "Taml": {"TAMIL"}, "Telu": {"TELUGU"}, "Knda": {"KANNADA"},
    "Mlym": {"MALAYALAM"}, "Sinh": {"SINHALA"}, "Thai": {"THAI"}, "Laoo": {"LAO"}, "Khmr": {"KHMER"}, "Mymr": {"MYANMAR"},
    "Geor": {"GEORGIAN"}, "Armn": {"ARMENIAN"}, "Ethi": {"ETHIOPIC"}, "Kore": {"HANGUL", "CJK"}, "Hans": {"CJK"}, "Hant": {"CJK"},
    "Jpan": {"HIRAGANA", "KATAKANA", "CJK", "KATAKANA-HIRAGANA"},
}  # fmt: skip


def language_script(manuscript: Manuscript, _: Background) -> Iterator[Finding]:
    """Find an article whose letters are of another script than its language is written in."""
    article, source = manuscript.article, manuscript.source
    expected = _names(article.language)
    if not expected:
        return
    text = source.text[source.body : source.body + _SAMPLE]
    if text.isascii() and "LATIN" in expected:
        return
    letters = Counter[str]()
    for character, times in Counter(_NOT_PROSE.sub(" ", text)[::_STEP]).items():
        if character.isalpha():
            letters[_name(character)] += times
    total = letters.total()
    if total < _ENOUGH_LETTERS:
        return
    name, count = min(letters.items(), key=lambda pair: (-pair[1], pair[0]))
    if name not in expected and count >= _SHARE * total:
        start = next((i for i in range(source.body, len(source.text)) if source.text[i].isalpha()), source.body)
        message = (
            f"the text is in {name.title()} script, which {article.language!r} is not written in: translate it, or set `lang:`"
        )
        yield manuscript.at("language-script", start, message)


@lru_cache(maxsize=1024)
def _names(language: str) -> frozenset[str]:
    if not language or language == UNDETERMINED:
        return frozenset()
    tag = langcodes.Language.get(language)
    return frozenset(_NAMES.get(tag.script or tag.maximize().script or "", ()))


@lru_cache(maxsize=1 << 16)
def _name(character: str) -> str:
    return unicodedata.name(character, "").split(" ", 1)[0]
