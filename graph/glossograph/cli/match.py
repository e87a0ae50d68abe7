"""`glossograph match`: proposals of matches between the terms of a build and other vocabularies."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from glossograph.cli.apart import run_apart
from glossograph.cli.options import DEFAULT_BUILD, PATH, ListCommand, ListOption, json_option, open_build, quiet_option
from glossograph.cli.progress_display import show_progress
from glossograph.cli.terminal import print_json, print_line
from glossograph.text.normalise import count_noun

if TYPE_CHECKING:
    from glossograph.model.decision import Decisions
    from glossograph.model.term_match import MatchProposal


@click.command(cls=ListCommand)
@click.argument("build", type=PATH, default=DEFAULT_BUILD, metavar="[BUILD]")
@click.option(
    "--to",
    "vocabularies",
    cls=ListOption,
    multiple=True,
    required=True,
    type=PATH,
    metavar="FILE...",
    help="Vocabularies in SKOS or OWL: RDF files, also with .gz, or folders whose RDF files are one vocabulary.",
)
@click.option(
    "--decisions",
    "decision_file",
    type=PATH,
    metavar="FILE",
    show_default="the file of the build, or decisions.toml here",
    help="The file that the proposals are added to.",
)
@click.option(
    "--min-score", type=click.FloatRange(0.0, 1.0), default=0.5, metavar="SCORE", help="The lowest score of a proposal."
)
@click.option("--sssom", type=PATH, metavar="FILE", help="Also write proposals and accepted matches as SSSOM.")
@json_option
@quiet_option
def run(
    *,
    build: Path,
    vocabularies: tuple[Path, ...],
    decision_file: Path | None,
    min_score: float,
    sssom: Path | None,
    as_json: bool,
    quiet: bool,
) -> int:
    """Propose matches between the terms of BUILD and other vocabularies.

    Proposals go to decisions.toml. Accept or reject each: the next build writes the accepted ones into the RDF.
    """

    def match() -> int:
        return _match(build, vocabularies, decision_file or _decision_file(build), min_score, sssom, as_json=as_json, quiet=quiet)

    return run_apart(match, subject="The vocabulary", remedy="give it in smaller files")


def _match(
    build: Path,
    vocabularies: tuple[Path, ...],
    decision_file: Path,
    min_score: float,
    sssom: Path | None,
    *,
    as_json: bool,
    quiet: bool,
) -> int:
    from glossograph.errors import GlossographError
    from glossograph.match.matcher import propose_all
    from glossograph.match.sssom import sssom_table
    from glossograph.model.decision import NO_DECISIONS
    from glossograph.review.decision_file import add_proposals, read_decisions
    from glossograph.serialise.file_batch import open_batch

    if not build.exists():
        message = f"{build}: no such file or folder: run `glossograph build`, or name the folder of a build"
        raise GlossographError(message)
    decisions = read_decisions(decision_file) if decision_file.exists() else NO_DECISIONS
    with open_build(build) as kg, show_progress(quiet=quiet) as progress:
        proposals = propose_all(kg.graph, vocabularies, decisions, min_score=min_score, progress=progress)
        if sssom is not None:
            with open_batch(sssom.parent) as files:
                files.write_text(sssom.name, sssom_table(kg.graph, proposals, decisions))
                files.commit()
        added = add_proposals(decision_file, decisions, proposals)
    if as_json:
        from glossograph.serialise.json_shapes import json_value, proposal_shapes

        print_json([json_value(shape) for shape in proposal_shapes(proposals)])
    elif not quiet:
        _print_summary(proposals, added, decision_file, decisions)
        if sssom is not None:
            print_line(f"  {sssom}")
    return 0


def _decision_file(build: Path) -> Path:
    """Find the decision file that the last build read, or else the one of this folder."""
    import sqlite3

    from glossograph.errors import GlossographError
    from glossograph.review.decision_file import FILE_NAME
    from glossograph.store.article_store import ArticleStore
    from glossograph.workflow import STORE

    if (build / STORE).is_file():
        try:
            with ArticleStore(build / STORE, reading=True) as store:
                record = store.finished()
        except (GlossographError, sqlite3.DatabaseError):
            record = None
        if record and record.decisions and Path(record.decisions).is_file():
            return Path(record.decisions)
    return Path(FILE_NAME)


def _print_summary(proposals: "tuple[MatchProposal, ...]", added: int, path: Path, decisions: "Decisions") -> None:
    from glossograph.model.term_match import MatchRelation

    exact = sum(proposal.relation == MatchRelation.EXACT for proposal in proposals)
    counts = f"{exact:,} exactMatch and {len(proposals) - exact:,} closeMatch"
    print_line(f"{count_noun(len(proposals), 'proposal')}: {counts}")
    if not added:
        print_line(f"Nothing new for {path}")
        return
    undecided = added + decisions.undecided()
    entries = "1 new entry" if added == 1 else f"{added:,} new entries"
    print_line(f"{entries} in {path}, {undecided:,} undecided in all: fill in each `decision`, then build again")
