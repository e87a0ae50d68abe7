"""Generate folders of articles with the size, the markup and the faults of real ones, and a file with the correct answers.

Layout and faults are like those of `investors-wiki`. Markup, headings, blocks and links come at the mean rates of the real
collections in `corpora.toml`. The same arguments give the same bytes with any count of processes.
"""

import argparse
import html
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import chain
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from tests.bench.invented import LANGUAGES, Language, World
from tests.bench.markup import Block, decorate, linked_blocks, mark_up, render, sentence_marks, skeleton
from tests.bench.rates import typical_rates

# Measured rates: per English link (the second per rewritten link), per translated link, per article, per translation.
REWRITTEN, REWRITTEN_TO_ARTICLE = 0.05, 0.2
FAULTS = {"cut_anchors": 0.09, "swallowed_clauses": 0.07, "trailing_dashes": 0.03, "lone_stops": 0.022}
DEBRIS, OTHER_SPELLING, DROPPED, ADDED, SWAPPED, OTHER_FILE, TIGHT_HEADING = 0.24, 0.03, 0.02, 0.01, 0.02, 0.001, 0.45
LOOSE_LIST, BROKEN_YAML, CRLF, BOM, ENTITY_DESCRIPTION = 0.5, 0.03, 0.01, 0.005, 0.27
_KEYWORDS = ("Business", "Investing", "Brokers", "Economy", "Personal Finance", "Banking", "Trading", "Bonds", "Wealth")
_TABLE = "<table>\n<tbody>" + "\n<tr>\n<td>{}</td><td>{}</td></tr>" * 4 + "\n</tbody>\n</table>"
_INLINE_LINK = re.compile(r"\[([^\]]*)\]\(/([^)]*)\)")
Links = list[tuple[int, int]]  # sentence, target
Truth = dict[str, Any]  # what truth.json holds
Counts = tuple[Counter[str], set[int], list[dict[str, str]]]  # faults and sizes, placeholders, rewritten links


class Subject(NamedTuple):
    """What all translations of an article share."""

    source: int
    front_matter: bool
    keywords: str
    style: str
    blocks: list[Block]
    marks: list[frozenset[str]]


class Writer:
    """Writes the translations of terms, and counts what it writes."""

    def __init__(self, texts: Path, world: World, *, faults: bool) -> None:
        self.texts, self.world, self.faults, self.rates = texts, world, faults, typical_rates()
        self.counts, self.placeholders, self.rewritten = Counter[str](), set[int](), list[dict[str, str]]()

    def group(self, source: int, count: int) -> None:
        """Write the articles of one term in English and `count - 1` other languages."""
        world, rng, edges = self.world, Random(f"{self.world.seed}:article:{source}"), set[int]()
        concept, blocks = world.concepts[source], skeleton(rng, world.clauses, self.rates)
        lengths = [clauses for block in blocks for clauses in block.sentences]
        targets = self._targets(rng, source)
        shared = list(zip(sorted(rng.choices(range(len(lengths)), k=len(targets))), targets, strict=True))
        subject = self._subject(
            rng, source, mark_up(rng, blocks, linked_blocks(blocks, [slot for slot, _ in shared]), self.rates)
        )
        for language in (world.languages[0], *rng.sample(world.languages[1:], count - 1)):
            moved = not language.english and concept.other != concept.slug and self._hit(rng, "other_files", OTHER_FILE)
            path = f"{language.folder}/{concept.other if moved else concept.slug}.md"
            links = shared if language.english else list(self._translated(rng, source, shared))
            sentences = self._sentences(rng, language, path, (lengths, subject.marks), links)
            text = self._article(rng, language, subject, sentences)
            data = (text.replace("\n", "\r\n") if self._hit(rng, "crlf", CRLF) else text).encode()
            data = b"\xef\xbb\xbf" + data if self._hit(rng, "bom", BOM) else data
            (self.texts / path).write_bytes(data)
            edges.update(target for _, target in links)
            self.counts.update(articles=1, bytes=len(data), links=len(links))
        self.counts.update(terms=1, edges=len(edges))
        self.placeholders.update(edges & world.placeholders)

    def _hit(self, rng: Random, fault: str, rate: float) -> bool:
        self.counts[fault] += (hit := rng.random() < rate and self.faults)
        return hit

    def _targets(self, rng: Random, source: int) -> list[int]:
        """Return the targets of an article: none for some articles, a few to many for the others."""
        share = self.rates["article.links"]
        twice = FAULTS["cut_anchors"] + FAULTS["lone_stops"]  # these write a link in two
        count = round(self.rates["links"] / share / (1 + twice) * rng.uniform(0.4, 1.6))
        return self.world.targets(rng, source, 2 * count)[:count] if rng.random() < share else []

    def _subject(self, rng: Random, source: int, blocks: list[Block]) -> Subject:
        keywords = sorted(rng.sample(_KEYWORDS, rng.choice((1, 2, 3))))
        listed = f"[{', '.join(keywords)}]" if rng.random() < self._yaml("listed") else ",".join(keywords)
        style = rng.choices(
            ("quoted", "folded", "plain"), (quoted := self._yaml("quoted"), folded := self._yaml("folded"), 1 - quoted - folded)
        )[0]
        front_matter = rng.random() < self.rates["article.front_matter"]
        return Subject(source, front_matter, listed, style, blocks, sentence_marks(rng, blocks))

    def _yaml(self, style: str) -> float:
        """Return the share of a style of YAML among the articles that have front matter."""
        return self.rates[f"article.{style}_yaml"] / self.rates["article.front_matter"]

    def _translated(self, rng: Random, source: int, links: Links) -> Iterator[tuple[int, int]]:
        """Yield the links of a translation: those of all, of which a few are dropped, added, or swapped with their neighbour."""
        targets = [target for _, target in links]
        for index in range(len(targets) - 1):
            if self._hit(rng, "swapped", SWAPPED):
                targets[index : index + 2] = targets[index + 1], targets[index]
        for (slot, _), target in zip(links, targets, strict=True):
            if not self._hit(rng, "dropped", DROPPED):
                yield slot, target
            if self._hit(rng, "added", ADDED):
                yield from ((slot, extra) for extra in self.world.targets(rng, source, 1))

    def _link(self, rng: Random, language: Language, target: int, destination: str) -> str:
        """Return a link. A translated one may have a broken anchor and, independently, debris behind it."""
        anchor = self.world.label(target, language)
        anchor = rng.choice((*(anchor,) * 9, anchor.capitalize())) + rng.choice(("", "", rng.choice(language.suffixes)))
        if language.english:
            return f"[{anchor}]({destination})"
        drawn = rng.choices((*FAULTS, "clean"), (*FAULTS.values(), 1 - sum(FAULTS.values())))[0]
        self.counts[fault := drawn if self.faults else "clean"] += 1
        middle = anchor.find(" ") if " " in anchor else len(anchor) // 2
        while unicodedata.category(anchor[middle]).startswith("M"):
            middle -= 1
        first, *second = {
            "cut_anchors": (anchor[:middle], anchor[middle:].strip()),
            "swallowed_clauses": (f"{anchor}{language.blank}{rng.choice(language.clauses)}",),
            "trailing_dashes": (f"{anchor} -",),
            "lone_stops": (anchor, rng.choice((language.stop.strip() or ".", ","))),
        }.get(fault, (anchor,))
        link = " ".join(f"[{text}]({destination})" for text in (first, *second) if text)
        return link + (",." if self._hit(rng, "debris", DEBRIS) else "")

    def _sentences(
        self, rng: Random, language: Language, path: str, lengths: tuple[list[int], list[frozenset[str]]], links: Links
    ) -> Iterator[str]:
        """Yield the sentences of an article in order, with their links, faults and marks."""
        links_of: dict[int, list[str]] = {}
        for slot, target in links:
            concept = self.world.concepts[target]
            written = concept.slug
            if language.english and self._hit(rng, "rewritten", REWRITTEN):
                elsewhere = self.world.concepts[rng.choice(self.world.articles)]
                known = elsewhere != concept and self._hit(rng, "rewritten_to_article", REWRITTEN_TO_ARTICLE)
                written = elsewhere.slug if known else concept.synonym
                self.rewritten.append({"path": path, "written": f"/{written}", "true": f"/{concept.slug}"})
            elif concept.other != concept.slug and self._hit(rng, "other_spellings", OTHER_SPELLING):
                written = concept.other
            links_of.setdefault(slot, []).append(self._link(rng, language, target, f"/{written}"))
        for index, (length, marks) in enumerate(zip(*lengths, strict=True)):
            first, *others = rng.choices(language.clauses, k=length)
            others[-1] = decorate(others[-1], marks)
            links_here = links_of.get(index, [])
            if "wikilink" in marks:
                links_here = [_INLINE_LINK.sub(r"[[\2|\1]]", link) for link in links_here]
            line = " ".join((first.capitalize(), *links_here))
            yield line + (" " if line.endswith(",.") else language.comma) + language.comma.join(others) + language.stop

    def _front_matter(self, rng: Random, language: Language, subject: Subject, title: str) -> str:
        if not subject.front_matter:
            return ""
        escaped = html.escape(title).replace("&#x27;", "&#39;")
        about = language.comma.join(rng.choices(language.clauses, k=3)).capitalize()
        about += "&#39;s" if language.english and self._hit(rng, "entity_descriptions", ENTITY_DESCRIPTION) else ""
        broken = subject.style == "plain" and self._hit(rng, "broken_yaml", BROKEN_YAML)
        about += ":" if broken else language.stop.strip()
        self.counts["entity_titles"] += escaped != title
        if subject.style == "quoted":
            escaped, about = f'"{escaped}"', f'"{language.clauses[0]}: {about}"'
        elif subject.style == "folded":
            about = f">-\n  {about}"
        return f"---\nkeywords: {subject.keywords}\ntitle: {escaped}\ndescription: {about}\n---\n\n"

    def _article(self, rng: Random, language: Language, subject: Subject, sentences: Iterator[str]) -> str:
        english, title = language.english, self.world.label(subject.source, language)
        title = " ".join(map(str.capitalize, title.split())) if english else title.capitalize()
        parts = [f"{self._front_matter(rng, language, subject, title)}# {title}"]
        hashes = "##" if not english and self._hit(rng, "tight_headings", TIGHT_HEADING) else "## "
        loose = not english and self._hit(rng, "loose_lists", LOOSE_LIST)
        gap, bullets = ("\n\n", "---\u2013\u2022") if loose else ("\n", "-")
        for block in subject.blocks:
            lines = [next(sentences) for _ in block.sentences]
            if block.kind in ("h2", "h3"):
                parts.append(f"{'#' * int(block.kind[1])} {language.blank.join((title, rng.choice(language.clauses)))}?")
            elif block.kind == "features":
                parts.append(hashes + ("Features" if english else language.clauses[0]))
            elif block.kind == "lost_table":
                parts.append(_TABLE.format(*language.clauses) if english else '<h5><a href="">TTT</a></h5>')
            else:
                blank = language.blank or " "
                parts.append(render(block, lines, blank=blank, gap=gap, bullet=partial(rng.choice, bullets)))
        return "\n\n".join(parts) + gap


def _write_range(texts: Path, sizes: tuple[int, int, int, int], articles: int, faults: bool, indexes: range) -> Counts:  # noqa: FBT001
    writer, terms = Writer(texts, World(*sizes), faults=faults), sizes[0]
    for index in indexes:
        writer.group(writer.world.articles[index], articles // terms + (index < articles % terms))
    return writer.counts, writer.placeholders, writer.rewritten


def generate(folder: Path, *, articles: int, languages: int, size: int, seed: int, **more: int) -> Truth:
    """Write `articles` files under `folder/Texts`, then `folder/truth.json`, and return the truth.

    Args:
        folder: The folder to write into.
        articles: How many articles to write.
        languages: How many languages to use; the first is English.
        size: The mean size of an article in bytes, over all languages.
        seed: The seed of the random generators.
        more: `processes`; `terms` if not every term has an article in every language; `faults=0` for a clean collection.

    Raises:
        FileExistsError: If the folder has texts already.
        ValueError: If the counts do not fit together.
    """
    terms, processes = more.get("terms", -(-articles // max(languages, 1))), more.get("processes", 1)
    if not 1 <= languages <= len(LANGUAGES) or not 1 <= terms <= articles <= terms * languages:
        msg = f"{articles} articles of {terms} terms in {languages} of {len(LANGUAGES)} languages cannot be"
        raise ValueError(msg)
    for language in LANGUAGES[:languages]:
        (folder / "Texts" / language.folder).mkdir(parents=True)
    work = partial(_write_range, folder / "Texts", (terms, languages, size, seed), articles, bool(more.get("faults", True)))
    ranges = [range(terms * n // processes, terms * (n + 1) // processes) for n in range(processes)]
    with ProcessPoolExecutor(processes) as pool:
        counted, placeholders, rewritten = zip(*(map if processes == 1 else pool.map)(work, ranges), strict=True)
    counts = sum(counted, Counter[str]())
    truth: Truth = {name: counts.pop(name) for name in ("articles", "terms", "edges", "links", "bytes")}
    truth |= {"placeholders": len(set().union(*placeholders)), "seed": seed, "size": size, "languages": languages}
    truth |= {"faults": dict(sorted(counts.items())), "rewritten": list(chain.from_iterable(rewritten))}
    (folder / "truth.json").write_text(json.dumps(truth, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return truth


def main() -> None:
    """Generate the articles, and print the truth without its long list."""
    parser = argparse.ArgumentParser(description=__doc__, argument_default=argparse.SUPPRESS)
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("--terms", type=int, help="default: articles / languages")
    for option, default in (
        ("articles", 20_000),
        ("languages", 20),
        ("bytes", 5700),
        ("seed", 1),
        ("processes", 2),
        ("faults", 1),
    ):
        parser.add_argument(f"--{option}", type=int, default=default, help=f"default: {default}")
    given = vars(parser.parse_args())
    print({**generate(given.pop("folder"), size=given.pop("bytes"), **given), "rewritten": "see truth.json"})


if __name__ == "__main__":
    main()
