"""The texts of the site itself, by language, from `data/site_words.toml`."""

from collections.abc import Mapping
from functools import cache

from markupsafe import Markup

from glossograph.text.data_files import read_data_file
from glossograph.text.languages import FALLBACK, bcp47_case, direction, nearest

FILE_NAME = "site_words.toml"


class SiteWords:
    """The texts for readers of a language, each an attribute, and the attributes of elements if their language is another."""

    def __init__(self, texts: Mapping[str, str], attributes: Markup) -> None:
        """Take the texts by name."""
        self.__dict__.update(texts)
        self.texts = texts
        self.attributes = attributes

    def __getitem__(self, name: str) -> str:
        """Return a text."""
        return self.texts[name]

    def count(self, name: str, number: int) -> str:
        r"""Return a text with a number.

        >>> site_words("no").count("terms", 14338)
        'Termer: 14\u202f338'
        """
        return self.texts[name].replace("{n}", spaced(number))


@cache
def site_words(language: str) -> SiteWords:
    """Find the texts for readers of a language; English where there are none.

    >>> site_words("pt-br")["search"], site_words("eo")["search"], site_words("eo").attributes
    ('Buscar', 'Search', Markup(' lang="en" dir="ltr"'))
    """
    tables = read_data_file(FILE_NAME)
    tag = nearest(language, tables)
    if tag is None:
        return SiteWords(tables[FALLBACK], Markup(' lang="en" dir="ltr"'))
    return SiteWords({**tables[FALLBACK], **tables[tag]}, Markup())


def spaced(number: int) -> str:
    r"""Write a number with narrow blanks between groups of three digits, as ISO 80000-1 has it for all languages.

    >>> spaced(14338)
    '14\u202f338'
    """
    return f"{number:,}".replace(",", "\u202f")


def lang_attributes(language: str, page_language: str) -> Markup:
    """Return the attributes of an element whose text is in another language than its page; empty where it is the same.

    >>> lang_attributes("ar", "en"), lang_attributes("en", "en")
    (Markup(' lang="ar" dir="rtl"'), Markup(''))
    """
    return Markup() if language == page_language else _attributes(language)


@cache
def _attributes(language: str) -> Markup:
    return Markup(' lang="{}" dir="{}"').format(bcp47_case(language), direction(language))
