"""Checks of links to terms that have no article: misspellings, and articles still to be written."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from glossograph.lint.article_context import ArticleContext
from glossograph.lint.corpus_index import CorpusIndex
from glossograph.lint.destination_checks import is_repaired
from glossograph.lint.finding import Finding
from glossograph.lint.rules import RULES
from glossograph.text.destinations import destination, with_name
from glossograph.text.keys import TermId, key
from glossograph.text.normalise import count_noun


def link_dangling(manuscript: ArticleContext, background: CorpusIndex) -> Iterator[Finding]:
    """Find links to no article that seem to mean another term: by anchor, by spelling, or because they stand alone."""
    language = manuscript.article.language
    for tie in manuscript.ties:
        term = background.terms.get(tie.target) if tie.target else None
        if term is None or not term.placeholder or tie.link.continues or is_repaired(tie, manuscript, background):
            continue
        near = background.meant(term.id)
        if not near and not background.is_stray(term.id):
            continue
        named = background.titles.get((language, key(tie.link.anchor)), set()) if tie.link.anchor else set()
        slugs = tuple(background.terms[one].slug for one in sorted(named)) or near
        proposal = with_name(tie.link.destination, slugs[0]) if slugs else ""
        hint = f"did you mean {' or '.join(map(repr, slugs))}?" if slugs else "no other translation links to it: mend it"
        message = f"no article for {tie.link.destination!r}: {hint}"
        yield manuscript.at_link("link-dangling", tie, message, proposal, span=tie.place.destination if tie.place else None)


def article_missing(manuscripts: Sequence[ArticleContext], background: CorpusIndex) -> Iterator[Finding]:
    """Find the terms that have no article, each where the first article links to it."""
    wanted = background.first_linked.get(manuscripts[0].term.id, set())
    reported = set()
    for manuscript in manuscripts:
        for tie in manuscript.ties:
            target = tie.target
            if target is None or target not in wanted or target in reported:
                continue
            if background.meant(target) or background.is_stray(target):
                continue
            if is_repaired(tie, manuscript, background):
                continue
            reported.add(target)
            demand = background.demand[target]
            slug = background.terms[target].slug
            message = f"no article for {slug!r}: {count_noun(demand.links, 'link')} from {count_noun(demand.terms, 'term')}"
            yield manuscript.at_link(
                "article-missing",
                tie,
                f"{message} lead to it, rank {background.wanted_ranks[target]} of {len(background.wanted_ranks)} to be written",
            )


def alias_taken(manuscript: ArticleContext, background: CorpusIndex) -> Iterator[Finding]:
    """Find aliases that lead to another term, since it has that slug, or claimed the alias first."""
    spellings = background.graph.term_index
    for alias in manuscript.article.aliases:
        place = destination(alias, background.languages)
        found = spellings.find(place.name, place.folders) if place else None
        if place and found is not None and found != manuscript.term.id:
            offset = manuscript.source.text.find(alias, *manuscript.source.block)
            message = (
                f"alias {alias!r} leads to {background.terms[found].slug!r}, which has that name: take it off one of the two"
            )
            yield manuscript.at("alias-taken", offset, message) if offset >= 0 else manuscript.of_file("alias-taken", message)


def translation_missing(background: CorpusIndex) -> Iterator[Finding]:
    """Find the languages that link to a term and have no article on it, the most wanted term first."""
    links: dict[TermId, dict[str, int]] = defaultdict(dict)
    for edge in background.graph.edges:
        for language, count in edge.counts:
            links[edge.target][language] = links[edge.target].get(language, 0) + count
    same: dict[TermId, set[TermId]] = defaultdict(set)
    for merge in background.graph.duplicate_candidates:  # those may be one term, which near-duplicate tells
        same[merge.one].add(merge.other)
        same[merge.other].add(merge.one)
    missing = []
    for term in background.graph.terms:
        alike = [background.terms[one] for one in same[term.id]]
        have = {article.language for one in (term, *alike) for article in one.articles}
        lacking = sorted(links[term.id].keys() - have) if have and term.id in links else []
        if lacking:
            missing.append((sum(links[term.id][language] for language in lacking), term, lacking))
    missing.sort(key=lambda one: (-one[0], one[1].id))
    for rank, (count, term, lacking) in enumerate(missing, start=1):
        verb = "leads" if count == 1 else "lead"
        where = f"where {count_noun(count, 'link')} {verb} to it: rank {rank} of {len(missing)}"
        message = f"{term.slug!r} has no article in {', '.join(lacking)}, {where}"
        yield Finding(background.path_of(term.id), 0, 0, "translation-missing", RULES["translation-missing"].severity, message)
