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
_PIECE_LETTERS = 4
_MIN_TITLE_LETTERS = 3
_MIN_AGREEMENT = 0.6
"""Share of the votes that the first name must have."""

_LINKED_TITLE_VOTES = 2
"""Votes for a title that is itself the key of a slug that articles link to."""


class FeatureKind(IntEnum):
    """The kinds of features. All but the last are words, given by `word_features` in this order."""

    USED_NAME = 0
    TITLE = 1
    TARGET = 2
    TARGET_PAIR = 3
    ADDRESS = 4
    SHARED_WORD = 5
    TITLE_PIECE = 6
    KEYWORD = 7
    SHAPE_RUN = 8


class AlignmentCandidate(NamedTuple):
    """An article to align.

    Attributes:
        path: Path of the article's file.
        language: BCP 47 tag.
        title: Title, or the heading at the top.
        links: Key of the target and key of the anchor of each link to an article, in the order of the text.
        addresses: Links that leave the collection.
        keywords: Keywords as the author wrote them.
        shared_words: Words that a translation has too (`glossograph.read.shared_words`).
        shape: Names of the text's blocks in their order (`glossograph.read.text_shape`).
        slug: Slug, empty for an article that needs one.
    """

    path: str
    language: str
    title: str
    links: tuple[tuple[str, str], ...] = ()
    addresses: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    shared_words: tuple[str, ...] = ()
    shape: tuple[str, ...] = ()
    slug: str = ""


UsedNames = Mapping[str, Key]
"""The slugs that the links of a collection most likely use for articles, as keys, by the article's path."""


def find_used_names(candidates: Sequence[AlignmentCandidate]) -> dict[str, Key]:
    """Find the slugs that links use for articles without a slug: other articles link to them with the article's title.

    Each anchor in the article's language that equals the title votes for the target of its link. A title in Latin script is also
    compared with the anchors of the fallback language, and with the targets themselves.

    >>> bond = AlignmentCandidate("1", "no", "Obligasjon")
    >>> find_used_names([bond, AlignmentCandidate("2", "no", "Rente", links=(("bond", "obligasjon"),))])
    {'1': 'bond'}
    """
    titles = {candidate.path: title_keys(candidate.title) for candidate in candidates}
    wanted = {(candidate.language, title) for candidate in candidates if not candidate.slug for title in titles[candidate.path]}
    wanted |= {(FALLBACK, title) for _, title in wanted if title.isascii()}
    target_counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    targets: set[str] = {key(candidate.slug) for candidate in candidates if candidate.slug}
    for candidate in candidates:
        for target, anchor in candidate.links:
            targets.add(target)
            if (candidate.language, anchor) in wanted:
                target_counts[candidate.language, anchor][target] += 1
    used_names = {}
    for candidate in candidates:
        if candidate.slug:
            used_names[candidate.path] = key(candidate.slug)
            continue
        votes: Counter[str] = Counter()
        for title in titles[candidate.path]:
            for language in {candidate.language, FALLBACK} if title.isascii() else {candidate.language}:
                votes.update(_winner(target_counts.get((language, title), Counter())))
            if title.isascii() and title in targets:
                votes[title] += _LINKED_TITLE_VOTES
        if winner := _winner(votes):
            used_names[candidate.path] = Key(next(iter(winner)))
    return used_names


def _winner(votes: Counter[str]) -> dict[str, int]:
    """Give the name with most votes and their number; empty where the votes are divided."""
    if not votes:
        return {}
    first = min(votes, key=lambda name: (-votes[name], name))
    return {first: votes[first]} if votes[first] >= _MIN_AGREEMENT * votes.total() else {}


@lru_cache(maxsize=1 << 16)
def title_keys(title: str) -> tuple[Key, ...]:
    """Give the keys of a title: of the whole, of the text outside brackets, and of the text in each pair of brackets.

    >>> title_keys("컨테이너 (Container)")
    ('컨테이너container', '컨테이너', 'container')
    """
    texts = (title, *((_IN_BRACKETS.sub(" ", title), *_IN_BRACKETS.findall(title)) if _IN_BRACKETS.search(title) else ()))
    return tuple(dict.fromkeys(folded for text in texts if (folded := key(text))))


def word_features(candidate: AlignmentCandidate, used_names: UsedNames) -> tuple[Iterable[str], ...]:
    """Give the features of an article that are words: one group for each kind, in the order of `FeatureKind`, without repeats.

    >>> bond = AlignmentCandidate("1", "en", "Bond (FI)", links=(("yield", "yields"), ("coupon", "coupon")))
    >>> features = word_features(bond, {"1": Key("bond")})
    >>> list(features[FeatureKind.USED_NAME]), list(features[FeatureKind.TITLE]), list(features[FeatureKind.TITLE_PIECE])
    (['bond'], ['bondfi', 'bond'], [' bon', 'bond', 'ond '])
    >>> list(features[FeatureKind.TARGET]), list(features[FeatureKind.TARGET_PAIR])
    (['yield', 'coupon'], ['yield coupon'])
    """
    targets = [target for target, _ in candidate.links]
    used_name = used_names.get(candidate.path)
    target_pairs = (f"{first} {second}" for first, second in pairwise(targets) if first != second)
    return (
        (used_name,) if used_name else (),
        [title for title in title_keys(candidate.title) if len(title) >= _MIN_TITLE_LETTERS],
        dict.fromkeys(targets),
        dict.fromkeys(target_pairs),
        dict.fromkeys([address.rstrip("/").lower() for address in candidate.addresses]),
        dict.fromkeys(candidate.shared_words),
        title_pieces(candidate.title),
        dict.fromkeys([fold_accents(keyword) for keyword in candidate.keywords]),
    )


def title_pieces(title: str) -> dict[str, None]:
    """Cut the words of a title into overlapping pieces of four letters; of one and two where a letter is a syllable or a word.

    Text in brackets is left out: it may be in another language.

    >>> list(title_pieces("Rente (interest)")), list(title_pieces("利率"))
    ([' ren', 'rent', 'ente', 'nte '], ['利', '率', '利率'])
    """
    pieces: list[str] = []
    for word in fold_accents(_IN_BRACKETS.sub(" ", title)).split():
        if UNSPACED_LETTER.search(word):
            pieces += word
            pieces += [word[i : i + 2] for i in range(len(word) - 1)]
        else:
            spaced = f" {word} "
            pieces += [spaced[i : i + _PIECE_LETTERS] for i in range(len(spaced) - _PIECE_LETTERS + 1)]
    return dict.fromkeys(pieces)
