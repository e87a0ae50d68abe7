"""The words: prose and messages say things as any technical writer would, and one word is used for one thing."""

import io
import json
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parent.parent

BANNED = {
    r"told": "set, shown, reported, passed",
    r"tells|tell\s+of": "show, report, describe, return whether",
    r"mend(?:s|ed|ing)?": "fix",
    r"(?<!there )(?:is|are)\s+none": "is not a ..., there is no ...",
    r"(?<![</])aside(?!\s*[>{,.:#])": "in the background, separately",
    r"hangs?\s+together": "is connected, belongs together",
    r"what\s+is\s+(?:[\w'-]+\s+){1,6}is": "a noun for the thing",
    r"leads?\s+to": "links to, points to, causes",
    r"stands?\s+for": "means, represents",
    r"as\s+it\s+stands": "as it is, unchanged",
    r"stubs?": "placeholder",
}
"""Each pattern, of whole words in small letters, and what to write instead."""

PATTERNS = {
    re.compile(rf"\b(?:{pattern})\b" if not pattern.startswith("(?<![") else pattern): use for pattern, use in BANNED.items()
}

PROSE = (
    *("*.md", "docs/**/*.md", "notebooks/*.ipynb", "graph/explorer/src/**/*.ts", "graph/explorer/test/**/*.ts"),
    *(f"graph/glossograph/data/**/*.{suffix}" for suffix in ("md", "rq", "ttl", "html", "css")),
)


def pieces(path: Path) -> Iterator[tuple[int, str]]:
    """Give the texts of a file with their first lines: comments, strings and names of a module, cells, or the whole text."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        before = ""
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if tokenize.tok_name[token.type] in {"COMMENT", "STRING", "FSTRING_MIDDLE"}:
                yield token.start[0], token.string
            elif before in {"def", "class"}:
                yield token.start[0], token.string.replace("_", " ")
            before = token.string
    elif path.suffix == ".ipynb":
        for cell in json.loads(text)["cells"]:
            yield 1, "".join(cell["source"])
    elif path.name == "CHANGELOG.md":
        yield 1, re.sub("`[^`]*`", "", text)  # old names of what was renamed
    else:
        yield 1, text


def simple(text: str) -> str:
    """Write a text in small letters, without Python's `None`."""
    return text.replace("None", "").lower()


def files() -> list[Path]:
    sample_articles = REPOSITORY / "graph/glossograph/data/sample"
    found = {path for pattern in PROSE for path in REPOSITORY.glob(pattern) if path.parent.parent != sample_articles}
    for folder in ("graph/glossograph", "tests"):
        found |= set((REPOSITORY / folder).rglob("*.py"))
    return sorted(found - {Path(__file__)})


def hits() -> Iterator[str]:
    """Find every banned word, as `file:line: word -> use ...`."""
    for path in files():
        whole = simple(path.read_text(encoding="utf-8")).replace("_", " ")
        if not any(pattern.search(whole) for pattern in PATTERNS):  # most files, and much faster
            continue
        name = path.relative_to(REPOSITORY).as_posix()
        for line, piece in pieces(path):
            text = simple(piece)
            for pattern, use in PATTERNS.items():
                for match in pattern.finditer(text):
                    place = f"{name}:{line + text.count(chr(10), 0, match.start())}"
                    yield f"{place}: {' '.join(match[0].split())} -> use {use}"


def test_prose_and_messages_use_the_words_of_the_field() -> None:
    assert len(files()) > 300
    lines = [*hits()]
    assert lines == [], "\n" + "\n".join(lines)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("A format that is none", "is none"),
        ("What is linked anywhere is not found", "what is linked anywhere is"),
        ("It leads\nto a term", "leads\nto"),
        ("Told nowhere", "told"),
        ("mended", "mended"),
        ("Where there is none, x is None, an <aside> of amendments, retold", None),
    ],
)
def test_banned_words_are_found_as_whole_words(text: str, word: str | None) -> None:
    assert next((match[0] for pattern in PATTERNS if (match := pattern.search(simple(text)))), None) == word
