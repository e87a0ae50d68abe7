"""Collections that the attacks build: small, linked, in three languages."""

import random
from collections.abc import Mapping
from pathlib import Path

LANGUAGES = ("en", "no", "hi")
_MAP_FILES = frozenset({"graph.html", "places.json"})
_WORDS = "bond loan fund share risk tax rate yield cash debt swap note bank fee audit asset".split()


def articles(count: int, seed: int = 3) -> dict[str, str]:
    """Write articles on some terms in three languages, each with a few links, by path."""
    drawn = random.Random(seed)
    names = [f"{_WORDS[index % len(_WORDS)]}-{index}" for index in range(count)]
    texts = {}
    for name in names:
        links = [drawn.choice(names) for _ in range(4)]
        for language in LANGUAGES:
            sentences = " ".join(
                f"The {name} is a kind of [{link} {language}](/{language}/{link}) in the market." for link in links
            )
            texts[f"{language}/{name}.md"] = (
                f"---\ntitle: {name.title()} {language}\ntags: [finance, {name[:4]}]\n---\n\n{sentences}\n"
            )
    return texts


def write(folder: Path, texts: Mapping[str, str | bytes]) -> Path:
    """Write articles into a folder."""
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass"))
    return folder


def outputs(folder: Path, *, with_map: bool = True) -> dict[str, bytes]:
    """Read the files that a build wrote, without what it keeps for itself; the map keeps places from build to build."""
    files = (path for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))
    return {path.name: path.read_bytes() for path in files if with_map or path.name not in _MAP_FILES}
