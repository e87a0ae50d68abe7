"""The resolver of a collection and what it found, kept for the next build: an edit of links seldom changes either."""

from collections.abc import Collection, Mapping
from typing import NamedTuple

import msgspec

from glossograph.config import Config
from glossograph.links.addresses import Addresses, AddressIndexes, Place
from glossograph.links.resolution import Resolver
from glossograph.model.link_table import LinkTable
from glossograph.model.resolution_rule import Resolution, ResolutionRule
from glossograph.pipeline.heads import Heads
from glossograph.pipeline.link_survey import resolver_of, survey_links
from glossograph.store.kept_results import KeptResults, KeptStep, digest_of
from glossograph.terms.identity import Identities
from glossograph.text.keys import Slug, TermId

_WHOLE = ""
"""The name of the only result of the step: what all destinations were resolved to."""

_MAX_NEW_SHARE = 0.02
"""New destinations, as a share of all, up to which the result of the last build stays as it is."""


class FoundDestination(NamedTuple):
    """A destination as written at some place, and what it was resolved to."""

    written: str
    wiki: bool
    term: TermId | None
    rule: ResolutionRule


_decode = msgspec.msgpack.Decoder(list[tuple[Place, list[FoundDestination]]]).decode


class KnownResolutions:
    """What destinations were resolved to, by place, by the same resolver."""

    def __init__(self, by_place: dict[Place, dict[tuple[str, bool], Resolution]]) -> None:
        """Take what is known."""
        self._by_place = by_place
        self._count = sum(map(len, by_place.values()))
        self._added = 0

    @classmethod
    def unpacked(cls, packed: bytes | None) -> "KnownResolutions":
        """Unpack what an earlier build kept."""
        return cls(
            {
                place: {(each.written, each.wiki): Resolution(each.term, each.rule) for each in found}
                for place, found in (_decode(packed) if packed else ())
            }
        )

    def at(self, place: Place) -> dict[tuple[str, bool], Resolution]:
        """Give what is known at a place, by destination as written and whether it is of a wikilink."""
        return self._by_place.setdefault(place, {})

    def add(self, place: Place, written: str, resolution: Resolution, *, wiki: bool) -> None:
        """Add what a destination was resolved to."""
        self._by_place[place][written, wiki] = resolution
        self._added += 1

    def keep(self, step: KeptStep, key: bytes) -> None:
        """Keep it for the next build, if more than a few were added."""
        if self._added > _MAX_NEW_SHARE * self._count or not step.results:
            found = [
                (place, [FoundDestination(*destination, each.term, each.rule) for destination, each in known.items()])
                for place, known in self._by_place.items()
            ]
            step.put(_WHOLE, key, msgspec.msgpack.encode(found))
            self._count, self._added = self._count + self._added, 0


class KeptResolver(NamedTuple):
    """A resolver, a digest of all that it was made from, and what it is known to find; nothing is known where names are noted."""

    resolver: Resolver
    key: bytes
    known: KnownResolutions | None


def digest_of_heads(heads: Heads) -> bytes:
    """Digest what decides on the addresses of articles, and on which of them are one term."""
    bare = [msgspec.structs.replace(article, relations=()) if article.relations else article for article in heads.articles]
    return digest_of(msgspec.msgpack.encode((bare, heads.titles)))


def kept_resolver(
    kept: KeptResults,
    heads: Heads,
    identities: Identities,
    sample: LinkTable,
    *,
    heads_key: bytes,
    term_of: Mapping[str, TermId],
    slugs: Mapping[str, Slug],
    config: Config,
    others: Collection[str],
) -> KeptResolver:
    """Make the resolver of a collection, or take that of the last build of this process if it would be the same."""
    key = digest_of(heads_key, msgspec.msgpack.encode((term_of, sorted(slugs.items()))))
    languages = {article.language for article in heads.articles}
    indexes = kept.value(
        "address indexes",
        key,
        AddressIndexes,
        lambda: Addresses(heads.articles, term_of, heads.titles, languages, slugs).indexes,
    )
    addresses = kept.object(
        "addresses", key, lambda: Addresses(heads.articles, term_of, heads.titles, languages, slugs, indexes=indexes)
    )
    survey = survey_links(sample, addresses, {article.path: article for article in (*heads.articles, *heads.elsewhere)})
    names = {name: term for name, term in identities.term_index.keys.items() if name != term}
    settings = (sorted(names.items()), sorted(identities.renamed), config.layout, config.wikilinks)
    files = "\0".join(sorted(others)).encode("utf-8", "surrogatepass")
    key = digest_of(key, msgspec.msgpack.encode(settings), files)
    resolver = kept.object(
        "resolver",
        digest_of(key, msgspec.msgpack.encode(survey)),
        lambda: resolver_of(addresses, survey, heads.titles, config, names=names, renamed=identities.renamed, others=others),
    )
    conventions = msgspec.structs.replace(resolver.conventions, other_files=())
    key = digest_of(key, msgspec.msgpack.encode(conventions))
    if identities.renamed:
        resolver.met.clear()
        return KeptResolver(resolver, key, None)
    step = kept.step("resolutions")
    packed = step.find(_WHOLE, key)
    return KeptResolver(resolver, key, kept.object("resolutions", key, lambda: KnownResolutions.unpacked(packed)))
