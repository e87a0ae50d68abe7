"""Slices of the address book: what some links need of it, where no process holds the whole.

Links first resolve against `AskingAddresses`, which hold nothing and note every address that is looked up. Since a rule that
finds nothing is followed by the next, these are all the addresses that the same links look up anywhere. The articles that
offer them make an `AddressSlice`, on which the links resolve as they would on the whole.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeVar

import msgspec

from glossograph.links.addresses import Addresses, Parts, Place, fold
from glossograph.links.destination_paths import by_last_part
from glossograph.links.resolution import Resolver
from glossograph.model.article import Article
from glossograph.model.graph import LinkConventions
from glossograph.model.link import Link
from glossograph.model.resolution_rule import Resolution, ResolutionRule
from glossograph.text.destinations import INDEX_PAGES, parse_destination, without_page_suffix
from glossograph.text.keys import Key, TermId, key, safe_key

_K = TypeVar("_K")
_V = TypeVar("_V")
_Spell = Callable[[_K], bytes]

_PATH, _PAGE, _SITE, _PERMALINK, _NAME, _ALIAS, _TITLE, _SLUG, _FOLDED, _FOLDER, _TERM = b"fpsmnatgkdh"
_ARTICLES_OF, _TITLED, _FURTHER_NAME, _OTHER, _OTHER_PAGE = b"TKNoq"
_OF_ARTICLES = frozenset((_PATH, _PAGE, _SITE, _PERMALINK, _NAME, _ALIAS, _TITLE, _SLUG, _ARTICLES_OF, _TITLED))
"""The kinds of address at which articles are."""


def _of_text(kind: int) -> Callable[[str], bytes]:
    head = chr(kind)
    return lambda text: f"{head}{text}".encode("utf-8", "surrogatepass")


def _of_parts(kind: int) -> Callable[[Parts], bytes]:
    head = chr(kind)
    return lambda parts: f"{head}{chr(0).join(parts)}".encode("utf-8", "surrogatepass")


_spell_path, _spell_page, _spell_site, _spell_permalink = map(_of_parts, (_PATH, _PAGE, _SITE, _PERMALINK))
_spell_name, _spell_alias, _spell_title, _spell_slug, _spell_folded = map(_of_text, (_NAME, _ALIAS, _TITLE, _SLUG, _FOLDED))
_spell_folder, _spell_other = map(_of_parts, (_FOLDER, _OTHER))
_spell_term, _spell_articles_of, _spell_further_name, _spell_other_page = map(
    _of_text, (_TERM, _ARTICLES_OF, _FURTHER_NAME, _OTHER_PAGE)
)


def _spell_titled(title: str, language: str) -> bytes:
    return bytes([_TITLED]) + f"{language}{chr(0)}{title}".encode("utf-8", "surrogatepass")


class Offer(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What is at an address: an article of a term, a further name of a term, or a file that is no article.

    Attributes:
        path: The path of the article or file.
        language: The article's language.
        term: Its term, empty for a file that is no article.
        neutral: Its folded path below its language.
        title: Its title, where the address is one of a term or title.
        has_article: Whether the term has an article.
    """

    path: str
    language: str = ""
    term: TermId = TermId("")
    neutral: tuple[str, ...] = ()
    title: str = ""
    has_article: bool = True


encode_offer = msgspec.msgpack.Encoder().encode
decode_offer = msgspec.msgpack.Decoder(Offer).decode
decode_offers = msgspec.msgpack.Decoder(list[Offer]).decode


def offered_addresses(addresses: Addresses) -> Iterator[tuple[bytes, Offer]]:
    """Give every address of some articles with what it offers, each once."""
    records = [
        Offer(path, language, term, neutral)
        for path, language, term, neutral in zip(
            addresses.paths, addresses.languages_of, addresses.terms, addresses.neutral, strict=True
        )
    ]
    parts_indexes = ((_spell_site, addresses.by_site_path), (_spell_permalink, addresses.by_permalink))
    for spell, index in parts_indexes:
        for parts, numbers in index.items():
            address = spell(parts)
            yield from ((address, records[number]) for number in dict.fromkeys(numbers))
    for spell_text, texts in (
        (_spell_name, addresses.by_name),
        (_spell_alias, addresses.by_alias),
        (_spell_title, addresses.by_title),
        (_spell_slug, addresses.by_slug),
    ):
        for text, numbers in texts.items():
            address = spell_text(text)
            yield from ((address, records[number]) for number in dict.fromkeys(numbers))
    for folded, terms in addresses.by_folded.items():
        address = _spell_folded(folded)
        yield from ((address, Offer("", term=term)) for term in terms)
    for number, path in enumerate(addresses.paths):
        parts = addresses.below_root(path)
        bare = (*parts[:-1], without_page_suffix(parts[-1]))
        yield _spell_path(parts), records[number]
        yield _spell_page(bare), records[number]
        if bare[-1] in INDEX_PAGES:
            yield _spell_page(bare[:-1]), records[number]
    for parts in addresses.all_folders:
        yield _spell_folder(parts), Offer("")
    for term in set(addresses.terms):
        yield _spell_term(term), Offer("", term=term)


def offered_titles(addresses: Addresses, titles: Mapping[str, str]) -> Iterator[tuple[bytes, Offer]]:
    """Give what a vote asks for: the articles of each term, and the articles of each title in a language."""
    for path, language, term, neutral in zip(
        addresses.paths, addresses.languages_of, addresses.terms, addresses.neutral, strict=True
    ):
        title = titles.get(path, "")
        offer = Offer(path, language, term, neutral, title)
        yield _spell_articles_of(term), offer
        if folded := key(title):
            yield _spell_titled(folded, language), offer


def offered_name(name: str, path: str, term: TermId, *, has_article: bool) -> tuple[bytes, Offer]:
    """Give the address of a further name of a term: an alias, or a name that the author decided on."""
    return _spell_further_name(name), Offer(path, term=term, has_article=has_article)


def offered_file(path: str) -> Iterator[tuple[bytes, Offer]]:
    """Give the addresses of a file that is no article, by its path, which begins with the root's name."""
    parts = tuple(map(fold, path.split("/")[1:]))
    yield _spell_other(parts), Offer(path)
    yield from ((_spell_other_page(last), Offer(path)) for last in by_last_part([parts]))


def asked_votes(terms: Iterable[TermId], anchors: Iterable[tuple[str, str]]) -> set[bytes]:
    """Give the addresses that a vote asks for: those of terms, and of anchors, each with its language, as titles."""
    asked = {_spell_articles_of(term) for term in terms}
    asked.update(_spell_titled(folded, language) for anchor, language in anchors if (folded := key(anchor)))
    return asked


class _AskedIndex(dict[_K, _V]):
    """An index that holds nothing and notes what is looked up."""

    def __init__(self, asked: set[bytes], *spellings: Callable[[_K], bytes]) -> None:
        super().__init__()
        self._asked = asked
        self._spellings = spellings

    def get(self, name: _K, default: _V | None = None) -> _V | None:  # type: ignore[override]
        """Note the address."""
        self._asked.update(spell(name) for spell in self._spellings)
        return default

    def __contains__(self, name: object) -> bool:
        """Note the address."""
        self._asked.update(spell(name) for spell in self._spellings)  # type: ignore[arg-type]
        return False


class _AskedFolders(frozenset[Parts]):
    """Folders, each of which may hold articles, that notes which are looked up."""

    asked: set[bytes]

    def __contains__(self, parts: object) -> bool:
        """Note the folder."""
        self.asked.add(_spell_folder(parts))  # type: ignore[arg-type]
        return True


class AskingAddresses(Addresses):
    """Addresses that hold nothing and note what is looked up, in `asked`."""

    def __init__(self, languages: Collection[str]) -> None:
        """Take the languages that paths may begin with."""
        super().__init__([], {}, {}, languages)
        self.asked: set[bytes] = set()
        self.by_site_path = _AskedIndex(self.asked, _spell_site)
        self.by_permalink = _AskedIndex(self.asked, _spell_permalink)
        self.by_name = _AskedIndex(self.asked, _spell_name)
        self.by_alias = _AskedIndex(self.asked, _spell_alias)
        self.by_title = _AskedIndex(self.asked, _spell_title)
        self.by_slug = _AskedIndex(self.asked, _spell_slug)
        self.by_folded = _AskedIndex(self.asked, _spell_folded)
        self.by_path = _AskedIndex(self.asked, _spell_path, _spell_page)
        folders = _AskedFolders()
        folders.asked = self.asked
        self.all_folders = folders


class AskingResolver(Resolver):
    """Resolves nothing and notes the addresses that links ask for."""

    def __init__(self, addresses: AskingAddresses, conventions: LinkConventions) -> None:
        """Take the addresses that note, and how the collection writes its links."""
        super().__init__(addresses, {}, conventions=conventions)
        asked = addresses.asked
        self.asked = asked
        self.addresses = addresses
        self._noted: dict[tuple[str, Place | None, bool], Resolution] = {}
        self._with_article = _AskedIndex(asked, _spell_term)
        self._names = _AskedIndex(asked, _spell_further_name)
        self._others = _AskedIndex(asked, _spell_other)
        self._other_pages = _AskedIndex(asked, _spell_other_page)

    def has_article(self, term: TermId) -> bool:  # noqa: ARG002 — whatever it is
        """Give no answer: the addresses that would give it are asked for where the term is found."""
        return False

    def find(self, written: str, place: Place | None = None, *, wiki: bool = False) -> Resolution:
        """Note what a destination asks for; one that begins at the root of the site asks the same from every place."""
        parsed = parse_destination(written, wiki=wiki)
        asking = written, None if parsed.from_root else place, wiki
        if resolution := self._noted.get(asking):
            return resolution
        resolution = super().find(written, place, wiki=wiki) if place else super().find(written, wiki=wiki)
        if resolution.rule is ResolutionRule.PLACEHOLDER:
            self.asked.add(_spell_term(safe_key(self._name_of(parsed))))
        self._noted[asking] = resolution
        return resolution


class SliceKnowledge(NamedTuple):
    """What every slice has in common: the languages of paths, names to note, the conventions, and the folder of all articles."""

    languages: frozenset[str]
    renamed: frozenset[Key] = frozenset()
    conventions: LinkConventions = LinkConventions()
    common_folder: Parts = ()


class AddressSlice(Addresses):
    """The addresses that were asked for, with the articles that they offer."""

    def __init__(
        self, knowledge: SliceKnowledge, answers: Mapping[bytes, Sequence[Offer]], articles: Mapping[str, Article]
    ) -> None:
        """Take the answers.

        Args:
            knowledge: What all slices have in common.
            answers: The offers at each address that was asked for and is there.
            articles: Articles that links are in, by path.
        """
        super().__init__([], {}, {}, knowledge.languages)
        self.linking = articles
        self.common_folder = knowledge.common_folder
        self.titles: dict[str, str] = {}
        self.names: dict[str, TermId] = {}
        self.others: set[str] = set()
        self.known_terms: set[TermId] = set()
        by_path = {offer.path: offer for address, offers in answers.items() if address[0] in _OF_ARTICLES for offer in offers}
        ordered = sorted(by_path)
        numbers = {path: number for number, path in enumerate(ordered)}
        self.paths = ordered
        self.languages_of = [by_path[path].language for path in ordered]
        self.terms = [by_path[path].term for path in ordered]
        self.neutral = [by_path[path].neutral for path in ordered]
        self._fill_indexes(answers, numbers)
        self._fill_names(answers)
        self.by_path = {
            _parts_of(address): choose(numbers[offer.path] for offer in offers)
            for kind, choose in ((_PAGE, min), (_PATH, max))
            for address, offers in answers.items()
            if address[0] == kind
        }
        self.all_folders = frozenset(_parts_of(address) for address in answers if address[0] == _FOLDER)

    def _fill_indexes(self, answers: Mapping[bytes, Sequence[Offer]], numbers: Mapping[str, int]) -> None:
        by_text = {_NAME: self.by_name, _ALIAS: self.by_alias, _TITLE: self.by_title, _SLUG: self.by_slug}
        by_parts = {_SITE: self.by_site_path, _PERMALINK: self.by_permalink}
        for address, offers in answers.items():
            kind = address[0]
            if kind in by_text:
                by_text[kind][_text_of(address)] = sorted(numbers[offer.path] for offer in offers)
            elif kind in by_parts:
                by_parts[kind][_parts_of(address)] = sorted(numbers[offer.path] for offer in offers)
            elif kind == _FOLDED:
                self.by_folded[_text_of(address)] = dict.fromkeys(sorted(offer.term for offer in offers))

    def _fill_names(self, answers: Mapping[bytes, Sequence[Offer]]) -> None:
        for address, offers in answers.items():
            kind = address[0]
            if kind == _TERM:
                self.known_terms.add(TermId(_text_of(address)))
            elif kind == _FURTHER_NAME:
                first = min(offers, key=lambda offer: offer.path)
                self.names[_text_of(address)] = first.term
                self.known_terms |= {first.term} if first.has_article else set()
            elif kind in (_OTHER, _OTHER_PAGE):
                self.others.update(offer.path for offer in offers)
            elif kind in (_ARTICLES_OF, _TITLED):
                self.titles.update((offer.path, offer.title) for offer in offers)

    def place_of(self, path: str) -> Place:
        """Give the place that links start from in the article at a path."""
        return self.place(self.linking[path])


def _text_of(address: bytes) -> Key:
    return Key(address[1:].decode("utf-8", "surrogatepass"))


def _parts_of(address: bytes) -> Parts:
    text = _text_of(address)
    return tuple(text.split("\0")) if text else ()


class SliceResolver(Resolver):
    """Resolves the links that have asked for a slice."""

    def __init__(self, addresses: AddressSlice, knowledge: SliceKnowledge, with_article: Iterable[TermId] = ()) -> None:
        """Take the slice, what all slices have in common, and terms that are known to have an article."""
        super().__init__(
            addresses,
            addresses.titles,
            names={name: term for name, term in addresses.names.items() if name not in addresses.by_folded},
            renamed=knowledge.renamed,
            conventions=msgspec.structs.replace(knowledge.conventions, other_files=tuple(sorted(addresses.others))),
        )
        self._with_article = frozenset({*addresses.terms, *addresses.known_terms, *with_article})


class AskingVoter(SliceResolver):
    """Knows titles and articles of terms, and notes what the destinations ask for that a repair would write."""

    def __init__(
        self, addresses: AddressSlice, knowledge: SliceKnowledge, with_article: Iterable[TermId], asking: AskingResolver
    ) -> None:
        """Take a slice with the terms that are voted on, and the resolver that notes."""
        super().__init__(addresses, knowledge, with_article)
        self._slice = addresses
        self._asking = asking
        self._place: Place | None = None

    def find(self, written: str, place: Place | None = None, *, wiki: bool = False) -> Resolution:
        """Note what a destination asks for, from the place of the article whose link is replaced."""
        return self._asking.find(written, self._place or place, wiki=wiki)

    def destination_of(self, term: TermId, link: Link, path: str, proposals: Iterable[str]) -> str:
        """Note what all destinations ask for that may be written."""
        self._place = self._asking.addresses.place(self._slice.linking[path])
        return super().destination_of(term, link, path, proposals)
