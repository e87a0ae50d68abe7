"""The Reconciliation API 0.2, with a process for queries of its own."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

import glossograph as gg
from glossograph.server.application import create_application
from glossograph.server.server_settings import ServerSettings

pytestmark = pytest.mark.slow

NAMES = {
    "Obligasjon": "bond",
    "债券": "bond",
    "बॉन्ड": "bond",
    "FRONT OFFICE": "front-office",
    "Fondo mutuo": "mutual-fund",
    "Sentralbank": "central-bank",
    "تأمين": "insurance",
    "inflacion": "inflation",
}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    out = tmp_path_factory.mktemp("out")
    gg.build(gg.SAMPLE).write(out, "turtle")
    app = create_application(ServerSettings(out, workers=1, timeout_s=60), lambda _line: None)
    with TestClient(app, base_url="http://localhost:7878") as client:
        yield client


def reconcile(client: TestClient, queries: object) -> Any:
    response = client.post("/reconcile", data={"queries": json.dumps(queries)})
    assert response.status_code == 200, response.text
    return response.json()


def test_the_manifest_names_services_that_answer(client: TestClient) -> None:
    manifest = client.get("/reconcile").json()
    assert manifest["versions"] == ["0.2"]
    assert set(manifest) >= {"name", "identifierSpace", "schemaSpace"}
    for service in (*manifest["suggest"].values(), manifest["extend"]["propose_properties"]):
        path = service["service_url"].removeprefix("http://localhost:7878") + service["service_path"]
        assert client.get(path, params={"prefix": "bond"}).status_code == 200
    assert client.get(manifest["view"]["url"].replace("{{id}}", "bond")).status_code == 200
    preview = client.get(manifest["preview"]["url"].replace("{{id}}", "bond"))
    assert preview.status_code == 200
    assert "frame-ancestors" not in preview.headers["Content-Security-Policy"]


def test_names_in_several_scripts_match_their_terms(client: TestClient) -> None:
    known = {name: slug for name, slug in NAMES.items() if reconcile(client, {"q": {"query": name}})["q"]["result"]}
    assert len(known) >= 6
    answers = reconcile(client, {name: {"query": name, "type": "skos:Concept"} for name in known})
    matches = {name: [each["id"] for each in answer["result"] if each["match"]] for name, answer in answers.items()}
    assert matches == {name: [slug] for name, slug in known.items()}


def test_a_name_with_one_wrong_letter_finds_its_term(client: TestClient) -> None:
    for name in ("Obligasjn", "Obligassjon", "Obligasjan", "Obilgasjon"):
        (first, *_) = reconcile(client, {"q": {"query": name}})["q"]["result"]
        assert (first["id"], first["match"]) == ("bond", True), name
    assert reconcile(client, {"q": {"query": "Obligxxjon"}})["q"]["result"] == []


def test_a_part_of_a_name_or_a_name_of_two_terms_is_no_match(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / f"{name}.md").write_text(f"---\ntitle: Yield\nslug: {name}\n---\nText.\n", encoding="utf-8")
    gg.build(tmp_path).write(tmp_path / "out", "turtle")
    with TestClient(
        create_application(ServerSettings(tmp_path / "out", workers=1, timeout_s=60)), base_url="http://localhost"
    ) as client:
        for text in ("Yield", "Yiel", "Yeild"):
            result = reconcile(client, {"q": {"query": text}})["q"]["result"]
            assert {each["id"] for each in result} == {"one", "two"}
            assert not any(each["match"] for each in result)


def test_a_table_is_extended_with_labels_and_linked_terms(client: TestClient) -> None:
    wanted = {"ids": ["bond", "no-such-term"], "properties": [{"id": "label-no"}, {"id": "links-to"}, {"id": "iri"}]}
    answer = client.post("/reconcile", data={"extend": json.dumps(wanted)}).json()
    assert [each["id"] for each in answer["meta"]] == ["label-no", "links-to", "iri"]
    assert answer["rows"]["bond"]["label-no"] == [{"str": "Obligasjon"}]
    assert {"id": "stock", "name": "Stock"} in answer["rows"]["bond"]["links-to"]
    assert answer["rows"]["no-such-term"] == {"label-no": [], "links-to": [], "iri": []}


@pytest.mark.parametrize(
    "form",
    [
        {"queries": "{"},
        {"queries": "[1]"},
        {"queries": '{"q": {"query": 1}}'},
        {"queries": '{"q": {"query": "a", "limit": -1}}'},
        {"queries": json.dumps({str(number): {"query": "a"} for number in range(201)})},
        {"queries": "[" * 100_000},
        {"extend": '{"ids": ["bond"], "properties": [{"id": "nothing"}]}'},
        {"extend": "[]"},
    ],
)
def test_a_wrong_request_is_refused_with_a_reason(client: TestClient, form: dict[str, str]) -> None:
    response = client.post("/reconcile", data=form)
    assert response.status_code == 400
    assert len(response.text.splitlines()) == 1


def test_another_type_has_no_candidates(client: TestClient) -> None:
    assert reconcile(client, {"q": {"query": "bond", "type": "Person"}})["q"]["result"] == []
