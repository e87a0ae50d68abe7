"""Consumers of tables and databases: each finds the labels, the languages and the counts."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import duckdb
import openpyxl

from glossograph.text.escape import cell, cell_text, column
from tests.consumers.expectation import FOLDER, Expectation, command, output_of, own_module, own_python
from tests.export_readers import neo4j

_START_TIMEOUT_S = 120
_REFINE_OPTIONS = {
    "separator": ",",
    "headerLines": 1,
    "encoding": "UTF-8",
    "ignoreLines": -1,
    "skipDataLines": 0,
    "limit": -1,
} | {
    "guessCellValueTypes": False,
    "processQuotes": True,
    "quoteCharacter": '"',
    "storeBlankRows": True,
    "storeBlankCellsAsNulls": True,
    "includeFileSources": False,
}
_CSV_FILTER = "Text - txt - csv (StarCalc):44,34,76,1"


def datasette(expected: Expectation) -> str:
    """Ask Datasette, as its website does, which tables have a search box, and search with words as readers type them."""
    installed = own_module("datasette")
    path = expected.folder / "graph.sqlite"

    def get(address: str) -> Any:
        return json.loads(output_of(own_python(), "-m", "datasette", path, "--get", address))

    tables = {table["name"]: table for table in get("/graph.json")["tables"]}
    searched = {name for name, table in tables.items() if table["fts_table"] and "_search" not in name}
    assert searched == {"labels", "definitions", "evidence"}
    assert tables["terms"]["primary_keys"] == ["term"]
    assert [key["other_table"] for key in tables["edges"]["foreign_keys"]["outgoing"]] == ["terms", "terms"]
    assert tables["edges"]["count"] == len(expected.weights)
    page = output_of(own_python(), "-m", "datasette", path, "--get", "/graph/labels")
    assert 'type="search"' in page
    words = {"asignacion": "asset-allocation", "资产": "asset-allocation", "ऑफिस": "front-office"}
    for word, term in words.items() if "asset-allocation" in expected.labels else ():
        rows = get(f"/graph/labels.json?_shape=array&_search={urllib.parse.quote(word)}")
        assert term in {row["term"] for row in rows}, word
    wide = get("/graph/labels_wide.json?_shape=array&_size=max")
    assert {row["term"]: {tag: text for tag, text in row.items() if tag != "term" and text} for row in wide} == expected.labels
    return f"Datasette {installed}: a search box for {', '.join(sorted(searched))}; finds {', '.join(words)}"


def duckdb_parquet(expected: Expectation) -> str:
    """Query the Parquet files with DuckDB: lists are lists."""
    database = duckdb.connect()
    database.execute(f"SET file_search_path = '{expected.folder}'")
    rows = database.execute("SELECT term, language, text FROM 'labels.parquet' WHERE kind = 'preferred'").fetchall()
    labels: dict[str, dict[str, str]] = {term: {} for (term,) in database.execute("SELECT term FROM 'terms.parquet'").fetchall()}
    for term, language, text in rows:
        labels[term][language] = text
    assert labels == expected.labels
    query = "SELECT source, target, links, len(languages), typeof(languages) FROM 'edges.parquet'"
    edges = database.execute(query).fetchall()
    assert {(source, target): links for source, target, links, *_ in edges} == expected.weights
    assert {kind for *_, kind in edges} == {"VARCHAR[]"}
    listed = database.execute("SELECT count(*) FROM (SELECT unnest(languages) FROM 'edges.parquet')").fetchone()
    assert listed == database.execute("SELECT count(*) FROM 'edge_counts.parquet'").fetchone()
    return f"DuckDB {version('duckdb')}: {len(rows)} labels, {len(edges)} edges, lists of languages"


def polars(expected: Expectation) -> str:
    """Read the Parquet files with Polars."""
    installed = own_module("polars")
    script = (
        "import polars, sys; edges = polars.read_parquet(sys.argv[1]); "
        "print(edges.schema['languages'], edges['links'].sum(), edges.explode('languages').height)"
    )
    kind, links, _ = output_of(own_python(), "-c", script, expected.folder / "edges.parquet").split()
    assert (kind, int(links)) == ("List(String)", sum(expected.weights.values()))
    return f"Polars {installed}: lists of languages, {links} links"


def embedded_graph_database(expected: Expectation) -> str:
    """Load Neo4j's import files into LadybugDB, which reads Cypher and needs no server."""
    content = neo4j(expected.folder)
    assert content.labels == {
        slug: {column(tag): cell_text(text) for tag, text in labels.items()} for slug, labels in expected.labels.items()
    }
    assert content.totals == expected.weights
    return f"LadybugDB {version('real_ladybug')}: {len(content.labels)} nodes, {len(content.totals)} relationships"


def libreoffice(expected: Expectation) -> str:
    """Open the workbook and a CSV file for spreadsheets with LibreOffice, and read what it made of them."""
    office = command("soffice", "install Debian's libreoffice-calc-nogui")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        profile = f"-env:UserInstallation=file://{folder}/profile"
        marked = folder / "marked.csv"
        texts = [text for labels in expected.labels.values() for text in labels.values() if text.isprintable()]
        plain = [text for text in texts if not text.strip().startswith(("=", "+", "-", "@", "＝"))]
        marked.write_text(
            "\ufefflabel\n" + "".join(f'"{text.replace(chr(34), chr(34) * 2)}"\n' for text in plain), encoding="utf-8"
        )
        workbook = folder / "labels.xlsx"
        workbook.write_bytes((expected.folder / "labels.xlsx").read_bytes())
        convert = (office, profile, "--headless", "--convert-to")
        output_of(*convert, "ods", "--outdir", folder / "ods", workbook)
        output_of(*convert, "xlsx", "--outdir", folder / "again", folder / "ods" / "labels.ods")
        # Its dialog recognises UTF-8 by the mark; without a window it has to be given: separator, quote, character set.
        output_of(*convert[:-1], f"--infilter={_CSV_FILTER}", "--convert-to", "xlsx", "--outdir", folder / "again", marked)
        heading, *rows = openpyxl.load_workbook(folder / "again" / "labels.xlsx")["Labels"].iter_rows(values_only=True)
        found = {str(row[0]): {str(tag): text for tag, text in zip(heading[1:], row[1:], strict=True) if text} for row in rows}
        assert found.keys() == expected.labels.keys()
        for slug, labels in expected.labels.items():
            assert {tag: _printable(text) for tag, text in found[slug].items()} == {
                tag: _printable(text) for tag, text in labels.items()
            }
        (sheet,) = openpyxl.load_workbook(folder / "again" / "marked.xlsx").worksheets
        read = [str(value) for (value,) in sheet.iter_rows(min_row=2, values_only=True)]
        assert [text.strip() for text in read] == [text.strip() for text in plain]
    name = " ".join(output_of(office, "--version").split()[:2])
    return f"{name}: {len(found)} rows of labels.xlsx, and {len(plain)} cells of CSV with a byte order mark"


def openrefine(expected: Expectation) -> str:
    """Import a table into OpenRefine through its HTTP interface, and read the rows that it made of it.

    Debian's OpenRefine makes an empty project of every xlsx file, so this is the table of nodes for Gephi.
    """
    program = command("openrefine", "install Debian's openrefine")
    with tempfile.TemporaryDirectory() as name, _running_refine(program, Path(name)) as address:
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
        token = json.loads(_read(opener, f"{address}/command/core/get-csrf-token"))["token"]
        fields = {"project-name": "labels", "format": "text/line-based/*sv", "options": json.dumps(_REFINE_OPTIONS)}
        body, kind = _form(fields, "project-file", expected.folder / "gephi-nodes.csv")
        request = urllib.request.Request(
            f"{address}/command/core/create-project-from-upload?csrf_token={urllib.parse.quote(token)}",
            data=body,
            headers={"Content-Type": kind},
        )
        with opener.open(request, timeout=_START_TIMEOUT_S) as answer:
            project = urllib.parse.parse_qs(urllib.parse.urlsplit(answer.url).query)["project"][0]
        text = _read(opener, f"{address}/command/core/get-rows?project={project}&start=0&limit=100000", data=b"")
        model = json.loads(_read(opener, f"{address}/command/core/get-models?project={project}"))
        installed = json.loads(_read(opener, f"{address}/command/core/get-version"))["version"]
    names = [heading["name"] for heading in sorted(model["columnModel"]["columns"], key=lambda one: one["cellIndex"])]
    rows = json.loads(text)["rows"]
    assert len(rows) == len(expected.labels)
    tags = {name.removeprefix("label_") for name in names if name.startswith("label_")}
    assert tags == expected.languages
    for row in rows:
        cells = {name: one["v"] for name, one in zip(names, row["cells"], strict=False) if one and one["v"]}
        labels = {tag: _printable(cells[f"label_{tag}"]) for tag in tags if f"label_{tag}" in cells}
        assert labels == {tag: _printable(cell(text)) for tag, text in expected.labels[cells["Id"]].items()}
    return f"OpenRefine {installed}: {len(rows)} rows in {len(tags)} languages"


@contextlib.contextmanager
def _running_refine(program: str, folder: Path) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = [program, "-i", "127.0.0.1", "-p", str(port), "-d", str(folder), "-x", "refine.headless=true"]
    log = FOLDER / "openrefine.log"
    with log.open("wb") as output, subprocess.Popen(words, stdout=output, stderr=output, start_new_session=True) as process:
        try:
            address = f"http://127.0.0.1:{port}"
            end = time.monotonic() + _START_TIMEOUT_S
            while True:
                assert process.poll() is None, log.read_text(encoding="utf-8", errors="replace")[-1000:]
                with contextlib.suppress(OSError), urllib.request.urlopen(f"{address}/command/core/get-version", timeout=5):
                    break
                assert time.monotonic() < end, "OpenRefine does not answer"
                time.sleep(1)
            yield address
        finally:
            os.killpg(process.pid, signal.SIGTERM)  # the script of the command, and the Java that it started


def _read(opener: urllib.request.OpenerDirector, address: str, data: bytes | None = None) -> str:
    with opener.open(urllib.request.Request(address, data=data), timeout=_START_TIMEOUT_S) as answer:
        return str(answer.read().decode("utf-8"))


def _form(fields: dict[str, str], name: str, path: Path) -> tuple[bytes, str]:
    """Write a form with a file as `multipart/form-data`."""
    mark = "glossograph-form"
    parts = [
        f'--{mark}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode() for key, value in fields.items()
    ]
    head = f'--{mark}\r\nContent-Disposition: form-data; name="{name}"; filename="{path.name}"\r\n'
    parts.append(f"{head}Content-Type: application/octet-stream\r\n\r\n".encode() + path.read_bytes() + b"\r\n")
    return b"".join((*parts, f"--{mark}--\r\n".encode())), f"multipart/form-data; boundary={mark}"


def _printable(text: str) -> str:
    """Leave out the characters that XML cannot hold or that a spreadsheet changes, and blanks."""
    return "".join(c for c in text if c.isprintable() and c != "\ufffd" and not c.isspace())
