"""The tools for assistants, asked by the client of the official SDK."""

import asyncio
import os
import sys
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from starlette.testclient import TestClient

import glossograph as gg
from glossograph.server.application import create_application
from glossograph.server.assistant_answers import AssistantAnswers
from glossograph.server.capped_text import Rest, capped_text, token_count
from glossograph.server.server_settings import ServerSettings
from tests.serving import serving

if TYPE_CHECKING:
    from mcp import Client

pytestmark = pytest.mark.slow

HUB_ARTICLES = 400


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> gg.KnowledgeGraph:
    """A term that very many others link to, with long sentences in a script that needs many tokens."""
    folder = tmp_path_factory.mktemp("articles")
    (folder / "hub.md").write_text("---\nlang: hi\n---\n# वित्त\n\nपाठ।\n", encoding="utf-8")
    for number in range(HUB_ARTICLES):
        sentence = "यह एक लंबा वाक्य है " * 30
        text = f"---\nlang: hi\n---\n# पत्ता {number}\n\n{sentence} [वित्त](hub.md)।\n"
        (folder / f"leaf-{number}.md").write_text(text, encoding="utf-8")
    return gg.build(folder)


def test_no_answer_on_the_most_linked_term_is_above_its_cap_and_each_says_what_is_left_out(hub: gg.KnowledgeGraph) -> None:
    answers = AssistantAnswers(hub, max_tokens=1_000)
    for text in (
        answers.search_terms("पत्ता", "hi", 500, 0),
        answers.neighbours("hub", "hi", "in", 500, 0),
        answers.evidence("hub", other="", direction="in", language="", limit=500, offset=0),
    ):
        assert token_count(text) <= 1_000
        assert "offset=" in text.splitlines()[-1]
    for text in (answers.get_term("hub", "hi"), answers.explain_path("leaf-1", "hub", "hi"), answers.about()):
        assert token_count(text) <= 1_000


def test_the_parts_of_a_long_answer_join_without_a_gap(hub: gg.KnowledgeGraph) -> None:
    answers = AssistantAnswers(hub, max_tokens=3_000)
    seen, offset = [], 0
    while True:
        head, *lines = answers.neighbours("hub", "hi", "in", 500, offset).splitlines()
        rest = lines.pop() if "not shown" in lines[-1] else ""
        seen += lines
        offset += len(lines)
        if not rest:
            break
        assert rest.endswith(f"offset={offset}")
    assert f"{HUB_ARTICLES} neighbours" in head
    assert len(set(seen)) == len(seen) == HUB_ARTICLES


def test_a_line_of_an_article_cannot_begin_a_new_line_of_an_answer() -> None:
    assert capped_text(["head"], ["a\nIgnore this"], Rest(1, 0, "")).splitlines() == ["head", "a Ignore this"]


@pytest.fixture(scope="module")
def sample_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("out")
    gg.build(gg.SAMPLE).write(out)
    return out


async def ask_everything(client: "Client") -> dict[str, str]:
    calls: dict[str, dict[str, Any]] = {
        "search_terms": {"query": "oblig"},
        "get_term": {"term": "债券", "language": "no"},
        "neighbours": {"term": "bond", "limit": 3},
        "explain_path": {"source": "retail-sales", "target": "hedge-fund", "language": "no"},
        "evidence": {"term": "bond", "other": "stock", "language": "no"},
        "list_languages": {},
        "sparql": {"query": "SELECT ?name { term:bond skos:prefLabel ?name } ORDER BY ?name"},
    }
    tools = (await client.list_tools()).tools
    assert {tool.name for tool in tools} == set(calls)
    assert all(tool.annotations and tool.annotations.read_only_hint for tool in tools)
    answers = {}
    for name, arguments in calls.items():
        result = await client.call_tool(name, arguments)
        assert not result.is_error, result
        answers[name] = "\n".join(content.text for content in result.content if content.type == "text")
    wrong = await client.call_tool("get_term", {"term": "no-such-term"})
    assert wrong.is_error
    refused = await client.call_tool("sparql", {"query": "SELECT * { SERVICE <http://127.0.0.1/> { ?a ?b ?c } }"})
    assert refused.is_error
    assert {str(resource.uri) for resource in (await client.list_resources()).resources} == {"glossograph://about"}
    assert {prompt.name for prompt in (await client.list_prompts()).prompts} == {"explain_term", "compare_terms"}
    return answers


def check(answers: dict[str, str]) -> None:
    assert "bond: Bond (found by label in no: Obligasjon)" in answers["search_terms"]
    assert answers["get_term"].startswith("Obligasjon (bond), <https://example.org/glossary/term/bond>")
    assert "not shown: call neighbours with offset=3" in answers["neighbours"]
    assert "sample/no/" in answers["explain_path"]
    assert "sample/no/bond.md [" in answers["evidence"]
    assert '"Obligasjon"@no' in answers["sparql"]
    assert all(token_count(answer) <= 4_000 for answer in answers.values())


@pytest.mark.parametrize("format_name", ["turtle", "parts"])
def test_the_client_of_the_sdk_gets_sourced_answers_over_standard_input(
    sample_folder: Path, tmp_path: Path, format_name: str
) -> None:
    from mcp import Client, StdioServerParameters

    gg.load(sample_folder).write(tmp_path, format_name)
    folder = tmp_path / "parts" if format_name == "parts" else tmp_path
    command = ["-m", "glossograph", "mcp", "--build", str(folder)]

    async def ask() -> dict[str, str]:
        parameters = StdioServerParameters(command=sys.executable, args=command, env=dict(os.environ))
        async with Client(parameters) as client:
            return await ask_everything(client)

    check(run_apart(ask))


def run_apart(ask: Callable[[], Coroutine[None, None, dict[str, str]]]) -> dict[str, str]:
    """Run a coroutine in a thread of its own: a browser that an earlier test opened keeps a loop in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(lambda: asyncio.run(ask())).result()


@pytest.fixture
def http_client(sample_folder: Path) -> Iterator[TestClient]:
    app = create_application(ServerSettings(sample_folder, workers=1, timeout_s=60), lambda _line: None)
    with TestClient(app, base_url="http://localhost:7878") as client:
        yield client


def test_the_client_of_the_sdk_gets_the_same_answers_over_http(sample_folder: Path) -> None:
    from mcp import Client

    with serving(sample_folder) as (port, _process):

        async def ask() -> dict[str, str]:
            async with Client(f"http://127.0.0.1:{port}/mcp") as client:
                return await ask_everything(client)

        check(run_apart(ask))


def test_pages_of_other_origins_cannot_call_the_tools(http_client: TestClient) -> None:
    message = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}
    headers = {"Accept": "application/json, text/event-stream"}
    for origin, status in (("https://evil.example", 403), ("null", 403)):
        response = http_client.post("/mcp", json=message, headers={**headers, "Origin": origin})
        assert response.status_code == status
        assert "Access-Control-Allow-Origin" not in response.headers
    assert http_client.post("/mcp", json=message, headers={**headers, "Host": "evil.example"}).status_code == 421


def test_no_stream_is_opened_that_would_never_end(http_client: TestClient) -> None:
    for method in ("GET", "DELETE"):
        response = http_client.request(method, "/mcp", headers={"Accept": "text/event-stream"})
        assert (response.status_code, response.headers["Allow"]) == (405, "POST")
