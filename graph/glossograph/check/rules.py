"""The catalogue: every code with its weight, its claim and the rule behind it. Its page is `data/checks/CODE.md`."""

from collections.abc import Mapping
from typing import NamedTuple

from glossograph.config import Level

ERROR, WARNING, HINT = Level.ERROR, Level.WARNING, Level.HINT


class Rule(NamedTuple):
    """A code: what a finding of it claims, whether `fix` can mend it, and the rule of qSKOS or another standard behind it."""

    code: str
    severity: Level
    claim: str
    fixable: bool = False
    source: str = ""
    asked: bool = False
    """Looked for only where it is selected by its whole name, since it says of every place what another code says once."""


_FILES = (
    Rule("unreadable", ERROR, "A file or folder cannot be read."),
    Rule("not-text", ERROR, "A file holds no text."),
    Rule("too-large", ERROR, "A file is larger than any article."),
    Rule("encoding", ERROR, "A file is not UTF-8.", source="RDF 1.1 Concepts, section 3.3"),
    Rule("empty-article", WARNING, "A file is empty."),
    Rule("decision-unused", WARNING, "A decision names a link or term that is not there, or joins terms that it cannot join."),
)
_FRONT_MATTER = (
    Rule("front-matter", ERROR, "The YAML of the front matter is broken.", source="YAML 1.2"),
    Rule("front-matter-key", WARNING, "A key of the front matter is translated or spelt oddly."),
    Rule("title-missing", ERROR, "An article has no title.", source="qSKOS: Missing Labels"),
    Rule("title-long", HINT, "A title is too long to be a label."),
    Rule("title-duplicate", WARNING, "Two articles of one language have one title.", source="qSKOS: Overlapping Labels"),
    Rule("description-missing", HINT, "An article has no description, though its translations have."),
    Rule("entity", WARNING, "A title, description or keyword holds an HTML entity.", fixable=True),
)
_LANGUAGES = (
    Rule("language-boolean", WARNING, "YAML 1.1 reads the language as true or false.", fixable=True, source="YAML 1.1 bool"),
    Rule("language-tag", ERROR, "A language is no BCP 47 tag.", source="qSKOS: Omitted or Invalid Language Tags"),
    Rule("language-unknown", WARNING, "An article's language is not known.", source="qSKOS: Omitted or Invalid Language Tags"),
    Rule("language-script", WARNING, "An article is written in another script than its language.", source="ISO 15924"),
    Rule("folder-language", WARNING, "A folder says one language, and its texts are in another."),
)
_LINKS = (
    Rule("link-destination", ERROR, "A destination names no term."),
    Rule("link-dangling", WARNING, "A link leads to no article, and seems to mean another term.", source="qSKOS: Broken Links"),
    Rule("link-self", WARNING, "An article links to itself."),
    Rule("link-spelling", HINT, "A destination spells a slug otherwise than the articles do.", fixable=True),
    Rule("link-redirect", HINT, "A link leads to a term through an alias.", fixable=True),
    Rule("alias-taken", WARNING, "An alias is the slug or alias of another term, so it leads nowhere."),
    Rule("link-untranslated", HINT, "A link leads to a term that has no article in this language.", asked=True),
    Rule("destination-blank", WARNING, "A destination has blanks in it.", fixable=True, source="CommonMark 0.31, section 6.3"),
)
_ANCHORS = (
    Rule("anchor-cut", WARNING, "An anchor is cut in two.", fixable=True),
    Rule("anchor-punctuation", WARNING, "An anchor is punctuation only, or empty.", fixable=True),
    Rule("anchor-debris", WARNING, "An anchor begins or ends with a mark that belongs outside.", fixable=True),
    Rule("link-debris", WARNING, "A link is followed by two marks, of which one is debris.", fixable=True),
    Rule("anchor-clause", HINT, "An anchor swallows a clause."),
    Rule("anchor-ambiguous", WARNING, "One anchor leads to two terms."),
    Rule("anchor-title", HINT, "An anchor is the title of another term than it leads to."),
)
_TRANSLATIONS = (
    Rule("link-repaired", WARNING, "The translations outvote a link: it leads elsewhere in all others.", fixable=True),
    Rule("link-conflict", HINT, "Most translations lead a link elsewhere, but not surely enough to change it."),
    Rule("link-parity", HINT, "All other translations have a link that this one lacks."),
    Rule("translation-stale", HINT, "A translation lacks several links or sections that all others have."),
    Rule(
        "translation-missing", HINT, "A language links to a term and has no article on it.",
        source="qSKOS: Incomplete Language Coverage",
    ),
    Rule("article-missing", HINT, "Articles link to a term that has no article.", source="qSKOS: Broken Links"),
)  # fmt: skip
_GRAPH = (
    Rule("orphan", HINT, "No link leads to a term or away from it.", source="qSKOS: Orphan Concepts"),
    Rule("island", HINT, "Some terms link to one another and to no others.", source="qSKOS: Disconnected Concept Clusters"),
    Rule("hub", HINT, "An article links nearly everywhere, which tells nothing of its term."),
    Rule("definition-missing", HINT, "A term has no definition in any language.", source="qSKOS: Undocumented Concepts"),
    Rule("duplicate-key", ERROR, "Two articles of one language claim one term."),
    Rule("near-duplicate", HINT, "Two terms may be one."),
    Rule("label-ambiguous", HINT, "One label names two terms of a language.", source="qSKOS: Overlapping Labels"),
    Rule("mention-unlinked", HINT, "A term is mentioned and not linked.", source="qSKOS: Missing In-Links"),
)
RULES: Mapping[str, Rule] = {
    rule.code: rule for rule in (*_FILES, *_FRONT_MATTER, *_LANGUAGES, *_LINKS, *_ANCHORS, *_TRANSLATIONS, *_GRAPH)
}
"""All rules by code, in the order in which they are documented."""
