"""`graph.html`: the graph to explore, one offline page whose data is packed inside it.

Every text of the data comes from articles and is trusted nowhere. It reaches the page as JSON and base64 in script elements that
never run, the page's own script shows it with `textContent` and on a canvas alone, and the content security policy lets nothing
run, load or style but what this package wrote (CSP Level 3, section 8.3: hashes of inline elements).
"""

import base64
import json
import zlib
from collections.abc import Iterable, Mapping
from typing import Any

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from glossograph.emit.explorer_columns import columns
from glossograph.emit.explorer_texts import (
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
from glossograph.emit.job import Job
from glossograph.emit.page_parts import html_text, json_for_script, part, policy, prose
from glossograph.emit.write import Batch
from glossograph.languages import FALLBACK, direction, language_name

_ROOM = 24_000_000
"""Characters of data that a page takes, so that it stays below 25 MB."""

_FOR_NAMES, _FOR_DETAILS = 0.6, 0.75
"""The shares of the room that names may fill, and names and definitions together; sentences fill what is left."""


class _Packed:
    """Blocks in base64, one after the other, each found by its name."""

    def __init__(self) -> None:
        self.index: dict[str, tuple[int, int]] = {}
        self.texts: list[str] = []
        self.size = 0

    def add(self, name: str, data: bytes, *, below: float = 1.0) -> bool:
        """Add a block, unless it would take more than its share of the room; tell whether it was added."""
        text = base64.b64encode(_gzip(data)).decode()
        if self.size + len(text) > below * _ROOM:
            return False
        self.index[name] = (self.size, len(text))
        self.texts.append(text)
        self.size += len(text)
        return True

    def add_json(self, name: str, value: object, *, below: float = 1.0) -> bool:
        """Add a block of JSON."""
        return self.add(name, json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(), below=below)


def emit_html(job: Job, files: Batch) -> None:
    """Write `graph.html`, and note what it was written without."""
    text, left_out = explorer(job)
    files.text("graph.html", text)
    for one in left_out:
        files.note(f"graph.html is without {_said(one)}: see [page] in the settings")


def _said(one: Mapping[str, Any]) -> str:
    names = f" ({' '.join(one['names'])})" if one["names"] else ""
    of = "names in {} languages" if one["what"] == "languages" else f"the {one['what']} of {{}} terms"
    return of.format(f"{one['count']:,}") + names


def explorer(job: Job) -> tuple[str, list[dict[str, Any]]]:
    """Write the page of a graph, and tell what did not go in: `what` (`languages`, `definitions`, `sentences`), `count`, `names`."""
    about, packed = _data(job)
    style, script = part("explorer.css"), part("explorer.js")
    template = Environment(autoescape=True, undefined=StrictUndefined, keep_trailing_newline=True).from_string(
        part("explorer.html")
    )
    page = template.render(
        policy=policy(scripts=(script,), styles=(style,)),
        title=html_text(about["title"]),
        description=html_text(about["description"]),
        about=Markup(json_for_script(about)),  # noqa: S704 — escaped for its place
        blocks=Markup("".join(packed.texts)),  # noqa: S704 — base64
        style=Markup(style),  # noqa: S704 — files of this package
        script=Markup(script),  # noqa: S704
    )
    return page, about["leftOut"]


def _data(job: Job) -> tuple[dict[str, Any], _Packed]:
    """Pack what the page knows, and tell what it has to know before it unpacks anything."""
    graph, page = job.graph, job.config.page
    named = {label.language for term in graph.terms for label in term.labels}
    linked = {language for edge in graph.edges for language, _ in edge.counts}
    written = {article.language for term in graph.terms for article in term.articles}
    tags = sorted(named | linked | written)
    wanted = [tag for tag in tags if tag in named and (not page.languages or tag in page.languages)]
    fallback = FALLBACK if FALLBACK in wanted else max(wanted, key=lambda tag: (_spread(graph.terms, tag), tag), default=FALLBACK)
    found = columns(graph, tags)
    terms = found.terms
    packed = _Packed()
    for column, data in found.arrays.items():
        packed.add(column, data)
    packed.add_json("patterns", found.patterns)
    packed.add("slugs", "\n".join(name(term.slug) for term in terms).encode())
    kept: dict[str, int] = {}
    counts: dict[str, int] = {}
    for tag in sorted(wanted, key=lambda tag: (tag != fallback, -_spread(graph.terms, tag), tag)):
        texts = names(terms, tag)
        number = tags.index(tag)
        if not packed.add(f"names-{number}", "\n".join(texts).encode(), below=1.0 if tag == fallback else _FOR_NAMES):
            continue
        packed.add_json(f"aliases-{number}", aliases(terms, tag), below=_FOR_NAMES)
        kept[tag] = number
        counts[tag] = sum(map(bool, texts))
    packed.add_json("others", others(terms, fallback, kept))
    words, members = keywords(terms)
    packed.add_json("keywords", words, below=_FOR_DETAILS)
    packed.add_json("keyword-terms", members, below=_FOR_DETAILS)
    places = Places({term.id: place for place, term in enumerate(terms)}, {tag: tags.index(tag) for tag in tags if tag in kept or not page.languages})
    left_out = [
        {"what": "languages", "count": len(gone), "names": gone} for gone in [[tag for tag in tags if tag in named and tag not in kept]] if gone
    ]
    left_out += _fill(packed, "details", details(terms, page, places.languages), _FOR_DETAILS, "definitions")
    if page.definitions is False:
        left_out += _without("definitions", sum(bool(term.definitions) for term in terms))
    if page.sentences:
        left_out += _fill(packed, "links", evidence(terms, job.source, places), 1.0, "sentences")
    else:
        left_out += _without("sentences", len({edge.source for edge in graph.edges}))
    about = {
        "title": prose(graph.collection.title),
        "description": prose(graph.collection.description),
        "licence": prose(graph.collection.licence),
        "base": graph.collection.base_iri,
        "fallback": fallback,
        "languages": [
            {"tag": tag, "name": language_name(tag), "direction": direction(tag), "names": counts.get(tag, 0)} for tag in tags
        ],
        "terms": len(terms),
        "edges": len(graph.edges),
        "links": sum(edge.count for edge in graph.edges),
        "source": page.source,
        "leftOut": left_out,
        "details": DETAILS_TOGETHER,
        "evidence": EVIDENCE_TOGETHER,
        "blocks": packed.index,
    }
    return about, packed


def _spread(terms: Iterable[Any], tag: str) -> int:
    return sum(label.language == tag for term in terms for label in term.labels)


def _fill(
    packed: _Packed, name: str, blocks: Iterable[tuple[int, list[Any]]], share: float, what: str
) -> list[dict[str, Any]]:
    """Add blocks as long as there is room, the most central terms first, and count the terms that go without."""
    missing, full = 0, False
    for number, (filled, block) in enumerate(blocks):
        full = full or not packed.add_json(f"{name}-{number}", block, below=share)
        missing += filled if full else 0
    return _without(what, missing)


def _without(what: str, count: int) -> list[dict[str, Any]]:
    return [{"what": what, "count": count, "names": []}] if count else []


def _gzip(data: bytes) -> bytes:
    r"""Compress to the same bytes at any time on any system (RFC 1952: no time, system unknown).

    >>> _gzip(b"bond")[:10]
    b'\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff'
    """
    packer = zlib.compressobj(6, zlib.DEFLATED, 31)
    packed = packer.compress(data) + packer.flush()
    return packed[:9] + b"\xff" + packed[10:]
