"""Cells of tables that spreadsheets open."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def defused(text: str) -> str:
    """Put an apostrophe before what a spreadsheet would run as a formula (OWASP, CSV injection).

    >>> defused("=1+1"), defused("bond")
    ("'=1+1", 'bond')
    """
    return f"'{text}" if text.startswith(_FORMULA) else text
