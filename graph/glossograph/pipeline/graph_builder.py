"""The order of the steps from stored articles to the graph."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from glossograph.config import Config
from glossograph.engine.processes import chunks, in_processes
from glossograph.engine.progress import Progress, no_progress
from glossograph.errors import NoArticlesError
from glossograph.labels.anchor_counts import AnchorCounts
from glossograph.labels.selection import TermLabels, UnlabelledTerm, select_all_labels
from glossograph.links.author_decisions import AuthorDecisions
from glossograph.model.article import Article
from glossograph.model.decision import NO_DECISIONS, Decisions
from glossograph.model.graph import GlossaryInfo, Graph, Relation, TermIndex
from glossograph.model.problem import Problem, ProblemCode
from glossograph.model.resolution_rule import ResolutionRule
from glossograph.model.sampling import Sample
from glossograph.model.term import Label, LabelOrigin, Term, TermArticle
from glossograph.pipeline.group_pass import GroupPass, ResultDecoder, join_results
from glossograph.pipeline.heads import Heads, read_heads
from glossograph.pipeline.link_survey import count_usage, make_resolver, resolve_relations
from glossograph.store.article_store import ArticleStore
from glossograph.terms.identity import Identities, TermGroup, identify
from glossograph.terms.near_duplicates import near_duplicates
from glossograph.text.destinations import destination
from glossograph.text.keys import Key, Slug, TermId, key
from glossograph.text.languages import LanguageTag
from glossograph.text.normalise import count_noun, one_line

if TYPE_CHECKING:
    from glossograph.terms.alignment_features import AlignmentCandidate

_CHUNK_GROUPS = 25
"""Groups that a process takes at once."""

_MIN_PARALLEL_ARTICLES = 2000
"""Articles from which on several processes are faster than one."""


class _ResolvedTerms(NamedTuple):
    """All terms without their labels, with the results of their groups, packed until the labels are selected.

    `unused_names` are names that the author decided to be another term's, and that neither an article nor a link has.
    """

    heads: Heads
    identities: Identities
    terms: Sequence[UnlabelledTerm]
    parts: Sequence[bytes]
    rule_counts: Counter[str]
    relations: tuple[Relation, ...]
    problems: tuple[Problem, ...]
    unused_names: frozenset[Key]


def build_graph(
    store: ArticleStore,
    config: Config,
    decisions: Decisions = NO_DECISIONS,
    *,
    problems: tuple[Problem, ...] = (),
    others: Collection[str] = (),
    left_out: int = 0,
    jobs: int = 1,
    progress: Progress = no_progress,
) -> Graph:
    """Build the graph from the stored articles, and leave the evidence in the store.

    Args:
        store: The articles.
        config: The settings.
        decisions: What the author decided.
        problems: Problems of files that never came into the store.
        others: Paths of files that are no articles, to which links may point.
        left_out: The number of pages that are no terms.
        jobs: Processes to use.
        progress: Called as the work goes on.

    Raises:
        NoArticlesError: No file could be read as an article in the languages that the settings ask for.
    """
    useful_jobs = jobs if store.size() >= _MIN_PARALLEL_ARTICLES else 1
    resolved, anchors = _resolve(store, config, decisions, others, useful_jobs, progress)
    labels = select_all_labels(resolved.terms, anchors, Sample.of(store.size()), useful_jobs, progress)
    del anchors  # they take as much memory as the graph, which can now be decoded in their place
    results = join_results([*map(ResultDecoder(), resolved.parts)])
    terms = _labelled(resolved.terms, results.terms, labels, resolved.heads)
    progress("comparing terms", 0, len(terms))
    term_index = _with_placeholders(resolved.identities.term_index, terms)
    known_names = {Key(name) for name in term_index.keys} - resolved.unused_names
    unused = AuthorDecisions(decisions).problems(set(results.applied_decisions), known_names)
    return Graph(
        info=GlossaryInfo(config.base, *map(one_line, (config.title, config.description, config.creator, config.licence))),
        languages=tuple(resolved.heads.languages),
        articles=len(resolved.heads.titles),
        terms=terms,
        edges=results.edges,
        repairs=tuple(sorted(results.repairs)),
        conflicts=tuple(sorted(results.conflicts, key=lambda conflict: (conflict.outvoted, conflict.target))),
        duplicate_candidates=near_duplicates(terms, results.edges, decisions.decided_pairs()),
        problems=tuple(sorted({*problems, *resolved.problems, *results.problems, *unused})),
        term_index=term_index,
        resolutions=tuple(
            (str(rule), resolved.rule_counts[rule.code]) for rule in ResolutionRule if resolved.rule_counts[rule.code]
        ),
        guesses=resolved.identities.guesses,
        relations=resolved.relations,
        left_out=left_out,
    )


def _resolve(  # noqa: PLR0917 — the arguments of `build_graph`
    store: ArticleStore, config: Config, decisions: Decisions, others: Collection[str], jobs: int, progress: Progress
) -> tuple[_ResolvedTerms, AnchorCounts]:
    """Group the articles into terms, and resolve the links between them."""
    progress("grouping terms", 0, store.size())
    heads = read_heads(store, config)
    if not heads.articles:
        raise NoArticlesError(_no_articles(store, config, heads))
    slugs = _aligned(store, heads.articles, heads.languages)
    identities = identify(heads.articles, slugs, decisions)
    sample = Sample.of(store.size())
    progress("surveying links", 0, len(heads.articles) // sample.step)
    term_of = {member.path: group.id for group in identities.groups for member in group.members}
    resolver = make_resolver(
        store,
        heads.articles,
        heads.titles,
        term_of,
        config=config,
        slugs=slugs,
        names={name: term for name, term in identities.term_index.keys.items() if name != term},
        renamed=identities.renamed,
        others=others,
    )
    usage = count_usage(store, resolver, config)
    group_pass = GroupPass(store, resolver, config, AuthorDecisions(decisions), usage=usage, sample=sample)
    parts, anchors, rule_counts = _run(store, group_pass, identities.groups, jobs, progress)
    terms = [UnlabelledTerm(group.id, group.slug, _titles(group, heads)) for group in identities.groups]
    placeholders, missing = _placeholders(terms, anchors) if config.placeholders else ((), ())
    resolved = _ResolvedTerms(
        heads=heads,
        identities=identities,
        terms=sorted((*terms, *placeholders)),
        parts=parts,
        rule_counts=rule_counts,
        relations=resolve_relations(heads.articles, resolver, term_of),
        problems=(*heads.problems, *identities.problems, *missing),
        unused_names=frozenset(identities.renamed - anchors.renamed_keys),
    )
    return resolved, anchors


def _no_articles(store: ArticleStore, config: Config, heads: Heads) -> str:
    message = f"none of the {store.size():,} files is an article"
    if not config.languages:
        return message
    others = f"; there are articles in {' '.join(sorted(heads.other_languages))}" if heads.other_languages else ""
    return f"{message} in {' '.join(config.languages)}{others}"


def _aligned(store: ArticleStore, articles: Sequence[Article], languages: Sequence[LanguageTag]) -> dict[str, Slug]:
    """Make slugs for the articles that have none, the same one for translations of each other, by their content."""
    if all(article.slug for article in articles):
        return {}
    from glossograph.terms.alignment import align  # noqa: PLC0415 — brings numpy, which few collections need

    return align([_candidate(store.article(article.path), languages) for article in articles])


def _candidate(article: Article, languages: Sequence[LanguageTag]) -> "AlignmentCandidate":
    from glossograph.terms.alignment_features import AlignmentCandidate  # noqa: PLC0415

    links, addresses = [], []
    for link in article.links.joined():
        if target := destination(link.destination, languages):
            links.append((key(target.name), key(link.anchor)))
        elif "://" in link.destination:
            addresses.append(link.destination)
    return AlignmentCandidate(
        path=article.path,
        language=article.language,
        title=article.title or article.heading,
        links=tuple(links),
        addresses=tuple(addresses),
        keywords=article.keywords,
        shared_words=article.shared_words,
        shape=article.shape,
        slug=article.slug,
    )


def _run(
    store: ArticleStore, group_pass: GroupPass, groups: Sequence[TermGroup], jobs: int, progress: Progress
) -> tuple[list[bytes], AnchorCounts, Counter[str]]:
    """Take all groups through the pass, chunk by chunk, and put their evidence into the store as it comes."""
    anchors = AnchorCounts()
    parts: list[bytes] = []
    rule_counts: Counter[str] = Counter()

    def evidence() -> Iterator[tuple[TermId, bytes]]:
        progress("resolving links", 0, len(groups))
        for result in in_processes(group_pass, chunks(groups, _CHUNK_GROUPS), jobs):
            parts.append(result.packed)
            anchors.add_chunk(result.anchor_counts)
            rule_counts.update(result.rule_counts)
            progress("resolving links", min(_CHUNK_GROUPS * len(parts), len(groups)), len(groups))
            yield from result.evidence

    store.put_evidence(evidence())
    return parts, anchors, rule_counts


def _titles(group: TermGroup, heads: Heads) -> dict[LanguageTag, str]:
    """Give the titles of a group's articles by language; the title of an untranslated copy is in another."""
    return {
        LanguageTag(member.language): heads.titles[member.path]
        for member in group.members
        if heads.titles[member.path] and member.path not in heads.copies
    }


def _placeholders(terms: Iterable[UnlabelledTerm], anchors: AnchorCounts) -> tuple[list[UnlabelledTerm], list[Problem]]:
    """Make the terms that links name and that have no article, with a problem for each."""
    with_article = {term.id: term.slug for term in terms}
    taken = set(with_article.values())
    placeholders, problems = [], []
    for target in sorted(anchors.anchors.keys() - with_article.keys()):
        spellings = anchors.spellings.get(target, Counter())
        slug = min(spellings, key=lambda spelling: (-spellings[spelling], spelling)) if spellings else Slug(target)
        slug = slug if slug and slug not in taken else Slug(target)
        placeholders.append(UnlabelledTerm(target, slug, {}, placeholder=True))
        problems.append(_missing_article(target, anchors, slug))
    return placeholders, problems


def _missing_article(target: TermId, anchors: AnchorCounts, slug: Slug) -> Problem:
    path, line = anchors.first_links[target]
    count = sum(sum(counts.values()) for counts in anchors.anchors[target].values())
    links = f"{count_noun(count, 'link')} {'names' if count == 1 else 'name'}"
    message = f"No article for {slug!r}, which {links}: write it, or fix the link"
    return Problem(path, line, ProblemCode.LINK_DANGLING, message)


def _labelled(
    unlabelled: Sequence[UnlabelledTerm], terms: Iterable[Term], labels: Iterable[TermLabels], heads: Heads
) -> tuple[Term, ...]:
    """Give the terms their labels; those that are titles share their texts with the articles."""
    with_article = iter(terms)
    labelled = []
    for term, (preferred, alternatives) in zip(unlabelled, labels, strict=True):
        bare = Term(term.id, term.slug, ()) if term.placeholder else next(with_article)
        articles = tuple(msgspec.structs.replace(article, title=heads.titles[article.path]) for article in bare.articles)
        titles = {article.language: Label(article.language, article.title) for article in articles}
        shared = tuple(
            titles[label.language] if label.origin is LabelOrigin.TITLE else _in_language(label, articles) for label in preferred
        )
        labelled.append(Term(term.id, term.slug, shared, alternatives, bare.definitions, articles))
    return tuple(labelled)


def _in_language(label: Label, articles: Sequence[TermArticle]) -> Label:
    """Tag a label that is only the slug's words with the language of the articles, none of which may be in English."""
    languages = {article.language for article in articles}
    if label.origin is not LabelOrigin.SLUG or label.count or not languages or label.language in languages:
        return label
    return Label(min(languages), label.text, label.origin)


def _with_placeholders(term_index: TermIndex, terms: Sequence[Term]) -> TermIndex:
    placeholders: Mapping[str, TermId] = {str(term.id): term.id for term in terms if term.placeholder}
    return TermIndex({**placeholders, **term_index.keys}, term_index.exact, term_index.paths)
