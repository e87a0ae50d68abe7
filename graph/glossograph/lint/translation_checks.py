"""Checks that compare the translations of an article: repaired links, missing links, missing articles."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from statistics import median

from glossograph.lint.article_context import ArticleContext
from glossograph.lint.corpus_index import CorpusIndex
from glossograph.lint.finding import Edit, Finding
from glossograph.lint.rules import RULES
from glossograph.lint.wording import describe_versions, english_names
from glossograph.text.keys import TermId
from glossograph.text.normalise import count_noun

_MIN_TRANSLATIONS = 3
_MIN_STALE_LINKS = 3
_MIN_STALE_SECTIONS = 2
_UNSAFE_IN_DESTINATION = frozenset("()<> \n")


def link_repaired(context: ArticleContext, corpus: CorpusIndex) -> Iterator[Finding]:
    """Find the links that the build repaired, and propose the destination of the other translations."""
    for resolved in context.links:
        repair = corpus.repair_of(context.path, resolved.link)
        if repair is None or resolved.link.continues:
            continue
        voters = [language for language, _ in repair.voters]
        evidence = f"{describe_versions(voters, 'link')} to" if voters else "you decided on"
        message = f"Links to {repair.written}, but {evidence} {repair.repaired}: change the destination"
        edits: tuple[Edit, ...] = ()
        span = resolved.spans.destination if resolved.spans else None
        conflict = corpus.conflict_of(context.path, resolved.link)
        is_right = not voters or (conflict and corpus.points_to(conflict.target, resolved.link, repair.repaired, context.path))
        is_safe = resolved.spans and (resolved.spans.in_angle_brackets or not _UNSAFE_IN_DESTINATION & set(repair.repaired))
        if resolved.spans and is_right and is_safe:
            edits = (Edit(*resolved.spans.destination, repair.repaired),)
        yield context.finding_at_link("link-repaired", resolved, message, repair.repaired, edits, span=span)


def link_conflict(context: ArticleContext, corpus: CorpusIndex) -> Iterator[Finding]:
    """Find the links that the translations outvoted, but not clearly enough for a repair."""
    for resolved in context.links:
        conflict = corpus.conflict_of(context.path, resolved.link)
        if conflict and not conflict.applied and conflict.outvoted.link.anchor.startswith(resolved.link.anchor):
            versions = describe_versions([vote.language for vote in conflict.votes], "link")
            message = (
                f"Links to {resolved.link.destination}, but {versions} to {conflict.repaired} ({conflict.reason}): "
                "correct one of them, or decide with `glossograph review`"
            )
            span = resolved.spans.destination if resolved.spans else None
            yield context.finding_at_link("link-conflict", resolved, message, conflict.repaired, span=span)


def translation_gaps(contexts: Sequence[ArticleContext], corpus: CorpusIndex) -> Iterator[Finding]:
    """Find the links that one translation lacks and all others have; if it lacks much, report it as stale instead."""
    if len(contexts) < _MIN_TRANSLATIONS:
        return
    targets = [_find_targets(context, corpus) for context in contexts]
    counts = Counter(target for version_targets in targets for target in version_targets)
    in_all_but_one = {target for target, count in counts.items() if count == len(contexts) - 1}
    sections = [context.source.heading_count for context in contexts]
    for index, context in enumerate(contexts):
        missing_links = sorted(in_all_but_one - targets[index])
        other_sections = [*sections[:index], *sections[index + 1 :]]
        missing_sections = min(other_sections) - sections[index]
        if len(missing_links) >= _MIN_STALE_LINKS or missing_sections >= _MIN_STALE_SECTIONS:
            others_have = int(median(other_sections)) if missing_sections >= _MIN_STALE_SECTIONS else 0
            yield _stale_finding(context, corpus, missing_links, sections[index], others_have)
            continue
        for target in missing_links:
            label = corpus.label(target, context.language)
            versions = describe_versions([other.language for other in contexts if other is not context], "have")
            message = f"Has no link to {corpus.terms[target].slug!r} ({label}), but {versions} one: add the link"
            yield context.finding_in_file("link-parity", message)


def _stale_finding(
    context: ArticleContext, corpus: CorpusIndex, missing_links: Sequence[TermId], sections: int, others_have: int
) -> Finding:
    """Report what a stale translation lacks; `others_have` is 0 if it does not lack sections."""
    slugs = ", ".join(corpus.terms[target].slug for target in missing_links[:_MIN_STALE_LINKS])
    rest = f" and {len(missing_links) - _MIN_STALE_LINKS} more" if len(missing_links) > _MIN_STALE_LINKS else ""
    parts = [f"links to {slugs}{rest}"] if len(missing_links) >= _MIN_STALE_LINKS else []
    parts += [f"sections ({sections}, the others have {others_have})"] if others_have else []
    message = f"Lacks what all other translations have: {'; '.join(parts)}; update the translation"
    return context.finding_in_file("translation-stale", message)


def _find_targets(context: ArticleContext, corpus: CorpusIndex) -> set[TermId]:
    """Return the terms that a translation links to, after repairs."""
    targets: set[TermId] = set()
    for resolved in context.links:
        conflict = corpus.conflict_of(context.path, resolved.link)
        if conflict and conflict.applied:
            targets.add(conflict.target)
        elif resolved.target and resolved.target in corpus.terms and not corpus.is_repaired(context.path, resolved.link):
            targets.add(resolved.target)
            if conflict:  # undecided: the target of the others is disputed, not missing
                targets.add(conflict.target)
    return targets - {context.term.id}


def translation_missing(corpus: CorpusIndex) -> Iterator[Finding]:
    """Find the terms that articles in a language link to and that have no article in it, the most linked first."""
    link_counts: dict[TermId, dict[str, int]] = defaultdict(dict)
    for edge in corpus.graph.edges:
        for language, count in edge.counts:
            link_counts[edge.target][language] = link_counts[edge.target].get(language, 0) + count
    duplicates: dict[TermId, set[TermId]] = defaultdict(set)
    for candidate in corpus.graph.duplicate_candidates:  # near-duplicate reports these
        duplicates[candidate.one].add(candidate.other)
        duplicates[candidate.other].add(candidate.one)
    missing = []
    for term in corpus.graph.terms:
        same_terms = (term, *(corpus.terms[duplicate] for duplicate in duplicates[term.id]))
        article_languages = {article.language for same_term in same_terms for article in same_term.articles}
        if article_languages and term.id in link_counts:
            lacking = sorted(link_counts[term.id].keys() - article_languages)
            if lacking:
                missing.append((sum(link_counts[term.id][language] for language in lacking), term, lacking))
    missing.sort(key=lambda entry: (-entry[0], entry[1].id))
    for rank, (count, term, lacking) in enumerate(missing, start=1):
        verb = "points" if count == 1 else "point"
        message = (
            f"{term.slug!r} has no article in {english_names(lacking)}, where {count_noun(count, 'link')} {verb} to it "
            f"(rank {rank} of {len(missing)}): translate the article"
        )
        severity = RULES["translation-missing"].severity
        yield Finding(corpus.path_of(term.id), 0, 0, "translation-missing", severity, message)


def article_missing(contexts: Sequence[ArticleContext], corpus: CorpusIndex) -> Iterator[Finding]:
    """Find the terms without an article, each at the link of the first article that links to it."""
    placeholders = corpus.placeholders_by_source.get(contexts[0].term.id, set())
    reported = set()
    for context in contexts:
        for resolved in context.links:
            target = resolved.target
            if target is None or target not in placeholders or target in reported:
                continue
            if corpus.similar_slugs(target) or corpus.is_stray(target):  # link-dangling reports these
                continue
            if corpus.is_repaired(context.path, resolved.link):
                continue
            reported.add(target)
            demand = corpus.demand[target]
            verb = "points" if demand.links == 1 else "point"
            message = (
                f"{corpus.terms[target].slug!r} has no article, but {count_noun(demand.links, 'link')} from "
                f"{count_noun(demand.terms, 'term')} {verb} to it "
                f"(rank {corpus.missing_article_ranks[target]} of {len(corpus.missing_article_ranks)}): write the article"
            )
            yield context.finding_at_link("article-missing", resolved, message)
