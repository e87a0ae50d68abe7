"""Articles without a slug -> groups of translations, each with a name."""

from collections import Counter, defaultdict
from collections.abc import Sequence

from glossograph.terms.alignment_features import AlignmentCandidate, Identities, identities
from glossograph.terms.alignment_groups import join
from glossograph.terms.alignment_pairs import compare
from glossograph.text.keys import Key, Slug, key, slug
from glossograph.text.languages import FALLBACK


def align(candidates: Sequence[AlignmentCandidate]) -> dict[str, Slug]:
    """Name the articles that have no slug: translations of one article get one name.

    That is the slug of the articles that they join, else the one that links in the collection call them by, else one made of the
    English title, else of the first title.

    >>> shared = (("frontoffice", ""), ("backoffice", ""), ("realtor", ""))
    >>> found = align([
    ...     AlignmentCandidate("1", "en", "Client Facing", (*shared, ("freeagent", ""))),
    ...     AlignmentCandidate("2", "no", "Klientvendt", (*shared, ("independentagent", ""))),
    ...     AlignmentCandidate("3", "en", "Bond", (("yield", ""),)),
    ... ])
    >>> found["1"], found["2"], found["3"]
    ('client-facing', 'client-facing', 'bond')
    """
    ordered = sorted(candidates)
    known = identities(ordered)
    by_key: dict[Key, list[int]] = defaultdict(list)
    for place, candidate in enumerate(ordered):
        if candidate.slug:
            by_key[key(candidate.slug)].append(place)
    groups = [*by_key.values(), *([place] for place, candidate in enumerate(ordered) if not candidate.slug)]
    joined = join(compare(ordered, known), [candidate.language for candidate in ordered], groups, len(by_key))
    return _names([[ordered[place] for place in group] for group in joined], known)


def _names(groups: Sequence[Sequence[AlignmentCandidate]], known: Identities) -> dict[str, Slug]:
    names: dict[str, Slug] = {}
    taken = {key(candidate.slug) for group in groups for candidate in group}
    for group in sorted(groups, key=lambda group: -_votes(group, known).total()):
        given = next((Slug(candidate.slug) for candidate in group if candidate.slug), None)
        name = given or _free(_name(group, known), taken)
        taken.add(key(name))
        names.update({candidate.path: name for candidate in group if not candidate.slug})
    return names


def _name(group: Sequence[AlignmentCandidate], known: Identities) -> Slug:
    if votes := _votes(group, known):
        return Slug(min(votes, key=lambda name: (-votes[name], name)))
    titles = [candidate.title for candidate in sorted(group, key=lambda one: (one.language != FALLBACK, one.language))]
    return next((made for title in titles if (made := slug(title))), Slug(f"article-{slug(group[0].path)}"))


def _votes(group: Sequence[AlignmentCandidate], known: Identities) -> Counter[Key]:
    return Counter(known[candidate.path] for candidate in group if candidate.path in known)


def _free(name: Slug, taken: set[Key]) -> Slug:
    made, number = name, 1
    while key(made) in taken:
        number += 1
        made = Slug(f"{name}-{number}")
    return made
