"""Time links where many differ or many are equal: `python -m tests.bench.links`.

One process, processor seconds. A step that is not near-linear in the number of links shows here. What the rows leave out: files
and Markdown. The versions of a term are made in memory, and the long article is one file that is built in all default steps.
"""

import random
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from glossograph.config import Config, RepairMode
from glossograph.links.anchor_usage import AnchorUsage
from glossograph.links.link_alignment import Version, VersionLinks
from glossograph.links.repair import repair_links
from glossograph.model.link import Link, Links
from glossograph.pipeline.graph_builder import build_graph
from glossograph.store.article_store import ArticleStore
from glossograph.text.keys import TermId
from glossograph.workflow import read_into
from tests.eval.collection import collection_of, store_articles

LANGUAGES, LINKS, LINKS_OF_ONE_ARTICLE = 34, 100, 100_000


def version(language: str, slugs: Iterable[str]) -> Version:
    """Make one language's version from the slugs of its links, each in a sentence of its own."""
    links = Links.of(
        Link(f"/{slug}", f"{language} {slug}", "", "", number, sentence_number=number) for number, slug in enumerate(slugs)
    )
    return Version(language, f"{language}/hub.md", VersionLinks(links, [TermId(path[1:]) for path in links.destinations], (), ()))


def own_destinations(language: str, _: random.Random) -> Iterator[str]:
    """Give each language destinations of its own."""
    return (f"{language}-page-{number}" for number in range(LINKS))


def nearly_equal(language: str, rng: random.Random) -> Iterator[str]:
    """Give all languages the same destinations, but for one in thirty that is its own and one in thirty that is missing."""
    for number in range(LINKS):
        chance = rng.random()
        if chance > 1 / 30:
            yield f"{language}-page-{number}" if chance < 2 / 30 else f"page-{number}"


def time_votes() -> Iterator[tuple[str, float]]:
    """Time the vote on one term in many languages."""
    with ArticleStore() as store:
        store_articles(store, [])
        resolver = collection_of(store).resolver
    for destinations in (own_destinations, nearly_equal):
        rng = random.Random(1)
        versions = [version(f"l{number}", destinations(f"l{number}", rng)) for number in range(LANGUAGES)]
        usage = AnchorUsage()
        for voter in versions:
            usage.add(voter.language, ((resolved.link.anchor, resolved.target) for resolved in voter.links))
        start = time.process_time()
        repair_links(versions, resolver, RepairMode.MAJORITY, usage)
        name = (destinations.__name__).replace("_", " ")
        yield f"vote: {LANGUAGES} languages, {LINKS} links each, {name}", time.process_time() - start


def time_long_article(folder: Path) -> Iterator[tuple[str, float]]:
    """Time reading and building one article with many links, to a thousand terms with one anchor each."""
    lines = (f"[word {number % 1_000}](/page-{number % 1_000})\n" for number in range(LINKS_OF_ONE_ARTICLE))
    (folder / "hub.md").write_text("---\ntitle: Hub\n---\n\n" + "\n".join(lines), encoding="utf-8")
    with ArticleStore(folder / "articles.sqlite") as store:
        start = time.process_time()
        read_into(store, [folder], Config())
        middle = time.process_time()
        yield f"read: one article of {LINKS_OF_ONE_ARTICLE:,} links", middle - start
        build_graph(store, Config())
        yield f"build: one article of {LINKS_OF_ONE_ARTICLE:,} links", time.process_time() - middle


def main() -> int:
    """Print one row a case."""
    print("| case | processor s |\n| --- | ---: |")
    with tempfile.TemporaryDirectory() as folder:
        for times in (time_votes(), time_long_article(Path(folder))):
            for name, seconds in times:
                print(f"| {name} | {seconds:.2f} |", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
