"""`graph.html`: the graph to explore, one offline page whose data is packed inside it.

Every text of the data comes from articles and is trusted nowhere. It reaches the page as JSON and base64 in script elements that
never run, the page's own script shows it with `textContent` and on a canvas alone, and the content security policy lets nothing
run, load or style but what this package wrote (CSP Level 3, section 8.3: hashes of inline elements).
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from glossograph.config import PageConfig
from glossograph.errors import GlossographError
from glossograph.model.base import Struct
from glossograph.model.evidence import EvidenceSource
from glossograph.model.graph import Graph
from glossograph.model.term import Term
from glossograph.pages.explorer_columns import columns
from glossograph.pages.explorer_texts import (
    DETAILS_TOGETHER,
    EVIDENCE_TOGETHER,
    Places,
    aliases,
    details,
    evidence,
    keywords,
    name,
    names,
    others,
)
from glossograph.pages.packing import Packed
from glossograph.pages.page_parts import html_text, json_for_script, part, policy, prose
from glossograph.serialise.export_job import ExportJob
from glossograph.serialise.file_batch import Batch
from glossograph.text.languages import FALLBACK, LanguageTag, direction, language_name

_FOR_NAMES, _FOR_DETAILS = 0.6, 0.75
"""The shares of the room that names may fill, and names and definitions together; sentences fill what is left."""


class LeftOut(Struct, frozen=True):
    """Something that a page was made without: `languages`, `definitions` or `sentences`, and of how many terms."""

    what: str
    count: int
    names: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Say it, as a summary does."""
        if self.what == "languages":
            return f"names in {' '.join(self.names)}"
        return f"the {self.what} of {self.count:,} {'term' if self.count == 1 else 'terms'}"


class Page(Struct, frozen=True):
    """A page as text, and what it was made without."""

    text: str
    left_out: tuple[LeftOut, ...]


class _Tongues(Struct, frozen=True):
    """The languages of a page: all that are spoken of, those whose names are wanted, and the one to fall back on."""

    all: tuple[LanguageTag, ...]
    wanted: tuple[LanguageTag, ...]
    fallback: LanguageTag
    spread: Mapping[LanguageTag, int]


def emit_html(job: ExportJob, files: Batch) -> None:
    """Write `graph.html`, and note what it was written without."""
    page = explorer(job)
    files.write_text("graph.html", page.text)
    for one in page.left_out:
        files.note(f"graph.html is without {one}: see [page] in the settings")


def explorer(job: ExportJob) -> Page:
    """Make the page of a graph; the same graph gives the same text."""
    packed = Packed()
    about, left_out = _pack(job.graph, job.source, job.config.page, packed)
    style, script = part("explorer.css"), part("explorer.js")
    environment = Environment(autoescape=True, undefined=StrictUndefined, keep_trailing_newline=True)
    text = environment.from_string(part("explorer.html")).render(
        policy=policy(scripts=(script,), styles=(style,)),
        title=html_text(about["title"]),
        description=html_text(about["description"]),
        about=Markup(json_for_script(about)),  # noqa: S704 — escaped for its place
        blocks=Markup("".join(packed.texts)),  # noqa: S704 — base64
        style=Markup(style),  # noqa: S704 — files of this package
        script=Markup(script),  # noqa: S704
    )
    return Page(text, left_out)


def _pack(graph: Graph, source: EvidenceSource, page: PageConfig, packed: Packed) -> tuple[dict[str, Any], tuple[LeftOut, ...]]:
    """Pack what a page knows; give what it has to know before it unpacks anything, and what is left out."""
    tongues = _tongues(graph, page)
    numbers: dict[str, int] = {tag: number for number, tag in enumerate(tongues.all)}
    found = columns(graph, tongues.all)
    terms = found.terms
    if not all(packed.add(column, data) for column, data in found.arrays.items()):
        message = (
            f"{len(terms):,} terms and {len(graph.edges):,} edges are too many for graph.html, which stays below 25 MB: "
            "choose other formats with --format, or leave terms without an article out with --no-placeholders"
        )
        raise GlossographError(message)
    packed.add_json("patterns", found.patterns)
    packed.add("slugs", "\n".join(name(term.slug) for term in terms).encode())
    kept = _pack_names(terms, tongues, numbers, packed)
    words, members = keywords(terms)
    packed.add_json("keywords", words, below=_FOR_DETAILS)
    packed.add_json("keyword-terms", members, below=_FOR_DETAILS)
    gone = tuple(tag for tag in tongues.all if tongues.spread[tag] and tag not in kept)
    told = {tag: number for tag, number in numbers.items() if tag not in gone}
    places = Places({term.id: place for place, term in enumerate(terms)}, told)
    linking = {edge.source for edge in graph.edges}
    defined = _counted((bool(term.definitions) for term in terms), DETAILS_TOGETHER)
    said = _counted((term.id in linking for term in terms), EVIDENCE_TOGETHER)
    undefined = packed.fill("details", details(terms, page, told), defined, _FOR_DETAILS)
    undefined = undefined if page.definitions else sum(defined)
    unsaid = packed.fill("links", evidence(terms, source, places), said, 1.0) if page.sentences else sum(said)
    missing = (LeftOut("languages", len(gone), gone), LeftOut("definitions", undefined), LeftOut("sentences", unsaid))
    left_out = tuple(one for one in missing if one.count)
    about = {
        "title": prose(graph.info.title),
        "description": prose(graph.info.description),
        "licence": prose(graph.info.licence),
        "base": graph.info.base_iri,
        "fallback": tongues.fallback,
        "languages": [
            {
                "tag": tag,
                "name": language_name(tag),
                "direction": direction(tag),
                "names": tongues.spread[tag] if tag in kept else 0,
            }
            for tag in tongues.all
        ],
        "terms": len(terms),
        "edges": len(graph.edges),
        "links": sum(edge.count for edge in graph.edges),
        "source": page.source,
        "leftOut": [{"what": one.what, "count": one.count, "names": one.names} for one in left_out],
        "details": DETAILS_TOGETHER,
        "evidence": EVIDENCE_TOGETHER,
        "blocks": packed.index,
    }
    return about, left_out


def _counted(facts: Iterable[bool], together: int) -> list[int]:
    """Count what is true, so many facts at a time.

    >>> _counted([True, False, True, True], 3)
    [2, 1]
    """
    given = list(facts)
    return [sum(given[start : start + together]) for start in range(0, len(given), together)]


def _tongues(graph: Graph, page: PageConfig) -> _Tongues:
    spread = Counter(label.language for term in graph.terms for label in term.labels)
    linked = {language for edge in graph.edges for language, _ in edge.counts}
    written = {article.language for term in graph.terms for article in term.articles}
    everything = tuple(sorted({*spread, *linked, *written}))
    wanted = tuple(tag for tag in everything if spread[tag] and (not page.languages or tag in page.languages))
    fallback = FALLBACK if FALLBACK in wanted else max(wanted, key=lambda tag: (spread[tag], tag), default=FALLBACK)
    return _Tongues(everything, wanted, fallback, spread)


def _pack_names(terms: Sequence[Term], tongues: _Tongues, numbers: Mapping[str, int], packed: Packed) -> dict[str, int]:
    """Pack the names language by language, the one to fall back on first, then those with most; give those that had room."""
    kept: dict[str, int] = {}
    for tag in sorted(tongues.wanted, key=lambda tag: (tag != tongues.fallback, -tongues.spread[tag], tag)):
        below = 1.0 if tag == tongues.fallback else _FOR_NAMES
        if packed.add(f"names-{numbers[tag]}", "\n".join(names(terms, tag)).encode(), below=below):
            packed.add_json(f"aliases-{numbers[tag]}", aliases(terms, tag), below=_FOR_NAMES)
            kept[tag] = numbers[tag]
    packed.add_json("others", others(terms, tongues.fallback, kept))
    return kept
