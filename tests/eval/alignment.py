"""Evaluation of alignment: hide paths, slugs and languages of a corpus, join its files again, compare with the truth.

The truth is what the paths and front matters said before: articles of different languages whose slugs have one key in
one folder are translations. What is hidden is hidden in the files themselves, so that a whole build runs on them as on any other.
"""

import re
import tempfile
from collections.abc import Iterable, Mapping
from hashlib import sha256
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

import glossograph as gg
from glossograph.config import Config
from glossograph.model.problem import ProblemCode
from glossograph.read.article_file import read_article
from glossograph.read.corpus import sample_of
from glossograph.read.files import find_files
from glossograph.read.path_layout import plan_layout
from glossograph.text.destinations import destination
from glossograph.text.keys import key
from glossograph.text.languages import same_language
from tests.eval.rows import Row

BUCKETS = {"no links": (0, 0), "1 link": (1, 1), "2-3 links": (2, 3), "4+ links": (4, 10**9)}
ENOUGH_LETTERS = 40

_FRONT_MATTER = re.compile(r"\A[\ufeff\s]*---[ \t]*\r?\n(.*?)^---", re.MULTILINE | re.DOTALL)
_TELLING = re.compile(
    r"^(?:slug|id|permalink|url|lang|language|locale|alias(?:es)?|redirects?|redirect_from)[ \t]*:[^\n]*\n"
    r"(?:[ \t]*-[^\n]*\n|[ \t]+[^\n]*\n)*",
    re.MULTILINE | re.IGNORECASE,
)


class Truth(NamedTuple):
    """What an article's path and front matter say, and what it holds: targets and letters."""

    language: str
    key: str
    targets: int
    letters: int


def hidden(folder: Path, into: Path) -> dict[str, Truth]:
    """Write a corpus' articles into a flat folder under names that say nothing, and give the truth by these names.

    A name is the hash of path and text; front matter that tells slug, language or aliases is left out.
    """
    truth = {}
    files = find_files([folder]).files
    for file, placement in zip(files, plan_layout(files, sample_of).placements, strict=True):
        data = Path(file.location).read_bytes()
        article = read_article(file.path, placement, data)
        text = data.decode("utf-8", errors="replace")
        letters = sum(map(str.isalpha, _FRONT_MATTER.sub("", text, count=1)))
        if any(problem.code is ProblemCode.EMPTY_ARTICLE for problem in article.problems):
            continue
        targets = {key(found.name) for link in article.links if (found := destination(link.destination, (article.language,)))}
        digest = sha256(file.path.encode() + data).hexdigest()
        name = f"{digest[:16]}-{digest[16:32]}.md"
        whole = key("/".join((*article.folders, article.slug)))
        truth[name] = Truth(article.language, whole, len(targets), letters)
        block = _FRONT_MATTER.match(text)
        if block:
            text = text[: block.start(1)] + _TELLING.sub("", block[1]) + text[block.end(1) :]
        (into / name).write_bytes(text.encode())
    return truth


def evaluate(folder: Path) -> list[Row]:
    """Measure alignment and the detection of languages on a corpus whose paths tell language and slug.

    Precision and recall are of pairs of articles in different languages, in all and by the fewer links of the two. Languages are
    compared by their first subtag; articles with fewer than 40 letters below
    the front matter have a row of their own and are in no pair.
    """
    with tempfile.TemporaryDirectory() as place_of_hidden:
        truth = hidden(folder, Path(place_of_hidden))
        graph = gg.build(place_of_hidden, config=Config(), repair="off").graph
    term_of = {Path(article.path).name: term.id for term in graph.terms for article in term.articles}
    language_of = {Path(article.path).name: article.language for term in graph.terms for article in term.articles}
    return [*pair_rows(truth, term_of), *language_rows(truth, language_of)]


def pair_rows(truth: Mapping[str, Truth], group_of: Mapping[str, str]) -> list[Row]:
    """Compare the pairs that were found with the true ones."""
    truth = {name: one for name, one in truth.items() if one.letters >= ENOUGH_LETTERS}
    true = _pairs(truth, {name: one.key for name, one in truth.items()})
    found = _pairs(truth, group_of)
    rows = []
    for subset, (least, most) in {"all": (0, 10**9), **BUCKETS}.items():
        wanted = {pair for pair in true if least <= min(truth[name].targets for name in pair) <= most}
        given = {pair for pair in found if least <= min(truth[name].targets for name in pair) <= most}
        right = len(wanted & given)
        figures = {"precision": right / len(given) if given else 1.0, "recall": right / len(wanted) if wanted else 1.0}
        rows.append(Row("alignment", subset, len(wanted), figures))
    return rows


def language_rows(truth: Mapping[str, Truth], language_of: Mapping[str, str]) -> list[Row]:
    """Compare the languages that were detected with the true ones."""
    rows = []
    for subset, least, most in (("texts", ENOUGH_LETTERS, 10**9), ("near-empty", 0, ENOUGH_LETTERS - 1)):
        names = [name for name, one in truth.items() if least <= one.letters <= most]
        right = sum(same_language(language_of.get(name, "und"), truth[name].language) for name in names)
        rows.append(Row("language detection", subset, len(names), {"right": right / len(names) if names else 1.0}))
    return rows


def _pairs(truth: Mapping[str, Truth], group_of: Mapping[str, str]) -> set[tuple[str, str]]:
    groups: dict[str, list[str]] = {}
    for name in sorted(truth):
        if name in group_of:
            groups.setdefault(group_of[name], []).append(name)
    return {pair for names in groups.values() for pair in _across_languages(names, truth)}


def _across_languages(names: Iterable[str], truth: Mapping[str, Truth]) -> Iterable[tuple[str, str]]:
    return ((one, other) for one, other in combinations(names, 2) if truth[one].language != truth[other].language)
