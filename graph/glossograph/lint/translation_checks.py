"""The translations of one article held against one another: links and sections that one lacks and all others have."""

from collections import Counter
from collections.abc import Iterator, Sequence
from statistics import median

from glossograph.lint.article_context import ArticleContext
from glossograph.lint.corpus_index import CorpusIndex
from glossograph.lint.finding import Edit, Finding
from glossograph.text.keys import TermId

_FEWEST = 3
_STALE_LINKS = 3
_STALE_SECTIONS = 2


def link_repaired(manuscript: ArticleContext, background: CorpusIndex) -> Iterator[Finding]:
    """Find the links that the translations outvoted, and propose where the others lead."""
    for tie in manuscript.ties:
        repair = background.repairs.get((manuscript.article.path, tie.link.line, tie.link.destination))
        if repair is None or tie.link.continues:
            continue
        voters = ", ".join(language for language, _ in repair.voters)
        who = f"{voters} lead" if voters else "you decided that it leads"
        message = f"destination {repair.written!r} stands alone: {who} to {repair.repaired!r}"
        span = tie.place.destination if tie.place else None
        edits = (Edit(*span, repair.repaired),) if span and not set(repair.repaired) & set("()<> \n") else ()
        if tie.place and tie.place.bracketed and span:
            edits = (Edit(*span, repair.repaired),)
        yield manuscript.at_link("link-repaired", tie, message, repair.repaired, edits, span=span)


def link_conflict(manuscript: ArticleContext, background: CorpusIndex) -> Iterator[Finding]:
    """Find the links that most translations lead elsewhere, where that is not sure enough to change them."""
    for tie in manuscript.ties:
        case = background.conflicts.get((manuscript.article.path, tie.link.line, tie.link.destination))
        if case and not case.applied and case.outvoted.link.anchor.startswith(tie.link.anchor):
            voters = ", ".join(ballot.language for ballot in case.votes)
            message = (
                f"leads to {tie.link.destination!r}, where {voters} lead to {case.repaired!r} ({case.reason}): mend one of them"
            )
            span = tie.place.destination if tie.place else None
            yield manuscript.at_link("link-conflict", tie, message, case.repaired, span=span)


def translations(manuscripts: Sequence[ArticleContext], background: CorpusIndex) -> Iterator[Finding]:
    """Find what one translation lacks and all others have; where that is much, the translation is stale."""
    if len(manuscripts) < _FEWEST:
        return
    targets = [_targets(manuscript, background) for manuscript in manuscripts]
    counts = Counter(target for one in targets for target in one)
    common = {target for target, count in counts.items() if count == len(manuscripts) - 1}
    sections = [manuscript.source.sections for manuscript in manuscripts]
    for number, manuscript in enumerate(manuscripts):
        lacking = sorted(common - targets[number])
        others = [count for place, count in enumerate(sections) if place != number]
        fewer = min(others) - sections[number]
        if len(lacking) >= _STALE_LINKS or fewer >= _STALE_SECTIONS:
            yield _stale(
                manuscript, background, lacking, sections[number], int(median(others)) if fewer >= _STALE_SECTIONS else 0
            )
            continue
        for target in lacking:
            name = background.name(target, manuscript.article.language)
            slug = background.terms[target].slug
            languages = ", ".join(one.article.language for one in manuscripts if one is not manuscript)
            message = f"does not link to {slug!r} ({name}), as {languages} do"
            yield manuscript.of_file("link-parity", message)


def _stale(manuscript: ArticleContext, background: CorpusIndex, lacking: list[TermId], here: int, there: int) -> Finding:
    shown = ", ".join(background.terms[target].slug for target in lacking[:_STALE_LINKS])
    rest = f" and {len(lacking) - _STALE_LINKS} more" if len(lacking) > _STALE_LINKS else ""
    parts = [f"links to {shown}{rest}"] if len(lacking) >= _STALE_LINKS else []
    parts += [f"sections (it has {here}, they have {there})"] if there else []
    return manuscript.of_file("translation-stale", f"lacks what all other translations have: {'; '.join(parts)}")


def _targets(manuscript: ArticleContext, background: CorpusIndex) -> set[TermId]:
    """Give the terms that a translation links to, repairs applied."""
    found: set[TermId] = set()
    for tie in manuscript.ties:
        place = (manuscript.article.path, tie.link.line, tie.link.destination)
        case = background.conflicts.get(place)
        if case and case.applied:
            found.add(case.target)
        elif tie.target and tie.target in background.terms and place not in background.repairs:
            found.add(tie.target)
            if case:  # undecided: the others' target is not missing, it is disputed
                found.add(case.target)
    return found - {manuscript.term.id}
