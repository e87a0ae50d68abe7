from typing import Any

import pytest

from glossograph.read import front_matter
from glossograph.text.data_files import DataFileError, read_data_file


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
