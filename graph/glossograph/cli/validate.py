"""`glossograph validate`: does an export obey the rules of SKOS, and its own."""

import argparse
import signal
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from pyoxigraph import NamedNode

from glossograph.cli.patience import leave, patiently
from glossograph.cli.terminal import complain, progress, say, say_json
from glossograph.sparql.answers import short_text
from glossograph.sparql.dataset import Dataset
from glossograph.sparql.loading import DamagedCopyError, delete_unfinished_copies, find_rdf_files
from glossograph.sparql.validation import NO_IRI, ValidationRule, Violation, find_violations, open_exports, rules
from glossograph.text.normalise import count_noun

_SHOWN = 10
"""How much of what breaks one rule is shown to people; JSON holds all."""

_VALID, _NOT_VALID = 0, 1
Broken = tuple[ValidationRule, list[Violation]]


def validate_command(options: argparse.Namespace) -> int:
    """Say which rules the files break, and give the exit status."""
    try:
        try:
            return _validate(options)
        except DamagedCopyError:  # it is deleted: a new one is made
            return _validate(options)
    except KeyboardInterrupt:
        for place in options.files:
            delete_unfinished_copies(find_rdf_files(place))
        complain("interrupted")
        leave(128 + signal.SIGINT)


def _validate(options: argparse.Namespace) -> int:
    with progress(quiet=options.quiet) as show:
        dataset, paths = patiently(partial(open_exports, options.files, show))
        broken: list[Broken] = []
        for done, rule in enumerate(rules()):
            show("checking", done, len(rules()))
            if found := patiently(partial(find_violations, dataset, rule)):
                broken.append((rule, found))
    if options.json:
        say_json(_values(broken, paths))
    else:
        _show(broken, dataset)
        if not options.quiet:
            _summarise(broken, paths)
    return _NOT_VALID if broken else _VALID


def _show(broken: Sequence[Broken], dataset: Dataset) -> None:
    for rule, found in broken:
        say(f"{rule.code}: {rule.name}: {count_noun(len(found), 'violation')}")
        for one in found[:_SHOWN]:
            say(f"  {short_text(NamedNode(one.focus), dataset.prefixes) if one.focus else NO_IRI} {one.message}")
        if len(found) > _SHOWN:
            say(f"  and {len(found) - _SHOWN:,} more, which --json tells")
        say(f"  Why: {rule.reason}")
        say(f"  To do: {rule.remedy}")


def _summarise(broken: Sequence[Broken], paths: Sequence[Path]) -> None:
    files = ", ".join(map(str, paths))
    if broken:
        number = sum(len(found) for _, found in broken)
        say(f"{files}: not valid: {count_noun(number, 'violation')} of {len(broken)} of the {len(rules())} rules")
    else:
        say(f"{files}: valid: all {len(rules())} rules hold")


def _values(broken: Sequence[Broken], paths: Sequence[Path]) -> dict[str, Any]:
    return {
        "valid": not broken,
        "files": [str(path) for path in paths],
        "rules": [rule.code for rule in rules()],
        "violations": [
            {"rule": rule.code, "name": rule.name, "focus": one.focus, "message": one.message, "remedy": rule.remedy}
            for rule, found in broken
            for one in found
        ],
    }
