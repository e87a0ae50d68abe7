"""What an article has in common with its translations: features of several kinds."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from enum import IntEnum
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from glossograph.text.keys import Key, key
from glossograph.text.languages import FALLBACK
from glossograph.text.normalise import fold_accents
from glossograph.text.scripts import UNSPACED_LETTER

_IN_BRACKETS = re.compile(r"[(（\[【]([^()（）\[\]【】]*)[)）\]】]")
_GRAM = 4
_SHORTEST_NAME = 3
_AGREED = 0.6


class FeatureKind(IntEnum):
    """The kinds of features."""

    IDENTITY = 0
    NAME = 1
    TARGET = 2
    PAIR = 3
    ADDRESS = 4
    MARK = 5
    GRAM = 6
    KEYWORD = 7


class AlignmentCandidate(NamedTuple):
    """An article to align.

    `slug` is empty where it is to be found. `links` are, in the order of the text, the keys of the targets with the keys of the
    anchors that lead there; `addresses` the links that leave the collection; `marks` what `glossograph.read.shared_words` finds.
    """

    path: str
    language: str
    title: str
    links: tuple[tuple[str, str], ...] = ()
    addresses: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    slug: str = ""


Identities = Mapping[str, Key]
"""The slugs that articles most likely go by, as keys, by path."""


def identities(candidates: Sequence[AlignmentCandidate]) -> dict[str, Key]:
    """Find the slugs that articles go by although they do not say so: others link to it by the very title of the article.

    That is, in the article's language (for the Latin part of a title also in the fallback's) most anchors that equal its
    title lead to one slug; or the Latin part of the title is itself the key of a slug that is linked to.

    >>> bond = AlignmentCandidate("1", "no", "Obligasjon")
    >>> identities([bond, AlignmentCandidate("2", "no", "Rente", links=(("bond", "obligasjon"),))])
    {'1': 'bond'}
    """
    names = {candidate.path: title_keys(candidate.title) for candidate in candidates}
    wanted = {(one.language, name) for one in candidates if not one.slug for name in names[one.path]}
    wanted |= {(FALLBACK, name) for _, name in wanted if name.isascii()}
    targets_of: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    linked: set[str] = {key(one.slug) for one in candidates if one.slug}
    for candidate in candidates:
        for target, anchor in candidate.links:
            linked.add(target)
            if (candidate.language, anchor) in wanted:
                targets_of[candidate.language, anchor][target] += 1
    found = {}
    for candidate in candidates:
        if candidate.slug:
            found[candidate.path] = key(candidate.slug)
            continue
        votes: Counter[str] = Counter()
        for name in names[candidate.path]:
            for language in {candidate.language, FALLBACK} if name.isascii() else {candidate.language}:
                votes.update(_clear(targets_of.get((language, name), Counter())))
            if name.isascii() and name in linked:
                votes[name] += 2
        if best := _clear(votes):
            found[candidate.path] = Key(next(iter(best)))
    return found


def _clear(votes: Counter[str]) -> dict[str, int]:
    """Give the one that most votes are for, with their number; nothing where they are divided."""
    if not votes:
        return {}
    best = min(votes, key=lambda one: (-votes[one], one))
    return {best: votes[best]} if votes[best] >= _AGREED * votes.total() else {}


@lru_cache(maxsize=1 << 16)
def title_keys(title: str) -> tuple[Key, ...]:
    """Give the keys of a title: as a whole, without what stands in brackets, and of what stands there.

    >>> title_keys("컨테이너 (Container)")
    ('컨테이너container', '컨테이너', 'container')
    """
    texts = (title, *((_IN_BRACKETS.sub(" ", title), *_IN_BRACKETS.findall(title)) if _IN_BRACKETS.search(title) else ()))
    return tuple(dict.fromkeys(name for text in texts if (name := key(text))))


def features(candidate: AlignmentCandidate, known: Identities) -> tuple[Iterable[str], ...]:
    """Give the features of an article in the order of `FeatureKind`, each once.

    >>> bond = AlignmentCandidate("1", "en", "Bond (FI)", links=(("yield", "yields"), ("coupon", "coupon")), marks=("1934",))
    >>> found = features(bond, {"1": Key("bond")})
    >>> {kind.name: list(found[kind]) for kind in (FeatureKind.IDENTITY, FeatureKind.NAME, FeatureKind.PAIR, FeatureKind.GRAM)}
    {'IDENTITY': ['bond'], 'NAME': ['bondfi', 'bond'], 'PAIR': ['yield coupon'], 'GRAM': [' bon', 'bond', 'ond ']}
    """
    targets = [target for target, _ in candidate.links]
    identity = known.get(candidate.path)
    pairs = (f"{one} {other}" for one, other in pairwise(targets) if one != other)
    return (
        (identity,) if identity else (),
        [name for name in title_keys(candidate.title) if len(name) >= _SHORTEST_NAME],
        dict.fromkeys(targets),
        dict.fromkeys(pairs),
        dict.fromkeys([address.rstrip("/").lower() for address in candidate.addresses]),
        dict.fromkeys(candidate.marks),
        grams(candidate.title),
        dict.fromkeys([fold_accents(keyword) for keyword in candidate.keywords]),
    )


def grams(title: str) -> dict[str, None]:
    """Cut a title's words into overlapping pieces: four letters, or one and two where a sign is a syllable or a word.

    What stands in brackets is left out: it may be in another language.

    >>> list(grams("Rente (interest)")), list(grams("利率"))
    ([' ren', 'rent', 'ente', 'nte '], ['利', '率', '利率'])
    """
    pieces: list[str] = []
    for word in fold_accents(_IN_BRACKETS.sub(" ", title)).split():
        if UNSPACED_LETTER.search(word):
            pieces += word
            pieces += [word[i : i + 2] for i in range(len(word) - 1)]
        else:
            spaced = f" {word} "
            pieces += [spaced[i : i + _GRAM] for i in range(len(spaced) - _GRAM + 1)]
    return dict.fromkeys(pieces)
