import string
from collections import Counter
from itertools import compress

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from glossograph.model.link import Link, LinkKind, Links
from glossograph.read.markdown_links import read_links, top_heading
from glossograph.read.markdown_parser import Blocks, parse
from tests.conftest import Case, cases


def shown(text: str) -> str:
    return "\n".join(
        f"{link.destination} | {link.anchor} | {link.sentence} | {link.section} | {link.line} | {link.kind}"
        + (" continues" if link.continues else "")
        for link in read_links(text)
    )


@pytest.mark.parametrize("case", cases("links"))
def test_links_are_read_with_anchor_sentence_section_and_line(case: Case) -> None:
    assert shown(case.given) == case.expected


def oracle(text: str) -> Counter[str]:
    """Count the destinations that markdown-it-py finds: another implementation of CommonMark."""
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text)
    children = (child for token in tokens for child in token.children or ())
    return Counter(str(child.attrs["href"]) for child in children if child.type == "link_open")


WORDS = st.text(alphabet=string.ascii_lowercase + "कखगबй漢", min_size=1, max_size=6)
DESTINATIONS = st.text(alphabet=string.ascii_lowercase + "/-_", min_size=1, max_size=8).map(lambda text: f"/{text}")
LINKS = st.builds("[{}]({})".format, WORDS, DESTINATIONS)
PIECES = st.one_of(
    WORDS,
    LINKS,
    st.builds("`{}`".format, LINKS),
    st.builds("**{}**".format, LINKS),
    st.sampled_from([". ", "\n", "\n\n", "> ", "\n- "]),
)


@given(st.lists(PIECES, max_size=20).map(" ".join))
def test_links_are_those_of_another_commonmark_parser(text: str) -> None:
    assert Counter(link.destination for link in read_links(text)) == oracle(text)


MARKED = st.lists(
    st.one_of(
        PIECES,
        st.sampled_from(
            [
                "# h",
                "\n## H #",
                "\n##h",
                "\n1. ",
                "\n    ",
                "\n  - ",
                "> ",
                "\n\n\n",
                "![",
                "[[a]]",
                "[b]",
                "\\",
                "&amp;",
                "*",
                "_",
                "a_b",
                "|",
                "\n---\n",
                "\n===\n",
                "<b>",
                "~~",
                "[r]: /x\n",
                "[r]",
                "\n+ ",
                "\t",
                " \n",
                "{#i}",
                "(/x y)",
                "$5",
                "–",
                "।",
                "12. ",
            ]
        ),
    ),
    max_size=16,
).map("".join)


@given(MARKED)
@example("##Heading [a](/b)\ntext [c](/d)\n- [e](/f)\n- x [g](/h) [i](/h)")
@example("# A\n[a](/b)\n\n\n12. [c](/d)\n\n> [e](/f)")
@example("# A\n##\n\nSee [b](/b).")
@settings(max_examples=400)
def test_plain_paragraphs_are_read_as_the_parser_reads_them(text: str) -> None:
    parsed = Blocks()
    parse(text, parsed)
    assert read_links(text) == parsed.links()


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        ("x\n\n# A [b](/c) `d`\n\n# E", ""),
        ("# A [b](/c) `d`\n\n# E", "A b d"),
        ("> # Q\n\n#Tight\nx", ""),
        ("#Tight\nx", "Tight"),
        ("## B", "B"),
        ("### C", ""),
        ("Under\n=====", "Under"),
        ("", ""),
    ],
)
def test_a_heading_counts_only_at_the_top(text: str, heading: str) -> None:
    assert top_heading(text) == heading


@given(st.text(alphabet="[]()<>`\\!#*_|/ab \n\t\"'-&;।", max_size=60))
def test_no_text_stops_the_reader_and_lines_lie_inside_it(text: str) -> None:
    for link in read_links(text):
        assert 1 <= link.line <= text.count("\n") + 1


def test_lines_count_from_the_first_line_given() -> None:
    assert [link.line for link in read_links("a\n\n[b](/c)", 10)] == [12]


def test_a_long_sentence_is_cut_around_its_link() -> None:
    [link] = read_links("word " * 1000 + "[x](/y) " + "word " * 1000)
    assert " x " in link.sentence
    assert len(link.sentence) < 700
    assert link.sentence.startswith("…")
    assert link.sentence.endswith("…")


ANY_LINKS = st.lists(
    st.builds(
        Link,
        st.sampled_from(["/a", "/b"]),
        st.sampled_from(["", "x", "y z"]),
        st.just(""),
        st.sampled_from(["", "Use"]),
        st.integers(1, 9),
        st.sampled_from(LinkKind),
        st.booleans(),
        st.integers(1, 3),
    ),
    max_size=8,
).map(lambda links: [msgspec.structs.replace(link, continues=link.continues and place > 0) for place, link in enumerate(links)])


@given(ANY_LINKS)
def test_links_kept_by_columns_are_the_links(links: list[Link]) -> None:
    kept = Links.of(links)
    assert list(kept) == links
    assert [kept[place] for place in range(len(kept))] == links
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(kept), type=Links) == kept


@given(ANY_LINKS, st.data())
def test_some_links_of_many_are_those_wanted(links: list[Link], data: st.DataObject) -> None:
    wanted = data.draw(st.lists(st.booleans(), min_size=len(links), max_size=len(links)))
    assert list(Links.of(links).where(wanted)) == list(compress(links, wanted))


@given(ANY_LINKS)
def test_anchors_that_were_cut_are_joined_from_the_first_on(links: list[Link]) -> None:
    whole: list[Link] = []
    for link in links:
        if link.continues:
            anchor = f"{whole[-1].anchor} {link.anchor}".strip()
            whole[-1] = msgspec.structs.replace(whole[-1], anchor=anchor)
        else:
            whole.append(link)
    assert list(Links.of(links).joined()) == whole


@pytest.mark.slow
def test_a_hundred_thousand_cut_anchors_are_joined_without_taking_their_square() -> None:
    links = read_links("".join(f"[a{n}](/x)" for n in range(100_000)))
    [joined] = links.joined()
    assert joined.anchor.split() == [f"a{n}" for n in range(100_000)]
