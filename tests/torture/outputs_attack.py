"""Hostile texts as titles, slugs, destinations, keywords and anchors: in every output, none of which loses the article."""

import random

import glossograph as gg
from glossograph.export.registry import FORMATS
from glossograph.read.front_matter import RELATIONS
from tests.hostile import HOSTILE
from tests.torture.collections import write
from tests.torture.tally import Effort, Row

_LONG = 60_000
_KEYS = ("title", "slug", "description", "tags", "aliases", "id", "permalink", *RELATIONS)
_NEEDS_OTHERS = frozenset({"parquet"})


def hostile_articles(effort: Effort) -> Row:
    """Build articles of hostile texts, and write them in every format."""
    row = Row("hostile texts in every output")
    drawn = effort.random("outputs")
    for index in range(effort.times(2, 40)):
        texts = {}
        for number in range(12):
            values = {
                key: _hostile(drawn) for key in ("title", "slug", "description", "tags", "aliases", "id", "permalink", *RELATIONS)
            }
            matter = "".join(f"{key}: {_quoted(value)}\n" for key, value in values.items())
            links = " ".join(f"[{_hostile(drawn)}]({_hostile(drawn)}) [[{_hostile(drawn)}]]" for _ in range(3))
            texts[f"en/a{number}.md"] = f"---\n{matter}---\n{links}\n"
        root = write(effort.new_folder(f"hostile-{index}"), texts)
        with row.attempt(f"building {index}"):
            kg = gg.build(root)
            paths = {article.path for term in kg.graph.terms for article in term.articles}
            assert len(paths) == len(texts), "an article is lost"
        for name in FORMATS:
            if name in _NEEDS_OTHERS:
                continue
            with row.attempt(f"{name} of {index}"):
                written = kg.write(root.parent / f"hostile-out-{index}-{name}", name)
                assert written
    return row


def _hostile(drawn: random.Random) -> str:
    kind = drawn.randrange(6)
    if kind == 0:
        return drawn.choice("ab/é\u0301\u064e字 -._") * drawn.choice([300, 5_000, _LONG])
    if kind == 1:
        return "".join(
            chr(drawn.choice([drawn.randrange(32, 0x300), drawn.randrange(0x2000, 0x2100), 0x1F600])) for _ in range(40)
        )
    return drawn.choice(HOSTILE)


def _quoted(value: str) -> str:
    escaped = "".join(c if c.isprintable() and c not in '"\\' else f"\\U{ord(c):08x}" for c in value)
    return f'"{escaped}"'
