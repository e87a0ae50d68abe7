"""The quality on the sample is the recorded one: `make eval CORPUS=graph/glossograph/data/sample` shows what changed."""

import pytest

from glossograph.api import SAMPLE
from tests.eval.__main__ import as_baseline, compare, evaluate, read_baseline


@pytest.mark.slow
def test_the_figures_on_the_sample_are_the_recorded_ones() -> None:
    recorded = read_baseline()["sample"]
    assert len(recorded) > 50
    assert compare(as_baseline(evaluate(SAMPLE)), recorded) == []
