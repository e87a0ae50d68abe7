"""Titles and anchors -> one preferred label a language, and alternatives."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from glossograph.building.labels.candidates import Candidate, bare_key, candidates_of, reference_of, repeated, same_but_for_marks
from glossograph.building.labels.habits import Habits
from glossograph.building.labels.lexicon import slug_words
from glossograph.building.labels.slug import label_by_slug
from glossograph.building.labels.vote import ballot_of, is_strange, label_by_vote
from glossograph.languages import LanguageTag
from glossograph.model import Label, LabelOrigin
from glossograph.names import key

_SEEN_ENOUGH = 2
_NO_HABITS = Habits()


def elect(
    slug: str,
    titles: Mapping[LanguageTag, str],
    anchors: Mapping[LanguageTag, Mapping[str, int]],
    habits: Habits = _NO_HABITS,
) -> tuple[tuple[Label, ...], tuple[Label, ...]]:
    """Elect a term's preferred labels, one a language, and its alternatives, both sorted by language.

    A title wins. In the language of the slugs the slug says the name, and the anchors how it is written. Elsewhere the
    anchors vote, forms of one word together: for a name that says all of the slug, in its base form, that leads to few
    other terms. What is a clause, or far from any length that the name can have, is no label: none is better than a broken
    one, but a term that would have none at all has the words of its slug. Another good anchor becomes an alternative when it was
    seen twice or more.

    >>> labels, _ = elect("back-office", {"en": "Back Office"}, {"no": Counter({"back office -": 1}), "hi": Counter({".": 1})})
    >>> [(label.language, label.text) for label in labels]
    [('en', 'Back Office'), ('no', 'back office')]
    """
    # Where a title is the label, anchors are only wanted as alternatives: most terms of a large collection are done with here.
    wanted = {tag: repeated(counts, titles[tag]) if titles.get(tag) else counts for tag, counts in anchors.items()}
    found = candidates_of(slug, {tag: counts for tag, counts in wanted.items() if counts}, habits)
    words = slug_words(slug, anchors)
    elsewhere = Counter(one.stem for candidates in found.values() for one in candidates)
    elected = {tag: Label(tag, title) for tag, title in titles.items() if title}
    alternatives: list[Label] = []
    main = habits.slug_language
    reference = reference_of(slug, elected.get(main), words)
    for tag in sorted(found, key=lambda tag: (tag != main, tag)):
        ballot = ballot_of(tag, slug, reference, habits, anchors=anchors[tag], elsewhere=elsewhere)
        good = [one for one in found[tag] if not is_strange(one, ballot)]
        if tag not in elected:
            label = label_by_slug(tag, slug, found[tag], habits) if tag == main else None
            label = label or label_by_vote(good, ballot)
            if not label and tag == main:
                label = label_by_slug(tag, slug, (), habits)
            if label:
                elected[tag] = label
                reference = reference_of(slug, label, words) if tag == main else reference
        if tag in elected:
            alternatives += _alternatives(elected[tag], good, habits)
    if not elected:
        elected[main] = Label(main, " ".join(re.split(r"[-_]+", slug)).strip() or slug, LabelOrigin.SLUG)
    return tuple(elected[tag] for tag in sorted(elected)), tuple(sorted(alternatives))


def _alternatives(best: Label, good: Sequence[Candidate], habits: Habits) -> list[Label]:
    """Give the other names seen twice or more; not one that says the label again, nor one that leads to everything."""
    return [
        Label(best.language, one.text, LabelOrigin.ANCHOR, one.said)
        for one in good
        if one.said >= max(_SEEN_ENOUGH, habits.leads_to(best.language, one.text))
        and key(one.text) != bare_key(best.text)
        and not same_but_for_marks(one.text, best.text)
    ]
