from collections import Counter
from collections.abc import Mapping
from itertools import permutations
from pathlib import Path

import pytest

import glossograph as gg
from glossograph.labels.anchor_text import find_name
from glossograph.labels.language_statistics import SAMPLE_SENTENCES, LanguageCounts, LanguageStatistics
from glossograph.labels.selection import select_labels
from glossograph.labels.term_words import choose_training_terms, learn_lexicon, parts_by_language, split_slug
from glossograph.model.term import Label, LabelOrigin, Term
from glossograph.text.keys import Slug, TermId, key
from glossograph.text.languages import LanguageTag
from tests.command import run
from tests.conftest import Case, Write, cases
from tests.eval import labels as evaluation

AnchorsByTag = Mapping[str, Mapping[str, int]]
EN, NO, HI = LanguageTag("en"), LanguageTag("no"), LanguageTag("hi")


def tagged(anchors: AnchorsByTag) -> dict[LanguageTag, Counter[str]]:
    return {LanguageTag(tag): Counter(counts) for tag, counts in anchors.items()}


def labels(
    slug: str, anchors: AnchorsByTag, titles: Mapping[str, str] | None = None, statistics: LanguageStatistics | None = None
) -> dict[str, str]:
    tagged_titles = {LanguageTag(tag): title for tag, title in (titles or {}).items()}
    preferred, _ = select_labels(slug, tagged_titles, tagged(anchors), statistics or LanguageStatistics())
    return {label.language: label.text for label in preferred}


def learn(terms: Mapping[str, AnchorsByTag]) -> LanguageStatistics:
    slugs_and_anchors = [(slug, tagged(anchors)) for slug, anchors in terms.items()]
    counts = LanguageCounts()
    for slug, anchors in slugs_and_anchors:
        counts.add_term(slug, anchors)
        for tag, texts in anchors.items():
            counts.add_target_counts(tag, dict.fromkeys(map(key, texts), 1))
    indexes = range(len(slugs_and_anchors))
    words = [split_slug(slug, (text for texts in anchors.values() for text in texts)) for slug, anchors in slugs_and_anchors]
    parts = {index: parts_by_language(anchors) for index, (_, anchors) in enumerate(slugs_and_anchors)}
    return counts.statistics(learn_lexicon(choose_training_terms(words, indexes, indexes), parts))


@pytest.mark.parametrize("case", cases("anchor_names"))
def test_the_name_in_an_anchor_is_found_and_a_clause_has_none(case: Case) -> None:
    """Each line of an input in `anchor_names.txt` is a language and an anchor; each line of its output is a name or `-`."""
    names = [find_name(anchor, language) for language, anchor in (line.split(" ", 1) for line in case.given.splitlines())]
    assert [name.text if name else "-" for name in names] == case.expected.splitlines()


@pytest.mark.parametrize("case", cases("labels"))
def test_labels_are_selected_from_anchors(case: Case) -> None:
    """The input of `labels.txt` is a slug, and lines of a language, a count and an anchor, or of a language, `title` and a title.

    The output is a line of language and label for each language that has one.
    """
    slug, *lines = case.given.splitlines()
    anchors: dict[str, dict[str, int]] = {}
    titles: dict[str, str] = {}
    for line in lines:
        language, count, text = line.split(" ", 2)
        if count == "title":
            titles[language] = text
        else:
            anchors.setdefault(language, {})[text] = int(count)
    assert [f"{language} {label}" for language, label in labels(slug, anchors, titles).items()] == case.expected.splitlines()


def test_a_title_always_wins() -> None:
    assert labels("bond", {"no": {"tar": 9}, "en": {"loan": 9}}, {"en": "Bond"}) == {"en": "Bond"}


def test_a_word_that_goes_with_a_word_of_other_slugs_shows_which_name_is_whole() -> None:
    terms: dict[str, AnchorsByTag] = {
        f"{name}-architecture": {"en": {f"{name} architecture": 1}, "es": {f"arquitectura {name}a": 1}}
        for name in ("client", "event", "cell", "layer")
    }
    terms.update({f"{name}-fund": {"es": {f"fondo {name}": 2}} for name in ("index", "hedge", "money", "bond", "stock")})
    terms["service-architecture"] = {"es": {"servicios": 6, "arquitectura de servicios": 2}}
    anchors = terms["service-architecture"]
    assert labels("service-architecture", anchors) == {"es": "servicios"}
    assert labels("service-architecture", anchors, statistics=learn(terms)) == {"es": "arquitectura de servicios"}


def test_an_anchor_that_links_to_many_terms_is_a_weak_label_and_no_alternative() -> None:
    terms: dict[str, AnchorsByTag] = {f"term-{name}": {"no": {"nettside": 2, f"begrep {name}": 1}} for name in "abcdefgh"}
    statistics = learn(terms)
    preferred, alternatives = select_labels("term-a", {}, tagged(terms["term-a"]), statistics)
    assert [label.text for label in preferred] == ["begrep a"]
    assert alternatives == ()


def test_the_language_of_the_slugs_is_found_and_english_by_default() -> None:
    slugs = ("obligasjon", "utbytte", "rente", "kurs")
    assert learn({slug: {"no": {slug: 2}, "en": {f"x{slug}": 1}} for slug in slugs}).slug_language == "no"
    assert learn({}).slug_language == "en"


def test_function_words_of_an_unknown_language_are_learned_from_sentences() -> None:
    counts, tag = LanguageCounts(), LanguageTag("eo")
    for index in range(300):
        counts.add_term(f"term-{index}", {tag: {f"vorto{index}": 1}})
        counts.add_sentence(tag, f"Oni nomas ĝin vorto{index} kaj uzas ofte.", f"vorto{index}")
    statistics = counts.statistics()
    assert "kaj" in statistics.function_words[tag]
    assert labels("term-1", {"eo": {"vorto kaj": 1}}, statistics=statistics) == {"eo": "vorto"}


def test_counts_of_languages_do_not_depend_on_order_or_parts() -> None:
    terms = [(f"slug-{n}", {EN: {f"slug {n}": 1}, NO: {f"navn {n % 3}": n + 1}}, f"Setning {n} om navn.") for n in range(60)]

    def count(part: list[tuple[str, dict[LanguageTag, dict[str, int]], str]]) -> LanguageCounts:
        counts = LanguageCounts()
        for slug, anchors, sentence in part:
            counts.add_term(slug, anchors)
            counts.add_sentence(NO, sentence, "navn")
            for tag, texts in anchors.items():
                counts.add_target_counts(tag, dict.fromkeys(map(key, texts), 1))
        return counts

    whole = count(terms).statistics()
    assert count(terms[::-1]).statistics() == whole
    merged = count(terms[40:])
    merged.merge(count(terms[:40]))
    assert merged.statistics() == whole


def test_the_sample_of_sentences_does_not_depend_on_their_order() -> None:
    links = [(f"Sentence {index}.", anchor) for index in range(2 * SAMPLE_SENTENCES) for anchor in ("b", "a")]
    samples = []
    for ordered in (links, sorted(links, key=lambda link: link[1], reverse=True)):
        counts = LanguageCounts()
        for sentence, anchor in ordered:
            counts.add_sentence(NO, sentence, anchor)
        [(_, part)] = counts.by_language()
        samples.append(part.sentences[NO])
    assert samples[0] == samples[1]
    assert {anchor for _, anchor in samples[0].values()} == {"a"}


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


def test_alternatives_occur_twice_and_never_repeat_a_preferred_label() -> None:
    anchors = tagged({"en": {"bonds": 2, "Bond": 4, "paper": 1, "debt security": 3}, "hi": {"फ़ंड": 3, "फंड": 2, "कोष": 2}})
    preferred, alternatives = select_labels("bond", {EN: "Bond (finance)"}, anchors)
    assert [(label.language, label.text, label.count) for label in alternatives] == [
        ("en", "bonds", 2),
        ("en", "debt security", 3),
        ("hi", "कोष", 2),
    ]
    names = {(label.language, label.text.casefold()) for label in preferred}
    assert names.isdisjoint((label.language, label.text.casefold()) for label in alternatives)


def test_the_alternatives_beside_a_title_are_the_same_where_no_language_votes() -> None:
    english = {"notes": 1, "Notes,": 1, "debt security": 2, "bonds": 2, "papers (old)": 1, "papers old": 1}
    _, alone = select_labels("bond", {EN: "Bond"}, tagged({"en": english}))
    _, beside_a_vote = select_labels("bond", {EN: "Bond"}, tagged({"en": english, "no": {"obligasjon": 1}}))
    assert alone == beside_a_vote
    assert [(label.text, label.count) for label in alone] == [("Notes", 2), ("bonds", 2), ("debt security", 2)]


def test_a_label_has_its_origin_and_its_count_of_anchors() -> None:
    preferred, _ = select_labels(
        "canary-release", {HI: "कैनरी"}, tagged({"en": {"canary": 2}, "no": {"kanarier": 3, "Kanarier ": 1}})
    )
    assert [(label.language, label.origin, label.count) for label in preferred] == [
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
    labels_by_case = {(case.slug, case.language): case.label for case in evaluation.cases(root)}
    assert labels_by_case == {
        ("bond", "en"): "bond",
        ("rate", "en"): "rate",
        ("yield", "en"): "yield",
        ("yield", "no"): "avkastning",
    }
    rows = {row.subset: row for row in evaluation.evaluate(root)}
    figures = rows["all"].figures
    assert (rows["all"].number, figures["right"], figures["plain majority"], figures["best anchor"]) == (4, 0.75, 0.25, 0.25)
    assert rows["as users run it"].number == 4


def test_the_evaluation_as_users_run_it_hides_the_titles_of_one_language_only(write: Write) -> None:
    root = write(
        {
            "en/etf.md": page("Exchange-traded fund", "A fund."),
            "no/etf.md": page("Børshandlet fond", "Et fond."),
            "no/fond.md": page("Fond", "Slik som [fond](/etf) og [børshandlet fond](/etf)."),
        }
    )
    rows = {row.subset: row.figures.get("right") for row in evaluation.evaluate(root)}
    assert rows["as users run it"] == 1  # the English title shows how long the name has to be
    assert rows["all"] == 0


def test_the_best_anchor_is_the_title_or_has_the_name_in_it(write: Write) -> None:
    root = write(
        {
            "no/bond.md": page("Obligasjon", "Betaler [renten](/yield)."),
            "no/yield.md": page("Avkastning", "En [obligasjon -](/bond) og [aksjer](/bond)."),
        }
    )
    assert {(case.slug, case.in_anchor) for case in evaluation.cases(root)} == {("bond", True), ("yield", False)}


def test_on_the_sample_selection_is_better_than_the_most_frequent_anchor() -> None:
    rows = {row.subset: row for row in evaluation.evaluate(gg.SAMPLE)}
    figures = rows["all"].figures
    assert figures["right"] >= 0.93
    assert figures["right"] > figures["plain majority"]


def test_right_is_without_case_and_with_or_without_brackets() -> None:
    assert evaluation.is_right("virtual machine (VM)", "Virtual Machine")
    assert evaluation.is_right("ক্লাস্টার", "ক্লাস্টার (Cluster)")
    assert not evaluation.is_right("VM", "Virtual Machine (VM)")
    assert not evaluation.is_right("", "(VM)")


@pytest.mark.parametrize(
    ("language", "label"),
    [
        ("no", "Obligasjon"),  # the language itself
        ("nb", "Obligasjon"),  # a variety
        ("hi", "बॉन्ड"),
        ("fr", "Obligasjon"),  # Latin like French, though Hindi comes first
        ("mr", "बॉन्ड"),  # Devanagari like Hindi
        ("ar", "बॉन्ड"),  # no label in its script: the first
        ("?", "बॉन्ड"),
    ],
)
def test_a_reader_falls_back_to_a_label_in_the_same_script(language: str, label: str) -> None:
    names = {"hi": "बॉन्ड", "no": "Obligasjon", "zh": "债券"}
    term = Term(TermId("bond"), Slug("bond"), tuple(Label(LanguageTag(tag), text) for tag, text in names.items()))
    assert str(term.label(language)) == label


def test_a_fallback_language_comes_before_the_script() -> None:
    names = {"en": "Bond", "hi": "बॉन्ड"}
    term = Term(TermId("bond"), Slug("bond"), tuple(Label(LanguageTag(tag), text) for tag, text in names.items()))
    assert str(term.label("mr")) == "Bond"


def test_an_anchor_that_is_half_a_word_counts_but_gives_no_label(write: Write) -> None:
    root = write(
        {
            "en/realtor.md": page("Realtor", "Shows [homes](/home)."),
            "zh/realtor.md": page("房地产经纪人", "带准[购房](/home)者去看[房产](/property)。"),
        }
    )
    graph = gg.build(root)
    assert [label.language for label in graph.term("home").labels] == ["en"]
    assert [label.text for label in graph.term("property").labels if label.language == "zh"] == ["房产"]
    assert [edge.languages for edge in graph.edges if edge.target == "home"] == [("en", "zh")]


def test_a_short_anchor_behind_of_is_half_a_name_and_gives_no_label(write: Write) -> None:
    root = write(
        {
            "de/job.md": page("Beruf", "Etwa [Börsenmakler](/stockbroker)."),
            "en/job.md": page("Job", "For example [stockbrokers](/stockbroker)."),
            "es/job.md": page("Empleo", "Por ejemplo [corredores de bolsa](/stockbroker)."),
            "fr/job.md": page("Métier", "Par exemple les agents de [change](/stockbroker) ou les banquiers."),
            "it/job.md": page("Lavoro", "Per esempio agenti di cambio: [cambio](/exchange), dei [cambi](/exchange)."),
            "pl/job.md": page("Praca", "Na przykład [maklerzy giełdowi](/stockbroker)."),
        }
    )
    labels_by_language = {label.language: label.text for label in gg.build(root).term("stockbroker").labels}
    assert sorted(labels_by_language) == ["de", "en", "es", "pl"]
    assert "it" in {label.language for label in gg.build(root).term("exchange").labels}


def test_the_fix_of_a_cut_anchor_joins_letters_of_scripts_without_blanks(write: Write, tmp_path: Path) -> None:
    root = write(
        {
            "ja/job.md": page("仕事", "例えば[証券](/stockbroker) [会社](/stockbroker)です。"),
            "en/job.md": page("Job", "For example [stock](/stockbroker) [brokers](/stockbroker)."),
        }
    )
    assert run("fix", "Texts", "--select", "anchor-cut", cwd=tmp_path).returncode == 0
    assert "[証券会社](/stockbroker)" in (root / "ja" / "job.md").read_text(encoding="utf-8")
    assert "[stock brokers](/stockbroker)" in (root / "en" / "job.md").read_text(encoding="utf-8")
