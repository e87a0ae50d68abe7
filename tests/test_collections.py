"""Whole collections, from data files that a stranger can add to: see `tests/cases/collections/README.md`."""

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

import glossograph as gg
from glossograph.lint.corpus_index import CorpusIndex
from glossograph.model.resolution_rule import ResolutionRule
from glossograph.store.article_store import ArticleStore
from glossograph.workflow import build_into, read_inputs
from tests.conftest import CASES, Write

KEYS = frozenset(
    "title files edges placeholders together apart languages labels slugs definitions rules repairs relations settings".split()
)


def cases() -> Iterable[Any]:
    """Read the cases of all files."""
    for path in sorted((CASES / "collections").glob("*.toml")):
        for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"]:
            yield pytest.param(case, id=f"{path.stem}: {case['title']}")


def by_file(kg: gg.KnowledgeGraph) -> dict[str, gg.Term]:
    return {article.path.partition("/")[2]: term for term in kg.terms for article in term.articles}


def observed(kg: gg.KnowledgeGraph, case: Mapping[str, Any]) -> dict[str, Any]:
    """Give what a build made of a collection, for the keys that the case has."""
    terms = by_file(kg)
    file_of = {term.id: file for file, term in sorted(terms.items(), reverse=True)}
    languages = {article.path.partition("/")[2]: article.language for term in kg.terms for article in term.articles}
    slugs = {term.id: term.slug for term in kg.terms}
    counts = dict(kg.graph.resolutions)
    return {
        "edges": sorted((edge.source, edge.target) for edge in kg.edges if edge.target in file_of),
        "placeholders": sorted(term.slug for term in kg.terms if term.placeholder),
        "together": [sorted({terms[file].id for file in files}) for files in case.get("together", ())],
        "apart": [len({terms[file].id for file in files}) for files in case.get("apart", ())],
        "languages": {file: languages[file] for file in case.get("languages", ())},
        "labels": {file: {label.language: label.text for label in terms[file].labels} for file in case.get("labels", ())},
        "slugs": {file: terms[file].slug for file in case.get("slugs", ())},
        "definitions": {file: " ".join(one.text for one in terms[file].definitions) for file in case.get("definitions", ())},
        "rules": {rule: counts.get(rule, 0) for rule in case.get("rules", ())},
        "repairs": len(kg.repairs),
        "relations": sorted(f"{slugs[one.source]} {one.kind} {slugs[one.target]}" for one in kg.graph.relations),
    }


def expected(kg: gg.KnowledgeGraph, case: Mapping[str, Any]) -> dict[str, Any]:
    """Give what the case says, in the same form."""
    terms = by_file(kg)
    wanted = {key: case[key] for key in case if key not in ("title", "files", "settings")}
    if "edges" in wanted:
        wanted["edges"] = sorted({(terms[source].id, terms[target].id) for source, target in wanted["edges"]})
    if "together" in wanted:
        wanted["together"] = [[terms[files[0]].id] for files in wanted["together"]]
    if "apart" in wanted:
        wanted["apart"] = [len(files) for files in wanted["apart"]]
    for key in ("placeholders", "relations"):
        if key in wanted:
            wanted[key] = sorted(wanted[key])
    return wanted


@pytest.mark.parametrize("case", list(cases()))
def test_a_collection_becomes_the_graph_that_its_authors_meant(case: Mapping[str, Any], write: Write) -> None:
    assert not case.keys() - KEYS, "unknown key"
    kg = gg.build(write({path: text.lstrip("\n") for path, text in case["files"].items()}), **case.get("settings", {}))
    wanted = expected(kg, case)
    made = observed(kg, case)
    assert {key: made[key] for key in wanted} == wanted


@pytest.mark.parametrize("case", list(cases()))
def test_a_check_resolves_each_link_of_an_edge_as_the_build_did(case: Mapping[str, Any], write: Write) -> None:
    folder = write({path: text.lstrip("\n") for path, text in case["files"].items()})
    inputs = read_inputs((folder,), None, case.get("settings", {}))
    with ArticleStore() as store:
        graph = build_into(store, inputs.roots, inputs.config, inputs.decisions)
        corpus = CorpusIndex(graph, store.heads())
        for one in store.evidence():
            if not one.repaired and one.rule is not ResolutionRule.DECISION:
                resolved = corpus.resolve(one.link, one.path)
                assert resolved is not None, one.link
                assert resolved[0] == one.target, one.link


def test_every_file_of_cases_has_cases() -> None:
    files = sorted(path.name for path in (CASES / "collections").glob("*.toml"))
    assert files == ["front_matter.toml", "generators.toml", "languages.toml", "links.toml"]
    assert Path(CASES / "collections" / "README.md").is_file()
