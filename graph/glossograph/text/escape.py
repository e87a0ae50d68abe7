"""Text made fit for its place in another syntax: XML, tables of text, names of columns."""

import re
from xml.sax.saxutils import escape

_NO_XML_CHARACTER = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ODD_BLANKS = re.compile("[\0-\x20\x7f\x85\u2028\u2029]+")
_FORMULA = re.compile(r"[\s']*[=+\-@＝＋－＠]")
BYTE_ORDER_MARK = "\ufeff"
"""What a CSV file begins with by which spreadsheets recognise UTF-8."""

_NO_NAME = re.compile(r"\W")


def xml(text: object) -> str:
    r"""Write a value as XML text or attribute between double quotes; what XML 1.0 cannot hold becomes U+FFFD.

    >>> xml('<a "b"\n\x01>'), xml(True)
    ('&lt;a &quot;b&quot;&#10;\ufffd&gt;', 'true')
    """
    if isinstance(text, bool):
        return "true" if text else "false"
    clean = xml_characters(str(text))
    return escape(clean, {'"': "&quot;", "\n": "&#10;", "\r": "&#13;", "\t": "&#9;"})


def xml_characters(text: str) -> str:
    r"""Replace the characters that XML 1.0 cannot hold by U+FFFD.

    >>> xml_characters("a\x01\ud800\n")
    'a\ufffd\ufffd\n'
    """
    return _NO_XML_CHARACTER.sub("\ufffd", text)


def cell_line(text: str) -> str:
    r"""Write a text without tabs, line ends and other controls, which many readers of tables do not take.

    >>> cell_line("a\tb\r\n c\0")
    'a b c '
    """
    return _ODD_BLANKS.sub(" ", text)


def cell_text(value: object) -> str:
    """Write a value as one line of text.

    >>> cell_text(None), cell_text(True), cell_text(3), cell_text("=1")
    ('', 'true', '3', '=1')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return cell_line(str(value))


def defused(text: str) -> str:
    """Put an apostrophe before what a spreadsheet would run as a formula, after the CSV injection rules of OWASP.

    >>> defused("=1+1"), defused(" @SUM(A1)"), defused("bond")
    ("'=1+1", "' @SUM(A1)", 'bond')
    """
    return f"'{text}" if _FORMULA.match(text) else text


def cell(value: object) -> str:
    """Write a cell of a table that may be opened in a spreadsheet: one line, and no formula; numbers and `true` as they are.

    >>> cell("=cmd|'/C calc'!A0"), cell("Bond"), cell(-1), cell(None), cell(True)
    ("'=cmd|'/C calc'!A0", 'Bond', '-1', '', 'true')
    """
    text = cell_text(value)
    return defused(text) if isinstance(value, str) else text


def column(name: str) -> str:
    """Write a name as one that query languages take without quotes.

    >>> column("label_pt-br")
    'label_pt_br'
    """
    return _NO_NAME.sub("_", name)
