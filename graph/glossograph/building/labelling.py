"""Labels for all terms: what the elections may know is learned of all anchors, then every term is elected on its own."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import msgspec

from glossograph.building.anchors import Anchors
from glossograph.building.labels.election import elect
from glossograph.building.labels.habits import Habits, Tally
from glossograph.building.labels.lexicon import all_parts, learned, lessons
from glossograph.languages import LanguageTag
from glossograph.model import Label
from glossograph.names import Slug, TermId
from glossograph.parallel import chunks, in_processes
from glossograph.progress import Progress
from glossograph.sampling import Sample, draw

_CHUNK = 25
"""Elections that a process takes at once."""

_WORTH_PROCESSES = 1000
"""Terms from which on several processes learn faster than one."""

Labels = tuple[tuple[Label, ...], tuple[Label, ...]]
"""The preferred labels of a term, and the alternatives."""


class Named(NamedTuple):
    """A term that is to be labelled, and the titles of its articles, if it is no `stub`."""

    id: TermId
    slug: Slug
    titles: Mapping[LanguageTag, str]
    stub: bool = False


class Elected:
    """What the elections gave, packed until it is wanted."""

    def __init__(self, packed: Sequence[bytes]) -> None:
        """Take the labels of chunks of terms."""
        self._packed = packed
        self._decode = msgspec.msgpack.Decoder(list[Labels]).decode

    def __iter__(self) -> Iterator[Labels]:
        """Give the labels of each term."""
        return (labels for packed in self._packed for labels in self._decode(packed))


def elections(names: Sequence[Named], anchors: Anchors, sample: Sample, jobs: int, progress: Progress) -> Elected:
    """Elect everybody's labels; what is usual in a language is learned from a `sample` of the terms."""
    habits = _habits(names, anchors, sample, jobs, progress)
    progress("electing", 0, len(names))

    def elected(chunk: Sequence[int]) -> bytes:
        terms = (names[number] for number in chunk)
        return msgspec.msgpack.encode([elect(one.slug, one.titles, anchors.texts.get(one.id, {}), habits) for one in terms])

    return Elected(list(in_processes(elected, chunks(range(len(names)), _CHUNK), jobs)))


def _habits(names: Sequence[Named], anchors: Anchors, sample: Sample, jobs: int, progress: Progress) -> Habits:
    """Learn what the elections may know of all anchors."""
    progress("learning", 0, len(names))
    said = [(one.slug, anchors.texts.get(one.id, {})) for one in names]
    sampled = {number for number, one in enumerate(names) if sample.holds(draw(one.slug, ""))}
    lacking = (number for number, one in enumerate(names) if said[number][1].keys() - one.titles.keys())
    taught = lessons(said, lacking, sampled)
    wanted = set(taught.terms)

    def observed(chunk: Sequence[int]) -> tuple[Tally, list[tuple[int, dict[LanguageTag, frozenset[str]]]]]:
        tally = Tally()
        for number in chunk:
            tally.add(*said[number], sampled=number in sampled)
        return tally, [(number, all_parts(said[number][1])) for number in chunk if number in wanted]

    whole = Tally()
    whole.join(anchors.tally)
    seen: dict[int, dict[LanguageTag, frozenset[str]]] = {}
    many = jobs if len(names) >= _WORTH_PROCESSES else 1
    for tally, parts in in_processes(observed, chunks(range(len(names)), _CHUNK), many):
        whole.join(tally)
        seen.update(parts)
    return whole.habits(learned(taught, seen))
