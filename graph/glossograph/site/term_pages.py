"""The pages of a term, one in each of its languages, and its data beside them."""

from collections.abc import Iterator, Mapping, Sequence
from types import SimpleNamespace
from typing import NamedTuple
from urllib.parse import quote

import msgspec
from markupsafe import escape

from glossograph.model.edge import Edge
from glossograph.model.evidence import EvidenceSource
from glossograph.pages.explorer_texts import label_line, shorten
from glossograph.pages.page_parts import clean_prose
from glossograph.serialise.kept_blocks import digest
from glossograph.site.excerpts import Excerpt, cut_excerpt, first_links
from glossograph.site.page_frame import PageFrame, first_text, keyword_link, list_items, tag_attribute, term_link
from glossograph.site.safe_names import address_part
from glossograph.site.site_plan import Pages, SiteTerm
from glossograph.site.site_words import SiteWords, lang_attributes, spaced
from glossograph.site.small_map import SmallMap, draw_map
from glossograph.site.structured_data import term_data
from glossograph.text.iris import published_address, term_iri
from glossograph.text.keys import TermId
from glossograph.text.languages import language_name

MAX_SENTENCES = 12
"""Links in each direction that a page shows with a sentence."""

_MAX_NAMES = 120
"""Links in each direction, beyond those with a sentence, that a page shows by name; a page of its own lists all."""

_MAX_DEFINITION_CHARS = 4000
_encode = msgspec.msgpack.Encoder().encode

Excerpts = Mapping[tuple[TermId, str], Excerpt]
"""Sentences by the other term and the language."""


class _Direction(SimpleNamespace):
    """The links of a term in one direction: the other terms, the edges in the order of the plan, sentences, texts and file."""

    kind: str
    title: str
    file: str
    edges: Sequence[Edge]
    others: Sequence[SiteTerm]
    excerpts: Excerpts


class _Shared(NamedTuple):
    """What the pages of a term have in common: its map, and its names by the way to the root and the language."""

    map: SmallMap | None
    names: Mapping[str, Mapping[str, str]]


class TermPages:
    """Makes the pages of terms."""

    def __init__(self, frame: PageFrame, source: EvidenceSource) -> None:
        """Make pages in a frame, with sentences of a source."""
        self._frame = frame
        self._plan = frame.plan
        self._source = source

    def key(self, term: TermId, block_key: bytes, evidence: Mapping[TermId, bytes], context: bytes) -> bytes:
        """Digest all that the pages of a term are made from.

        Args:
            term: The term.
            block_key: The digest of what is said of it in RDF.
            evidence: The digest of the links of each term.
            context: What all pages depend on.
        """
        plan = self._plan
        outgoing, incoming = plan.outgoing.get(term, ()), plan.incoming.get(term, ())
        parts = [context, block_key, evidence.get(term, b""), plan.terms[term].digest]
        for edge in outgoing:
            parts += (plan.terms[edge.target].digest, _encode(edge.counts))
        for edge in incoming:
            parts += (plan.terms[edge.source].digest, _encode(edge.counts), evidence.get(edge.source, b""))
        hierarchy = plan.hierarchy
        for relation in (hierarchy.broader, hierarchy.narrower, hierarchy.related):
            parts += (plan.terms[other].digest for other in sorted(relation.get(term, ())))
        for keyword in plan.keywords_of.get(term, ()):
            parts.append(_encode((keyword.pages, keyword.collection.labels)))
        return digest(*parts)

    def files(self, term: TermId, incoming: Excerpts) -> Iterator[tuple[str, bytes]]:
        """Yield path and content of each page of a term."""
        plan, site_term = self._plan, self._plan.terms[term]
        into = plan.incoming.get(term, ())
        out = plan.outgoing.get(term, ())
        directions = (
            _Direction(kind="out", title="links_out", file="links-to.html", edges=out,
                       others=[plan.terms[edge.target] for edge in out], excerpts=self._outgoing_excerpts(term)),
            _Direction(kind="into", title="links_in", file="linked-from.html", edges=into,
                       others=[plan.terms[edge.source] for edge in into], excerpts=incoming),
        )  # fmt: skip
        pages = site_term.pages
        shared = _Shared(
            draw_map(plan, term), {root: _named_languages(site_term, root) for root in {*map(pages.root, pages.languages)}}
        )
        for language in pages.languages:
            yield pages.path(language), self._page(site_term, language, directions, shared)
        for direction in directions:
            if len(direction.edges) > MAX_SENTENCES + _MAX_NAMES:
                lists = _with_file(pages, direction.file)
                for language in pages.languages:
                    yield lists.path(language), self._list_page(site_term, lists, language, direction)

    def _outgoing_excerpts(self, term: TermId) -> dict[tuple[TermId, str], Excerpt]:
        if not self._plan.with_sentences:
            return {}
        return {
            (target, article.language): cut_excerpt(sentence, anchor)
            for article in self._source.by_article(term)
            for target, sentence, anchor in first_links(article)
        }

    def _page(self, term: SiteTerm, language: str, directions: Sequence[_Direction], shared: _Shared) -> bytes:
        plan, pages = self._plan, term.pages
        root = pages.root(language)
        w = self._frame.words(language)
        heading, own = term.label(language)
        also = [label_line(label.text) for label in term.term.alternatives if label.language == language]
        definition, of_definition = definition_of(term, language)
        in_language = definition if of_definition == language else ""
        url = self._article(term, language)
        links = [part for direction in directions if (part := self._links(term, language, direction, w))]
        return self._frame.render(
            "term.html",
            pages,
            language,
            heading,
            summary=definition or ", ".join(dict.fromkeys(term.labels.values())),
            kind="article",
            structured=term_data(plan, term, language, names=[heading, *also], definition=in_language, article=url),
            heading_attributes=lang_attributes(own, language),
            also=", ".join(also),
            definition=definition,
            definition_attributes=lang_attributes(of_definition, language),
            hollow=term.term.placeholder,
            keywords=list_items(keyword_link(root, keyword, language) for keyword in plan.keywords_of.get(term.term.id, ())
                      if language in keyword.collection.labels),
            article=url,
            map=shared.map.render(language) if shared.map else "",
            names=list_items(name for tag, name in shared.names[root].items() if tag != language),
            relations=self._relations(term, root, language, w),
            links=links,
            iri=term_iri(plan.base, term.term.slug),
            data=f"term/{address_part(term.name)}",
            fragment=address_part(clean_prose(term.term.slug)),
        )  # fmt: skip

    def _links(self, term: SiteTerm, language: str, direction: _Direction, w: SiteWords) -> SimpleNamespace | None:
        """Show the links in a direction: first those in the language, then those in other languages only."""
        if not direction.edges:
            return None
        root = term.pages.root(language)
        here: list[SiteTerm] = []
        elsewhere: list[SiteTerm] = []
        for edge, other in zip(direction.edges, direction.others, strict=True):
            (here if any(tag == language for tag, _ in edge.counts) else elsewhere).append(other)
        quoted: list[str] = []
        names: list[SiteTerm] = []
        for position, other in enumerate(here):
            excerpt = direction.excerpts.get((other.term.id, language)) if position < MAX_SENTENCES else None
            if excerpt:
                quoted.append(term_link(root, other, language) + _quote(excerpt))
            else:
                names.append(other)
        is_cut = len(direction.edges) > MAX_SENTENCES + _MAX_NAMES
        room = max(0, _MAX_NAMES - len(names))
        return SimpleNamespace(
            kind=direction.kind,
            title=w[direction.title],
            count=spaced(len(direction.edges)),
            quoted=list_items(quoted),
            others=list_items(term_link(root, other, language) for other in (names[:_MAX_NAMES] if is_cut else names)),
            elsewhere=list_items(term_link(root, other, language) for other in (elsewhere[:room] if is_cut else elsewhere)),
            more=direction.file if is_cut else "",
            show_all=w.count("show_all", len(direction.edges)),
        )

    def _list_page(self, term: SiteTerm, pages: Pages, language: str, direction: _Direction) -> bytes:
        """List all links in a direction by name."""
        root = pages.root(language)
        w = self._frame.words(language)
        heading, own = term.label(language)
        return self._frame.render(
            "link_list.html",
            pages,
            language,
            heading,
            heading_attributes=lang_attributes(own, language),
            up=term.pages.address(language),
            kind_of_links=direction.kind,
            links_title=w[direction.title],
            count=spaced(len(direction.edges)),
            terms=list_items(term_link(root, other, language) for other in direction.others),
        )

    def _relations(self, term: SiteTerm, root: str, language: str, w: SiteWords) -> list[SimpleNamespace]:
        hierarchy = self._plan.hierarchy
        kinds = (("broader", hierarchy.broader), ("narrower", hierarchy.narrower), ("related", hierarchy.related))
        return [
            SimpleNamespace(
                title=w[name], terms=list_items(term_link(root, self._plan.terms[other], language) for other in sorted(others))
            )
            for name, relation in kinds
            if (others := relation.get(term.term.id))
        ]

    def _article(self, term: SiteTerm, language: str) -> str:
        page = self._plan.config.page
        article = next((each for each in term.term.articles if each.language == language), None)
        if article is None:
            return ""
        if page.published:
            return published_address(page.published, article.language, term.term.slug, article.path)
        is_on_the_web = page.source.startswith(("http://", "https://"))
        return f"{page.source}{quote(article.path, errors='replace')}" if is_on_the_web else ""


def _with_file(pages: Pages, file: str) -> Pages:
    return Pages(pages.folder, pages.languages, pages.home, file)


def definition_of(term: SiteTerm, language: str) -> tuple[str, str]:
    """Return a definition, else the first sentence of the article, and its language: the page's, else that of the first page."""
    for tag in dict.fromkeys((language, term.pages.home)):
        definition = first_text(each.text for each in term.term.definitions if each.language == tag)
        text = definition or first_text(each.lead for each in term.term.articles if each.language == tag)
        if text:
            return shorten(clean_prose(text), _MAX_DEFINITION_CHARS), tag
    return "", language


def _named_languages(term: SiteTerm, root: str) -> dict[str, str]:
    """Return by language the HTML of the name in it, linked to the page in it."""
    names = {}
    for tag, label in term.labels.items():
        attributes = lang_attributes(tag, "")
        if tag in term.pages.languages:
            address = f"{root}{term.pages.address(tag)}"
            name = f'<a href="{address}" hreflang="{escape(tag_attribute(tag))}"{attributes}>{escape(label)}</a>'
        else:
            name = f"<span{attributes}>{escape(label)}</span>"
        names[tag] = f"{name} <span{attributes}>{escape(language_name(tag))}</span>"
    return names


def _quote(excerpt: Excerpt) -> str:
    before, anchor, after = map(escape, excerpt)
    return f"<q>{before}<mark>{anchor}</mark>{after}</q>" if anchor else f"<q>{before}</q>"
