"""Compare `graph.html` with pyvis and vis-network in a headless Chromium without a GPU: `python -m tests.bench.pages`.

These pages show the same generated graph (four links per term, see `tests.graphs.generate_links`): `graph.html`; pyvis with its
own layout; pyvis with our positions and its physics off; vis-network alone with our positions, straight links and no physics;
sigma 1 and 3, and Cosma (see `peer_pages`; they need npm). Every page has its script inside the file and needs no network. Real
mouse events pan and zoom. The measures are:

- ready: seconds from opening the file to the end of the first frame that draws on a large canvas, with nothing left to settle,
- frames: frames per second in which the canvas is drawn while the mouse pans, and while it zooms,
- script: milliseconds of script per frame with a drawing, over panning and zooming (not of sigma and Cosma),
- heap: megabytes of script objects and array buffers after a garbage collection.

A page that is not ready in time, or stops answering, has `-` for what it did not reach.

`--hub` measures a hub instead: a graph of 9,209 terms of which one has 6,602 neighbours, as in a large finance encyclopedia, two
smaller ones, and one of 100,000 terms with a hub of 20,000. The measures are:

- hub selected, panning: frames per second while the mouse pans and the hub is selected, so that its links are drawn,
- focus, ready: milliseconds from the key to the first frame of the map around the hub. vis-network and sigma have no such map;
  Cosma hides everything but the neighbours.

Cosma starts unsettled: if it has not settled in time, "ready" is `-`, and the rest is measured while it settles.
"""

import argparse
import json
import re
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from importlib.resources import files
from pathlib import Path
from statistics import median
from typing import NamedTuple

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright
from playwright.sync_api import Error as BrowserError
from playwright.sync_api import TimeoutError as BrowserTimeout

from glossograph.analysis.community_detection import communities
from glossograph.config import Config
from glossograph.layout.plane import positions
from glossograph.model.graph import Graph
from glossograph.pages.explorer import emit_html
from glossograph.serialise.export_job import ExportJob
from glossograph.serialise.file_batch import open_batch
from tests.bench.hubs import FOCUSES, HUB_PAN_ORIGIN, HUBS, SELECT_HUB, hub_links
from tests.bench.peer_pages import COSMA_BLANK, PEER_WATCH, PeerError, browser_arguments, peer_pages
from tests.browser.chromium import find_chromium
from tests.graphs import Listed, generate_links, graph_of

LINKS_PER_TERM = 4
PIXELS_PER_UNIT = 60
WINDOW = {"width": 1280, "height": 800}
MOVE_S = 2.0
"""Seconds of panning, and of zooming."""

_MAX_TURNS = 30
"""How many times as long a page is waited for that draws no frame."""

# Counts the frames that draw on a canvas that fills much of the window, and the time of their script.
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


class Measures(NamedTuple):
    """The measures of a page: bytes, seconds, frames per second, milliseconds, megabytes. None if it was not reached."""

    size: int | None
    ready: float | None = None
    pan: float | None = None
    zoom: float | None = None
    script: float | None = None
    heap: float | None = None


def vis_script() -> str:
    """Read the script of vis-network that comes with pyvis."""
    [path] = (files("pyvis") / "templates" / "lib" / "vis-9.1.2").glob("vis-network.min.js")  # type: ignore[attr-defined]
    text: str = path.read_text("utf-8")
    return text


def write_explorer(graph: Graph, path: Path) -> None:
    """Write `graph.html`."""
    with open_batch(path.parent) as batch:
        emit_html(ExportJob(graph, Listed(), Config()), batch)
        batch.commit()
    (path.parent / "graph.html").rename(path)


def pixel_positions(graph: Graph) -> list[list[float]]:
    """Compute the positions of the terms in pixels."""
    pixels: list[list[float]] = (positions(graph, communities(graph)) * PIXELS_PER_UNIT).round().tolist()
    return pixels


def write_pyvis_page(graph: Graph, path: Path, *, with_positions: bool) -> None:
    """Write a page with pyvis's own template and its script inside."""
    from pyvis.network import Network  # takes half a second, which only this page should

    network = Network(height="100vh", width="100%", directed=True, cdn_resources="in_line")
    pixels = pixel_positions(graph) if with_positions else [None] * len(graph.terms)
    for term, position in zip(graph.terms, pixels, strict=True):
        options = {"x": position[0], "y": position[1], "physics": False} if position else {}
        network.add_node(term.slug, label=str(term.label()), size=10, **options)
    # add_edge would look through all edges each time.
    network.edges = [{"from": str(edge.source), "to": str(edge.target), "arrows": "to"} for edge in graph.edges]
    if with_positions:
        network.toggle_physics(status=False)
    page = network.generate_html()
    # Remove Bootstrap, which the template loads from the web.
    page = re.sub(r"<(?:link|script)\b[^>]*https?://[^>]*>(?:</script>)?", "", page)
    if not with_positions:
        page = page.replace("<body>", f"<body>{UNSETTLED}").replace("</body>", f"{SETTLES}</body>")
    path.write_text(page, encoding="utf-8")


def write_vis_page(graph: Graph, path: Path) -> None:
    """Write a page with vis-network alone, tuned: our positions, no physics, straight links, labels when zoomed in."""
    nodes = [
        {"id": index, "label": str(term.label()), "x": x, "y": y, "size": 10, "shape": "dot"}
        for index, (term, (x, y)) in enumerate(zip(graph.terms, pixel_positions(graph), strict=True))
    ]
    index_of = {term.id: index for index, term in enumerate(graph.terms)}
    edges = [{"from": index_of[edge.source], "to": index_of[edge.target]} for edge in graph.edges]
    options = {"physics": False, "layout": {"improvedLayout": False}, "edges": {"smooth": False, "arrows": "to"}}
    data = f"{{nodes: new vis.DataSet({json.dumps(nodes)}), edges: new vis.DataSet({json.dumps(edges)})}}"
    path.write_text(
        '<!doctype html><meta charset="utf-8"><title>vis-network</title>'
        '<style>html,body,#n{height:100%;margin:0}</style><div id="n"></div>'
        f"<script>{vis_script()}</script>"
        f"<script>window.network = new vis.Network(document.getElementById('n'), {data}, {json.dumps(options)});</script>",
        encoding="utf-8",
    )


PAGES: dict[str, Callable[[Graph, Path], None]] = {
    "glossograph": write_explorer,
    "pyvis, its own layout": lambda graph, path: write_pyvis_page(graph, path, with_positions=False),
    "pyvis, our positions": lambda graph, path: write_pyvis_page(graph, path, with_positions=True),
    "vis-network, tuned": write_vis_page,
}
PEERS = peer_pages(pixel_positions)
PAGES |= PEERS


def open_page(page: Page, path: Path, name: str) -> float | None:
    """Open a page and return the seconds until it is ready, or None if it is Cosma's and has not settled in time."""
    page.add_init_script(PEER_WATCH if name in PEERS else WATCH)
    try:
        # The page reports that it is ready, because a page that hangs cannot be asked.
        with page.expect_console_message(lambda message: message.text.startswith("ready ")) as ready:
            page.goto(path.as_uri(), wait_until="commit")
    except BrowserTimeout:
        if name != "Cosma":
            raise
        return None
    return float(ready.value.text.split()[1]) / 1000


def measure_hub(browser: Browser, path: Path, name: str, timeout_s: float) -> tuple[float | None, float | None]:
    """Return the frames per second of panning with the hub selected, and the milliseconds to the map around it."""
    context = browser.new_context(offline=True, viewport={"width": WINDOW["width"], "height": WINDOW["height"]})
    context.set_default_timeout(timeout_s * 1000)
    page = context.new_page()
    frames_per_s = focus_ms = None
    try:
        open_page(page, path, name)
        page.evaluate(SELECT_HUB[name])
        time.sleep(1)
        session = context.new_cdp_session(page)
        origin = page.evaluate(COSMA_BLANK) if name == "Cosma" else HUB_PAN_ORIGIN
        panned, _ = move_mouse(page, session, partial(pan, origin=origin))
        frames_per_s = panned[0] / panned[1]
        if name in FOCUSES:
            focus_ms = float(page.evaluate(FOCUSES[name]))
    except BrowserError as error:
        print(f"{path.name}: {str(error).splitlines()[0]}", file=sys.stderr)
    finally:
        context.close()
    return frames_per_s, focus_ms


def print_hubs(executable: str, folder: Path, arguments: argparse.Namespace) -> None:
    """Measure the graphs with a hub and print a Markdown table."""
    print("| terms | neighbours | page | hub selected, panning frames/s | focus, ready ms |")
    print("| ---: | ---: | --- | ---: | ---: |")
    for terms in arguments.terms or HUBS:
        links, degree = HUBS[terms]
        graph = graph_of(terms, hub_links(terms, links, degree))
        for name in filter(SELECT_HUB.get, arguments.only):
            path = folder / f"hub-{terms}-{name.split(',')[0].replace(' ', '-')}.html"
            frames = focus = None
            if write_page(name, graph, path):
                with sync_playwright() as playwright:
                    browser = playwright.chromium.launch(executable_path=executable, args=browser_arguments(name), headless=True)
                    frames, focus = measure_hub(browser, path, name, arguments.timeout)
                    browser.close()
            cells = ["-" if value is None else format(value, spec) for value, spec in ((frames, ".1f"), (focus, ".0f"))]
            print(f"| {terms:,} | {degree:,} | {name} | {' | '.join(cells)} |", flush=True)


def write_page(name: str, graph: Graph, path: Path) -> bool:
    """Write a page, or print why it cannot be written."""
    try:
        PAGES[name](graph, path)
    except PeerError as error:
        print(f"{path.name}: {error}", file=sys.stderr)
        return False
    return True


def measure(browser: Browser, path: Path, timeout_s: float, name: str = "glossograph") -> Measures:
    """Open a page and measure it, as far as it answers in time."""
    measures = Measures(path.stat().st_size)
    context = browser.new_context(offline=True, viewport={"width": WINDOW["width"], "height": WINDOW["height"]})
    context.set_default_timeout(timeout_s * 1000)
    page = context.new_page()
    try:
        measures = measures._replace(ready=open_page(page, path, name))
        session = context.new_cdp_session(page)
        time.sleep(1)  # for work in the background
        session.send("HeapProfiler.collectGarbage")
        use = session.send("Runtime.getHeapUsage")
        heap = sum(use.get(kind, 0) for kind in ("usedSize", "embedderHeapUsedSize", "backingStorageSize")) / 1e6
        measures = measures._replace(heap=heap)
        move = partial(pan, origin=page.evaluate(COSMA_BLANK)) if name == "Cosma" else pan
        panned, pan_script = move_mouse(page, session, move)
        zoomed, zoom_script = move_mouse(page, session, zoom)
        script = (pan_script + zoom_script) / max(panned[0] + zoomed[0], 1)
        measures = measures._replace(pan=panned[0] / panned[1], zoom=zoomed[0] / zoomed[1], script=script or None)
    except BrowserError as error:
        print(f"{path.name}: {str(error).splitlines()[0]}", file=sys.stderr)
    finally:
        context.close()
    return measures


def move_mouse(page: Page, session: CDPSession, move: Callable[[CDPSession, float], None]) -> tuple[tuple[int, float], float]:
    """Move the mouse for some seconds, and return the frames drawn with their seconds, and the milliseconds of script.

    Where a busy machine draws no frame in that time, the mouse is moved on until there is one.
    """
    page.evaluate("Object.assign(window.seen, { frames: 0, script: 0 })")
    start = time.perf_counter()
    frames = script = step = 0
    for turn in range(1, _MAX_TURNS + 1):
        while time.perf_counter() - start < turn * MOVE_S:
            move(session, step)
            step += 1
            time.sleep(0.008)
        frames, script = page.evaluate("[window.seen.frames, window.seen.script]")
        if frames:
            break
    session.send("Input.dispatchMouseEvent", {"type": "mouseReleased", "x": 640, "y": 400, "button": "left", "clickCount": 1})
    return (frames, time.perf_counter() - start), script


def pan(session: CDPSession, step: float, origin: tuple[int, int] = (450, 300)) -> None:
    """Drag the mouse to and fro."""
    offset = abs((step * 6) % 480 - 240)
    kind, clicks = ("mousePressed", 1) if step == 0 else ("mouseMoved", 0)
    position = {"x": origin[0] + offset, "y": origin[1] + offset / 2}
    session.send("Input.dispatchMouseEvent", {"type": kind, **position, "button": "left", "buttons": 1, "clickCount": clicks})


def zoom(session: CDPSession, step: float) -> None:
    """Turn the wheel: thirty steps in, thirty steps out."""
    delta = -40 if step % 60 < 30 else 40
    session.send("Input.dispatchMouseEvent", {"type": "mouseWheel", "x": 560, "y": 380, "deltaX": 0, "deltaY": delta})


def median_of(runs: Sequence[Measures]) -> Measures:
    """Take the median of each measure, or None if a run did not reach it.

    >>> median_of([Measures(1, 3.0), Measures(1, 1.0), Measures(1, 2.0)]).ready
    2.0
    """
    columns = [[run[field] for run in runs] for field in range(1, len(Measures._fields))]
    values = [None if None in column else median(value for value in column if value is not None) for column in columns]
    return Measures(runs[0].size, *values)


def row(terms: int, name: str, measures: Measures) -> str:
    """Format a row of the table.

    >>> row(500, "x", Measures(2_000_000, 1.0))
    '| 500 | x | 2.0 | 1.00 | - | - | - | - |'
    """
    values = [
        (measures.ready, ".2f"),
        (measures.pan, ".1f"),
        (measures.zoom, ".1f"),
        (measures.script, ".1f"),
        (measures.heap, ".0f"),
    ]
    cells = ["-" if value is None else format(value, spec) for value, spec in values]
    size = "-" if measures.size is None else f"{measures.size / 1e6:.1f}"
    return f"| {terms:,} | {name} | {size} | {' | '.join(cells)} |"


def main() -> int:
    """Run the benchmark and print a Markdown table.

    Returns:
        The exit status: 1 if there is no browser.
    """
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--terms", type=int, nargs="+", help="numbers of terms (default: all)")
    parser.add_argument("--only", choices=list(PAGES), nargs="+", default=list(PAGES), metavar="PAGE")
    parser.add_argument("--timeout", type=float, default=60.0, help="seconds in which a page must be ready (default: 60)")
    parser.add_argument("--repeat", type=int, default=1, help="runs of each page; the table shows the median (default: 1)")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keep the pages in this folder")
    parser.add_argument("--hub", action="store_true", help="measure graphs with a hub")
    arguments = parser.parse_args()
    if arguments.hub:
        with sync_playwright() as playwright:
            executable = find_chromium(playwright)
        if executable is None:
            return 1
        with tempfile.TemporaryDirectory() as temporary:
            folder = arguments.keep or Path(temporary)
            folder.mkdir(parents=True, exist_ok=True)
            print_hubs(executable, folder, arguments)
        return 0
    print("| terms | page | MB | ready s | panning frames/s | zooming frames/s | script ms | heap MB |")
    print("| ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as temporary:
        executable = find_chromium(playwright)
        if executable is None:
            return 1
        folder = arguments.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        for terms in arguments.terms or (500, 2_000, 10_000, 50_000):
            graph = graph_of(terms, generate_links(terms, LINKS_PER_TERM * terms, outside=0.35)[0])
            for index, name in enumerate(arguments.only):
                path = folder / f"{terms}-{index}.html"
                runs = [] if write_page(name, graph, path) else [Measures(None)]
                for _ in range(0 if runs else arguments.repeat):
                    # Each page gets its own browser, so that a page that hangs does not stop the others.
                    browser = playwright.chromium.launch(executable_path=executable, args=browser_arguments(name), headless=True)
                    browser.new_page().close()  # otherwise the first page also waits for the start of the browser
                    runs.append(measure(browser, path, arguments.timeout, name))
                    browser.close()
                    if runs[-1].ready is None:
                        break
                print(row(terms, name, median_of(runs)), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
