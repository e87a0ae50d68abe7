"""What a page says in schema.org, for search engines: `DefinedTerm`, `DefinedTermSet` and `Dataset`, as JSON-LD."""

from collections.abc import Sequence
from typing import Any

from glossograph.pages.page_parts import clean_prose
from glossograph.site.page_frame import tag_attribute
from glossograph.site.site_plan import SitePlan, SiteTerm
from glossograph.text.iris import scheme_iri, term_iri

_CONTEXT = "https://schema.org"


def term_data(
    plan: SitePlan, term: SiteTerm, language: str, *, names: Sequence[str], definition: str, article: str
) -> dict[str, Any]:
    """Describe a term.

    Args:
        plan: The plan of the site.
        term: The term.
        language: The language of the page.
        names: Its name in the language, then its other names.
        definition: Its definition in the language; empty if it has none.
        article: The address of the article; empty if it is not known.
    """
    address = f"{plan.published}{term.pages.address(language)}" if plan.published else ""
    values = {
        "@context": _context(language),
        "@type": "DefinedTerm",
        "@id": term_iri(plan.base, term.term.slug),
        "name": names[0],
        "alternateName": list(names[1:]),
        "description": definition,
        "termCode": clean_prose(term.term.slug),
        "url": address,
        "mainEntityOfPage": address,
        "subjectOf": {"@type": "Article", "url": article, "inLanguage": tag_attribute(language)} if article else None,
        "inDefinedTermSet": {"@type": "DefinedTermSet", "@id": scheme_iri(plan.base), "name": plan.title},
    }
    return _without_empty(values)


def set_data(plan: SitePlan, language: str, downloads: Sequence[tuple[str, str, int]]) -> dict[str, Any]:
    """Describe the whole glossary as a set of terms and as a data set.

    Args:
        plan: The plan of the site.
        language: The language of the page.
        downloads: Address from the root, media type and bytes of each file of data.
    """
    info = plan.graph.info
    address = f"{plan.published}{plan.front_pages().address(language)}" if plan.published else ""
    common = {
        "name": plan.title,
        "description": plan.description,
        "license": clean_prose(info.licence),
        "creator": _agent(clean_prose(info.creator)),
        "inLanguage": [tag_attribute(tag) for tag in plan.languages if tag_attribute(tag)],
    }
    terms = {"@type": "DefinedTermSet", "@id": scheme_iri(plan.base), "url": address, **common}
    dataset = {
        "@type": "Dataset",
        "@id": f"{scheme_iri(plan.base)}dataset" if plan.published else "",
        "url": plan.published,
        **common,
        "distribution": [
            _without_empty(
                {
                    "@type": "DataDownload",
                    "contentUrl": f"{plan.published}{name}",
                    "encodingFormat": media_type,
                    "contentSize": f"{size} B",
                }
            )
            for name, media_type, size in downloads
            if plan.published
        ],
    }
    return {"@context": _CONTEXT, "@graph": [_without_empty(terms), _without_empty(dataset)]}


def keyword_data(plan: SitePlan, iri: str, name: str, language: str, members: Sequence[SiteTerm]) -> dict[str, Any]:
    """Describe a keyword as a set of terms."""
    terms = [
        {"@type": "DefinedTerm", "@id": term_iri(plan.base, member.term.slug), "name": member.label(language)[0]}
        for member in members
    ]
    own = {"@context": _context(language), "@type": "DefinedTermSet", "@id": iri, "name": name}
    return _without_empty({**own, "inLanguage": tag_attribute(language), "hasDefinedTerm": terms})


def _context(language: str) -> list[Any]:
    """Return the context, in which texts are in the language of the page."""
    tag = tag_attribute(language)
    return [_CONTEXT, {"@language": tag}] if tag else [_CONTEXT]


def _agent(creator: str) -> dict[str, str] | None:
    if not creator:
        return None
    is_address = creator.startswith(("http://", "https://"))
    return {"@type": "Organization", "url": creator} if is_address else {"@type": "Organization", "name": creator}


def _without_empty(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in ("", None, [])}
