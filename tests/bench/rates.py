"""Measure what the Markdown files of folders are like: `python -m tests.bench.rates DIR...`.

Prints a Markdown table of each folder's rates, beside those that `corpora.toml` keeps and the generator uses. With `--write`, the
rates of the folders replace those of the same names in `corpora.toml`.

A *block* is what stands between blank lines, or a fenced piece of code. Headings are not counted as blocks. A block is *linked*
if a link or wikilink stands in it, and *plain* if it is one line of words and inline links, as text or as item of a list.
"""

import argparse
import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from random import Random
from statistics import mean, median

DATA = Path(__file__).with_name("corpora.toml")
Rates = Mapping[str, float]
"""Figures of a folder by name: `article.X` is a share of articles, `linked.X` of blocks with links, `block.X` of the others."""

LINK = re.compile(r"(?<!!)\[[^\[\]\n]*\]\(([^()\n]*)\)|(?<!!)\[\[([^\[\]\n]+)\]\]")
_FRONT_MATTER = re.compile(r"\ufeff?\s*---[ \t]*\n(.*?\n)?---[ \t]*(?:\n|\Z)", re.DOTALL)
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_KINDS = {
    "heading": re.compile(r"#{1,6}"),
    "quote": re.compile(r" {0,3}>"),
    "list": re.compile(r" {0,3}(?:[-*+]|\d{1,9}[.)])(?:[ \t]|\Z)"),
    "table": re.compile(r".*\|.*\n {0,3}\|?[ \t:]*-[-| \t:]*\|?[ \t]*(?:\n|\Z)"),
    "html": re.compile(r" {0,3}</?[A-Za-z!][^\n]*"),
    "indented": re.compile(r"(?: {4}|\t)"),
}
_INLINE = {
    "emphasis": re.compile(r"(\*{1,3})(?=\S)[^*\n]+?(?<=\S)\1|(?<!\w)(_{1,3})(?=\S)[^_\n]+?(?<=\S)\2(?!\w)"),
    "code": re.compile(r"`[^`\n]+`"),
    "html": re.compile(r"</?[A-Za-z][^<>\n]*>|<!--"),
    "entity": re.compile(r"&(?:#\d+|#[xX][0-9A-Fa-f]+|[A-Za-z]{2,12});"),
    "image": re.compile(r"!\[[^\]\n]*\]\("),
    "wikilink": re.compile(r"(?<!!)\[\[[^\[\]\n]+\]\]"),
}
FEATURES = ("quote", "list", "table", "html_block", "fence", "indented", *_INLINE, "lines", "nested")
"""What a block may have. `lines`: a paragraph of several lines; `nested`: a list with a list in it."""

_PLAIN = re.compile(r"(?:[-*+] )?[^\\`*_~|<&\n]*")
_NESTED = re.compile(r"(?m)^(?: {2,}|\t+)(?:[-*+]|\d{1,9}[.)])[ \t]")


def split_blocks(body: str) -> Iterator[tuple[str, str]]:
    """Yield kind and text of each block: `text`, or a kind of block among `FEATURES`, or `heading`."""
    lines: list[str] = []
    fence = ""
    for line in (*body.split("\n"), ""):
        mark = _FENCE.match(line)
        if fence:
            lines.append(line)
            if mark and mark[1].startswith(fence) and not line.strip().strip(fence[0]):
                yield "fence", "\n".join(lines)
                fence, lines = "", []
        elif mark:
            if lines:
                yield from _split_headings(lines)
            fence, lines = mark[1], [line]
        elif line.strip():
            lines.append(line)
        elif lines:
            yield from _split_headings(lines)
            lines = []


def _split_headings(lines: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield the headings at the head of a block, then the rest with its kind."""
    start = 0
    while start < len(lines) and lines[start].startswith("#"):
        yield "heading", lines[start]
        start += 1
    if text := "\n".join(lines[start:]):
        kind = next((kind for kind, pattern in _KINDS.items() if pattern.match(text)), "text")
        yield "html_block" if kind == "html" else kind, text


def features_of(kind: str, text: str) -> set[str]:
    """Return the names of what a block has."""
    found = {name for name, pattern in _INLINE.items() if kind not in ("fence", "indented") and pattern.search(text)}
    if kind == "html_block":
        found -= {"html"}
    if kind == "text" and "\n" in text:
        found.add("lines")
    if kind == "list" and _NESTED.search(text):
        found.add("nested")
    return found | ({kind} - {"text"})


def is_plain(kind: str, text: str) -> bool:
    """Tell whether a block is one line of words and inline links."""
    unlinked = LINK.sub(lambda link: "" if link[1] is not None else "`", text.strip("\n"))
    return kind in ("text", "list") and not set("[]") & set(unlinked) and bool(_PLAIN.fullmatch(unlinked))


def measure_rates(texts: Iterable[str]) -> dict[str, float]:
    """Return the rates of articles, given as texts with their front matter."""
    counts: Counter[str] = Counter()
    destinations: set[str] = set()
    for article in texts:
        text = article.replace("\r\n", "\n")
        head = _FRONT_MATTER.match(text)
        yaml, body = (head[1] or "", text[head.end() :]) if head else ("", text)
        counts.update(articles=1, bytes=len(text.encode()))
        counts["article.front_matter"] += head is not None
        counts["article.quoted_yaml"] += bool(re.search(r"(?m)^[\w-]+:[ \t]*[\"']", yaml))
        counts["article.listed_yaml"] += bool(re.search(r"(?m)^[\w-]+:(?:[ \t]*\[|[ \t]*\n[ \t]*- )", yaml))
        counts["article.folded_yaml"] += bool(re.search(r"(?m)^[\w-]+:[ \t]*[>|]", yaml))
        seen: set[str] = set()
        all_plain = True
        for kind, block in split_blocks(body):
            if kind == "heading":
                counts["headings"] += 1
                continue
            links = [
                link[1] if link[1] is not None else link[2] for link in LINK.finditer(block) if kind not in ("fence", "indented")
            ]
            of = "linked" if links else "block"
            found = features_of(kind, block)
            counts.update((f"{of}s", *(f"{of}.{name}" for name in found)))
            seen |= found
            counts["links"] += len(links)
            destinations.update(links)
            if links:
                plain = is_plain(kind, block)
                counts["linked.plain"] += plain
                all_plain &= plain
                seen.add("links")
        counts.update(f"article.{name}" for name in seen)
        counts["with_links"] += "links" in seen
        counts["article.plain"] += "links" in seen and all_plain
    return _shares(counts, len(destinations))


def _shares(counts: Counter[str], destinations: int) -> dict[str, float]:
    articles, linked, unlinked = counts["articles"], max(counts["linkeds"], 1), max(counts["blocks"], 1)
    rates: dict[str, float] = {
        "articles": articles,
        "bytes": counts["bytes"] / articles,
        "headings": counts["headings"] / articles,
        "blocks": (counts["blocks"] + counts["linkeds"]) / articles,
        "links": counts["links"] / articles,
        "links_per_destination": counts["links"] / max(destinations, 1),
    }
    names = ("front_matter", "quoted_yaml", "listed_yaml", "folded_yaml", "links", *FEATURES)
    rates |= {f"article.{name}": counts[f"article.{name}"] / articles for name in names}
    rates["article.plain"] = counts["article.plain"] / max(counts["with_links"], 1)
    rates |= {f"linked.{name}": counts[f"linked.{name}"] / linked for name in ("plain", *FEATURES)}
    rates |= {f"block.{name}": counts[f"block.{name}"] / unlinked for name in FEATURES}
    return {name: round(rate, 3 if rate < 10 else 0) for name, rate in rates.items()}


def measure_folder(folder: Path, most: int | None = None) -> dict[str, float]:
    """Return the rates of the Markdown files below a folder, or of a random sample of at most so many."""
    files = sorted(path for path in folder.rglob("*.md*") if path.suffix in (".md", ".mdx") and path.is_file())
    if not files:
        message = f"No Markdown files in {folder}"
        raise SystemExit(message)
    chosen = Random(1).sample(files, most) if most and most < len(files) else files
    return measure_rates(path.read_bytes().decode("utf-8", errors="replace") for path in chosen)


@cache
def corpus_rates() -> dict[str, dict[str, float]]:
    """Return the rates of real collections that `corpora.toml` keeps, by the collection's name."""
    return {name: dict(rates) for name, rates in tomllib.loads(DATA.read_text(encoding="utf-8")).items()}


@cache
def typical_rates() -> dict[str, float]:
    """Return what a typical collection is like: the mean of each share, and the median of each size, over all collections."""
    rates = list(corpus_rates().values())
    return {name: (mean if "." in name else median)(corpus[name] for corpus in rates) for name in rates[0]}


def table(columns: Mapping[str, Rates]) -> str:
    """Format rates as a Markdown table, a column a collection: shares in per cent, all else as numbers."""
    rows = next(iter(columns.values()))
    lines = [f"| rate | {' | '.join(columns)} |", "| --- |" + " ---: |" * len(columns)]
    for name in rows:
        share = "." in name
        cells = (
            f"{100 * rates[name]:.0f} %" if share else f"{rates[name]:,.{0 if rates[name] >= 100 else 1}f}"
            for rates in columns.values()
        )
        lines.append(f"| {name.replace('.', ': ').replace('_', ' ')} | {' | '.join(cells)} |")
    return "\n".join(lines)


def write(rates: Mapping[str, Rates]) -> None:
    """Write `corpora.toml`."""
    tables = ("\n".join((f"[{name}]", *(f'"{key}" = {value:g}' for key, value in rows.items()))) for name, rows in rates.items())
    DATA.write_text(_HEAD + "\n\n".join(tables) + "\n", encoding="utf-8")


_HEAD = """\
# What real collections are like, measured by `python -m tests.bench.rates --write DIR...`. The benchmark's generator reads it.
# article.X: share of articles with X; linked.X: share of the blocks with links; block.X: share of the blocks without.

"""


def main() -> None:
    """Measure the folders and print or write their rates."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=Path, nargs="*", metavar="DIR")
    parser.add_argument("--write", action="store_true", help="keep the rates in corpora.toml")
    arguments = parser.parse_args()
    kept = corpus_rates() if DATA.exists() else {}
    measured = {folder.resolve().name: measure_folder(folder) for folder in arguments.folders}
    if arguments.write:
        write(dict(sorted({**kept, **measured}.items())))
    else:
        print(table({**kept, **measured}))


if __name__ == "__main__":
    main()
