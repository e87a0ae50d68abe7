"""The links of a collection with their terms, as columns: each destination is resolved once for every folder and language."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple, cast

import numpy as np

from glossograph.engine.processes import chunks, in_processes, jobs_for
from glossograph.links.addresses import Place
from glossograph.links.anchor_usage import AnchorUsage
from glossograph.links.author_decisions import AuthorDecisions
from glossograph.links.resolution import Resolver
from glossograph.model.article import Article
from glossograph.model.decision import LinkConflict, Vote, decided_conflict
from glossograph.model.edge import Repair
from glossograph.model.link import LinkKind
from glossograph.model.link_table import KINDS, Flags, Ints, LinkTable, Longs, Sentences
from glossograph.model.resolution_rule import Resolution, ResolutionRule
from glossograph.pipeline.kept_resolver import KnownResolutions
from glossograph.terms.identity import TermGroup
from glossograph.text.keys import Key, TermId, key
from glossograph.text.languages import LanguageTag

_CHUNK_DESTINATIONS = 5_000
_NO_TERM = -1
_WIKI = KINDS.index(LinkKind.WIKI)


class Members(NamedTuple):
    """The articles of the term groups, in the order of the groups, without their links.

    Attributes:
        groups: The groups, sorted by id.
        articles: Their articles.
        group_of: The group of each article.
        languages: The languages of articles and anchors, sorted.
        article_languages: The language of each article.
        anchor_languages: The language of its text, which is another for an untranslated copy.
    """

    groups: Sequence[TermGroup]
    articles: Sequence[Article]
    group_of: Longs
    languages: list[LanguageTag]
    article_languages: Longs
    anchor_languages: Longs

    @classmethod
    def of(cls, groups: Sequence[TermGroup], heads: Mapping[str, Article]) -> "Members":
        """Put the articles of groups in their order."""
        articles = [heads[member.path] for group in groups for member in group.members]
        tags = [LanguageTag(article.language) for article in articles]
        text_tags = [LanguageTag(article.text_language or article.language) for article in articles]
        languages = sorted({*tags, *text_tags})
        numbers = {tag: number for number, tag in enumerate(languages)}
        group_of = np.repeat(np.arange(len(groups)), [len(group.members) for group in groups])
        article_languages, anchor_languages = (np.array([numbers[tag] for tag in column]) for column in (tags, text_tags))
        return cls(groups, articles, group_of, languages, article_languages, anchor_languages)

    @property
    def voting(self) -> Flags:
        """Whether each article has a vote: an untranslated copy has none."""
        return np.array([not article.text_language for article in self.articles], np.bool_)


class ResolvedLinks(NamedTuple):
    """Links with their terms.

    Attributes:
        table: The links.
        terms: All terms that have an article or a link, sorted; columns refer to them by index.
        has_article: Whether each term has an article.
        targets: The term of each link.
        rules: The rule that resolved it, as the code of its letter.
        redirected: Whether a repair or the author gave it another target.
        decided: Whether the author decided on it.
        positions: Its position among all links of its article, also those that were left out.
    """

    table: LinkTable
    terms: list[TermId]
    has_article: Flags
    targets: Longs
    rules: Ints
    redirected: Flags
    decided: Flags
    positions: Longs

    def where(self, wanted: Flags) -> "ResolvedLinks":
        """Keep the links at whose index `wanted` is true."""
        return self._replace(
            table=self.table.where(wanted),
            targets=self.targets[wanted],
            rules=self.rules[wanted],
            redirected=self.redirected[wanted],
            decided=self.decided[wanted],
            positions=self.positions[wanted],
        )

    def sources(self, members: Members) -> Longs:
        """Give the term of each article."""
        indexes = np.searchsorted(np.array(self.terms, object), np.array([group.id for group in members.groups], object))
        return indexes[members.group_of]


class AppliedDecisions(NamedTuple):
    """What the author's decisions did: the names of their links, and what is reported of these."""

    names: set[tuple[str, str, str]]
    repairs: list[Repair]
    conflicts: list[LinkConflict]


class Resolved(NamedTuple):
    """All links that name a term, how anchors are used in a sample of them, links by rule, and what the author decided."""

    links: ResolvedLinks
    usage: AnchorUsage
    rule_counts: Counter[str]
    applied: AppliedDecisions


def resolve_links(
    table: LinkTable,
    members: Members,
    resolver: Resolver,
    decisions: AuthorDecisions,
    *,
    elsewhere: Sequence[Article] = (),
    sampled: Flags | None = None,
    sentences: Sentences | None = None,
    known: KnownResolutions | None = None,
    jobs: int = 1,
) -> Resolved:
    """Resolve all links, by the author's decision where there is one.

    Args:
        table: The links of the members, and behind them those of `elsewhere`.
        members: The articles of the term groups.
        resolver: Resolves destinations.
        decisions: What the author decided of links.
        elsewhere: Articles in other languages than those asked for, which show how anchors are used.
        sampled: The articles of the table that show how anchors are used; none where nothing is repaired.
        sentences: Gives the sentences that conflicts show.
        known: What the resolver is known to find, to which what it finds is added.
        jobs: Processes to use.
    """
    if resolver.conventions.page_is_second:
        table = table.with_pipes_swapped()
    table = table.joined()
    articles = [*members.articles, *elsewhere]
    resolutions, indexes = _resolve_distinct(table, articles, resolver, known, jobs)
    applied = AppliedDecisions(set(), [], [])
    decided = _decide(table, members, resolver, decisions, applied=applied, sentences=sentences) if decisions else {}
    named = {resolution.term for resolution in (*resolutions, *decided.values()) if resolution and resolution.term}
    terms = sorted({*named, *(group.id for group in members.groups)})
    numbers = {term: number for number, term in enumerate(terms)}
    target_of = np.array([numbers[item.term] if item.term else _NO_TERM for item in resolutions], np.int64)
    rule_of = np.array([ord(item.rule.code) for item in resolutions], np.int32)
    targets, rules = target_of[indexes], rule_of[indexes]
    usage = AnchorUsage()
    if sampled is not None:
        _count_usage(usage, table, articles, sampled, targets=targets, terms=terms)
    redirected = np.zeros(len(targets), np.bool_)
    for row, resolution in decided.items():
        if resolution:
            targets[row] = numbers[resolution.term] if resolution.term else _NO_TERM
            rules[row] = ord(resolution.rule.code)
            redirected[row] = True
    is_decided = np.zeros(len(targets), np.bool_)
    is_decided[list(decided)] = True
    own = table.articles < len(members.articles)
    has_article = np.array([resolver.has_article(term) for term in terms], np.bool_)
    positions = np.arange(len(targets)) - np.repeat(table.ends - table.counts, table.counts)
    links = ResolvedLinks(table, terms, has_article, targets, rules, redirected, is_decided, positions)
    codes = dict(enumerate(np.bincount(rules[own]).tolist()))
    rule_counts = Counter({chr(code): count for code, count in codes.items() if count})
    return Resolved(links.where(own & (targets != _NO_TERM)), usage, rule_counts, applied)


def look_up_links(
    table: LinkTable,
    members: Members,
    resolver: Resolver,
    decisions: AuthorDecisions,
    *,
    elsewhere: Sequence[Article] = (),
) -> None:
    """Look up what `resolve_links` does, for a resolver that notes it; the arguments are the same."""
    if resolver.conventions.page_is_second:
        table = table.with_pipes_swapped()
    table = table.joined()
    places, keys = _keys_of_destinations(table, [*members.articles, *elsewhere], resolver)
    spelled = _spelled(table)
    for number in np.unique(keys).tolist():
        destination, place = divmod(number // 2, len(places))
        resolver.find(spelled[destination], places[place], wiki=bool(number % 2))
    if decisions:
        _decide(table, members, resolver, decisions, applied=AppliedDecisions(set(), [], []), sentences=None)


def _keys_of_destinations(table: LinkTable, articles: Sequence[Article], resolver: Resolver) -> tuple[list[Place], Longs]:
    """Give the places that links start from, and by link a number for its destination, place and syntax together."""
    place_of_article = [resolver.place_of(article) for article in articles]
    places = list(dict.fromkeys(place_of_article))
    numbers = {place: number for number, place in enumerate(places)}
    place_of = np.array([numbers[place] for place in place_of_article], np.int64)
    wiki = table.kinds == _WIKI
    return places, (table.destinations.astype(np.int64) * len(places) + place_of[table.articles]) * 2 + wiki


def _spelled(table: LinkTable) -> dict[int, str]:
    """Give the destinations that links have, by their number among the texts of the table."""
    numbers = np.flatnonzero(np.bincount(table.destinations))
    return dict(zip(numbers.tolist(), table.texts.at(numbers), strict=True))


def _resolve_distinct(
    table: LinkTable, articles: Sequence[Article], resolver: Resolver, known: KnownResolutions | None, jobs: int
) -> tuple[list[Resolution], Longs]:
    """Resolve each destination once for every folder and language: the resolutions, and the one of each link."""
    places, keys = _keys_of_destinations(table, articles, resolver)
    distinct, indexes = np.unique(keys, return_inverse=True)
    known = known or KnownResolutions({})
    known_at = [known.at(place) for place in places]
    spelled = _spelled(table)

    def written(number: int) -> tuple[int, tuple[str, bool]]:
        destination, place = divmod(number // 2, len(places))
        return place, (spelled[destination], bool(number % 2))

    def resolve_chunk(part: Sequence[int]) -> tuple[list[Resolution], set[Key]]:
        found = []
        for index in part:
            place, (destination, is_wiki) = written(numbers_of_distinct[index])
            found.append(resolver.find(destination, places[place], wiki=is_wiki))
        return found, resolver.met

    numbers_of_distinct: list[int] = distinct.tolist()
    resolutions: list[Resolution | None] = []
    for number in numbers_of_distinct:
        place, key_at_place = written(number)
        resolutions.append(known_at[place].get(key_at_place))
    missing = [index for index, resolution in enumerate(resolutions) if resolution is None]
    parts = chunks(missing, _CHUNK_DESTINATIONS)
    done = 0
    shared: dict[Resolution, Resolution] = {}
    for part, met in in_processes(resolve_chunk, parts, jobs_for(missing, _CHUNK_DESTINATIONS // 4, jobs)):
        for index, resolution in zip(missing[done : done + len(part)], part, strict=True):
            place, (destination, is_wiki) = written(numbers_of_distinct[index])
            resolutions[index] = found = shared.setdefault(resolution, resolution)
            known.add(places[place], destination, found, wiki=is_wiki)
        done += len(part)
        resolver.met |= met
    return cast("list[Resolution]", resolutions), indexes


def _decide(
    table: LinkTable,
    members: Members,
    resolver: Resolver,
    decisions: AuthorDecisions,
    *,
    applied: AppliedDecisions,
    sentences: Sentences | None,
) -> dict[int, Resolution | None]:
    """Apply the author's decisions: by row the resolution of each link that has one, none where it stays as written."""
    wanted = {(destination, anchor) for _, destination, anchor in decisions.names}
    texts = table.texts.numbers_of({text for pair in wanted for text in pair})
    pairs = [texts[first] * len(table.texts) + texts[second] for first, second in wanted if first in texts and second in texts]
    rows = np.flatnonzero(np.isin(table.destinations.astype(np.int64) * len(table.texts) + table.anchors, pairs))
    decided: dict[int, Resolution | None] = {}
    for row, number in zip(rows.tolist(), table.articles[rows].tolist(), strict=True):
        if number >= len(members.articles):
            break
        article, group = members.articles[number], members.groups[members.group_of[number]]
        link = table.link(number, row, sentences)
        decision = decisions.of(article.language, group.id, link)
        if decision is None:
            continue
        applied.names.add(decision.name)
        decided[row] = None
        if decision.instead is None:
            continue
        resolution = resolver.resolve(decision.instead, article)
        applied.repairs.append(Repair(article.path, link.line, link.destination, decision.instead.destination, ()))
        if resolution.term:
            outvoted = Vote(LanguageTag(article.language), article.path, link)
            applied.conflicts.append(decided_conflict(group.id, outvoted, resolution.term, decision.instead.destination))
        decided[row] = Resolution(resolution.term, ResolutionRule.DECISION)
    return decided


def _count_usage(
    usage: AnchorUsage,
    table: LinkTable,
    articles: Sequence[Article],
    sampled: Flags,
    *,
    targets: Longs,
    terms: Sequence[TermId],
) -> None:
    """Count how each language anchors the terms, in the sampled articles that are no untranslated copies."""
    languages, language_of = np.unique(np.array([article.language for article in articles], object), return_inverse=True)
    is_used = sampled & np.array([not article.text_language for article in articles], np.bool_)
    rows = np.flatnonzero(is_used[table.articles] & (targets != _NO_TERM))
    anchors, anchor_of = np.unique(table.anchors[rows], return_inverse=True)
    folded: dict[Key, int] = {}
    folds = np.array([folded.setdefault(key(anchor), len(folded)) for anchor in table.texts.at(anchors)], np.int64)
    keys = (language_of[table.articles[rows]] * len(folded) + folds[anchor_of]) * len(terms) + targets[rows]
    names = list(folded)
    for number, count in zip(*(column.tolist() for column in np.unique(keys, return_counts=True)), strict=True):
        rest, target = divmod(number, len(terms))
        language, name = divmod(rest, len(names))
        usage.add_count(languages[language], names[name], terms[target], count)
