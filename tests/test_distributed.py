"""The plan of a cluster makes what the build of one machine makes, however rows are split and ordered."""

import os
import random
import shutil
import subprocess
import sys
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

import glossograph as gg
from glossograph.distributed import largest, plan
from glossograph.distributed.findings import Reported
from glossograph.distributed.row_steps import unpack
from glossograph.distributed.selecting import BATCH
from glossograph.distributed.sources import find_sources
from glossograph.engine.kept_rows import SharedValue
from glossograph.engine.local_engine import LocalEngine
from glossograph.engine.rows import Row, Rows, Step
from glossograph.engine.storage import Storage
from glossograph.labels import term_words
from glossograph.model import sampling
from glossograph.model.decision import Decisions, LinkDecision, TermDecision, article_name
from tests.bench.generate import generate
from tests.cluster_builds import cluster_outcome, differences, inputs_of, local_outcome
from tests.conftest import Write
from tests.test_collections import cases


class ShuffledEngine(LocalEngine):
    """An engine that splits rows into parts and orders them at random, and runs each step twice."""

    def __init__(self, work: Storage, *, buckets: int, seed: int) -> None:
        super().__init__(work, buckets=buckets)
        self._random = random.Random(seed)

    def rows(self, rows: Sequence[Row]) -> Rows:
        return self._split([*rows])

    def each(self, rows: Rows, step: Step) -> Rows:
        super().each(rows, step)
        return self._shuffled(super().each(rows, step))

    def by_key(self, *rows: Rows, step: Step) -> Rows:
        return self._shuffled(super().by_key(*(self._split([row for part in one for row in part]) for one in rows), step=step))

    def _split(self, rows: list[Row]) -> Rows:
        self._random.shuffle(rows)
        parts: list[list[Row]] = [[] for _ in range(self._random.randint(1, 4))]
        for row in rows:
            self._random.choice(parts).append(row)
        return parts

    def _shuffled(self, parts: Rows) -> Rows:
        self._random.shuffle(parts)
        return parts


@pytest.mark.slow
@pytest.mark.parametrize("case", list(cases()))
def test_a_small_collection_becomes_the_same_graph_on_a_cluster(case: Mapping[str, Any], write: Write, tmp_path: Path) -> None:
    folder = write({path: text.lstrip("\n") for path, text in case["files"].items()})
    inputs = inputs_of(folder, **case.get("settings", {}))
    assert differences(local_outcome(inputs), cluster_outcome(inputs, tmp_path, buckets=2)) == {}


SETTINGS: Mapping[str, dict[str, Any]] = {
    "as it is": {},
    "no repairs, no evidence": {"repair": "off", "evidence": "none"},
    "repairs by majority, anchors": {"repair": "majority", "evidence": "anchors"},
    "no placeholders, counts, mutual": {"placeholders": False, "evidence": "counts", "related": "mutual"},
    "some languages": {"languages": ["en", "no", "hi"], "related": "none"},
}


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[pytest.mark.slow] if settings else []) for name, settings in SETTINGS.items()]
)
@pytest.mark.slow
def test_the_sample_becomes_the_same_graph_on_a_cluster(name: str, tmp_path: Path) -> None:
    inputs = inputs_of(gg.api.SAMPLE, **SETTINGS[name])
    assert differences(local_outcome(inputs), cluster_outcome(inputs, tmp_path)) == {}


def generated(folder: Path, articles: int) -> Path:
    """Generate articles with keywords: some are of one article alone, some need a number to have a slug of their own."""
    generate(folder, articles=articles, languages=5, size=1500, seed=7)
    for number, path in enumerate(sorted(folder.glob("Texts/**/*.md"))):
        text = path.read_text(encoding="utf-8")
        if not text.startswith("---"):
            own, shared = f"{path.parent.name} {path.stem}", ("Tax", "Tax!", "Tax 2", "Tax?")[number % 4]
            path.write_text(f"---\nkeywords: ['{own}', '{shared}']\n---\n{text}", encoding="utf-8")
    return folder / "Texts"


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return generated(tmp_path_factory.mktemp("generated"), 150)


@pytest.mark.slow
@pytest.mark.parametrize("name", SETTINGS)
def test_articles_with_faults_become_the_same_graph_on_a_cluster(name: str, texts: Path, tmp_path: Path) -> None:
    inputs = inputs_of(texts, **SETTINGS[name])
    local = local_outcome(inputs)
    assert local["conflicts"] or name == "no repairs, no evidence"
    assert differences(local, cluster_outcome(inputs, tmp_path, buckets=1 + 5 * (name in ("as it is", "some languages")))) == {}


@pytest.mark.slow
def test_the_decisions_of_an_author_are_applied_on_a_cluster(texts: Path, tmp_path: Path) -> None:
    inputs = inputs_of(texts)
    first = local_outcome(inputs)
    terms = sorted(row[0] for row in first["terms"])
    places = {(path, line): term for path, line, term, *_ in first["conflicts"]}
    links = [row for row in first["evidence"] if (row[3], row[4]) in places]
    chosen = enumerate(links[:6])
    decided = tuple(
        LinkDecision(
            article_name(row[2], places[row[3], row[4]]),
            row[8],
            row[6],
            "",
            ("reject", f"/{terms[0]}", "/nowhere-known")[number % 3],
            number,
        )
        for number, row in chosen
    )
    joined = (
        TermDecision(terms[1], terms[2], "sameAs", 7),
        TermDecision(terms[3], "no-such-name", "sameAs", 8),
        TermDecision("nobody", "links-to-this", "differentFrom", 9),
        TermDecision(terms[4], terms[4], "differentFrom", 10),
    )
    unused = LinkDecision("en/gone", "/gone", "gone", "", "reject", 11)
    inputs = inputs._replace(decisions=Decisions("decisions.toml", (*decided, unused), joined))
    local = local_outcome(inputs)
    assert {one[1] for one in local["problems"] if one[0] == "decisions.toml"} >= {9, 11}
    assert local["edges"] != first["edges"]
    assert differences(local, cluster_outcome(inputs, tmp_path)) == {}


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
def test_no_order_and_no_split_of_rows_changes_the_graph(seed: int, texts: Path, tmp_path: Path) -> None:
    inputs = inputs_of(texts, repair="majority")
    shuffled = cluster_outcome(
        inputs, tmp_path, buckets=seed + 1, engine=lambda work, buckets: ShuffledEngine(work, buckets=buckets, seed=seed)
    )
    assert differences(local_outcome(inputs), shuffled) == {}


@pytest.mark.slow
def test_a_name_cut_out_of_an_anchor_counts_its_terms_in_all_buckets(write: Write, tmp_path: Path) -> None:
    """`市市的` is cut to `市市`, which no anchor of the term is, but the anchor of twenty other terms."""
    to_office = ["[市市的](/back-office)"] * 3 + ["[银行](/back-office)"] * 2 + [""] * 15
    files = {
        f"zh/term-{number}.md": f"---\ntitle: 名{number}\n---\n[市市](/term-{(number + 1) % 20})。{link}\n"
        for number, link in enumerate(to_office)
    }
    office = "---\ntitle: Back Office\n---\nWork behind the counter.\n"
    inputs = inputs_of(write({"en/back-office.md": office, **files}))
    local, cluster = local_outcome(inputs), cluster_outcome(inputs, tmp_path, buckets=97)
    assert differences(local, cluster) == {}
    assert any(line.endswith('prefLabel> "银行"@zh .') and "back-office" in line for line in local["graph.nt"])


class CountingEngine(LocalEngine):
    """An engine that counts the bytes that reach the driver, and those that reach every worker, by the line of the plan."""

    def __init__(self, work: Storage, *, buckets: int) -> None:
        super().__init__(work, buckets=buckets)
        self.sizes: Counter[str] = Counter()

    def collect(self, rows: Rows) -> list[Row]:
        found = super().collect(rows)
        self.sizes[f"collected, {_asking_line()}"] += sum(map(len, (part for row in found for part in row)))
        return found

    def share(self, value: object, name: str) -> SharedValue:
        shared = super().share(value, name)
        self.sizes[f"shared, {_asking_line()}"] += (Path(self.work.address) / shared.name).stat().st_size
        return shared


def _asking_line() -> str:
    """Give the innermost line of the plan that is being run."""
    frames = traceback.extract_stack()
    return next(
        f"{Path(one.filename).name}:{one.lineno}" for one in reversed(frames) if "distributed" in Path(one.filename).parts
    )


_SLACK_BYTES = 2_000
"""What one line may ask for more where there are six times as many articles, besides twice as much."""


@pytest.fixture(scope="module")
def many_texts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return generated(tmp_path_factory.mktemp("many"), 900)


@pytest.fixture
def grown(
    texts: Path, many_texts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[type[plan.Plan]], list[str]]:
    """Give what names the lines of a plan that ask for more where there are more articles.

    The samples are made so small that a few hundred articles are many.
    """
    monkeypatch.setattr(sampling, "_ENOUGH", 25)
    monkeypatch.setattr(term_words, "_MIN_TERM_SHARE", 0.2)
    monkeypatch.setattr(plan, "MAX_LAYOUT_FILES", 25)
    monkeypatch.setattr(largest, "MAX_PAGE_TERMS", 5)

    def sizes(plan_type: type[plan.Plan], source: Path) -> Counter[str]:
        folder = tmp_path / plan_type.__name__ / source.parent.name
        engine = CountingEngine(Storage(str(folder / "work")), buckets=4)
        inputs = inputs_of(source)
        plan_type(engine, find_sources([str(source)]), inputs.config, output=Storage(str(folder / "out"))).run()
        return engine.sizes

    def of(plan_type: type[plan.Plan]) -> list[str]:
        few, many = sizes(plan_type, texts), sizes(plan_type, many_texts)
        return [f"{line}: {few[line]}, then {size}" for line, size in many.items() if size > 2 * few[line] + _SLACK_BYTES]

    return of


@pytest.mark.slow
def test_nothing_that_grows_with_the_articles_reaches_the_driver_or_every_worker(
    grown: Callable[[type[plan.Plan]], list[str]],
) -> None:
    assert grown(plan.Plan) == []


def sources_of_batches(rows: Iterator[Row]) -> Iterable[Row]:
    return (row for _, order, value in rows if order == BATCH for row in largest.sources_of(unpack(value)))


class CollectingPlan(plan.Plan):
    """A plan that brings the ids of all terms to the driver."""

    def _label(self, sums: Rows, sample: sampling.Sample, reported: Reported) -> Rows:
        labelled = super()._label(sums, sample, reported)
        largest.take_ids(self._engine, self._engine.each(labelled, sources_of_batches), 0)
        return labelled


@pytest.mark.slow
def test_a_plan_that_collects_the_ids_of_all_terms_is_noticed(grown: Callable[[type[plan.Plan]], list[str]]) -> None:
    assert [line.partition(":")[0] for line in grown(CollectingPlan)] == ["collected, largest.py"]


@pytest.mark.slow
def test_a_layout_that_a_sample_decides_places_the_other_files_alike(
    texts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plan, "MAX_LAYOUT_FILES", 40)
    with_questions = tmp_path / texts.name
    shutil.copytree(texts, with_questions)
    for number in range(60):
        file = with_questions / f"What is loan {number}%3F.md"
        file.write_text(f"A loan like [[What is loan {number + 1}?]].", encoding="utf-8")
    inputs = inputs_of(with_questions)
    assert differences(local_outcome(inputs), cluster_outcome(inputs, tmp_path / "cluster")) == {}


@pytest.mark.slow
def test_the_seed_of_hashes_changes_no_byte(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from glossograph.engine.local_engine import LocalEngine;"
        "from glossograph.engine.storage import Storage; from tests.cluster_builds import inputs_of, run_plan;"
        "from glossograph.api import SAMPLE; out = Path(sys.argv[1]);"
        "run_plan(inputs_of(SAMPLE), LocalEngine(Storage(str(out / 'work')), buckets=3), out / 'out')"
    )
    manifests = []
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        subprocess.run((sys.executable, "-c", script, str(tmp_path / seed)), env=environment, check=True)
        manifests.append((tmp_path / seed / "out" / "manifest.json").read_bytes())
    assert manifests[0] == manifests[1]
