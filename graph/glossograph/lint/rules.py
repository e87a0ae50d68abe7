"""The catalogue of codes: severity, claim and source of each. The page of a code is `data/checks/CODE.md`."""

from collections.abc import Mapping
from typing import NamedTuple

from glossograph.config import Level

ERROR, WARNING, HINT = Level.ERROR, Level.WARNING, Level.HINT


class CheckRule(NamedTuple):
    """A code and what its findings claim.

    `fixable` says whether `fix` can edit the article. `source` is the quality issue of qSKOS or the standard behind the rule. A
    rule that is `opt_in` runs only if it is selected by its whole code: its findings repeat, link by link, what another code
    reports once.
    """

    code: str
    severity: Level
    claim: str
    fixable: bool = False
    source: str = ""
    opt_in: bool = False


_FILE_RULES = (
    CheckRule("unreadable", ERROR, "A file or folder cannot be read."),
    CheckRule("not-text", ERROR, "A file is not text."),
    CheckRule("too-large", ERROR, "A file is too large for an article."),
    CheckRule("encoding", ERROR, "A file is not valid UTF-8.", source="RDF 1.1 Concepts, section 3.3"),
    CheckRule("empty-article", WARNING, "A file is empty."),
    CheckRule("decision-unused", WARNING, "A decision cannot be applied."),
)
_FRONT_MATTER_RULES = (
    CheckRule("front-matter", ERROR, "The front matter is not valid YAML.", source="YAML 1.2"),
    CheckRule("front-matter-key", WARNING, "A front matter key is translated or misspelt."),
    CheckRule("title-missing", HINT, "An article has no title.", source="qSKOS: Missing Labels"),
    CheckRule("title-long", HINT, "A title is too long for a label."),
    CheckRule(
        "title-duplicate", WARNING, "Two articles in one language have the same title.", source="qSKOS: Overlapping Labels"
    ),
    CheckRule("description-missing", HINT, "An article has no description, but its translations have."),
    CheckRule("entity", WARNING, "A front matter value contains an HTML entity.", fixable=True),
)
_LANGUAGE_RULES = (
    CheckRule("language-boolean", WARNING, "YAML 1.1 reads the language as true or false.", fixable=True, source="YAML 1.1 bool"),
    CheckRule("language-tag", ERROR, "A language is not a valid BCP 47 tag.", source="qSKOS: Omitted or Invalid Language Tags"),
    CheckRule(
        "untranslated", WARNING, "An article is not in the language of its folder.", source="qSKOS: Incomplete Language Coverage"
    ),
    CheckRule("language-script", WARNING, "An article is in a script that its language does not use.", source="ISO 15924"),
    CheckRule("folder-language", WARNING, "The articles of a folder are in another language than the folder's name says."),
)
_LINK_RULES = (
    CheckRule("link-destination", ERROR, "A destination names no term."),
    CheckRule("link-dangling", WARNING, "A link points to no article and looks like a mistake.", source="qSKOS: Broken Links"),
    CheckRule("link-self", WARNING, "An article links to itself."),
    CheckRule("link-spelling", HINT, "A destination spells a slug differently from the article.", fixable=True),
    CheckRule("link-redirect", HINT, "A link points to a term by an alias.", fixable=True),
    CheckRule("alias-taken", WARNING, "An alias has no effect, because it already names another term."),
    CheckRule("link-untranslated", HINT, "A link points to a term that has no article in this language.", opt_in=True),
    CheckRule(
        "destination-blank", WARNING, "A destination contains spaces.", fixable=True, source="CommonMark 0.31, section 6.3"
    ),
)
_ANCHOR_RULES = (
    CheckRule("anchor-cut", WARNING, "An anchor is cut into two links.", fixable=True),
    CheckRule("anchor-punctuation", WARNING, "An anchor is empty or only punctuation.", fixable=True),
    CheckRule("anchor-debris", WARNING, "An anchor begins or ends with a space or punctuation.", fixable=True),
    CheckRule("link-debris", WARNING, "Two punctuation marks follow a link.", fixable=True),
    CheckRule("anchor-clause", HINT, "An anchor is a clause, not a name."),
    CheckRule("anchor-ambiguous", WARNING, "One anchor links to two terms in one article."),
    CheckRule("anchor-title", HINT, "An anchor is the title of a term other than the target."),
)
_TRANSLATION_RULES = (
    CheckRule("link-repaired", WARNING, "The build repaired a link, because the translations outvoted it.", fixable=True),
    CheckRule("link-conflict", HINT, "The translations outvoted a link, but not clearly enough for a repair."),
    CheckRule("link-parity", HINT, "All other translations have a link that this one lacks."),
    CheckRule("translation-stale", HINT, "A translation lacks several links or sections that all others have."),
    CheckRule(
        "translation-missing", HINT, "Articles in a language link to a term that has no article in it.",
        source="qSKOS: Incomplete Language Coverage",
    ),
    CheckRule("article-missing", HINT, "Articles link to a term that has no article.", source="qSKOS: Broken Links"),
)  # fmt: skip
_GRAPH_RULES = (
    CheckRule("orphan", HINT, "A term has no links, in or out.", source="qSKOS: Orphan Concepts"),
    CheckRule("island", HINT, "A group of terms is not connected with the rest.", source="qSKOS: Disconnected Concept Clusters"),
    CheckRule("hub", HINT, "An article links to a large part of all terms."),
    CheckRule("definition-missing", HINT, "A term has no definition in any language.", source="qSKOS: Undocumented Concepts"),
    CheckRule("duplicate-key", ERROR, "Two articles in one language claim the same term."),
    CheckRule("near-duplicate", HINT, "Two terms may be duplicates."),
    CheckRule("label-ambiguous", HINT, "One label names two terms in one language.", source="qSKOS: Overlapping Labels"),
    CheckRule("mention-unlinked", HINT, "An article mentions a term without a link.", source="qSKOS: Missing In-Links"),
)
RULES: Mapping[str, CheckRule] = {
    rule.code: rule
    for rule in (
        *_FILE_RULES,
        *_FRONT_MATTER_RULES,
        *_LANGUAGE_RULES,
        *_LINK_RULES,
        *_ANCHOR_RULES,
        *_TRANSLATION_RULES,
        *_GRAPH_RULES,
    )
}
"""All rules by code, in the order of the documentation."""
