"""Collections of extreme shape: one term in many languages, and one article with very many links."""

from pathlib import Path

from tests.bench.invented import LANGUAGES

_CODES = "en no hi ar zh es da de fr ja ko ru pt it tr bn th el vi pl sv fi nl cs hu ro uk fa he id ms ta te sk".split()
_LINKS_OF_EACH = 100
_LINKS_OF_ONE = 100_000


def write_wide(folder: Path) -> None:
    """Write one term in 34 languages with 100 links each, of which each language leaves out and swaps others."""
    for number, code in enumerate(_CODES):
        targets = [target for target in range(_LINKS_OF_EACH) if (target + number) % 17]
        for index in range(number % 5, len(targets) - 1, 11):
            targets[index : index + 2] = reversed(targets[index : index + 2])
        language = LANGUAGES[number % len(LANGUAGES)]
        clauses = language.clauses[:_LINKS_OF_EACH]
        sentences = (f"{clauses[target]} [{clauses[-target - 1]}](/term-{target})." for target in targets)
        _write(folder / code / "wide.md", "\n\n".join(sentences))


def write_long(folder: Path) -> None:
    """Write one article with 100,000 links, and one that it links to."""
    clauses = LANGUAGES[0].clauses
    sentences = (
        f"{clauses[index % 3000].capitalize()} [{clauses[index % 997]}](/term-{index % 5000})." for index in range(_LINKS_OF_ONE)
    )
    _write(folder / "en" / "long.md", "\n\n".join(sentences))
    _write(folder / "en" / "term-1.md", "The first term, and [the list](/long).")


def _write(path: Path, body: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"---\ntitle: {path.stem.capitalize()}\ndescription: An article.\n---\n\n{body}\n", encoding="utf-8")


EXTREMES = {"one term in 34 languages, 100 links each": write_wide, "100,000 links in one article": write_long}
