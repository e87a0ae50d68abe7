"""The pass over the texts of the links: evidence by source term, and what sentences say of anchors and languages.

Any process can take any chunk of articles; the results joined in order are those of a single pass.
"""

from collections.abc import Sequence
from typing import NamedTuple

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


class GroupTexts(NamedTuple):
    """What the texts of some groups gave: packed evidence by source term, the mark of each link, and sentences of the sample."""

    evidence: list[tuple[TermId, bytes]]
    marks: bytes
    language_counts: LanguageCounts


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

    def __call__(self, numbers: Sequence[int]) -> GroupTexts:
        """Take some groups."""
        result = GroupTexts([], b"", LanguageCounts())
        marks: list[int] = []
        for number in numbers:
            marks += self._take(number, result)
        return result._replace(marks=bytes(marks))

    def _take(self, number: int, result: GroupTexts) -> list[int]:
        """Take one group: keep its evidence and sentences, and mark its links."""
        members, links = self._members, self._links
        group = members.groups[number]
        is_sampled = self._sample.holds(draw(group.slug, ""))
        evidence: list[ArticleEvidence] = []
        marks: list[int] = []
        for article in range(self._first_articles[number], self._first_articles[number + 1]):
            rows = links.table.rows_of(article)
            if not rows:
                continue
            language = members.languages[members.anchor_languages[article]]
            sentences = links.table.sentence_column(article, rows, self._sentences)
            anchors = links.table.text_column(links.table.anchors, rows)
            marks += link_marks(anchors, sentences, language) if sentences else [0] * len(rows)
            if is_sampled:
                for sentence, anchor in zip(sentences, anchors, strict=False):
                    result.language_counts.add_sentence(language, sentence, anchor)
            if self._level is not EvidenceLevel.NONE:
                evidence.append(self._evidence(group.id, article, rows, anchors, sentences))
        if evidence:
            result.evidence.append((group.id, packed_evidence(tuple(evidence))))
        return marks

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
