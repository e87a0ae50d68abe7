"""What changed between two graphs, as text, JSON and a page."""

from collections import Counter
from collections.abc import Iterator, Sequence

from glossograph.analysis.difference import Change, ChangeAction, ChangeSubject
from glossograph.lint.reporters.html_report import rendered
from glossograph.lint.reporters.json_report import dumped
from glossograph.lint.reporters.text_report import shown

_MOST = 1000
"""Changes of one kind that the page shows."""

_SIGNS = {ChangeAction.ADDED: "+", ChangeAction.REMOVED: "-", ChangeAction.RENAMED: "~"}


def changes_as_text(changes: Sequence[Change]) -> str:
    """Write a line a change and the counts below.

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
    return (action for action in ChangeAction if (subject, action) != (ChangeSubject.EDGE, ChangeAction.RENAMED))


def _line(change: Change) -> str:
    slug, detail, before, after = map(shown, (change.slug, change.detail, change.before, change.after))
    sign = _SIGNS[change.action]
    if change.subject is ChangeSubject.TERM:
        return f"{sign} term {f'{before} -> {after}' if change.action is ChangeAction.RENAMED else slug}"
    if change.subject is ChangeSubject.EDGE:
        number = after or before
        return f"{sign} edge {slug} -> {detail} ({number} {'link' if number == '1' else 'links'})"
    return f"{sign} label {slug} ({detail}): {' -> '.join(text for text in (before, after) if text)}"


def changes_as_json(changes: Sequence[Change]) -> str:
    """Write a list of objects: subject, action, slug, detail, before, after."""
    fields = Change.__struct_fields__
    return dumped({"changes": [{name: str(getattr(change, name)) for name in fields} for change in changes]})


def changes_as_html(changes: Sequence[Change], old: str, new: str) -> str:
    """Write an offline page, a table a kind of change; every text of an article is escaped."""
    details = {ChangeSubject.TERM: "", ChangeSubject.LABEL: "Language", ChangeSubject.EDGE: "Links to"}
    groups = []
    for subject in ChangeSubject:
        for action in ChangeAction:
            some = [change for change in changes if (change.subject, change.action) == (subject, action)]
            if some:
                title = f"{subject.capitalize()}s {action}"
                group = {"title": title, "action": str(action), "detail": details[subject], "total": len(some)}
                groups.append({**group, "changes": some[:_MOST]})
    return rendered("difference.html", groups=groups, total=len(changes), old=old, new=new)
