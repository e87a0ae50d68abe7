"""The published site: its pages, addresses, data, search and files for web servers, on the sample and on hostile texts."""

import gzip
import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import msgspec
import pyoxigraph as ox
import pytest

import glossograph as gg
from glossograph.site import index_pages, search_index, sitemap, term_pages
from glossograph.site.search_index import word_starts
from glossograph.site.site_plan import Pages
from glossograph.site.sitemap import sitemap_files
from glossograph.text.search_fold import fold_for_search
from tests.command import run
from tests.graphs import Listed
from tests.hostile import hostile_graph
from tests.site_reader import PageContent, broken_links, html_errors, pages_of, read_page, unknown_schema_terms

pytestmark = pytest.mark.slow

BASE = "https://terms.example.org/finance/"


@pytest.fixture(scope="module")
def published() -> gg.KnowledgeGraph:
    return gg.build(gg.SAMPLE, base_iri=BASE)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, published: gg.KnowledgeGraph) -> Path:
    """The site of the sample, and its Turtle beside it."""
    folder = tmp_path_factory.mktemp("published")
    paths = published.write(folder, ["site", "turtle"])
    assert paths[-1] == folder / "site" / "index.html"
    return folder / "site"


@pytest.fixture(scope="module")
def hostile_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile-site")
    hostile_graph().write(folder, "site")
    return folder / "site"


def content(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def triples(data: bytes, syntax: ox.RdfFormat) -> set[str]:
    return {str(quad.triple) for quad in ox.parse(data, format=syntax)}


def terms_linked(page: PageContent) -> set[str]:
    """List the slugs of the terms that a page in a language's folder links to."""
    prefix = "../../../term/"
    addresses = {unquote(link.value).removeprefix(prefix) for link in page.links if link.value.startswith(prefix)}
    return {address.partition("/")[0] for address in addresses if "/" in address}


def test_every_term_has_a_page_in_each_of_its_languages_and_data_beside_them(site: Path, published: gg.KnowledgeGraph) -> None:
    for term in published.terms:
        languages = {label.language for label in term.labels}
        home = site / "term" / term.slug / "index.html"
        assert read_page(home).first("html")["lang"] == ("en" if "en" in languages else min(languages))
        for language in languages - {read_page(home).first("html")["lang"]}:
            page = read_page(site / "term" / term.slug / language / "index.html")
            assert page.first("html") == {"lang": language, "dir": "rtl" if language == "ar" else "ltr"}
            assert str(term.label(language)) in page.text
        assert (site / "term" / f"{term.slug}.ttl").is_file()
        assert (site / "term" / f"{term.slug}.jsonld").is_file()


def test_every_link_of_the_site_has_a_target_in_it(site: Path) -> None:
    assert len(pages_of(site)) > 250
    assert list(broken_links(site)) == []


def test_every_page_is_valid_to_a_parser_of_html_and_has_unique_identifiers(site: Path, hostile_site: Path) -> None:
    every_third = [page for folder in (site, hostile_site) for page in pages_of(folder)][::3]
    assert [error for page in every_third for error in html_errors(page)] == []
    for page in every_third:
        ids = read_page(page).ids
        assert len(ids) == len(set(ids))


def test_a_term_page_has_its_names_definition_keywords_links_and_sentences(site: Path, published: gg.KnowledgeGraph) -> None:
    page = read_page(site / "term" / "bond" / "no" / "index.html")
    bond = published.term("bond")
    definition = next(each.text for each in bond.definitions if each.language == "no")
    assert definition in page.text
    assert all(label.text in page.text for label in bond.labels)
    linked = terms_linked(page)
    neighbours = {neighbour.term.slug for neighbour in published.neighbours("bond")}
    assert linked - {"bond"} == neighbours
    sentence = next(item.link.sentence for item in published.evidence("bond") if item.language == "no")
    assert sentence in page.text
    assert any("collection/" in link.value for link in page.links)
    assert next(own for tag, own in page.elements if tag == "svg")["aria-hidden"] == "true"


def test_translations_of_a_page_name_each_other_and_one_address_as_the_main_one(site: Path) -> None:
    for page in (site / "term" / "bond").rglob("index.html"):
        own = read_page(page)
        alternates = {each["hreflang"]: each["href"] for tag, each in own.elements if tag == "link" and "hreflang" in each}
        assert alternates["x-default"] == alternates["en"] == f"{BASE}term/bond/"
        assert alternates["ar"] == f"{BASE}term/bond/ar/"
        assert own.first("link", rel="canonical")["href"] == alternates[own.first("html")["lang"]]
        assert own.first("meta", property="og:url")["content"] == own.first("link", rel="canonical")["href"]
    assert len(alternates) == 7


def test_the_data_of_all_pages_together_are_the_triples_of_the_whole_graph(site: Path) -> None:
    expected = triples((site.parent / "graph.ttl").read_bytes(), ox.RdfFormat.TURTLE)
    for suffix, syntax in (("ttl", ox.RdfFormat.TURTLE), ("jsonld", ox.RdfFormat.JSON_LD)):
        files = [path for path in site.rglob(f"*.{suffix}") if path.name != "void.ttl"]
        assert set().union(*(triples(path.read_bytes(), syntax) for path in files)) == expected


def test_the_dumps_hold_the_whole_graph_and_their_description_gives_bytes_types_and_triples(site: Path) -> None:
    expected = triples((site.parent / "graph.ttl").read_bytes(), ox.RdfFormat.TURTLE)
    links = triples((site.parent / "links.ttl").read_bytes(), ox.RdfFormat.TURTLE)
    syntaxes = {"ttl": ox.RdfFormat.TURTLE, "nt": ox.RdfFormat.N_TRIPLES, "jsonld": ox.RdfFormat.JSON_LD}
    store = ox.Store()
    store.load(path=site / "void.ttl", format=ox.RdfFormat.TURTLE)
    rows: Any = store.query(
        "PREFIX dcat: <http://www.w3.org/ns/dcat#> PREFIX void: <http://rdfs.org/ns/void#>"
        "SELECT ?url ?type ?bytes ?count { ?set void:dataDump ?url ; dcat:distribution [ dcat:downloadURL ?url ;"
        " dcat:mediaType ?type ; dcat:byteSize ?bytes ; void:triples ?count ] }"
    )
    described = {row["url"].value.removeprefix(BASE): row for row in rows}
    assert described.keys() == {path.relative_to(site).as_posix() for path in (site / "data").iterdir()}
    for name, row in described.items():
        packed = (site / name).read_bytes()
        own = triples(gzip.decompress(packed), syntaxes[name.split(".")[1]])
        assert own == (links if "links" in name else expected)
        assert (int(row["bytes"].value), int(row["count"].value)) == (len(packed), len(own))
        assert row["type"].value.startswith("https://www.iana.org/assignments/media-types/")


def test_structured_data_uses_only_terms_of_schema_org_and_names_what_the_page_shows(site: Path) -> None:
    kinds = set()
    for path in pages_of(site):
        page = read_page(path)
        for value in page.structured:
            assert list(unknown_schema_terms({name: each for name, each in value.items() if name != "@context"})) == []
            kinds.add(value.get("@type", "@graph"))
            if value.get("@type") == "DefinedTerm":
                assert value["name"] in page.text
                assert value["url"] == page.first("link", rel="canonical")["href"]
                assert value["@id"] == f"{BASE}term/{value['termCode']}"
    assert kinds == {"DefinedTerm", "DefinedTermSet", "@graph"}


def test_the_sitemap_lists_every_page_with_its_translations(site: Path) -> None:
    spaces = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
    urls = ET.parse(site / "sitemap.xml").getroot().findall("s:url", spaces)  # noqa: S314 — our own file
    listed = {url.findtext("s:loc", "", spaces) for url in urls}
    canonical = {read_page(page).first("link", rel="canonical")["href"] for page in pages_of(site)}
    assert listed == {address for address in canonical if not address.endswith(".html")}
    bond = next(url for url in urls if url.findtext("s:loc", "", spaces) == f"{BASE}term/bond/no/")
    assert {link.attrib["hreflang"] for link in bond.findall("x:link", spaces)} == {
        "ar",
        "en",
        "es",
        "hi",
        "no",
        "zh",
        "x-default",
    }


def test_a_large_sitemap_is_divided_and_no_file_exceeds_the_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemap, "_MAX_ADDRESSES", 10)
    monkeypatch.setattr(sitemap, "_MAX_BYTES", 2_000)
    pages = [Pages(f"term/t{number}/", ("en", "no"), "en") for number in range(20)]
    files = {
        path: data if isinstance(data, bytes) else gzip.decompress(b"".join(data)) for path, data in sitemap_files(BASE, pages)
    }
    index = files.pop("sitemap.xml").decode()
    assert re.findall("<loc>(.*?)</loc>", index) == [f"{BASE}{path}" for path in files]
    addresses = [re.findall("<loc>(.*?)</loc>", text.decode()) for text in files.values()]
    assert max(map(len, addresses)) <= 10
    assert all(len(text) < 2_400 for text in files.values())
    expected = sorted(f"{BASE}{page.address(tag)}" for page in pages for tag in page.languages)
    assert sorted(address for part in addresses for address in part) == expected


def test_a_site_without_a_chosen_base_has_no_foreign_addresses_and_says_so(tmp_path: Path) -> None:
    done = run("build", "--sample", "-o", tmp_path, "--format", "site")
    assert "site has no sitemap and no canonical addresses: set base_iri" in done.stdout
    assert not (tmp_path / "site" / "sitemap.xml").exists()
    page = read_page(tmp_path / "site" / "term" / "bond" / "index.html")
    assert not [own for tag, own in page.elements if tag == "link" and own["rel"] == "canonical"]
    assert not [link for link in page.links if link.value.startswith("http") and "spdx.org" not in link.value]


def test_the_article_is_linked_where_the_settings_say_where_it_is(tmp_path: Path) -> None:
    kg = gg.build(gg.SAMPLE, page={"published": "https://articles.example/{language}/{slug}/"})
    kg.write(tmp_path, "site")
    page = read_page(tmp_path / "site" / "term" / "bond" / "no" / "index.html")
    assert "https://articles.example/no/bond/" in {link.value for link in page.links}
    assert page.structured[0]["subjectOf"]["url"] == "https://articles.example/no/bond/"


def test_nothing_in_a_hostile_text_becomes_an_element_an_attribute_or_an_address(hostile_site: Path) -> None:
    allowed = {
        "html", "head", "meta", "title", "link", "script", "body", "a", "header", "form", "input", "nav", "main", "article",
        "h1", "h2", "h3", "p", "ul", "ol", "li", "q", "mark", "span", "section", "div", "footer", "dl", "dt", "dd", "code",
        "svg", "path", "circle", "text", "noscript",
    }  # fmt: skip
    pages = pages_of(hostile_site)
    assert len(pages) > 40
    for path in pages:
        page = read_page(path)
        assert {tag for tag, _ in page.elements} <= allowed
        assert not [name for _, own in page.elements for name in own if name.startswith(("on", "srcdoc", "style"))]
        sources = {
            own.get("src", "").replace("../", "").removeprefix("https://x.org/") for tag, own in page.elements if tag == "script"
        }
        assert sources <= {"", "site.js", "search/index.js"}
        for link in page.links:
            assert not re.match(r"\s*[\w+.-]+:|//", link.value) or link.value.startswith("https://x.org/"), link
    assert list(broken_links(hostile_site)) == []


def test_article_text_in_the_search_index_is_json_that_ends_no_script(hostile_site: Path) -> None:
    for path in (hostile_site / "search").glob("*.js"):
        text = path.read_text(encoding="utf-8")
        call = re.fullmatch(r"glossograph(Names|Index)\((.*)\);\n", text)
        assert call
        json.loads(f"[{call[2]}]")
        assert "<" not in text


def test_every_name_is_found_by_every_beginning_of_its_words(site: Path, published: gg.KnowledgeGraph) -> None:
    rows = {}
    for path in (site / "search").glob("*.js"):
        if path.name != "index.js":
            prefix, own = json.loads(f"[{path.read_text(encoding='utf-8')[len('glossographNames(') : -3]}]")
            rows[prefix] = {(text, folder) for _, text, folder, _ in own}
    for term in published.terms:
        for label in (*term.labels, *term.alternatives):
            for start in word_starts(label.text):
                assert any((label.text, term.slug) in rows.get(start[:length], ()) for length in range(len(start) + 1))


@pytest.mark.slow
def test_a_large_search_index_is_divided_and_loses_no_name(
    monkeypatch: pytest.MonkeyPatch, published: gg.KnowledgeGraph, tmp_path: Path
) -> None:
    monkeypatch.setattr(search_index, "_MAX_OF_LEAF", 5)
    published.write(tmp_path, "site")
    files = content(tmp_path / "site" / "search")
    nodes = json.loads(files.pop("index.js")[len("glossographIndex(") : -3])["nodes"]
    assert len(nodes) == len(files) > 100
    leaves: dict[str, set[str]] = {}
    for data in files.values():
        prefix, own = json.loads(b"[" + data[len("glossographNames(") : -3] + b"]")
        if nodes[prefix] >= 0:
            leaves[prefix] = {row[1] for row in own}
    for term in published.terms:
        for label in term.labels:
            for start in word_starts(label.text):
                assert any(label.text in names for prefix, names in leaves.items() if start.startswith(prefix))
    assert fold_for_search("É") == "e"


@pytest.mark.slow
def test_a_long_index_has_a_page_for_each_letter(
    monkeypatch: pytest.MonkeyPatch, published: gg.KnowledgeGraph, tmp_path: Path
) -> None:
    monkeypatch.setattr(index_pages, "_MAX_ON_ONE_PAGE", 10)
    monkeypatch.setattr(index_pages, "_MAX_OF_LETTER", 4)
    published.write(tmp_path, "site")
    site = tmp_path / "site"
    assert list(broken_links(site)) == []
    assert (site / "no" / "a-z" / "o.html").is_file()
    assert (site / "a-z" / "c-2.html").is_file()
    assert "Obligasjon" in read_page(site / "no" / "a-z" / "o.html").text


@pytest.mark.slow
def test_of_many_links_a_page_shows_some_and_another_page_all(
    monkeypatch: pytest.MonkeyPatch, published: gg.KnowledgeGraph, tmp_path: Path
) -> None:
    monkeypatch.setattr(term_pages, "MAX_SENTENCES", 2)
    monkeypatch.setattr(term_pages, "_MAX_NAMES", 3)
    published.write(tmp_path, "site")
    site = tmp_path / "site"
    assert list(broken_links(site)) == []
    into = {each.term.slug for each in published.neighbours("bond") if each.direction == "in"}
    all_of_them = read_page(site / "term" / "bond" / "no" / "linked-from.html")
    assert terms_linked(all_of_them) - {"bond"} == into
    assert len(terms_linked(read_page(site / "term" / "bond" / "no" / "index.html")) & into) < len(into)


def test_two_writers_give_the_same_bytes(site: Path, tmp_path: Path) -> None:
    gg.build(gg.SAMPLE, base_iri=BASE).write(tmp_path, "site")
    assert content(tmp_path / "site") == content(site)


def test_without_sentences_a_site_shows_none(tmp_path: Path) -> None:
    kg = gg.build(gg.SAMPLE, evidence="counts")
    kg.write(tmp_path, "site")
    assert not any("<q>" in page.read_text(encoding="utf-8") for page in pages_of(tmp_path / "site"))


@pytest.mark.slow
def test_a_graph_that_was_read_from_turtle_can_be_published(sample_turtle: Path, tmp_path: Path) -> None:
    gg.load(sample_turtle).write(tmp_path, "site")
    assert list(broken_links(tmp_path / "site")) == []
    assert "Obligasjon" in read_page(tmp_path / "site" / "term" / "bond" / "index.html").text


def test_an_empty_graph_can_be_published(tmp_path: Path, sample: gg.KnowledgeGraph) -> None:
    empty = msgspec.structs.replace(sample.graph, terms=(), edges=(), relations=())
    gg.KnowledgeGraph(empty, Listed()).write(tmp_path, "site")
    assert list(broken_links(tmp_path / "site")) == []
