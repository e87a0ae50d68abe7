"""Blocks of the generated articles, with the markup of real ones at the rates of `corpora.toml`."""

from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import count
from random import Random
from typing import NamedTuple

from tests.bench.rates import Rates

KINDS = ("quote", "list", "table", "html_block", "fence", "indented")
"""Kinds of block besides text and headings."""

MARKS = ("emphasis", "code", "html", "entity", "image", "lines", "nested", "wikilink")
"""What a block may have inside."""

_DEPENDENT = {"nested": "list", "wikilink": "links"}
"""Features that only articles with another feature have."""

_MARKED = ("emphasis", "code", "html", "entity", "image")
LOST_TABLE = 0.09
"""Share of articles whose HTML table the translation lost: measured on `investors-wiki`."""

_NO_LINKS = frozenset(("html_block", "fence", "indented"))
_HIGHEST_SHARE = 0.8  # of the blocks of an article that has a feature at all


class Block(NamedTuple):
    """A block that all translations of an article have: kind, the number of clauses of each sentence, and marks."""

    kind: str
    sentences: Sequence[int] = ()
    marks: frozenset[str] = frozenset()


def skeleton(rng: Random, clauses: float, rates: Rates) -> list[Block]:
    """Return headings and text blocks with about so many clauses; the last block has highlights."""
    headings = rates["headings"] / (rates["headings"] + rates["blocks"])
    highlights = rng.choices((2, 2, 3), k=rng.choice((3, 4, 5)))
    left = round(clauses * rng.lognormvariate(-0.06, 0.35)) - sum(highlights)
    blocks = [Block("h2"), *[Block("lost_table")] * (rng.random() < LOST_TABLE)]
    while left > 0:
        if blocks[-1].kind[0] != "h" and rng.random() < headings / (1 - headings):
            blocks.append(Block(rng.choice(("h2", "h2", "h3"))))
        blocks.append(Block("text", rng.choices((2, 2, 3), k=rng.choice((2, 3, 4)))))
        left -= sum(blocks[-1].sentences)
    return [*blocks, Block("features"), Block("text", highlights)]


def linked_blocks(blocks: Sequence[Block], slots: Collection[int]) -> set[int]:
    """Return the indexes of the blocks in which the sentences with these numbers are."""
    numbers, chosen = count(), set(slots)
    return {index for index, block in enumerate(blocks) for _ in block.sentences if next(numbers) in chosen}


def mark_up(rng: Random, blocks: Sequence[Block], linked: Collection[int], rates: Rates) -> list[Block]:
    """Give the blocks of an article kinds and marks, at the rates of articles and of blocks with and without links.

    An article has a feature with the probability `article.X`; if it has, each of its blocks has it with a probability that makes
    `linked.X` and `block.X` true over all articles.
    """
    texts = [index for index, block in enumerate(blocks) if block.sentences]
    lost_tables = any(block.kind == "lost_table" for block in blocks)
    has = {"links": bool(linked), "html_block": not lost_tables and rng.random() < rates["article.html_block"] - LOST_TABLE}
    for name in ("quote", "list", "table", "fence", "indented", *MARKS):
        needed = _DEPENDENT.get(name)
        among = rates[f"article.{needed}"] if needed else 1
        has[name] = (needed is None or has[needed]) and rng.random() < rates[f"article.{name}"] / among

    def share(name: str, index: int) -> float:
        if not has[name] or (index in linked and name in _NO_LINKS):
            return 0
        return min(rates[f"{'linked' if index in linked else 'block'}.{name}"] / rates[f"article.{name}"], _HIGHEST_SHARE)

    kinds = {index: _draw(rng, {kind: share(kind, index) for kind in KINDS}) for index in texts}
    for kind in KINDS:
        free = [index for index in texts if kinds[index] == "text" and not (index in linked and kind in _NO_LINKS)]
        if has[kind] and free and kind not in kinds.values():
            kinds[rng.choice(free)] = kind
    marks: dict[int, set[str]] = {index: set() for index in texts}
    for mark in MARKS:
        free = [index for index in texts if _may_have(kinds[index], mark) and (index in linked or mark != "wikilink")]
        for index in free:
            group = [other for other in texts if (other in linked) == (index in linked)]
            able = [other for other in group if other in free]
            if rng.random() < share(mark, index) * len(group) / len(able):
                marks[index].add(mark)
        if has[mark] and free and not any(mark in marks[index] for index in free):
            marks[rng.choice(free)].add(mark)
    return [
        Block(kinds[index], block.sentences, frozenset(marks[index])) if index in kinds else block
        for index, block in enumerate(blocks)
    ]


def _draw(rng: Random, shares: Mapping[str, float]) -> str:
    """Draw a kind of block, `text` for what the shares leave."""
    rest = max(0.0, 1 - sum(shares.values()))
    return rng.choices((*shares, "text"), (*shares.values(), rest))[0]


def _may_have(kind: str, mark: str) -> bool:
    return {"lines": kind == "text", "nested": kind == "list", "wikilink": kind != "table"}.get(mark, kind not in _NO_LINKS)


def decorate(clause: str, marks: Collection[str]) -> str:
    """Put marks around a clause.

    >>> decorate("in the market", {"emphasis", "html"})
    '<b>**in the market**</b>'
    """
    if "code" in marks:
        clause = f"`{clause}`"
    if "emphasis" in marks:
        clause = f"**{clause}**"
    if "html" in marks:
        clause = f"<b>{clause}</b>"
    if "entity" in marks:
        clause = f"{clause} &amp;"
    return f"![{clause}](img/chart.png)" if "image" in marks else clause


def sentence_marks(rng: Random, blocks: Sequence[Block]) -> list[frozenset[str]]:
    """Return the marks of each sentence: every mark of a block that stands around words is at one of its sentences."""
    marks: list[frozenset[str]] = []
    for block in blocks:
        start = len(marks)
        marks += [block.marks & {"wikilink"} for _ in block.sentences]
        for mark in _MARKED:
            if mark in block.marks:
                marks[rng.randrange(start, len(marks))] |= {mark}
    return marks


def _list(lines: Sequence[str], block: Block, gap: str, bullet: Callable[[], str]) -> str:
    nested = "nested" in block.marks
    return gap.join(f"{'  - ' if nested and index % 2 else bullet() + ' '}{line}" for index, line in enumerate(lines))


def _rows(lines: Sequence[str]) -> str:
    rows = "\n".join(f"| {number} | {line} |" for number, line in enumerate(lines, 1))
    return f"| | |\n| --- | --- |\n{rows}"


def render(block: Block, lines: Sequence[str], *, blank: str, gap: str, bullet: Callable[[], str]) -> str:
    """Return the Markdown of a block with sentences.

    Args:
        block: The block.
        lines: Its sentences.
        blank: What stands between sentences.
        gap: What stands between the items of a list and below a quote.
        bullet: Gives the bullet of an item.
    """
    match block.kind:
        case "list":
            text = _list(lines, block, gap, bullet)
        case "quote":
            text = "\n".join(f"> {line}" for line in lines) + f"{gap}>"
        case "table":
            text = _rows(lines)
        case "html_block":
            text = "\n".join(("<div>", *(f"<p>{line}</p>" for line in lines), "</div>"))
        case "fence":
            text = "\n".join(("```python", *(f'rates[{n}] = load("{line}")' for n, line in enumerate(lines)), "```"))
        case "indented":
            text = "\n".join(f"    {line}" for line in lines)
        case _:
            text = ("\n" if "lines" in block.marks else blank).join(lines)
    return text
