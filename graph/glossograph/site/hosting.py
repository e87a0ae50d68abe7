"""Files for web servers: what an IRI of the vocabulary answers, media types, and what search engines may read.

An IRI of a term is no document, so a server answers 303 with the page, or with the data if the client asks for them. Only Apache
can choose by the header `Accept`; Netlify and Cloudflare Pages redirect to the page, which names its data.
"""

from collections.abc import Iterable, Iterator
from urllib.parse import unquote, urlsplit

from glossograph.rdf.media_types import media_type_of, with_charset
from glossograph.site.safe_names import address_part
from glossograph.site.site_plan import SitePlan

_TYPES = tuple((suffix, with_charset(media_type_of(f".{suffix}"))) for suffix in ("ttl", "jsonld"))
_MAX_REDIRECTS = 1_000
"""Rules that Netlify and Cloudflare Pages take in a file; more slow them down."""

_DATA_RULES = """\
RewriteCond %{{HTTP_ACCEPT}} ^\\s*(text/turtle|application/x-turtle) [OR]
RewriteCond %{{HTTP_ACCEPT}} !text/html
RewriteCond %{{HTTP_ACCEPT}} text/turtle|application/x-turtle
RewriteRule ^{pattern}$ {target}.ttl [R=303,L]
RewriteCond %{{HTTP_ACCEPT}} ^\\s*application/(ld\\+)?json [OR]
RewriteCond %{{HTTP_ACCEPT}} !text/html
RewriteCond %{{HTTP_ACCEPT}} application/(ld\\+)?json
RewriteRule ^{pattern}$ {target}.jsonld [R=303,L]
"""


def hosting_files(plan: SitePlan) -> Iterator[tuple[str, bytes]]:
    """Yield path and content of the files for web servers."""
    base_path = urlsplit(plan.published).path or "/"
    yield ".nojekyll", b""
    yield ".htaccess", _htaccess(plan, unquote(base_path)).encode("utf-8", "replace")
    yield "_redirects", _redirects(plan, base_path).encode()
    yield "_headers", _headers(base_path).encode()
    if plan.published and base_path == "/":
        yield "robots.txt", f"User-agent: *\nAllow: /\n\nSitemap: {plan.published}sitemap.xml\n".encode()


def _renamed(plan: SitePlan) -> Iterator[tuple[str, str]]:
    """Yield kind and slug, and the folder, of what has another name in the file system than in its IRI."""
    for term in plan.terms.values():
        if term.name != term.term.slug:
            yield f"term/{term.term.slug}", f"term/{term.name}"
    for keyword in plan.keywords:
        if (folder := keyword.pages.folder.rstrip("/")) != f"collection/{keyword.collection.slug}":
            yield f"collection/{keyword.collection.slug}", folder


def _quoted(path: str) -> str:
    return "/".join(map(address_part, path.split("/")))


def _htaccess(plan: SitePlan, base_path: str) -> str:
    types = "".join(f'AddType "{media_type}" .{suffix}\n' for suffix, media_type in _TYPES)
    if any(letter in base_path for letter in ' "\\%$'):
        base_path = "/"
    special = "".join(_special_rules(_renamed(plan)))
    general = _DATA_RULES.format(pattern="(term|collection)/([^/.]+)", target="$1/$2")
    return f"""\
# Written by glossograph: IRIs of terms answer with their page, or with their data if the client asks for them.
Options -MultiViews
DirectoryIndex index.html
ErrorDocument 404 {base_path}404.html
{types}<IfModule mod_headers.c>
Header set Access-Control-Allow-Origin "*"
Header merge Vary Accept
</IfModule>
<IfModule mod_rewrite.c>
RewriteEngine On
RewriteBase {base_path}
{special}{general}RewriteRule ^(term|collection)/([^/.]+)$ $1/$2/ [R=303,L]
RewriteRule ^article/[^/]+/([^/]+)$ term/$1 [R=303,L]
{_DATA_RULES.format(pattern="", target="index")}</IfModule>
"""


def _special_rules(renamed: Iterable[tuple[str, str]]) -> Iterator[str]:
    for iri_path, folder in renamed:
        pattern = "".join(letter if letter.isalnum() or letter in "/_-" else _escaped(letter) for letter in iri_path)
        yield _DATA_RULES.format(pattern=pattern, target=folder)
        yield f"RewriteRule ^{pattern}$ {folder}/ [R=303,L]\n"


def _escaped(letter: str) -> str:
    """Write a letter in a regular expression of Apache, which knows no blanks and line ends in a pattern."""
    return "".join(f"\\x{byte:02x}" for byte in letter.encode("utf-8", "replace"))


def _redirects(plan: SitePlan, base_path: str) -> str:
    root = base_path.rstrip("/")
    lines = [
        f"{root}/{_quoted(iri_path)} {root}/{_quoted(folder)}/ 303"
        for iri_path, folder in _renamed(plan)
        if not set(iri_path) & set("*:")
    ][:_MAX_REDIRECTS]
    lines.append(f"{root}/article/:language/:slug {root}/term/:slug/ 303")
    return "\n".join(lines) + "\n"


def _headers(base_path: str) -> str:
    root = base_path.rstrip("/")
    blocks = [
        f"{root}/{folder}/*.{suffix}\n  Content-Type: {media_type}\n  Access-Control-Allow-Origin: *\n"
        for folder in ("term", "collection")
        for suffix, media_type in _TYPES
    ]
    return "".join(blocks)
