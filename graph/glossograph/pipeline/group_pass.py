"""The pass over the texts of the links: evidence by source term, and what sentences say of anchors and languages.

Any process can take any chunk of groups. What the pass gives for a group can be kept for the next build.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import msgspec
import numpy as np

from glossograph.config import EvidenceLevel
from glossograph.labels.anchor_counts import link_marks
from glossograph.labels.language_statistics import LanguageCounts
from glossograph.model.evidence import ArticleEvidence
from glossograph.model.link import Links
from glossograph.model.link_table import KINDS, Sentences
from glossograph.model.sampling import Sample, draw
from glossograph.pipeline.resolved_links import Members, ResolvedLinks
from glossograph.store.evidence_file import packed_evidence
from glossograph.text.keys import TermId
from glossograph.text.languages import LanguageTag

SampledSentences = tuple[tuple[LanguageTag, tuple[tuple[str, str], ...]], ...]
"""The language of each article, and its sentences with their anchors."""


class GroupTexts(NamedTuple):
    """What the texts of a group gave.

    Attributes:
        evidence: The evidence of its term, packed; empty where no link of it is behind an edge.
        marks: The mark of each link.
        sentences: Those of a group of the sample.
    """

    evidence: bytes
    marks: bytes
    sentences: SampledSentences


class KeptTexts(NamedTuple):
    """The same as it is kept for the next build: the evidence, which has a file of its own, only as a flag."""

    has_evidence: bool
    marks: bytes
    sentences: SampledSentences


def pack_texts(texts: GroupTexts) -> bytes:
    """Pack what the texts of a group gave for the next build."""
    return msgspec.msgpack.encode(KeptTexts(bool(texts.evidence), texts.marks, texts.sentences))


unpack_texts = msgspec.msgpack.Decoder(KeptTexts).decode


def count_sentences(texts: Iterable[GroupTexts | KeptTexts]) -> LanguageCounts:
    """Sum up what the sentences of the sample say of their languages."""
    counts = LanguageCounts()
    for group in texts:
        for language, sentences in group.sentences:
            for sentence, anchor in sentences:
                counts.add_sentence(language, sentence, anchor)
    return counts


class GroupPass:
    """Takes chunks of term groups; in a forked process it reads the sentences from a store that is opened once more."""

    def __init__(
        self, links: ResolvedLinks, members: Members, sentences: Sentences, level: EvidenceLevel, sample: Sample
    ) -> None:
        """Take what all groups share; the sentences of the `sample` feed the statistics of their languages."""
        self._links = links
        self._members = members
        self._sentences = sentences
        self._level = level
        self._sample = sample
        self._first_articles = np.searchsorted(members.group_of, np.arange(len(members.groups) + 1)).tolist()
        self._has_kinds = bool(links.table.kinds.any())

    def __call__(self, numbers: Sequence[int]) -> list[GroupTexts]:
        """Take some groups."""
        return [self._take(number) for number in numbers]

    def _take(self, number: int) -> GroupTexts:
        """Take one group: keep its evidence and sentences, and mark its links."""
        members, links = self._members, self._links
        group = members.groups[number]
        is_sampled = self._sample.holds(draw(group.slug, ""))
        evidence: list[ArticleEvidence] = []
        marks: list[int] = []
        sampled: list[tuple[LanguageTag, tuple[tuple[str, str], ...]]] = []
        for article in range(self._first_articles[number], self._first_articles[number + 1]):
            rows = links.table.rows_of(article)
            if not rows:
                continue
            language = members.languages[members.anchor_languages[article]]
            sentences = links.table.sentence_column(article, rows, self._sentences)
            anchors = links.table.text_column(links.table.anchors, rows)
            marks += link_marks(anchors, sentences, language) if sentences else [0] * len(rows)
            if is_sampled and sentences:
                sampled.append((language, tuple(zip(sentences, anchors, strict=True))))
            if self._level is not EvidenceLevel.NONE:
                evidence.append(self._evidence(group.id, article, rows, anchors, sentences))
        return GroupTexts(packed_evidence(tuple(evidence)) if evidence else b"", bytes(marks), tuple(sampled))

    def _evidence(
        self, term: TermId, article: int, rows: range, anchors: tuple[str, ...], sentences: tuple[str, ...]
    ) -> ArticleEvidence:
        links, part = self._links, slice(rows.start, rows.stop)
        table = links.table
        kinds = table.kinds[part].tolist() if self._has_kinds else ()
        return ArticleEvidence(
            term,
            self._members.languages[self._members.article_languages[article]],
            table.paths[article],
            Links(
                table.text_column(table.destinations, rows),
                anchors,
                table.text_column(table.sections, rows),
                sentences if self._level is EvidenceLevel.SENTENCES else (),
                tuple(table.lines[part].tolist()),
                tuple(table.sentence_numbers[part].tolist()),
                (),
                tuple((place, KINDS[kind]) for place, kind in enumerate(kinds) if kind),
            ),
            tuple([links.terms[target] for target in links.targets[part].tolist()]),
            tuple(np.flatnonzero(links.redirected[part]).tolist()),
            "".join(map(chr, links.rules[part].tolist())),
        )
