"""Names on the published site: of its files, in the order of alphabets, and its own texts."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossograph.site import term_pages
from glossograph.site.alphabet import alphabet_of
from glossograph.site.safe_names import is_safe_name, safe_name, unique_names
from glossograph.text.data_files import read_data_file
from glossograph.text.languages import language_tag
from glossograph.text.normalise import normalized

RESERVED = {"con", "prn", "aux", "nul", *(f"{name}{number}" for name in ("com", "lpt") for number in range(10))}


@given(st.lists(st.text(min_size=1, max_size=300), max_size=30, unique=True))
def test_names_of_files_are_safe_on_every_system_and_never_the_same(slugs: list[str]) -> None:
    names = unique_names(slugs)
    assert names.keys() == set(slugs)
    folded = [normalized("NFKC", normalized("NFKC", name).casefold()) for name in names.values()]
    assert len(set(folded)) == len(folded)
    for name in names.values():
        assert 0 < len(name.encode()) <= 200
        assert not set(name) & set('/\\:*?"<>|. ')
        assert name.partition(".")[0] not in RESERVED
        assert name == name.lower()


@pytest.mark.parametrize(
    "slug", ["con", "AUX", "a.b", "..", "a/b", "x" * 300, "e\u0301", "-x", "Bond", "nul", "a\0b", "lpt1", " "]
)
def test_a_slug_that_some_system_refuses_gets_another_name(slug: str) -> None:
    assert not is_safe_name(slug)
    assert re.fullmatch(r"[\w-]+~[0-9a-f]{8}", safe_name(slug), re.DOTALL)


ORDERS = {
    "no": ["Aksje", "Obligasjon", "Zloty", "Ærlig", "Økonomi", "Ås"],
    "sv": ["Aktie", "Zon", "Ånga", "Ära", "Öppen"],
    "es": ["Nube", "Ñandú", "Obra"],
    "de": ["Ähre", "Anleihe", "Öl", "Option"],
    "cs": ["Cena", "Čas", "Hodnota", "Chyba", "Index"],
    "pl": ["Aktywa", "Ązur", "Bank", "Lokata", "Łódź", "Zysk", "Źródło", "Żaba"],
    "tr": ["Iraksak", "İhraç", "Kâr", "Oran", "Ödeme"],
    "uk": ["Інфляція", "Їжак", "Йота"],
    "ru": ["Ежедневный", "Ёлка", "Жизнь"],
    "ar": ["أصل", "بنك", "سند"],
    "fa": ["بانک", "پول", "تورم", "گروه"],
    "hi": ["आय", "उधार", "कर", "बॉन्ड", "हेज"],
    "th": ["กองทุน", "เงิน", "ทุน"],
    "ko": ["금리", "나라", "채권"],
    "ja": ["あさ", "カード", "さくら"],
    "en": ["12b-1 fees", "Bond", "Épée", "Finance"],
}


@pytest.mark.parametrize("language", ORDERS)
def test_names_are_in_the_order_of_the_alphabet_of_their_language(language: str) -> None:
    names = ORDERS[language]
    assert sorted([*names[1:], names[0]], key=alphabet_of(language).sort_key) == names


def test_alphabets_are_of_known_languages_with_each_letter_once_in_small_letters() -> None:
    for tag, letters in read_data_file("alphabets.toml").items():
        assert language_tag(tag) == tag
        assert len(set(letters.split())) == len(letters.split()), tag
        assert normalized("NFC", letters) == letters == letters.lower()


def test_the_texts_of_the_site_have_the_same_names_and_fields_in_all_languages() -> None:
    tables = read_data_file("site_words.toml")
    fields = {name: re.findall(r"\{\w+\}", text) for name, text in tables["en"].items()}
    for tag, texts in tables.items():
        assert language_tag(tag) == tag
        assert {name: re.findall(r"\{\w+\}", text) for name, text in texts.items()} == fields, tag
    used = set(re.findall(r"w\.(\w+)", "".join(path.read_text() for path in Path(term_pages.__file__).parent.rglob("*.html"))))
    code = "".join(path.read_text(encoding="utf-8") for path in Path(term_pages.__file__).parent.glob("*.py"))
    assert used - {"attributes"} <= fields.keys()
    assert {name for name in fields if name not in used and f'"{name}"' not in code and f"'{name}'" not in code} == set()
