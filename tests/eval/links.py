"""Evaluation of links, as users run it: does each link resolve to the term of the file that it names?

The oracle is written apart from the resolver and follows only what leaves no doubt: a relative path to a file that is there, a
file name that one file alone has in the linking article's language, or in the collection, and a permalink or alias that the
front matter states word for word. Links that the oracle does not know are counted, not judged.
"""

import posixpath
import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from math import nan
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

from glossograph.model.article import Article
from glossograph.model.link import Link, LinkKind
from glossograph.model.resolution_rule import ResolutionRule
from glossograph.store.article_store import ArticleStore
from glossograph.text.keys import TermId
from tests.eval.collection import read_folder
from tests.eval.rows import Row

_SUFFIX = re.compile(r"\.(?:md|mdx|markdown)\Z")
_MIN_RULE_LINKS = 5


class Oracle(NamedTuple):
    """The terms of files by path, by name, and by the addresses that their front matter states."""

    paths: Mapping[str, TermId]
    names: Mapping[tuple[str, str], set[TermId]]
    addresses: Mapping[str, set[TermId]]

    def term(self, link: Link, article: Article) -> TermId | None:
        """Give the term that a link names beyond doubt; nothing where there is doubt."""
        text = link.destination.strip()
        if re.match(r"[a-z][a-z0-9+.-]*:", text, re.IGNORECASE) or text.startswith(("#", "?", "//")) or "{" in text:
            return None
        path = unquote(text.partition("#")[0])
        wiki = link.kind is LinkKind.WIKI
        if not wiki and not path.startswith("/"):
            beside = posixpath.normpath(posixpath.join(posixpath.dirname(article.path), path.partition("?")[0]))
            for candidate in (beside, f"{beside}.md", f"{beside}/index.md", f"{beside}/_index.md"):
                if candidate in self.paths:
                    return self.paths[candidate]
        if path.strip("/") and (stated := self.addresses.get(path.strip("/"))):
            return next(iter(stated)) if len(stated) == 1 else None
        if wiki and "/" not in path:
            for name in (path.casefold(), _SUFFIX.sub("", path).casefold()):
                for scope in (article.language, ""):
                    if named := self.names.get((scope, name)):
                        return next(iter(named)) if len(named) == 1 else None
        return None


def evaluate(folder: Path) -> list[Row]:
    """Give the share of links that resolve to what the oracle knows, by the rule that resolved them."""
    with ArticleStore() as store:
        collection = read_folder(store, folder)
        term_of = {member.path: group.id for group in collection.identities.groups for member in group.members}
        heads = {head.path: head for head in collection.heads.articles}
        oracle = _oracle(heads, term_of)
        judged: Counter[tuple[ResolutionRule, str]] = Counter()
        rules: Counter[ResolutionRule] = Counter()
        for path in sorted(heads):
            article = store.article(path)
            links = (
                article.links.with_pipes_swapped() if collection.resolver.conventions.page_is_second else article.links
            ).joined()
            for link in links:
                resolution = collection.resolver.resolve(link, article)
                rules[resolution.rule] += 1
                wanted = oracle.term(link, article)
                if wanted is not None:
                    outcome = "right" if resolution.term == wanted else "placeholder" if _is_placeholder(resolution) else "wrong"
                    judged[resolution.rule, outcome] += 1
    return [
        *_rows(judged),
        Row("links", "all, by rule", rules.total(), {str(rule): count / rules.total() for rule, count in rules.items()}),
    ]


def _is_placeholder(resolution: object) -> bool:
    return getattr(resolution, "rule", None) is ResolutionRule.PLACEHOLDER


def _oracle(heads: Mapping[str, Article], term_of: Mapping[str, TermId]) -> Oracle:
    names: dict[tuple[str, str], set[TermId]] = defaultdict(set)
    addresses: dict[str, set[TermId]] = defaultdict(set)
    for path, head in heads.items():
        stem = _SUFFIX.sub("", posixpath.basename(path)).casefold()
        for scope in (head.language, ""):
            names[scope, stem].add(term_of[path])
        for address in (*head.permalinks, *(alias for alias in head.aliases if "/" in alias)):
            addresses[address.strip("/")].add(term_of[path])
    return Oracle(term_of, names, addresses)


def _rows(judged: Mapping[tuple[ResolutionRule, str], int]) -> list[Row]:
    total: Counter[str] = Counter()
    for (_, outcome), count in judged.items():
        total[outcome] += count
    rows = [_row("known to the oracle", total)]
    for rule in ResolutionRule:
        counts = Counter({outcome: judged.get((rule, outcome), 0) for outcome in ("right", "wrong", "placeholder")})
        if counts.total() >= _MIN_RULE_LINKS:
            rows.append(_row(f"resolved {rule.phrase}", counts))
    return rows


def _row(subset: str, counts: Counter[str]) -> Row:
    known = counts.total()
    shares = {outcome: counts[outcome] / known if known else nan for outcome in ("right", "wrong", "placeholder")}
    return Row("links", subset, known, shares)
