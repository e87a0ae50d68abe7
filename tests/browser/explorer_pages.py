"""Explorer pages of graphs with known texts."""

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
from glossograph.pages.explorer import render_explorer
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


class UnsortedEvidence(Listed):
    """An evidence source of items in any order."""

    def __init__(self, items: Iterable[Evidence] = ()) -> None:
        super().__init__(sorted(items))


def make_graph(
    terms: Sequence[Term],
    edges: Sequence[Edge],
    title: str = "Finance",
    description: str = "For the tests",
    conflicts: tuple[LinkConflict, ...] = (),
) -> Graph:
    """Make a graph. Its languages are those of the labels."""
    languages = tuple(sorted({label.language for term in terms for label in term.labels}))
    return Graph(
        GlossaryInfo("https://example.org/g/", title, description, "", "https://example.org/licence"),
        languages, len(terms), tuple(sorted(terms)), tuple(sorted(edges)), (), conflicts, (), (), TermIndex({}, {}, {}),
    )  # fmt: skip


def finance_graph() -> tuple[Graph, UnsortedEvidence]:
    """Make a graph of nine terms in five languages, with a sentence for every link."""
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
        source_id, target_id = TermId(source.replace("-", "")), TermId(target.replace("-", ""))
        edges.append(Edge(source_id, target_id, tuple((LanguageTag(tag), count) for tag, count in sorted(counts.items()))))
        for tag in counts:
            anchor = _NAMES[target].get(tag, target)
            link = Link(f"/{target}", anchor, f"Here {anchor} is named, in {tag}.", "", 7)
            items.append(Evidence(source_id, LanguageTag(tag), target_id, f"{tag}/{source}.md", link, target == "purchase"))
    repaired = next(item for item in items if item.repaired)
    vote = Vote(repaired.language, repaired.path, repaired.link)
    conflict = LinkConflict(repaired.source, vote, repaired.target, "/purchase", (), "for the tests", sure=True, applied=True)
    return make_graph(terms, edges, conflicts=(conflict,)), UnsortedEvidence(items)


def write_explorer(folder: Path, graph: Graph, source: UnsortedEvidence | None = None, config: Config | None = None) -> Path:
    """Write the explorer of a graph and return its path."""
    path = folder / "graph.html"
    text = render_explorer(ExportJob(graph, source or UnsortedEvidence(), config or Config())).text
    path.write_text(text, encoding="utf-8", newline="\n")
    return path


def hostile_graph() -> tuple[Graph, UnsortedEvidence]:
    """Make a graph in which every text is an attack."""
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
    edges = [Edge(TermId(source), TermId(target), ((LanguageTag("en"), 2),)) for source, target in pairs]
    link = Link(f"javascript:{HOSTILE}", HOSTILE, f"Before {HOSTILE} after", HOSTILE, 1)
    items = [
        Evidence(TermId(source), LanguageTag("en"), TermId(target), HOSTILE, link, repaired=True) for source, target in pairs
    ]
    return make_graph(terms, edges, HOSTILE, HOSTILE), UnsortedEvidence(items)


def numbered_graph(size: int) -> Graph:
    """Make a graph of numbered terms, each linking to the next three and to the first."""
    ids = [TermId(f"t{index:06}") for index in range(size)]
    tag = LanguageTag("en")
    terms = [
        Term(term_id, Slug(term_id), (Label(tag, f"Term {index}"),), (), (), (TermArticle(tag, f"{term_id}.md", "", ()),))
        for index, term_id in enumerate(ids)
    ]
    pairs = {(index, (index + step) % size) for index in range(size) for step in (1, 2, 3)}
    pairs |= {(index, 0) for index in range(1, size)}
    edges = [Edge(ids[source], ids[target], ((tag, 1),)) for source, target in pairs if source != target]
    return make_graph(terms, edges)
