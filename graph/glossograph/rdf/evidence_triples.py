"""The evidence behind the edges -> RDF: which article links to which term, how often, in which words."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping

from pyoxigraph import Triple
from rdflib.namespace import DCTERMS, RDF

from glossograph.config import EvidenceLevel
from glossograph.model.evidence import ArticleEvidence
from glossograph.model.graph import Graph
from glossograph.rdf.statements import INTEGER, Property, Resources, Strings, Subject, Text, Texts, Typed, triples
from glossograph.rdf.vocabulary import GG, name
from glossograph.text.iris import article_iri, link_iris, term_iri
from glossograph.text.keys import Slug, TermId
from glossograph.text.languages import UNDETERMINED

_TYPE, _SUBJECT, _PREDICATE, _OBJECT = (name(RDF, local) for local in ("type", "subject", "predicate", "object"))
_REFERENCES = name(DCTERMS, "references")
_IN_ARTICLE, _COUNT, _WRITTEN, _ANCHOR, _CONTEXT = (
    name(GG, local) for local in ("article", "count", "writtenDestination", "anchorText", "context")
)
_IS_A_LINK = Resources(_TYPE, (name(GG, "Link"),), often=True)
_SAYS_LINKS_TO = Resources(_PREDICATE, (name(GG, "linksTo"),), often=True)


def evidence_triples(graph: Graph, evidence: Iterable[ArticleEvidence], level: EvidenceLevel) -> Iterator[Triple]:
    """Give the triples of `links.ttl`, as pyoxigraph's values; what they are is said at `evidence_subjects`."""
    return triples(evidence_subjects(graph, evidence, level))


def evidence_subjects(graph: Graph, evidence: Iterable[ArticleEvidence], level: EvidenceLevel) -> Iterator[Subject]:
    """Give what `links.ttl` says, in the order of the evidence, which comes sorted by source term and language.

    One `gg:Link` an article and target, which reifies (RDF Semantics, 2014) the edge `gg:linksTo` of the terms; an
    article comes before its links.
    """
    slugs = {term.id: term.slug for term in graph.terms}
    base = graph.info.base_iri
    to = {term.slug: Resources(_OBJECT, (term_iri(base, term.slug),), often=True) for term in graph.terms}
    for article in evidence:
        iri = (article_iri(base, article.language, slugs[article.source]),)
        counts = Counter(map(slugs.__getitem__, article.targets))
        targets = sorted(counts)
        words = _words(article, slugs, level)
        yield Subject(iri[0], [Resources(_REFERENCES, [to[target].values[0] for target in targets])])
        subject = Resources(_SUBJECT, (term_iri(base, slugs[article.source]),), often=True)
        in_article = Resources(_IN_ARTICLE, iri, often=True)
        for target, link in zip(targets, link_iris(base, article.language, slugs[article.source], targets), strict=True):
            count = Typed(_COUNT, (str(counts[target]),), INTEGER, often=True)
            said = [_IS_A_LINK, subject, _SAYS_LINKS_TO, to[target], in_article, count, *words.get(target, ())]
            yield Subject(link, said)


def _words(article: ArticleEvidence, slugs: Mapping[TermId, Slug], level: EvidenceLevel) -> Mapping[Slug, list[Property]]:
    """Give the words of an article's links by target, as much of them as is wanted; repaired destinations come first."""
    links, language = article.links, article.language or UNDETERMINED
    targets = [slugs[target] for target in article.targets]
    found: dict[Slug, list[Property]] = defaultdict(list)
    written = ((targets[place], links.destinations[place]) for place in article.repaired)
    for target, texts in _by_target(written):
        found[target].append(Strings(_WRITTEN, texts))
    if level in (EvidenceLevel.ANCHORS, EvidenceLevel.SENTENCES):
        for target, texts in _by_target(zip(targets, links.anchors, strict=True)):
            found[target].append(Texts(_ANCHOR, [Text(text, language) for text in texts]))
    if level is EvidenceLevel.SENTENCES:
        for target, texts in _by_target(zip(targets, links.sentences, strict=False)):
            found[target].append(Texts(_CONTEXT, [Text(text, language) for text in texts]))
    return found


def _by_target(pairs: Iterable[tuple[Slug, str]]) -> Iterator[tuple[Slug, list[str]]]:
    texts: dict[Slug, set[str]] = {}
    for target, text in pairs:
        if text:
            texts.setdefault(target, set()).add(text)
    return ((target, sorted(found)) for target, found in texts.items())
