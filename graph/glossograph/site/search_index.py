"""The index of the search: all names in all languages, in small files that the search page loads as it needs them.

A name is found by the beginning of each of its words, and by each letter of a script without blanks. The beginnings are the paths
of a tree: a leaf holds few names, all of them; a node above leaves holds the most linked terms among them, for the first letters
that somebody types. Each node is a script `search/PREFIX.js`, with the prefix as hexadecimal UTF-8, since a page that is opened
from a disk may load scripts but no other files. The texts in it are JSON, which never runs.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from glossograph.pages.explorer_texts import label_line
from glossograph.pages.page_parts import json_for_script
from glossograph.site.safe_names import address_part, safe_name
from glossograph.site.site_plan import SitePlan
from glossograph.text.languages import UNDETERMINED, direction, language_name
from glossograph.text.scripts import UNSPACED_LETTER
from glossograph.text.search_fold import fold_for_search

MAX_PREFIX_LETTERS = 8
"""Letters of a beginning that the tree distinguishes."""

_MAX_OF_LEAF, _MAX_OF_NODE = 800, 200
"""Names in a leaf, and in a node above leaves."""


class SearchName(NamedTuple):
    """A name in the index: the place of its term in the order of importance, the language, the name, and the term's folder."""

    rank: int
    language: int
    text: str
    folder: str
    home: int


class _Posting(NamedTuple):
    """A beginning of a word, and the number of the name that has it."""

    start: str
    name: int


def search_files(plan: SitePlan) -> Iterator[tuple[str, bytes]]:
    """Yield path and content of the files of the index."""
    tags = sorted({label.language for term in plan.graph.terms for label in (*term.labels, *term.alternatives)})
    index: dict[str, int] = {tag: position for position, tag in enumerate(tags)}
    names = list(_names(plan, index))
    postings = sorted(_Posting(start, number) for number, name in enumerate(names) for start in word_starts(name.text))
    nodes: dict[str, int] = {}
    for prefix, numbers, is_leaf in _nodes(postings):
        nodes[prefix] = len(numbers) if is_leaf else -len(numbers)
        shown = sorted(numbers, key=lambda number: names[number])[: None if is_leaf else _MAX_OF_NODE]
        rows = [names[number][1:] for number in shown]
        call = f"glossographNames({json_for_script(prefix)},{json_for_script(rows)});\n"
        yield f"search/{file_of_prefix(prefix)}.js", call.encode()
    languages = [
        {
            "tag": "" if tag == UNDETERMINED else tag,
            "name": language_name(tag),
            "direction": direction(tag),
            "folder": f"{safe_name(tag)}/" if tag in plan.languages else "",
        }
        for tag in tags
    ]
    content = {"languages": languages, "nodes": nodes, "letters": MAX_PREFIX_LETTERS}
    yield "search/index.js", f"glossographIndex({json_for_script(content)});\n".encode()


def _names(plan: SitePlan, index: Mapping[str, int]) -> Iterator[SearchName]:
    for rank, term in enumerate(plan.by_importance):
        home = index.get(term.pages.home, -1)
        folder = address_part(term.name)
        texts = {(index[label.language], label_line(label.text)) for label in (*term.term.labels, *term.term.alternatives)}
        for language, text in sorted(texts):
            if text:
                yield SearchName(rank, language, text, folder, home)


def word_starts(text: str) -> set[str]:
    """Return the beginnings of the words of a name, folded, each with what follows, as many letters as the longest prefix has.

    >>> sorted(word_starts("Front-Office")), sorted(word_starts("債券 ETF"))
    (['front of', 'office  '], ['etf     ', '債券 etf  ', '券 etf   '])
    """
    folded = f"{fold_for_search(text).strip()} "
    is_start = True
    starts = set()
    for position, letter in enumerate(folded):
        if letter != " " and (is_start or UNSPACED_LETTER.match(letter)):
            starts.add(folded[position : position + MAX_PREFIX_LETTERS].ljust(MAX_PREFIX_LETTERS))
        is_start = not letter.isalnum()
    return starts


def _nodes(postings: Sequence[_Posting]) -> Iterator[tuple[str, set[int], bool]]:
    """Yield the nodes of the tree, level by level: prefix, names, and whether it is a leaf."""
    level: list[tuple[str, Sequence[_Posting]]] = [("", postings)]
    for depth in range(MAX_PREFIX_LETTERS + 1):
        below: list[tuple[str, Sequence[_Posting]]] = []
        for prefix, own in level:
            numbers = {posting.name for posting in own}
            is_leaf = len(numbers) <= _MAX_OF_LEAF or depth == MAX_PREFIX_LETTERS
            yield prefix, numbers, is_leaf
            if not is_leaf:
                groups = groupby(own, lambda posting: posting.start[: depth + 1])  # noqa: B023 — used at once
                below += [(longer, list(group)) for longer, group in groups]
        level = below


def file_of_prefix(prefix: str) -> str:
    """Name the file of a prefix, without its suffix.

    >>> file_of_prefix(""), file_of_prefix("co"), file_of_prefix("債")
    ('all', '636f', 'e582b5')
    """
    return prefix.encode("utf-8", "replace").hex() or "all"
