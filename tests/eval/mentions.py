"""Evaluation 4: a tenth of the links are hidden, the words stay; are they found again as mentions, and with the right term?

Hidden are links whose anchor has a letter, to terms with an article that their article links to nowhere else; only these are
mentions without a link afterwards. Pages of the site are no articles: nothing is hidden there.
"""

import tempfile
from collections import Counter
from pathlib import Path
from random import Random
from typing import NamedTuple

from glossograph.config import Config
from glossograph.lint.article_source import Span
from glossograph.lint.code_selection import CodeSelection
from glossograph.lint.corpus_index import CorpusIndex, is_site_page
from glossograph.lint.runner import Checker
from glossograph.read.files import find_files
from glossograph.store.article_store import ArticleStore
from glossograph.text.keys import TermId, key
from glossograph.workflow import build_into, check
from tests.eval.rows import Row

SHARE = 0.1


class Hidden(NamedTuple):
    """A link that was hidden: where its words begin now, by line and column, and the slug it led to."""

    path: str
    line: int
    first: int
    last: int
    slug: str


def evaluate(folder: Path, seed: int = 0) -> list[Row]:
    """Hide links of a folder's articles and look for them."""
    with tempfile.TemporaryDirectory() as place:
        root = Path(place) / folder.name
        hidden, articles = hide(folder, root, Random(seed))
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
    return [Row("mentions", "hidden links", len(hidden), figures)]


def hide(folder: Path, root: Path, random: Random) -> tuple[list[Hidden], int]:
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
        for term in graph.terms:
            articles = store.articles(article.path for article in term.articles)
            for context in reader.read_contexts(term, articles):
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
