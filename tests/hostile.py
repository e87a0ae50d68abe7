"""A graph in which every text attacks some syntax."""

from itertools import permutations

import glossograph as gg
from glossograph.model.edge import Edge
from glossograph.model.evidence import Evidence
from glossograph.model.graph import GlossaryInfo, Graph, TermIndex
from glossograph.model.link import Link
from glossograph.model.term import Definition, Label, LabelOrigin, Term, TermArticle
from glossograph.text.keys import Slug, TermId
from glossograph.text.languages import LanguageTag
from tests.graphs import Listed

HOSTILE = (
    '=HYPERLINK("https://evil.example","x")',
    "=cmd|' /C calc'!A0",
    "+1 bond",
    "@SUM(A1)",
    "-2+3+cmd",
    "plain; with | separators, 'and' quotes",
    '"quoted" and "half',
    "back\\slash \\n \\N \\",
    "</script><b>&amp;]]> <!-- -->",
    "tab\tline\nend\r\nfeed",
    "control\x01\x08\x0b\x1f\x7f\ufffe end",
    "right\u202eleft \u2028 \u0085 😀 क्षेत्र ＝１",
    "{[(%$#`~^)]} -> a -- b;",
    " blanks around ",
)


def hostile_term(index: int, text: str) -> Term:
    tags = [LanguageTag(tag) for tag in ("en", "hi", "pt-br")]
    path = f"en/{text}.md".replace("\0", "")
    return Term(
        id=TermId(f"t{index:02}"),
        slug=Slug(f"t-{index:02}" if index else "वित्तीय-t~'\"0"),
        labels=tuple(Label(tag, f"{text}{mark}") for tag, mark in zip(tags, ("", "!", " a"), strict=True)),
        alternatives=(Label(tags[0], f"{text}?", LabelOrigin.ANCHOR, 2), Label(tags[0], f"{text}.", LabelOrigin.ANCHOR, 3)),
        definitions=(Definition(tags[0], text),),
        articles=(TermArticle(tags[0], path, text, (text, "x"), text),) if index % 2 else (),
    )


def hostile_evidence(edges: tuple[Edge, ...]) -> Listed:
    """Create one hostile link for every edge."""
    links = ((edge, HOSTILE[index % len(HOSTILE)], index) for index, edge in enumerate(edges))
    return Listed(
        Evidence(edge.source, LanguageTag("en"), edge.target, text, Link(text, text, text, text, index), repaired=bool(index % 2))
        for edge, text, index in links
    )


def hostile_graph() -> gg.KnowledgeGraph:
    """Create the graph: every term links to every other."""
    terms = tuple(hostile_term(index, text) for index, text in enumerate(HOSTILE))
    counts = ((LanguageTag("en"), 2), (LanguageTag("pt-br"), 1))
    edges = tuple(sorted(Edge(source.id, target.id, counts) for source, target in permutations(terms, 2)))
    info = GlossaryInfo("https://x.org/", '"</title>" \\ =1+1 \x01', "", "", "")
    languages = tuple(LanguageTag(tag) for tag in ("en", "hi", "pt-br"))
    graph = Graph(info, languages, 7, tuple(sorted(terms)), edges, (), (), (), (), TermIndex({}, {}, {}))
    return gg.KnowledgeGraph(graph, hostile_evidence(edges))
