import random
from collections.abc import Mapping

import pytest

import glossograph as gg
from glossograph.model.problem import ProblemCode
from glossograph.model.term import LabelOrigin
from tests.conftest import Write


def article(title: str, body: str = "", **matter: str) -> str:
    lines = [f"{name}: {value}" for name, value in {"title": title, **matter}.items() if value]
    return "\n".join(["---", *lines, "---", "", body])


def codes(kg: gg.KnowledgeGraph) -> list[str]:
    return [problem.code for problem in kg.problems]


def titles(kg: gg.KnowledgeGraph, slug: str) -> dict[str, str]:
    return {label.language: label.text for label in kg.term(slug).labels}


def test_spellings_of_one_slug_are_one_term(write: Write) -> None:
    kg = gg.build(
        write(
            {
                "en/front-office.md": article("Front Office", "[b](/Back_Office/)"),
                "no/frontoffice.md": article("Frontkontor", "[b](/no/backoffice) [c](../no/back-office.md#x)"),
                "en/backoffice.md": article("Back Office", "[f](/Front%20Office)"),
            }
        )
    )
    assert [(term.slug, len(term.articles)) for term in kg.terms] == [("backoffice", 1), ("front-office", 2)]
    assert [(edge.source, edge.target, edge.counts) for edge in kg.edges] == [
        ("backoffice", "frontoffice", (("en", 1),)),
        ("frontoffice", "backoffice", (("en", 1), ("no", 2))),
    ]
    assert codes(kg) == []


def test_two_articles_of_one_language_whose_slugs_differ_in_hyphens_stay_two_terms_and_are_proposed_as_one(write: Write) -> None:
    kg = gg.build(
        write(
            {
                "en/re-sign.md": article("Re-sign"),
                "no/re-sign.md": article("Forlenge"),
                "en/resign.md": article("Resign"),
                "en/c.md": article("C", "[a](/resign) [b](/re-sign)"),
            }
        )
    )
    assert [(term.slug, len(term.articles)) for term in kg.terms] == [("c", 1), ("re-sign", 2), ("resign", 1)]
    assert [(edge.source, edge.target) for edge in kg.edges] == [("c", "resign"), ("c", "resign~2")]
    assert kg.term("resign").labels[0].text == "Resign"
    assert kg.term("re-sign").label("no").text == "Forlenge"
    assert kg.term("resign~2").slug == "resign"  # by its id
    [candidate] = kg.duplicate_candidates
    assert (candidate.one, candidate.other, candidate.reasons[0]) == ("resign", "resign~2", "the slugs differ only in hyphens")


def test_the_key_stays_with_the_slug_that_most_articles_have(write: Write) -> None:
    kg = gg.build(
        write({"en/re-sign.md": article("Re-sign"), "en/resign.md": article("Resign"), "no/resign.md": article("Slutte")})
    )
    assert [(term.id, term.slug) for term in kg.terms] == [("resign", "resign"), ("resign~2", "re-sign")]


@pytest.mark.parametrize(
    ("slugs", "expected"),
    [
        ({"en": "frontoffice", "no": "front-office"}, "frontoffice"),
        ({"en": "front-office", "no": "frontoffice", "hi": "frontoffice"}, "frontoffice"),
        ({"hi": "frontoffice", "no": "front-office"}, "front-office"),
    ],
    ids=["of two the English one", "the one that most articles have", "else the first"],
)
def test_of_several_spellings_a_term_has(write: Write, slugs: dict[str, str], expected: str) -> None:
    kg = gg.build(write({f"{language}/{slug}.md": article("Front Office") for language, slug in slugs.items()}))
    assert [term.slug for term in kg.terms] == [expected]


def test_one_slug_in_two_folders_gives_two_terms(write: Write) -> None:
    kg = gg.build(
        write(
            {
                "en/funds/fee.md": article("Fund fee"),
                "en/loans/fee.md": article("Loan fee"),
                "en/a.md": article("A", "[x](/loans/fee) [y](/funds/fee/)"),
            }
        )
    )
    assert sorted(str(n.term.label()) for n in kg.neighbours("a")) == ["Fund fee", "Loan fee"]
    assert codes(kg) == ["duplicate-key"]


def test_an_alias_is_an_address_of_its_article(write: Write) -> None:
    kg = gg.build(
        write(
            {
                "en/etf.md": article("ETF", aliases="[/exchange-traded-fund/, tracker]"),
                "en/a.md": article("A", "[x](/exchangetradedfund)"),
            }
        )
    )
    assert [edge.target for edge in kg.edges] == ["etf"]
    assert kg.term("Tracker").slug == "etf"


def test_wikilinks_name_a_file_or_a_title_in_any_language(write: Write) -> None:
    kg = gg.build(
        write(
            {
                "no/client-facing.md": article("Klientvendt"),
                "no/a.md": article("A", "[[Klientvendt]] [[client facing|x]]"),
                "en/b.md": article("B", "[[Klientvendt]]"),
            }
        )
    )
    assert [(edge.source, edge.target, edge.count) for edge in kg.edges] == [("a", "clientfacing", 2), ("b", "clientfacing", 1)]


def test_what_leads_outside_or_nowhere_is_no_edge(write: Write) -> None:
    body = "[a](https://x.y/z) [b](mailto:a@b.c) [c](#top) [d](/logo.png) [e](/) [f](/self) [g](/en/) ![h](/i) [j](//cdn/x)"
    kg = gg.build(write({"en/self.md": article("Self", body)}))
    assert kg.edges == ()
    assert len(kg.terms) == 1


SEEDS: Mapping[str, str] = {
    "000_703305e8effb2bf5.txt": article(
        "Client Facing",
        "The people who meet the customers belong to the [front office](/frontoffice), while the [back office](/backoffice) "
        "keeps the books. A [stockbroker](/stockbroker) is one of them.\n\nAn [insurance agent](/free agent) and "
        "[realtors](/real estate professional) are others, as in [retail sales](/retail-sales).",
    ),
    "001_1dcac6cc075b86dc.txt": article(
        "Klientvendt",
        "De som møter kundene, hører til [front office](/frontoffice),. mens [back office -](/backoffice) fører bøkene. En "
        "[aksjemegler](/stockbroker) er en av dem [.](/stockbroker)\n\nEn [forsikringsagent](/independent-agent) og "
        "[eiendomsmeglere](/realtor) er andre, som i [detaljhandel](/retail-sales).",
    ),
    "003_1b6103a111c75762.txt": article(
        "ग्राहक का सामना करना",
        "जो ग्राहकों से मिलते हैं वे [फ्रंट ऑफिस](/frontoffice),. के हैं और [बैक ऑफिस](/backoffice) हिसाब रखता है। एक "
        "[स्टॉकब्रोक](/stockbroker) [आरएस](/stockbroker) उनमें से एक है।\n\n[बीमा एजेंट](/independent-agent) और "
        "[रीयलटर्स](/realtor) भी, जैसे [खुदरा बिक्री](/retail-sales) में।",
    ),
}


def test_files_without_slug_or_language_become_one_term(write: Write) -> None:
    kg = gg.build(write(SEEDS))
    with_article = [term for term in kg.terms if not term.placeholder]
    assert [(term.id, term.slug) for term in with_article] == [("clientfacing", "client-facing")]
    assert titles(kg, "client-facing") == {"en": "Client Facing", "no": "Klientvendt", "hi": "ग्राहक का सामना करना"}
    assert [(repair.written, repair.repaired) for repair in kg.repairs] == [
        ("/free agent", "/independent-agent"),
        ("/real estate professional", "/realtor"),
    ]
    assert (len(kg.terms), len(kg.edges)) == (7, 6)


def test_anchors_lose_their_debris_and_cut_ones_are_joined(write: Write) -> None:
    kg = gg.build(write(SEEDS))
    assert titles(kg, "backoffice")["no"] == "back office"
    assert titles(kg, "stockbroker") == {"en": "stockbroker", "hi": "स्टॉकब्रोक आरएस", "no": "aksjemegler"}


def test_unrelated_files_without_slug_stay_apart(write: Write) -> None:
    kg = gg.build(
        write(
            {
                "000_703305e8effb2bf5.md": article(
                    "Bond", "A loan to the state, which pays it back. [x](/yield) [y](/coupon)", lang="en"
                ),
                "001_1dcac6cc075b86dc.md": article(
                    "Utbytte", "Det en aksje betaler hvert år. [x](/stock) [y](/company)", lang="no"
                ),
            }
        )
    )
    assert sorted(term.slug for term in kg.terms if not term.placeholder) == ["bond", "utbytte"]


def languages(bodies: Mapping[str, str]) -> dict[str, str]:
    return {f"{language}/main.md": article("Main", body) for language, body in bodies.items()}


TARGETS = {f"en/{name}.md": article(name.title()) for name in ("lease", "rent", "bond", "yield")}

VOTES = [
    # written in en, no, hi; articles that exist; repairs made by sure, by majority; conflicts reported
    ("the winner has an article", ("/hire", "/lease", "/lease"), 1, 1, 0),
    ("the winner is written in every other language", ("/hire", "/let", "/let"), 1, 1, 0),
    ("both have articles", ("/rent", "/lease", "/lease"), 0, 1, 1),
    ("the three differ", ("/rent", "/lease", "/bond"), 0, 0, 0),
    ("only two have the link, and the winner exists", ("/hire", "/lease", None), 0, 0, 1),
    ("only two have the link, and both exist", ("/rent", "/lease", None), 0, 0, 0),
    ("only two have the link, and neither exists", ("/hire", "/let", None), 0, 0, 0),
    ("all agree", ("/lease", "/lease", "/lease"), 0, 0, 0),
    ("two for a placeholder against one for an article", ("/hire", "/hire", "/lease"), 0, 0, 1),
]


@pytest.mark.parametrize(("written", "sure", "majority", "conflicts"), [pytest.param(*row[1:], id=row[0]) for row in VOTES])
def test_translations_vote_on_destinations(
    write: Write, written: tuple[str | None, ...], sure: int, majority: int, conflicts: int
) -> None:
    bodies = {
        language: "[first](/bond) " + (f"[word]({destination}) " if destination else "") + "[last](/yield)"
        for language, destination in zip(("en", "no", "hi"), written, strict=True)
    }
    root = write({**TARGETS, **languages(bodies)})
    assert len(gg.build(root, repair="sure").repairs) == sure
    assert codes(gg.build(root, repair="sure")).count("link-conflict") == conflicts
    assert len(gg.build(root, repair="majority").repairs) == majority
    assert gg.build(root, repair="off").repairs == ()


def test_a_repair_keeps_what_was_written_and_who_voted(write: Write) -> None:
    root = write({**TARGETS, **languages({"en": "\n[w](/en/hire/)", "no": "[w](/lease)", "hi": "[w](/hi/lease/)"})})
    kg = gg.build(root)
    [repair] = kg.repairs
    assert (repair.path, repair.line, repair.written, repair.repaired) == ("Texts/en/main.md", 6, "/en/hire/", "/en/lease/")
    assert repair.voters == (("hi", "/hi/lease/"), ("no", "/lease"))
    assert [edge.target for edge in kg.edges] == ["lease"]


@pytest.mark.parametrize(
    "bodies",
    [
        {"en": "[a](/bond) [b](/new)", "no": "[a](/bond)", "hi": "[a](/bond)"},
        {"en": "[a](/bond)", "no": "[a](/bond) [b](/lease)", "hi": "[a](/bond) [b](/lease)"},
        {
            "en": "[a](/bond) [b](/yield) [c](/rent)",
            "no": "[c](/rent) [a](/bond) [b](/yield)",
            "hi": "[b](/yield) [c](/rent) [a](/bond)",
        },
        {"en": "[x](/new) [y](/newer) [a](/bond)", "no": "[a](/bond) [l](/lease)", "hi": "[a](/bond) [l](/lease)"},
    ],
    ids=["added", "dropped", "reordered", "elsewhere"],
)
def test_links_that_translations_add_drop_or_reorder_are_left_alone(write: Write, bodies: dict[str, str]) -> None:
    assert gg.build(write({**TARGETS, **languages(bodies)}), repair="majority").repairs == ()


def test_an_anchor_that_is_the_very_title_of_its_target_is_not_outvoted(write: Write) -> None:
    bodies = {"en": "[Rent](/rent)", "no": "[x](/lease)", "hi": "[x](/lease)"}
    assert gg.build(write({**TARGETS, **languages(bodies)}), repair="majority").repairs == ()


def test_a_placeholder_is_labelled_by_its_anchors(write: Write) -> None:
    root = write(
        {
            "en/a.md": article("A", "[yields](/yield), [Yield](/yield), [yield](/yield)."),
            "no/a.md": article("A", "[avkastning -](/yield), [,](/yield) x [.](/yield)"),
            "hi/a.md": article("अ", "[यील्ड, जो एक बहुत लंबा वाक्य है और लेबल नहीं है](/yield) "),
        }
    )
    kg = gg.build(root)
    placeholder = kg.term("yield")
    assert placeholder.placeholder
    assert titles(kg, "yield") == {"en": "Yield", "no": "avkastning"}
    assert placeholder.label("hi").language == "en"
    assert {label.origin for label in placeholder.labels} == {LabelOrigin.ANCHOR}


def test_a_title_wins_over_anchors_and_frequent_anchors_become_alternatives(write: Write) -> None:
    body = "[bonds](/bond) and [bonds](/bond) and [BOND](/bond) and [paper](/bond)"
    kg = gg.build(write({"en/bond.md": article("Bond"), "en/a.md": article("A", body)}))
    assert titles(kg, "bond") == {"en": "Bond"}
    assert [label.text for label in kg.term("bond").alternatives] == ["bonds"]


def test_placeholders_can_be_left_out(write: Write) -> None:
    root = write({"en/a.md": article("A", "[b](/b) [c](/c)"), "en/b.md": article("B")})
    kg = gg.build(root, placeholders=False)
    assert [term.slug for term in kg.terms] == ["a", "b"]
    assert [(edge.source, edge.target) for edge in kg.edges] == [("a", "b")]
    assert [item.target for item in kg.evidence()] == ["b"]


def test_only_wanted_languages_are_built(write: Write) -> None:
    root = write({"en/a.md": article("A"), "no/a.md": article("Å"), "hi/a.md": article("अ")})
    assert gg.build(root, languages=("en", "hi")).graph.languages == ("en", "hi")
    with pytest.raises(gg.NoArticlesError):
        gg.build(root, languages=("fr",))


def test_the_order_of_files_does_not_matter(write: Write) -> None:
    files = list({**TARGETS, **SEEDS}.items())
    first = gg.build(write(dict(files))).graph
    random.Random(7).shuffle(files)
    assert gg.build(write(dict(files))).graph == first


def test_evidence_holds_sentence_section_and_line(write: Write) -> None:
    kg = gg.build(write({"en/a.md": article("A", "## Use\n\nOne. A [b](/b) here. Three.")}))
    [item] = kg.evidence("a")
    assert (item.path, item.link.line, item.link.section, item.link.sentence) == ("Texts/en/a.md", 7, "Use", "A b here.")


def test_an_unknown_term_is_an_error_that_names_the_nearest(sample: gg.KnowledgeGraph) -> None:
    with pytest.raises(gg.UnknownTermError, match="stockbroker"):
        sample.term("stokbroker")


def test_neighbours_have_direction_counts_and_languages(write: Write) -> None:
    kg = gg.build(
        write({"en/a.md": article("A", "[b](/b)"), "no/a.md": article("A", "[b](/b)"), "en/b.md": article("B", "[a](/a)")})
    )
    assert [(n.term.slug, n.direction, n.count, n.languages) for n in kg.neighbours("a")] == [
        ("b", "out", 2, ("en", "no")),
        ("b", "in", 1, ("en",)),
    ]


def test_an_exact_slug_wins_where_articles_share_a_key(write: Write) -> None:
    kg = gg.build(
        write({"en/a/bond.md": article("One"), "en/b/bond.md": article("Two"), "en/loan.md": article("Loan", "[x](/bond)")})
    )
    assert all(kg.term(term.slug) is term for term in kg.terms)
    [neighbour] = kg.neighbours("loan")
    assert neighbour.term.slug == "bond"


def test_an_article_of_thousands_of_links_is_not_voted_on(write: Write) -> None:
    links = " and ".join(f"[x](/t{i % 97})" for i in range(3_000))
    kg = gg.build(write({f"{tag}/list.md": article("List", links) for tag in ("en", "no", "de")}))
    assert len(kg.edges) == 97


def test_a_dangling_link_is_reported_where_it_comes_first_of_all_terms(write: Write) -> None:
    root = write({f"en/term-{number:02}.md": f"---\ntitle: T {number}\n---\n[x](/missing)" for number in range(60)})
    [problem] = [one for one in gg.build(root).problems if one.code is ProblemCode.LINK_DANGLING]
    assert problem.path == "Texts/en/term-00.md"
    assert "which 60 links name" in problem.message
