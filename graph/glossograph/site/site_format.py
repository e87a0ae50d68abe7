"""`site/`: the glossary as a web site of static files, of which a build writes those that changed.

A term's pages are made again only if something that they show has changed: its texts, the names of its neighbours, or sentences
of links between them. Their data (`term/SLUG.ttl`, `term/SLUG.jsonld`) are made along with them. Indexes are made again if any
term has changed, dumps and the map if anything has.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cache
from importlib import resources
from pathlib import Path

import msgspec

from glossograph.config import EvidenceLevel
from glossograph.layout.known_map import known_map
from glossograph.layout.place_file import FILE_NAME as PLACES_NAME
from glossograph.layout.place_file import PlacesError, places_text, read_places
from glossograph.pages.explorer import render_page
from glossograph.pages.page_parts import normalise_line_ends, read_site_script, read_template
from glossograph.rdf.graph_triples import graph_blocks
from glossograph.rdf.jsonld import JsonLdSpelling
from glossograph.rdf.statements import Subject, SubjectBlock, subjects_of, unkept
from glossograph.rdf.turtle import TurtleSpelling
from glossograph.serialise.export_job import ExportJob
from glossograph.serialise.file_batch import Batch
from glossograph.serialise.kept_blocks import digest
from glossograph.site.dumps import WrittenDump, describe_site, dump_pieces, wanted_dumps
from glossograph.site.excerpts import IncomingExcerpts, evidence_digests, shown_links
from glossograph.site.hosting import hosting_files
from glossograph.site.index_pages import Download, IndexPages
from glossograph.site.page_frame import PageFrame, read_site_file
from glossograph.site.search_index import search_files
from glossograph.site.site_plan import Pages, SitePlan
from glossograph.site.sitemap import SiteFile, sitemap_files
from glossograph.site.term_pages import MAX_SENTENCES, TermPages
from glossograph.text.iris import collection_iri
from glossograph.text.keys import TermId

FOLDER = "site"
_TERMS_PER_REPORT = 50
_encode = msgspec.msgpack.Encoder().encode


def emit_site(job: ExportJob, files: Batch) -> None:
    """Write the folder `site`."""
    SiteWriter(job, files).write()


class SiteWriter:
    """Writes the site of a graph."""

    def __init__(self, job: ExportJob, files: Batch) -> None:
        """Prepare to write the site of a job."""
        config = job.config
        self._job = job
        self._files = files
        self._tree = files.open_tree(FOLDER)
        self._plan = SitePlan(job.graph, job.config)
        self._frame = PageFrame(self._plan)
        self._index = IndexPages(self._frame)
        self._blocks = [
            _reusable(block) for block in graph_blocks(job.graph, config.related, config.language, config.page.published)
        ]
        self._evidence: Mapping[TermId, bytes] = {}
        if job.config.evidence is not EvidenceLevel.NONE:
            self._evidence = evidence_digests(job.source)
        self._turtle, self._jsonld = TurtleSpelling(self._plan.base), JsonLdSpelling(self._plan.base)

    def write(self) -> None:
        """Write all files, and a note on what the site lacks."""
        self._write_terms()
        self._job.progress("writing site: indexes", 0, 1)
        plan, tree = self._plan, self._tree
        downloads = self._write_dumps()
        order = [term.term.id for term in plan.by_importance]
        key = digest(self._context(), _encode(plan.graph.terms), _encode((order, downloads)))
        for language in plan.languages:
            self._write_unless_kept(f"front {language}", key, self._index.front(language, downloads))
        for keyword in plan.keywords:
            self._write_unless_kept(f"keyword {keyword.collection.slug}", key, self._index.keyword(keyword))
        self._write_unless_kept("search", key, search_files(plan))
        self._write_unless_kept("sitemap", key, sitemap_files(plan.published, self._all_pages()))
        tree.write("data", b"", self._other_data())
        tree.write("hosting", b"", [*hosting_files(plan), *self._index.missing()])
        tree.write("assets", b"", _assets())
        self._write_explorer()
        if not plan.published:
            self._files.note(
                "site has no sitemap and no canonical addresses: set base_iri to the http(s) folder that it is published in"
            )

    def _write_unless_kept(self, unit: str, key: bytes, files: Iterable[SiteFile]) -> None:
        """Write files, which are made as they are written, unless the last build made them from the same."""
        if not self._tree.keep(unit, key):
            self._tree.write(unit, key, files)

    def _write_terms(self) -> None:
        """Write the pages and the data of each term that has changed."""
        plan, tree, job = self._plan, self._tree, self._job
        pages = TermPages(self._frame, job.source)
        context = self._context()
        evidence = self._evidence if plan.with_sentences else {}
        blocks = [block for block in self._blocks if block.name]
        keys = [pages.key(TermId(block.name), block.key, evidence, context) for block in blocks]
        changed = [(block, key) for block, key in zip(blocks, keys, strict=True) if not tree.keep(f"term {block.name}", key)]
        targets = [TermId(block.name) for block, _ in changed]
        shown = {
            target: shown_links(plan.incoming[target], plan.languages, MAX_SENTENCES)
            for target in targets
            if len(plan.incoming.get(target, ())) > MAX_SENTENCES
        }
        with IncomingExcerpts(targets, shown) as incoming:
            if plan.with_sentences:
                job.progress("writing site: sentences", 0, 1)
                incoming.read(job.source)
            for number, (block, key) in enumerate(changed):
                if number % _TERMS_PER_REPORT == 0:
                    job.progress("writing site: terms", number, len(changed))
                term = TermId(block.name)
                subjects = list(subjects_of([block]))
                files = [*pages.files(term, incoming.of(term)), *self._data_files(f"term/{plan.terms[term].name}", subjects)]
                tree.write(f"term {term}", key, files)

    def _context(self) -> bytes:
        """Digest what the pages of all terms depend on."""
        plan, config = self._plan, self._job.config
        info = plan.graph.info
        return digest(
            _encode((info, plan.languages, plan.default, config.page, config.evidence, bool(plan.keywords), config.related))
        )

    def _data_files(self, path: str, subjects: Sequence[Subject]) -> Iterator[tuple[str, bytes]]:
        """Yield a resource's data, beside its folder."""
        for suffix, spelling in (("ttl", self._turtle), ("jsonld", self._jsonld)):
            text = f"{spelling.opening}{spelling.spell(subjects)}{spelling.closing}"
            yield f"{path}.{suffix}", text.encode("utf-8", "replace")

    def _other_data(self) -> Iterator[tuple[str, bytes]]:
        """Yield the data on the scheme, and on each keyword."""
        plan = self._plan
        others = [subject for block in self._blocks if not block.name for subject in subjects_of([block])]
        folders: dict[str, str] = {
            collection_iri(plan.base, keyword.collection.slug): keyword.pages.folder.rstrip("/") for keyword in plan.keywords
        }
        for subject in others:
            yield from self._data_files(folders.get(subject.iri, "index"), [subject])

    def _write_dumps(self) -> list[Download]:
        """Write the dumps and their description, unless nothing has changed."""
        tree = self._tree
        dumps = wanted_dumps(self._job)
        key = self._graph_digest()
        if not tree.keep("dumps", key):
            tree.write("dumps", key, self._dump_files())
        files = [(f"{dump.path}.gz", dump.title, dump.media_type) for dump in dumps]
        files.append(("void.ttl", "VoID, DCAT", "text/turtle"))
        return [Download(path, title, media_type, tree.size("dumps", path)) for path, title, media_type in files]

    def _dump_files(self) -> Iterator[tuple[str, bytes | Iterator[bytes]]]:
        written = []
        for number, dump in enumerate(dumps := wanted_dumps(self._job)):
            self._job.progress("writing site: data", number, len(dumps))
            counts: list[int] = []
            path = f"{dump.path}.gz"
            yield path, dump_pieces(self._job, dump, self._blocks, counts.append)
            written.append(WrittenDump(dump, self._tree.size("dumps", path), sum(counts)))
        yield "void.ttl", describe_site(self._plan, next(subjects_of(self._blocks)), written)

    def _graph_digest(self) -> bytes:
        """Digest the whole graph with its evidence."""
        graph, config = self._job.graph, self._job.config
        evidence = [value for item in sorted(self._evidence.items()) for value in (item[0].encode("utf-8", "replace"), item[1])]
        facts = (graph.info, graph.languages, graph.articles, graph.edges, graph.relations, graph.conflicts)
        settings = (config.evidence, config.related, config.language, config.page)
        return digest(*(block.key for block in self._blocks), _encode(graph.terms), _encode(facts), _encode(settings), *evidence)

    def _all_pages(self) -> Iterator[Pages]:
        plan = self._plan
        yield plan.front_pages()
        yield plan.front_pages("a-z/")
        if plan.keywords:
            yield plan.front_pages("keywords/")
        for keyword in plan.keywords:
            yield keyword.pages
        for term in plan.terms.values():
            yield term.pages

    def _write_explorer(self) -> None:
        """Write the explorer, whose articles are the pages of the site unless the settings say where they are."""
        job, plan, tree = self._job, self._plan, self._tree
        page = job.config.page
        if plan.published and not page.published and not page.source:
            page = msgspec.structs.replace(page, published=f"{plan.published}term/{{slug}}/")
        folders = (self._files.folder, *((job.places_folder,) if job.places_folder else ()))
        places = b"" if job.new_layout else _places_digest(folders)
        key = digest(self._graph_digest(), _encode(page), places)
        if tree.keep("explorer", key):
            return
        job.progress("writing site: map", 0, 1)
        known = known_map(job.graph, folders, new_layout=job.new_layout)
        if known.fault:
            self._files.note(known.fault)
        config = msgspec.structs.replace(job.config, page=page)
        explorer = render_page(job._replace(config=config, formats=()), known.term_map)
        tree.write("explorer", key, [("graph.html", explorer.text.encode("utf-8", "replace"))])
        if not known.fault:
            self._files.write_text(PLACES_NAME, places_text(explorer.places))


def _places_digest(folders: Sequence[Path]) -> bytes:
    """Digest the places of an earlier map; empty where there are none that can be used."""
    for folder in folders:
        with suppress(PlacesError):
            if places := read_places(folder / PLACES_NAME):
                return digest(_encode(places))
    return b""


def _reusable(block: SubjectBlock) -> SubjectBlock:
    """Return a block that can be read several times. One without a name is made from an iterator."""
    return block if block.name else unkept(list(subjects_of([block])))


@cache
def _assets() -> tuple[tuple[str, bytes], ...]:
    """Return the style sheet, the script and the pictures of the site."""
    style = read_template("base.css") + read_site_file("site.css")
    card = (resources.files("glossograph") / "data" / "page" / "card.png").read_bytes()
    return (
        ("site.css", style.encode()),
        ("site.js", read_site_script().encode()),
        ("icon.svg", normalise_line_ends(read_site_file("icon.svg")).encode()),
        ("card.png", card),
    )
