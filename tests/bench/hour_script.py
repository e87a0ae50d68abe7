"""Turn articles into a SKOS file, as a competent user would write it in an hour: no repairs, no selected labels.

It writes the same about terms and articles as `graph.ttl`, so that both do the same job. It takes any folder of Markdown: the
file's name is the term, the language is that of the folder's name or, where that says nothing, of the folder's first articles.

Usage: hour_script.py ARTICLES OUT.ttl
"""

import html
import re
import sys
from collections import Counter
from functools import cache
from pathlib import Path, PurePosixPath
from typing import NamedTuple
from urllib.parse import quote, unquote, urlsplit

import frontmatter
import networkx as nx
import py3langid
import yaml
from markdown_it import MarkdownIt
from rdflib import PROV, RDF, SDO, SKOS, Graph, Literal, Namespace, URIRef

NAMES = {
    "English": "en",
    "Norwegian": "no",
    "Hindi": "hi",
    "Arabic": "ar",
    "Chinese": "zh",
    "Spanish": "es",
    "Danish": "da",
    "German": "de",
    "French": "fr",
    "Japanese": "ja",
    "Korean": "ko",
    "Russian": "ru",
    "Portuguese": "pt",
    "Italian": "it",
    "Turkish": "tr",
    "Bengali": "bn",
    "Thai": "th",
    "Greek": "el",
    "Vietnamese": "vi",
    "Polish": "pl",
}
CODES = {*NAMES.values(), "fa", "id", "nl", "sv", "uk", "ur", "zh-cn", "zh-tw", "zh-hant", "pt-br"}
BASE = "https://example.org/glossary/"
TERM = Namespace(BASE + "term/")
GG = Namespace("https://w3id.org/glossograph/ns#")
WIKILINK = re.compile(r"\[\[([^\[\]|#]+)")


class Page(NamedTuple):
    """An article of a term."""

    language: str
    title: str
    keywords: list[str]
    path: str


def read_article(path: Path) -> tuple[dict[str, object], str]:
    """Return front matter and body. If the YAML is broken, the front matter is empty."""
    text = path.read_text(encoding="utf-8-sig", errors="replace")
    try:
        post = frontmatter.loads(text)
    except (yaml.YAMLError, TypeError) as error:
        print(f"{path}: {type(error).__name__}, front matter ignored", file=sys.stderr)
        return {}, text.split("\n---\n", 1)[-1]
    return post.metadata, post.content


@cache
def language_of(folder: Path) -> str:
    """Return the language that a folder or one above it is named for, else the one that its first articles are in."""
    for name in reversed(folder.parts):
        if name in NAMES or name.lower() in CODES:
            return NAMES.get(name) or name.lower()
    bodies = (read_article(path)[1] for path in sorted(folder.glob("*.md"))[:5])
    return Counter(str(py3langid.classify(body)[0]) for body in bodies).most_common(1)[0][0]


def name_of(path: PurePosixPath) -> str:
    """Return the name of a term from the path of a file or link: `index` is named by its folder."""
    if path.suffix == ".md":
        path = path.with_suffix("")
    return path.parent.name if path.name in ("index", "_index") else path.name


def link_targets(markdown: MarkdownIt, body: str) -> list[str]:
    """Return the names that a body links to, in order."""
    targets = []
    for token in markdown.parse(body):
        for child in token.children or ():
            if child.type == "link_open":
                url = urlsplit(str(child.attrGet("href") or ""))
                path = PurePosixPath(unquote(url.path))
                if not url.scheme and not url.netloc and path.suffix in ("", ".md"):
                    targets.append(name_of(path))
            elif child.type == "text" and "[[" in child.content:
                targets += (name_of(PurePosixPath(name.strip())) for name in WIKILINK.findall(child.content))
    return [target for target in targets if target]


def read_graph(articles: Path) -> "nx.DiGraph[str]":
    """Return terms with labels and definitions by language, and links with counts."""
    graph: nx.DiGraph[str] = nx.DiGraph()
    markdown = MarkdownIt("commonmark")
    for path in sorted(articles.rglob("*.md")):
        slug, language = name_of(PurePosixPath(path.as_posix())), language_of(path.parent)
        metadata, body = read_article(path)
        graph.add_node(slug)
        node = graph.nodes[slug]
        heading = re.search(r"^# *(.+)", body, re.MULTILINE)
        title = html.unescape(str(metadata.get("title") or (heading and heading[1]) or ""))
        if title:
            node.setdefault("labels", {})[language] = title
        if "description" in metadata:
            node.setdefault("definitions", {})[language] = html.unescape(str(metadata["description"]))
        words = metadata.get("keywords") or ""
        keywords = [str(word) for word in words] if isinstance(words, list) else str(words).split(",")
        node.setdefault("pages", []).append(Page(language, title, keywords, path.relative_to(articles).as_posix()))
        for target in link_targets(markdown, body):
            if target == slug:
                continue
            if graph.has_edge(slug, target):
                graph[slug][target]["count"] += 1
            else:
                graph.add_edge(slug, target, count=1)
    return graph


def term(slug: str) -> URIRef:
    """Return the IRI of a term."""
    return TERM[quote(slug)]


def add_page(rdf: Graph, slug: str, page: Page) -> None:
    """Add an article: its term, language, title, keywords and file."""
    article = URIRef(f"{BASE}article/{page.language}/{quote(slug)}")
    rdf.add((article, RDF.type, SDO.Article))
    rdf.add((article, SDO.about, term(slug)))
    rdf.add((article, SDO.inLanguage, Literal(page.language)))
    rdf.add((article, PROV.wasDerivedFrom, URIRef(f"{BASE}file/{quote(page.path)}")))
    if page.title:
        rdf.add((article, SDO.name, Literal(page.title, lang=page.language)))
    for keyword in page.keywords:
        if keyword.strip():
            rdf.add((article, SDO.keywords, Literal(keyword.strip())))


def to_rdf(graph: "nx.DiGraph[str]") -> Graph:
    """Return the terms as SKOS concepts with their articles. Terms that link to each other are related."""
    rdf = Graph()
    rdf.bind("skos", SKOS)
    scheme = URIRef(BASE)
    rdf.add((scheme, RDF.type, SKOS.ConceptScheme))
    for slug, data in graph.nodes(data=True):
        rdf.add((term(slug), RDF.type, SKOS.Concept))
        rdf.add((term(slug), SKOS.inScheme, scheme))
        for language, label in data.get("labels", {"en": slug}).items():
            rdf.add((term(slug), SKOS.prefLabel, Literal(label, lang=language)))
        for language, definition in data.get("definitions", {}).items():
            rdf.add((term(slug), SKOS.definition, Literal(definition, lang=language)))
        for page in data.get("pages", ()):
            add_page(rdf, slug, page)
    for source, target in graph.edges:
        rdf.add((term(source), GG.linksTo, term(target)))
        rdf.add((term(source), SKOS.related, term(target)))
        rdf.add((term(target), SKOS.related, term(source)))
    return rdf


def main() -> None:
    """Read the folder, write the file, and print the counts."""
    articles, out = map(Path, sys.argv[1:3])
    graph = read_graph(articles)
    rdf = to_rdf(graph)
    rdf.serialize(destination=out, format="turtle", encoding="utf-8")
    print(f"{graph.number_of_nodes()} terms, {graph.number_of_edges()} links, {len(rdf)} triples")


if __name__ == "__main__":
    main()
