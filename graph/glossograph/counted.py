"""Numbers of things, as they are said."""


def counted(number: int, noun: str) -> str:
    """Say how many there are.

    >>> counted(1, "link"), counted(2300, "link")
    ('1 link', '2,300 links')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
