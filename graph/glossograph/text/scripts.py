"""Scripts that write their words without blanks between them: Chinese, Japanese, Thai, Lao, Tibetan, Burmese, Khmer.

Korean parts its words by blanks and is not among them.
"""

import re
from collections.abc import Iterable
from itertools import pairwise

from glossograph.text.languages import script_of

_UNSPACED_SCRIPTS = frozenset({"Hans", "Hant", "Hani", "Jpan", "Hira", "Kana", "Hrkt", "Thai", "Laoo", "Tibt", "Mymr", "Khmr"})
"""ISO 15924 codes."""

_LETTERS = (
    "\u0e00-\u0e7f"  # Thai
    "\u0e80-\u0eff"  # Lao
    "\u0f00-\u0fff"  # Tibetan
    "\u1000-\u109f\ua9e0-\ua9ff\uaa60-\uaa7f"  # Burmese
    "\u1780-\u17ff\u19e0-\u19ff"  # Khmer
    "\u3040-\u30ff\u31f0-\u31ff"  # Japanese kana
    "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # Chinese characters
)
_MARKS = "\u3000-\u303f\uff00-\uffef"  # punctuation and full-width forms

UNSPACED_LETTER = re.compile(f"[{_LETTERS}]")
"""Matches a letter of a script without blanks."""

UNSPACED_CHARACTER = re.compile(f"[{_LETTERS}{_MARKS}]")
"""Matches a letter of a script without blanks, or a punctuation mark that such texts use."""


def join_words(texts: Iterable[str]) -> str:
    """Join texts by blanks, but by none between characters of scripts without blanks; empty texts are left out.

    >>> join_words(["証券", "会社"]), join_words(["back", "", "office"]), join_words(["債券", "ETF"])
    ('証券会社', 'back office', '債券 ETF')
    """
    parts = [text for text in texts if text]
    unspaced = UNSPACED_CHARACTER.match
    glued = "".join(f"{text}{'' if unspaced(text[-1]) and unspaced(after[0]) else ' '}" for text, after in pairwise(parts))
    return glued + (parts[-1] if parts else "")


def is_unspaced_language(tag: str) -> bool:
    """Report whether a language is written without blanks between its words.

    >>> is_unspaced_language("zh-tw"), is_unspaced_language("yue"), is_unspaced_language("zh-latn"), is_unspaced_language("ko")
    (True, True, False, False)
    """
    return script_of(tag) in _UNSPACED_SCRIPTS
