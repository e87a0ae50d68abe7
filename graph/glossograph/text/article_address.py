"""Where an article can be read: on the published site, or at the source of its file."""

import re
from urllib.parse import quote

from glossograph.text.iris import Iri

_SUFFIX = re.compile(r"\.[^./]+\Z")
_FIELD = re.compile(r"\{(language|slug|path)\}")
_WEB = re.compile(r"https?://", re.IGNORECASE)


def article_address(published: str, source: str, *, slug: str, language: str, path: str) -> Iri | None:
    """Return the address of an article on the web, as the explorer does; nothing if the settings do not say.

    Args:
        published: The setting `published` of `[page]`, with `{language}`, `{slug}` or `{path}`.
        source: The setting `source` of `[page]`. A folder relative to the page is no address on the web.
        slug: The slug of the article's term.
        language: The language of the article.
        path: The path of its file.

    >>> article_address("https://x.org/{language}/{slug}/", "", slug="front office", language="no", path="no/a.md")
    'https://x.org/no/front%20office/'
    >>> article_address("", "https://x.org/src/", slug="a", language="no", path="no/a b.md")
    'https://x.org/src/no/a%20b.md'
    """
    if _WEB.match(published):
        values = {"language": language, "slug": slug, "path": _SUFFIX.sub("", path)}
        return Iri(_FIELD.sub(lambda field: _quoted(values[field[1]]), published))
    return Iri(source + _quoted(path)) if _WEB.match(source) else None


def _quoted(path: str) -> str:
    """Percent-encode the parts of a path."""
    return quote(path, safe="/!'()*", errors="replace")
