import string
from collections import Counter
from itertools import compress

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from glossograph.model.link import Link, LinkKind, Links
from glossograph.read.markdown_links import read_links, top_heading
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
    st.builds("![{}](/i)".format, WORDS),
    st.builds("<i>{}</i>".format, LINKS),
    st.builds("[{0}]({1} '{0}')".format, WORDS, DESTINATIONS),
    st.builds('[{}](</p> "t")'.format, WORDS),
    st.builds("[![{}](/i)](/l)".format, WORDS),
    st.sampled_from(
        [". ", "\n", "\n\n", "> ", "\n- ", "\n1. ", "\n    ", "\n# ", "\n|", "|", "\n|-|-|\n", "\n```\n", "<!--", "-->"]
    ),
    st.sampled_from(["\n<div>\n", "\n</div>\n", "</pre>", "\n<pre>", *"[]()!\\`*_", "~~", "<br>", "&amp;", "[r]: /d\n", "[r]"]),
)


@given(st.lists(PIECES, max_size=20).map(" ".join))
@settings(max_examples=400)
def test_links_are_those_of_another_commonmark_parser(text: str) -> None:
    assert Counter(link.destination for link in read_links(text)) == oracle(text)


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
