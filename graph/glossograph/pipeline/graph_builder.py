"""The order of the steps from stored articles to the graph."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from glossograph.config import Config, RepairMode
from glossograph.engine.processes import chunks, in_processes
from glossograph.engine.progress import Progress, no_progress
from glossograph.errors import NoArticlesError
from glossograph.labels.anchor_counts import AnchorCounts
from glossograph.labels.selection import TermLabels, UnlabelledTerm, select_all_labels
from glossograph.links.anchor_usage import Usage
from glossograph.links.author_decisions import AuthorDecisions
from glossograph.links.resolution import Resolver
from glossograph.model.article import Article
from glossograph.model.decision import NO_DECISIONS, Decisions
from glossograph.model.graph import GlossaryInfo, Graph, TermIndex
from glossograph.model.problem import Problem, ProblemCode
from glossograph.model.sampling import Sample
from glossograph.model.term import Label, LabelOrigin, Term
from glossograph.pipeline.group_pass import GroupPass, ResultDecoder, join_results
from glossograph.store.article_store import ArticleStore
from glossograph.terms.identity import TermGroup, identify
from glossograph.terms.near_duplicates import near_duplicates
from glossograph.text.destinations import destination
from glossograph.text.keys import Key, Slug, TermId, key
from glossograph.text.languages import LanguageTag
from glossograph.text.normalise import one_line

if TYPE_CHECKING:
    from glossograph.terms.alignment_features import AlignmentCandidate

_CHUNK = 25
"""Groups that a process takes at once."""

_WORTH_PROCESSES = 2000
"""Articles from which on several processes are faster than one."""


class _Heads(NamedTuple):
    """What the first pass over the articles keeps of them."""

    articles: list[Article]
    titles: dict[str, str]
    problems: list[Problem]
    unwanted: set[str]

    def instead(self, config: Config) -> str:
        """Say in which language an article was looked for, and what there was instead."""
        others = f"; there are some in {' '.join(sorted(self.unwanted))}" if self.unwanted else ""
        return f" in {' '.join(config.languages)}{others}" if config.languages else ""


class _Joined(NamedTuple):
    """What joining the articles gave: all terms by name, and what was gathered of their links, packed until they have labels.

    `unmet` are names that were decided to be another term's, and which neither article nor link has.
    """

    languages: tuple[LanguageTag, ...]
    articles: int
    names: Sequence[UnlabelledTerm]
    parts: Sequence[bytes]
    term_index: TermIndex
    problems: tuple[Problem, ...]
    unmet: AbstractSet[Key]


def build_graph(
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
    elected = select_all_labels(found.names, anchors, Sample.of(store.size()), many, progress)
    del anchors  # they take as much memory as the graph, which can now be unpacked in their place
    gathered = join_results([*map(ResultDecoder(), found.parts)])
    terms = _labelled(found.names, gathered.terms, elected)
    progress("comparing", 0, len(terms))
    rulings = AuthorDecisions(decisions)
    term_index = _index_with_placeholders(found.term_index, terms)
    unused = rulings.problems(set(gathered.ruled), {Key(name) for name in term_index.keys} - found.unmet)
    return Graph(
        info=GlossaryInfo(config.base, *map(one_line, (config.title, config.description, config.creator, config.licence))),
        languages=found.languages,
        articles=found.articles,
        terms=terms,
        edges=gathered.edges,
        repairs=tuple(sorted(gathered.repairs)),
        conflicts=tuple(sorted(gathered.conflicts, key=lambda case: (case.outvoted, case.target))),
        duplicate_candidates=near_duplicates(terms, gathered.edges, decisions.decided_pairs()),
        problems=tuple(sorted({*problems, *found.problems, *gathered.problems, *unused})),
        term_index=term_index,
    )


def _joined(
    store: ArticleStore, config: Config, decisions: Decisions, jobs: int, progress: Progress
) -> tuple[_Joined, AnchorCounts]:
    """Find the terms, and the links between them."""
    progress("identifying", 0, store.size())
    heads = _heads(store, config)
    if not heads.articles:
        message = f"none of the {store.size():,} files is an article{heads.instead(config)}"
        raise NoArticlesError(message)
    languages = sorted({LanguageTag(article.language) for article in heads.articles})
    identities = identify(heads.articles, _aligned(store, heads.articles, languages), decisions)
    resolver = Resolver(identities.groups, identities.term_index, heads.titles, languages, identities.renamed)
    articles = len(heads.articles)
    heads.articles.clear()
    sample = Sample.of(store.size())
    progress("observing", 0, articles // sample.step)
    usage = _usage(store, sample, resolver) if config.repair is not RepairMode.OFF else Usage()
    gatherer = GroupPass(store, resolver, config, AuthorDecisions(decisions), usage=usage, sample=sample)
    parts, anchors = _gathered(store, gatherer, identities.groups, jobs, progress)
    names = [UnlabelledTerm(group.id, group.slug, _titles(group, heads.titles)) for group in identities.groups]
    placeholders, dangling = _placeholders(names, anchors) if config.placeholders else ((), ())
    problems = (*heads.problems, *identities.problems, *dangling)
    terms = sorted((*names, *placeholders))
    unmet = identities.renamed - anchors.renamed_keys
    return _Joined(tuple(languages), articles, terms, parts, identities.term_index, problems, unmet), anchors


def _usage(store: ArticleStore, sample: Sample, resolver: Resolver) -> Usage:
    """Count how each language anchors the terms, in a sample of the articles."""
    usage = Usage()
    for article in store.articles(head.path for head in store.sampled(sample)):
        links = article.links.joined()
        targets = resolver.targets(links, article.language)
        usage.add(article.language, ((anchor, target) for anchor, target in zip(links.anchors, targets, strict=True) if target))
    return usage


def _heads(store: ArticleStore, config: Config) -> _Heads:
    heads = _Heads([], {}, [], set())
    for article in store.heads():
        heads.problems.extend(article.problems)
        if article.language and (not config.languages or article.language in config.languages):
            slim = msgspec.structs.replace(article, title="", description="", keywords=(), problems=())
            heads.articles.append(slim)
            heads.titles[article.path] = article.title
        elif article.language:
            heads.unwanted.add(article.language)
    return heads


def _aligned(store: ArticleStore, articles: list[Article], languages: list[LanguageTag]) -> dict[str, Slug]:
    """Name the articles that have no slug."""
    if all(head.slug for head in articles):
        return {}
    from glossograph.terms.alignment import align  # noqa: PLC0415 — brings numpy, which few collections need

    return align([_candidate(store.article(head.path), languages) for head in articles])


def _candidate(article: Article, languages: list[LanguageTag]) -> "AlignmentCandidate":
    from glossograph.terms.alignment_features import AlignmentCandidate  # noqa: PLC0415

    links, addresses = [], []
    for link in article.links.joined():
        if place := destination(link.destination, languages):
            links.append((key(place.name), key(link.anchor)))
        elif "://" in link.destination:
            addresses.append(link.destination)
    return AlignmentCandidate(
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
    store: ArticleStore, gatherer: GroupPass, groups: Sequence[TermGroup], jobs: int, progress: Progress
) -> tuple[list[bytes], AnchorCounts]:
    """Gather all groups, chunk by chunk, and put their evidence into the store as it comes."""
    anchors = AnchorCounts()
    parts: list[bytes] = []

    def evidence() -> Iterator[tuple[TermId, bytes]]:
        progress("joining", 0, len(groups))
        for gave in in_processes(gatherer, chunks(groups, _CHUNK), jobs):
            parts.append(gave.packed)
            anchors.add_chunk(gave.said)
            progress("joining", min(_CHUNK * len(parts), len(groups)), len(groups))
            yield from gave.evidence

    store.put_evidence(evidence())
    return parts, anchors


def _titles(group: TermGroup, titles: Mapping[str, str]) -> dict[LanguageTag, str]:
    return {LanguageTag(member.language): titles[member.path] for member in group.members if titles[member.path]}


def _placeholders(names: Iterable[UnlabelledTerm], anchors: AnchorCounts) -> tuple[list[UnlabelledTerm], list[Problem]]:
    """Name the terms that have no article, and give a problem for each."""
    with_article = {one.id: one.slug for one in names}
    taken = set(with_article.values())
    found, dangling = [], []
    for target in sorted(anchors.anchors.keys() - with_article.keys()):
        spellings = anchors.spellings.get(target, Counter())
        slug = min(spellings, key=lambda one: (-spellings[one], one)) if spellings else Slug(target)
        found.append(UnlabelledTerm(target, slug if slug not in taken else Slug(target), {}, placeholder=True))
        dangling.append(_dangling(target, anchors, slug))
    return found, dangling


def _labelled(names: Sequence[UnlabelledTerm], terms: Iterable[Term], elected: Iterable[TermLabels]) -> tuple[Term, ...]:
    """Give the terms their labels; those that are titles share their texts with the articles."""
    with_article = iter(terms)
    found = []
    for name, (labels, alternatives) in zip(names, elected, strict=True):
        term = Term(name.id, name.slug, ()) if name.placeholder else next(with_article)
        titled = {article.language: Label(article.language, article.title) for article in term.articles}
        preferred = tuple(titled[label.language] if label.origin is LabelOrigin.TITLE else label for label in labels)
        found.append(Term(term.id, term.slug, preferred, alternatives, term.definitions, term.articles))
    return tuple(found)


def _index_with_placeholders(term_index: TermIndex, terms: Sequence[Term]) -> TermIndex:
    placeholders = {str(term.id): term.id for term in terms if term.placeholder}
    return TermIndex({**placeholders, **term_index.keys}, term_index.exact, term_index.paths)


def _dangling(target: TermId, anchors: AnchorCounts, slug: Slug) -> Problem:
    path, line = anchors.first_links[target]
    count = sum(sum(counts.values()) for counts in anchors.anchors[target].values())
    message = (
        f"no article for {slug!r}, to which {count} {'link leads' if count == 1 else 'links lead'}: write it, or mend the link"
    )
    return Problem(path, line, ProblemCode.LINK_DANGLING, message)
