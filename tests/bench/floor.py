"""The least that a Python program must do: read every file, find its links, write a line each. `floor.py ARTICLES OUT`."""

import re
import sys
from pathlib import Path

LINK = re.compile(r"\[([^\[\]]*)\]\(([^()]*)\)")


def main(articles: Path, out: Path) -> None:
    with out.open("w", encoding="utf-8") as file:
        for path in sorted(articles.rglob("*.md")):
            text = path.read_bytes().decode("utf-8", errors="replace")
            file.writelines(f"{path.stem}\t{destination}\t{anchor}\n" for anchor, destination in LINK.findall(text))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
