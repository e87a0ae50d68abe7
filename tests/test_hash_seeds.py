"""The claim that the same input gives the same bytes, whatever the hash seed of Python: one process a seed makes everything."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import glossograph as gg
from glossograph.export.registry import FORMATS

pytestmark = pytest.mark.slow

SCRIPT = """
import contextlib, sys
from pathlib import Path
from glossograph.analysis.community_detection import communities
from glossograph.cli import main
from glossograph.layout.plane import positions
from tests.graphs import generate_links, graph_of

articles, out, *formats = sys.argv[1:]
assert main(["build", "--sample", "-o", f"{out}/build", "--quiet", "--format", *formats]) == 0
near = ["neighbourhood", "stock", "--hops", "2", "--build", f"{out}/build", "-o", f"{out}/near.html", "--quiet"]
assert main(near) == 0
with open(f"{out}/findings.json", "w") as file, contextlib.redirect_stdout(file):
    main(["check", articles, "--format", "json", "--quiet"])
for terms, links in ((60, 150), (900, 4_000)):
    graph = graph_of(terms, generate_links(terms, links)[0])
    groups = communities(graph)
    Path(f"{out}/communities-{terms}").write_text(repr(groups))
    Path(f"{out}/positions-{terms}").write_bytes(positions(graph, groups).tobytes())
"""


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """What is made under each seed."""
    root = tmp_path_factory.mktemp("seeds")
    for tag in ("en", "no", "hi"):
        (root / "Texts" / tag).mkdir(parents=True)
        for i in range(400):  # so many that several processes check them
            text = f"---\ntitle: {tag} {i}\n---\n[x](/t{(i * 7) % 400}),. [y -](/s{i % 9}) {tag} {i + 1}.\n"
            (root / "Texts" / tag / f"t{i}.md").write_text(text, encoding="utf-8")
    for seed in ("1", "77"):
        (root / seed).mkdir()
        command = [sys.executable, "-c", SCRIPT, str(root / "Texts"), str(root / seed), *FORMATS]
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)}
        subprocess.run(command, check=True, cwd=root, env=environment)
    return {seed: root / seed for seed in ("1", "77")}


def files(folder: Path) -> dict[str, bytes]:
    own = (path for path in folder.rglob("*") if path.is_file() and ".glossograph" not in path.parts)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in own}


def test_every_format_has_the_same_bytes_under_every_hash_seed_and_from_the_library(
    outputs: dict[str, Path], sample: gg.KnowledgeGraph, tmp_path: Path
) -> None:
    first, second = (files(outputs[seed] / "build") for seed in ("1", "77"))
    sample.write(tmp_path, list(FORMATS))
    library = files(tmp_path)
    assert len(first) > 35
    assert [name for name in first if first[name] != second[name]] == []
    assert [name for name in first if first[name] != library[name]] == []


@pytest.mark.parametrize(
    "name", ["near.html", "findings.json", *(f"{kind}-{terms}" for kind in ("communities", "positions") for terms in (60, 900))]
)
def test_pages_findings_communities_and_layouts_are_the_same_under_every_hash_seed(outputs: dict[str, Path], name: str) -> None:
    first, second = ((outputs[seed] / name).read_bytes() for seed in ("1", "77"))
    assert len(first) > 100
    assert first == second
