"""Languages in messages: English names, and lists of them."""

from collections.abc import Iterable, Sequence

from glossograph.text.languages import english_name

_MAX_NAMES = 5


def join_names(names: Sequence[str]) -> str:
    """Join names with commas and a final `and`.

    >>> join_names(["a"]), join_names(["a", "b"]), join_names(["a", "b", "c"])
    ('a', 'a and b', 'a, b and c')
    """
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


def english_names(languages: Iterable[str]) -> str:
    """List languages by their English names, in the order of their tags.

    >>> english_names(["no", "hi"])
    'Hindi and Norwegian'
    """
    return join_names([english_name(language) for language in sorted(languages)])


def describe_versions(languages: Sequence[str], verb: str) -> str:
    """Write the language versions of an article as the subject of a verb, given in the plural; at most five are named.

    >>> describe_versions(["no", "hi"], "link"), describe_versions(["no"], "link")
    ('the Hindi and Norwegian versions link', 'the Norwegian version links')
    >>> describe_versions(["no", "hi", "en", "fr", "es", "ja"], "link")
    'the English, Spanish, French, Hindi and 2 more versions link'
    """
    names = [english_name(language) for language in sorted(languages)]
    if len(names) > _MAX_NAMES:
        names[_MAX_NAMES - 1 :] = [f"{len(names) - _MAX_NAMES + 1} more"]
    return f"the {join_names(names)} {f'version {verb}s' if len(languages) == 1 else f'versions {verb}'}"
