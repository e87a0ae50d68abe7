"""Consumers that draw or measure the graph: each finds the terms, the weights and the places."""

import json
import math
import os
import re
from collections.abc import Iterable, Mapping
from typing import Any

from playwright.sync_api import sync_playwright

from tests.consumers.expectation import (
    FOLDER,
    SCRIPTS,
    Expectation,
    MissingConsumerError,
    command,
    npm_version,
    output_of,
    own_module,
    run_node,
    run_own_python,
)


def igraph_for_python(expected: Expectation) -> str:
    """Read GraphML with python-igraph, which is under the GPL and so lives in an environment of its own."""
    version = own_module("igraph")
    found = run_own_python("igraph_graphml.py", expected.folder / "graph.graphml")
    assert found["weighted"]
    assert found["directed"]
    _compare(expected, {node["name"]: node for node in found["nodes"]}, found["edges"])
    return f"python-igraph {version}: weighted, {len(found['nodes'])} vertices with names and places"


def igraph_for_r(expected: Expectation) -> str:
    """Read GraphML with igraph for R."""
    script = command("Rscript", "install Debian's r-cran-igraph")
    nodes, edges, weighted, total, placed, name, label = output_of(
        script, SCRIPTS / "igraph_graphml.R", expected.folder / "graph.graphml"
    ).split("\n", 6)
    assert (int(nodes), int(edges)) == (len(expected.labels), len(expected.weights))
    assert (weighted, placed) == ("TRUE", "TRUE")
    assert int(total) == sum(expected.weights.values())
    assert expected.labels[name]["en"] == label.strip("\n")
    version = output_of(script, "-e", "cat(as.character(packageVersion('igraph')))")
    return f"igraph for R {version}: weighted, {nodes} vertices, {edges} edges"


def graphviz(expected: Expectation) -> str:
    """Parse DOT with Graphviz, and draw it at the places of the page as SVG with links and tooltips."""
    neato = command("neato", "install Debian's graphviz")
    path = expected.folder / "graph.dot"
    parsed = json.loads(output_of(neato, "-n", "-Tjson", path))
    nodes = {node["name"]: node for node in parsed["objects"]}
    names = {node["_gvid"]: node["name"] for node in parsed["objects"]}
    edges = [(names[edge["tail"]], names[edge["head"]], int(edge["weight"])) for edge in parsed["edges"]]
    _compare(expected, nodes, edges)
    svg = output_of(neato, "-n", "-Tsvg", path)
    assert len(re.findall(r'<g id="node\d+" class="node">', svg)) == len(nodes)
    assert svg.count('xlink:href="http') >= len(nodes)
    return f"Graphviz: {len(nodes)} nodes at the places of the page, each a link with a tooltip"


def cytoscape_js(expected: Expectation) -> str:
    """Load Cytoscape JSON into Cytoscape.js without a window."""
    version = npm_version("cytoscape")
    found = run_node("cytoscape.mjs", expected.folder / "graph.cyjs")
    nodes = {node["id"]: node for node in found["nodes"]}
    assert all(node["position"] == {"x": node["x"], "y": node["y"]} for node in nodes.values())
    _compare(expected, nodes, [(edge["source"], edge["target"], edge["weight"]) for edge in found["edges"]])
    return f"Cytoscape.js {version}: {len(nodes)} nodes in place, {len(found['edges'])} edges"


def sigma_js(expected: Expectation) -> str:
    """Read GEXF and GraphML with graphology, and draw with sigma.js in Chromium."""
    versions = [npm_version(name) for name in ("graphology", "sigma")]
    chromium = os.environ.get("GLOSSOGRAPH_CHROMIUM", "")
    if not chromium:
        message = "no Chromium: name one with GLOSSOGRAPH_CHROMIUM"
        raise MissingConsumerError(message)
    npm = FOLDER / "npm"
    (npm / "sigma.mjs").write_bytes((SCRIPTS / "sigma.mjs").read_bytes())
    bundle = npm / "sigma.bundle.js"
    output_of(
        npm / "node_modules" / ".bin" / "esbuild", npm / "sigma.mjs", "--bundle", f"--outfile={bundle}", "--log-level=error"
    )
    texts = [(expected.folder / name).read_text(encoding="utf-8") for name in ("graph.gexf", "graph.graphml")]
    with sync_playwright() as playwright:
        options = ["--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--no-sandbox"]
        browser = playwright.chromium.launch(executable_path=chromium, args=options)
        page = browser.new_page(viewport={"width": 1000, "height": 700})
        page.set_content('<div id="map" style="width:1000px;height:700px"></div>')
        page.add_script_tag(path=bundle)
        found = page.evaluate("([gexf, graphml]) => window.draw(gexf, graphml)", texts)
        page.wait_for_timeout(500)
        page.screenshot(path=FOLDER / f"sigma-{expected.folder.name}.png")
        browser.close()
    assert found["drawn"] == len(expected.labels)
    for name in ("gexf", "graphml"):
        nodes = {node["key"]: node for node in found[name]["nodes"]}
        _compare(expected, nodes, [(edge["source"], edge["target"], edge["weight"]) for edge in found[name]["edges"]])
    return f"graphology {versions[0]}, sigma.js {versions[1]}: GEXF and GraphML, {found['drawn']} nodes drawn in Chromium"


def _compare(expected: Expectation, nodes: Mapping[str, Mapping[str, Any]], edges: Iterable[Iterable[Any]]) -> None:
    """Compare labels, languages, places and weights; a text may lose the controls that XML and DOT cannot hold."""
    assert nodes.keys() == expected.labels.keys()
    for slug, labels in expected.labels.items():
        found = {name.removeprefix("label_"): text for name, text in nodes[slug].items() if name.startswith("label_") and text}
        assert found.keys() == labels.keys(), slug
        assert {tag: _letters(text) for tag, text in found.items()} == {tag: _letters(text) for tag, text in labels.items()}
        assert math.isfinite(float(nodes[slug]["x"]) + float(nodes[slug]["y"]))
        assert float(nodes[slug]["size"]) > 0
        assert 0 < float(nodes[slug]["pagerank"]) < 1
    assert {(source, target): int(weight) for source, target, weight in edges} == expected.weights


def _letters(text: str) -> str:
    """Keep what no syntax has to escape."""
    return "".join(c for c in text if c.isalnum())
