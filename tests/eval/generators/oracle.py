"""What a generator says of a site: languages, translations, and what each link opens.

It is kept beside each site in `oracle.tsv`, so that the tests hold glossograph to it where the generator is not installed. The
columns of a page are `page`, source file, language, and the first of the source files that are its translations; those of a
link are `link`, source file, words of the link, and the source file that it opens, or what else it opens, in brackets.
"""

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from tests.eval.generators.rendered import OpenedKind, RenderedSite

FILE_NAME = "oracle.tsv"


class OracleLink(NamedTuple):
    """The words of a link, and what it opens: the path of a source file, or something else in brackets."""

    anchor: str
    opens: str


class OraclePage(NamedTuple):
    """A source file: its language, the first of its translations, and its links in the order of the text."""

    language: str
    term: str
    links: tuple[OracleLink, ...]


Oracle = Mapping[str, OraclePage]
"""Pages by the path of their source file below the site's folder."""


def make_oracle(site: RenderedSite) -> Oracle:
    """Read off a rendered site what the generator says.

    Links to other sites are left out: they name no page, whoever reads them.
    """
    first = {source: min(sources) for sources in site.translations() for source in sources}
    oracle = {}
    for page in site.pages():
        opened = ((link.anchor, site.opens(page, link.href)) for link in page.links)
        links = tuple(OracleLink(anchor, target) for anchor, target in opened if target != OpenedKind.OTHER_SITE)
        oracle[page.source] = OraclePage(page.language, first[page.source], links)
    return oracle


def write_oracle(oracle: Oracle, path: Path) -> None:
    """Write an oracle."""
    path.write_text("".join(f"{line}\n" for line in lines_of(oracle)), encoding="utf-8")


def lines_of(oracle: Oracle) -> list[str]:
    """Give the lines of the file that keeps an oracle."""
    rows: list[tuple[str, ...]] = [("page", source, page.language, page.term) for source, page in sorted(oracle.items())]
    rows += [("link", source, *link) for source, page in sorted(oracle.items()) for link in page.links]
    return ["\t".join(row) for row in rows]


def read_oracle(path: Path) -> Oracle:
    """Read an oracle that was written."""
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]
    links: dict[str, list[OracleLink]] = defaultdict(list)
    for kind, source, anchor, opens in rows:
        if kind == "link":
            links[source].append(OracleLink(anchor, opens))
    return {source: OraclePage(language, term, tuple(links[source])) for kind, source, language, term in rows if kind == "page"}
