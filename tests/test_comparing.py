"""A cluster proposes the pairs of terms that one machine proposes, however terms are split into batches and buckets."""

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import glossograph as gg
from glossograph.distributed import cluster_build
from glossograph.distributed.clusters import EngineName
from glossograph.distributed.comparing import ComparedPair, CompareTerms, candidates, names_of
from glossograph.distributed.row_steps import text_key, unpack
from glossograph.distributed.selecting import LabelledBatch
from glossograph.engine.local_engine import LocalEngine
from glossograph.engine.rows import Row, run_bucket, split
from glossograph.engine.storage import Storage
from glossograph.model.decision import Decisions, DuplicateCandidate, TermDecision
from glossograph.model.edge import Edge
from glossograph.model.term import Label, Term
from glossograph.parts.local_parts import write_graph
from glossograph.serialise.export_job import ExportJob
from glossograph.terms.near_duplicates import LARGEST_BLOCK, near_duplicates
from glossograph.text.keys import Key, Slug, TermId, key
from glossograph.text.languages import LanguageTag
from tests.bench.generate import generate
from tests.cluster_builds import PLANTED, cluster_outcome, differences, inputs_of, local_outcome, planted_duplicates, run_plan
from tests.command import run
from tests.conftest import Write

LANGUAGES = tuple(map(LanguageTag, ("de", "en", "zh")))
WORDS = ("bond", "bonds", "Equities", "equity", "etf", "E", "T-fund", "fund", "c++", "C", "rate", "é", "债券")

ACRONYMS = ("etf", "e_t_f", "exchange-traded-fund", "equity-t-fund")


@st.composite
def vocabularies(draw: st.DrawFn) -> tuple[list[Term], list[Edge]]:
    """Draw terms that share names, the more the fewer words there are, and edges between them."""
    random = draw(st.randoms(use_true_random=False))
    words = random.sample(WORDS, draw(st.integers(1, len(WORDS))))
    taken: Counter[Key] = Counter()
    terms = []
    for _ in range(draw(st.integers(1, 60))):
        composed = random.choice(("-", "_", "")).join(random.choices(words, k=random.randint(1, 4))).lower()
        slug = Slug(random.choice((composed, composed, random.choice(ACRONYMS))))
        taken[key(slug)] += 1
        number = taken[key(slug)]
        used = random.sample(LANGUAGES, random.randint(0, len(LANGUAGES)))
        labels = [Label(tag, random.choice(words)) for tag in sorted(used)]
        names = [Label(LANGUAGES[1], random.choice(("an ETF", "BETFC", "Bond fund")))] * random.randint(0, 1)
        terms.append(Term(TermId(key(slug) + f"~{number}" * (number > 1)), slug, tuple(labels), tuple(names)))
    ids = [term.id for term in terms]
    edges = {Edge(random.choice(ids[:4]), random.choice(ids), ()) for _ in range(random.randint(0, 100))}
    return sorted(terms), sorted(edges)


def proposed_in_parts(
    terms: Sequence[Term], edges: Sequence[Edge], decided: frozenset[frozenset[Key]], random: Random
) -> list[DuplicateCandidate]:
    """Propose pairs as a cluster does, with terms in random batches, and rows in a random order and number of buckets."""
    slugs = {term.id: term.slug for term in terms}
    batches: list[list[Term]] = [[] for _ in range(random.randint(1, 5))]
    for term in terms:
        random.choice((batches[0], random.choice(batches))).append(term)  # one has many
    rows: list[Row] = []
    for batch in batches:
        incoming = {term.id: [(edge.source, slugs[edge.source]) for edge in edges if edge.target == term.id] for term in batch}
        rows += names_of(LabelledBatch(b"", batch, [], incoming))
    random.shuffle(rows)
    pairs = [row for bucket in split(rows, random.randint(1, 4)) for row in run_bucket(CompareTerms(decided), [bucket])]
    random.shuffle(pairs)
    found = []
    for bucket in split(pairs, random.randint(1, 4)):
        values: list[ComparedPair] = [unpack(value) for _, _, value in bucket]
        for candidate, row in candidates(values):
            assert (row.one, row.other, row.reasons) == (slugs[candidate.one], slugs[candidate.other], candidate.reasons)
            found.append(candidate)
    return sorted(found)


@settings(max_examples=150)
@given(vocabularies(), st.randoms(use_true_random=False))
def test_no_split_of_the_terms_changes_which_pairs_are_proposed(
    vocabulary: tuple[list[Term], list[Edge]], random: Random
) -> None:
    terms, edges = vocabulary
    every = near_duplicates(terms, edges)
    decided = frozenset(frozenset((key(one.one), key(one.other))) for one in every[::3])
    assert proposed_in_parts(terms, edges, decided, random) == [*near_duplicates(terms, edges, decided)]


def named_alike(count: int) -> list[Term]:
    """Give terms of one name, with ids in the order of their numbers."""
    labels = (Label(LANGUAGES[1], "Rate"),)
    return [Term(TermId(f"x{number:05}"), Slug(f"x{number:05}"), labels) for number in range(count)]


def rows_of(terms: list[Term]) -> list[Row]:
    return [*names_of(LabelledBatch(b"", terms, [], {}))]


def test_a_name_that_very_many_terms_of_a_batch_share_is_sent_once() -> None:
    sent = Counter(name for name, _, _ in rows_of(named_alike(LARGEST_BLOCK)))
    assert sent[b"n" + text_key("rate")] == LARGEST_BLOCK
    sent = Counter(name for name, _, _ in rows_of(named_alike(1_000)))
    assert sent[b"n" + text_key("rate")] == 1
    assert sent.total() == 1 + 2 * 1_000  # each has a slug too, as a name and as an acronym


COLLECTIONS: Mapping[str, Callable[[str], str]] = {"Markdown": "[this](/{})".format, "wikilinks": "[[{}]]".format}


@pytest.mark.slow
@pytest.mark.parametrize(("collection", "buckets"), [("Markdown", 1), ("Markdown", 5), ("wikilinks", 3)])
def test_planted_duplicates_are_proposed_alike(collection: str, buckets: int, write: Write, tmp_path: Path) -> None:
    inputs = inputs_of(write(planted_duplicates(COLLECTIONS[collection])))
    local = local_outcome(inputs)
    assert local["duplicate_candidates"] == [(one, other, (reason,)) for one, other, reason in PLANTED]
    assert differences(local, cluster_outcome(inputs, tmp_path, buckets=buckets)) == {}


@pytest.mark.slow
def test_duplicates_among_generated_articles_are_proposed_alike(write: Write, tmp_path: Path) -> None:
    generate(tmp_path, articles=150, languages=5, size=1500, seed=7)
    inputs = inputs_of(write(planted_duplicates()))
    local = local_outcome(inputs)
    assert len(local["terms"]) > len(planted_duplicates())
    assert len(local["duplicate_candidates"]) >= len(PLANTED)
    assert differences(local, cluster_outcome(inputs, tmp_path, buckets=4)) == {}


@pytest.mark.slow
def test_a_pair_of_which_the_author_has_decided_is_not_proposed(write: Write, tmp_path: Path) -> None:
    decided = TermDecision("Bonds", "bond", "differentFrom", 1), TermDecision("swap", "swaps", "sameAs", 2)
    undecided = TermDecision("nav", "net-asset-value", "", 3)
    decisions = Decisions("decisions.toml", (), (*decided, undecided))
    inputs = inputs_of(write(planted_duplicates()))._replace(decisions=decisions)
    local = local_outcome(inputs)
    pairs = {(one, other) for one, other, _ in local["duplicate_candidates"]}
    assert pairs == {(one, other) for one, other, _ in PLANTED} - {("bond", "bonds"), ("swap", "swaps")}
    assert differences(local, cluster_outcome(inputs, tmp_path)) == {}


@pytest.mark.slow
def test_the_command_counts_the_candidates(write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def opened(_name: EngineName, work: Storage, _workers: int) -> AbstractContextManager[LocalEngine]:
        return nullcontext(LocalEngine(work, buckets=2))

    monkeypatch.setattr(cluster_build, "open_engine", opened)
    done = run("build", write(planted_duplicates()), "-o", tmp_path / "out", "--engine", "dask")
    assert (done.returncode, done.stderr) == (0, "")
    assert f"{len(PLANTED)} duplicate candidates; see tables/duplicate_candidates\n" in done.stdout


@pytest.mark.slow
def test_the_candidates_are_in_the_manifest_the_report_and_in_what_reads_parts(write: Write, tmp_path: Path) -> None:
    inputs = inputs_of(write(planted_duplicates()))
    manifest = run_plan(inputs, LocalEngine(Storage(str(tmp_path / "work")), buckets=3), tmp_path / "out").manifest
    assert manifest.counts.duplicate_candidates == len(PLANTED)
    assert sum(file.rows for file in manifest.group("duplicate_candidates")) == len(PLANTED)
    kg = gg.build(*inputs.roots)
    local = write_graph(Storage(str(tmp_path / "local")), ExportJob(kg.graph, kg.source, kg.config), 2)
    assert local.counts == manifest.counts
    reports = [json.loads((tmp_path / name / "report.json").read_text(encoding="utf-8")) for name in ("out", "local")]
    for report in reports:
        assert report["summary"]["duplicate_candidates"] == len(PLANTED)
        assert report["first_duplicate_candidate"] == {"terms": ["bond", "bonds"], "reasons": [PLANTED[0][2]]}
    for name in ("out", "local"):
        assert gg.load(tmp_path / name).duplicate_candidates == kg.duplicate_candidates
        assert f"possible duplicate: bonds: {PLANTED[0][2]}\n" in run("why", "bond", "--build", tmp_path / name).stdout
