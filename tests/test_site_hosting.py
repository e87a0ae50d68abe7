"""What web servers make of the files for them: Apache answers an IRI with the page, or with the data that a client asks for."""

import http.client
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import msgspec
import pytest

import glossograph as gg
from tests.command import PATIENCE_S
from tests.hostile import hostile_graph

APACHE = shutil.which("apache2") or shutil.which("httpd") or next(iter(Path("/usr/sbin").glob("apache2")), None)
MODULES = Path("/usr/lib/apache2/modules")
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"

CONFIGURATION = """\
PidFile {folder}/pid
Listen 127.0.0.1:{port}
ServerName localhost
{modules}
TypesConfig {folder}/mime.types
DocumentRoot {folder}/www
ErrorLog {folder}/error.log
<Directory {folder}/www>
AllowOverride All
Require all granted
</Directory>
"""


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Serve two sites by Apache: of the sample at `/finance/`, of hostile texts at `/hostile/`."""
    assert APACHE
    folder = tmp_path_factory.mktemp("apache")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number: int = free.getsockname()[1]
    gg.build(gg.SAMPLE, base_iri=f"http://localhost:{number}/finance/").write(folder / "finance", "site")
    hostile = hostile_graph()
    info = msgspec.structs.replace(hostile.graph.info, base_iri=f"http://localhost:{number}/hostile/")
    graph = msgspec.structs.replace(hostile.graph, info=info)
    gg.KnowledgeGraph(graph, hostile.source).write(folder / "hostile", "site")
    for name in ("finance", "hostile"):
        shutil.copytree(folder / name / "site", folder / "www" / name)
    for path in (folder, *folder.parents):  # Apache's workers may be another user
        if os.access(path, os.W_OK) and path.owner() == folder.owner():
            path.chmod(path.stat().st_mode | 0o011)
    (folder / "mime.types").write_text("text/html html\nimage/svg+xml svg\n", encoding="utf-8")
    names = ("mpm_event", "authz_core", "dir", "mime", "rewrite", "headers")
    modules = "\n".join(f"LoadModule {name}_module {MODULES}/mod_{name}.so" for name in names)
    configuration = folder / "httpd.conf"
    configuration.write_text(CONFIGURATION.format(folder=folder, port=number, modules=modules), encoding="utf-8")
    with subprocess.Popen([str(APACHE), "-f", str(configuration), "-D", "FOREGROUND"], stderr=subprocess.DEVNULL) as process:
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline and process.poll() is None:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", number)) == 0:
                    break
            time.sleep(0.05)
        yield number
        process.terminate()


def answer(port: int, path: str, accept: str = "*/*") -> tuple[int, str]:
    """Give the status of an answer, and where it redirects or its media type."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)
    connection.request("GET", path, headers={"Accept": accept, "Host": f"localhost:{port}"})
    response = connection.getresponse()
    response.read()
    place = response.getheader("Location") or response.getheader("Content-Type") or ""
    connection.close()
    return response.status, place.removeprefix(f"http://localhost:{port}")


pytestmark = [pytest.mark.slow, pytest.mark.consumer]


@pytest.mark.parametrize(
    ("accept", "target"),
    [
        ("*/*", "/"),
        (BROWSER, "/"),
        ("text/html;q=0.5, text/turtle", "/"),
        ("text/turtle", ".ttl"),
        ("text/turtle, text/html;q=0.5", ".ttl"),
        ("application/rdf+xml, text/turtle;q=0.9", ".ttl"),
        ("application/ld+json", ".jsonld"),
        ("application/json", ".jsonld"),
    ],
)
def test_an_iri_answers_with_the_page_or_with_the_data_that_a_client_asks_for(port: int, accept: str, target: str) -> None:
    for path in ("/finance/term/bond", "/finance/collection/investing"):
        assert answer(port, path, accept) == (303, path + target)
        status, media_type = answer(port, path + target, accept)
        expected = {"/": "text/html", ".ttl": "text/turtle; charset=utf-8", ".jsonld": "application/ld+json"}
        assert (status, media_type) == (200, expected[target])


def test_the_scheme_and_articles_answer_too_and_what_does_not_exist_is_404(port: int) -> None:
    assert answer(port, "/finance/", "text/turtle") == (303, "/finance/index.ttl")
    assert answer(port, "/finance/") == (200, "text/html")
    assert answer(port, "/finance/article/no/bond") == (303, "/finance/term/bond")
    assert answer(port, "/finance/nothing") == (404, "text/html")


def test_the_iri_of_a_term_whose_folder_has_another_name_answers_with_its_page(port: int) -> None:
    slug = "वित्तीय-t~'\"0"
    status, place = answer(port, f"/hostile/term/{quote(slug, safe='')}")
    assert status == 303
    assert answer(port, place) == (200, "text/html")
    status, place = answer(port, f"/hostile/term/{quote(slug, safe='')}", "text/turtle")
    assert (status, place[-4:]) == (303, ".ttl")
    assert answer(port, place) == (200, "text/turtle; charset=utf-8")
