"""What all pages of a site have: head, bar, foot, their addresses in other languages, and what machines read in them.

All texts of articles are untrusted. The templates escape them, and so do the functions that make HTML. The content security
policy of every page allows only the style sheet and the script of the site.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from types import SimpleNamespace
from typing import Any

from jinja2 import Environment, FunctionLoader
from markupsafe import Markup, escape

from glossograph.pages.page_parts import clean_prose, json_for_script, normalise_line_ends, page_environment
from glossograph.site.site_plan import Pages, SiteKeyword, SitePlan, SiteTerm
from glossograph.site.site_words import SiteWords, lang_attributes, site_words
from glossograph.text.iris import is_usable_base
from glossograph.text.languages import UNDETERMINED, bcp47_case, direction, language_name

_MAX_SUMMARY_CHARS = 200


def read_site_file(name: str) -> str:
    """Read a template or a style sheet of the site."""
    return normalise_line_ends((files("glossograph") / "site" / "templates" / name).read_text("utf-8"))


@cache
def _environment() -> Environment:
    return page_environment().overlay(loader=FunctionLoader(read_site_file), auto_reload=False)


def cut_summary(text: str) -> str:
    """Cut a text to what search engines show of it.

    >>> cut_summary("A bond is a loan."), len(cut_summary("bond " * 100))
    ('A bond is a loan.', 200)
    """
    text = clean_prose(text)
    return text if len(text) <= _MAX_SUMMARY_CHARS else f"{text[: _MAX_SUMMARY_CHARS - 1].rstrip()}…"


class PageFrame:
    """Renders pages of a site."""

    def __init__(self, plan: SitePlan) -> None:
        """Render pages of a planned site."""
        self.plan = plan
        licence = clean_prose(plan.graph.info.licence)
        self._site = SimpleNamespace(
            title=plan.title,
            description=plan.description,
            published=plan.published,
            keywords=bool(plan.keywords),
            licence=licence,
            licence_address=licence if is_usable_base(f"{licence}/") and licence.startswith("http") else "",
        )
        self._alternates: tuple[Pages | None, Markup] = (None, Markup())

    def render(
        self,
        template: str,
        pages: Pages,
        language: str,
        heading: str,
        *,
        summary: str = "",
        kind: str = "website",
        structured: Mapping[str, Any] | None = None,
        **values: object,
    ) -> bytes:
        """Render a page.

        Args:
            template: The name of its template.
            pages: The page and its translations.
            language: The language of the page.
            heading: Its heading.
            summary: A sentence or two on it.
            kind: Its type in the Open Graph protocol.
            structured: What it says in schema.org, as JSON-LD.
            values: What its template needs besides.
        """
        plan = self.plan
        defaults: dict[str, object] = {"heading_attributes": Markup(), "query_id": Markup(), "root": pages.root(language)}
        html = (
            _environment()
            .get_template(template)
            .render(
                {
                    **defaults,
                    "site": self._site,
                    "w": site_words(language),
                    "language": tag_attribute(language),
                    "direction": direction(language) if language != UNDETERMINED else "auto",
                    "front": plan.front_pages().address(language),
                    "title": heading if heading == plan.title else f"{heading} · {plan.title}",
                    "title_attributes": lang_attributes(plan.default, language),
                    "heading": heading,
                    "summary": cut_summary(summary),
                    "kind": kind,
                    "canonical": f"{plan.published}{pages.address(language)}" if plan.published else "",
                    "alternates": self.alternates(pages) if plan.published else "",
                    "structured": Markup(json_for_script(structured)) if structured else "",  # noqa: S704 — escaped for a script element
                    **values,
                }
            )
        )
        return html.encode("utf-8", "replace")

    def alternates(self, pages: Pages) -> Markup:
        """Return the links to a page in all its languages, for its head. They are the same in each of them."""
        if self._alternates[0] is not pages:
            addresses = [(tag_attribute(tag), pages.address(tag)) for tag in pages.languages]
            if pages.home in pages.languages:
                addresses.append(("x-default", pages.address(pages.home)))
            lines = (
                Markup('<link rel="alternate" hreflang="{}" href="{}{}">').format(tag, self.plan.published, address)
                for tag, address in addresses
                if tag
            )
            self._alternates = pages, Markup("\n").join(lines)
        return self._alternates[1]

    def other_languages(self, pages: Pages, language: str) -> list[Markup]:
        """Return links to a page in its other languages, each named in itself."""
        root = pages.root(language)
        return [
            Markup('<a href="{}{}" hreflang="{}"{}>{}</a>').format(
                root, pages.address(tag), tag_attribute(tag), lang_attributes(tag, language), language_name(tag)
            )
            for tag in pages.languages
            if tag != language
        ]

    def words(self, language: str) -> SiteWords:
        """Return the texts of the site for readers of a language."""
        return site_words(language)


def tag_attribute(tag: str) -> str:
    """Return the value of an attribute `lang`, as in `pt-BR`; empty for an unknown language."""
    return "" if tag == UNDETERMINED else bcp47_case(tag)


def term_link(root: str, target: SiteTerm, language: str) -> str:
    """Return the HTML of a link to a term, for readers of a language."""
    label, own = target.label(language)
    hollow = ' class="hollow"' if target.term.placeholder else ""
    return f'<a href="{root}{target.pages.address(language)}"{hollow}{lang_attributes(own, language)}>{escape(label)}</a>'


def keyword_link(root: str, keyword: SiteKeyword, language: str) -> str:
    """Return the HTML of a link to a keyword, for readers of a language."""
    label, own = keyword.label(language)
    attributes = lang_attributes(own, language)
    return f'<a href="{root}{keyword.pages.address(language)}" rel="tag"{attributes}>{escape(label)}</a>'


def markup(text: str) -> Markup:
    """Mark a text as HTML whose values are escaped already. Addresses are percent-encoded, so they hold nothing to escape."""
    return Markup(text)  # noqa: S704 — see above


def list_items(lines: Iterable[str]) -> Markup:
    """Make the items of a list from lines of HTML."""
    return markup("".join([f"<li>{line}</li>\n" for line in lines]))


def first_text(texts: Iterable[str]) -> str:
    """Return the first text that is not empty."""
    return next(filter(None, texts), "")
