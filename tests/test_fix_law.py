"""A law about `fix`, over random collections: links point to the same terms before and after it."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as s

import glossograph as gg
from tests.command import run

pytestmark = pytest.mark.slow  # each test builds or loads several times

NAMES = ("bond", "Bond Fund", "bond-fund", "loan", "Lån", "index")
FOLDERS = ("en", "no", "en/markets", "no/markets", "en/markets/debt", "")
DESTINATIONS = (
    *("/bond", "bond", "bond.md", "./Bond", "../bond", "../markets/bond.md", "/markets/bond/", "/no/bond", "bondfund"),
    *("/Bond_Fund", "bond fund", "/BOND-FUND#top", "<Bond Fund.md>", "debt/loan", "/debt/Loan", "l%C3%A5n", "/old-bond"),
    *("/nowhere", "../../loan"),
    *("{{ site.url }}/bond", "{% link bond.md %}", "https://example.org/bond", "#bond", "/bond.png"),
)
LINKS = s.lists(s.sampled_from(DESTINATIONS), max_size=4)
ARTICLES = s.dictionaries(s.tuples(s.sampled_from(FOLDERS), s.sampled_from(NAMES)), LINKS, min_size=1, max_size=8)


def write_articles(root: Path, articles: dict[tuple[str, str], list[str]]) -> None:
    for (folder, name), destinations in articles.items():
        path = root / folder / f"{name}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        aliases = "aliases: [/old-bond]\n" if name == "bond" else ""
        links = " ".join(f"The [word {i}]({destination}) here." for i, destination in enumerate(destinations))
        path.write_text(f"---\ntitle: {name} {folder}\n{aliases}---\n\n{links}\n", encoding="utf-8")


@given(ARTICLES)
@settings(max_examples=40)
def test_fix_moves_no_link_to_another_term(articles: dict[tuple[str, str], list[str]]) -> None:
    with TemporaryDirectory() as folder:
        root = Path(folder) / "Texts"
        write_articles(root, articles)
        before = gg.build(root)
        done = run("fix", root, cwd=root.parent)
        assert done.returncode in (0, 1), done.stderr
        after = gg.build(root)
    assert (after.terms, after.edges) == (before.terms, before.edges)
