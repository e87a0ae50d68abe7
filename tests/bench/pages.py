"""Compare the page with pyvis and vis-network in a headless Chromium without a graphics card: `python -m tests.bench.pages`.

One generated graph (four links a term, see `tests.graphs.generated`) in four pages: `graph.html`; pyvis as it comes, which finds
the places itself; pyvis with our places and its physics off; vis-network alone with our places, straight links and no physics.
pyvis and vis-network get their script inside the file and need no network. Real mouse events pan and zoom. What is measured:

- ready: from opening the file to the end of the first frame in which a large canvas was drawn on with nothing left to settle,
- frames: frames a second in which the canvas was drawn while the mouse pans, and while it zooms,
- script: milliseconds of script that a frame with a drawing takes, while panning and zooming together,
- heap: megabytes of script objects and array buffers after a collection.

A page that is not ready in time, or does not answer, has `-` for what it did not reach.
"""

import argparse
import json
import re
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from importlib.resources import files
from pathlib import Path
from statistics import median
from typing import NamedTuple

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright
from playwright.sync_api import Error as BrowserError
from pyvis.network import Network

from glossograph.analysis.community_detection import communities
from glossograph.config import Config
from glossograph.layout.plane import positions
from glossograph.model.graph import Graph
from glossograph.pages.explorer import emit_html
from glossograph.serialise.export_job import ExportJob
from glossograph.serialise.file_batch import batch
from tests.browser.chromium import find_chromium
from tests.browser.conftest import ARGUMENTS
from tests.graphs import Listed, generated, graph_of

LINKS = 4
PIXELS = 60
WINDOW = {"width": 1280, "height": 800}
MOVING = 2.0
"""Seconds of panning, and of zooming."""

FIRST_FRAME_LIMIT_S = 60.0
"""Seconds that a page may take to draw a frame while it moves, on a busy machine."""

# Tells drawing from other work: which frames draw on a canvas that fills much of the window, and how long their script takes.
WATCH = """
(() => {
  const seen = (window.seen = { frames: 0, script: 0, ready: null, settled: true });
  let drawn = false;
  const large = (canvas) => canvas.isConnected && canvas.clientWidth * canvas.clientHeight > 0.2 * innerWidth * innerHeight;
  for (const name of ["stroke", "fill", "fillRect", "drawImage", "fillText"]) {
    const own = CanvasRenderingContext2D.prototype[name];
    CanvasRenderingContext2D.prototype[name] = function (...given) {
      if (!drawn && large(this.canvas) && name !== "fillRect") drawn = true;
      return own.apply(this, given);
    };
  }
  const after = (begun) => {
    if (!drawn) return;
    drawn = false;
    seen.frames += 1;
    seen.script += performance.now() - begun;
    if (seen.ready === null && seen.settled) setTimeout(() => {
      if (seen.ready === null) console.log(`ready ${(seen.ready = performance.now())}`);
    });
  };
  const timed = (own) => (callback, ...given) => own.call(window, (...arguments_) => {
    drawn = false;
    const begun = performance.now();
    try { callback(...arguments_); } finally { after(begun); }
  }, ...given);
  window.requestAnimationFrame = timed(window.requestAnimationFrame);
  window.setTimeout = timed(window.setTimeout);
})();
"""

UNSETTLED = "<script>window.seen && (window.seen.settled = false);</script>"
SETTLES = '<script>network.once("stabilizationIterationsDone", () => { window.seen && (window.seen.settled = true); });</script>'


class Measured(NamedTuple):
    """What one page took: bytes, seconds, frames a second, milliseconds, megabytes; none where it was not reached."""

    size: int
    ready: float | None = None
    pan: float | None = None
    zoom: float | None = None
    script: float | None = None
    heap: float | None = None


def vis_script() -> str:
    """Read the vis-network that pyvis brings."""
    [path] = (files("pyvis") / "templates" / "lib" / "vis-9.1.2").glob("vis-network.min.js")  # type: ignore[attr-defined]
    text: str = path.read_text("utf-8")
    return text


def ours(graph: Graph, path: Path) -> None:
    """Write `graph.html`."""
    with batch(path.parent) as written:
        emit_html(ExportJob(graph, Listed(), Config()), written)
        written.keep()
    (path.parent / "graph.html").rename(path)


def places(graph: Graph) -> list[list[float]]:
    """Give the places of the terms, in pixels."""
    found: list[list[float]] = (positions(graph, communities(graph)) * PIXELS).round().tolist()
    return found


def pyvis_page(graph: Graph, path: Path, *, placed: bool) -> None:
    """Write a page with pyvis's own template, its script inside."""
    network = Network(height="100vh", width="100%", directed=True, cdn_resources="in_line")
    at = places(graph) if placed else [None] * len(graph.terms)
    for term, place in zip(graph.terms, at, strict=True):
        given = {"x": place[0], "y": place[1], "physics": False} if place else {}
        network.add_node(term.slug, label=str(term.label()), size=10, **given)
    # One by one, pyvis looks through all edges before it adds one.
    network.edges = [{"from": str(edge.source), "to": str(edge.target), "arrows": "to"} for edge in graph.edges]
    if placed:
        network.toggle_physics(status=False)
    page = network.generate_html()
    # Bootstrap, which pyvis fetches from the web, is not there to be waited for.
    page = re.sub(r"<(?:link|script)\b[^>]*https?://[^>]*>(?:</script>)?", "", page)
    if not placed:
        page = page.replace("<body>", f"<body>{UNSETTLED}").replace("</body>", f"{SETTLES}</body>")
    path.write_text(page, encoding="utf-8")


def vis_page(graph: Graph, path: Path) -> None:
    """Write a page with vis-network alone, as one would tune it: places given, no physics, straight links, names up close."""
    nodes = [
        {"id": place, "label": str(term.label()), "x": x, "y": y, "size": 10, "shape": "dot"}
        for place, (term, (x, y)) in enumerate(zip(graph.terms, places(graph), strict=True))
    ]
    number = {term.id: place for place, term in enumerate(graph.terms)}
    edges = [{"from": number[edge.source], "to": number[edge.target]} for edge in graph.edges]
    options = {"physics": False, "layout": {"improvedLayout": False}, "edges": {"smooth": False, "arrows": "to"}}
    data = f"{{nodes: new vis.DataSet({json.dumps(nodes)}), edges: new vis.DataSet({json.dumps(edges)})}}"
    path.write_text(
        '<!doctype html><meta charset="utf-8"><title>vis-network</title>'
        '<style>html,body,#n{height:100%;margin:0}</style><div id="n"></div>'
        f"<script>{vis_script()}</script>"
        f"<script>new vis.Network(document.getElementById('n'), {data}, {json.dumps(options)});</script>",
        encoding="utf-8",
    )


PAGES: dict[str, Callable[[Graph, Path], None]] = {
    "glossograph": ours,
    "pyvis, as it comes": lambda graph, path: pyvis_page(graph, path, placed=False),
    "pyvis, places given": lambda graph, path: pyvis_page(graph, path, placed=True),
    "vis-network, tuned": vis_page,
}


def measure(browser: Browser, path: Path, patience: float) -> Measured:
    """Open a page and take its measures, as far as it answers in so many seconds."""
    found = Measured(path.stat().st_size)
    context = browser.new_context(offline=True, viewport={"width": WINDOW["width"], "height": WINDOW["height"]})
    context.set_default_timeout(patience * 1000)
    page = context.new_page()
    try:
        page.add_init_script(WATCH)
        # A page that says of itself that it is ready can be waited for in vain, where one that hangs cannot be asked.
        with page.expect_console_message(lambda message: message.text.startswith("ready ")) as ready:
            page.goto(path.as_uri(), wait_until="commit")
        found = found._replace(ready=float(ready.value.text.split()[1]) / 1000)
        session = context.new_cdp_session(page)
        time.sleep(1)  # what still comes in the background
        session.send("HeapProfiler.collectGarbage")
        use = session.send("Runtime.getHeapUsage")
        heap = sum(use.get(kind, 0) for kind in ("usedSize", "embedderHeapUsedSize", "backingStorageSize")) / 1e6
        found = found._replace(heap=heap)
        panned, pan_script = moving(page, session, pan)
        zoomed, zoom_script = moving(page, session, zoom)
        script = (pan_script + zoom_script) / max(panned[0] + zoomed[0], 1)
        found = found._replace(pan=panned[0] / panned[1], zoom=zoomed[0] / zoomed[1], script=script)
    except BrowserError as error:
        print(f"{path.name}: {str(error).splitlines()[0]}", file=sys.stderr)
    finally:
        context.close()
    return found


def moving(page: Page, session: CDPSession, move: Callable[[CDPSession, float], None]) -> tuple[tuple[int, float], float]:
    """Move the mouse for some seconds; give the frames drawn, the seconds that they took, and the milliseconds of script."""
    page.evaluate("Object.assign(window.seen, { frames: 0, script: 0 })")
    begun = time.perf_counter()
    step = 0
    frames, script = 0, 0.0
    while not frames and time.perf_counter() - begun < MOVING + FIRST_FRAME_LIMIT_S:
        move(session, step)
        step += 1
        time.sleep(0.008)
        if time.perf_counter() - begun >= MOVING:
            frames, script = page.evaluate("[window.seen.frames, window.seen.script]")
    session.send("Input.dispatchMouseEvent", {"type": "mouseReleased", "x": 640, "y": 400, "button": "left", "clickCount": 1})
    return (frames, time.perf_counter() - begun), script


def pan(session: CDPSession, step: float) -> None:
    """Hold the mouse and move it to and fro."""
    far = abs((step * 6) % 480 - 240)
    kind, clicks = ("mousePressed", 1) if step == 0 else ("mouseMoved", 0)
    place = {"x": 450 + far, "y": 300 + far / 2}
    session.send("Input.dispatchMouseEvent", {"type": kind, **place, "button": "left", "buttons": 1, "clickCount": clicks})


def zoom(session: CDPSession, step: float) -> None:
    """Turn the wheel, thirty times in, thirty times out."""
    delta = -40 if step % 60 < 30 else 40
    session.send("Input.dispatchMouseEvent", {"type": "mouseWheel", "x": 560, "y": 380, "deltaX": 0, "deltaY": delta})


def middle(runs: Sequence[Measured]) -> Measured:
    """Give the median of each measure, none where a run did not reach it.

    >>> middle([Measured(1, 3.0), Measured(1, 1.0), Measured(1, 2.0)]).ready
    2.0
    """
    columns = [[run[field] for run in runs] for field in range(1, len(Measured._fields))]
    values = [None if None in column else median(value for value in column if value is not None) for column in columns]
    return Measured(runs[0].size, *values)


def row(terms: int, name: str, found: Measured) -> str:
    """Write a row of the table.

    >>> row(500, "x", Measured(2_000_000, 1.0))
    '| 500 | x | 2.0 | 1.00 | - | - | - | - |'
    """
    numbers = [(found.ready, ".2f"), (found.pan, ".1f"), (found.zoom, ".1f"), (found.script, ".1f"), (found.heap, ".0f")]
    cells = ["-" if value is None else format(value, how) for value, how in numbers]
    return f"| {terms:,} | {name} | {found.size / 1e6:.1f} | {' | '.join(cells)} |"


def main() -> int:
    """Print a Markdown table; exit status 1 where there is no browser."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--terms", type=int, nargs="+", default=[500, 2_000, 10_000, 50_000])
    parser.add_argument("--only", choices=list(PAGES), nargs="+", default=list(PAGES), metavar="PAGE")
    parser.add_argument("--patience", type=float, default=60.0, help="seconds that a page has to be ready (default: 60)")
    parser.add_argument("--repeat", type=int, default=1, help="runs of each page, of which the median is shown (default: 1)")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="folder that the pages stay in")
    given = parser.parse_args()
    print("| terms | page | MB | ready s | panning frames/s | zooming frames/s | script ms | heap MB |")
    print("| ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as temporary:
        executable = find_chromium(playwright)
        if executable is None:
            return 1
        folder = given.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        for terms in given.terms:
            graph = graph_of(terms, generated(terms, LINKS * terms, abroad=0.35)[0])
            for number, name in enumerate(given.only):
                path = folder / f"{terms}-{number}.html"
                PAGES[name](graph, path)
                runs = []
                for _ in range(given.repeat):
                    # A browser for each page: one that hangs takes none of the others with it.
                    browser = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS, headless=True)
                    browser.new_page().close()  # else the first page of all pays for what the browser starts
                    runs.append(measure(browser, path, given.patience))
                    browser.close()
                    if runs[-1].ready is None:
                        break
                print(row(terms, name, middle(runs)), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
