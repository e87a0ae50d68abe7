"""Articles without a slug -> groups of translations, each with a slug."""

from collections import Counter, defaultdict
from collections.abc import Sequence

from glossograph.terms.alignment_features import AlignmentCandidate, UsedNames, find_used_names
from glossograph.terms.alignment_groups import join_groups
from glossograph.terms.alignment_pairs import compare_articles
from glossograph.text.keys import Key, Slug, key, slug
from glossograph.text.languages import FALLBACK


def align(candidates: Sequence[AlignmentCandidate]) -> dict[str, Slug]:
    """Give a slug to each article that has none: translations of one article get the same.

    It is the slug of the articles that they join, else the one that links use for them, else one made of the English title, else
    one made of the first title.

    >>> shared = (("frontoffice", ""), ("backoffice", ""), ("realtor", ""))
    >>> slugs = align([
    ...     AlignmentCandidate("1", "en", "Client Facing", (*shared, ("freeagent", ""))),
    ...     AlignmentCandidate("2", "no", "Klientvendt", (*shared, ("independentagent", ""))),
    ...     AlignmentCandidate("3", "en", "Bond", (("yield", ""),)),
    ... ])
    >>> slugs["1"], slugs["2"], slugs["3"]
    ('client-facing', 'client-facing', 'bond')
    """
    ordered = sorted(candidates)
    used_names = find_used_names(ordered)
    by_key: dict[Key, list[int]] = defaultdict(list)
    for index, candidate in enumerate(ordered):
        if candidate.slug:
            by_key[key(candidate.slug)].append(index)
    groups = [*by_key.values(), *([index] for index, candidate in enumerate(ordered) if not candidate.slug)]
    pairs = compare_articles(ordered, used_names)
    joined_groups = join_groups(pairs, [candidate.language for candidate in ordered], groups, len(by_key))
    return _choose_slugs([[ordered[index] for index in group] for group in joined_groups], used_names)


def _choose_slugs(groups: Sequence[Sequence[AlignmentCandidate]], used_names: UsedNames) -> dict[str, Slug]:
    slugs: dict[str, Slug] = {}
    taken = {key(candidate.slug) for group in groups for candidate in group}
    for group in sorted(groups, key=lambda group: -_votes(group, used_names).total()):
        given = next((Slug(candidate.slug) for candidate in group if candidate.slug), None)
        chosen = given or _with_free_number(_new_slug(group, used_names), taken)
        taken.add(key(chosen))
        slugs.update({candidate.path: chosen for candidate in group if not candidate.slug})
    return slugs


def _new_slug(group: Sequence[AlignmentCandidate], used_names: UsedNames) -> Slug:
    if votes := _votes(group, used_names):
        return Slug(min(votes, key=lambda name: (-votes[name], name)))
    by_language = sorted(group, key=lambda candidate: (candidate.language != FALLBACK, candidate.language))
    from_titles = (slug(candidate.title) for candidate in by_language)
    return next(filter(None, from_titles), Slug(f"article-{slug(group[0].path)}"))


def _votes(group: Sequence[AlignmentCandidate], used_names: UsedNames) -> Counter[Key]:
    return Counter(used_names[candidate.path] for candidate in group if candidate.path in used_names)


def _with_free_number(name: Slug, taken: set[Key]) -> Slug:
    """Add the first number that makes a slug differ from those that are taken."""
    numbered, number = name, 1
    while key(numbered) in taken:
        number += 1
        numbered = Slug(f"{name}-{number}")
    return numbered
