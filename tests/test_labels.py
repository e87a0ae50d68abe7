from collections import Counter
from collections.abc import Mapping
from itertools import permutations
from pathlib import Path

import pytest

from glossograph.labels.anchor_text import name_in
from glossograph.labels.language_statistics import LanguageCounts, LanguageStatistics
from glossograph.labels.selection import select_labels
from glossograph.labels.term_words import all_parts, learn_lexicon, training_terms
from glossograph.model.term import LabelOrigin
from glossograph.text.languages import LanguageTag
from tests.conftest import Write
from tests.eval.labels import cases, evaluate, is_right

Said = Mapping[str, Mapping[str, int]]
EN, NO, HI = LanguageTag("en"), LanguageTag("no"), LanguageTag("hi")


def tagged(anchors: Said) -> dict[LanguageTag, Counter[str]]:
    return {LanguageTag(tag): Counter(counts) for tag, counts in anchors.items()}


def labels(
    slug: str, anchors: Said, titles: Mapping[str, str] | None = None, habits: LanguageStatistics | None = None
) -> dict[str, str]:
    given = {LanguageTag(tag): title for tag, title in (titles or {}).items()}
    found, _ = select_labels(slug, given, tagged(anchors), habits or LanguageStatistics())
    return {label.language: label.text for label in found}


def habits_of(terms: Mapping[str, Said]) -> LanguageStatistics:
    said = [(slug, tagged(anchors)) for slug, anchors in terms.items()]
    tally = LanguageCounts()
    for slug, anchors in said:
        tally.add(slug, anchors)
    everything = range(len(said))
    parts = {number: all_parts(anchors) for number, (_, anchors) in enumerate(said)}
    return tally.habits(learn_lexicon(training_terms(said, everything, everything), parts))


NAMES = [
    # language, anchor, the name in it
    ("no", "risikostyring ,", "risikostyring"),
    ("no", "rådgivningstjenester som", "rådgivningstjenester"),
    ("no", "renten akselererte", "renten"),
    ("no", "tar", None),
    ("no", "betalt for sine tjenester", None),
    ("en", "the yield of", "yield"),
    ("en", "IT", "IT"),
    ("en", "401(k) plan", "401(k) plan"),
    ("en", "St. Petersburg paradox", "St. Petersburg paradox"),
    ("en", "bonds, which pay interest", None),
    ("en", "(ETF)", "ETF"),
    ("en", "ETFs", "ETF"),
    ("hi", "बैक ऑफिस की", "बैक ऑफिस"),
    ("hi", "सेवाएं प्रदान करते", "सेवाएं"),
    ("hi", "अपनी सेवाओं", None),
    ("hi", "निवेश सेवाओं", "निवेश सेवा"),
    ("hi", "निवेशक और दलाल सभी को सेवा", None),
    ("hi", "ऋण, जिसे बैंक देता है", None),
    ("fr", "l'inflation", "inflation"),
    ("fr", "prêt en tant que service", "prêt en tant que service"),
    ("tr", "fon'lar", "fon"),
    ("ja", "密結合な", "密結合"),
    ("zh-cn", "标的", "标的"),
    ("ru", "инфляцию", "инфляция"),
    ("ko", "서비스 메시(service mesh) 정의", "서비스 메시"),
]


@pytest.mark.parametrize(("language", "anchor", "name"), NAMES, ids=[f"{tag}: {anchor}" for tag, anchor, _ in NAMES])
def test_a_name_is_found_in_an_anchor_or_none_is(language: str, anchor: str, name: str | None) -> None:
    found = name_in(anchor, language)
    assert (found.text if found else None) == name


# ruff: noqa: E501 — a table reads better in long rows
ELECTIONS: list[tuple[str, str, Said, dict[str, str]]] = [
    ("spelt like the slug beats more frequent", "lease", {"en": {"leases": 5, "lease": 1}}, {"en": "lease"}),
    ("another number is spelt as the slug", "brokerage-company", {"en": {"brokerage companies": 2}}, {"en": "brokerage company"}),
    ("the slug's words, where an anchor shares one", "canary-deployment", {"en": {"canary": 2}}, {"en": "canary deployment"}),
    ("the slug's words, written as anchors write them", "us-treasury-bond", {"en": {"US bond": 2}}, {"en": "US treasury bond"}),
    ("one word of the same stem", "securitization", {"en": {"securitized": 2}}, {"en": "securitization"}),
    ("a slug that shortens a word", "cloud-native-tech", {"en": {"cloud native technology": 1}}, {"en": "cloud native technology"}),
    ("two spellings of one word are no phrase", "advisor-adviser", {"en": {"roboadvisor": 1}}, {"en": "roboadvisor"}),
    ("an acronym is written out", "sec", {"en": {"Securities and Exchange Commission": 1}}, {"en": "Securities and Exchange Commission"}),
    ("debris and case are counted together", "yield", {"no": {"avkastning -": 2, "Avkastning": 1, "rente": 2}}, {"no": "avkastning"}),
    ("brackets are counted with the bare name", "bond", {"bn": {"বন্ড (bond)": 1, "বন্ড": 1, "ঋণপত্র": 1}}, {"bn": "বন্ড"}),
    ("forms of one word vote together", "service", {"es": {"servicios": 2, "servicio": 1, "ayuda": 2}}, {"es": "servicio"}),
    ("a form that is hardly ever said is a slip", "stock", {"it": {"titoli": 20, "titolo": 1}}, {"it": "titoli"}),
    ("the nominative beats the genitive", "cloud", {"ru": {"облачных вычислений": 3, "облачные вычисления": 1}}, {"ru": "облачные вычисления"}),
    ("an oblique case alone is no label", "node", {"ru": {"узлами": 2}}, {"en": "node"}),
    ("a term that nothing names has the words of its slug", "front-office", {}, {"en": "front office"}),
    ("a word for half of the slug is none", "reasonableness-standard", {"en": {"x": 1}, "hi": {"मान": 1}}, {"en": "reasonableness standard"}),
    ("half of an enumeration is something else", "investment-manager", {"en": {"investment manager": 1}, "no": {"investeringsforvaltere og finansplanleggere": 1}}, {"en": "investment manager"}),
    ("an enumeration is right where the term is one", "mergers-and-acquisitions", {"en": {"mergers and acquisitions": 1}, "no": {"fusjoner og oppkjøp": 1}}, {"en": "mergers and acquisitions", "no": "fusjoner og oppkjøp"}),
    ("what is said three times word for word is no clause", "contribute", {"hi": {"योगदान कैसे करें": 3}}, {"hi": "योगदान कैसे करें"}),
    ("own letters beat Latin ones", "devops", {"zh": {"DevOps": 3, "开发运维": 1}}, {"zh": "开发运维"}),
    ("a cut anchor is mended by another language", "sec", {"en": {"Securities and Exchange Commission": 1}, "no": {"Securitie s and Exchange Commission": 1}}, {"en": "Securities and Exchange Commission", "no": "Securities and Exchange Commission"}),
    ("a cut anchor nobody else has stays joined", "stockbroker", {"hi": {"स्टॉकब्रोक आरएस": 1}}, {"hi": "स्टॉकब्रोक आरएस"}),
    ("a blank too many loses", "bond", {"th": {"พันธ บัตร": 1, "พันธบัตร": 1}}, {"th": "พันธบัตร"}),
    ("of equals the one that the other begins with", "bond", {"el": {"ομολογο": 1, "ομολογου": 1}}, {"el": "ομολογο"}),
    ("hyphens throughout are blanks", "iaas", {"it": {"Infrastructure-as-a-Service (IaaS)": 1}}, {"it": "Infrastructure as a Service (IaaS)"}),
]  # fmt: skip


@pytest.mark.parametrize(("slug", "anchors", "expected"), [pytest.param(*row[1:], id=row[0]) for row in ELECTIONS])
def test_elections(slug: str, anchors: Said, expected: dict[str, str]) -> None:
    assert labels(slug, anchors) == expected


def test_a_missing_label_shows_the_fallback_and_a_title_always_wins() -> None:
    assert labels("bond", {"no": {"tar": 9}, "en": {"loan": 9}}, {"en": "Bond"}) == {"en": "Bond"}


def test_a_word_that_goes_with_a_word_of_the_slugs_elsewhere_tells_the_whole_name() -> None:
    terms: dict[str, Said] = {
        f"{name}-architecture": {"en": {f"{name} architecture": 1}, "es": {f"arquitectura {name}a": 1}}
        for name in ("client", "event", "cell", "layer")
    }
    terms.update({f"{name}-fund": {"es": {f"fondo {name}": 2}} for name in ("index", "hedge", "money", "bond", "stock")})
    terms["service-architecture"] = {"es": {"servicios": 6, "arquitectura de servicios": 2}}
    anchors = terms["service-architecture"]
    assert labels("service-architecture", anchors) == {"es": "servicios"}
    assert labels("service-architecture", anchors, habits=habits_of(terms)) == {"es": "arquitectura de servicios"}


def test_an_anchor_that_leads_everywhere_is_a_weak_label_and_no_alternative() -> None:
    terms: dict[str, Said] = {f"term-{name}": {"no": {"nettside": 2, f"begrep {name}": 1}} for name in "abcdefgh"}
    habits = habits_of(terms)
    found, alternatives = select_labels("term-a", {}, tagged(terms["term-a"]), habits)
    assert [label.text for label in found] == ["begrep a"]
    assert alternatives == ()


def test_the_language_of_the_slugs_is_found_and_english_by_default() -> None:
    slugs = ("obligasjon", "utbytte", "rente", "kurs")
    assert habits_of({slug: {"no": {slug: 2}, "en": {f"x{slug}": 1}} for slug in slugs}).slug_language == "no"
    assert habits_of({}).slug_language == "en"


def test_function_words_of_an_unknown_language_are_learned_from_sentences() -> None:
    tally, tag = LanguageCounts(), LanguageTag("eo")
    for number in range(300):
        tally.add(f"term-{number}", {tag: {f"vorto{number}": 1}})
        tally.read(tag, f"Oni nomas ĝin vorto{number} kaj uzas ofte.", f"vorto{number}")
    habits = tally.habits()
    assert "kaj" in habits.function_words[tag]
    assert labels("term-1", {"eo": {"vorto kaj": 1}}, habits=habits) == {"eo": "vorto"}


def test_a_tally_is_a_fold_that_neither_order_nor_parts_change() -> None:
    seen = [(f"slug-{n}", {EN: {f"slug {n}": 1}, NO: {f"navn {n % 3}": n + 1}}, f"Setning {n} om navn.") for n in range(60)]

    def tally(part: list[tuple[str, dict[LanguageTag, dict[str, int]], str]]) -> LanguageCounts:
        made = LanguageCounts()
        for slug, anchors, sentence in part:
            made.add(slug, anchors)
            made.read(NO, sentence, "navn")
        return made

    whole = tally(seen).habits()
    assert tally(seen[::-1]).habits() == whole
    joined = tally(seen[40:])
    joined.join(tally(seen[:40]))
    assert joined.habits() == whole


def test_the_order_of_anchors_and_languages_does_not_matter() -> None:
    anchors = {"no": {"rente": 1, "renter": 1, "avkastning": 1}, "hi": {"ब्याज": 1, "दर": 1}, "en": {"interest": 1, "rate": 1}}
    results = {
        str(
            select_labels(
                "interest-rate", {}, {LanguageTag(tag): dict(sorted(anchors[tag].items(), reverse=turn)) for tag in order}
            )
        )
        for order in permutations(anchors)
        for turn in (True, False)
    }
    assert len(results) == 1


def test_alternatives_are_seen_twice_and_never_say_a_preferred_label_again() -> None:
    anchors = tagged({"en": {"bonds": 2, "Bond": 4, "paper": 1, "debt security": 3}, "hi": {"फ़ंड": 3, "फंड": 2, "कोष": 2}})
    found, alternatives = select_labels("bond", {EN: "Bond (finance)"}, anchors)
    assert [(label.language, label.text, label.count) for label in alternatives] == [
        ("en", "bonds", 2),
        ("en", "debt security", 3),
        ("hi", "कोष", 2),
    ]
    preferred = {(label.language, label.text.casefold()) for label in found}
    assert preferred.isdisjoint((label.language, label.text.casefold()) for label in alternatives)


def test_origin_and_count_say_where_a_label_comes_from() -> None:
    found, _ = select_labels("canary-release", {HI: "कैनरी"}, tagged({"en": {"canary": 2}, "no": {"kanarier": 3, "Kanarier ": 1}}))
    assert [(label.language, label.origin, label.count) for label in found] == [
        ("en", LabelOrigin.SLUG, 2),
        ("hi", LabelOrigin.TITLE, 0),
        ("no", LabelOrigin.ANCHOR, 4),
    ]


def page(title: str, body: str) -> str:
    return f"---\ntitle: {title}\n---\n\n{body}\n"


def test_the_evaluation_hides_titles_and_counts_every_titled_term_with_an_anchor(write: Write) -> None:
    root = write(
        {
            "en/bond.md": page("Secret name", "A loan. [yields](/yield) and [rates](/rate)"),
            "en/yield.md": page("Yield", "What a [bond](/bond) pays."),
            "no/yield.md": page("Avkastning", "Det en obligasjon betaler."),
            "no/bond.md": page("Obligasjon", "Gir [avkastning](/yield) og [.](/rate)"),
            "en/rate.md": page("Rate", "Text without links."),
        }
    )
    found = {(case.slug, case.language): case.label for case in cases(root)}
    assert found == {("bond", "en"): "bond", ("rate", "en"): "rate", ("yield", "en"): "yield", ("yield", "no"): "avkastning"}
    rows = {row.subset: row for row in evaluate(root)}
    assert (rows["all"].number, rows["all"].figures["right"], rows["all"].figures["plain majority"]) == (4, 0.75, 0.25)


def test_on_the_sample_election_is_better_than_the_plain_majority() -> None:
    import glossograph

    rows = {row.subset: row for row in evaluate(Path(glossograph.__file__).parent / "data" / "sample")}
    figures = rows["all"].figures
    assert figures["right"] >= 0.93
    assert figures["right"] > figures["plain majority"]


def test_right_is_without_case_and_with_or_without_brackets() -> None:
    assert is_right("virtual machine (VM)", "Virtual Machine")
    assert is_right("ক্লাস্টার", "ক্লাস্টার (Cluster)")
    assert not is_right("VM", "Virtual Machine (VM)")
    assert not is_right("", "(VM)")
