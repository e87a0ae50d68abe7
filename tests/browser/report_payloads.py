"""Payloads of reports for the tests in a browser."""

from pathlib import Path
from typing import Any

from glossograph.pages.report_page import render_report

Payload = dict[str, Any]
LISTS = ("conflicts", "duplicate_candidates", "matches", "repairs", "selected_labels", "problems")
COUNTS = ("articles", "terms", "placeholders", "edges", "links", "repairs", "problems")


def conflict(**others: Any) -> Payload:
    """Make a conflict of one article with its Arabic and Norwegian translations."""
    return {
        "path": "en/front-office.md",
        "line": 17,
        "language": "en",
        "term": "Front office",
        "article": "en/frontoffice",
        "written": "/mid-office",
        "repaired": "/middle-office",
        "reason": "The written destination has no article, the other has one.",
        "sure": True,
        "anchor": "middle office",
        "sentence": "Beside it stands the middle office, which measures risk.",
        "votes": [
            {
                "language": "ar",
                "path": "ar/front-office.md",
                "line": 15,
                "destination": "/middle-office",
                "anchor": "المكتب الأوسط",
                "sentence": "وبجانبه المكتب الأوسط الذي يقيس المخاطر.",
            },
            {
                "language": "no",
                "path": "no/front-office.md",
                "line": 18,
                "destination": "/no/middle-office/",
                "anchor": "Mellom kontoret",
                "sentence": "Ved siden av står mellomkontoret, som måler risiko.",
            },
        ],
        **others,
    }


def payload(**lists: list[Payload]) -> Payload:
    """Make a payload with some of the lists, none of them truncated."""
    return {
        "title": "Finance",
        "summary": {
            **{name: 1000 + position for position, name in enumerate(COUNTS)},
            "languages": ["ar", "en", "no"],
            "base_iri": "https://example.org/glossary/",
        },
        "totals": {name: len(lists.get(name, ())) for name in LISTS},
        **{name: lists.get(name, []) for name in LISTS},
    }


def finance_payload() -> Payload:
    """Make a payload with items in every section."""
    return payload(
        conflicts=[
            conflict(
                path="en/commercial-bank.md",
                line=13,
                term="Commercial bank",
                written="/compound-interest",
                repaired="/interest-rate",
                sure=False,
                reason="Both destinations have an article.",
            )
        ],
        duplicate_candidates=[
            {
                "first": {"slug": "etf", "label": "ETF", "articles": 0},
                "second": {"slug": "exchange-traded-fund", "label": "Exchange-traded fund", "articles": 3},
                "reasons": ["The anchors in two languages are equal."],
            }
        ],
        matches=[
            {
                "label": "Bond",
                "term": "bond",
                "concept": "http://zbw.eu/stw/descriptor/11234-5",
                "name": "Anleihe",
                "relation": "exactMatch",
                "score": 0.981,
                "why": ["equal names in 2 of 2 shared languages: 'Bond' (en), 'Obligasjon' (no)"],
            }
        ],
        repairs=[conflict(), conflict(path="en/bond.md", line=9, term="Bond", sure=False)],
        selected_labels=[
            {
                "slug": "pension-fund",
                "language": "no",
                "text": "pensjonskasse",
                "count": 4,
                "other_anchors": [{"text": "kasser", "count": 1}],
                "reason": "The most frequent anchor.",
            },
            {
                "slug": "income-tax",
                "language": "ar",
                "text": "ضريبة الدخل",
                "count": 2,
                "other_anchors": [],
                "reason": "The only anchor.",
            },
        ],
        problems=[
            {"path": "en/option.md", "line": 0, "code": "title-missing", "message": "has no title"},
            {"path": "en/yield.md", "line": 8, "code": "link-dangling", "message": "no article for 'nav'"},
            {"path": "no/yield.md", "line": 9, "code": "link-dangling", "message": "no article for 'kurs'"},
        ],
    )


def write_report(folder: Path, data: Payload) -> Path:
    """Write the report of a payload and return its path."""
    path = folder / "report.html"
    path.write_text(render_report(data), encoding="utf-8", newline="\n")
    return path
