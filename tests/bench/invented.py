"""Invented languages, concepts and names for the generated articles: frequent words are real, all others random syllables."""

import tomllib
import unicodedata
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import NamedTuple

_ENTITY_TITLE = 0.06
"""Share of names with a sign that HTML escapes: measured on `investors-wiki`."""

_WORDS, _CLAUSES = 1500, 3000


class Language:
    """An invented language: its words and clauses, and how it joins and inflects them.

    Args:
        name: The English name.
        row: What `languages.toml` says.
        folder: The name of the folder of its articles.
    """

    def __init__(self, name: str, row: dict[str, str], folder: str) -> None:
        self.name, self.folder, self.english, self.weight = name, folder, name == "English", float(row["weight"])
        self.blank = "" if name in ("Chinese", "Japanese", "Thai") else " "
        self.comma, self.stop, self.frequent = row["comma"] + self.blank, row["stop"], row["frequent"].split()
        parts = (row[key].split() for key in ("onsets", "nuclei", "codas", "suffixes"))
        *self._syllable, self.suffixes = [[piece.replace("_", "") for piece in part] for part in parts]

    def word(self, rng: Random, sizes: tuple[int, ...] = (2, 2, 3)) -> str:
        """Return a word. `sizes` are the counts of syllables to choose from."""
        pieces = [rng.choice(pieces) for pieces in self._syllable * rng.choice(sizes)]
        return unicodedata.normalize("NFC", "".join(pieces))

    @cached_property
    def clauses(self) -> list[str]:
        """Three thousand clauses of about 34 bytes times the language's weight, with some numbers.

        Words come by Zipf's law and the real ones twice as often, so that a reader of languages is as sure as with real texts.
        """
        rng = Random(self.name)
        words = [self.word(rng, (1, 2, 2, 3)) for _ in range(_WORDS)]
        words[: len(self.frequent)] = self.frequent
        words[60:63] = "12%", "2022", "$4,500"
        weights = list(accumulate((2 if rank < len(self.frequent) else 1) / (rank + 3) for rank in range(_WORDS)))
        size = sum(len(f"{word}{self.blank}".encode()) for word in rng.choices(words, cum_weights=weights, k=500)) / 500
        counts = (max(2, round(rng.uniform(20, 48) * self.weight / size)) for _ in range(_CLAUSES))
        return [self.blank.join(rng.choices(words, cum_weights=weights, k=count)) for count in counts]


def _languages() -> tuple[Language, ...]:
    """Return all languages. Every second folder has a name that says nothing, so that the language must be found in the texts."""
    rows = tomllib.loads(Path(__file__).with_name("languages.toml").read_text(encoding="utf-8"))
    names = (f"part-{index:02}" if index % 2 else name for index, name in enumerate(rows))
    return tuple(Language(name, row, folder) for (name, row), folder in zip(rows.items(), names, strict=True))


LANGUAGES = _languages()


class Concept(NamedTuple):
    """The subject of articles; `other` is a second spelling of the slug, `synonym` a slug that no article has."""

    words: tuple[str, ...]
    slug: str
    other: str
    synonym: str


def _concept(rng: Random, words: tuple[str, ...], others: tuple[str, ...]) -> Concept:
    joint = rng.choices("- _", (60, 36, 4))[0].strip()
    slug, other, synonym = joint.join(words), ("" if joint else "-").join(words), rng.choice("-- ").join(others)
    if words[1:] and rng.random() < _ENTITY_TITLE:
        words = rng.choice(((words[0] + "'s", *words[1:]), (words[0], "&", *words[1:])))
    return Concept(words, slug, other, synonym)


class World:
    """All concepts of one seed, every fifth a placeholder; the lower the index, the more often linked (Zipf-Mandelbrot)."""

    def __init__(self, terms: int, languages: int, size: int, seed: int) -> None:
        self.seed, self.languages, self._labels = seed, LANGUAGES[:languages], dict[tuple[int, str], str]()
        rng, total = Random(f"{seed}:terms"), terms + (terms + 3) // 4
        drawn = (tuple(LANGUAGES[0].word(rng) for _ in range(rng.choice((1, 2, 2, 3)))) for _ in range(3 * total + 9))
        names = list({"".join(words): words for words in drawn}.values())
        self.concepts = [_concept(rng, *pair) for pair in zip(names[:total], names[total : 2 * total], strict=True)]
        self.articles = [index for index in range(total) if (index + 1) % 5][:terms]
        self.placeholders = frozenset(range(total)) - frozenset(self.articles)
        self._popularity = list(accumulate(1 / (index + 10) for index in range(total)))
        clause = sum(len(c.encode()) for lang in self.languages for c in lang.clauses) / _CLAUSES / languages
        self.clauses = (size - 1200) / (clause + 2.5)  # in an article; 1,200 bytes are links, headings and front matter

    def label(self, index: int, language: Language) -> str:
        """Return the concept's name in lower case. It is created once."""
        if (index, language.name) not in self._labels:
            rng, concept = Random(f"{self.seed}:{language.name}:{index}"), self.concepts[index]
            words = (word if language.english or word == "&" else language.word(rng) for word in concept.words)
            self._labels[index, language.name] = language.blank.join(words)
        return self._labels[index, language.name]

    def targets(self, rng: Random, source: int, count: int) -> list[int]:
        """Return at most `count` distinct other concepts, popular ones more often."""
        drawn = rng.choices(range(len(self.concepts)), cum_weights=self._popularity, k=count)
        return [target for target in dict.fromkeys(drawn) if target != source]
