"""Words that stay the same when a text is translated: names, acronyms, numbers, words left in English."""

import re

from glossograph.text.normalise import fold_accents

_HEADING_ID = re.compile(r"^#{1,6}[ \t][^\n]*\{[ \t]*#([\w-]{1,100})[^{}\n]*\}[ \t]*$", re.MULTILINE)
_IMAGE = re.compile(r"!\[[^\]\n]{0,300}\]\(([^)\s]{1,300})[)\s]")
_MARKUP = re.compile(r"\]\([^)\n]*\)|\{[^}\n]*\}|<[^>\n]*>|https?://[^\s)>\]]+")
_LATIN = "A-Za-z\u00c0-\u024f\u1e00-\u1eff"
_WORD = re.compile(rf"[{_LATIN}](?:[{_LATIN}0-9]|['’.&-](?=[{_LATIN}0-9]))+|[0-9]+(?:[.,][0-9]+)*")
_NAME = re.compile(rf"(?<=[a-z\u00df-\u00ff,;:] )[A-Z\u00c0-\u00de][{_LATIN}0-9'’-]+")
_MIN_LETTERS = 3
_SCRIPT_SAMPLE_CHARS = 1000
_MIN_LATIN_SHARE = 0.75
"""A text in another script may quote many Latin words; a text in Latin script quotes few words of another."""


def shared_words(text: str) -> tuple[str, ...]:
    r"""Give the words of a Markdown text that a translation has too, without case and accents, sorted.

    They are acronyms, numbers of two digits or more, capitalised words inside a sentence, identifiers of headings and file names
    of images; in a text of another script than Latin also all Latin words of three letters or more.

    >>> shared_words("The [SEC](/sec) was founded in 1934 by Joseph Kennedy.")
    ('1934', 'joseph', 'kennedy', 'sec')
    >>> shared_words("컨테이너(container)는 커널(kernel)을 공유한다")
    ('container', 'kernel')
    >>> shared_words("## Renten { #the-rate }\n\n![kurve](../img/yield-curve.png)")
    ('the-rate', 'yield-curve.png')
    """
    names = {*_HEADING_ID.findall(text), *(address.rpartition("/")[2] for address in _IMAGE.findall(text))} - {""}
    prose = _MARKUP.sub(" ", text)
    words = set(_WORD.findall(prose))
    if _is_latin(prose):
        words = {word for word in words if not word.islower() and _is_code(word)}
        words.update(_NAME.findall(prose))
    words = {word for word in words if len(word) >= _MIN_LETTERS or (len(word) > 1 and _is_code(word))}
    return tuple(sorted({fold_accents(word) for word in words | names}))


def _is_latin(text: str) -> bool:
    if text.isascii():
        return True
    letters = [c for c in text[:_SCRIPT_SAMPLE_CHARS] if c.isalpha()]
    return _MIN_LATIN_SHARE * len(letters) <= sum(c <= "\u024f" or "\u1e00" <= c <= "\u1eff" for c in letters)


def _is_code(word: str) -> bool:
    """Report whether a word is a number or an acronym: it has a digit, or two capitals."""
    return word[0].isdigit() or (not word.islower() and (sum(map(str.isupper, word)) > 1 or any(map(str.isdigit, word))))
