import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossograph.read.front_matter import Handler, _plain_lines, read_front_matter
from tests.conftest import Case, cases


def shown(text: str) -> str:
    matter = read_front_matter(f"{text}\n", "x.md")
    lines = [f"{name}: {value if isinstance(value, str) else ' + '.join(value)}" for name, value in matter.values.items()]
    lines.append(f"body {matter.body_line}: {' / '.join(matter.body.splitlines())}")
    lines += [f"problem {problem.line}: {problem.code}" for problem in matter.problems]
    return "\n".join(line.rstrip() for line in lines)


@pytest.mark.parametrize("case", cases("front_matter"))
def test_front_matter_is_read_whatever_stands_in_it(case: Case) -> None:
    assert shown(case.given) == "\n".join(line.rstrip() for line in case.expected.splitlines())


@given(st.text(alphabet="---\n:abc [{\"'&*!|>%@`#,]}?\tनо: ", max_size=80))
def test_no_block_stops_the_reader(text: str) -> None:
    matter = read_front_matter(f"---\n{text}\n---\nBody", "x.md")
    assert matter.body.endswith("Body")
    assert all(isinstance(value, str | tuple) for value in matter.values.values())


@pytest.mark.parametrize(
    "bomb", ["[" * 60_000, "- " * 30_000 + "x", "{a: " * 20_000, "\n".join(" " * i + "a:" for i in range(900))]
)
def test_a_block_too_deep_for_the_parser_is_read_by_line(bomb: str) -> None:
    matter = read_front_matter(f"---\ntitle: Bond\nx: {bomb}\n---\nBody", "x.md")
    assert matter.values["title"] == "Bond"
    assert [problem.code for problem in matter.problems] == ["front-matter"]


@pytest.mark.parametrize(
    ("value", "problems"),
    [
        (f"'{'x' * 60_000}'", []),
        (f"'{'x' * 70_000}'", []),
        (f"'it''s {'x' * 70_000}'", ["front-matter"]),
        (f"'{'[' * 500}{'{' * 500}'", []),
        (f"'{'[' * 5000}{'{' * 5000}'", []),
        ("'" + "- " * 4000 + "'", []),
        ("[" * 99 + "]" * 99, []),
        ("[" * 100 + "]" * 100, ["front-matter"]),
    ],
)
def test_a_block_too_large_for_the_parser_is_read_by_line(value: str, problems: list[str]) -> None:
    matter = read_front_matter(f"---\ntitle: 'Bond'\nx: {value}\n---\nBody", "x.md")
    assert (matter.values["title"], matter.body) == ("Bond", "Body")
    assert [problem.code for problem in matter.problems] == problems


@pytest.mark.parametrize("keywords", ["a, b; c", "a、b，c", "a، b； c", " a,, b , c,", "[a, b, c]"])
def test_keywords_are_parted_by_the_commas_of_every_script(keywords: str) -> None:
    matter = read_front_matter(f"---\nkeywords: {keywords}\n---\nBody", "x.md")
    assert matter.texts("keywords") == ("a", "b", "c")
    assert read_front_matter("---\nkeywords: [a, b]\n---\n", "x.md").text("keywords") == "a, b"


VALUES = st.text(alphabet="abcÆक: #-'\"[]{}&*!|>%@`,?\t\\~.0", max_size=9)
WORDS = st.text(alphabet="abक -", min_size=1, max_size=4)
ITEMS = st.one_of(WORDS, VALUES, VALUES.map('"{}"'.format), VALUES.map("'{}'".format))
WRITTEN = st.one_of(ITEMS, st.lists(ITEMS, min_size=1, max_size=3).map(lambda items: f"[{', '.join(items)}]"))


@given(st.lists(st.tuples(st.sampled_from([":", ": ", ":  "]), WRITTEN, st.sampled_from(["", " "])), min_size=1, max_size=4))
def test_plain_lines_read_without_yaml_are_what_yaml_reads(values: list[tuple[str, str, str]]) -> None:
    block = "".join(f"k-{number}{''.join(value)}\n" for number, value in enumerate(values))
    if plain := _plain_lines(block):
        assert plain == Handler().load(block)


def test_plain_lines_are_read_without_yaml() -> None:
    assert _plain_lines("title: Bond: A\n") == {}
    assert _plain_lines('tags: [a b, "c: d", \'#e\']\nslug: "it\'s"\ntoc-hide:\n') == {
        "tags": ["a b", "c: d", "#e"],
        "slug": "it's",
        "toc-hide": "",
    }
    assert _plain_lines("title: Client Facing\ndescription: ऋण, 5.5% (p.a.)\n") == {
        "title": "Client Facing",
        "description": "ऋण, 5.5% (p.a.)",
    }


def test_a_bomb_of_aliases_is_not_expanded() -> None:
    lines = ["a0: &a0 [x, x]"] + [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 12)]
    matter = read_front_matter("---\ntitle: *a11\n" + "\n".join(lines) + "\n---\nBody", "x.md")
    assert matter.body == "Body"
