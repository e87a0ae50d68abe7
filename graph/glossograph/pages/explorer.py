"""`graph.html`: one offline page to explore the graph, with its data packed inside.

All text of the data comes from articles and is untrusted. It enters the page as JSON and base64 in script elements that never
run. The page's own script shows it with `textContent` and on a canvas only. The content security policy allows only the scripts
and styles of this package and no requests (CSP Level 3, section 8.3: hashes of inline elements).
"""

import secrets
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from markupsafe import Markup

from glossograph.config import PageConfig
from glossograph.errors import GlossographError
from glossograph.layout.known_map import known_map
from glossograph.layout.place_file import FILE_NAME as PLACES_NAME
from glossograph.layout.place_file import Places, places_text
from glossograph.layout.placement import TermMap, map_terms
from glossograph.model.base import Struct
from glossograph.model.graph import Graph
from glossograph.model.term import Term
from glossograph.pages.explorer_columns import GraphColumns, build_columns, positions_of, terms_by_id
from glossograph.pages.explorer_texts import (
    TERMS_PER_DETAIL_BLOCK,
    TERMS_PER_EVIDENCE_BLOCK,
    ColumnIndex,
    LabelColumns,
    detail_blocks,
    evidence_blocks,
    folder_index,
    keyword_index,
    label_line,
    labels_without_fallback,
)
from glossograph.pages.packing import BlockPacker, PackedText
from glossograph.pages.page_head import alternate_files, schema_org
from glossograph.pages.page_parts import (
    clean_prose,
    json_for_script,
    page_environment,
    read_built_page,
    read_template,
    replace_invalid_html,
    security_policy,
)
from glossograph.serialise.export_job import ExportJob
from glossograph.serialise.file_batch import Batch
from glossograph.serialise.kept_blocks import EarlierBlocks, Part
from glossograph.text.languages import FALLBACK, LanguageTag, direction, language_name

_MAX_LANGUAGES = 1_000
"""Languages with labels on a page, three times as many as Wikipedia has. Each has a column with a line for every term."""

_MAX_SHARE_WITH_LABELS, _MAX_SHARE_WITH_DETAILS = 0.6, 0.75
"""Shares of the page's room: up to the first with labels, up to the second with definitions. Sentences fill the rest."""


_MAX_LINKS_BY_ID = 150_000
"""Links up to which blocks hold the terms in the order of their ids, which edits leave alone: those of more may not all fit."""


class Omission(Struct, frozen=True):
    """Content that the page omits: `languages`, `definitions` or `sentences`, and of how many languages or terms."""

    what: str
    count: int
    names: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Describe the omitted content, for a summary."""
        if self.what == "languages":
            return f"labels in {' '.join(self.names)}"
        return f"the {self.what} of {self.count:,} {'term' if self.count == 1 else 'terms'}"


class ExplorerPage(Struct, frozen=True):
    """The page: the HTML around its data, the data in blocks, what it omits, and where it places the terms."""

    before: str
    blocks: tuple[PackedText, ...]
    after: str
    omissions: tuple[Omission, ...]
    places: Places

    @property
    def text(self) -> str:
        """The whole page."""
        return f"{self.before}{b''.join(block.text for block in self.blocks).decode()}{self.after}"


class _PageLanguages(Struct, frozen=True):
    """The languages of a page: all in the graph, those whose labels are wanted, the fallback, and label counts."""

    all: tuple[LanguageTag, ...]
    wanted: tuple[LanguageTag, ...]
    fallback: LanguageTag
    label_counts: Mapping[LanguageTag, int]


def emit_html(job: ExportJob, files: Batch) -> None:
    """Write `graph.html` and `places.json`, and add a note for everything that the page omits.

    Terms stay where the `places.json` of an earlier build has them, unless the job asks for a new layout.
    """
    folders = (files.folder, *((job.places_folder,) if job.places_folder else ()))
    known = known_map(job.graph, folders, new_layout=job.new_layout)
    if known.fault:
        files.note(known.fault)
    with files.open_blocks("graph.html", b"") as file:
        page = render_page(job, known.term_map, file.earlier)
        file.write(page.before.encode("utf-8"))
        for block in page.blocks:
            file.block(block.name, block.key, lambda block=block: (Part(block.key, lambda: block.text),), fresh=True)  # type: ignore[misc]
        file.write(page.after.encode("utf-8"))
    if not known.fault:
        files.write_text(PLACES_NAME, places_text(page.places))
    for omission in page.omissions:
        files.note(f"graph.html omits {omission}: see [page] in glossograph.toml")
    if not job.config.page.source and not job.config.page.published:
        files.note("graph.html opens no articles: set source or published in [page] of glossograph.toml")


def render_explorer(job: ExportJob, earlier: Places | None = None) -> ExplorerPage:
    """Render the page of a graph, with the places of the terms on an earlier page, if there was one.

    The same graph and the same earlier places give the same text.
    """
    return render_page(job, map_terms(job.graph, earlier))


def render_page(job: ExportJob, term_map: TermMap, earlier_blocks: EarlierBlocks | None = None) -> ExplorerPage:
    """Render the page of a graph on its map.

    Args:
        job: The graph, the source of its evidence, and the settings.
        term_map: The map.
        earlier_blocks: The blocks of the earlier page. Those that would be the same are taken over.

    Raises:
        GlossographError: The terms and edges alone do not fit on the page.
    """
    packer = BlockPacker(earlier_blocks)
    about, omissions = _pack_graph(job, term_map, packer)
    style, script = read_template("explorer.css"), read_built_page("explorer.js")
    template = page_environment().from_string(read_template("explorer.html"))
    mark = secrets.token_hex()  # no article can contain it
    text = template.render(
        policy=security_policy(scripts=(script,), styles=(style,)),
        title=replace_invalid_html(about["title"]),
        description=replace_invalid_html(about["description"]),
        about=Markup(json_for_script(about)),  # noqa: S704 — escaped for a script element
        alternates=list(alternate_files(job)),
        schema_org=Markup(json_for_script(schema_org(job))),  # noqa: S704 — escaped for a script element
        blocks=mark,
        style=Markup(style),  # noqa: S704 — a file of this package
        script=Markup(script),  # noqa: S704 — a file of this package
    )
    before, _, after = text.partition(mark)
    return ExplorerPage(before, tuple(packer.texts), after, omissions, term_map.places(job.graph))


def _pack_graph(job: ExportJob, term_map: TermMap, packer: BlockPacker) -> tuple[dict[str, Any], tuple[Omission, ...]]:
    """Pack the data of a page.

    Returns:
        What the page has to know before it unpacks anything, and what it omits.

    Raises:
        GlossographError: The terms and edges alone do not fit on the page.
    """
    graph, page = job.graph, job.config.page
    languages = _page_languages(graph, page)
    language_index: dict[str, int] = {tag: index for index, tag in enumerate(languages.all)}
    columns = build_columns(graph, term_map, languages.all)
    terms = columns.terms
    if not all(packer.add(name, data) for name, data in columns.arrays.items()):
        message = (
            f"graph.html cannot hold {len(terms):,} terms and {len(graph.edges):,} edges in 25 MB: "
            "choose other formats with --format, or add --no-placeholders to omit terms without an article"
        )
        raise GlossographError(message)
    packer.add_json("patterns", columns.patterns)
    packer.add("slugs", "\n".join(label_line(term.slug) for term in terms).encode())
    kept = _pack_labels(terms, languages, language_index, packer)
    keywords, members = keyword_index(terms)
    packer.add_json("keywords", keywords, max_share=_MAX_SHARE_WITH_DETAILS)
    packer.add_json("keyword-terms", members, max_share=_MAX_SHARE_WITH_DETAILS)
    folders, folder_members = folder_index(terms)
    packer.add_json("folders", folders, max_share=_MAX_SHARE_WITH_DETAILS)
    packer.add_json("folder-terms", folder_members, max_share=_MAX_SHARE_WITH_DETAILS)
    omitted_languages = tuple(tag for tag in languages.all if languages.label_counts[tag] and tag not in kept)
    shown_languages = {tag: index for tag, index in language_index.items() if tag not in omitted_languages}
    start = packer.state
    order = terms_by_id(columns) if sum(edge.count for edge in graph.edges) <= _MAX_LINKS_BY_ID else None
    omitted = _pack_texts(job, columns, order, shown_languages, packer)
    if order is not None and any(omitted):  # then those of the most central terms are wanted
        packer.restore(start)
        omitted = _pack_texts(job, columns, None, shown_languages, packer)
    without_definitions, without_sentences = omitted
    candidates = (
        Omission("languages", len(omitted_languages), omitted_languages),
        Omission("definitions", without_definitions),
        Omission("sentences", without_sentences),
    )
    omissions = tuple(omission for omission in candidates if omission.count)
    about = {
        "title": clean_prose(graph.info.title),
        "description": clean_prose(graph.info.description),
        "licence": clean_prose(graph.info.licence),
        "base": graph.info.base_iri,
        "fallback": languages.fallback,
        "languages": [
            {
                "tag": tag,
                "name": language_name(tag),
                "direction": direction(tag),
                "names": languages.label_counts[tag] if tag in kept else 0,
            }
            for tag in languages.all
        ],
        "terms": len(terms),
        "edges": len(graph.edges),
        "links": sum(edge.count for edge in graph.edges),
        "source": page.source,
        "published": page.published,
        "communities": {slug: label_line(name) for slug, name in sorted(page.communities.items())},
        "plane": columns.plane,
        "pinned": term_map.pinned,
        "regions": term_map.regions,
        "leftOut": [{"what": omission.what, "count": omission.count, "names": omission.names} for omission in omissions],
        "details": TERMS_PER_DETAIL_BLOCK,
        "evidence": TERMS_PER_EVIDENCE_BLOCK,
        "blocks": packer.index,
    }
    return about, omissions


def _pack_texts(
    job: ExportJob, columns: GraphColumns, order: Sequence[int] | None, languages: Mapping[str, int], packer: BlockPacker
) -> tuple[int, int]:
    """Pack the details and sentences of the terms, in an order of their own or the most central first.

    Returns:
        Of how many terms the page omits the definitions, and of how many the sentences.
    """
    graph, page = job.graph, job.config.page
    terms = columns.terms
    if order is not None:
        packer.add("position", positions_of(order))
        terms = tuple(terms[index] for index in order)
    column_index = ColumnIndex({term.id: index for index, term in enumerate(terms)}, languages)
    sources = {edge.source for edge in graph.edges}
    definition_counts = _count_per_block((bool(term.definitions) for term in terms), TERMS_PER_DETAIL_BLOCK)
    sentence_counts = _count_per_block((term.id in sources for term in terms), TERMS_PER_EVIDENCE_BLOCK)
    without_definitions = packer.add_numbered(
        "details", detail_blocks(terms, page, languages), definition_counts, _MAX_SHARE_WITH_DETAILS
    )
    if not page.definitions:
        without_definitions = sum(definition_counts)
    if not page.sentences:
        return without_definitions, sum(sentence_counts)
    rows = evidence_blocks(graph.edges, terms, job.source, column_index)
    return without_definitions, packer.add_numbered("links", rows, sentence_counts, 1.0)


def _count_per_block(facts: Iterable[bool], block_size: int) -> list[int]:
    """Count the true facts in each block of consecutive facts.

    >>> _count_per_block([True, False, True, True], 3)
    [2, 1]
    """
    values = list(facts)
    return [sum(values[start : start + block_size]) for start in range(0, len(values), block_size)]


def _page_languages(graph: Graph, page: PageConfig) -> _PageLanguages:
    label_counts = Counter(label.language for term in graph.terms for label in term.labels)
    of_links = {language for edge in graph.edges for language, _ in edge.counts}
    of_articles = {article.language for term in graph.terms for article in term.articles}
    tags = tuple(sorted({*label_counts, *of_links, *of_articles}))
    wanted = tuple(tag for tag in tags if label_counts[tag] and (not page.languages or tag in page.languages))
    fallback = FALLBACK if FALLBACK in wanted else max(wanted, key=lambda tag: (label_counts[tag], tag), default=FALLBACK)
    return _PageLanguages(tags, wanted, fallback, label_counts)


def _pack_labels(
    terms: Sequence[Term], languages: _PageLanguages, language_index: Mapping[str, int], packer: BlockPacker
) -> dict[str, int]:
    """Pack the labels of each language that has room: the fallback first, then the languages with most labels.

    Returns:
        The packed languages, with their positions in the page's languages.
    """
    kept: dict[str, int] = {}
    columns = LabelColumns(terms)
    by_labels = sorted(languages.wanted, key=lambda tag: (tag != languages.fallback, -languages.label_counts[tag], tag))
    for tag in by_labels[:_MAX_LANGUAGES]:
        index = language_index[tag]
        max_share = 1.0 if tag == languages.fallback else _MAX_SHARE_WITH_LABELS
        if packer.add(f"names-{index}", "\n".join(columns.preferred(tag)).encode(), max_share=max_share):
            packer.add_json(f"aliases-{index}", columns.alternatives(tag), max_share=_MAX_SHARE_WITH_LABELS)
            kept[tag] = index
    packer.add_json("others", labels_without_fallback(terms, languages.fallback, kept))
    return kept
