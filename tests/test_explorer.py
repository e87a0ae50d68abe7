"""The explorer as a file: its data, its size limit, its security policy, and its script."""

import base64
import gzip
import hashlib
import html
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest

import glossograph as gg
from glossograph.config import Config, PageConfig, read_config
from glossograph.errors import ConfigError
from glossograph.model.evidence import Evidence
from glossograph.model.term import Term
from glossograph.pages import explorer_texts, packing
from glossograph.pages.explorer import Omission, render_explorer
from glossograph.serialise.export_job import ExportJob
from tests.browser.explorer_pages import UnsortedEvidence, finance_graph, numbered_graph, write_explorer
from tests.command import run
from tests.conftest import Write

EXPLORER = Path(__file__).parent.parent / "graph" / "explorer"
SCRIPT = Path(gg.__file__).parent / "data" / "page" / "explorer.js"


class ParsedPage:
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


def test_the_page_contains_every_term_edge_name_and_sentence(sample: gg.KnowledgeGraph, tmp_path: Path) -> None:
    sample.write(tmp_path, "html")
    page = ParsedPage(tmp_path / "graph.html")
    slugs = page.bytes("slugs").decode().split("\n")
    assert sorted(slugs) == sorted(term.slug for term in sample.terms)
    by_slug = {term.slug: term for term in sample.terms}
    for index, language in enumerate(page.about["languages"]):
        names = page.bytes(f"names-{index}").decode().split("\n")
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
        (slugs[source], slugs[target], tuple((tags[index], count) for index, count in patterns[pattern_index]))
        for source, target, pattern_index in zip(sources, targets, pattern, strict=True)
    } == {(ids[edge.source], ids[edge.target], edge.counts) for edge in sample.edges}
    sentence_count = sum(len(term) for name in page.about["blocks"] if name.startswith("links-") for term in page.json(name))
    assert sentence_count == len(list(sample.evidence()))
    repaired = int(np.frombuffer(page.bytes("repaired"), "u1").sum())
    assert 0 < repaired <= len(sample.repairs)
    assert page.about["leftOut"] == []


def with_random_sentence(item: Evidence) -> Evidence:
    """Replace the sentence by one that hardly compresses."""
    words = " ".join(hashlib.sha512(f"{item.path} {index}".encode()).hexdigest() for index in range(4))
    return msgspec.structs.replace(item, link=msgspec.structs.replace(item.link, sentence=words))


def test_the_page_omits_content_that_does_not_fit_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    graph, evidence = finance_graph()
    source = UnsortedEvidence([with_random_sentence(item) for item in evidence.evidence()])
    whole = render_explorer(ExportJob(graph, source, Config()))
    assert whole.omissions == ()
    monkeypatch.setattr(packing, "MAX_DATA_CHARS", 1500)
    page = render_explorer(ExportJob(graph, source, Config()))
    assert {omission.what for omission in page.omissions} == {"languages", "definitions", "sentences"}
    assert len(page.text) < len(whole.text)
    monkeypatch.setattr(packing, "MAX_DATA_CHARS", 100)
    with pytest.raises(gg.GlossographError, match=r"graph\.html cannot hold 9 terms and 10 edges in 25 MB: choose other formats"):
        render_explorer(ExportJob(graph, source, Config()))


def test_a_build_reports_what_the_page_omits(tmp_path: Path) -> None:
    (tmp_path / "t").mkdir()
    (tmp_path / "t" / "a.md").write_text("---\nlang: en\ndescription: It is.\n---\n# A\nThe [b](/b).", encoding="utf-8")
    (tmp_path / "glossograph.toml").write_text("[page]\nsentences = false\ndefinitions = false\n", encoding="utf-8")
    output = run("build", "t", "-o", "out", "--format", "html", cwd=tmp_path).stdout
    assert "graph.html omits the definitions of 1 term: see [page] in glossograph.toml" in output
    assert "graph.html omits the sentences of 1 term: see [page] in glossograph.toml" in output
    assert str(Omission("languages", 2, ("hi", "no"))) == "labels in hi no"


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
def test_an_invalid_page_setting_is_an_error(tmp_path: Path, setting: str, message: str) -> None:
    path = tmp_path / "glossograph.toml"
    path.write_text(f"[page]\n{setting}\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=message) as raised:
        read_config(path)
    assert "\n" not in str(raised.value)


def test_page_settings_are_read(tmp_path: Path) -> None:
    path = tmp_path / "glossograph.toml"
    path.write_text('[page]\nlanguages = ["en"]\nsource = "https://example.org/a b/"\n'.replace(" b", ""), encoding="utf-8")
    assert read_config(path).page == PageConfig(languages=("en",), source="https://example.org/a/")


def test_the_security_policy_allows_only_the_script_and_style_of_this_package(tmp_path: Path) -> None:
    page = ParsedPage(write_explorer(tmp_path, numbered_graph(3)))
    policy = html.unescape(re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page.text)[0])
    scripts = re.findall(r"<script>(.*?)</script>", page.text, re.DOTALL)
    styles = re.findall(r"<style>(.*?)</style>", page.text, re.DOTALL)

    def hash_source(text: str) -> str:
        return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"

    assert [len(scripts), len(styles)] == [1, 1]
    assert f"script-src {hash_source(scripts[0])};" in policy
    assert f"style-src {hash_source(styles[0])};" in policy
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy


def test_the_lock_file_pins_packages_by_hash_and_names_no_registry() -> None:
    lock = json.loads((EXPLORER / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: package for name, package in lock["packages"].items() if name}
    assert len(packages) > 10
    assert all("resolved" not in package and package["integrity"].startswith("sha512-") for package in packages.values())
    manifest = json.loads((EXPLORER / "package.json").read_text(encoding="utf-8"))
    assert all(
        re.fullmatch(r"\d+\.\d+\.\d+", version)
        for kind in ("dependencies", "devDependencies")
        for version in manifest[kind].values()
    )


def test_the_scripts_contain_the_licences_of_their_packages() -> None:
    names = json.loads((EXPLORER / "package.json").read_text(encoding="utf-8"))["dependencies"]
    for script_path, packages in {
        SCRIPT: [name for name in names if name.startswith("d3-")],
        SCRIPT.with_name("query.js"): ["@triply/yasgui", "codemirror", "jquery", "dompurify"],
    }.items():
        script = script_path.read_text(encoding="utf-8")
        licences = script[: script.index("*/")]
        for name in packages:
            assert f"\n{name} " in licences, name
        assert licences.count("Permission ") >= 6
        assert "sourceMappingURL" not in script


def test_the_script_never_creates_markup_from_text() -> None:
    sources = list((EXPLORER / "src").rglob("*.ts"))
    assert len(sources) > 30
    forbidden = re.compile(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|createContextualFragment"
    )
    for path in sources:
        text = path.read_text(encoding="utf-8")
        assert not forbidden.search(text), path
        assert text.count("\n") <= 400, path


@pytest.mark.slow
def test_blocks_of_sentences_are_packed_again_only_where_they_changed(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = write({f"en/t{n}.md": f"---\ntitle: T{n}\n---\nSee [this](/t{(n * 7 + 1) % 200})." for n in range(200)})
    made: list[int] = []
    rows_of_block = explorer_texts.rows_of_block

    def counted(terms: Sequence[Term], *others: Any) -> object:
        made.append(len(terms))
        return rows_of_block(terms, *others)

    monkeypatch.setattr(explorer_texts, "rows_of_block", counted)
    command = ("build", root, "-o", tmp_path / "out", "--format", "html", "--quiet")
    run(*command)
    assert made == [48, 48, 48, 48, 8]
    (root / "en" / "t1.md").write_text("---\ntitle: T1\n---\nLook at [this](/t8).", encoding="utf-8")
    run(*command)
    assert made[5:] in ([48], [8])
    page = (tmp_path / "out" / "graph.html").read_bytes()
    run("build", root, "-o", tmp_path / "fresh", "--format", "html", "--quiet")
    assert (tmp_path / "fresh" / "graph.html").read_bytes() == page
