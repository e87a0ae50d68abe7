"""Evaluation 4: a tenth of the links are hidden, the words stay; are they found again as mentions, and with the right term?

Hidden are links whose anchor has a letter, to terms with an article that their article links to nowhere else; only these are
mentions without a link afterwards. Pages of the site are no articles: nothing is hidden there. The same seed hides the
same links.

What counts as right, for precision:

- A finding at a hidden place is right if it names the term of the hidden link, and wrong if it names another.
- A finding elsewhere is right if another translation of the article links to that term, or another article in the language links
  the same words to it. Links count as they were before any was hidden.
- Any other finding is unknown: the author may never have thought of the link, or may not want it. Unknown findings are shown as
  a share of all, and no part of the precision.
"""

import ast
import math
import re
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path
from random import Random
from typing import NamedTuple

from glossograph.config import Config
from glossograph.lint.article_context import ArticleContext
from glossograph.lint.article_source import Span
from glossograph.lint.code_selection import CodeSelection
from glossograph.lint.corpus_index import CorpusIndex, is_site_page
from glossograph.lint.finding import Finding
from glossograph.lint.runner import Checker
from glossograph.read.files import find_files
from glossograph.store.article_store import ArticleStore
from glossograph.text.keys import TermId, key
from glossograph.workflow import build_into, check
from tests.eval.rows import Row

SHARE = 0.1
_SAID = re.compile(r"Mentions (?P<slug>'.*?'|\".*?\") without a link: link (?P<words>'.*?'|\".*?\")(?: \(\d.*)?", re.DOTALL)


class Hidden(NamedTuple):
    """A link that was hidden: where its words begin now, by line and column, and the slug it led to."""

    path: str
    line: int
    first: int
    last: int
    slug: str


class KnownLinks:
    """The links of a collection before any was hidden, by which findings elsewhere are judged."""

    def __init__(self) -> None:
        self.terms: dict[tuple[str, str], TermId] = {}
        """The terms by language and the slug that findings in it have for them."""
        self._languages: dict[str, str] = {}
        self._translations: dict[str, list[str]] = {}
        self._targets: dict[str, set[TermId]] = defaultdict(set)
        self._paths: dict[tuple[str, str, TermId], set[str]] = defaultdict(set)

    def add(self, context: ArticleContext) -> None:
        """Add the links of an article."""
        path, language = context.path, context.language
        self._languages[path] = language
        self._translations[path] = [article.path for article in context.term.articles if article.path != path]
        for resolved in context.links:
            if resolved.target:
                self._targets[path].add(resolved.target)
                self._paths[language, key(resolved.link.anchor), resolved.target].add(path)

    def confirm(self, path: str, slug: str, words: str) -> bool:
        """Report whether a translation links to the term, or another article of the language links the words to it."""
        language = self._languages.get(path, "")
        term = self.terms.get((language, slug))
        if term is None:
            return False
        translated = any(term in self._targets[other] for other in self._translations[path])
        return translated or bool(self._paths.get((language, key(words), term), set()) - {path})


def evaluate(folder: Path, seed: int = 0) -> list[Row]:
    """Hide links of a folder's articles and look for them."""
    with tempfile.TemporaryDirectory() as place:
        root = Path(place) / folder.name
        known = KnownLinks()
        hidden, articles = hide(folder, root, Random(seed), known)
        findings = check(root, select=["mention-unlinked"])
    at: dict[tuple[str, int], list[tuple[int, str]]] = {}
    for finding in findings:
        at.setdefault((finding.path, finding.line), []).append((finding.column, finding.message))
    counts: Counter[str] = Counter()
    for one in hidden:
        here = [said for column, said in at.get((one.path, one.line), []) if one.first <= column <= one.last]
        counts["placed"] += bool(here)
        counts["right"] += any(said.startswith(f"Mentions {one.slug!r} ") for said in here)
        named = any(f.path == one.path and f.message.startswith(f"Mentions {one.slug!r} ") for f in findings)
        counts["named"] += named
    figures = {
        "found in the article": counts["named"] / max(len(hidden), 1),
        "found at the place": counts["right"] / max(len(hidden), 1),
        "right term at the place": counts["right"] / max(counts["placed"], 1),
        "findings an article": len(findings) / max(articles, 1),
    }
    return [Row("mentions", "hidden links", len(hidden), figures), _judge(findings, hidden, known)]


def _judge(findings: Iterable[Finding], hidden: Iterable[Hidden], known: KnownLinks) -> Row:
    """Judge each finding by the rules at the top of this file."""
    places: dict[tuple[str, int], list[Hidden]] = defaultdict(list)
    for one in hidden:
        places[one.path, one.line].append(one)
    counts: Counter[str] = Counter()
    for finding in findings:
        said = _SAID.fullmatch(finding.message)
        assert said, finding.message
        slug, words = ast.literal_eval(said["slug"]), ast.literal_eval(said["words"])
        here = [one for one in places.get((finding.path, finding.line), ()) if one.first <= finding.column <= one.last]
        if here:
            counts["right" if any(one.slug == slug for one in here) else "wrong"] += 1
        else:
            counts["right" if known.confirm(finding.path, slug, words) else "unknown"] += 1
    judged = counts["right"] + counts["wrong"]
    figures = {
        "precision where known": counts["right"] / judged if judged else math.nan,
        "right": counts["right"] / max(counts.total(), 1),
        "wrong": counts["wrong"] / max(counts.total(), 1),
        "unknown": counts["unknown"] / max(counts.total(), 1),
    }
    return Row("mentions", "findings", counts.total(), figures)


def hide(folder: Path, root: Path, random: Random, known: KnownLinks) -> tuple[list[Hidden], int]:
    """Copy the articles with a tenth of their links as mere words, and tell which."""
    hidden: list[Hidden] = []
    with ArticleStore() as store:
        graph = build_into(store, (folder,), Config())
        corpus = CorpusIndex(graph, store.heads())
        files = find_files([folder], ()).files
        locations = {file.path: file.location for file in files}
        reader = Checker(store, corpus, locations, CodeSelection({}))
        for file in files:
            copy = root / Path(file.location).relative_to(folder)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(Path(file.location).read_bytes())
        known.terms.update({(tag, corpus.article_slug(term.id, tag)): term.id for term in graph.terms for tag in graph.languages})
        for term in graph.terms:
            articles = store.articles(article.path for article in term.articles)
            for context in reader.read_contexts(term, articles):
                known.add(context)
                if is_site_page(context.path):
                    continue
                target_counts = Counter(resolved.target for resolved in context.links)
                text, chosen = context.source.text, []
                for resolved in context.links:
                    fair = _is_fair(resolved.target, target_counts, corpus, term.id) and key(resolved.link.anchor)
                    if resolved.spans and fair and random.random() < SHARE:
                        chosen.append(resolved)
                for resolved in reversed(chosen):
                    assert resolved.spans
                    whole, anchor = resolved.spans.whole, resolved.spans.anchor
                    text = text[: whole.start] + text[slice(*anchor)] + text[whole.end :]
                shift = 0
                for resolved in chosen:
                    assert resolved.spans
                    whole, anchor = resolved.spans.whole, resolved.spans.anchor
                    line, first = _position(text, Span(whole.start - shift, whole.start - shift))
                    assert resolved.target
                    slug = corpus.article_slug(resolved.target, context.language)
                    hidden.append(Hidden(context.path, line, first, first + anchor.end - anchor.start, slug))
                    shift += (whole.end - whole.start) - (anchor.end - anchor.start)
                if chosen:
                    copy = root / Path(locations[context.path]).relative_to(folder)
                    copy.write_text(text, encoding="utf-8", newline="")
    return hidden, graph.articles


def _is_fair(target: TermId | None, target_counts: Counter[TermId | None], corpus: CorpusIndex, own: TermId) -> bool:
    term = corpus.terms.get(target) if target else None
    return term is not None and not term.placeholder and term.id != own and target_counts[target] == 1


def _position(text: str, span: Span) -> tuple[int, int]:
    return text.count("\n", 0, span.start) + 1, span.start - text.rfind("\n", 0, span.start)
