"""Pages of graphs that are made by hand, where every text is known."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from tests.graphs import Listed

from glossograph.config import Config
from glossograph.model.decision import LinkConflict, Vote
from glossograph.model.edge import Edge
from glossograph.model.evidence import Evidence
from glossograph.model.graph import GlossaryInfo, Graph, TermIndex
from glossograph.model.link import Link
from glossograph.model.term import Definition, Label, Term, TermArticle
from glossograph.pages.explorer import explorer
from glossograph.serialise.export_job import ExportJob
from glossograph.text.keys import Slug, TermId
from glossograph.text.languages import LanguageTag

HOSTILE = (
    '</script><script>window.pwned=1</script><img src=x onerror=window.pwned=1> href="javascript:window.pwned=1" \'"`'
    "<a href='https://example.org/'>href</a> &lt;b&gt; {{ 7 * 7 }} <!-- \u2028\u2029 \u202eevil\u2066\u200f \0\ud800"
)
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}

_NAMES: Mapping[str, Mapping[str, str]] = {
    "front-office": {"en": "Front office", "no": "Kundeavdeling", "hi": "फ्रंट ऑफिस", "ar": "المكتب الأمامي", "zh": "前台"},
    "back-office": {"en": "Back office", "no": "Back office", "hi": "बैक ऑफिस", "ar": "المكتب الخلفي"},
    "bond": {"en": "Bond", "no": "Obligasjon", "hi": "बॉन्ड", "ar": "السند", "zh": "债券"},
    "stockbroker": {"en": "Stockbroker", "no": "Aksjemegler", "hi": "स्टॉक ब्रोकर"},
    "central-bank": {"en": "Central bank", "no": "Sentralbank", "hi": "केंद्रीय बैंक"},
    "clearing-house": {"en": "Clearing house"},
    "purchase": {"no": "Kjøp"},
    "custodian": {"en": "Custodian", "hi": "अभिरक्षक"},
    "nominee": {"en": "Nominee"},
}
_ALIASES = {"bond": {"en": "Debenture", "no": "Lånebevis"}, "central-bank": {"en": "Banque centrale européenne"}}
_DEFINITIONS: Mapping[str, Mapping[str, str]] = {
    "front-office": {"en": "Deals with clients.", "hi": "ग्राहकों से जुड़ा हिस्सा।", "ar": "يتعامل مع العملاء."},
    "back-office": {"en": "Confirms the trade.", "no": "Bekrefter handelen."},
    "bond": {"en": "A loan that is traded.", "no": "Et lån som omsettes."},
    "stockbroker": {"en": "Buys and sells for others.", "no": "Kjøper og selger for andre."},
    "central-bank": {"en": "Sets the rate."},
    "custodian": {"en": "Keeps securities safe."},
}
_LINKS: Sequence[tuple[str, str, Mapping[str, int]]] = (
    ("front-office", "back-office", {"ar": 1, "en": 1, "hi": 1, "no": 1}),
    ("front-office", "stockbroker", {"en": 1, "hi": 1}),
    ("back-office", "front-office", {"en": 1}),
    ("back-office", "clearing-house", {"en": 1, "no": 1}),
    ("stockbroker", "bond", {"en": 1}),
    ("stockbroker", "purchase", {"no": 1}),
    ("central-bank", "bond", {"en": 1, "hi": 1, "no": 1}),
    ("custodian", "back-office", {"en": 1}),
    ("custodian", "nominee", {"en": 1}),
    ("nominee", "bond", {"en": 1}),
)


class Source(Listed):
    """A source of evidence in any order."""

    def __init__(self, items: Iterable[Evidence] = ()) -> None:
        super().__init__(sorted(items))


def graph_of(
    terms: Sequence[Term],
    edges: Sequence[Edge],
    title: str = "Finance",
    description: str = "For the tests",
    conflicts: tuple[LinkConflict, ...] = (),
) -> Graph:
    """Make a graph; its languages are those of the labels."""
    languages = tuple(sorted({label.language for term in terms for label in term.labels}))
    return Graph(
        GlossaryInfo("https://example.org/g/", title, description, "", "https://example.org/licence"),
        languages, len(terms), tuple(sorted(terms)), tuple(sorted(edges)), (), conflicts, (), (), TermIndex({}, {}, {}),
    )  # fmt: skip


def finance() -> tuple[Graph, Source]:
    """Nine terms in five languages, and a sentence behind every link."""
    terms = []
    for slug, names in _NAMES.items():
        definitions = _DEFINITIONS.get(slug, {})
        terms.append(
            Term(
                TermId(slug.replace("-", "")),
                Slug(slug),
                tuple(Label(LanguageTag(tag), text) for tag, text in sorted(names.items())),
                tuple(Label(LanguageTag(tag), text) for tag, text in sorted(_ALIASES.get(slug, {}).items())),
                tuple(Definition(LanguageTag(tag), text) for tag, text in sorted(definitions.items())),
                tuple(
                    TermArticle(LanguageTag(tag), f"{tag}/{slug}.md", names[tag], ("Banking", f"About {slug}"))
                    for tag in sorted(definitions)
                ),
            )
        )
    edges, items = [], []
    for source, target, counts in _LINKS:
        one, other = TermId(source.replace("-", "")), TermId(target.replace("-", ""))
        edges.append(Edge(one, other, tuple((LanguageTag(tag), count) for tag, count in sorted(counts.items()))))
        for tag in counts:
            anchor = _NAMES[target].get(tag, target)
            link = Link(f"/{target}", anchor, f"Here {anchor} is named, in {tag}.", "", 7)
            items.append(Evidence(one, LanguageTag(tag), other, f"{tag}/{source}.md", link, target == "purchase"))
    repaired = next(item for item in items if item.repaired)
    ballot = Vote(repaired.language, repaired.path, repaired.link)
    case = LinkConflict(repaired.source, ballot, repaired.target, "/purchase", (), "for the tests", sure=True, applied=True)
    return graph_of(terms, edges, conflicts=(case,)), Source(items)


def written(folder: Path, graph: Graph, source: Source | None = None, config: Config | None = None) -> Path:
    """Write the page of a graph."""
    path = folder / "graph.html"
    text = explorer(ExportJob(graph, source or Source(), config or Config())).text
    path.write_text(text, encoding="utf-8", newline="\n")
    return path


def hostile() -> tuple[Graph, Source]:
    """Write a graph in which every text is an attack."""
    terms = [
        Term(
            TermId(key),
            Slug(slug),
            (Label(LanguageTag("en"), HOSTILE), Label(LanguageTag("no"), "x" * 10_000)),
            (Label(LanguageTag("en"), HOSTILE[::-1]),),
            (Definition(LanguageTag("en"), HOSTILE * 40),),
            (TermArticle(LanguageTag("en"), HOSTILE, HOSTILE, (HOSTILE, "__proto__")),),
        )
        for key, slug in (("a", HOSTILE), ("b", "__proto__"), ("c", "constructor"))
    ]
    pairs = [("a", "b"), ("b", "c"), ("c", "a")]
    edges = [Edge(TermId(one), TermId(other), ((LanguageTag("en"), 2),)) for one, other in pairs]
    link = Link(f"javascript:{HOSTILE}", HOSTILE, f"Before {HOSTILE} after", HOSTILE, 1)
    items = [Evidence(TermId(one), LanguageTag("en"), TermId(other), HOSTILE, link, repaired=True) for one, other in pairs]
    return graph_of(terms, edges, HOSTILE, HOSTILE), Source(items)


def many(terms: int) -> Graph:
    """Make a graph of so many terms, each linking to the next three and to the first."""
    names = [TermId(f"t{number:06}") for number in range(terms)]
    tag = LanguageTag("en")
    made = [
        Term(name, Slug(name), (Label(tag, f"Term {number}"),), (), (), (TermArticle(tag, f"{name}.md", "", ()),))
        for number, name in enumerate(names)
    ]
    pairs = {(number, (number + step) % terms) for number in range(terms) for step in (1, 2, 3)} | {
        (n, 0) for n in range(1, terms)
    }
    return graph_of(made, [Edge(names[one], names[other], ((tag, 1),)) for one, other in pairs if one != other])
