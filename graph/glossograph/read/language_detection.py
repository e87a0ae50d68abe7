"""The language of a text that neither its front matter nor its path tells."""

import re

from glossograph.text.languages import UNDETERMINED, LanguageTag

_DESTINATION = re.compile(r"\]\([^)\n]*\)|https?://\S+|[`*_#>|\[\]-]+")
_ENOUGH_LETTERS = 12
_SAMPLE = 2000


def detect(text: str) -> LanguageTag:
    """Tell a text's language with py3langid's model of 97 languages (Lui and Baldwin, 2012); `und` for too short a text.

    >>> detect("Renten er prisen på å låne penger, og den settes av banken som låner dem ut."), detect("42")
    ('no', 'und')

    Chinese in traditional characters is `zh-hant`, since a collection may hold both as it holds two languages.

    >>> detect("債券是借款人發行的證券，到期時償還本金並支付利息。"), detect("债券是借款人发行的证券，到期时偿还本金并支付利息。")
    ('zh-hant', 'zh')
    """
    import py3langid  # noqa: PLC0415 — loading its model takes half a second, and most collections never need it

    sample = _DESTINATION.sub(" ", text[: 2 * _SAMPLE])[:_SAMPLE]
    if sum(map(str.isalpha, sample)) < _ENOUGH_LETTERS:
        return UNDETERMINED
    found = str(py3langid.classify(sample)[0])
    if found == "zh" and _is_traditional(sample):
        return LanguageTag("zh-hant")
    return LanguageTag("no" if found in ("nb", "nn") else found)


def _is_traditional(text: str) -> bool:
    """Tell whether more characters are in the character set of Taiwan (Big5) alone than in that of China (GB 2312) alone."""
    return _encodable(text, "big5") > _encodable(text, "gb2312")


def _encodable(text: str, character_set: str) -> int:
    return len(text.encode(character_set, errors="ignore"))
