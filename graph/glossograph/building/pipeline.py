"""The order of the steps from stored articles to the graph."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from glossograph.building.anchors import Anchors
from glossograph.building.gather import Gathered, Gatherer, Unpacker, joined
from glossograph.building.identity import Group, identify
from glossograph.building.labels.election import elect
from glossograph.building.labels.habits import Habits, Tally
from glossograph.building.labels.lexicon import all_parts, learned, lessons
from glossograph.building.near_duplicates import near_duplicates
from glossograph.building.repair.repairing import Usage
from glossograph.building.resolve import Resolver
from glossograph.building.rulings import Rulings
from glossograph.cases import NO_DECISIONS, Decisions
from glossograph.config import Config, RepairMode
from glossograph.errors import NoArticlesError
from glossograph.graph import Collection, Graph, Spellings
from glossograph.languages import LanguageTag
from glossograph.model import Article, Label, LabelOrigin, Problem, ProblemCode, Term
from glossograph.names import Key, Slug, TermId, destination, key
from glossograph.parallel import in_processes
from glossograph.progress import Progress, no_progress
from glossograph.read.text import one_line
from glossograph.sampling import Sample, draw
from glossograph.store import ArticleStore

if TYPE_CHECKING:
    from glossograph.building.align.features import Candidate

_CHUNK = 100
"""Groups, or elections, that a process takes at once."""

_WORTH_PROCESSES = 2000
"""Articles from which on several processes are faster than one."""


class _Heads(NamedTuple):
    """What the first pass over the articles keeps of them."""

    articles: list[Article]
    titles: dict[str, str]
    problems: list[Problem]


class _Joined(NamedTuple):
    """What joining the articles gave: all terms, without labels yet, and what was gathered of their links."""

    languages: tuple[LanguageTag, ...]
    articles: int
    terms: tuple[Term, ...]
    gathered: Gathered
    spellings: Spellings
    problems: tuple[Problem, ...]


def graph_of(
    store: ArticleStore,
    config: Config,
    decisions: Decisions = NO_DECISIONS,
    *,
    problems: tuple[Problem, ...] = (),
    jobs: int = 1,
    progress: Progress = no_progress,
) -> Graph:
    """Build the graph from the stored articles as the author decided, and leave the evidence in the store.

    Errors: `NoArticlesError` where no file could be read as an article.
    """
    many = jobs if store.size() >= _WORTH_PROCESSES else 1
    found, anchors = _joined(store, config, decisions, many, progress)
    terms = _elected(found.terms, anchors, _habits(found.terms, anchors, Sample.of(store.size()), many, progress), many, progress)
    del anchors  # they take as much memory as the graph
    progress("comparing", 0, len(terms))
    rulings = Rulings(decisions)
    spellings = _spellings_with_stubs(found.spellings, terms)
    unused = rulings.problems(set(found.gathered.ruled), {Key(name) for name in spellings.keys})
    return Graph(
        collection=Collection(config.base, *map(one_line, (config.title, config.description, config.creator, config.licence))),
        languages=found.languages,
        articles=found.articles,
        terms=terms,
        edges=found.gathered.edges,
        repairs=tuple(sorted(found.gathered.repairs)),
        cases=tuple(sorted(found.gathered.cases, key=lambda case: (case.outvoted, case.target))),
        merges=near_duplicates(terms, found.gathered.edges, decisions.different()),
        problems=tuple(sorted({*problems, *found.problems, *unused})),
        spellings=spellings,
    )


def _joined(store: ArticleStore, config: Config, decisions: Decisions, jobs: int, progress: Progress) -> tuple[_Joined, Anchors]:
    """Find the terms, and the links between them."""
    progress("identifying", 0, store.size())
    heads = _heads(store, config)
    if not heads.articles:
        message = f"none of the {len(heads.problems)} files is an article in a wanted language"
        raise NoArticlesError(message)
    languages = sorted({LanguageTag(article.language) for article in heads.articles})
    identities = identify(heads.articles, _aligned(store, heads.articles, languages), decisions)
    resolver = Resolver(identities.groups, identities.spellings, heads.titles, languages)
    articles = len(heads.articles)
    heads.articles.clear()
    heads.titles.clear()
    sample = Sample.of(store.size())
    progress("observing", 0, articles // sample.step)
    usage = _usage(store, sample, resolver) if config.repair is not RepairMode.OFF else Usage()
    gatherer = Gatherer(store, resolver, config, Rulings(decisions), usage=usage, sample=sample)
    gathered, anchors = _gathered(store, gatherer, identities.groups, jobs, progress)
    terms, dangling = _with_stubs(gathered.terms, anchors, stubs=config.stubs)
    problems = (*heads.problems, *identities.problems, *gathered.problems, *dangling)
    return _Joined(tuple(languages), articles, terms, gathered, identities.spellings, problems), anchors


def _usage(store: ArticleStore, sample: Sample, resolver: Resolver) -> Usage:
    """Count how each language anchors the terms, in a sample of the articles."""
    usage = Usage()
    for article in store.articles(head.path for head in store.sampled(sample)):
        links = article.links.joined()
        targets = resolver.targets(links, article.language)
        usage.add(article.language, ((anchor, target) for anchor, target in zip(links.anchors, targets, strict=True) if target))
    return usage


def _heads(store: ArticleStore, config: Config) -> _Heads:
    heads = _Heads([], {}, [])
    for article in store.heads():
        heads.problems.extend(article.problems)
        if article.language and (not config.languages or article.language in config.languages):
            slim = msgspec.structs.replace(article, title="", description="", keywords=(), problems=())
            heads.articles.append(slim)
            heads.titles[article.path] = article.title
    return heads


def _aligned(store: ArticleStore, articles: list[Article], languages: list[LanguageTag]) -> dict[str, Slug]:
    """Name the articles that have no slug."""
    if all(head.slug for head in articles):
        return {}
    from glossograph.building.align.alignment import align  # noqa: PLC0415 — brings numpy, which few collections need

    return align([_candidate(store.article(head.path), languages) for head in articles])


def _candidate(article: Article, languages: list[LanguageTag]) -> "Candidate":
    from glossograph.building.align.features import Candidate  # noqa: PLC0415

    links, addresses = [], []
    for link in article.links.joined():
        if place := destination(link.destination, languages):
            links.append((key(place.name), key(link.anchor)))
        elif "://" in link.destination:
            addresses.append(link.destination)
    return Candidate(
        path=article.path,
        language=article.language,
        title=article.title,
        links=tuple(links),
        addresses=tuple(addresses),
        keywords=article.keywords,
        marks=article.marks,
        slug=article.slug,
    )


def _gathered(
    store: ArticleStore, gatherer: Gatherer, groups: Sequence[Group], jobs: int, progress: Progress
) -> tuple[Gathered, Anchors]:
    """Gather all groups, chunk by chunk, and put their evidence into the store as it comes."""
    anchors = Anchors()
    parts: list[Gathered] = []
    unpack = Unpacker()
    chunks = (groups[chunk.start : chunk.stop] for chunk in _chunks(len(groups)))

    def evidence() -> Iterator[tuple[TermId, bytes]]:
        progress("joining", 0, len(groups))
        for packed, counted in in_processes(gatherer, chunks, jobs):
            part = unpack(packed)
            anchors.join(counted)
            parts.append(msgspec.structs.replace(part, evidence=()))
            progress("joining", sum(len(one.terms) for one in parts), len(groups))
            yield from part.evidence

    store.put_evidence(evidence())
    return joined(parts), anchors


def _with_stubs(terms: Sequence[Term], anchors: Anchors, *, stubs: bool) -> tuple[tuple[Term, ...], tuple[Problem, ...]]:
    """Add the terms that have no article, and a problem for each; sorted by id."""
    with_article = {term.id for term in terms}
    taken = {term.slug for term in terms}
    found = list(terms)
    dangling = []
    for target in sorted(anchors.texts.keys() - with_article) if stubs else ():
        spellings = anchors.slugs.get(target, Counter())
        slug = min(spellings, key=lambda one: (-spellings[one], one)) if spellings else Slug(target)
        found.append(Term(target, slug if slug not in taken else Slug(target), ()))
        dangling.append(_dangling(target, anchors, slug))
    return tuple(sorted(found)), tuple(dangling)


def _habits(terms: Sequence[Term], anchors: Anchors, sample: Sample, jobs: int, progress: Progress) -> Habits:
    """Learn what the elections may know of all anchors."""
    progress("learning", 0, len(terms))
    said = [(term.slug, anchors.texts.get(term.id, {})) for term in terms]
    sampled = {number for number, term in enumerate(terms) if sample.holds(draw(term.slug, ""))}
    lacking = (number for number, term in enumerate(terms) if said[number][1].keys() - _titles(term).keys())
    taught = lessons(said, lacking, sampled)
    wanted = set(taught.terms)

    def observed(chunk: range) -> tuple[Tally, list[tuple[int, dict[LanguageTag, frozenset[str]]]]]:
        tally = Tally()
        for number in chunk:
            tally.add(*said[number], sampled=number in sampled)
        return tally, [(number, all_parts(said[number][1])) for number in chunk if number in wanted]

    whole = Tally()
    whole.join(anchors.tally)
    seen: dict[int, dict[LanguageTag, frozenset[str]]] = {}
    for tally, parts in in_processes(observed, _chunks(len(terms)), jobs):
        whole.join(tally)
        seen.update(parts)
    return whole.habits(learned(taught, seen))


def _elected(terms: Sequence[Term], anchors: Anchors, habits: Habits, jobs: int, progress: Progress) -> tuple[Term, ...]:
    """Elect everybody's labels."""
    progress("electing", 0, len(terms))

    def elected(chunk: range) -> bytes:
        voted = (
            elect(term.slug, _titles(term), anchors.texts.get(term.id, {}), habits) for term in terms[chunk.start : chunk.stop]
        )
        return msgspec.msgpack.encode(list(voted))

    decoder = msgspec.msgpack.Decoder(list[tuple[tuple[Label, ...], tuple[Label, ...]]])
    results = (one for packed in in_processes(elected, _chunks(len(terms)), jobs) for one in decoder.decode(packed))
    return tuple(
        Term(term.id, term.slug, _as_titled(labels, term), alternatives, term.definitions, term.articles)
        for term, (labels, alternatives) in zip(terms, results, strict=True)
    )


def _as_titled(labels: Iterable[Label], term: Term) -> tuple[Label, ...]:
    """Let the labels that are titles share their texts with the articles."""
    titled = {article.language: Label(article.language, article.title) for article in term.articles}
    return tuple(titled[label.language] if label.origin is LabelOrigin.TITLE else label for label in labels)


def _chunks(size: int) -> Iterator[range]:
    return (range(start, min(start + _CHUNK, size)) for start in range(0, size, _CHUNK))


def _titles(term: Term) -> dict[LanguageTag, str]:
    return {article.language: article.title for article in term.articles if article.title}


def _spellings_with_stubs(spellings: Spellings, terms: Sequence[Term]) -> Spellings:
    stubs = {str(term.id): term.id for term in terms if term.stub}
    return Spellings({**stubs, **spellings.keys}, spellings.exact, spellings.paths)


def _dangling(target: TermId, anchors: Anchors, slug: Slug) -> Problem:
    path, line = anchors.first[target]
    count = sum(sum(counts.values()) for counts in anchors.texts[target].values())
    message = (
        f"no article for {slug!r}, to which {count} {'link leads' if count == 1 else 'links lead'}: write it, or mend the link"
    )
    return Problem(path, line, ProblemCode.LINK_DANGLING, message)
