"""Evaluation of alignment: hide the names and languages of a collection's articles, build, and compare with the truth.

The truth is how a build groups the articles when nothing is hidden: articles of one term in different languages are
translations. Names and languages are hidden in the files themselves, so that a whole build runs on them as on any others.
"""

import math
import re
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

import glossograph as gg
from glossograph.config import Config
from glossograph.model.article import Article
from glossograph.model.problem import ProblemCode
from glossograph.read.files import find_files
from glossograph.read.front_matter import canonical_keys
from glossograph.store.article_store import ArticleStore
from glossograph.text.destinations import destination
from glossograph.text.keys import key
from glossograph.text.languages import same_language
from tests.eval.collection import read_folder
from tests.eval.rows import Row

SIZES = (1_000, 3_000)
"""Numbers of articles to measure beside the whole collection, so that figures that fall with the size show."""

LINK_RANGES = {"no links": (0, 0), "1 link": (1, 1), "2-3 links": (2, 3), "4+ links": (4, 10**9)}
MIN_LETTERS = 40

_HIDDEN_KEYS = {"slug", "id", "permalink", "url", "language", "aliases", "translation_key"}
_HIDDEN_SPELLINGS = "|".join(re.escape(spelling) for spelling, name in canonical_keys().items() if name in _HIDDEN_KEYS)
_FRONT_MATTER = re.compile(r"\A[\ufeff\s]*(?:---|\+\+\+)[ \t]*\r?\n(.*?)^(?:---|\+\+\+)", re.MULTILINE | re.DOTALL)
_HIDDEN_LINES = re.compile(
    rf"^(?:{_HIDDEN_SPELLINGS})[ \t]*[:=][^\n]*\n(?:[ \t]*-[^\n]*\n|[ \t]+[^\n]*\n)*",
    re.MULTILINE | re.IGNORECASE,
)


class HiddenArticle(NamedTuple):
    """A file whose name says nothing, and the truth about it.

    Attributes:
        name: Name of the file: the hash of its path and text.
        data: The file's bytes without the front matter that names slug, language or aliases.
        language: Language of the text. That of an untranslated copy is not the language of its folder.
        term: Identifier of the term.
        targets: Number of different names that the article links to.
        letters: Number of letters below the front matter.
    """

    name: str
    data: bytes
    language: str
    term: str
    targets: int
    letters: int


def hide(folder: Path) -> list[HiddenArticle]:
    """Read a collection, and hide the name and the language of each article that is not empty."""
    locations = {file.path: Path(file.location) for file in find_files([folder]).files}
    hidden = []
    with ArticleStore() as store:
        for group in read_folder(store, folder).identities.groups:
            for member in group.members:
                article = store.article(member.path)
                if not any(problem.code is ProblemCode.EMPTY_ARTICLE for problem in article.problems):
                    hidden.append(_hide(article, group.id, locations[member.path].read_bytes()))
    return hidden


def _hide(article: Article, term: str, data: bytes) -> HiddenArticle:
    text = data.decode("utf-8", errors="replace")
    letters = sum(map(str.isalpha, _FRONT_MATTER.sub("", text, count=1)))
    destinations = (destination(link.destination, (article.language,)) for link in article.links)
    targets = {key(target.name) for target in destinations if target}
    digest = sha256(article.path.encode() + data).hexdigest()
    name = f"{digest[:16]}-{digest[16:32]}{Path(article.path).suffix}"
    if block := _FRONT_MATTER.match(text):
        text = text[: block.start(1)] + _HIDDEN_LINES.sub("", block[1]) + text[block.end(1) :]
    return HiddenArticle(name, text.encode(), article.text_language or article.language, term, len(targets), letters)


def evaluate(folder: Path) -> list[Row]:
    """Measure alignment and the detection of languages on a collection whose files name slug and language.

    Precision and recall are of pairs of articles in different languages: for parts of the collection, for all of it, and by the
    smaller number of links of the two. Languages are compared by their first subtag. Articles with fewer than `MIN_LETTERS`
    letters have a row of their own and are in no pair.
    """
    hidden = hide(folder)
    rows = []
    for size in SIZES:
        if size < len(hidden):
            part = draw_terms(hidden, size)
            rows.append(pair_row(f"{len(part):,} articles", part, build_hidden(part)[0]))
    term_of, language_of = build_hidden(hidden)
    rows.append(pair_row("all", hidden, term_of))
    rows += [pair_row(subset, hidden, term_of, *limits) for subset, limits in LINK_RANGES.items()]
    return [*rows, *language_rows(hidden, language_of)]


def draw_terms(hidden: Iterable[HiddenArticle], size: int) -> list[HiddenArticle]:
    """Draw terms with all their articles by the hash of their names, until there are `size` articles or a few more."""
    articles_of: dict[str, list[HiddenArticle]] = defaultdict(list)
    for article in hidden:
        articles_of[article.term].append(article)
    part: list[HiddenArticle] = []
    for term in sorted(articles_of, key=lambda term: sha256(term.encode()).digest()):
        if len(part) >= size:
            break
        part += articles_of[term]
    return part


def build_hidden(hidden: Iterable[HiddenArticle]) -> tuple[dict[str, str], dict[str, str]]:
    """Build from hidden articles, and give the term and the language of each by name."""
    with tempfile.TemporaryDirectory() as directory:
        folder = Path(directory) / "hidden"  # its name is part of the paths, by whose hashes samples are drawn
        folder.mkdir()
        for article in hidden:
            (folder / article.name).write_bytes(article.data)
        graph = gg.build(folder, config=Config(), repair="off").graph
    articles = [(Path(article.path).name, term.id, article.language) for term in graph.terms for article in term.articles]
    return {name: term for name, term, _ in articles}, {name: language for name, _, language in articles}


def pair_row(
    subset: str, hidden: Iterable[HiddenArticle], term_of: Mapping[str, str], min_links: int = 0, max_links: int = 10**9
) -> Row:
    """Compare the pairs that a build joined with the true ones, for pairs of which the article with fewer links has so many."""
    articles = [article for article in hidden if article.letters >= MIN_LETTERS]
    true = set(_pairs(articles, {article.name: article.term for article in articles}, min_links, max_links))
    joined = set(_pairs(articles, term_of, min_links, max_links))
    right = len(true & joined)
    return Row("alignment", subset, len(true), {"precision": _share(right, len(joined)), "recall": _share(right, len(true))})


def language_rows(hidden: Iterable[HiddenArticle], language_of: Mapping[str, str]) -> list[Row]:
    """Compare the languages that were detected with the true ones."""
    outcomes: dict[bool, list[bool]] = {True: [], False: []}
    for article in hidden:
        detected = language_of.get(article.name, "und")
        outcomes[article.letters >= MIN_LETTERS].append(same_language(detected, article.language))
    return [
        Row("language detection", subset, len(part), {"right": _share(sum(part), len(part))})
        for subset, part in (("texts", outcomes[True]), ("near-empty", outcomes[False]))
    ]


def _share(part: int, whole: int) -> float:
    """Give a share; not a number where there was nothing to find, which the table shows as a dash."""
    return part / whole if whole else math.nan


def _pairs(
    hidden: Iterable[HiddenArticle], group_of: Mapping[str, str], min_links: int, max_links: int
) -> Iterator[tuple[str, str]]:
    groups: dict[str, list[HiddenArticle]] = defaultdict(list)
    for article in sorted(hidden):
        if article.name in group_of:
            groups[group_of[article.name]].append(article)
    for group in groups.values():
        for first, second in combinations(group, 2):
            if first.language != second.language and min_links <= min(first.targets, second.targets) <= max_links:
                yield first.name, second.name
