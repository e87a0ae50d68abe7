"""What a text holds that stays as it is when the text is translated: names, acronyms, numbers, words left in English."""

import re

from glossograph.text.normalise import fold_accents

_UNREAD = re.compile(r"\]\([^)\n]*\)|\{[^}\n]*\}|<[^>\n]*>|https?://[^\s)>\]]+")
_LATIN = "A-Za-z\u00c0-\u024f\u1e00-\u1eff"
_WORD = re.compile(rf"[{_LATIN}](?:[{_LATIN}0-9]|['’.&-](?=[{_LATIN}0-9]))+|[0-9]+(?:[.,][0-9]+)*")
_NAME = re.compile(rf"(?<=[a-z\u00df-\u00ff,;:] )[A-Z\u00c0-\u00de][{_LATIN}0-9'’-]+")
_SHORTEST = 3
_SAMPLED = 1000
_LATIN_SHARE = 0.75
"""A text of another script may quote many Latin words; one of Latin script quotes few others."""


def shared_words(text: str) -> tuple[str, ...]:
    """Give what a translation of a Markdown text would hold too, folded, sorted, each once.

    Those are acronyms, numbers of two digits or more and, inside a sentence, capitalised words; in a text of another than
    Latin script all Latin words of three letters or more.

    >>> shared_words("The [SEC](/sec) was founded in 1934 by Joseph Kennedy.")
    ('1934', 'joseph', 'kennedy', 'sec')
    >>> shared_words("컨테이너(container)는 커널(kernel)을 공유한다")
    ('container', 'kernel')
    """
    clean = _UNREAD.sub(" ", text)
    if _is_latin(clean):
        found = {word for word in set(_WORD.findall(clean)) if not word.islower() and _is_marked(word)}
        found.update(_NAME.findall(clean))
    else:
        found = set(_WORD.findall(clean))
    return tuple(sorted({fold_accents(word) for word in found if len(word) >= _SHORTEST or (len(word) > 1 and _is_marked(word))}))


def _is_latin(text: str) -> bool:
    if text.isascii():
        return True
    letters = [c for c in text[:_SAMPLED] if c.isalpha()]
    return _LATIN_SHARE * len(letters) <= sum(c <= "\u024f" or "\u1e00" <= c <= "\u1eff" for c in letters)


def _is_marked(word: str) -> bool:
    """Tell whether a word has a digit, or two capitals."""
    return word[0].isdigit() or (not word.islower() and (sum(map(str.isupper, word)) > 1 or any(map(str.isdigit, word))))
