"""Run the notebooks and keep what they show: `python -m tests.notebooks [FOLDER [NAME ...]]`, all of them in place by default."""

import asyncio
import sys
import tempfile
from pathlib import Path

import nbformat
from nbclient import NotebookClient

NOTEBOOKS = Path(__file__).parent.parent / "notebooks"


def executed(path: Path) -> nbformat.NotebookNode:
    """Run a notebook in an empty folder and give it with what it shows, without times and machine's names.

    Errors: nbclient's, where a cell fails.
    """
    notebook = nbformat.read(path, as_version=4)
    with tempfile.TemporaryDirectory() as folder:
        client = NotebookClient(
            notebook,
            timeout=None,  # however slow the machine is
            startup_timeout=600,
            kernel_name="python3",
            record_timing=False,
            resources={"metadata": {"path": folder}},
        )
        client.execute()
        assert list(Path(folder).iterdir()) == [], "a notebook leaves files where it stands"
    for cell in notebook.cells:
        cell.metadata = {}
    notebook.metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    return notebook


def main(folder: Path, names: list[str]) -> None:
    """Run notebooks, all where none is named, and write them into a folder."""
    if sys.platform == "win32":
        asyncio.set_event_loop_policy(asyncio.WindowsSelectorEventLoopPolicy())
    for name in names or sorted(path.name for path in NOTEBOOKS.glob("*.ipynb")):
        nbformat.write(executed(NOTEBOOKS / name), folder / name)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else NOTEBOOKS, sys.argv[2:])
