"""Proposals of matches between the terms of a graph and the concepts of a vocabulary.

Each pair with an equal name gets log-odds: a start, what its names and definitions say, and what the matches of its neighbours
say, in two rounds. A term and a concept match one other at most, so the probability of a pair is its odds beside those of all
pairs that it excludes.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from glossograph.engine.progress import Progress, no_progress
from glossograph.match.concept_names import lookup_keys, name_language, names_of_term
from glossograph.match.definition_overlap import WordWeights, definition_words
from glossograph.match.name_agreement import NameTable, compare_names
from glossograph.match.neighbour_agreement import NeighbourAgreement
from glossograph.match.vocabulary_reader import Vocabulary, VocabularyConcept, read_vocabulary
from glossograph.model.decision import NO_DECISIONS, Decisions
from glossograph.model.graph import Graph
from glossograph.model.term import Term
from glossograph.model.term_match import MatchProposal, MatchRelation
from glossograph.review.decision_file import read_decisions
from glossograph.text.iris import term_iri
from glossograph.text.keys import key

EXACT_SCORE = 0.95
"""The score from which a proposal is an `exactMatch`."""

MIN_SCORE = 0.5
"""The score from which a pair is proposed."""

NEIGHBOUR_REASON = "neighbours match too"
"""How evidence from neighbours begins."""

_START = -1.0
_USUAL_COVERAGE, _COVERAGE_WEIGHT, _COVERAGE_RANGE = 0.1, 0.5, (-2.0, 0.5)
"""If a smaller share of the terms has a name of the vocabulary, its subject is another, and equal names mean less."""

_ROUNDS = 2
_MAX_SHOWN = 3
_DECIDED_LOG_ODDS = 12.0
_SCORE_DIGITS = 3
_MAX_SCORE = 0.999
"""No proposal is certain."""

Pair = tuple[int, int]
"""The position of a term and that of a concept."""


class TermSide(NamedTuple):
    """What is compared of the terms: their names, the terms by lookup key, and the terms beside each."""

    terms: tuple[Term, ...]
    names: tuple[NameTable, ...]
    by_key: Mapping[str, Sequence[int]]
    languages: frozenset[str]
    neighbours: tuple[tuple[int, ...], ...]


def term_side(graph: Graph) -> TermSide:
    """Fold the names of a graph's terms and find the terms beside each."""
    tables = tuple(NameTable(names_of_term(term)) for term in graph.terms)
    languages = frozenset(language for table in tables for language in table.languages)
    by_key: dict[str, list[int]] = defaultdict(list)
    for position, table in enumerate(tables):
        for found in dict.fromkeys(found for name in table.names for found in lookup_keys(name, languages)):
            by_key[found].append(position)
    rows = {term.id: row for row, term in enumerate(graph.terms)}
    beside: list[set[int]] = [set() for _ in graph.terms]
    edges = ((edge.source, edge.target) for edge in graph.edges)
    relations = ((relation.source, relation.target) for relation in graph.relations)
    for source, target in chain(edges, relations):
        one, other = rows.get(source), rows.get(target)
        if one is not None and other is not None and one != other:
            beside[one].add(other)
            beside[other].add(one)
    return TermSide(graph.terms, tables, by_key, languages, tuple(tuple(sorted(found)) for found in beside))


def propose_matches(
    graph: Graph,
    path: Path,
    decisions: Decisions = NO_DECISIONS,
    *,
    min_score: float = MIN_SCORE,
    side: TermSide | None = None,
    progress: Progress = no_progress,
) -> tuple[MatchProposal, ...]:
    """Propose matches between the terms of a graph and the concepts of a vocabulary.

    Args:
        graph: The terms.
        path: An RDF file, or a folder whose RDF files are one vocabulary.
        decisions: What the author decided. Rejected pairs are not proposed, accepted ones neither, and they exclude others.
        min_score: The lowest score of a proposal.
        side: The terms as `term_side` makes them, if there are several vocabularies.
        progress: Called as the work goes on.

    Returns:
        The proposals, sorted by term and, the best first, by score.

    Raises:
        GlossographError: The vocabulary cannot be read.
    """
    side = side or term_side(graph)
    vocabulary = read_vocabulary(path, side.by_key.keys(), side.languages, max(1, len(side.terms)), progress)
    progress("comparing concepts", 0, len(vocabulary.concepts))
    matcher = _Matcher(graph.info.base_iri, side, vocabulary, decisions)
    return matcher.proposals(min_score)


def propose_all(
    graph: Graph,
    paths: Iterable[Path],
    decisions: Decisions = NO_DECISIONS,
    *,
    min_score: float = MIN_SCORE,
    progress: Progress = no_progress,
) -> tuple[MatchProposal, ...]:
    """Propose matches with several vocabularies, each for itself; for the arguments see `propose_matches`."""
    side = term_side(graph)
    each = (propose_matches(graph, path, decisions, min_score=min_score, side=side, progress=progress) for path in paths)
    unique = {(one.term, one.concept): one for proposals in each for one in proposals}
    return tuple(sorted(unique.values(), key=_order))


def propose_for_files(
    graph: Graph, paths: Iterable[Path], decision_file: Path | None, min_score: float
) -> tuple[MatchProposal, ...]:
    """Propose matches with several vocabularies, with the decisions of a file if there is one; see `propose_all`."""
    decisions = read_decisions(decision_file) if decision_file else NO_DECISIONS
    return propose_all(graph, paths, decisions, min_score=min_score)


def _order(proposal: MatchProposal) -> tuple[str, float, str]:
    return proposal.term, -proposal.score, proposal.concept


class _Matcher:
    def __init__(self, base_iri: str, side: TermSide, vocabulary: Vocabulary, decisions: Decisions) -> None:
        self._side, self._concepts = side, vocabulary.concepts
        self._tables = [NameTable(concept.names) for concept in vocabulary.concepts]
        self._holders = {found: count * len(side.by_key[found]) for found, count in vocabulary.holders.items()}
        self._why: dict[Pair, list[str]] = {}
        self._decided = self._read_decisions(decisions)
        self._log_odds = self._compare(base_iri, self._start(vocabulary.size))

    def _read_decisions(self, decisions: Decisions) -> dict[Pair, bool]:
        """Give the pairs that the author decided on, and whether they match exactly."""
        rows = {key(term.slug): row for row, term in enumerate(self._side.terms)}
        columns = {concept.iri: column for column, concept in enumerate(self._concepts)}
        return {
            (rows[match.pair[0]], columns[match.concept]): match.decided_relation == MatchRelation.EXACT
            for match in decisions.matches
            if match.decision and match.pair[0] in rows and match.concept in columns
        }

    def _start(self, size: int) -> float:
        """Give the log-odds of any pair, by the share of terms, or of concepts if they are fewer, that have an equal name."""
        terms = {row for found in self._holders for row in self._side.by_key[found]}
        coverage = min(len(terms), len(self._concepts)) / max(1, min(len(self._side.terms), size))
        lowest, highest = _COVERAGE_RANGE
        return _START + max(lowest, min(highest, _COVERAGE_WEIGHT * math.log(max(coverage, 1e-9) / _USUAL_COVERAGE)))

    def _compare(self, base_iri: str, start: float) -> dict[Pair, float]:
        """Give the log-odds of each pair with an equal name, by names and definitions."""
        pairs = [
            (row, column)
            for column, table in enumerate(self._tables)
            for row in sorted(
                {
                    row
                    for name in table.names
                    for found in lookup_keys(name, self._side.languages)
                    for row in self._side.by_key.get(found, ())
                }
            )
        ]
        own = {row: definition_words(_texts_of(self._side.terms[row])) for row in sorted({row for row, _ in pairs})}
        other = [definition_words(concept.texts) for concept in self._concepts]
        weights = WordWeights((*own.values(), *other))
        log_odds = {}
        for row, column in pairs:
            concept = self._concepts[column]
            if term_iri(base_iri, self._side.terms[row].slug) == concept.iri:
                continue
            names = compare_names(self._side.names[row], self._tables[column], self._holders)
            overlap = weights.compare(own[row], other[column], _name_stems(self._side.names[row], self._tables[column]))
            if (exact := self._decided.get((row, column))) is not None:
                log_odds[row, column] = _DECIDED_LOG_ODDS if exact else -math.inf
            else:
                log_odds[row, column] = start + names.log_odds + overlap.log_odds
            self._why[row, column] = [*names.why, *overlap.why]
        return log_odds

    def proposals(self, min_score: float) -> tuple[MatchProposal, ...]:
        """Score all pairs and give those that are likely enough."""
        agreement = NeighbourAgreement(self._side.neighbours, [concept.neighbours for concept in self._concepts])
        log_odds, why = self._log_odds, {}
        for _ in range(_ROUNDS):
            found = agreement.of(probabilities(log_odds))
            log_odds = {pair: odds + found[pair].log_odds for pair, odds in self._log_odds.items()}
            why = {pair: found[pair].agreeing for pair in found}
        scores = probabilities(log_odds)
        rivals = _rivals(scores)
        proposals = [
            self._proposal(pair, score, why.get(pair, ()), rivals[pair])
            for pair, score in scores.items()
            if score >= min_score and pair not in self._decided
        ]
        return tuple(sorted(proposals, key=_order))

    def _proposal(self, pair: Pair, score: float, agreeing: Sequence[int], rivals: int) -> MatchProposal:
        term, concept = self._side.terms[pair[0]], self._concepts[pair[1]]
        why = list(self._why[pair])
        if agreeing:
            slugs = ", ".join(self._side.terms[row].slug for row in agreeing[:_MAX_SHOWN])
            more = f" and {len(agreeing) - _MAX_SHOWN} more" if len(agreeing) > _MAX_SHOWN else ""
            why.append(f"{NEIGHBOUR_REASON}: {slugs}{more}")
        if rivals:
            why.append(f"{rivals} other {'pair has' if rivals == 1 else 'pairs have'} equal names")
        relation = MatchRelation.EXACT if score >= EXACT_SCORE else MatchRelation.CLOSE
        rounded = min(_MAX_SCORE, round(score, _SCORE_DIGITS))
        return MatchProposal(term.slug, concept.iri, _shown_name(concept), relation, rounded, tuple(why))


def _texts_of(term: Term) -> Iterable[tuple[str, str]]:
    yield from ((name_language(definition.language), definition.text) for definition in term.definitions)
    yield from ((name_language(article.language), article.lead) for article in term.articles if article.lead)


def _name_stems(*tables: NameTable) -> Iterable[str]:
    for table in tables:
        for stems in definition_words((name.language, name.text) for name in table.names).values():
            yield from stems


def _shown_name(concept: VocabularyConcept) -> str:
    """Give the name of a concept for readers: a preferred one in English, else without language, else the first."""
    order = {"en": 0, "": 1}
    names = sorted(concept.names, key=lambda name: (not name.preferred, order.get(name.language, 2), name.language))
    return names[0].text if names else ""


def probabilities(log_odds: Mapping[Pair, float]) -> dict[Pair, float]:
    """Turn log-odds into probabilities, of which those of one term, and those of one concept, add up to 1 at most.

    >>> probabilities({(0, 0): 2.0, (0, 1): 2.0})[0, 0] < 0.5 < probabilities({(0, 0): 2.0})[0, 0]
    True
    """
    odds = {pair: math.exp(min(value, 50.0)) for pair, value in log_odds.items()}
    rows: dict[int, float] = defaultdict(float)
    columns: dict[int, float] = defaultdict(float)
    for (row, column), value in odds.items():
        rows[row] += value
        columns[column] += value
    return {(row, column): value / (1 + rows[row] + columns[column] - value) for (row, column), value in odds.items()}


def _rivals(scores: Collection[Pair]) -> dict[Pair, int]:
    rows, columns = Counter(row for row, _ in scores), Counter(column for _, column in scores)
    return {(row, column): rows[row] + columns[column] - 2 for row, column in scores}
