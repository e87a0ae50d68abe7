import json
import re
from pathlib import Path

import pytest
import rdflib
from rdflib.namespace import DCAT, DCTERMS, RDF, VOID, XSD

import glossograph as gg
from glossograph.config import Config
from glossograph.export.registry import emit
from glossograph.serialise.export_job import ExportJob

BASE = "https://example.org/glossary/"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, sample: gg.KnowledgeGraph) -> Path:
    path = tmp_path_factory.mktemp("described")
    sample.write(path, ["void", "turtle", "jsonld", "html", "sqlite", "skosmos", "graphml"])
    return path


@pytest.fixture(scope="module")
def description(folder: Path) -> rdflib.Graph:
    return rdflib.Graph().parse(folder / "void.ttl")


def test_every_file_of_data_is_a_distribution_with_its_size_and_media_type(folder: Path, description: rdflib.Graph) -> None:
    dataset = rdflib.URIRef(BASE)
    assert {DCAT.Dataset, VOID.Dataset} == set(description.objects(dataset, RDF.type))
    found = {}
    for distribution in description.objects(dataset, DCAT.distribution):
        assert description.value(distribution, RDF.type) == DCAT.Distribution
        assert description.value(distribution, DCTERMS.license) == rdflib.URIRef("https://spdx.org/licenses/MIT")
        size = description.value(distribution, DCAT.byteSize)
        assert isinstance(size, rdflib.Literal)
        assert size.datatype == XSD.nonNegativeInteger
        media_type = str(description.value(distribution, DCAT.mediaType)).removeprefix(
            "https://www.iana.org/assignments/media-types/"
        )
        found[str(description.value(distribution, DCAT.downloadURL)).removeprefix(BASE)] = (int(size), media_type)
    assert found == {
        name: ((folder / name).stat().st_size, media_type)
        for name, media_type in {
            "graph.ttl": "text/turtle",
            "links.ttl": "text/turtle",
            "graph.jsonld": "application/ld+json",
            "links.jsonld": "application/ld+json",
            "graph.html": "text/html",
            "graph.sqlite": "application/vnd.sqlite3",
            "graph.graphml": "application/graphml+xml",
        }.items()
    }
    dumps = {str(dump).removeprefix(BASE) for dump in description.objects(dataset, VOID.dataDump)}
    assert dumps == {"graph.ttl", "links.ttl", "graph.jsonld", "links.jsonld"}


def test_the_number_of_triples_is_that_of_the_file(folder: Path, description: rdflib.Graph) -> None:
    graph = rdflib.Graph().parse(folder / "graph.ttl")
    for where in (graph, description):
        assert int(str(where.value(rdflib.URIRef(BASE), VOID.triples))) == len(graph)


@pytest.mark.parametrize("base", ["https://example.org/terms#", "urn:x-terms:"])
def test_a_base_iri_that_is_no_folder_gives_no_addresses(tmp_path: Path, base: str) -> None:
    kg = gg.build(gg.SAMPLE, base_iri=base)
    notes: list[str] = []
    emit(ExportJob(kg.graph, kg.source, kg.config), tmp_path, ["turtle", "void"], notes=notes)
    assert base in notes[0]
    description = rdflib.Graph().parse(tmp_path / "void.ttl")
    assert list(description.objects(None, DCAT.distribution)) == []


def test_the_page_names_the_files_of_its_graph_and_describes_the_glossary(folder: Path) -> None:
    text = (folder / "graph.html").read_text(encoding="utf-8")
    assert re.findall(r'<link rel="alternate" type="([^"]+)" href="([^"]+)">', text) == [
        ("text/turtle", "graph.ttl"),
        ("application/ld+json", "graph.jsonld"),
    ]
    [data] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text)
    values = json.loads(data)
    assert values["@id"] == BASE
    assert values["@type"] == ["DefinedTermSet", "Dataset"]
    assert values["inLanguage"] == ["ar", "en", "es", "hi", "no", "zh"]
    assert [one["contentUrl"] for one in values["distribution"]] == ["graph.ttl", "graph.jsonld"]


def test_a_title_cannot_leave_the_description_of_the_page(tmp_path: Path) -> None:
    kg = gg.build(gg.SAMPLE, title="</script><b>", creator="</script>")
    emit(ExportJob(kg.graph, kg.source, Config()), tmp_path, ["html"])
    [data] = re.findall(
        r'<script type="application/ld\+json">(.*?)</script>', (tmp_path / "graph.html").read_text(encoding="utf-8")
    )
    assert json.loads(data)["name"] == "</script><b>"
