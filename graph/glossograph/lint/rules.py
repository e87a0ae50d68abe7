"""The catalogue: every code with its weight, its claim and the rule behind it. Its page is `data/checks/CODE.md`."""

from collections.abc import Mapping
from typing import NamedTuple

from glossograph.config import Level

ERROR, WARNING, HINT = Level.ERROR, Level.WARNING, Level.HINT


class CheckRule(NamedTuple):
    """A code: what a finding of it claims, whether `fix` can mend it, and the rule of qSKOS or another standard behind it."""

    code: str
    severity: Level
    claim: str
    fixable: bool = False
    source: str = ""
    asked: bool = False
    """Looked for only where it is selected by its whole name, since it says of every place what another code says once."""


_FILES = (
    CheckRule("unreadable", ERROR, "A file or folder cannot be read."),
    CheckRule("not-text", ERROR, "A file holds no text."),
    CheckRule("too-large", ERROR, "A file is larger than any article."),
    CheckRule("encoding", ERROR, "A file is not UTF-8.", source="RDF 1.1 Concepts, section 3.3"),
    CheckRule("empty-article", WARNING, "A file is empty."),
    CheckRule(
        "decision-unused", WARNING, "A decision names a link or term that is not there, or joins terms that it cannot join."
    ),
)
_FRONT_MATTER = (
    CheckRule("front-matter", ERROR, "The YAML of the front matter is broken.", source="YAML 1.2"),
    CheckRule("front-matter-key", WARNING, "A key of the front matter is translated or spelt oddly."),
    CheckRule("title-missing", ERROR, "An article has no title.", source="qSKOS: Missing Labels"),
    CheckRule("title-long", HINT, "A title is too long to be a label."),
    CheckRule("title-duplicate", WARNING, "Two articles of one language have one title.", source="qSKOS: Overlapping Labels"),
    CheckRule("description-missing", HINT, "An article has no description, though its translations have."),
    CheckRule("entity", WARNING, "A title, description or keyword holds an HTML entity.", fixable=True),
)
_LANGUAGES = (
    CheckRule("language-boolean", WARNING, "YAML 1.1 reads the language as true or false.", fixable=True, source="YAML 1.1 bool"),
    CheckRule("language-tag", ERROR, "A language is no BCP 47 tag.", source="qSKOS: Omitted or Invalid Language Tags"),
    CheckRule(
        "language-unknown", WARNING, "An article's language is not known.", source="qSKOS: Omitted or Invalid Language Tags"
    ),
    CheckRule("language-script", WARNING, "An article is written in another script than its language.", source="ISO 15924"),
    CheckRule("folder-language", WARNING, "A folder says one language, and its texts are in another."),
)
_LINKS = (
    CheckRule("link-destination", ERROR, "A destination names no term."),
    CheckRule(
        "link-dangling", WARNING, "A link leads to no article, and seems to mean another term.", source="qSKOS: Broken Links"
    ),
    CheckRule("link-self", WARNING, "An article links to itself."),
    CheckRule("link-spelling", HINT, "A destination spells a slug otherwise than the articles do.", fixable=True),
    CheckRule("link-redirect", HINT, "A link leads to a term through an alias.", fixable=True),
    CheckRule("alias-taken", WARNING, "An alias is the slug or alias of another term, so it leads nowhere."),
    CheckRule("link-untranslated", HINT, "A link leads to a term that has no article in this language.", asked=True),
    CheckRule(
        "destination-blank", WARNING, "A destination has blanks in it.", fixable=True, source="CommonMark 0.31, section 6.3"
    ),
)
_ANCHORS = (
    CheckRule("anchor-cut", WARNING, "An anchor is cut in two.", fixable=True),
    CheckRule("anchor-punctuation", WARNING, "An anchor is punctuation only, or empty.", fixable=True),
    CheckRule("anchor-debris", WARNING, "An anchor begins or ends with a mark that belongs outside.", fixable=True),
    CheckRule("link-debris", WARNING, "A link is followed by two marks, of which one is debris.", fixable=True),
    CheckRule("anchor-clause", HINT, "An anchor swallows a clause."),
    CheckRule("anchor-ambiguous", WARNING, "One anchor leads to two terms."),
    CheckRule("anchor-title", HINT, "An anchor is the title of another term than it leads to."),
)
_TRANSLATIONS = (
    CheckRule("link-repaired", WARNING, "The translations outvote a link: it leads elsewhere in all others.", fixable=True),
    CheckRule("link-conflict", HINT, "Most translations lead a link elsewhere, but not surely enough to change it."),
    CheckRule("link-parity", HINT, "All other translations have a link that this one lacks."),
    CheckRule("translation-stale", HINT, "A translation lacks several links or sections that all others have."),
    CheckRule(
        "translation-missing", HINT, "A language links to a term and has no article on it.",
        source="qSKOS: Incomplete Language Coverage",
    ),
    CheckRule("article-missing", HINT, "Articles link to a term that has no article.", source="qSKOS: Broken Links"),
)  # fmt: skip
_GRAPH = (
    CheckRule("orphan", HINT, "No link leads to a term or away from it.", source="qSKOS: Orphan Concepts"),
    CheckRule("island", HINT, "Some terms link to one another and to no others.", source="qSKOS: Disconnected Concept Clusters"),
    CheckRule("hub", HINT, "An article links nearly everywhere, which tells nothing of its term."),
    CheckRule("definition-missing", HINT, "A term has no definition in any language.", source="qSKOS: Undocumented Concepts"),
    CheckRule("duplicate-key", ERROR, "Two articles of one language claim one term."),
    CheckRule("near-duplicate", HINT, "Two terms may be one."),
    CheckRule("label-ambiguous", HINT, "One label names two terms of a language.", source="qSKOS: Overlapping Labels"),
    CheckRule("mention-unlinked", HINT, "A term is mentioned and not linked.", source="qSKOS: Missing In-Links"),
)
RULES: Mapping[str, CheckRule] = {
    rule.code: rule for rule in (*_FILES, *_FRONT_MATTER, *_LANGUAGES, *_LINKS, *_ANCHORS, *_TRANSLATIONS, *_GRAPH)
}
"""All rules by code, in the order in which they are documented."""
