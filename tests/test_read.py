import os
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

import glossograph as gg
from glossograph.api import SAMPLE
from glossograph.config import Layout
from glossograph.model.problem import ProblemCode
from glossograph.read import corpus, language_detection
from glossograph.read.article_file import MAX_ARTICLE_BYTES, read_article
from glossograph.read.common_words import evident_language
from glossograph.read.corpus import sample_of
from glossograph.read.files import FoundFile, find_files
from glossograph.read.language_detection import classify_by_model
from glossograph.read.language_samples import SampleText
from glossograph.read.lead import lead
from glossograph.read.path_layout import Placement, plan_layout
from glossograph.text.languages import LanguageTag
from tests.conftest import Write


@pytest.mark.parametrize(
    ("paths", "languages", "stems"),
    [
        (["T/English/bond.md", "T/Norwegian/bond.md", "T/Hindi/bond.md"], ["en", "no", "hi"], ["bond"] * 3),
        (["T/norsk/bond.md", "T/日本語/bond.md"], ["no", "ja"], ["bond"] * 2),
        (["T/pt-br/bond.md", "T/zh_CN/bond.md"], ["pt-br", "zh-cn"], ["bond"] * 2),
        (["no/en/a.md", "no/hi/a.md"], ["en", "hi"], ["a"] * 2),
        (["no/a.md", "no/b.md"], ["no", "no"], ["a", "b"]),
        (["T/a.no.md", "T/a.pt-br.md", "T/a.md"], ["no", "pt-br", "en"], ["a"] * 3),
        (["T/funds/even.md", "T/bonds/fur.md"], ["en", "en"], ["even", "fur"]),
        (["T/en/bond/index.md", "T/en/_index.md"], ["en", "en"], ["bond", "en"]),
        (["T/001_0a1b2c3d4e5f.txt", "T/002_1a2b3c4d5e6f.txt"], ["en", "en"], ["", ""]),
        (["T/1.md", "T/2.md"], ["en", "en"], ["", ""]),
        (["T/1099.md", "T/bond.md", "T/401k.md"], ["en"] * 3, ["1099", "bond", "401k"]),
    ],
)
def test_language_and_slug_are_found_in_the_paths(paths: list[str], languages: list[str], stems: list[str]) -> None:
    placements = plan_layout([FoundFile(path, "") for path in paths], lambda _: SampleText("", "")).placements
    assert [placement.language for placement in placements] == languages
    assert [placement.name for placement in placements] == stems


def placements(paths: list[str], layout: Layout = Layout.AUTO, texts: Mapping[str, str] = {}) -> tuple[Placement, ...]:
    files = [FoundFile(path, "") for path in paths]
    return plan_layout(files, lambda file: SampleText("", texts.get(file.path, "")), layout).placements


def test_a_layout_that_is_set_is_not_searched() -> None:
    paths = ["T/no/a.hi.md", "T/no/a.pl.md", "T/hi/a.hi.md", "T/hi/a.pl.md"]
    assert {one.language for one in placements(paths, Layout.NONE)} == {"en"}
    assert [one.language for one in placements(paths, Layout.SUFFIX)] == ["hi", "pl", "hi", "pl"]
    assert [(one.language, one.name) for one in placements(paths, Layout.FOLDER)][:2] == [("no", "a.hi"), ("no", "a.pl")]


def test_markdown_files_are_found_and_text_files_where_there_are_no_others(write: Write) -> None:
    root = write({"en/a.md": "x", "en/b.markdown": "x", "en/c.mdx": "x", "en/d.txt": "x", ".git/e.md": "x", "x.pdf": "x"})
    assert [file.path for file in find_files([root]).files] == ["Texts/en/a.md", "Texts/en/b.markdown", "Texts/en/c.mdx"]
    assert [file.path for file in find_files([root / "en" / "d.txt"]).files] == ["d.txt"]
    only_text = root / "only"
    only_text.mkdir()
    (only_text / "a.txt").write_text("x")
    assert [file.path for file in find_files([only_text]).files] == ["only/a.txt"]


def test_excluded_folders_and_files_are_left_out(write: Write) -> None:
    root = write({"en/a.md": "x", "drafts/b.md": "x", "en/README.md": "x", "en/old-1.md": "x", "no/old-1.md": "x"})
    assert [file.path for file in find_files([root], ["drafts", "README.md", "en/old-*", "no"]).files] == ["Texts/en/a.md"]


def test_a_loop_of_folders_ends(write: Write) -> None:
    root = write({"en/a.md": "x"})
    (root / "en" / "loop").symlink_to(root)
    assert len(find_files([root]).files) == 1


def test_two_roots_of_one_name_keep_both_their_files(tmp_path: Path) -> None:
    for parent in ("one", "two"):
        (tmp_path / parent / "en").mkdir(parents=True)
        (tmp_path / parent / "en" / "a.md").write_text("x")
    assert len(find_files([tmp_path / "one" / "en", tmp_path / "two" / "en"]).files) == 2


@pytest.mark.parametrize("named", ["missing", "empty"])
def test_nothing_to_read_is_one_clear_error(tmp_path: Path, named: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(gg.NoArticlesError, match=named):
        find_files([tmp_path / named])


@pytest.mark.parametrize(
    ("data", "codes", "title"),
    [
        ("---\ntitle: Æ\n---\nx".encode(), [], "Æ"),
        (b"\xef\xbb\xbf---\ntitle: A\n---\nx", [], "A"),
        ("---\r\ntitle: Æ\r\n---\r\nx".encode(), [], "Æ"),
        ("---\rtitle: Æ\r---\rx".encode(), [], "Æ"),
        ("---\ntitle: Æ\n---\nx".encode("utf-16"), ["encoding"], "Æ"),
        (b"\xfe\xff" + "---\ntitle: Æ\n---\nx".encode("utf-16-be"), ["encoding"], "Æ"),
        ("---\ntitle: Æ\n---\nx".encode("latin-1"), ["encoding"], "�"),
        (b"PK\x00\x01", ["not-text"], ""),
        (b" \n", ["empty-article"], ""),
        (b"# Bond\n\nx", [], ""),
        (b"---\ntitle: S&amp;P &#39;x&#39;\n---\nx", [], "S&P 'x'"),
        ("---\ntitle: 'a\u202eb\x07'\n---\nx".encode(), ["front-matter"], "ab"),  # YAML forbids the bell
        (b"---\ntitle: A\nlang: Klingonish\n---\nx", ["language-tag"], "A"),
        (b"---\ntitle: A\n---\n[x]()", ["link-destination"], "A"),
    ],
)
def test_whatever_the_bytes_an_article_or_a_problem_comes_of_them(data: bytes, codes: list[str], title: str) -> None:
    article = read_article("x.md", Placement("no", (), "x"), data)
    assert [problem.code for problem in article.problems] == codes
    assert article.title == title


@pytest.mark.parametrize(
    ("matter", "placed", "language"),
    [
        ("lang: pt_BR", "no", "pt-br"),
        ("language: no", "", "no"),
        ("", "no", "no"),
        ("lang: nonsense1", "hi", "hi"),
    ],
)
def test_the_language_is_what_front_matter_layout_and_text_say_in_that_order(matter: str, placed: str, language: str) -> None:
    text = f"---\ntitle: T\n{matter}\n---\nThe bank lends money to people who want to buy a house in the town."
    assert read_article("x.md", Placement(placed, (), "x"), text.encode()).language == language


@pytest.mark.parametrize(
    ("matter", "slug"),
    [
        ("", "from-path"),
        ("slug: Own Slug", "own-slug"),
        ("permalink: /terms/bond/", "bond"),
        ("id: 4711", "from-path"),
        ("url: https://x.y/z", "from-path"),
    ],
)
def test_the_slug_is_what_front_matter_and_path_say_in_that_order(matter: str, slug: str) -> None:
    text = f"---\ntitle: T\n{matter}\n---\nx"
    assert read_article("x.md", Placement("en", (), "From Path"), text.encode()).slug == slug


def test_no_file_is_lost_whatever_is_wrong_with_it(write: Write) -> None:
    root = write(
        {
            "en/good.md": "---\ntitle: Good\n---\n[a](/b)",
            "en/empty.md": "",
            "en/binary.md": b"\x00\x01",
            "en/large.md": b"x" * (MAX_ARTICLE_BYTES + 1),
            "en/gone.md": "x",
            "en/broken.md": "---\ntitle: A: B\n---\n[x](/good)",
        }
    )
    (root / "en" / "gone.md").unlink()
    (root / "en" / "gone.md").symlink_to(root / "nowhere.md")
    kg = gg.build(root)
    in_graph = {article.path for term in kg.terms for article in term.articles}
    reported = {problem.path for problem in kg.problems}
    assert in_graph == {"Texts/en/good.md", "Texts/en/broken.md"}
    assert {f"Texts/en/{name}.md" for name in ("empty", "binary", "large", "gone", "broken")} <= reported


def test_an_article_on_which_the_reader_fails_is_a_problem_and_stops_nothing(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = read_article

    def fail_on_one(path: str, *arguments: Any) -> Any:
        if path.endswith("bad.md"):
            message = "no such thing"
            raise KeyError(message)
        return read(path, *arguments)

    monkeypatch.setattr(corpus, "read_article", fail_on_one)
    kg = gg.build(write({"en/bad.md": "---\ntitle: Bad\n---\nx", "en/good.md": "---\ntitle: Good\n---\nx"}))
    assert [term.slug for term in kg.terms] == ["good"]
    [problem] = kg.problems
    assert (problem.path, problem.code) == ("Texts/en/bad.md", ProblemCode.UNREADABLE)
    assert "KeyError" in problem.message


def test_a_folder_named_for_the_wrong_language_has_that_of_its_texts(write: Write) -> None:
    danish = "Renten er den pris, som man betaler for at låne penge, og den fastsættes af banken ud fra markedets efterspørgsel."
    root = write(
        {f"Dutch/t{i}.md": f"---\ntitle: Rente\ndescription: {danish}\n---\n{danish * 3} [bank](/bank)" for i in range(4)}
    )
    (root / "English").mkdir()
    english = "The price that is paid for a loan of money, which the bank sets by what the market asks of it at the time. " * 3
    (root / "English" / "t1.md").write_text(f"---\ntitle: Rate\n---\n{english}")
    kg = gg.build(root)
    assert kg.graph.languages == ("da", "en")
    assert [problem.path for problem in kg.problems if problem.code is ProblemCode.FOLDER_LANGUAGE] == ["Texts/Dutch"]


def test_an_unreadable_folder_is_a_problem(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    root = write({"en/a.md": "x", "no/b.md": "x"})
    scan = os.scandir

    def refusing(folder: str) -> "os._ScandirIterator[str]":
        if folder.endswith("no"):
            raise PermissionError(13, "Permission denied")
        return scan(folder)

    monkeypatch.setattr("os.scandir", refusing)
    found = find_files([root])
    assert [file.path for file in found.files] == ["Texts/en/a.md"]
    assert [(problem.path, problem.code) for problem in found.problems] == [("Texts/no/", "unreadable")]


def test_a_link_to_itself_and_a_pipe_are_problems_and_stop_nothing(write: Write) -> None:
    root = write({"en/good.md": "---\ntitle: Good\n---\nx"})
    (root / "en" / "loop.md").symlink_to("loop.md")
    os.mkfifo(root / "en" / "pipe.md")
    kg = gg.build(root)
    assert [term.slug for term in kg.terms] == ["good"]
    assert {problem.path for problem in kg.problems if problem.code == "unreadable"} == {"Texts/en/loop.md", "Texts/en/pipe.md"}


HOSTILE_TEXTS = {
    "blanks behind a dash": "[a](/b)\n-" + " " * 60_000 + "x",
    "blanks in a destination": "`x` [a](x" + " " * 60_000 + "y)",
    "stops that end nothing": "x " + "e.g. [a](/b) " * 8_000,
    "marks on one letter": "[a" + "\u0301\u0323" * 60_000 + "](/b)",
    "a word without end": "---\n" + "a" * 200_000 + "\n---\n",
    "a list without end": "---\ntitle: x\nkeywords:\n" + "- aaaa\n" * 60_000 + "---\n",
    "lines without end": "---\ntitle: x\n" + " more\n" * 60_000 + "---\n",
    "breaks between ideographs": '---\ntitle: "中' + "\\n" * 20_000 + '中"\n---\n',
}


@pytest.mark.parametrize("text", HOSTILE_TEXTS.values(), ids=HOSTILE_TEXTS.keys())
def test_texts_made_to_be_slow_are_read(text: str) -> None:
    """Each of these took minutes with an expression that walks back over what it has read."""
    text = text if text.startswith("---") else f"---\ntitle: x\n---\n{text}"
    assert read_article("x.md", Placement("en", (), "x"), text.encode()).language == "en"


LEADS = {
    '# Bond\n\n<!-- a\n\nb -->\nA **bond** is a [loan](/loan "x") that is\ntraded. It pays.': "A bond is a loan that is traded.",
    "Bond\n====\n\n- not this, it is in a list\n\n> [!note] nor this\n> quote here\n\nThe issuer pays a *fixed* coupon.": (
        "The issuer pays a fixed coupon."
    ),
    "## What\nDr. Smith holds `many_bonds` today. More.\n": "Dr. Smith holds many_bonds today.",
    "```\nA bond is code here, not prose at all.\n```\n\n| a table | of many words and cells |\n|---|---|\n": "",
    "{{< note\nhidden from all readers of this text >}}\n\n![A chart of many bonds](a.png)\n": "",
    "- [[loan|A loan]] is paid back with interest.\n  - more\n": "A loan is paid back with interest.",
    "# 债券\n\n债券是可以交易的贷款。它支付利息。": "债券是可以交易的贷款。",
    "Short.\n\nA &amp; B trade bonds with [^1] each other.": "A & B trade bonds with each other.",
    "![[chart.png]]\nA bond is a promise to pay.": "A bond is a promise to pay.",
    "word " * 1000: ("word " * 80)[:399].rstrip() + "…",
}


@pytest.mark.parametrize("body", LEADS)
def test_the_lead_is_the_first_sentence_of_prose(body: str) -> None:
    assert lead(body) == LEADS[body]
    article = read_article("en/x.md", Placement("en", (), "x"), body.encode())
    assert article.lead == LEADS[body]
    described = read_article("en/x.md", Placement("en", (), "x"), f"---\ndescription: A loan\n---\n{body}".encode())
    assert (described.description, described.lead) == ("A loan", "")


def test_a_language_that_its_words_or_script_show_is_the_one_of_the_model() -> None:
    files = find_files([SAMPLE]).files[::5]
    texts = [sample_of(file).prose for file in files]
    evident = {
        file.path: evident_language(text, Counter(text), sum(map(str.isalpha, text)))
        for file, text in zip(files, texts, strict=True)
    }
    assert set(evident.values()) >= {"ar", "en", "es", "hi", "no", "zh"}
    for file, text in zip(files, texts, strict=True):
        assert evident[file.path] in (None, classify_by_model(text)[0])


NORWEGIAN = "Renten er prisen på å låne penger, og den settes av banken som låner dem ut til kundene sine. "
ENGLISH = "The rate is the price of a loan, and it is set by the bank that lends the money to its customers. "


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (NORWEGIAN * 4, "no"),
        (NORWEGIAN, None),
        (NORWEGIAN * 4 + ENGLISH * 5, None),
        ("金利はお金を借りる値段であり、銀行が決める。" * 9, "ja"),
        ("金利はお金を借りる値段であり、銀行が決める。" * 5 + ENGLISH * 4, None),
        ("이자율은 돈을 빌리는 가격이며 은행이 정한다. " * 9, "ko"),
        ("Ποσοστό είναι η τιμή του δανείου. " * 9, "el"),
        (
            "Renten er prisen af et lån, og den er sat af banken efter aftale, hvad man ikke må glemme bank lån kunde pris. " * 3,
            "da",
        ),
        ("Kamatna stopa je cijena koju banka traži za zajam i plaća se na kraju. " * 5, None),
        ("loan bank rate price money customer " * 9, None),
    ],
)
def test_only_an_evident_language_needs_no_model(text: str, language: str | None) -> None:
    assert evident_language(text, Counter(text), sum(map(str.isalpha, text))) == language


def _no_model(text: str) -> tuple[LanguageTag, float]:
    pytest.fail(f"the model was asked about {text!r}")


@pytest.mark.parametrize(
    ("texts", "languages"),
    [
        ({f"T/{number}.md": ENGLISH * 4 for number in range(8)} | {"T/x.md": "Selective publishing of loans"}, {"en"}),
        (
            {f"T/Norwegian/{number}.md": NORWEGIAN * 4 for number in range(11)} | {"T/Norwegian/x.md": "loan bank rate " * 40},
            {"no"},
        ),
        ({"T/bond.md": ENGLISH * 4, "T/loan.md": ENGLISH * 4, "T/bond.id.md": "Type: default required Description"}, {"en"}),
    ],
    ids=["a short text among long ones", "one unclear text in a folder", "a suffix that is no language"],
)
def test_the_model_is_not_asked_where_its_answer_changes_nothing(
    texts: dict[str, str], languages: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    files = [FoundFile(path, path) for path in sorted(texts)]
    monkeypatch.setattr(language_detection, "classify_by_model", _no_model)
    plan = plan_layout(files, lambda file: SampleText("", texts[file.path]))
    assert {one.language for one in plan.placements} == languages


def test_texts_of_another_language_are_still_found_by_the_model() -> None:
    icelandic = "Vextir eru verð á láni sem bankinn tekur fyrir að lána peninga og þeir eru greiddir í lokin. " * 4
    texts = {f"T/English/{number}.md": icelandic for number in range(5)} | {
        f"T/Norwegian/{number}.md": NORWEGIAN * 4 for number in range(5)
    }
    files = [FoundFile(path, path) for path in sorted(texts)]
    plan = plan_layout(files, lambda file: SampleText("", texts[file.path]))
    assert {one.language for one in plan.placements} == {"is", "no"}


def test_a_build_reads_nothing_of_an_output_folder_inside_its_input(write: Write) -> None:
    root = write(
        {"bond.txt": "A loan", "out/neo4j-import.txt": "neo4j-admin", "out/sub/a.md": "# A", "out/.glossograph/lock": ""}
    )
    assert [file.path.partition("/")[2] for file in find_files([root]).files] == ["bond.txt"]


def test_articles_beside_a_store_are_still_read(write: Write) -> None:
    root = write({"en/bond.md": "# Bond", "en/.glossograph/lock": ""})
    assert [file.path.partition("/")[2] for file in find_files([root]).files] == ["en/bond.md"]


def test_articles_in_an_output_folder_are_read_without_the_texts_of_the_build(write: Write) -> None:
    root = write({"bond.txt": "A loan", "neo4j-import.txt": "neo4j-admin", ".glossograph/lock": ""})
    assert [file.path for file in find_files([root]).files] == ["Texts/bond.txt"]


def test_a_sample_is_read_once_until_its_file_changes(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    root = write({"en/bond.md": "# Bond"})
    [file] = find_files([root]).files
    texts: list[SampleText] = []

    def read(one: FoundFile) -> SampleText:
        texts.append(sample_of(one))
        return texts[-1]

    monkeypatch.setattr(corpus, "sample_of", read)
    later = time.time_ns() + 10**12
    for _ in range(2):
        with corpus.sampling(later) as sample:
            assert sample(file) == sample(file)
    assert len(texts) == 1
    (root / "en/bond.md").write_text("# A loan")
    with corpus.sampling(later) as sample:
        assert sample(file).prose == "A loan"
    with corpus.sampling(before=0) as sample:  # a file that was saved just now may change again under the same stamp
        sample(file)
    assert len(texts) == 3
