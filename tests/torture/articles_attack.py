"""Random and mutated articles: every file must be in the graph or in the report, and links as CommonMark reads them."""

import random
from collections import Counter

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import glossograph as gg
from glossograph.read.article_file import read_article
from glossograph.read.path_layout import Placement
from tests.test_links import PIECES, oracle
from tests.torture.collections import articles, write
from tests.torture.patterns import FRONT_MATTER_UNITS, UNITS
from tests.torture.tally import Effort, Row

_AT_ONCE = 250


def random_articles(effort: Effort) -> Row:
    """Build random and mutated articles, and account for each file."""
    row = Row("random and mutated articles: each file in the graph or in the report")
    drawn = effort.random("articles")
    originals = [text.encode() for text in articles(40).values()]
    total = effort.times(250, 10_000)
    for start in range(0, total, _AT_ONCE):
        texts = {f"en/a{start + index}.md": _mutated(drawn, originals) for index in range(min(_AT_ONCE, total - start))}
        root = write(effort.new_folder(f"random-{start}"), texts)
        try:
            graph = gg.build(root).graph
        except Exception as error:  # noqa: BLE001 — counted
            for name in texts:
                row.count(f"{name}: {type(error).__name__}: {error}")
            continue
        seen = {article.path for term in graph.terms for article in term.articles} | {problem.path for problem in graph.problems}
        for name in texts:
            row.count("" if f"{root.name}/{name}" in seen else f"{name} is neither in the graph nor in the report")
    return row


def _mutated(drawn: random.Random, originals: list[bytes]) -> bytes:
    """Make an article that is random bytes, random Markdown, or an article with changes."""
    kind = drawn.randrange(4)
    if kind == 0:
        return drawn.randbytes(drawn.randrange(400))
    if kind == 1:
        matter = "".join(drawn.choice(FRONT_MATTER_UNITS) for _ in range(drawn.randrange(30)))
        body = "".join(drawn.choice(UNITS) for _ in range(drawn.randrange(80)))
        return f"---\ntitle: {matter}\n---\n{body}".encode("utf-8", "surrogatepass")
    data = bytearray(drawn.choice(originals))
    for _ in range(drawn.randrange(1, 12)):
        position = drawn.randrange(len(data) + 1)
        what = drawn.randrange(4)
        if what == 0:
            data[position : position + drawn.randrange(20)] = b""
        elif what == 1:
            data[position:position] = drawn.randbytes(drawn.randrange(8))
        elif what == 2:
            data[position:position] = drawn.choice(UNITS).encode("utf-8", "surrogatepass") * drawn.randrange(1, 30)
        else:
            data[position:position] = data[: drawn.randrange(len(data) + 1)]
    return bytes(data)


def beside_commonmark(effort: Effort) -> Row:
    """Read documents and compare the destinations with those that markdown-it-py finds."""
    row = Row("documents whose links markdown-it-py reads as well")

    @settings(max_examples=effort.times(300, 20_000), database=None, derandomize=True, deadline=None, phases=[Phase.generate])
    @given(st.lists(PIECES, max_size=20).map(" ".join))
    def compare(text: str) -> None:
        article = read_article("en/a.md", Placement("en", (), "a"), text.encode())
        found = Counter(link.destination for link in article.links if not text.lstrip().startswith("---"))
        missing = oracle(text) - found - Counter({"": 99})
        row.count("" if not missing or text.lstrip().startswith("---") else f"{text!r}: {missing} not found")

    compare()
    return row
