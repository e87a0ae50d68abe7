"""Blocks of Python-Markdown: admonitions, details and tabs, whose text is indented by four blanks below their first line."""

import re

_OPENING = re.compile(r"(?:!!!|\?\?\?\+?) ?[A-Za-z\"]|===[!+]? \"")
_SIGNS = ("\n!!!", "\n???", "\n===")
_INDENT = 4


def without_block_indents(text: str) -> str:
    r"""Take the indent off the text of admonitions, details and tabs, which other Markdown reads as code; lines stay lines.

    >>> without_block_indents('A\n\n!!! note "Title"\n\n    [x](/x)\n\n        code\n\nB\n\n    code')
    'A\n\n!!! note "Title"\n\n[x](/x)\n\n    code\n\nB\n\n    code'
    >>> without_block_indents('=== "A"\n\n    ??? tip\n\n        [x](/x)\n\n    B\n')
    '=== "A"\n\n??? tip\n\n[x](/x)\n\nB\n'
    """
    if not text.startswith(("!!!", "???", "===")) and not any(sign in text for sign in _SIGNS):
        return text
    lines = []
    open_indents: list[int] = []
    for written in text.split("\n"):
        line = written.expandtabs(_INDENT) if written.startswith("\t") else written
        indent = len(line) - len(line.lstrip(" "))
        if indent == len(line):
            lines.append("")
            continue
        while open_indents and indent < open_indents[-1] + _INDENT:
            open_indents.pop()
        lines.append(line[_INDENT * len(open_indents) :] if open_indents else written)
        if _OPENING.match(line, indent):
            open_indents.append(indent)
    return "\n".join(lines)
