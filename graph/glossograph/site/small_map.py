"""The small map of a term's neighbourhood, as SVG: what links to it on one side, what it links to on the other."""

from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup, escape

from glossograph.site.page_frame import markup
from glossograph.site.site_plan import SitePlan, SiteTerm
from glossograph.text.keys import TermId
from glossograph.text.languages import direction

_MAX_ON_A_SIDE = 6
_WIDTH, _ROW_HEIGHT, _MARGIN = 400, 34, 20
_LEFT, _MIDDLE, _RIGHT = 138, 200, 262
_BEND = 34
_MAX_LABEL_EM, _MAX_TITLE_EM = 9.6, 16
"""Widths of labels in units of their height; a wide letter takes one."""

_RIGHT_TO_LEFT_MARK = "\u200f"
"""Keeps the ellipsis at the end of a name that is read from right to left, though the drawing is not."""

_WIDE = 0x1100
"""The first code point of the scripts whose letters are wide, among them Korean, Japanese and Chinese."""


class _Spot(NamedTuple):
    """A neighbour on the map, its place, and whether the links go both ways."""

    term: SiteTerm
    x: int
    y: int
    is_mutual: bool

    @property
    def is_left(self) -> bool:
        """Whether it is on the side of the terms that link to the middle."""
        return self.x == _LEFT

    @property
    def kind(self) -> str:
        """The direction of its links, seen from the middle."""
        return "into" if self.is_left else "out"


class SmallMap(NamedTuple):
    """The map of a term, the same for all its languages but for the labels."""

    term: SiteTerm
    height: int
    spots: Sequence[_Spot]
    lines: Markup

    def render(self, language: str) -> Markup:
        """Draw the map for readers of a language. A screen reader finds the same links in the lists of the page."""
        root = self.term.pages.root(language)
        middle = self.height // 2
        names = "".join(_draw_spot(root, spot, language) for spot in self.spots)
        title = escape(_shorten(self.term.label(language)[0], _MAX_TITLE_EM))
        return markup(
            f'<svg viewBox="0 0 {_WIDTH} {self.height}" aria-hidden="true" direction="ltr">{self.lines}{names}'
            f'<circle class="own" cx="{_MIDDLE}" cy="{middle}" r="9"/>'
            f'<text class="own" x="{_MIDDLE}" y="{middle + 26}">{title}</text></svg>'
        )


def draw_map(plan: SitePlan, term: TermId) -> SmallMap | None:
    """Place the neighbours of a term that have most links; nothing where it has none."""
    outgoing, incoming = plan.outgoing.get(term, ()), plan.incoming.get(term, ())
    into = {edge.source for edge in incoming}
    both = {edge.target for edge in outgoing if edge.target in into} - {term}
    right = _first([edge.target for edge in outgoing], term)
    left = _first([edge.source for edge in incoming if edge.source not in both or edge.source not in right], term)
    if not left and not right:
        return None
    rows = max(len(left), len(right), 2)
    height = rows * _ROW_HEIGHT + _MARGIN
    middle = height // 2
    spots = [*_column(plan, left, _LEFT, middle, both), *_column(plan, right, _RIGHT, middle, both)]
    return SmallMap(plan.terms[term], height, spots, Markup().join(_draw_line(spot, middle) for spot in spots))


def _first(terms: Sequence[TermId], own: TermId) -> list[TermId]:
    return [term for term in terms[: _MAX_ON_A_SIDE + 1] if term != own][:_MAX_ON_A_SIDE]


def _column(plan: SitePlan, terms: Sequence[TermId], x: int, middle: int, both: set[TermId]) -> list[_Spot]:
    top = middle - (len(terms) - 1) * _ROW_HEIGHT // 2
    return [_Spot(plan.terms[term], x, top + row * _ROW_HEIGHT, term in both) for row, term in enumerate(terms)]


def _draw_line(spot: _Spot, middle: int) -> Markup:
    """Draw the curve between a neighbour and the term, with an arrow at each end that links go to."""
    side = 1 if spot.is_left else -1
    start, end = spot.x + side * 8, _MIDDLE - side * 11
    curve = f"M{start} {spot.y}C{start + side * _BEND} {spot.y} {end - side * _BEND} {middle} {end} {middle}"
    outward = f"M{start + side * 6} {spot.y - 4}L{start} {spot.y}l{side * 6} 4"
    inward = f"M{end - side * 6} {middle - 4}L{end} {middle}l{-side * 6} 4"
    tips = outward + inward if spot.is_mutual else inward if spot.is_left else outward
    return markup(f'<path class="{spot.kind}" d="{curve}{tips}"/>')


def _draw_spot(root: str, spot: _Spot, language: str) -> str:
    label, own = spot.term.label(language)
    x, anchor = (spot.x - 13, "end") if spot.is_left else (spot.x + 13, "start")
    mark = _RIGHT_TO_LEFT_MARK if direction(own) == "rtl" else ""
    hollow = " hollow" if spot.term.term.placeholder else ""
    return (
        f'<a href="{root}{spot.term.pages.address(language)}" tabindex="-1" class="{spot.kind}{hollow}">'
        f'<circle cx="{spot.x}" cy="{spot.y}" r="6"/>'
        f'<text x="{x}" y="{spot.y + 4}" text-anchor="{anchor}">{escape(_shorten(label, _MAX_LABEL_EM))}{mark}</text></a>'
    )


def _width(letter: str) -> float:
    """Estimate the width of a letter in units of its height, rather too wide than too narrow."""
    if ord(letter) >= _WIDE:
        return 1.0
    return 0.9 if letter in "MWmw@%" else 0.7 if letter.isupper() else 0.56


def _shorten(text: str, max_em: float) -> str:
    """Cut a label to a width.

    >>> _shorten("Stock exchange", 9.6), _shorten("A very long label of a term", 9.6), _shorten("証券取引所の会員である会社", 9.6)
    ('Stock exchange', 'A very long lab…', '証券取引所の会員…')
    """
    width = 0.0
    for position, letter in enumerate(text):
        width += _width(letter)
        if width > max_em:
            return f"{text[: position - 1].rstrip()}…"
    return text
