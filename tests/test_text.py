"""Claims about keys, slugs, destinations, sentences, languages and escaping, where their docstrings show no example."""

import random

import pytest

from glossograph.read.markdown_links import read_links
from glossograph.text.destinations import destination, with_name
from glossograph.text.escape import cell, defused
from glossograph.text.iris import is_usable_base, slug_of_term, term_iri
from glossograph.text.keys import is_opaque, key, name_key, safe_key, slug
from glossograph.text.languages import direction, language_of_folder, nearest, same_language
from glossograph.text.normalise import one_line
from glossograph.text.sentences import LONGEST, Sentences, ends_in

BASE = "https://example.org/glossary/"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("A\u030arsrapport", "årsrapport"),
        ("ﬁnance", "finance"),
        ("STRASSE", "straße"),
        ("12b‑1", "12B 1"),
        ("ЁЛКА", "е\u0308лка"),
    ],
)
def test_spellings_that_unicode_takes_for_one_have_one_key(first: str, second: str) -> None:
    assert key(first) == key(second) != ""


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("re\u00adsign", "resign"),
        ("می\u200cخواهم", "میخواهم"),
        ("A & B", "a-b"),
        ("a -- b", "a-b"),
        ("_draft-", "_draft"),
        ("A\u030arsrapport", "årsrapport"),
    ],
)
def test_a_slug_has_no_invisible_letters_and_one_hyphen_between_words(name: str, expected: str) -> None:
    assert slug(name) == expected


@pytest.mark.parametrize(
    ("stem", "opaque"), [("1b2c3d4", False), ("1b2c3d4e", True), ("deadbeef", False), ("2024-01-1b2c3d4e", True)]
)
def test_a_hash_has_eight_digits_or_more_and_not_letters_only(stem: str, *, opaque: bool) -> None:
    assert is_opaque(stem) == opaque


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("/ja", ((), "ja")),
        ("/ja/bond", ((), "bond")),
        ("/index.md", ((), "index")),
        ("/funds/index.md", ((), "funds")),
        ("((/bond))", ((), "bond")),
        ("funds\\bond.md", (("funds",), "bond")),
        ("/bond%E6", ((), "bond%E6")),
        ("/--", None),
    ],
)
def test_a_destination_is_read_whatever_its_form(written: str, expected: tuple[tuple[str, ...], str] | None) -> None:
    assert destination(written, {"ja"}) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [("/real%20estate.md", "/caf%C3%A9%20bar.md"), ("/real estate/", "/café bar/"), ("bond?x#y", "café bar?x#y")],
)
def test_another_name_is_written_as_the_author_writes_destinations(written: str, expected: str) -> None:
    assert with_name(written, "café bar") == expected


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("By J. Smith. He", "By J. Smith."),
        ("So i.e. Bonds. He", "So i.e. Bonds."),
        ("As (cf. Bonds). He", "As (cf. Bonds)."),
        ("A bond. pays. He", "A bond. pays."),
        ("A rate of 3.5 is high. He", "A rate of 3.5 is high."),
        ("He said “Yes.” She", "He said “Yes.”"),
    ],
)
def test_a_full_stop_does_not_end_every_sentence(text: str, sentence: str) -> None:
    assert Sentences(text).at(0, 1) == sentence


@pytest.mark.parametrize(("start", "end"), [(0, 5), (1_000, 1_010), (4_995, 5_000), (1_000, 3_000)])
def test_a_long_sentence_is_cut_to_about_its_longest_length(start: int, end: int) -> None:
    sentence = Sentences("word " * 1_000).at(start, end)
    assert LONGEST // 2 - 10 <= len(sentence) <= LONGEST + len("… " + " …")
    assert sentence.startswith("…") == (start > 0)
    assert sentence.endswith("…") == (end < 5_000)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("[a](/a) and [b](/b).", [1, 1]),
        ("[A](/a) pays. [B](/b) costs, as [c](/c) does.", [1, 2, 2]),
        ("[a](/a), e.g. [b](/b).\n\n[c](/c)\n\n- [d](/d)\n- [e](/e) [f](/f)", [1, 1, 2, 3, 4, 4]),
        ("> [a](/a) है। [b](/b)", [1, 2]),
    ],
)
@pytest.mark.parametrize("sentences", [True, False])
def test_links_of_one_sentence_have_one_number(text: str, numbers: list[int], *, sentences: bool) -> None:
    assert [link.sentence_number for link in read_links(text, sentences=sentences)] == numbers


def test_no_sentence_ends_without_a_full_stop() -> None:
    assert not ends_in(" and ", "A")
    assert ends_in(" pays.” ", "A")


@pytest.mark.parametrize("text", ["＝1+1", "＋1", "－1", "＠x", "'=1", "\t=1", "-1"])
def test_a_text_that_a_spreadsheet_would_run_is_defused(text: str) -> None:
    assert defused(text) == f"'{text}"


def test_numbers_and_truth_values_are_no_formulas() -> None:
    assert [cell(value) for value in (-1, -0.5, True, "-1")] == ["-1", "-0.5", "true", "'-1"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("債券\n市場", "債券市場"),
        ("債券\nmarket", "債券 market"),
        ("bond \n\n  market é", "bond market é"),
        ("a  b", "a b"),
        ("é  b", "é b"),
        ("e\u0301" + "\u0301" * 2_000, "é" + "\u0301" * 29),
    ],
)
def test_a_text_becomes_one_clean_line(text: str, expected: str) -> None:
    assert one_line(text) == expected


@pytest.mark.parametrize(
    ("name", "tag"),
    [("yue", "yue"), ("Cantonese", "yue"), ("Cebuano", "ceb"), ("Even", None), ("fur", None), ("nb", "nb"), ("x", None)],
)
def test_everyday_words_are_no_languages(name: str, tag: str | None) -> None:
    assert language_of_folder(name) == tag


def test_the_nearest_language_is_the_longest_that_holds_the_wanted_one() -> None:
    assert nearest("zh-hant-tw", ["zh", "zh-hant"]) == "zh-hant"
    assert nearest("zh-hant-tw", ["zh-hans", "zh-hk"]) == "zh-hans"


@pytest.mark.parametrize("tag", ["no", "nb", "nn", "nb-no"])
def test_norwegian_is_one_language(tag: str) -> None:
    assert same_language(tag, "nn")
    assert not same_language(tag, "sv")


def test_a_script_in_the_tag_decides_on_the_direction() -> None:
    assert [direction(tag) for tag in ("az-arab", "az", "ks", "ks-deva", "he")] == ["rtl", "ltr", "rtl", "ltr", "rtl"]


def test_a_slash_in_a_slug_makes_no_further_part_of_an_iri() -> None:
    assert term_iri(BASE, "a/b") == f"{BASE}term/a%2Fb"
    assert slug_of_term(BASE, term_iri(BASE, "a/b")) == "a/b"
    assert slug_of_term(BASE, f"{BASE}term/a/b") is None
    assert slug_of_term(BASE, f"{BASE}term/") is None


@pytest.mark.parametrize(
    ("base", "usable"),
    [
        ("https://example.org/a b/", False),
        ("https://example.org/a b#", False),
        ("https://example.org/a#b", False),
        ("https://example.org/a#", True),
        ("http://localhost:8080/", True),
        ("https://example.org:999999/", False),
        ("urn:glossary:", True),
        ("urn:glossary", False),
        ("https://example.org/%C3%A5/", True),
        ("https://example.org/%zz/", False),
    ],
)
def test_a_base_iri_is_one_that_every_format_can_write(base: str, *, usable: bool) -> None:
    assert is_usable_base(base) == usable


def test_a_name_is_folded_like_a_safe_key_without_its_hyphens_and_slashes() -> None:
    draw = random.Random(1)
    for _ in range(2_000):
        name = "".join(draw.choices("aB1-/&.+_ é", k=draw.randrange(8)))
        assert name_key(name) == safe_key(name).translate(str.maketrans("", "", "-/&")), name
