import json
import tomllib
from pathlib import Path

import msgspec
import pytest

import glossograph as gg
from glossograph.config import Config
from glossograph.pipeline import graph_builder
from glossograph.review.decision_file import read_decisions
from glossograph.store.article_store import ArticleStore
from glossograph.workflow import build_into
from tests.command import run, run_process
from tests.conftest import Write


def article(title: str, body: str = "") -> str:
    return f"---\ntitle: {title}\n---\n\n{body}"


ARTICLES = {
    **{f"en/{name}.md": article(name.title()) for name in ("lease", "rent", "bond", "bonds")},
    "en/main.md": article("Main", "The [word](/rent) here."),
    "no/main.md": article("Hoved", "Ordet [ord](/lease) her."),
    "hi/main.md": article("मुख्य", "यह [शब्द](/lease) है।"),
}


def review(root: Path) -> Path:
    done = run("review", root, cwd=root)
    assert (done.returncode, done.stderr) == (0, "")
    return root / "decisions.toml"


def decide(path: Path, kind: str, decision: str) -> None:
    before, mark, after = path.read_text(encoding="utf-8").partition(f"\n[[{kind}]]\n")
    path.write_text(before + mark + after.replace('decision = ""', f'decision = "{decision}"', 1), encoding="utf-8")


def targets(root: Path) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for item in gg.build(root).evidence("main"):
        found.setdefault(item.language, set()).add(item.target)
    return found


def test_review_writes_undecided_cases_with_a_proposal_and_their_evidence(write: Write) -> None:
    entries = tomllib.loads(review(write(ARTICLES)).read_text(encoding="utf-8"))
    [link] = entries["link"]
    assert (link["article"], link["written"], link["anchor"], link["proposal"]) == ("en/main", "/rent", "word", "/lease")
    assert link["sentence"] == "The word here."
    assert link["voters"] == ["hi /lease", "no /lease"]
    assert link["decision"] == ""
    [term] = entries["term"]
    assert (term["one"], term["other"], term["decision"]) == ("bond", "bonds", "")


def test_undecided_cases_change_nothing(write: Write) -> None:
    root = write(ARTICLES)
    before = gg.build(root).graph
    review(root)
    beside = before.conventions.other_files
    after = gg.build(root).graph
    assert set(after.conventions.other_files) == {*beside, f"{root.name}/decisions.toml"}
    assert msgspec.structs.replace(after, conventions=before.conventions) == before


@pytest.mark.parametrize(
    ("decision", "target", "conflicts"), [("accept", "lease", 0), ("reject", "rent", 0), ("/bond", "bond", 0), ("", "rent", 1)]
)
def test_the_next_build_obeys_what_was_decided_of_a_link(write: Write, decision: str, target: str, conflicts: int) -> None:
    root = write(ARTICLES)
    decide(review(root), "link", decision)
    assert targets(root) == {"en": {target}, "no": {"lease"}, "hi": {"lease"}}
    codes: list[str] = [problem.code for problem in gg.build(root).problems]
    assert codes.count("link-conflict") == conflicts
    assert "decision-unused" not in codes


def test_a_decision_is_reported_with_its_sentence(write: Write, tmp_path: Path) -> None:
    root = write(ARTICLES)
    decide(review(root), "link", "/new-term")
    run("build", root, "-o", tmp_path / "out")
    [repair] = json.loads((tmp_path / "out" / "report.json").read_text(encoding="utf-8"))["repairs"]
    reported = {
        name: repair[name] for name in ("language", "term", "written", "repaired", "anchor", "sentence", "reason", "voters")
    }
    assert reported == {
        "language": "en",
        "term": "Main",
        "written": "/rent",
        "repaired": "/new-term",
        "anchor": "word",
        "sentence": "The word here.",
        "reason": "the author decided so",
        "voters": {},
    }
    why = run("why", "main", "new-term", "--build", tmp_path / "out").stdout
    assert "main -> new-term: 1 link in en" in why
    assert "repaired: Texts/en/main.md:5 '/rent' -> '/new-term': the author decided so" in why
    assert gg.load(tmp_path / "out").term("newterm").slug == "new-term"


def test_a_decision_is_found_again_by_what_it_says_not_by_its_line(write: Write) -> None:
    root = write(ARTICLES)
    decide(review(root), "link", "accept")
    write({"en/main.md": article("Main", "More words first.\n\nAnd more.\n\nThe [word](/rent) here.")})
    assert targets(root)["en"] == {"lease"}


def test_a_decision_that_no_longer_applies_is_reported(write: Write) -> None:
    root = write(ARTICLES)
    path = review(root)
    decide(path, "link", "accept")
    write({"en/main.md": article("Main", "The [word](/lease) here.")})
    [problem] = [problem for problem in gg.build(root).problems if problem.code == "decision-unused"]
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[problem.line - 1] == "[[link]]"
    assert "/rent" in problem.message


def test_terms_that_were_decided_to_be_one_are_one(write: Write) -> None:
    root = write(ARTICLES | {"no/bonds.md": article("Obligasjon"), "en/x.md": article("X", "[b](/bonds)")})
    (root / "en" / "bonds.md").unlink()
    decide(review(root), "term", "sameAs")
    kg = gg.build(root)
    assert kg.term("bonds") == kg.term("bond")
    assert {label.language: label.text for label in kg.term("bond").labels} == {"en": "Bond", "no": "Obligasjon"}
    assert [neighbour.term.slug for neighbour in kg.neighbours("x")] == ["bond"]
    assert kg.duplicate_candidates == ()


def test_terms_that_the_author_calls_different_are_not_proposed_again(write: Write) -> None:
    root = write(ARTICLES)
    assert [(merge.one, merge.other) for merge in gg.build(root).duplicate_candidates] == [("bond", "bonds")]
    decide(review(root), "term", "differentFrom")
    kg = gg.build(root)
    assert kg.duplicate_candidates == ()
    assert kg.term("bonds") != kg.term("bond")


SLUGS = (("en", "rent"), ("no", "lease"), ("hi", "lease"))
SAME = '[[term]]\none = "{}"\nother = "{}"\ndecision = "sameAs"\n'


def test_terms_that_both_have_an_article_in_one_language_stay_two_and_are_reported(write: Write) -> None:
    links = article("X", "[a](/ETF), [b](/Exchange-Traded-Fund) or [c](/exchangetradedfund)")
    root = write({"en/etf.md": article("ETF"), "en/exchange-traded-fund.md": article("Fund"), "en/x.md": links})
    before = gg.build(root)
    (root / "decisions.toml").write_text(SAME.format("etf", "exchange-traded-fund"), encoding="utf-8")
    kg = gg.build(root)
    assert (kg.terms, kg.edges) == (before.terms, before.edges)
    [problem] = kg.problems
    assert (problem.code, problem.line) == ("decision-unused", 1)
    assert "both have an article in en: make one article of the two" in problem.message
    assert kg.duplicate_candidates == ()


def test_a_term_without_article_takes_the_name_of_the_one_that_it_is(write: Write) -> None:
    root = write({"en/bread.md": article("Bread"), "en/x.md": article("X", "[a](/a-bread)")})
    (root / "decisions.toml").write_text(SAME.format("a-bread", "bread"), encoding="utf-8")
    kg = gg.build(root)
    assert (kg.term("a-bread").id, kg.problems) == ("bread", ())


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize(("pair", "unknown"), [(("bread", "brxx"), ["brxx"]), (("aaa", "bbb"), ["aaa", "bbb"])])
def test_a_name_that_nothing_has_is_reported_where_two_were_decided_to_be_one(
    write: Write, monkeypatch: pytest.MonkeyPatch, jobs: int, pair: tuple[str, str], unknown: list[str]
) -> None:
    monkeypatch.setattr(graph_builder, "_CHUNK_GROUPS", 1)
    root = write({"en/bread.md": article("Bread"), "en/x.md": article("X", "[a](/bread)")})
    (root / "decisions.toml").write_text(SAME.format(*pair), encoding="utf-8")
    decisions = read_decisions(root / "decisions.toml")
    with ArticleStore() if jobs == 1 else ArticleStore(root.with_name("articles.sqlite")) as store:
        graph = build_into(store, (root,), Config(), decisions, jobs=jobs)
    assert [problem.message.split("'")[1] for problem in graph.problems] == unknown


def test_slugs_of_one_key_can_be_two_terms(write: Write) -> None:
    root = write(
        {"en/re-sign.md": article("Re-sign"), "no/resign.md": article("Slutte"), "en/x.md": article("X", "[r](/resign)")}
    )
    assert len(gg.build(root).terms) == 2
    (root / "decisions.toml").write_text('[[term]]\none = "re-sign"\nother = "resign"\ndecision = "differentFrom"\n')
    kg = gg.build(root)
    assert sorted(term.slug for term in kg.terms) == ["re-sign", "resign", "x"]
    assert [neighbour.term.slug for neighbour in kg.neighbours("x")] == ["resign"]
    assert [problem.code for problem in kg.problems] == []


def test_a_join_by_spelling_alone_is_listed_and_can_be_undone(write: Write) -> None:
    root = write({"en/re-sign.md": article("Re-sign"), "no/resign.md": article("Slutte")})
    assert [term.slug for term in gg.build(root).terms] == ["re-sign"]
    path = review(root)
    [entry] = tomllib.loads(path.read_text(encoding="utf-8"))["term"]
    assert entry == {"one": "re-sign", "other": "resign", "why": ["joined by spelling alone"], "decision": ""}
    before = path.read_text(encoding="utf-8")
    review(root)
    assert path.read_text(encoding="utf-8") == before
    decide(path, "term", "differentFrom")
    assert sorted(term.slug for term in gg.build(root).terms) == ["re-sign", "resign"]


def test_a_conflict_that_an_article_has_twice_is_one_entry(write: Write) -> None:
    root = write(
        ARTICLES | {f"{tag}/main.md": article("Main", f"[word](/{slug}) x. And [word](/{slug}) y.") for tag, slug in SLUGS}
    )
    assert len(gg.build(root).graph.conflicts) == 2
    assert len(tomllib.loads(review(root).read_text(encoding="utf-8"))["link"]) == 1


def test_a_file_of_decisions_may_begin_with_a_byte_order_mark(write: Write) -> None:
    root = write({"en/bread.md": article("Bread")})
    path = root / "decisions.toml"
    path.write_text(f"\ufeff{SAME.format('a-bread', 'bread')}", encoding="utf-8")
    assert read_decisions(path).terms[0].decision == "sameAs"


def test_a_second_review_adds_only_what_is_new_and_keeps_the_rest_to_the_letter(write: Write) -> None:
    root = write(ARTICLES)
    path = review(root)
    path.write_text(path.read_text(encoding="utf-8") + "# my own words\n", encoding="utf-8")
    before = path.read_text(encoding="utf-8")
    review(root)
    assert path.read_text(encoding="utf-8") == before
    write({"en/leases.md": article("Leases")})
    review(root)
    after = path.read_text(encoding="utf-8")
    assert after.startswith(before)
    assert len(tomllib.loads(after)["term"]) == 2


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[link]\n", "not valid TOML"),
        ('[[link]]\narticle = "en/a"\n', "write entries as"),
        ('[[term]]\none = "a"\nother = "b"\ndecision = "maybe"\n', "sameAs"),
        (
            '[[link]]\narticle = "en/a"\nwritten = "/b"\nanchor = "c"\nproposal = "/d"\ndecision = "yes"\n',
            "'accept', 'reject' or a destination",
        ),
    ],
)
def test_a_bad_file_of_decisions_is_one_clear_line(write: Write, tmp_path: Path, text: str, message: str) -> None:
    root = write(ARTICLES)
    (root / "decisions.toml").write_text(text)
    done = run("build", root, "-o", tmp_path / "out")
    assert done.returncode == 2
    assert message in done.stderr
    assert done.stderr.count("\n") == 1


def test_why_shows_where_labels_edges_and_repairs_come_from(write: Write, tmp_path: Path) -> None:
    root = write(ARTICLES)
    run("build", root, "-o", tmp_path / "out", "--repair", "majority")
    term = run("why", "Lease", "--build", tmp_path / "out").stdout
    assert "label en: 'Lease', the title of Texts/en/lease.md" in term
    assert "label no: 'ord', selected from 1 anchor" in term
    assert "repaired: Texts/en/main.md:5 '/rent' -> '/lease': 2 against one; both have articles" in term
    edge = run("why", "main", "lease", "--build", tmp_path / "out").stdout
    assert "main -> lease: 3 links in en hi no" in edge
    assert "Texts/en/main.md:5 [word], as a path of the site, written '/rent'\n    The word here." in edge
    assert "lease -> main: no link" in edge


def test_why_says_that_no_evidence_was_kept_not_that_there_is_no_link(write: Write, tmp_path: Path) -> None:
    run("build", write(ARTICLES), "-o", tmp_path / "out", "--evidence", "none")
    edge = run("why", "main", "lease", "--build", tmp_path / "out").stdout
    assert "main -> lease: 2 links in hi no\n  The build kept no evidence of these links" in edge
    term = run("why", "lease", "--build", tmp_path / "out").stdout
    assert "2 links from 1 term\n  The build kept no evidence of these links" in term


def test_why_of_two_names_of_one_term_says_so(write: Write, tmp_path: Path) -> None:
    run("build", write(ARTICLES), "-o", tmp_path / "out")
    assert run("why", "Lease", "/lease", "--build", tmp_path / "out").stdout == "Both names are names of the term lease\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nowhere"], "Unknown term 'nowhere'"),
        (["a", "b", "c"], "Got unexpected extra argument (c)"),
        (["leese"], "did you mean lease"),
    ],
)
def test_why_says_in_one_line_what_it_cannot_answer(write: Write, tmp_path: Path, arguments: list[str], message: str) -> None:
    run("build", write(ARTICLES), "-o", tmp_path / "out")
    done = run("why", *arguments, cwd=tmp_path)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert message in done.stderr


def test_why_without_a_build_says_what_to_do(tmp_path: Path) -> None:
    done = run("why", "bond", cwd=tmp_path)
    assert done.returncode == 2
    assert "glossograph build" in done.stderr


@pytest.mark.slow
def test_a_review_writes_the_same_bytes_under_every_hash_seed(write: Write) -> None:
    root = write(ARTICLES)
    written = []
    for seed in ("1", "2"):
        (root / "decisions.toml").unlink(missing_ok=True)
        run_process("review", root, cwd=root, PYTHONHASHSEED=seed)
        written.append((root / "decisions.toml").read_bytes())
    assert written[0] == written[1]
