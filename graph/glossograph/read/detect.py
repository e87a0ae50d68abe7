"""The language of a text that neither its front matter nor its path tells."""

import re

from glossograph.languages import UNDETERMINED, LanguageTag

_DESTINATION = re.compile(r"\]\([^)\n]*\)|https?://\S+|[`*_#>|\[\]-]+")
_ENOUGH_LETTERS = 12
_SAMPLE = 2000


def detect(text: str) -> LanguageTag:
    """Tell a text's language with py3langid's model of 97 languages (Lui and Baldwin, 2012); `und` for too short a text.

    >>> detect("Renten er prisen på å låne penger, og den settes av banken som låner dem ut."), detect("42")
    ('no', 'und')
    """
    import py3langid  # noqa: PLC0415 — loading its model takes half a second, and most collections never need it

    sample = _DESTINATION.sub(" ", text[: 2 * _SAMPLE])[:_SAMPLE]
    if sum(map(str.isalpha, sample)) < _ENOUGH_LETTERS:
        return UNDETERMINED
    found = str(py3langid.classify(sample)[0])
    return LanguageTag("no" if found in ("nb", "nn") else found)
