"""The page as it is written: what goes in, within which room, and the script that is built for it."""

import base64
import gzip
import hashlib
import html
import json
import re
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest

import glossograph as gg
from glossograph.config import Config, PageConfig, read_config
from glossograph.errors import ConfigError
from glossograph.model.evidence import Evidence
from glossograph.pages import packing
from glossograph.pages.explorer import LeftOut, explorer
from glossograph.serialise.export_job import ExportJob
from tests.browser.made import Source, finance, many, written
from tests.command import run

EXPLORER = Path(__file__).parent.parent / "graph" / "explorer"
DATA = Path(gg.__file__).parent / "data" / "page"


class Read:
    """A page as its script reads it."""

    def __init__(self, path: Path) -> None:
        self.text = path.read_text(encoding="utf-8")
        self.about: dict[str, Any] = json.loads(self.text.split('id="about">')[1].split("</script>")[0])
        self._blocks = self.text.split('id="blocks">')[1].split("</script>")[0]

    def bytes(self, name: str) -> bytes:
        start, length = self.about["blocks"][name]
        return gzip.decompress(base64.b64decode(self._blocks[start : start + length]))

    def json(self, name: str) -> Any:
        return json.loads(self.bytes(name))


def test_the_page_holds_every_term_edge_name_and_sentence(sample: gg.KnowledgeGraph, tmp_path: Path) -> None:
    sample.write(tmp_path, "html")
    page = Read(tmp_path / "graph.html")
    slugs = page.bytes("slugs").decode().split("\n")
    assert sorted(slugs) == sorted(term.slug for term in sample.terms)
    by_slug = {term.slug: term for term in sample.terms}
    for number, language in enumerate(page.about["languages"]):
        names = page.bytes(f"names-{number}").decode().split("\n")
        expected = {
            slug: label.text for slug, term in by_slug.items() for label in term.labels if label.language == language["tag"]
        }
        assert {slug: name for slug, name in zip(slugs, names, strict=True) if name} == expected
        assert language["names"] == len(expected)
    sources = np.repeat(np.arange(len(slugs)), np.frombuffer(page.bytes("out"), "<u4"))
    targets = np.frombuffer(page.bytes("target"), "<u4")
    patterns = page.json("patterns")
    pattern = np.frombuffer(page.bytes("pattern"), "<u4")
    tags = [language["tag"] for language in page.about["languages"]]
    ids = {term.id: term.slug for term in sample.terms}
    assert {
        (slugs[source], slugs[target], tuple((tags[number], count) for number, count in patterns[kind]))
        for source, target, kind in zip(sources, targets, pattern, strict=True)
    } == {(ids[edge.source], ids[edge.target], edge.counts) for edge in sample.edges}
    told = sum(len(term) for name in page.about["blocks"] if name.startswith("links-") for term in page.json(name))
    assert told == len(list(sample.evidence()))
    repaired = int(np.frombuffer(page.bytes("repaired"), "u1").sum())
    assert 0 < repaired <= len(sample.repairs)
    assert page.about["leftOut"] == []


def wordy(item: Evidence) -> Evidence:
    """Give evidence a sentence that hardly gets smaller when it is packed."""
    words = " ".join(hashlib.sha512(f"{item.path} {number}".encode()).hexdigest() for number in range(4))
    return msgspec.structs.replace(item, link=msgspec.structs.replace(item.link, sentence=words))


def test_what_finds_no_room_is_left_out_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    graph, short = finance()
    source = Source([wordy(item) for item in short.evidence()])
    whole = explorer(ExportJob(graph, source, Config()))
    assert whole.left_out == ()
    monkeypatch.setattr(packing, "ROOM", 1500)
    page = explorer(ExportJob(graph, source, Config()))
    assert {one.what for one in page.left_out} == {"languages", "definitions", "sentences"}
    assert len(page.text) < len(whole.text)
    monkeypatch.setattr(packing, "ROOM", 100)
    with pytest.raises(gg.GlossographError, match=r"9 terms and 10 edges are too many for graph\.html"):
        explorer(ExportJob(graph, source, Config()))


def test_a_summary_says_what_the_page_is_without(tmp_path: Path) -> None:
    (tmp_path / "t").mkdir()
    (tmp_path / "t" / "a.md").write_text("---\nlang: en\ndescription: It is.\n---\n# A\nThe [b](/b).", encoding="utf-8")
    (tmp_path / "glossograph.toml").write_text("[page]\nsentences = false\ndefinitions = false\n", encoding="utf-8")
    told = run("build", "t", "-o", "out", "--format", "html", cwd=tmp_path).stdout
    assert "graph.html is without the definitions of 1 term: see [page] in the settings" in told
    assert "graph.html is without the sentences of 1 term: see [page] in the settings" in told
    assert str(LeftOut("languages", 2, ("hi", "no"))) == "names in hi no"


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ('source = "javascript:alert(1)"', "http"),
        ('source = "https://example.org"', "ends in /"),
        ('source = "https://example.org/?x=/"', "ends in /"),
        ('languages = ["English"]', "BCP 47"),
        ("colour = 1", "colour"),
    ],
)
def test_a_setting_that_a_page_cannot_follow_is_refused(tmp_path: Path, setting: str, message: str) -> None:
    path = tmp_path / "glossograph.toml"
    path.write_text(f"[page]\n{setting}\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=message) as raised:
        read_config(path)
    assert "\n" not in str(raised.value)


def test_settings_of_the_page_are_read(tmp_path: Path) -> None:
    path = tmp_path / "glossograph.toml"
    path.write_text('[page]\nlanguages = ["en"]\nsource = "https://example.org/a b/"\n'.replace(" b", ""), encoding="utf-8")
    assert read_config(path).page == PageConfig(languages=("en",), source="https://example.org/a/")


def test_the_policy_lets_run_what_this_package_wrote_and_nothing_else(tmp_path: Path) -> None:
    page = Read(written(tmp_path, many(3)))
    policy = html.unescape(re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page.text)[0])
    scripts = re.findall(r"<script>(.*?)</script>", page.text, re.DOTALL)
    styles = re.findall(r"<style>(.*?)</style>", page.text, re.DOTALL)

    def hashed(text: str) -> str:
        return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"

    assert [len(scripts), len(styles)] == [1, 1]
    assert f"script-src {hashed(scripts[0])};" in policy
    assert f"style-src {hashed(styles[0])};" in policy
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy


def test_the_lock_file_pins_by_content_and_names_no_registry() -> None:
    lock = json.loads((EXPLORER / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: one for name, one in lock["packages"].items() if name}
    assert len(packages) > 10
    assert all("resolved" not in one and one["integrity"].startswith("sha512-") for one in packages.values())
    wanted = json.loads((EXPLORER / "package.json").read_text(encoding="utf-8"))
    assert all(
        re.fullmatch(r"\d+\.\d+\.\d+", one) for kind in ("dependencies", "devDependencies") for one in wanted[kind].values()
    )


def test_the_script_carries_the_licences_of_what_it_holds() -> None:
    script = (DATA / "explorer.js").read_text(encoding="utf-8")
    legal = script[: script.index("*/")]
    for name in json.loads((EXPLORER / "package.json").read_text(encoding="utf-8"))["dependencies"]:
        assert f"\n{name} " in legal, name
    assert legal.count("Permission to use, copy, modify") >= 6
    assert "sourceMappingURL" not in script


def test_the_script_shows_text_and_never_makes_markup() -> None:
    sources = list((EXPLORER / "src").rglob("*.ts"))
    assert len(sources) > 30
    forbidden = re.compile(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|createContextualFragment"
    )
    for path in sources:
        text = path.read_text(encoding="utf-8")
        assert not forbidden.search(text), path
