"""The changes between two graphs, as text, JSON and an offline page."""

from collections import Counter
from collections.abc import Iterator, Sequence

from glossograph.analysis.difference import Change, ChangeAction, ChangeSubject
from glossograph.lint.reporters.html_report import render_page
from glossograph.lint.reporters.json_report import dump_json
from glossograph.lint.reporters.text_report import terminal_text

_MAX_CHANGES_PER_KIND = 1000
_SIGNS = {ChangeAction.ADDED: "+", ChangeAction.REMOVED: "-", ChangeAction.RENAMED: "~"}
_DETAILS = {ChangeSubject.TERM: "", ChangeSubject.LABEL: "Language", ChangeSubject.EDGE: "Links to"}


def changes_as_text(changes: Sequence[Change]) -> str:
    """Write a line for each change, and their counts.

    >>> print(changes_as_text([Change(ChangeSubject.LABEL, ChangeAction.RENAMED, "loan", "no", "Lån", "Gjeld")]), end="")
    ~ label loan (no): Lån -> Gjeld
    terms: 0 added, 0 removed, 0 renamed; labels: 0 added, 0 removed, 1 renamed; edges: 0 added, 0 removed
    """
    counts = Counter((change.subject, change.action) for change in changes)
    summary = "; ".join(
        f"{subject}s: {', '.join(f'{counts[subject, action]:,} {action}' for action in _actions(subject))}"
        for subject in ChangeSubject
    )
    return "".join(f"{line}\n" for line in (*map(_line, changes), summary))


def _actions(subject: ChangeSubject) -> Iterator[ChangeAction]:
    """Return the actions that a subject can undergo: an edge has no name."""
    return (action for action in ChangeAction if (subject, action) != (ChangeSubject.EDGE, ChangeAction.RENAMED))


def _line(change: Change) -> str:
    slug, detail, before, after = map(terminal_text, (change.slug, change.detail, change.before, change.after))
    sign = _SIGNS[change.action]
    if change.subject is ChangeSubject.TERM:
        return f"{sign} term {f'{before} -> {after}' if change.action is ChangeAction.RENAMED else slug}"
    if change.subject is ChangeSubject.EDGE:
        link_count = after or before
        return f"{sign} edge {slug} -> {detail} ({link_count} {'link' if link_count == '1' else 'links'})"
    return f"{sign} label {slug} ({detail}): {' -> '.join(text for text in (before, after) if text)}"


def changes_as_json(changes: Sequence[Change]) -> str:
    """Write the changes as a list of objects: subject, action, slug, detail, before, after."""
    fields = Change.__struct_fields__
    return dump_json({"changes": [{name: str(getattr(change, name)) for name in fields} for change in changes]})


def changes_as_html(changes: Sequence[Change], old: str, new: str) -> str:
    """Write an offline page with a table for each kind of change, and the names of the two graphs."""
    groups = []
    for subject in ChangeSubject:
        for action in ChangeAction:
            group = [change for change in changes if (change.subject, change.action) == (subject, action)]
            if group:
                groups.append(
                    {
                        "title": f"{subject.capitalize()}s {action}",
                        "action": str(action),
                        "detail": _DETAILS[subject],
                        "total": len(group),
                        "changes": group[:_MAX_CHANGES_PER_KIND],
                    }
                )
    return render_page("difference.html", groups=groups, total=len(changes), old=old, new=new)
