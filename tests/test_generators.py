"""Links, translations and languages beside what site generators make of the same files: see `tests/eval/generators`."""

from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Write
from tests.eval.generators import __main__ as command
from tests.eval.generators.comparison import Comparison, Expected, compare, read_expected
from tests.eval.generators.fastapi import render_fastapi
from tests.eval.generators.oracle import FILE_NAME, Oracle, OracleLink, OraclePage, make_oracle, read_oracle, write_oracle
from tests.eval.generators.rendered import OpenedKind, RenderedLink, RenderedPage, RenderedSite, read_page
from tests.eval.generators.tools import Site, is_available, read_sites, render

SITES = read_sites()
GENERATORS = ("docusaurus", "hugo", "jekyll", "mkdocs")
MIN_PAGES = 8


def by_site(*generators: str) -> list[Any]:
    return [pytest.param(site, id=site.name) for site in SITES if site.generator in generators]


@cache
def comparisons(site: Site) -> list[Comparison]:
    oracle = read_oracle(site.folder / FILE_NAME)
    return [compare(site.folder, root, oracle) for root in site.roots]


@pytest.mark.parametrize("site", by_site(*GENERATORS))
def test_every_link_opens_what_the_generator_opens_or_has_a_reason_not_to(site: Site) -> None:
    expected = read_expected(site.folder)
    assert [line for comparison in comparisons(site) for line in expected.unexpected(comparison.differences)] == []


@pytest.mark.parametrize("site", by_site(*GENERATORS))
def test_every_expected_difference_is_still_there(site: Site) -> None:
    differences = [line for comparison in comparisons(site) for line in comparison.differences]
    assert read_expected(site.folder).stale(differences) == []


@pytest.mark.parametrize("site", by_site(*GENERATORS))
def test_a_site_is_large_enough_to_say_something(site: Site) -> None:
    oracle = read_oracle(site.folder / FILE_NAME)
    assert len(oracle) >= MIN_PAGES
    assert len({page.language for page in oracle.values()}) > 1
    assert comparisons(site)[0].links > 3 * MIN_PAGES


def test_every_generator_has_sites() -> None:
    assert sorted({site.generator for site in SITES}) == list(GENERATORS)


@pytest.mark.slow
@pytest.mark.parametrize("site", by_site("mkdocs"))
def test_mkdocs_says_what_was_recorded(site: Site, tmp_path: Path) -> None:
    assert is_available("mkdocs")
    assert make_oracle(render(site, tmp_path)) == read_oracle(site.folder / FILE_NAME)


# The comparison itself


def two_pages(write: Write, *, loan: str = "loan.md") -> Path:
    return write({"en/bond.md": f"# Bond\n\nA [loan]({loan}).", "en/loan.md": "# Loan\n\nMoney."})


def oracle_of(*, opens: str = "en/loan.md", language: str = "en", term: str = "en/loan.md") -> Oracle:
    return {
        "en/bond.md": OraclePage("en", "en/bond.md", (OracleLink("loan", opens),)),
        "en/loan.md": OraclePage(language, term, ()),
    }


def test_equal_links_are_no_difference(write: Write) -> None:
    assert compare(two_pages(write), ".", oracle_of()) == Comparison(1, 1, ())


@pytest.mark.parametrize(
    ("oracle", "line"),
    [
        (oracle_of(opens="en/bond.md"), "link | en/bond.md | loan.md | en/bond.md | en/loan.md (path)"),
        (oracle_of(opens=OpenedKind.NOTHING), "link | en/bond.md | loan.md | (nothing) | en/loan.md (path)"),
        (oracle_of(opens=OpenedKind.FILE), "link | en/bond.md | loan.md | (file) | en/loan.md (path)"),
        (oracle_of(language="fr"), "language | en/loan.md | fr | en"),
        (oracle_of(term="en/bond.md"), "translations | en/bond.md | en/loan.md | one page | two terms"),
    ],
)
def test_whatever_the_generator_says_otherwise_is_a_difference(write: Write, oracle: Oracle, line: str) -> None:
    assert line in compare(two_pages(write), ".", oracle).differences


def test_a_link_that_one_alone_reads_is_a_difference(write: Write) -> None:
    oracle = {**oracle_of(), "en/bond.md": OraclePage("en", "en/bond.md", (OracleLink("credit", "en/loan.md"),))}
    differences = compare(two_pages(write), ".", oracle).differences
    assert differences == ("only read | en/bond.md | loan.md | loan", "only rendered | en/bond.md | en/loan.md | credit")


def test_a_file_that_one_alone_reads_is_a_difference(write: Write) -> None:
    oracle = {"en/bond.md": oracle_of()["en/bond.md"], "en/rent.md": OraclePage("en", "en/rent.md", ())}
    differences = compare(two_pages(write), ".", oracle).differences
    assert differences[:2] == ("page | en/rent.md | rendered | not read", "page | en/loan.md | not rendered | read")


def test_links_to_what_is_no_article_agree_by_kind(write: Write) -> None:
    folder = two_pages(write, loan="table.csv")
    assert compare(folder, ".", oracle_of(opens=OpenedKind.FILE)).equal == 1
    assert compare(folder, ".", oracle_of(opens=OpenedKind.NOTHING)).equal == 0


def test_links_to_nothing_agree_with_placeholders(write: Write) -> None:
    folder = two_pages(write, loan="rent.md")
    assert compare(folder, ".", oracle_of(opens=OpenedKind.NOTHING)).equal == 1
    assert compare(folder, ".", oracle_of(opens=OpenedKind.FILE)).equal == 0


def test_an_oracle_is_read_as_it_was_written(tmp_path: Path) -> None:
    write_oracle(oracle_of(), tmp_path / FILE_NAME)
    assert read_oracle(tmp_path / FILE_NAME) == oracle_of()


# The command


@pytest.fixture
def without_generators(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "is_available", lambda _: False)


@pytest.mark.usefixtures("without_generators")
def test_sites_are_compared_with_what_was_recorded_where_a_generator_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main([]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[2] for line in lines if line.startswith("NOT RUN")] == list(GENERATORS)
    assert len([line for line in lines if line.endswith("| 0 |")]) == sum(len(site.roots) for site in SITES)


@pytest.mark.usefixtures("without_generators")
def test_a_difference_without_a_reason_fails(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    line = "link | docs/index.nb.md | index.fr.md | (nothing) | docs/index.nb.md (path)"
    monkeypatch.setattr(command, "read_sites", lambda: [site for site in SITES if site.name == "mkdocs-suffix"])
    monkeypatch.setattr(command, "read_expected", lambda _: Expected({"link | gone": "It was."}))
    assert command.main([]) == 1
    complaints = capsys.readouterr().out.splitlines()
    assert f"mkdocs-suffix: not explained: {line}" in complaints
    assert complaints[-1] == "mkdocs-suffix: no longer there: link | gone"


@pytest.mark.slow
def test_fastapi_is_rendered_with_english_pages_for_missing_ones(write: Write) -> None:
    folder = write(
        {
            "docs/en/docs/index.md": "# Start\n\nSee [bonds](bond.md).",
            "docs/en/docs/bond.md": "# Bond\n\nBack to the [start](index.md).",
            "docs/fr/docs/index.md": "# Début\n\nVoir [les obligations](bond.md) et [le début](index.md).",
        }
    )
    oracle = render_fastapi(folder, folder.parent / "workshop")
    assert sorted(oracle) == ["docs/en/docs/bond.md", "docs/en/docs/index.md", "docs/fr/docs/index.md"]
    french = oracle["docs/fr/docs/index.md"]
    assert french.language == "fr"
    assert french.term == oracle["docs/en/docs/index.md"].term
    assert [link.opens for link in french.links] == ["docs/en/docs/bond.md", "docs/fr/docs/index.md"]


# Rendered pages


def page(url: str, source: str = "", *links: str, redirect: str = "") -> RenderedPage:
    return RenderedPage(url, source, "en", source, tuple(RenderedLink("words", link) for link in links), redirect)


SITE = RenderedSite(
    "https://bank.example/base/",
    [
        page("bond/index.html", "bond.md"),
        page("loans/rate.html", "rate.md"),
        page("fr/bond/index.html", "bond.md"),
        page("old/index.html", redirect="https://bank.example/base/bond/"),
        page("tags/index.html"),
    ],
    ["table.csv", "a b.csv"],
)


@pytest.mark.parametrize(
    ("href", "opens"),
    [
        ("../bond/", "bond.md"),
        ("../bond", "bond.md"),
        ("/base/bond/index.html#price", "bond.md"),
        ("rate", "rate.md"),
        ("#price", "rate.md"),
        ("?print", "rate.md"),
        ("https://bank.example/base/bond/", "bond.md"),
        ("/bond/", OpenedKind.NOTHING),
        ("../rent/", OpenedKind.NOTHING),
        ("../old/", "bond.md"),
        ("../tags/", OpenedKind.OTHER_PAGE),
        ("../table.csv", OpenedKind.FILE),
        ("../a%20b.csv", OpenedKind.FILE),
        ("https://paper.example/", OpenedKind.OTHER_SITE),
        ("mailto:bank@bank.example", OpenedKind.OTHER_SITE),
    ],
)
def test_a_rendered_link_opens_the_source_of_its_page(href: str, opens: str) -> None:
    assert SITE.opens(page("loans/rate.html", "rate.md"), href) == opens


def test_the_shortest_address_is_the_own_page_of_a_source() -> None:
    assert [own.url for own in SITE.pages()] == ["bond/index.html", "loans/rate.html"]


def test_only_links_in_the_text_of_a_page_are_read() -> None:
    html = """<html lang="fr"><head><meta name="source" content="bond.md"></head><body><nav><a href="/">Home</a></nav>
    <div class="theme markdown"><h2>Price<a class="hash-link" href="#price">#</a></h2><div>A <a href="loan">long
    <em>loan</em></a>.</div></div><footer><a href="x">X</a></footer></body></html>"""
    assert read_page(html, "bond.html").links == (RenderedLink("long loan", "loan"),)
