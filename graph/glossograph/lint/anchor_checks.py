"""What stands in and around anchors: cuts, debris, clauses."""

import re
from collections.abc import Iterator
from itertools import pairwise

from glossograph.labels.anchor_text import find_name
from glossograph.labels.cut_words import has_lone_letter
from glossograph.lint.article_context import ArticleContext, ResolvedLink
from glossograph.lint.article_source import Span
from glossograph.lint.corpus_index import CorpusIndex
from glossograph.lint.finding import Edit, Finding
from glossograph.text.keys import key
from glossograph.text.scripts import is_unspaced_language, join_words

_DEBRIS_BEFORE = re.compile(r"[\s,،、;；:.।。–—-]+(?=\w)")
_DEBRIS_AFTER = re.compile(r"(?<=[^\s,،、;；:.।。–—-])(?:\s+[,،、;；:.।。–—-]*|[,،、;；:।。–—-]+)\s*\Z|(?<=\w{4})\.\s*\Z")
_TWO_MARKS = re.compile(r"([,،、，])\s?[.।。](?![.\w])")
_LONGEST = 200
"""Characters of an anchor that is looked at for debris."""

_CLAUSE_WORDS, _CLAUSE_LETTERS = 5, 16


def anchor_cut(manuscript: ArticleContext, _: CorpusIndex) -> Iterator[Finding]:
    """Find two links beside one another with one destination: a name that was cut in two."""
    text = manuscript.source.text
    for before, tie in pairwise(manuscript.ties):
        if not tie.link.continues or not key(tie.link.anchor) or not key(before.link.anchor):
            continue
        joined = join_words((before.link.anchor, tie.link.anchor))
        message = f"[{before.link.anchor}] and [{tie.link.anchor}] stand side by side and lead to one term: make them one link"
        edits: tuple[Edit, ...] = ()
        if before.place and tie.place and before.place.whole.end <= tie.place.whole.start and not has_lone_letter(joined):
            between = text[before.place.whole.end : tie.place.whole.start]
            plain = not between.strip() and "\n" not in between
            same = text[before.place.anchor.end : before.place.whole.end] == text[tie.place.anchor.end : tie.place.whole.end]
            gap = "" if joined == before.link.anchor + tie.link.anchor else between
            edits = (Edit(before.place.anchor.end, tie.place.anchor.start, gap),) if plain and same else ()
        yield manuscript.at_link("anchor-cut", tie, message, f"[{joined}]({tie.link.destination})", edits)


def anchor_punctuation(manuscript: ArticleContext, _: CorpusIndex) -> Iterator[Finding]:
    """Find anchors without a letter or digit; the link comes off where another one leads to the same term."""
    named = {tie.target for tie in manuscript.ties if key(tie.link.anchor)}
    for tie in manuscript.ties:
        if key(tie.link.anchor) or tie.place is None or tie.target is None:
            continue
        written = manuscript.source.text[slice(*tie.place.anchor)]
        if "!" in written or "<" in written or "{" in written:  # an image, or a shortcode, is something to click on
            continue
        edits = (Edit(*tie.place.whole, written),) if tie.target in named and written.strip() else ()
        what = f"is {written.strip()!r}, no word" if written.strip() else "is empty"
        yield manuscript.at_link("anchor-punctuation", tie, f"the anchor of {tie.link.destination!r} {what}", written, edits)


def anchor_debris(manuscript: ArticleContext, _: CorpusIndex) -> Iterator[Finding]:
    """Find anchors with a blank, dash or stop at an end, and put that outside."""
    text = manuscript.source.text
    for tie in manuscript.ties:
        place = tie.place
        if place is None or tie.target is None or not key(tie.link.anchor) or "\n" in text[slice(*place.whole)]:
            continue
        anchor = text[slice(*place.anchor)]
        if len(anchor) > _LONGEST or (anchor[:1].isalnum() and anchor[-1:].isalnum()):
            continue
        start, end = _kept(anchor)
        kept = anchor[start:end]
        if kept in (anchor, ""):
            continue
        proposal = f"{anchor[:start]}[{kept}]{text[place.anchor.end + 1 : place.whole.end]}{anchor[end:]}"
        message = f"the anchor {anchor!r} holds marks that belong outside: link {kept!r}"
        yield manuscript.at_link("anchor-debris", tie, message, proposal, (Edit(*place.whole, proposal),))


def _kept(anchor: str) -> Span:
    """Give what stays of an anchor.

    >>> [anchor[slice(*_kept(anchor))] for anchor in ("back office -", "Acme Inc.", " bond ", "ऋण।", "(RIAs)", "etf's", "की -")]
    ['back office', 'Acme Inc.', 'bond', 'ऋण', '(RIAs)', "etf's", 'की']
    """
    before, after = _DEBRIS_BEFORE.match(anchor), _DEBRIS_AFTER.search(anchor)
    return Span(before.end() if before else 0, after.start() if after else len(anchor))


def link_debris(manuscript: ArticleContext, _: CorpusIndex) -> Iterator[Finding]:
    """Find `,.` behind a link: the comma is meant, at the end of a line the stop."""
    text = manuscript.source.text
    for tie in manuscript.ties:
        found = _TWO_MARKS.match(text, tie.place.whole.end) if tie.place else None
        if found:
            ends = text.find("\n", found.end())
            last = not text[found.end() : ends if ends >= 0 else len(text)].strip()
            mark = found[0][-1] if last else found[1]
            message = f"{found[0]!r} stands behind the link: write {mark!r}"
            yield manuscript.at_link("link-debris", tie, message, mark, (Edit(*found.span(), mark),), span=Span(*found.span()))


def anchor_clause(manuscript: ArticleContext, _: CorpusIndex) -> Iterator[Finding]:
    """Find anchors that are a clause rather than a name."""
    language = manuscript.article.language
    for tie in manuscript.ties:
        anchor = tie.link.anchor
        if tie.target is None or not _is_long(anchor, language):
            continue
        name = find_name(anchor, language)
        if name and not name.is_clause_head:
            continue
        yield manuscript.at_link("anchor-clause", tie, f"the anchor {anchor!r} is a clause: link the name of the term alone")


def _is_long(anchor: str, language: str) -> bool:
    if is_unspaced_language(language):
        return len(anchor) >= _CLAUSE_LETTERS
    return len(anchor.split()) >= _CLAUSE_WORDS


def anchor_ambiguous(manuscript: ArticleContext, background: CorpusIndex) -> Iterator[Finding]:
    """Find an anchor that leads to one term here and to another there, in one article."""
    first: dict[str, ResolvedLink] = {}
    for tie in manuscript.ties:
        name = key(tie.link.anchor)
        if not name or tie.target is None or (manuscript.article.path, tie.link.line, tie.link.destination) in background.repairs:
            continue
        before = first.setdefault(name, tie)
        if before.target != tie.target:
            there = f"on line {before.link.line} to {before.link.destination!r}"
            message = f"[{tie.link.anchor}] leads to {tie.link.destination!r}, and {there}"
            yield manuscript.at_link("anchor-ambiguous", tie, message)


def anchor_title(manuscript: ArticleContext, background: CorpusIndex) -> Iterator[Finding]:
    """Find an anchor that is the title of one term and leads to another."""
    language = manuscript.article.language
    for tie in manuscript.ties:
        place = (manuscript.article.path, tie.link.line, tie.link.destination)
        if tie.target is None or place in background.repairs or place in background.conflicts:
            continue
        terms = background.titles.get((language, key(tie.link.anchor)), set())
        if len(terms) == 1 and tie.target not in terms and tie.link.anchor:
            other = background.terms[min(terms)]
            if other.id == manuscript.term.id:
                continue
            message = f"[{tie.link.anchor}] is the title of {other.slug!r} and leads to {tie.link.destination!r}"
            yield manuscript.at_link("anchor-title", tie, message)
