"""How far the names of a term and a concept agree, as evidence that both are the same."""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import count
from typing import NamedTuple

from glossograph.match.concept_names import ANY_LANGUAGE, ConceptName, lookup_keys

_EQUAL_NAMES = {2: 3.6, 1: 2.2, 0: 1.7}
"""Log-odds of an equal name in a language, by how many of the two are preferred names."""

_OTHER_SPELLING, _OTHER_FORM = 0.3, 0.8
"""What is taken off for a name that differs in hyphens, accents or a qualifier; in the endings of its words."""

_BETWEEN_LANGUAGES = 0.7
"""Share of the log-odds where equal names are of different languages."""

_DECAY, _SAME_WORD = 0.65, 0.3
"""Share of the log-odds of each further language; of a language in which the name is that of an earlier one."""

_SHARED_NAME = 0.4
"""Log-odds that an equal name loses for each e-fold of the concepts and terms that have it."""

_OTHER_NAMES, _SIMILAR_NAMES, _MAX_AGAINST = 1.0, 0.4, 2.8
"""Log-odds against, for each shared language without an equal name; the same where the names share a word; and at most."""

_MAX_SHOWN = 4


class NameAgreement(NamedTuple):
    """How far names agree: the log-odds that they add, and why; `equal` counts the languages with an equal name."""

    log_odds: float
    equal: int
    why: tuple[str, ...]


class _Gain(NamedTuple):
    log_odds: float
    language: str
    plain: str
    shown: str


class NameTable:
    """The names of a concept by language and folded form."""

    def __init__(self, names: Sequence[ConceptName]) -> None:
        """Fold the names."""
        self.names = names
        self.languages = {name.language for name in names if name.language != ANY_LANGUAGE}
        self.by_base: dict[tuple[str, str], ConceptName] = {}
        self.by_plain: dict[str, list[ConceptName]] = defaultdict(list)
        for name in sorted(names, key=lambda name: not name.preferred):
            self.by_base.setdefault((name.language, name.base), name)
            self.by_plain[name.plain].append(name)
        self.words = {name.language: set[str]() for name in names}
        for name in names:
            self.words[name.language].update(name.exact.split("-"))

    def find(self, name: ConceptName) -> ConceptName | None:
        """Find the name that is equal to another one in the same language."""
        same_language = (one for one in self.by_plain.get(name.plain, ()) if one.language == name.language)
        return self.by_base.get((name.language, name.base)) or next(same_language, None)


def compare_names(own: NameTable, other: NameTable, holders: Mapping[str, int]) -> NameAgreement:
    """Compare the names of a term with those of a concept.

    Args:
        own: The names of the term.
        other: The names of the concept.
        holders: For each lookup key, the number of terms times the number of concepts that have such a name.

    >>> bond = NameTable([ConceptName("en", "Bond", True), ConceptName("no", "Obligasjon", True)])
    >>> same = NameTable([ConceptName("en", "bonds", True), ConceptName("no", "obligasjon", True)])
    >>> other = NameTable([ConceptName("en", "Bond", True), ConceptName("no", "Binding", True)])
    >>> compare_names(bond, same, {}).log_odds > 3 > compare_names(bond, other, {}).log_odds > 0
    True
    """
    shared = sorted(own.languages & other.languages)
    gains, differing = [], []
    for language in shared:
        gain = _best(_gains_in(language, own, other, holders))
        if gain:
            gains.append(gain)
        else:
            differing.append(language)
    gains += _gains_between(own, other, holders, {gain.plain for gain in gains})
    if not gains:
        return NameAgreement(-math.inf, 0, ())
    against = sum(_SIMILAR_NAMES if own.words[tag] & other.words[tag] else _OTHER_NAMES for tag in differing)
    log_odds = _total(gains) - min(against, _MAX_AGAINST)
    return NameAgreement(log_odds, len(gains), tuple(_reasons(gains, differing, shared, own, other)))


def _gains_in(language: str, own: NameTable, other: NameTable, holders: Mapping[str, int]) -> Iterable[_Gain]:
    for name in own.names:
        if name.language == language and (equal := other.find(name)):
            yield _weigh(name, equal, holders)


def _gains_between(own: NameTable, other: NameTable, holders: Mapping[str, int], known: set[str]) -> Iterable[_Gain]:
    """Give the equal names of different languages, and those without a language."""
    best: dict[str, _Gain] = {}
    for name in own.names:
        for equal in other.by_plain.get(name.plain, ()) if name.plain not in known else ():
            if equal.language == name.language:
                continue
            gain = _weigh(name, equal, holders)
            share = 1.0 if ANY_LANGUAGE in (name.language, equal.language) else _BETWEEN_LANGUAGES
            gain = gain._replace(log_odds=share * gain.log_odds)
            best[name.plain] = max(gain, best.get(name.plain, gain))
    return best.values()


def _weigh(name: ConceptName, equal: ConceptName, holders: Mapping[str, int]) -> _Gain:
    log_odds = _EQUAL_NAMES[name.preferred + equal.preferred]
    if name.exact != equal.exact:
        log_odds -= _OTHER_SPELLING if name.plain == equal.plain else _OTHER_FORM
    uses = min((holders.get(key, 1) for key in lookup_keys(name, (equal.language,))), default=1)
    log_odds = specificity(name) * log_odds - _SHARED_NAME * math.log(uses)
    written = repr(name.text) if name.text.casefold() == equal.text.casefold() else f"{name.text!r} and {equal.text!r}"
    tags = " and ".join(dict.fromkeys(tag or "no language" for tag in (name.language, equal.language)))
    return _Gain(log_odds, name.language or equal.language, name.plain, f"{written} ({tags})")


def specificity(name: ConceptName) -> float:
    """Weigh a name by its length: a short word means several things more often than a long one, or several words.

    Returns:
        0.7 to 1.25.

    >>> [specificity(ConceptName("en", text, True)) for text in ("bond", "asset allocation", "exchange-traded fund")]
    [0.75, 1.25, 1.25]
    """
    letters = sum(3 if letter > "\u2e7f" else 1 for letter in name.plain)  # a Chinese character says more than a letter
    return max(0.7, min(1.25, 0.55 + letters / 20))


def _best(gains: Iterable[_Gain]) -> _Gain | None:
    return max(gains, default=None)


def _total(gains: Iterable[_Gain]) -> float:
    """Add up what languages say: each further one adds less, least where it has the same word."""
    total, seen = 0.0, set[str]()
    for place, gain in zip(count(), sorted(gains, reverse=True)):
        share = _DECAY**place * (_SAME_WORD if gain.plain in seen else 1.0)
        seen.add(gain.plain)
        total += share * gain.log_odds
    return total


def _reasons(
    gains: Sequence[_Gain], differing: Sequence[str], shared: Sequence[str], own: NameTable, other: NameTable
) -> Iterable[str]:
    shown = ", ".join(gain.shown for gain in sorted(gains, reverse=True)[:_MAX_SHOWN])
    in_shared = len(shared) - len(differing)
    if in_shared:
        languages = "1 shared language" if len(shared) == 1 else f"{len(shared)} shared languages"
        yield f"equal names in {in_shared} of {languages}: {shown}"
    else:
        yield f"equal names of different languages: {shown}"
    for language in differing[:_MAX_SHOWN]:
        names = [next(name.text for name in table.names if name.language == language) for table in (own, other)]
        yield f"other names in {language}: {names[0]!r} and {names[1]!r}"
