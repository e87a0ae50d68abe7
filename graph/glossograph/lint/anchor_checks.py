"""Checks of anchors: cuts, stray punctuation, clauses, and names of other terms."""

import re
from collections.abc import Iterator
from itertools import pairwise

from glossograph.labels.anchor_text import find_name
from glossograph.labels.cut_words import has_lone_letter
from glossograph.lint.article_context import ArticleContext, LinkContext
from glossograph.lint.article_source import Span
from glossograph.lint.corpus_index import CorpusIndex
from glossograph.lint.finding import Edit, Finding
from glossograph.text.keys import key
from glossograph.text.scripts import is_unspaced_language, join_words

_DEBRIS_BEFORE = re.compile(r"[\s,،、;；:.।。–—-]+(?=\w)")
_DEBRIS_AFTER = re.compile(r"(?<=[^\s,،、;；:.।。–—-])(?:\s+[,،、;；:.।。–—-]*|[,،、;；:।。–—-]+)\s*\Z|(?<=\w{4})\.\s*\Z")
_COMMA_AND_STOP = re.compile(r"([,،、，])\s?[.।。](?![.\w])")
_MAX_ANCHOR_CHARS = 200
"""Longer anchors are not searched for debris."""

_MIN_CLAUSE_WORDS, _MIN_CLAUSE_CHARS = 5, 16


def anchor_cut(context: ArticleContext, _: CorpusIndex) -> Iterator[Finding]:
    """Find two adjacent links to one destination: a name that was cut in two."""
    text = context.source.text
    for first, second in pairwise(context.links):
        if not second.link.continues or not key(second.link.anchor) or not key(first.link.anchor):
            continue
        anchor = join_words((first.link.anchor, second.link.anchor))
        message = f"[{first.link.anchor}] and [{second.link.anchor}] are adjacent links to one term: make them one link"
        edits: tuple[Edit, ...] = ()
        if first.spans and second.spans and first.spans.whole.end <= second.spans.whole.start and not has_lone_letter(anchor):
            between = text[first.spans.whole.end : second.spans.whole.start]
            is_blank = not between.strip() and "\n" not in between
            first_tail = text[first.spans.anchor.end : first.spans.whole.end]
            second_tail = text[second.spans.anchor.end : second.spans.whole.end]
            if is_blank and first_tail == second_tail:
                gap = "" if anchor == first.link.anchor + second.link.anchor else between
                edits = (Edit(first.spans.anchor.end, second.spans.anchor.start, gap),)
                anchor = f"{first.link.anchor}{gap}{second.link.anchor}"  # what `fix` writes, without a blank if there is none
        yield context.finding_at_link("anchor-cut", second, message, f"[{anchor}]({second.link.destination})", edits)


def anchor_punctuation(context: ArticleContext, _: CorpusIndex) -> Iterator[Finding]:
    """Find anchors without a letter or digit; `fix` removes the link if the article links to the term elsewhere."""
    named_targets = {resolved.target for resolved in context.links if key(resolved.link.anchor)}
    for resolved in context.links:
        if key(resolved.link.anchor) or resolved.spans is None or resolved.target is None:
            continue
        written = context.source.text[slice(*resolved.spans.anchor)]
        if "!" in written or "<" in written or "{" in written:  # an image or a shortcode, which readers can click
            continue
        edits = (Edit(*resolved.spans.whole, written),) if resolved.target in named_targets and written.strip() else ()
        fault = f"is {written.strip()!r}, which is not a word" if written.strip() else "is empty"
        message = f"Anchor of {resolved.link.destination!r} {fault}: remove the link, or link the term's name"
        yield context.finding_at_link("anchor-punctuation", resolved, message, written, edits)


def anchor_debris(context: ArticleContext, _: CorpusIndex) -> Iterator[Finding]:
    """Find anchors with a blank, dash or stop at an end; `fix` moves it out of the link."""
    text = context.source.text
    for resolved in context.links:
        spans = resolved.spans
        if spans is None or resolved.target is None or not key(resolved.link.anchor) or "\n" in text[slice(*spans.whole)]:
            continue
        anchor = text[slice(*spans.anchor)]
        if len(anchor) > _MAX_ANCHOR_CHARS or (anchor[:1].isalnum() and anchor[-1:].isalnum()):
            continue
        start, end = _name_span(anchor)
        name = anchor[start:end]
        if name in (anchor, ""):
            continue
        # A stop that already stands behind the link is not written there twice.
        after = anchor[end:-1] if text.startswith(anchor[-1], spans.whole.end) and end < len(anchor) else anchor[end:]
        proposal = f"{anchor[:start]}[{name}]{text[spans.anchor.end + 1 : spans.whole.end]}{after}"
        message = f"Anchor {anchor!r} begins or ends with a space or punctuation: link only {name!r}"
        yield context.finding_at_link("anchor-debris", resolved, message, proposal, (Edit(*spans.whole, proposal),))


def _name_span(anchor: str) -> Span:
    """Return the span of an anchor without the debris at its ends.

    >>> anchors = ("back office -", "Acme Inc.", " bond ", "ऋण।", "(RIAs)", "etf's", "की -")
    >>> [anchor[slice(*_name_span(anchor))] for anchor in anchors]
    ['back office', 'Acme Inc.', 'bond', 'ऋण', '(RIAs)', "etf's", 'की']
    """
    before, after = _DEBRIS_BEFORE.match(anchor), _DEBRIS_AFTER.search(anchor)
    return Span(before.end() if before else 0, after.start() if after else len(anchor))


def link_debris(context: ArticleContext, _: CorpusIndex) -> Iterator[Finding]:
    """Find `,.` after a link; the stop is right at the end of a line, else the comma."""
    text = context.source.text
    for resolved in context.links:
        match = _COMMA_AND_STOP.match(text, resolved.spans.whole.end) if resolved.spans else None
        if match:
            line_end = text.find("\n", match.end())
            is_at_line_end = not text[match.end() : line_end if line_end >= 0 else len(text)].strip()
            mark = match[0][-1] if is_at_line_end else match[1]
            message = f"Link is followed by {match[0]!r}: write only {mark!r}"
            edits = (Edit(*match.span(), mark),)
            yield context.finding_at_link("link-debris", resolved, message, mark, edits, span=Span(*match.span()))


def anchor_clause(context: ArticleContext, _: CorpusIndex) -> Iterator[Finding]:
    """Find anchors that are a clause rather than a name."""
    for resolved in context.links:
        anchor = resolved.link.anchor
        if resolved.target is None or not _is_long(anchor, context.language):
            continue
        name = find_name(anchor, context.language)
        if name is None or name.is_clause_head:
            message = f"Anchor {anchor!r} is a clause: link only the name of the term"
            yield context.finding_at_link("anchor-clause", resolved, message)


def _is_long(anchor: str, language: str) -> bool:
    if is_unspaced_language(language):
        return len(anchor) >= _MIN_CLAUSE_CHARS
    return len(anchor.split()) >= _MIN_CLAUSE_WORDS


def anchor_ambiguous(context: ArticleContext, corpus: CorpusIndex) -> Iterator[Finding]:
    """Find an anchor that links to two different terms in one article."""
    first_uses: dict[str, LinkContext] = {}
    for resolved in context.links:
        anchor, link = key(resolved.link.anchor), resolved.link
        if not anchor or resolved.target is None or corpus.is_repaired(context.path, link):
            continue
        first = first_uses.setdefault(anchor, resolved)
        if first.target != resolved.target:
            message = (
                f"[{link.anchor}] links to {link.destination}, but on line {first.link.line} to {first.link.destination}: "
                "correct one destination, or use another anchor"
            )
            yield context.finding_at_link("anchor-ambiguous", resolved, message)


def anchor_title(context: ArticleContext, corpus: CorpusIndex) -> Iterator[Finding]:
    """Find an anchor that is the title of a term other than the target."""
    for resolved in context.links:
        link = resolved.link
        if resolved.target is None or corpus.is_repaired(context.path, link) or corpus.conflict_of(context.path, link):
            continue
        terms = corpus.titles.get((context.language, key(link.anchor)), set())
        if len(terms) != 1 or resolved.target in terms or not link.anchor:
            continue
        named_term = corpus.terms[min(terms)]
        if named_term.id != context.term.id:
            message = (
                f"[{link.anchor}] links to {link.destination}, but is the title of {named_term.slug!r}: "
                "correct the destination, or use another anchor"
            )
            yield context.finding_at_link("anchor-title", resolved, message)
