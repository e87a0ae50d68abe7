"""The language of a text, from its words alone."""

import re
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from glossograph.read.common_words import count_signs, evident_language
from glossograph.text.languages import UNDETERMINED, LanguageTag

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

_NOT_PROSE = re.compile(
    r"^(?:```|~~~).*?^(?:```|~~~)[^\n]*$|<!--.*?-->|\$\$.*?\$\$|\{[%{].*?[%}]\}|%%.*?%%|`[^`\n]*`|\]\([^)\n]*\)|\[\[[^\]|\n]*(?:\||\]\])"
    r"|https?://\S+|</?[A-Za-z][^>\n]*>|^[ \t]*(?:import|export) [^\n]*$|^ {4}[^\n]*$|[`*_#>|\[\]{}=~-]+",
    re.DOTALL | re.MULTILINE,
)
_NAME_LIKE = re.compile(r"\b\w*(?:[a-z][A-Z]|[._/\\@:]\w)[\w./\\@:-]*|\b[A-Z0-9_]{2,}\b|\d+")
_MIN_LETTERS = 12
_DENSE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
"""Signs that say as much as three letters: ideographs, and syllables of Japanese and Korean."""

_MIN_LONG_LETTERS = 200
_MIN_SURE_CONFIDENCE = 0.9
MIN_CLEAR_CONFIDENCE = 0.6
"""Confidence from which on a text, or most of some texts, may contradict a path."""

_MIN_CLEAR_LETTERS, _MIN_SHORT_CONFIDENCE = 60, 0.8
MIN_READ_LETTERS = 40
"""Letters from which on a text says something about its language."""

_MAX_READ_CHARS = 12_000
_MAX_SAMPLE_CHARS = 2_000
_FIRST_READ_CHARS = _MAX_SAMPLE_CHARS + 500
_VARIETIES = {"nb": "no", "nn": "no", "wuu": "zh", "yue": "zh", "lzh": "zh", "pcm": "en", "ary": "ar", "arz": "ar", "apc": "ar"}
"""Varieties that the model takes for languages of their own, and the languages whose readers read them."""

_CLOSE = tuple(
    frozenset(group.split())
    for group in (
        "no da sv",
        "hr bs sr sl",
        "id ms",
        "cs sk",
        "pt gl",
        "es gl ast ca",
        "ru uk be bg",
        "af nl",
        "hi mr ne",
        "tr az",
    )
)
"""Languages that the model mixes up: a text of one that reads as another contradicts nothing."""


class DetectedLanguage(NamedTuple):
    """The language that a text reads as, with the model's confidence from 0 to 1 and the number of letters it saw.

    `is_declared` says that the article's front matter names the language, whatever its text is; `needs_model` that neither script
    nor words show it, and the model has not been asked.
    """

    language: LanguageTag
    confidence: float
    letters: int
    steady: bool = False
    is_declared: bool = False
    needs_model: bool = False

    @property
    def says_something(self) -> bool:
        """Whether the text is long enough, and clear enough, to contradict a path."""
        return self.letters >= MIN_READ_LETTERS and self.confidence >= MIN_CLEAR_CONFIDENCE

    @property
    def may_be_clear(self) -> bool:
        """Whether the model could find the text clear, or the text is clear."""
        return (self.needs_model and self.letters >= _MIN_CLEAR_LETTERS) or self.is_clear

    @property
    def may_be_sure(self) -> bool:
        """Whether the model could find the text sure, or the text is sure."""
        return (self.needs_model and self.letters >= _MIN_LONG_LETTERS) or self.is_sure

    @property
    def is_clear(self) -> bool:
        """Whether the text is clear enough to be in another language than most, where others like it are sure."""
        return self.is_sure or (self.letters >= _MIN_CLEAR_LETTERS and self.confidence >= _MIN_SHORT_CONFIDENCE)

    @property
    def is_sure(self) -> bool:
        """Whether the text is long, and both of its halves read as one language with confidence."""
        return self.letters >= _MIN_LONG_LETTERS and self.confidence >= _MIN_SURE_CONFIDENCE and self.steady


UNREADABLE = DetectedLanguage(UNDETERMINED, 0.0, 0)


def prose(markdown: str) -> str:
    r"""Take the running text out of Markdown: without code, links' destinations, HTML, templates, maths and names.

    >>> prose("# Bond\n\nA [loan](/loan) to `os.path` and README_FILE.")
    'Bond A loan to and .'
    """
    text = markdown[:_MAX_READ_CHARS]
    for chars in (_FIRST_READ_CHARS, _MAX_READ_CHARS):
        bare, is_whole = _without_markup(text, chars)
        words = [word if word.islower() and word.isalpha() else _word(word) for word in bare.split()]
        found = " ".join(" ".join(words).split())
        if is_whole or len(found) >= _MAX_SAMPLE_CHARS:
            break
    return found[:_MAX_SAMPLE_CHARS]


def _without_markup(text: str, chars: int) -> tuple[str, bool]:
    """Give the words between markup from the top of a text, at least so many characters of them, and whether these are all."""
    kept: list[str] = []
    size = end = 0
    for markup in _NOT_PROSE.finditer(text):
        start = markup.start()
        if start > end:
            kept.append(text[end:start])
            size += start - end
            if size >= chars:
                return " ".join(kept).rpartition(" ")[0], False
        end = markup.end()
    return " ".join((*kept, text[end:])), True


def _word(word: str) -> str:
    """Take names out of a word."""
    letters = word.strip(".,;:!?()\"'")
    is_plain = letters.isalpha() and (letters.islower() or letters.istitle() or letters.lower() == letters)
    return word if is_plain else _NAME_LIKE.sub(" ", word)


def glance_at_language(text: str) -> DetectedLanguage:
    """Detect the language of prose by its script or commonest words; where neither shows it, the result `needs_model`.

    >>> glance_at_language("債券是借款人發行的證券，到期時償還本金並支付利息。").language
    'zh-hant'
    >>> glance_at_language("Loans and bonds").needs_model
    True
    """
    signs = Counter(text)
    letters = sum(count for sign, count in signs.items() if sign.isalpha())
    letters += 0 if text.isascii() else 2 * count_signs(_DENSE, signs)
    if letters < _MIN_LETTERS:
        return UNREADABLE._replace(letters=letters)
    if evident := evident_language(text, signs, letters):
        return DetectedLanguage(_script_of_chinese(evident, text), 1.0, letters, steady=True)
    return UNREADABLE._replace(letters=letters, needs_model=True)


def detect_language(text: str) -> DetectedLanguage:
    """Detect the language of prose by its script or commonest words, else with py3langid's model.

    The model (Lui and Baldwin, 2012) takes 1.4 ms a text and half a second to load; 98 % of long texts do not need it.

    Varieties count as their languages, except Chinese in traditional characters, which is `zh-hant`: a collection may hold
    both as it holds two languages.

    >>> detect_language("Renten er prisen på å låne penger, og den settes av banken som låner dem ut.").language
    'no'
    >>> detect_language("債券是借款人發行的證券，到期時償還本金並支付利息。").language
    'zh-hant'
    """
    glance = glance_at_language(text)
    if not glance.needs_model:
        return glance
    letters = glance.letters
    language, confidence = classify_by_model(text)
    middle = text.find(" ", len(text) // 2)
    halves = (text[:middle], text[middle:]) if middle > 0 else (text[: len(text) // 2], text[len(text) // 2 :])
    steady = letters >= _MIN_LONG_LETTERS and all(classify_by_model(half)[0] == language for half in halves)
    return DetectedLanguage(language, confidence, letters, steady)


def detect(text: str) -> LanguageTag:
    """Give the tag of the language that a Markdown text reads as; `und` for too short a text.

    >>> detect("Renten er prisen på å låne penger, og den settes av banken som låner dem ut."), detect("42")
    ('no', 'und')
    """
    return detect_language(prose(text)).language


def are_close(first: str, second: str) -> bool:
    """Whether two languages are one, or so close that the model mixes them up.

    >>> are_close("da", "no"), are_close("pt-br", "pt"), are_close("da", "nl")
    (True, True, False)
    """
    a, b = (_VARIETIES.get(tag.partition("-")[0], tag.partition("-")[0]) for tag in (first, second))
    return a == b or any(a in group and b in group for group in _CLOSE)


def classify_by_model(text: str) -> tuple[LanguageTag, float]:
    """Give the language of a text by the model, and its confidence from 0 to 1."""
    tag, confidence = _identifier().classify(text)
    return _script_of_chinese(LanguageTag(_VARIETIES.get(tag, tag)), text), float(confidence)


@cache
def _identifier() -> "LanguageIdentifier":
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415 — loading its model takes half a second

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def _script_of_chinese(language: LanguageTag, text: str) -> LanguageTag:
    return LanguageTag("zh-hant") if language == "zh" and _is_traditional(text) else language


def _is_traditional(text: str) -> bool:
    """Whether more characters are in the character set of Taiwan (Big5) alone than in that of China (GB 2312) alone."""
    return _encodable(text, "big5") > _encodable(text, "gb2312")


def _encodable(text: str, character_set: str) -> int:
    return len(text.encode(character_set, errors="ignore"))
