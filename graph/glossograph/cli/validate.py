"""`glossograph validate`: whether RDF follows the rules of SKOS and of an export."""

from collections.abc import Sequence
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from glossograph.cli.apart import run_apart
from glossograph.cli.options import PATH, BuildPlace, build_option, json_option, local_triples
from glossograph.cli.progress_display import show_progress
from glossograph.cli.terminal import print_json, print_line
from glossograph.text.normalise import count_noun

if TYPE_CHECKING:
    from glossograph.sparql.dataset import Dataset
    from glossograph.sparql.validation import ValidationRule, Violation

_MAX_SHOWN = 10
"""Violations of one rule that are printed; `--json` prints all."""

_VALID, _NOT_VALID = 0, 1


@click.command(epilog="Exit status: 0 valid, 1 not valid, 2 not readable.")
@click.argument("files", nargs=-1, type=PATH)
@build_option
@json_option
@click.option("--quiet", is_flag=True, help="Print only violations and errors.")
@click.pass_context
def run(context: click.Context, *, files: tuple[Path, ...], build: BuildPlace, as_json: bool, quiet: bool) -> int:
    """Check a build, or RDF FILES instead, against the rules of SKOS and of our exports.

    Several FILES are checked as one graph.
    """
    from glossograph.sparql.loading import DamagedCopyError, delete_unfinished_copies, find_rdf_files

    if files and context.get_parameter_source("build") is not click.core.ParameterSource.DEFAULT:
        context.fail("Both FILES and --build given: leave one of them out.")

    def validate(paths: Sequence[Path]) -> int:
        try:
            return _validate(paths, build, as_json=as_json, quiet=quiet)
        except DamagedCopyError:  # the copy has been deleted, so this makes a new one
            return _validate(paths, build, as_json=as_json, quiet=quiet)

    def clean_up(paths: Sequence[Path], process_id: int) -> None:
        for path in paths:
            delete_unfinished_copies(find_rdf_files(path), process_id)

    with nullcontext(files) if files else local_triples(build) as named:
        paths = (named,) if isinstance(named, Path) else named
        return run_apart(partial(validate, paths), clean_up=partial(clean_up, paths))


def _validate(named: Sequence[Path], build: BuildPlace, *, as_json: bool, quiet: bool) -> int:
    """Validate files; those copied from an object store are named by its address."""
    from glossograph.serialise.json_shapes import ValidationShape, ViolationShape, json_value
    from glossograph.sparql.loading import name_files
    from glossograph.sparql.validation import find_violations, open_exports, rules

    copied = (str(named[0]), build.rstrip("/")) if isinstance(build, str) else ("", "")
    with show_progress(quiet=quiet) as progress:
        dataset, paths = open_exports(named, progress)
        broken: list[tuple[ValidationRule, list[Violation]]] = []
        for index, rule in enumerate(rules()):
            progress("checking", index, len(rules()))
            if breaches := find_violations(dataset, rule):
                broken.append((rule, breaches))
    if as_json:
        shapes = tuple(
            ViolationShape(rule.code, rule.name, each.focus, each.message, rule.remedy)
            for rule, breaches in broken
            for each in breaches
        )
        names = tuple(str(path).replace(*copied) for path in paths)
        report = ValidationShape(not broken, names, tuple(rule.code for rule in rules()), shapes)
        print_json(json_value(report))
        return _NOT_VALID if broken else _VALID
    for rule, breaches in broken:
        _print_violations(rule, breaches, dataset)
    if not quiet:
        shown = name_files(paths).replace(*copied)
        if broken:
            count = count_noun(sum(len(breaches) for _, breaches in broken), "violation")
            print_line(f"{shown}: not valid: {count} of {len(broken)} of the {len(rules())} rules")
        else:
            print_line(f"{shown}: valid: all {len(rules())} rules hold")
    return _NOT_VALID if broken else _VALID


def _print_violations(rule: "ValidationRule", breaches: "Sequence[Violation]", dataset: "Dataset") -> None:
    from pyoxigraph import NamedNode

    from glossograph.sparql.answers import short_text
    from glossograph.sparql.validation import NO_IRI

    print_line(f"{rule.code}: {rule.name}: {count_noun(len(breaches), 'violation')}")
    for each in breaches[:_MAX_SHOWN]:
        resource = short_text(NamedNode(each.focus), dataset.prefixes) if each.focus else NO_IRI
        print_line(f"  {resource} {each.message}")
    if len(breaches) > _MAX_SHOWN:
        print_line(f"  and {len(breaches) - _MAX_SHOWN:,} more: --json prints all")
    print_line(f"  Why: {rule.reason}")
    print_line(f"  To do: {rule.remedy}")
