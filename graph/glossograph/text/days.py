"""Names of days: one day has many, in the pages of a journal and in links to them."""

import re

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_WEEKDAY = re.compile(r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)(?:[a-z]{0,6}day)?,?\s+|\s+(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\Z")
_YEAR_FIRST = re.compile(r"(\d{4})(?:([-_/.])(\d{1,2})\2(\d{1,2})|年(\d{1,2})月(\d{1,2})日)\Z")
_MONTH_FIRST = re.compile(r"([A-Z][a-z]{2,8})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})\Z")
_DAY_FIRST = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?,? ([A-Z][a-z]{2,8})\.?,? (\d{4})\Z")


def day_of(name: str) -> str:
    """Give the day that a name means, as ISO 8601 writes it; empty for any other name, and where day and month may be swapped.

    >>> [day_of(name) for name in ("Jan 6th, 2023", "2023_01_06", "Friday, 6 January 2023", "2023年1月6日", "01-06-2023")]
    ['2023-01-06', '2023-01-06', '2023-01-06', '2023-01-06', '']
    """
    if not any(map(str.isdecimal, name)):
        return ""
    text = _WEEKDAY.sub("", name.strip())
    if match := _YEAR_FIRST.match(text):
        year, month, day = match[1], int(match[3] or match[5]), int(match[4] or match[6])
    elif match := _MONTH_FIRST.match(text):
        year, month, day = match[3], _month(match[1]), int(match[2])
    elif match := _DAY_FIRST.match(text):
        year, month, day = match[3], _month(match[2]), int(match[1])
    else:
        return ""
    return f"{year}-{month:02}-{day:02}" if 0 < month <= len(_MONTHS) and 0 < day <= 31 else ""  # noqa: PLR2004 — days of a month


def _month(name: str) -> int:
    beginning = name[:3].lower()
    return _MONTHS.index(beginning) + 1 if beginning in _MONTHS else 0
