"""Checks of labels: duplicates, ambiguity, missing definitions, and scripts that do not fit the language."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations

import langcodes

from glossograph.lint.article_context import ArticleContext
from glossograph.lint.corpus_index import CorpusIndex
from glossograph.lint.finding import Finding
from glossograph.lint.rules import RULES
from glossograph.text.keys import Key, TermId, key
from glossograph.text.languages import UNDETERMINED

_MOST_SHARING = 12


def title_duplicate(background: CorpusIndex) -> Iterator[Finding]:
    """Find articles of one language with one title (qSKOS: Overlapping Labels)."""
    titled: dict[tuple[str, Key], list[tuple[str, TermId]]] = defaultdict(list)
    for term in background.graph.terms:
        for article in term.articles:
            if key(article.title):
                titled[article.language, key(article.title)].append((article.path, term.id))
    for _, articles in sorted(titled.items()):
        (first, _), *others = sorted(articles)
        for path, owner in others:
            title = next(one.title for one in background.terms[owner].articles if one.path == path)
            yield _finding("title-duplicate", path, f"the title {title!r} is that of {first} too: tell them apart, or merge them")


def label_ambiguous(background: CorpusIndex) -> Iterator[Finding]:
    """Find labels that name two terms of a language and are not both titles (qSKOS: Overlapping Labels)."""
    proposed = {(merge.one, merge.other) for merge in background.graph.duplicate_candidates}
    named: dict[tuple[str, Key], dict[TermId, str]] = defaultdict(dict)
    for term in background.graph.terms:
        for label in (*term.labels, *term.alternatives):
            if key(label.text):
                named[label.language, key(label.text)].setdefault(term.id, label.text)
    for (language, folded), terms in sorted(named.items()):
        titles = background.titles.get((language, folded), set())
        for one, other in combinations(sorted(terms), 2) if 1 < len(terms) <= _MOST_SHARING else ():
            if (one in titles and other in titles) or (one, other) in proposed:
                continue
            first, second = background.terms[one].slug, background.terms[other].slug
            message = f"{terms[one]!r} ({language}) names both {first!r} and {second!r}: name one of them otherwise"
            yield _finding("label-ambiguous", background.path_of(one, language), message)


def definition_missing(background: CorpusIndex) -> Iterator[Finding]:
    """Find terms with articles of which none has a description (qSKOS: Undocumented Concepts)."""
    for term in background.graph.terms if background.described else ():
        if term.articles and not term.definitions:
            message = f"{term.slug!r} has no description in any language: add `description:` to the front matter"
            yield _finding("definition-missing", background.path_of(term.id), message)


def near_duplicate(background: CorpusIndex) -> Iterator[Finding]:
    """Find the pairs of terms that the build takes for one."""
    for merge in background.graph.duplicate_candidates:
        one, other = (background.terms[term].slug for term in (merge.one, merge.other))
        message = f"{one!r} and {other!r} may be one term ({'; '.join(merge.reasons)}): decide with `glossograph review`"
        yield _finding("near-duplicate", background.path_of(merge.one), message)


def _finding(code: str, path: str, message: str) -> Finding:
    return Finding(path, 0, 0, code, RULES[code].severity, message)


_SAMPLE, _STEP = 900, 13
_ENOUGH_LETTERS = 12
_SHARE = 0.8
_NOT_PROSE = re.compile(r"\]\([^)\n]*\)|https?://\S+|<[^>\n]*>|`[^`\n]*`|\{[^}\n]*\}")
# Scripts by the first word of their characters' Unicode names.
_NAMES = {
    "Latn": {"LATIN"}, "Cyrl": {"CYRILLIC"}, "Grek": {"GREEK"}, "Arab": {"ARABIC"}, "Hebr": {"HEBREW"}, "Deva": {"DEVANAGARI"},
    "Beng": {"BENGALI"}, "Guru": {"GURMUKHI"}, "Gujr": {"GUJARATI"}, "Taml": {"TAMIL"}, "Telu": {"TELUGU"}, "Knda": {"KANNADA"},
    "Mlym": {"MALAYALAM"}, "Sinh": {"SINHALA"}, "Thai": {"THAI"}, "Laoo": {"LAO"}, "Khmr": {"KHMER"}, "Mymr": {"MYANMAR"},
    "Geor": {"GEORGIAN"}, "Armn": {"ARMENIAN"}, "Ethi": {"ETHIOPIC"}, "Kore": {"HANGUL", "CJK"}, "Hans": {"CJK"}, "Hant": {"CJK"},
    "Jpan": {"HIRAGANA", "KATAKANA", "CJK", "KATAKANA-HIRAGANA"},
}  # fmt: skip


def language_script(manuscript: ArticleContext, _: CorpusIndex) -> Iterator[Finding]:
    """Find an article whose letters are of another script than its language is written in."""
    article, source = manuscript.article, manuscript.source
    expected = _script_names(article.language)
    if not expected:
        return
    text = source.text[source.body : source.body + _SAMPLE]
    if text.isascii() and "LATIN" in expected:
        return
    letters = Counter[str]()
    for character, times in Counter(_NOT_PROSE.sub(" ", text)[::_STEP]).items():
        if character.isalpha():
            letters[_script_name(character)] += times
    total = letters.total()
    if total < _ENOUGH_LETTERS:
        return
    name, count = min(letters.items(), key=lambda pair: (-pair[1], pair[0]))
    if name not in expected and count >= _SHARE * total:
        start = next((i for i in range(source.body, len(source.text)) if source.text[i].isalpha()), source.body)
        message = (
            f"the text is in {name.title()} script, which {article.language!r} is not written in: translate it, or set `lang:`"
        )
        yield manuscript.at("language-script", start, message)


@lru_cache(maxsize=1024)
def _script_names(language: str) -> frozenset[str]:
    if not language or language == UNDETERMINED:
        return frozenset()
    tag = langcodes.Language.get(language)
    return frozenset(_NAMES.get(tag.script or tag.maximize().script or "", ()))


@lru_cache(maxsize=1 << 16)
def _script_name(character: str) -> str:
    return unicodedata.name(character, "").split(" ", 1)[0]
