"""Claims about `glossograph match`: what is proposed, how it is decided on, and that a hostile vocabulary does no harm."""

import gzip
import random
from collections.abc import Sequence
from pathlib import Path

import pyoxigraph
import pytest

import glossograph as gg
from glossograph.match.concept_names import ConceptName, base_key, name_language, plain_key
from glossograph.match.matcher import EXACT_SCORE, propose_matches
from glossograph.model.term_match import MatchProposal
from tests.bench.generate import generate
from tests.command import run
from tests.eval.labels import read_articles
from tests.eval.matching import figures, make_pair, match_pair

PREFIXES = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix xl: <http://www.w3.org/2008/05/skos-xl#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema: <http://schema.org/> . @prefix o: <http://other.example/> .
"""
BOND = 'o:bond a skos:Concept ; skos:prefLabel "Bond"@en , "Obligasjon"@nb , "债券"@zh-Hans .\n'
PENSION_FUND = 'o:pf skos:prefLabel "Pension funds"@en .\n'


def vocabulary(folder: Path, text: str, name: str = "other.ttl") -> Path:
    path = folder / name
    path.write_text(PREFIXES + text, encoding="utf-8")
    return path


def proposals(kg: gg.KnowledgeGraph, folder: Path, text: str, min_score: float = 0.0) -> dict[tuple[str, str], MatchProposal]:
    found = kg.match(vocabulary(folder, text), min_score=min_score)
    return {(one.term, one.concept.removeprefix("http://other.example/")): one for one in found}


def score(kg: gg.KnowledgeGraph, folder: Path, text: str, term: str = "bond") -> float:
    found = [one.score for (slug, _), one in proposals(kg, folder, text).items() if slug == term]
    assert len(found) == 1
    return found[0]


def test_equal_names_in_more_languages_count_more_and_other_names_against(sample: gg.KnowledgeGraph, tmp_path: Path) -> None:
    one, two = 'o:a skos:prefLabel "Bond"@en', 'o:a skos:prefLabel "Bond"@en , "Obligasjon"@no'
    against = 'o:a skos:prefLabel "Bond"@en , "Binding"@no , "键"@zh'
    scores = [score(sample, tmp_path, f"{text} .") for text in (against, one, two)]
    assert scores == sorted(scores)
    assert scores[0] < 0.8 < scores[1] < EXACT_SCORE < scores[2]
    [proposal] = proposals(sample, tmp_path, f"{two} .").values()
    assert (proposal.relation, proposal.name) == ("exactMatch", "Bond")
    assert proposal.why[0] == "equal names in 2 of 2 shared languages: 'Obligasjon' (no), 'Bond' (en)"


def test_a_long_name_counts_more_than_a_short_word(sample: gg.KnowledgeGraph, tmp_path: Path) -> None:
    long = score(sample, tmp_path, 'o:a skos:prefLabel "Exchange-traded fund"@en .', "exchange-traded-fund")
    assert long > score(sample, tmp_path, 'o:a skos:prefLabel "Bond"@en .')


def test_a_preferred_name_counts_more_than_another_name(sample: gg.KnowledgeGraph, tmp_path: Path) -> None:
    other = score(sample, tmp_path, 'o:a skos:prefLabel "Debenture stock"@en ; skos:altLabel "Bond"@en .')
    assert other < score(sample, tmp_path, 'o:a skos:prefLabel "Bond"@en .')


def test_definitions_tell_a_homonym_from_the_same_concept(sample: gg.KnowledgeGraph, tmp_path: Path) -> None:
    same = "A debt: the issuer borrows money and pays interest, called the coupon, until it repays the loan."
    other = "The lasting attraction between atoms or ions that enables the formation of molecules and crystals."
    scores = {
        text: score(sample, tmp_path, f'o:a skos:prefLabel "Bond"@en {part} .')
        for text, part in (("same", f'; skos:definition "{same}"@en'), ("none", ""), ("other", f'; skos:definition "{other}"@en'))
    }
    assert scores["other"] < scores["none"] < scores["same"]
    [proposal] = proposals(sample, tmp_path, f'o:a skos:prefLabel "Bond"@en ; skos:definition "{other}"@en .').values()
    assert "the definitions share no word (en)" in proposal.why


def test_neighbours_that_match_too_raise_a_score_and_others_lower_it(sample: gg.KnowledgeGraph, tmp_path: Path) -> None:
    beside = sorted({one.term.slug for one in sample.neighbours("bond")})
    away = sorted({term.slug for term in sample.terms} - {*beside, "bond"})
    assert len(beside) >= 5 <= len(away)

    def linked(slugs: Sequence[str]) -> str:
        named = "".join(f'o:{slug} skos:prefLabel "{sample.term(slug).label("en")}"@en .\n' for slug in (*beside[:5], *away[:5]))
        related = f"; skos:related {', '.join(f'o:{slug}' for slug in slugs)}" if slugs else ""
        return f'o:a skos:prefLabel "Bond"@en {related} .\n{named}'

    scores = [proposals(sample, tmp_path, linked(slugs))["bond", "a"].score for slugs in (away[:5], [], beside[:5])]
    assert scores == sorted(set(scores))
    agreeing = proposals(sample, tmp_path, linked(beside[:5]))["bond", "a"]
    assert agreeing.score > EXACT_SCORE
    assert any(reason.startswith("neighbours match too: ") for reason in agreeing.why)


def test_a_name_that_several_concepts_have_is_ambiguous(sample: gg.KnowledgeGraph, tmp_path: Path) -> None:
    text = 'o:a skos:prefLabel "Exchange-traded fund"@en . o:b skos:prefLabel "Exchange-traded fund"@en .'
    found = proposals(sample, tmp_path, text)
    assert [one.relation for one in found.values()] == ["closeMatch"] * 2
    assert all(one.score < 0.5 and "1 other pair has equal names" in one.why for one in found.values())
    text += ' o:b skos:prefLabel "Børshandlet fond"@no , "交易所交易基金"@zh .'
    assert max(proposals(sample, tmp_path, text).values(), key=lambda one: one.score).concept.endswith("/b")


def test_each_term_and_each_concept_has_one_exact_match_at_most(sample: gg.KnowledgeGraph, tmp_path: Path) -> None:
    labels = "".join(f'o:{letter}{n} skos:prefLabel "{term.label("en")}"@en .\n' for letter in "ab"
                     for n, term in enumerate(sample.terms))  # fmt: skip
    exact = [one for one in proposals(sample, tmp_path, labels).values() if one.relation == "exactMatch"]
    assert len({one.term for one in exact}) == len({one.concept for one in exact}) == len(exact)


def test_a_vocabulary_with_nothing_in_common_gives_no_proposal(sample: gg.KnowledgeGraph, tmp_path: Path) -> None:
    rng = random.Random(3)
    words = ["".join(rng.choices("bdfgklmnprstv aeiou", k=9)) for _ in range(600)]
    text = "".join(
        f'o:c{n} skos:prefLabel "{word}"@en , "{word}"@no ; skos:broader o:c{n // 2} .\n' for n, word in enumerate(words)
    )
    assert proposals(sample, tmp_path, text) == {}


def test_the_few_names_shared_with_a_vocabulary_on_something_else_mean_less(sample: gg.KnowledgeGraph, tmp_path: Path) -> None:
    alone = 'o:b skos:prefLabel "Bond"@en .\n'
    foreign = "".join(f'o:c{n} skos:prefLabel "molecule {n}"@en .\n' for n in range(500))
    assert score(sample, tmp_path, alone + foreign) < score(sample, tmp_path, alone)


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        ("Back-office", "back office", "en"),
        ("frontoffice", "Front Office", "en"),
        ("Élasticité", "elasticite", "fr"),
        ("Bonds", "bond", "en"),
        ("Bond (finance)", "bond", "en"),
        ("bonds, convertible", "Convertible bond", "en"),
        ("the bond", "bond", "en"),
        ("obligasjoner", "Obligasjon", "no"),
    ],
)
def test_forms_of_one_name_meet(one: str, other: str, language: str) -> None:
    assert plain_key(one) == plain_key(other) or base_key(one, language) == base_key(other, language)


@pytest.mark.parametrize(("one", "other"), [("AA+", "AA-"), ("AA", "AA-"), ("C#", "C++"), ("T+1", "T-1"), ("stock", "stick")])
def test_names_that_signs_tell_apart_stay_apart(one: str, other: str) -> None:
    assert plain_key(one) != plain_key(other)
    assert base_key(one, "en") != base_key(other, "en")


SPELLINGS = {
    "skos": BOND,
    "labels with a node": 'o:b xl:prefLabel o:l1 ; xl:altLabel o:l2 . o:l1 a xl:Label ; xl:literalForm "Bond"@en . '
    'o:l2 xl:literalForm "Obligasjon"@no .',
    "labels with a node, first": 'o:l1 xl:literalForm "Bond"@en . o:l2 xl:literalForm "Obligasjon"@no . '
    "o:b xl:prefLabel o:l1 ; xl:altLabel o:l2 .",
    "labels with a blank node": 'o:b xl:prefLabel [ xl:literalForm "Bond"@en ] , [ xl:literalForm "Obligasjon"@no ] .',
    "owl": 'o:b a owl:Class ; rdfs:label "bond"@en , "obligasjon"@no ; skos:definition "A debt"@en .',
    "schema": 'o:b schema:name "Bond"@en ; schema:alternateName "Obligasjon"@no .',
    "synonyms of an ontology's own": 'o:b rdfs:label "bond"@en ; <http://fibo.example/synonym> "obligasjon"@no .',
}


@pytest.mark.parametrize("text", SPELLINGS.values(), ids=SPELLINGS)
def test_labels_are_read_from_every_usual_vocabulary(sample: gg.KnowledgeGraph, tmp_path: Path, text: str) -> None:
    [proposal] = proposals(sample, tmp_path, text).values()
    assert (proposal.term, proposal.relation) == ("bond", "exactMatch")


@pytest.mark.parametrize(
    "what", ["a owl:ObjectProperty", "a skos:ConceptScheme", "a skos:Collection", "owl:deprecated true", "a schema:Article"]
)
def test_schemes_properties_and_deprecated_concepts_are_left_out(sample: gg.KnowledgeGraph, tmp_path: Path, what: str) -> None:
    assert proposals(sample, tmp_path, f'o:b {what} ; skos:prefLabel "Bond"@en , "Obligasjon"@no .') == {}


ENTITY = """<?xml version="1.0"?><!DOCTYPE rdf:RDF [
    <!ENTITY o "http://other.example/" >
    <!ENTITY skos "http://www.w3.org/2004/02/skos/core#">
]>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:skos="http://www.w3.org/2004/02/skos/core#">
<skos:Concept rdf:about="&o;bond"><skos:prefLabel xml:lang="en">Bond</skos:prefLabel></skos:Concept></rdf:RDF>"""


def test_files_of_every_syntax_and_folders_of_files_are_read(sample: gg.KnowledgeGraph, tmp_path: Path) -> None:
    turtle = vocabulary(tmp_path, BOND)
    expected = sample.match(turtle)
    assert len(expected) == 1
    for suffix in ("nt", "nq", "trig", "jsonld", "rdf"):
        convert(turtle, path := tmp_path / f"other.{suffix}")
        assert sample.match(path) == expected, suffix
    packed = tmp_path / "other.ttl.gz"
    packed.write_bytes(gzip.compress(turtle.read_bytes()))
    assert sample.match(packed) == expected
    (folder := tmp_path / "folder" / "deep").mkdir(parents=True)
    vocabulary(folder, 'o:bond skos:prefLabel "Bond"@en .', "one.ttl")
    vocabulary(folder.parent, 'o:bond skos:prefLabel "Obligasjon"@no , "债券"@zh .', "two.ttl")
    assert [one.score for one in sample.match(tmp_path / "folder")] == [one.score for one in expected]
    (tmp_path / "other.owl").write_text(ENTITY, encoding="utf-8")
    assert [one.concept for one in sample.match(tmp_path / "other.owl")] == ["http://other.example/bond"]


def convert(source: Path, target: Path) -> None:
    syntax = pyoxigraph.RdfFormat.from_extension(target.suffix[1:])
    assert syntax
    quads = pyoxigraph.parse(path=str(source))
    triples = [quad.triple for quad in quads]
    target.write_bytes(pyoxigraph.serialize(triples, format=syntax) or b"")


def test_the_order_of_statements_changes_nothing(sample: gg.KnowledgeGraph, tmp_path: Path) -> None:
    lines = [f'<http://o/{n % 40}> <http://www.w3.org/2004/02/skos/core#prefLabel> "{label.text}"@{label.language} .\n'
             for n, term in enumerate(sample.terms) for label in term.labels]  # fmt: skip
    lines += [f"<http://o/{n}> <http://www.w3.org/2004/02/skos/core#related> <http://o/{n * 7 % 40}> .\n" for n in range(40)]
    results = []
    for seed in range(3):
        random.Random(seed).shuffle(lines)
        (path := tmp_path / "o.nt").write_text("".join(lines), encoding="utf-8")
        results.append(sample.match(path, min_score=0.01))
    assert len(results[0]) > 40
    assert results[0] == results[1] == results[2]


def test_a_name_that_thousands_of_concepts_have_costs_little_and_proposes_nothing(
    sample: gg.KnowledgeGraph, tmp_path: Path
) -> None:
    text = "".join(f'o:c{n} skos:prefLabel "Bond"@en .\n' for n in range(3_000))
    assert proposals(sample, tmp_path, text, min_score=0.1) == {}
    assert len(proposals(sample, tmp_path, text)) == 50


HOSTILE = {
    "missing.ttl": (None, "no such file"),
    "other.csv": (b"a,b", "unknown RDF suffix"),
    "other.ttl": (b"o:a skos:prefLabel", "invalid Turtle"),
    "other.nt": (b"\xff\xfe\x00", "invalid N-Triples"),
    "other.ttl.gz": (gzip.compress(b"<http://a> <http://b> <http://c> .\n" * 99)[:30], "compression is damaged"),
    "plain.ttl.gz": (b"not packed", "compression is damaged"),
    "other.jsonld": (b'{"@context": "http://other.example/context", "name": "Bond"}', "invalid JSON-LD"),
    "bomb.rdf": (b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "&b;&b;">]><r/>', "XML entities"),
    "far.owl": (b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/passwd">]><r/>', "XML entities"),
    "long.owl": (f'<!DOCTYPE r [<!ENTITY a "{"x" * 10_000}">]><r/>'.encode(), "XML entities"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_vocabulary_that_cannot_be_read_gets_one_line_and_nothing_is_written(
    sample_turtle: Path, tmp_path: Path, name: str
) -> None:
    data, message = HOSTILE[name]
    if data is not None:
        (tmp_path / name).write_bytes(data)
    done = run("match", sample_turtle, "--to", tmp_path / name, "--sssom", tmp_path / "m.tsv", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "decisions.toml").exists()
    assert not (tmp_path / "m.tsv").exists()


def test_iris_that_could_not_be_written_again_and_endless_names_are_left_out(sample: gg.KnowledgeGraph, tmp_path: Path) -> None:
    long = f'<http://other.example/{"x" * 3_000}> skos:prefLabel "Bond"@en .\n'
    name = f'o:b skos:prefLabel "{"Bond " * 100_000}"@en .\n'
    assert proposals(sample, tmp_path, long + name) == {}
    many = ", ".join(f'"Bond {n}"@en' for n in range(5_000))
    assert len(proposals(sample, tmp_path, f'o:b skos:prefLabel "Bond"@en ; skos:altLabel {many} .')) == 1


@pytest.mark.slow
@pytest.mark.parametrize("shared", [3, 2])
def test_a_generated_pair_is_matched_at_the_recorded_quality(tmp_path: Path, shared: int) -> None:
    generate(tmp_path, articles=600, languages=6, size=2500, seed=11, terms=120)
    pair = make_pair(read_articles(tmp_path / "Texts"), shared)
    assert len(pair.truth) > 60
    assert len(pair.other.terms) - len(pair.truth) > 20 < len(pair.own.terms) - len(pair.truth)
    exact, every = figures("generated", [(pair, match_pair(pair))])
    assert exact.figures["precision"] >= 0.98
    assert exact.figures["recall"] >= 0.80
    assert exact.figures["homonyms"] <= 0.10
    assert every.figures["recall"] >= exact.figures["recall"]


def test_matching_a_graph_with_another_base_finds_every_term_and_with_itself_none(
    sample: gg.KnowledgeGraph, sample_turtle: Path, tmp_path: Path
) -> None:
    assert propose_matches(sample.graph, sample_turtle / "graph.ttl") == ()
    text = (sample_turtle / "graph.ttl").read_text(encoding="utf-8").replace("https://example.org/", "https://other.example/")
    (tmp_path / "o.ttl").write_text(text, encoding="utf-8")
    found = propose_matches(sample.graph, tmp_path / "o.ttl")
    assert [one.term for one in found] == sorted(term.slug for term in sample.terms)
    assert {one.relation for one in found} == {"exactMatch"}
    assert all(one.concept.endswith(f"/{one.term}") for one in found)


def test_names_are_compared_in_the_language_without_its_region() -> None:
    assert name_language("pt-BR") == name_language("pt")
    assert name_language("zh-TW") != name_language("zh-CN") == name_language("zh")
    assert ConceptName("en", "Bond", preferred=True).exact == "bond"
