"""Checks of destinations: what they point to, and how they spell it."""

from collections.abc import Iterator

from glossograph.lint.article_context import ArticleContext
from glossograph.lint.corpus_index import CorpusIndex
from glossograph.lint.finding import Edit, Finding
from glossograph.lint.wording import english_names
from glossograph.model.link import LinkKind
from glossograph.text.destinations import destination, is_template, with_name
from glossograph.text.keys import key
from glossograph.text.languages import english_name


def link_dangling(context: ArticleContext, corpus: CorpusIndex) -> Iterator[Finding]:
    """Find links without an article that look like a mistake: by spelling, or because no other translation has them."""
    for resolved in context.links:
        link = resolved.link
        term = corpus.terms.get(resolved.target) if resolved.target else None
        if term is None or not term.placeholder or link.continues or corpus.is_repaired(context.path, link):
            continue
        similar_slugs = corpus.similar_slugs(term.id)
        if not similar_slugs and not corpus.is_stray(term.id):
            continue
        named_terms = corpus.titles.get((context.language, key(link.anchor)), set()) if link.anchor else set()
        slugs = tuple(corpus.terms[named].slug for named in sorted(named_terms)) or similar_slugs
        proposal = with_name(link.destination, slugs[0]) if slugs else ""
        guess = f"did you mean {' or '.join(map(repr, slugs))}?"
        remedy = guess if slugs else "no other translation links to it; correct or remove the link"
        message = f"Links to {link.destination}, which has no article: {remedy}"
        span = resolved.spans.destination if resolved.spans else None
        yield context.finding_at_link("link-dangling", resolved, message, proposal, span=span)


def alias_taken(context: ArticleContext, corpus: CorpusIndex) -> Iterator[Finding]:
    """Find aliases that name another term, which has that slug or claimed the alias first."""
    for alias in context.article.aliases:
        parts = destination(alias, corpus.languages)
        owner = corpus.graph.term_index.find(parts.name, parts.folders) if parts else None
        if parts and owner is not None and owner != context.term.id:
            message = (
                f"Alias {alias!r} already names {corpus.terms[owner].slug!r}, so it has no effect here: "
                "remove it from one of the two articles"
            )
            offset = context.source.text.find(alias, *context.source.front_matter)
            if offset >= 0:
                yield context.finding_at("alias-taken", offset, message)
            else:
                yield context.finding_in_file("alias-taken", message)


def link_self(context: ArticleContext, corpus: CorpusIndex) -> Iterator[Finding]:
    """Find links of an article to itself; links to a section of it are right."""
    for resolved in context.links:
        link = resolved.link
        if resolved.target != context.term.id or link.continues or corpus.is_repaired(context.path, link):
            continue
        if "#" not in link.destination:
            message = f"[{link.anchor}] links to its own article: remove the link and keep the words"
            yield context.finding_at_link("link-self", resolved, message, link.anchor)


def link_spelling(context: ArticleContext, corpus: CorpusIndex) -> Iterator[Finding]:
    """Find destinations that spell a slug differently from the article."""
    for resolved in context.links:
        link, spans = resolved.link, resolved.spans
        if resolved.target is None or spans is None or corpus.is_repaired(context.path, link):
            continue
        term = corpus.terms.get(resolved.target)
        if term is None or term.placeholder or link.continues or corpus.names_file(link, term.id):
            continue
        slug = corpus.article_slug(term.id, context.language)
        written = context.source.text[slice(*spans.destination)]
        if key(resolved.spelling) != key(slug) or resolved.spelling == slug or set("[]{}") & set(written):
            continue
        proposal = with_name(written, slug)
        is_safe = link.kind is LinkKind.INLINE and corpus.points_to(term.id, link, proposal, context.path)
        edits = (Edit(*spans.destination, proposal),) if is_safe else ()
        message = f"Destination {written!r} spells the slug {slug!r} differently: write it as the article does"
        yield context.finding_at_link("link-spelling", resolved, message, proposal, edits, span=spans.destination)


def link_redirect(context: ArticleContext, corpus: CorpusIndex) -> Iterator[Finding]:
    """Find links to a term by an alias, which may be removed one day."""
    for resolved in context.links:
        link, spans = resolved.link, resolved.spans
        if resolved.target is None or spans is None or corpus.is_repaired(context.path, link):
            continue
        term = corpus.terms.get(resolved.target)
        if term is None or term.placeholder or link.kind is LinkKind.WIKI or not corpus.is_alias(link, term.id):
            continue
        if key(resolved.spelling) == key(term.slug) or corpus.names_file(link, term.id):
            continue
        written = context.source.text[slice(*spans.destination)]
        proposal = with_name(written, corpus.article_slug(term.id, context.language))
        message = f"Destination {written!r} is an alias of {term.slug!r}: link to the article itself"
        edits = (Edit(*spans.destination, proposal),) if corpus.points_to(term.id, link, proposal, context.path) else ()
        yield context.finding_at_link("link-redirect", resolved, message, proposal, edits, span=spans.destination)


def link_untranslated(context: ArticleContext, corpus: CorpusIndex) -> Iterator[Finding]:
    """Find the first link to each term that has no article in the language of the article."""
    language = context.language
    seen = set()
    for resolved in context.links:
        term = corpus.terms.get(resolved.target) if resolved.target else None
        if term is None or term.placeholder or term.id in seen or corpus.is_repaired(context.path, resolved.link):
            continue
        seen.add(term.id)
        if not corpus.has_article(term.id, language):
            languages = english_names({article.language for article in term.articles})
            missing = english_name(language)
            message = f"Links to {term.slug!r}, which has no article in {missing}, only in {languages}: translate it"
            yield context.finding_at_link("link-untranslated", resolved, message)


def destination_blank(context: ArticleContext, corpus: CorpusIndex) -> Iterator[Finding]:
    """Find destinations with spaces that are not in angle brackets, which CommonMark does not read as links."""
    for resolved in context.links:
        link, spans = resolved.link, resolved.spans
        if not spans or spans.in_angle_brackets or " " not in link.destination or corpus.is_repaired(context.path, link):
            continue
        if is_template(link.destination):
            continue
        written = context.source.text[slice(*spans.destination)]
        proposal = f"<{written}>"
        edits = () if set("<>\n") & set(written) else (Edit(*spans.destination, proposal),)
        message = f"Destination {written!r} contains spaces, so CommonMark sees no link: put it in angle brackets"
        yield context.finding_at_link("destination-blank", resolved, message, proposal, edits, span=spans.destination)
