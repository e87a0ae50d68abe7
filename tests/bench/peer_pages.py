"""Write pages of sigma and Cosma for `tests.bench.pages`. npm installs both into the folder of the pages, and nowhere else.

- sigma 1 draws on a plain canvas where there is no WebGL; sigma 3 needs WebGL, which the browser computes on the processor.
  Both get our positions. They have no selection of their own: links that do not touch the hub turn grey, as in sigma's examples.
- Cosma writes its page from Markdown with wiki links, lays it out with forces in the browser, and draws in SVG.
"""

import json
import shutil
import subprocess
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

from glossograph.model.graph import Graph
from tests.browser.conftest import ARGUMENTS

PACKAGES = ("sigma@3.0.3", "sigma1@npm:sigma@1.2.1", "graphology@0.26.0", "@graphlab-fr/cosma@2.6.1")
WRITE_TIMEOUT_S = 600
SIGMA_COLOUR = "#4477aa"
FADED = "#eeeeee"

# Counts the frames in which a canvas or an element of an SVG changes. Ready: the last one before half a second without a change.
PEER_WATCH = """
(() => {
  const seen = (window.seen = { frames: 0, script: 0, ready: null });
  let changed = false;
  let last = null;
  const watch = (type, names) => names.forEach((name) => {
    const own = type.prototype[name];
    if (own) type.prototype[name] = function (...given) {
      if (!changed && !(this instanceof HTMLElement)) changed = true;
      return own.apply(this, given);
    };
  });
  watch(Element, ["setAttribute"]);
  watch(CanvasRenderingContext2D, ["stroke", "fill", "drawImage", "fillText"]);
  for (const type of [WebGLRenderingContext, WebGL2RenderingContext])
    watch(type, ["drawArrays", "drawElements", "drawArraysInstanced", "drawElementsInstanced"]);
  const look = () => {
    const now = performance.now();
    if (changed) { changed = false; seen.frames += 1; last = now; }
    else if (last !== null && seen.ready === null && now - last > 500) console.log(`ready ${(seen.ready = last)}`);
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})();
"""

# Finds a point of Cosma's background, because dragging a dot moves the dot.
COSMA_BLANK = """
() => {
  const drawing = document.getElementById("graph-canvas");
  for (let y = 60; y < 600; y += 12) for (let x = 320; x < 700; x += 12)
    if (document.elementFromPoint(x, y) === drawing) return [x, y];
  return [450, 300];
}
"""

# Presses Cosma's key and waits for the frame after the one that hides everything but the hub and its neighbours.
COSMA_FOCUS = """
() => new Promise((resolve, reject) => {
  const begun = performance.now();
  const key = { key: "f", code: "KeyF", keyCode: 70, which: 70, bubbles: true };
  document.body.dispatchEvent(new KeyboardEvent("keydown", key));
  if (!document.getElementById("focus-check").checked) reject(new Error("no focus"));
  requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now() - begun)));
})
"""


class PeerError(RuntimeError):
    """A page that could not be written."""


def npm_packages(folder: Path) -> Path:
    """Install the packages into a folder, unless they are there, and return its `node_modules`."""
    modules = folder / "node_modules"
    if not modules.exists():
        npm = shutil.which("npm")
        if npm is None:
            message = "npm is not installed"
            raise PeerError(message)
        options = ("--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
        run([npm, "install", "--prefix", str(folder), *options, *PACKAGES], folder)
    return modules


def run(command: list[str], folder: Path) -> None:
    """Run a command in a folder."""
    try:
        subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=WRITE_TIMEOUT_S)
    except (subprocess.SubprocessError, OSError) as error:
        raise PeerError(str(error)) from error


def write_sigma_page(graph: Graph, path: Path, places: list[list[float]], version: int) -> None:
    """Write a page with sigma 1 or 3, with the script of `node_modules` inside."""
    modules = npm_packages(path.parent)
    index_of = {term.id: index for index, term in enumerate(graph.terms)}
    nodes = [
        {"id": str(index), "label": str(term.label()), "x": x, "y": y if version == 1 else -y, "size": 3, "color": SIGMA_COLOUR}
        for index, (term, (x, y)) in enumerate(zip(graph.terms, places, strict=True))
    ]
    edges = [[str(index_of[edge.source]), str(index_of[edge.target])] for edge in graph.edges]
    if version == 1:
        scripts = [modules / "sigma1" / "build" / "sigma.min.js"]
        start = """
const graph = { nodes, edges: edges.map(([source, target], id) => ({ id: String(id), source, target, color: "#cccccc" })) };
const drawing = new sigma({ graph, container: "n", settings: { maxNodeSize: 3 } });
window.selectHub = () => {
  drawing.graph.edges().forEach((edge) => {
    if (edge.source !== "0" && edge.target !== "0") edge.color = FADED;
  });
  drawing.refresh();
};"""
    else:
        scripts = [modules / "graphology" / "dist" / "graphology.umd.min.js", modules / "sigma" / "dist" / "sigma.min.js"]
        start = """
const graph = new graphology.DirectedGraph();
for (const { id, ...rest } of nodes) graph.addNode(id, rest);
for (const [source, target] of edges) graph.addEdge(source, target);
const drawing = new Sigma(graph, document.getElementById("n"), { defaultEdgeType: "arrow" });
window.selectHub = () => drawing.setSetting("edgeReducer", (edge, given) =>
  graph.hasExtremity(edge, "0") ? given : { ...given, color: FADED });"""
    data = f"const FADED = {json.dumps(FADED)}, nodes = {json.dumps(nodes)}, edges = {json.dumps(edges)};"
    path.write_text(
        f'<!doctype html><meta charset="utf-8"><title>sigma {version}</title>'
        '<style>html,body,#n{height:100%;margin:0}</style><div id="n"></div>'
        + "".join(f"<script>{script.read_text('utf-8')}</script>" for script in scripts)
        + f"<script>{data}{start}</script>",
        encoding="utf-8",
    )


def write_cosma_page(graph: Graph, path: Path) -> None:
    """Write the articles as Markdown, and let Cosma write its page of them."""
    cosma = npm_packages(path.parent) / "@graphlab-fr" / "cosma" / "dist" / "back.cjs"
    folder = path.with_suffix(".cosma")
    records = folder / "records"
    records.mkdir(parents=True)
    targets = defaultdict(list)
    for edge in graph.edges:
        targets[edge.source].append(edge.target)
    for term in graph.terms:
        links = "\n".join(f"[[{target}]]" for target in targets[term.id])
        text = f"---\ntitle: {term.label()}\nid: {term.id}\n---\n\n{links}\n"
        (records / f"{term.slug}.md").write_text(text, encoding="utf-8")
    settings = "select_origin: directory\nfiles_origin: records\nexport_target: .\nhistory: false\n"
    (folder / "config.yml").write_text(settings, encoding="utf-8")
    run([shutil.which("node") or "node", str(cosma), "modelize"], folder)
    page = folder / "cosmoscope.html"
    if not page.exists():
        message = f"Cosma wrote no page in {folder}"
        raise PeerError(message)
    page.rename(path)


def peer_pages(places: Callable[[Graph], list[list[float]]]) -> dict[str, Callable[[Graph, Path], None]]:
    """List the writers of the pages."""
    return {
        "sigma 1, canvas": lambda graph, path: write_sigma_page(graph, path, places(graph), 1),
        "sigma 3, WebGL on the processor": lambda graph, path: write_sigma_page(graph, path, places(graph), 3),
        "Cosma": write_cosma_page,
    }


def browser_arguments(name: str) -> list[str]:
    """Return the arguments of the browser for a page. Only sigma 3 gets WebGL, computed by the processor."""
    if not name.startswith("sigma 3"):
        return ARGUMENTS
    kept = [argument for argument in ARGUMENTS if argument != "--disable-3d-apis"]
    return [*kept, "--enable-unsafe-swiftshader", "--use-angle=swiftshader"]
