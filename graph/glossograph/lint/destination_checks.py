"""Where links lead: to their own article, through an alias, under another spelling, to a language that has no article."""

from collections.abc import Iterator

from glossograph.lint.article_context import ArticleContext, ResolvedLink
from glossograph.lint.corpus_index import CorpusIndex
from glossograph.lint.finding import Edit, Finding
from glossograph.model.link import LinkKind
from glossograph.text.destinations import with_name
from glossograph.text.keys import key


def is_repaired(tie: ResolvedLink, manuscript: ArticleContext, background: CorpusIndex) -> bool:
    """Tell whether the translations outvoted a link, so that nothing else is to be said of its destination."""
    return (manuscript.article.path, tie.link.line, tie.link.destination) in background.repairs


def destination_blank(manuscript: ArticleContext, background: CorpusIndex) -> Iterator[Finding]:
    """Find destinations with blanks that stand in no angle brackets: in CommonMark, such a link is none."""
    for tie in manuscript.ties:
        place = tie.place
        if place and not place.bracketed and " " in tie.link.destination and not is_repaired(tie, manuscript, background):
            start, end = place.destination
            written = manuscript.source.text[start:end]
            proposal = f"<{written}>"
            edits = () if set("<>\n") & set(written) else (Edit(start, end, proposal),)
            message = f"destination {written!r} has blanks, so other readers see no link: put it in angle brackets"
            yield manuscript.at_link("destination-blank", tie, message, proposal, edits, span=place.destination)


def link_self(manuscript: ArticleContext, background: CorpusIndex) -> Iterator[Finding]:
    """Find links of an article to itself."""
    for tie in manuscript.ties:
        if tie.target == manuscript.term.id and not tie.link.continues and not is_repaired(tie, manuscript, background):
            if "#" in tie.link.destination:  # to a section of its own
                continue
            message = f"[{tie.link.anchor}] leads to this very article: write the words without a link"
            yield manuscript.at_link("link-self", tie, message, tie.link.anchor)


def link_spelling(manuscript: ArticleContext, background: CorpusIndex) -> Iterator[Finding]:
    """Find destinations that spell a term's slug otherwise than its articles do."""
    for tie in manuscript.ties:
        if tie.target is None or tie.place is None or is_repaired(tie, manuscript, background):
            continue
        term = background.terms.get(tie.target)
        if term is None or term.placeholder or tie.link.continues:
            continue
        slug_here = background.slug_in(term.id, manuscript.article.language)
        written = manuscript.source.text[slice(*tie.place.destination)]
        if key(tie.spelling) != key(slug_here) or tie.spelling == slug_here or set("[]{}") & set(written):
            continue
        proposal = with_name(written, slug_here)
        safe = key(proposal) == key(written) and tie.link.kind is LinkKind.INLINE
        edits = (Edit(*tie.place.destination, proposal),) if safe else ()
        message = f"destination {written!r} is spelt {slug_here!r} by the article on it"
        yield manuscript.at_link("link-spelling", tie, message, proposal, edits, span=tie.place.destination)


def link_redirect(manuscript: ArticleContext, background: CorpusIndex) -> Iterator[Finding]:
    """Find links that lead to a term by an alias, which one day may be gone."""
    for tie in manuscript.ties:
        if tie.target is None or tie.place is None or is_repaired(tie, manuscript, background):
            continue
        term = background.terms.get(tie.target)
        if term is None or term.placeholder or tie.link.kind is LinkKind.WIKI or not background.is_alias(tie.link, term.id):
            continue
        if key(tie.spelling) == key(term.slug):
            continue
        written = manuscript.source.text[slice(*tie.place.destination)]
        proposal = with_name(written, background.slug_in(term.id, manuscript.article.language))
        message = f"destination {written!r} is an alias of {term.slug!r}: link straight to it"
        edit = Edit(*tie.place.destination, proposal)
        yield manuscript.at_link("link-redirect", tie, message, proposal, (edit,), span=tie.place.destination)


def link_untranslated(manuscript: ArticleContext, background: CorpusIndex) -> Iterator[Finding]:
    """Find the terms that an article links to and its language has no article on, each where it is linked first."""
    language = manuscript.article.language
    seen = set()
    for tie in manuscript.ties:
        term = background.terms.get(tie.target) if tie.target else None
        if term is None or term.placeholder or term.id in seen or is_repaired(tie, manuscript, background):
            continue
        seen.add(term.id)
        if not background.has_article(term.id, language):
            there = ", ".join(sorted({article.language for article in term.articles}))
            message = f"{term.slug!r} has no article in {language!r}, only in {there}: translate it"
            yield manuscript.at_link("link-untranslated", tie, message)
