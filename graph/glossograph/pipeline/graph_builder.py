"""The order of the steps from stored articles to the graph."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING

import msgspec

from glossograph.config import Config
from glossograph.engine.processes import chunks, in_processes, jobs_for
from glossograph.engine.progress import Progress, no_progress
from glossograph.errors import NoArticlesError
from glossograph.labels.language_statistics import LanguageCounts
from glossograph.labels.selection import TermLabels, UnlabelledTerm, select_all_labels
from glossograph.links.author_decisions import AuthorDecisions, decided_matches
from glossograph.model.article import Article
from glossograph.model.decision import NO_DECISIONS, Decisions
from glossograph.model.graph import GlossaryInfo, Graph, TermIndex
from glossograph.model.problem import Problem
from glossograph.model.resolution_rule import ResolutionRule
from glossograph.model.sampling import Sample
from glossograph.model.term import Definition, Label, LabelOrigin, Term, TermArticle
from glossograph.pipeline.group_pass import GroupPass, KeptTexts, count_sentences, pack_texts, unpack_texts
from glossograph.pipeline.heads import Heads, read_heads, with_texts
from glossograph.pipeline.kept_resolver import digest_of_heads
from glossograph.pipeline.link_sums import count_anchors, count_edges, find_placeholders, links_without_article
from glossograph.pipeline.resolved_links import Members
from glossograph.pipeline.voted_links import resolve_and_vote
from glossograph.store.article_store import ArticleStore
from glossograph.store.kept_results import KeptResults, KeptStep, digest_of
from glossograph.terms.identity import Identities, TermGroup, identify
from glossograph.terms.near_duplicates import near_duplicates
from glossograph.text.destinations import destination
from glossograph.text.keys import Key, Slug, TermId, key
from glossograph.text.languages import LanguageTag
from glossograph.text.normalise import one_line

if TYPE_CHECKING:
    from glossograph.terms.alignment_features import AlignmentCandidate

_CHUNK_GROUPS = 25
"""Groups that a process takes at once."""

_EVIDENCE_FILE = ""
"""The name, which no term has, of the result that says which evidence file holds the evidence of the groups."""

_MIN_PARALLEL_ARTICLES = 2000
"""Articles from which on several processes are faster than one."""


def build_graph(
    store: ArticleStore,
    config: Config,
    decisions: Decisions = NO_DECISIONS,
    *,
    problems: tuple[Problem, ...] = (),
    others: Collection[str] = (),
    left_out: int = 0,
    kept: KeptResults | None = None,
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
        kept: Results of the last build, to which those of this one are added.
        jobs: Processes to use.
        progress: Called as the work goes on.

    Raises:
        NoArticlesError: No file could be read as an article in the languages that the settings ask for.
    """
    jobs = jobs if store.size() >= _MIN_PARALLEL_ARTICLES else 1
    kept = kept or KeptResults()
    progress("grouping terms", 0, store.size())
    heads = read_heads(store, config)
    if not heads.articles:
        raise NoArticlesError(no_articles(store.size(), config.languages, {article.language for article in heads.elsewhere}))
    slugs = _aligned(store, heads.articles, heads.languages)
    heads_key = digest_of_heads(heads)
    identity_key = digest_of(heads_key, msgspec.msgpack.encode((sorted(slugs.items()), decisions)))
    identities = kept.value("identities", identity_key, Identities, lambda: identify(heads.articles, slugs, decisions))
    members = Members.of(identities.groups, {article.path: article for article in heads.articles})
    sample = Sample.of(store.size())
    progress("surveying links", 0, len(heads.articles) // sample.step)
    links, outcome = resolve_and_vote(store, config, decisions, heads, identities, members, slugs, heads_key, others, kept, jobs)
    marks, language_counts = _read_texts(
        store,
        GroupPass(links, members, store.sentences, config.evidence, sample),
        members.groups,
        kept.step("texts"),
        outcome.keys,
        jobs=jobs,
        progress=progress,
    )
    edges = count_edges(links, members)
    anchors = count_anchors(links, members, marks)
    unlabelled = [UnlabelledTerm(group.id, group.slug, _titles(group, heads)) for group in identities.groups]
    placeholders, missing = find_placeholders(links_without_article(links), anchors, outcome.spellings, unlabelled)
    del links
    unlabelled = sorted((*unlabelled, *placeholders))
    labels = select_all_labels(unlabelled, anchors, language_counts, sample, kept=kept, jobs=jobs, progress=progress)
    del anchors
    terms = _labelled(unlabelled, members, labels, heads.titles, store)
    progress("comparing terms", 0, len(terms))
    applied, votes = outcome.applied, outcome.votes
    term_index = _with_placeholders(identities.term_index, terms)
    known_names = {Key(name) for name in term_index.keys} - outcome.unused_names
    unused = AuthorDecisions(decisions).problems(applied.names, known_names)
    conflicts = (*applied.conflicts, *votes.conflicts)
    matches = decided_matches(decisions, term_index)
    counts = outcome.rule_counts
    return Graph(
        info=GlossaryInfo(config.base, *map(one_line, (config.title, config.description, config.creator, config.licence))),
        languages=tuple(heads.languages),
        articles=len(heads.titles),
        terms=terms,
        edges=edges,
        repairs=tuple(sorted((*applied.repairs, *votes.repairs))),
        conflicts=tuple(sorted(conflicts, key=lambda conflict: (conflict.outvoted, conflict.target))),
        duplicate_candidates=near_duplicates(terms, edges, decisions.decided_pairs()),
        problems=tuple(
            sorted(
                {*problems, *heads.problems, *identities.problems, *missing, *votes.problems, *unused, *matches.problems},
            )
        ),
        term_index=term_index,
        resolutions=tuple((str(rule), counts[rule.code]) for rule in ResolutionRule if counts[rule.code]),
        guesses=identities.guesses,
        relations=outcome.relations,
        left_out=left_out,
        conventions=outcome.conventions,
        matches=matches.accepted,
        match_proposals=matches.open,
    )


def no_articles(files: int, wanted: Sequence[str], languages: Iterable[str]) -> str:
    """Say that no file is an article in the languages that are wanted, and in which others there are some."""
    message = f"none of the {files:,} files is an article"
    if not wanted:
        return message
    known = sorted(languages)
    others = f"; there are articles in {' '.join(known)}" if known else ""
    return f"{message} in {' '.join(wanted)}{others}"


def _aligned(store: ArticleStore, articles: Sequence[Article], languages: Sequence[LanguageTag]) -> dict[str, Slug]:
    """Make slugs for the articles that have none, the same one for translations of each other, by their content."""
    if all(article.slug for article in articles):
        return {}
    from glossograph.terms.alignment import align  # noqa: PLC0415 — few collections need it

    stored = store.articles(article.path for article in articles)
    return align([alignment_candidate(article, languages) for article in stored])


def alignment_candidate(article: Article, languages: Sequence[str]) -> "AlignmentCandidate":
    """Give what decides which articles without a name are translations of each other."""
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


def _read_texts(
    store: ArticleStore,
    group_pass: GroupPass,
    groups: Sequence[TermGroup],
    kept: KeptStep,
    keys: Sequence[bytes],
    *,
    jobs: int,
    progress: Progress,
) -> tuple[bytes, LanguageCounts]:
    """Take the groups that changed through the pass, chunk by chunk, and put their evidence into the store as it comes."""
    is_same = kept.find(_EVIDENCE_FILE, store.evidence_state().encode()) is not None
    known = [kept.find(group.id, group_key) if is_same else None for group, group_key in zip(groups, keys, strict=True)]
    missing = [number for number, packed in enumerate(known) if packed is None]
    unchanged = {group.id for group, packed in zip(groups, known, strict=True) if packed and unpack_texts(packed).has_evidence}

    def evidence() -> Iterator[tuple[TermId, bytes]]:
        progress("resolving links", 0, len(missing))
        done = 0
        for texts in in_processes(group_pass, chunks(missing, _CHUNK_GROUPS), jobs_for(missing, _CHUNK_GROUPS, jobs)):
            for number, of_group in zip(missing[done:], texts, strict=False):
                kept.put(groups[number].id, keys[number], pack_texts(of_group))
                if of_group.evidence:
                    yield groups[number].id, of_group.evidence
            done += len(texts)
            progress("resolving links", done, len(missing))

    store.put_evidence(evidence(), unchanged)
    kept.put(_EVIDENCE_FILE, store.evidence_state().encode(), b"")
    marks: list[bytes] = []

    def all_texts() -> Iterator[KeptTexts]:
        for group in groups:
            texts = unpack_texts(kept.results[group.id].value)
            marks.append(texts.marks)
            yield texts

    counts = count_sentences(all_texts())
    return b"".join(marks), counts


def _titles(group: TermGroup, heads: Heads) -> dict[LanguageTag, str]:
    """Give the titles of a group's articles by language; the title of an untranslated copy is in another."""
    return {
        LanguageTag(member.language): heads.titles[member.path]
        for member in group.members
        if heads.titles[member.path] and member.path not in heads.copies
    }


def _labelled(
    unlabelled: Sequence[UnlabelledTerm],
    members: Members,
    labels: Iterable[TermLabels],
    titles: Mapping[str, str],
    store: ArticleStore,
) -> tuple[Term, ...]:
    """Make the terms with their labels; those that are titles share their texts with the articles."""
    articles = with_texts(members.articles, store)
    sizes = iter([len(group.members) for group in members.groups])
    labelled = []
    for term, selected in zip(unlabelled, labels, strict=True):
        own = [] if term.placeholder else list(islice(articles, next(sizes)))
        labelled.append(labelled_term(term, selected, own, titles))
    return tuple(labelled)


def labelled_term(term: UnlabelledTerm, labels: TermLabels, own: Sequence[Article], titles: Mapping[str, str]) -> Term:
    """Make a term with its labels; those that are titles share their texts with the articles.

    Args:
        term: The term.
        labels: The labels that were selected.
        own: Its articles, without their links.
        titles: The title of each article, by path.
    """
    definitions = tuple(
        Definition(LanguageTag(article.language), article.description)
        for article in own
        if article.description and not article.text_language
    )
    known = tuple(_term_article(article, titles[article.path]) for article in own)
    return with_labels(Term(term.id, term.slug, (), (), definitions, known), labels)


def with_labels(term: Term, labels: TermLabels) -> Term:
    """Give a term the labels that were selected for it."""
    preferred, alternatives = labels
    by_language = {article.language: Label(article.language, article.title) for article in term.articles}
    shared = tuple(
        by_language[label.language] if label.origin is LabelOrigin.TITLE else _in_language(label, term.articles)
        for label in preferred
    )
    return Term(term.id, term.slug, shared, alternatives, term.definitions, term.articles)


def _term_article(article: Article, title: str) -> TermArticle:
    lead = "" if article.text_language else article.lead
    return TermArticle(LanguageTag(article.language), article.path, title, article.keywords, lead)


def _in_language(label: Label, articles: Sequence[TermArticle]) -> Label:
    """Tag a label that is only the slug's words with the language of the articles, none of which may be in English."""
    languages = {article.language for article in articles}
    if label.origin is not LabelOrigin.SLUG or label.count or not languages or label.language in languages:
        return label
    return Label(min(languages), label.text, label.origin)


def _with_placeholders(term_index: TermIndex, terms: Sequence[Term]) -> TermIndex:
    placeholders: Mapping[str, TermId] = {str(term.id): term.id for term in terms if term.placeholder}
    return TermIndex({**placeholders, **term_index.keys}, term_index.exact, term_index.paths)
