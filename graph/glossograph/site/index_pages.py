"""The pages by which readers find terms: the start page, indexes from A to Z, keywords, search, and the page of errors."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import SimpleNamespace
from typing import Any, NamedTuple

from markupsafe import Markup, escape

from glossograph.pages.explorer_texts import label_line, shorten
from glossograph.pages.page_parts import clean_prose
from glossograph.site.alphabet import DIGITS, IDEOGRAPHS, OTHERS, SortKey, alphabet_of
from glossograph.site.page_frame import PageFrame, keyword_link, list_items, term_link
from glossograph.site.safe_names import address_of_folder
from glossograph.site.site_plan import FrontPages, Pages, SiteKeyword, SiteTerm
from glossograph.site.site_words import lang_attributes, spaced
from glossograph.site.structured_data import keyword_data, set_data
from glossograph.site.term_pages import definition_of
from glossograph.text.iris import collection_iri

_MIN_FOR_LETTERS = 30
"""Names from which on an index has letters."""

_MAX_ON_ONE_PAGE = 400
"""Names up to which an index is one page; a longer one has a page for each letter."""

_MAX_OF_LETTER = 800
"""Names on one page of a letter."""

_MAX_TILES, _MAX_KEYWORDS, _MAX_TILE_CHARS, _MAX_LISTED_IN_DATA = 24, 40, 110, 500
_FILES = {DIGITS: "0-9", OTHERS: "signs", IDEOGRAPHS: "han"}

_KILOBYTE, _MEGABYTE = 1_000, 1_000_000

Files = Iterator[tuple[str, bytes]]


class IndexEntry(NamedTuple):
    """A name in an index.

    Attributes:
        key: What it is sorted by.
        heading: The letter that it stands under.
        text: The name.
        line: The HTML of its line.
        is_reference: Whether it is another name, which refers to the first one.
    """

    key: SortKey
    heading: str
    text: str
    line: str
    is_reference: bool = False


class _Letter(NamedTuple):
    """A page, or a part of the only page, of an index: its names, its title and its file or place."""

    title: str
    address: str
    entries: Sequence[IndexEntry]

    @property
    def anchor(self) -> str:
        """The place on the page."""
        return self.address.partition("#")[2]


class Download(NamedTuple):
    """A file of data: its address from the root, its name for readers, its media type and its size in bytes."""

    address: str
    label: str
    media_type: str
    size: int


class IndexPages:
    """Makes the pages by which readers find terms."""

    def __init__(self, frame: PageFrame) -> None:
        """Make pages in a frame."""
        self._frame = frame
        self._plan = frame.plan

    def front(self, language: str, downloads: Sequence[Download]) -> Files:
        """Yield the start page in a language, the index from A to Z, the index of keywords, and the search page."""
        plan, frame = self._plan, self._frame
        w = frame.words(language)
        pages = plan.front_pages("a-z/")
        entries = self._names(pages.root(language), language, plan.by_importance)
        letters = _letters(entries, language)
        yield from self._index(pages, language, w["az_title"], letters)
        if plan.keywords:
            pages = plan.front_pages("keywords/")
            lines = self._keyword_entries(pages.root(language), language)
            yield from self._index(pages, language, w["keywords"], _letters(lines, language))
        yield self._start_page(language, letters, downloads)
        pages = plan.front_pages(file="search.html")
        others = frame.other_languages(pages, language)
        attributes = w.attributes
        query = Markup(' id="query" autofocus')
        yield (
            pages.path(language),
            frame.render(
                "search.html", pages, language, w["search"], heading_attributes=attributes, tongues=others, query_id=query
            ),
        )

    def _start_page(self, language: str, letters: Sequence[_Letter], downloads: Sequence[Download]) -> tuple[str, bytes]:
        plan, frame = self._plan, self._frame
        w = frame.words(language)
        pages = plan.front_pages()
        root = pages.root(language)
        own = [term for term in plan.by_importance if language in term.labels]
        counts = [w.count("terms", len(own)), w.count("languages_count", len(plan.languages))]
        keywords = [each for each in plan.keywords if language in each.collection.labels]
        keywords.sort(key=lambda keyword: (-len(keyword.collection.members), keyword.collection.slug))
        return pages.path(language), frame.render(
            "front.html",
            pages,
            language,
            plan.title,
            summary=plan.description,
            heading_attributes=lang_attributes(plan.default, language),
            structured=set_data(plan, language, [(each.address, each.media_type, each.size) for each in downloads]),
            counts=counts,
            letters=[
                SimpleNamespace(label=letter.title, address=f"{plan.front_pages('a-z/').address(language)}{letter.address}")
                for letter in letters
                if letter.title
            ],
            terms=list_items(_tile(root, term, language) for term in own[:_MAX_TILES]),
            keywords=list_items(_with_count(keyword_link(root, each, language), each) for each in keywords[:_MAX_KEYWORDS]),
            tongues=frame.other_languages(pages, language),
            downloads=[SimpleNamespace(address=each.address, label=each.label, size=size_text(each.size)) for each in downloads],
        )

    def keyword(self, keyword: SiteKeyword) -> Files:
        """Yield the pages of a keyword."""
        plan = self._plan
        members = [plan.terms[term] for term in keyword.collection.members]
        for language in keyword.pages.languages:
            label, own = keyword.label(language)
            entries = self._names(keyword.pages.root(language), language, members, only=False)
            iri = collection_iri(plan.base, keyword.collection.slug)
            data = keyword_data(plan, iri, label, language, members[:_MAX_LISTED_IN_DATA])
            yield from self._index(
                keyword.pages, language, label, _letters(entries, language),
                structured=data, heading_attributes=lang_attributes(own, language),
                data=address_of_folder(keyword.pages.folder.rstrip("/")),
            )  # fmt: skip

    def missing(self) -> Files:
        """Yield the page that web servers show for an address that does not exist. It works at any address."""
        plan = self._plan
        if plan.published:
            pages = FrontPages("", (plan.default,), plan.default, "404.html")
            heading = self._frame.words(plan.default)["not_found"]
            yield "404.html", self._frame.render("missing.html", pages, plan.default, heading, root=plan.published)

    def _index(
        self,
        pages: Pages,
        language: str,
        heading: str,
        letters: Sequence[_Letter],
        *,
        heading_attributes: Markup | None = None,
        structured: Mapping[str, Any] | None = None,
        data: str = "",
    ) -> Files:
        """Yield the pages of an index: one with all names, or one with the letters and one for each letter."""
        frame = self._frame
        folder = pages.address(language)
        count = sum(map(_count_terms, letters))
        attributes = frame.words(language).attributes if heading_attributes is None else heading_attributes
        is_one_page = all(letter.anchor for letter in letters)

        def links(current: str = "") -> list[SimpleNamespace]:
            return [
                SimpleNamespace(label=letter.title, address=f"{folder}{letter.address}", current=letter.address == current)
                for letter in letters
            ]

        shown = links() if is_one_page and len(letters) > 1 else []
        if is_one_page:
            groups = [
                SimpleNamespace(title=letter.title, id=letter.anchor, entries=list_items(entry.line for entry in letter.entries))
                for letter in letters
            ]
        else:
            lines = [_letter_line(pages.root(language), folder, letter) for letter in letters]
            groups = [SimpleNamespace(title="", id="", entries=list_items(lines))]
        yield pages.path(language), frame.render(
            "index.html", pages, language, heading, structured=structured, letters=shown,
            groups=groups, count=spaced(count), tongues=frame.other_languages(pages, language),
            heading_attributes=attributes, data=data,
        )  # fmt: skip
        for letter in () if is_one_page else letters:
            own = type(pages)(pages.folder, (language,), pages.home, letter.address)
            group = SimpleNamespace(title="", id="", entries=list_items(entry.line for entry in letter.entries))
            yield own.path(language), frame.render(
                "index.html", own, language, f"{heading}: {letter.title}", letters=links(letter.address), groups=[group],
                count=spaced(_count_terms(letter)), tongues=(), heading_attributes=attributes, data=data,
            )  # fmt: skip

    def _names(self, root: str, language: str, terms: Iterable[SiteTerm], *, only: bool = True) -> list[IndexEntry]:
        """List the names of terms, sorted.

        With `only`, only terms with a name in the language, and a line for each other name, which refers to the first one.
        """
        letters = alphabet_of(language)
        see = self._frame.words(language)
        entries = []
        for term in terms:
            label, own = term.label(language)
            if only and own != language:
                continue
            link = term_link(root, term, language)
            entries.append(IndexEntry(letters.sort_key(label), letters.heading(label), label, link))
            for other in term.term.alternatives if only else ():
                if other.language == language and (text := label_line(other.text)) and text != label:
                    word = f"<span{see.attributes}>{escape(see['see'])}</span>"
                    line = f'<span class="other">{escape(text)}</span> {word} {link}'
                    entries.append(IndexEntry(letters.sort_key(text), letters.heading(text), text, line, is_reference=True))
        return sorted(entries)

    def _keyword_entries(self, root: str, language: str) -> list[IndexEntry]:
        letters = alphabet_of(language)
        entries = []
        for keyword in self._plan.keywords:
            if language in keyword.collection.labels:
                label, _ = keyword.label(language)
                line = _with_count(keyword_link(root, keyword, language), keyword)
                entries.append(IndexEntry(letters.sort_key(label), letters.heading(label), label, line))
        return sorted(entries)


def _letters(entries: Sequence[IndexEntry], language: str) -> list[_Letter]:
    """Divide the sorted names of an index by their letters."""
    order: Callable[[str], object] = alphabet_of(language).heading_key
    by_heading: dict[str, list[IndexEntry]] = {}
    for entry in entries:
        by_heading.setdefault(entry.heading, []).append(entry)
    letters: list[_Letter] = []
    if len(entries) < _MIN_FOR_LETTERS:
        return [_Letter("", "#all", entries)] if entries else []
    for heading in sorted(by_heading, key=order):  # type: ignore[arg-type]
        own = by_heading[heading]
        name = _file_name(heading)
        if len(entries) <= _MAX_ON_ONE_PAGE:
            letters.append(_Letter(heading, f"#{name}", own))
            continue
        parts = [own[start : start + _MAX_OF_LETTER] for start in range(0, len(own), _MAX_OF_LETTER)]
        for number, part in enumerate(parts, start=1):
            file = f"{name}.html" if number == 1 else f"{name}-{number}.html"
            letters.append(_Letter(heading if len(parts) == 1 else _range(part), file, part))
    return letters


def _count_terms(letter: _Letter) -> int:
    return sum(not entry.is_reference for entry in letter.entries)


def _range(entries: Sequence[IndexEntry]) -> str:
    first, last = (entry.text[: 1 if entry.heading == IDEOGRAPHS else 3].strip() for entry in (entries[0], entries[-1]))
    return f"{first}–{last}"


def _file_name(heading: str) -> str:
    """Name the page of a letter.

    >>> _file_name("A"), _file_name("0–9"), _file_name("अ"), _file_name("Ch")
    ('a', '0-9', 'u905', 'ch')
    """
    name = heading.lower()
    if name.isascii() and name.isalpha():
        return name
    return _FILES.get(heading) or "u" + "-".join(f"{ord(letter):x}" for letter in name)


def _letter_line(root: str, folder: str, letter: _Letter) -> str:
    first, last = (escape(shorten(entry.text, 24)) for entry in (letter.entries[0], letter.entries[-1]))
    count = spaced(_count_terms(letter))
    return (
        f'<a class="letter" href="{root}{folder}{letter.address}">{escape(letter.title)}</a> '
        f'<span class="range">{first} – {last}</span> <span class="count">{count}</span>'
    )


def _tile(root: str, term: SiteTerm, language: str) -> str:
    link = term_link(root, term, language)
    text, own = definition_of(term, language)
    if not text:
        return link
    return f"{link}<span{lang_attributes(own, language)}>{escape(shorten(clean_prose(text), _MAX_TILE_CHARS))}</span>"


def _with_count(link: str, keyword: SiteKeyword) -> str:
    return f'{link} <span class="count">{spaced(len(keyword.collection.members))}</span>'


def size_text(size: int) -> str:
    """Write a size in bytes for readers.

    >>> size_text(900), size_text(123_456), size_text(7_654_321)
    ('1 kB', '123 kB', '7.7 MB')
    """
    return f"{max(1, round(size / _KILOBYTE))} kB" if size < _MEGABYTE else f"{size / _MEGABYTE:.1f} MB"
