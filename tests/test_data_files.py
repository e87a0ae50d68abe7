import re
from importlib import resources
from typing import Any

import langcodes
import pytest

from glossograph.labels import grammar as grammar_module
from glossograph.labels.grammar import grammar_of
from glossograph.read import front_matter
from glossograph.text import language_words
from glossograph.text.data_files import DataFileError, read_data_file
from glossograph.text.languages import common_languages


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ({"title": "title"}, "glossograph/data/front_matter_keys.toml: key 'title': write a list of texts"),
        ({"title": ["title", 3]}, "glossograph/data/front_matter_keys.toml: key 'title': write a list of texts"),
        ({"title": ["Name"], "slug": ["name"]}, "key 'slug': 'name' is listed under 'title' already"),
    ],
)
def test_a_mistake_in_the_front_matter_keys_names_file_and_key(
    monkeypatch: pytest.MonkeyPatch, table: dict[str, Any], message: str
) -> None:
    monkeypatch.setattr(front_matter, "read_data_file", lambda _: table)
    with pytest.raises(DataFileError, match=message):
        front_matter.canonical_keys.__wrapped__()


def test_a_data_file_that_is_not_toml_is_reported_with_its_name() -> None:
    with pytest.raises(DataFileError, match=r"glossograph/data/glossograph.ttl: invalid TOML: .* line 1"):
        read_data_file("glossograph.ttl")


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ({"name": "X", "article": "the"}, "glossograph/data/languages/en.toml: key 'article': unknown key"),
        ({"name": "X", "articles": ["the"]}, "glossograph/data/languages/en.toml: key 'articles': Expected `str`, got `array`"),
        ({"articles": "the"}, "glossograph/data/languages/en.toml: key 'name': .*missing"),
        ({"name": "X", "plural_to_singular": {"s": 1}}, "key 'plural_to_singular': Expected `str`"),
    ],
)
def test_a_mistake_in_a_language_file_names_file_and_key(
    monkeypatch: pytest.MonkeyPatch, table: dict[str, Any], message: str
) -> None:
    monkeypatch.setattr(language_words, "read_data_file", lambda _: table)
    with pytest.raises(DataFileError, match=message):
        language_words.read_language_file.__wrapped__("en")


def test_abbreviations_are_those_of_all_language_files() -> None:
    lists = [language_words.read_language_file(language).abbreviations for language in language_words.listed_languages()]
    assert language_words.all_abbreviations() == {word for text in lists for word in language_words.words(text)} != set()


@pytest.mark.parametrize("language", sorted(language_words.listed_languages()))
def test_every_language_file_is_valid_and_explains_its_keys(language: str) -> None:
    lists = language_words.language_words(language)
    assert langcodes.Language.get(language).display_name() == lists.name.partition(" (")[0]
    grammar_of(language)  # compiles the regular expressions
    text = (resources.files("glossograph") / "data" / "languages" / f"{language}.toml").read_text("utf-8")
    head, _, _ = text.partition("\n\n")
    explained = re.findall(r"^# ([a-z_]+)  ", head, re.MULTILINE)
    assert explained == list(language_words.LanguageWords.__struct_fields__)
    assert f"# Words of {lists.name} " in head


def test_a_broken_regular_expression_names_file_and_key(monkeypatch: pytest.MonkeyPatch) -> None:
    lists = language_words.LanguageWords("X", rewritten_endings={"(": ""})
    monkeypatch.setattr(grammar_module, "language_words", lambda _: lists)
    with pytest.raises(DataFileError, match=r"languages/en.toml: key 'rewritten_endings': invalid regular expression"):
        grammar_of.__wrapped__("en")


@pytest.mark.parametrize("tag", sorted(common_languages()))
def test_names_and_scripts_of_common_languages_are_those_of_langcodes(tag: str) -> None:
    language = langcodes.Language.get(tag)
    likely = language.maximize()
    assert langcodes.standardize_tag(tag).lower() == tag
    assert common_languages()[tag] == (language.display_name(likely), language.display_name("en"), likely.script)
