"""Markup that holds no links although it looks so: maths, comments, templates and code of MDX.

The brackets and blanks in it are replaced by characters of a private plane, one for one, so that a Markdown parser reads them
as plain letters and every offset stays; `unmask` puts them back.
"""

import re

_FIRST = 0xF0000
_SPECIALS = "[]()<>\"'`{}\\*_|$#!&~ :"
_MASK = {ord(letter): _FIRST + ord(letter) for letter in _SPECIALS}
_UNMASK = {masked: letter for letter, masked in _MASK.items()}
_MASKED = re.compile(f"[{chr(min(_UNMASK))}-{chr(max(_UNMASK))}]")

# No mask reaches over the beginning of another one, so that beginnings without an end cost no more than their number.
_TEMPLATE = re.compile(
    r"\{\{(?:[^\n{]|\{(?!\{)){0,500}?\}\}|\{%(?!\s*raw)(?:[^\n{]|\{(?!%)){0,500}?%\}|<%(?:[^\n<]|<(?!%)){0,500}?%>"
)
_HIDDEN = re.compile(
    r"%%.{0,20000}?%%|\{::comment\}(?:[^{]|\{(?!::comment\})){0,20000}?\{:/(?:comment)?\}|\{/\*(?:[^{]|\{(?!/\*)){0,20000}?\*/\}"
    r"|\{%-?\s*comment\s*-?%\}(?:[^{]|\{(?!%-?\s*comment)){0,20000}?\{%-?\s*endcomment\s*-?%\}",
    re.DOTALL,
)
_DISPLAY_MATHS = re.compile(r"\$\$(?<![\\$]\$\$)(?!\$)(?:[^$]|\\\$){1,5000}?\$\$")
_ESM = re.compile(
    r"^(?:import\s[^\n]*?(?:\sfrom\s+)?['\"][^'\"\n]+['\"];?[ \t]*$|export\s+(?:const|let|var|default|function|class|async|\{)"
    r"(?:[^\n]+\n)*[^\n]*)",
    re.MULTILINE,
)
_EXPRESSION = re.compile(r"(?<!\\)\{[^{}\n'\"`]{0,500}+['\"`][^{}\n]{0,500}+\}")
_INLINE_MATHS = re.compile(r"\$(?<![\\$\w]\$)(?![\s$])([^$\n]{1,300}?)(?<![\s\\])\$(?![\w$])")
_COMMAND = re.compile(r"\\[A-Za-z]+\*?(?:\{[^{}]*\})?")
_PROSE = re.compile(r"[^\W\d_]{3,}\s+[^\W\d_]{3,}")
_MATHS_SIGN = re.compile(r"[\\^_=+<>*/|(){}\[\]]|\A[^\W\d_]{1,2}\Z")


def mask(text: str, *, mdx: bool = False) -> str:
    r"""Mask what holds no links; `mdx` for a text in which `import`, `export` and strings in braces are code.

    >>> unmask(mask("[x]({{< ref \"a b\" >}}) and $f[x](t)$")), "[x](t)" in mask("and $f[x](t)$")
    ('[x]({{< ref "a b" >}}) and $f[x](t)$', False)
    >>> mask("It costs $5, a [bond](/bond) US$6.")
    'It costs $5, a [bond](/bond) US$6.'
    """
    if ("%" in text and ("%%" in text or "{%" in text)) or "{/*" in text or "{::comment}" in text:
        text = _HIDDEN.sub(_masked, text)
    if "$" in text:
        text = _DISPLAY_MATHS.sub(_masked, text)
    if "{{" in text or ("%" in text and ("{%" in text or "<%" in text)):
        text = _TEMPLATE.sub(_masked, text)
    if "$" in text:
        text = _INLINE_MATHS.sub(lambda span: _masked(span) if _is_maths(span[1]) else span[0], text)
    if mdx and ("export " in text or "import " in text):
        text = _ESM.sub(_masked, text)
    if mdx and "{" in text:
        text = _EXPRESSION.sub(_masked, text)
    return text


def unmask(text: str) -> str:
    """Put the masked letters back."""
    return text.translate(_UNMASK) if not text.isascii() and _MASKED.search(text) else text


def _masked(span: re.Match[str]) -> str:
    return span[0].translate(_MASK)


def _is_maths(text: str) -> bool:
    r"""Whether what stands between two dollar signs is a formula rather than words between two prices.

    >>> [_is_maths(text) for text in ("f[x](t) + 1", "n", r"\alpha", "5 and the long [bond](/bond) for")]
    [True, True, True, False]
    """
    return (
        "](/" not in text
        and "](http" not in text
        and bool(_MATHS_SIGN.search(text))
        and not _PROSE.search(_COMMAND.sub("", text))
    )
