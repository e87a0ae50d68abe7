"""What the front matter says, and how: titles, descriptions, entities, a language that YAML misreads."""

import re
from collections.abc import Iterator

from glossograph.lint.article_context import ArticleContext
from glossograph.lint.corpus_index import CorpusIndex
from glossograph.lint.finding import Edit, Finding
from glossograph.read.front_matter import read_front_matter
from glossograph.text.normalise import one_line, without_entities

_LONGEST_TITLE = 100
_ENTITY = re.compile(r"&(?:#\d+|#[xX][0-9a-fA-F]+|[A-Za-z][A-Za-z0-9]+);")
_LINE = re.compile(r"^([^\s:#-][^:\n]{0,99}):[ \t]+(\S[^\n]*)$", re.MULTILINE)
# The texts that YAML 1.1 reads as true or false (its type "bool").
_BOOLEAN = re.compile(r"^(?:lang|language|locale)[ \t]*:[ \t]+(no|No|NO|n|N|on|On|ON|yes|y|Y|off)[ \t]*$", re.MULTILINE)


def title_long(manuscript: ArticleContext, _: CorpusIndex) -> Iterator[Finding]:
    """Find a title that nobody would use as a name."""
    title = manuscript.article.title
    if len(title) > _LONGEST_TITLE:
        place = manuscript.source.value("title")
        message = f"the title has {len(title)} characters, too many for a label: shorten it to at most {_LONGEST_TITLE}"
        yield manuscript.at("title-long", place.start, message) if place else manuscript.of_file("title-long", message)


def description_missing(manuscript: ArticleContext, background: CorpusIndex) -> Iterator[Finding]:
    """Find an article without a description in a collection whose articles have one, where a translation has it."""
    article = manuscript.article
    if not article.description and background.described and manuscript.term.definitions:
        languages = ", ".join(definition.language for definition in manuscript.term.definitions)
        yield manuscript.of_file("description-missing", f"has no description, as {languages} have: add `description:`")


def entities(manuscript: ArticleContext, _: CorpusIndex) -> Iterator[Finding]:
    """Find HTML entities in the front matter, where no browser decodes them."""
    source = manuscript.source
    if "&" not in source.text[source.block.start : source.block.end]:
        return
    for line in _LINE.finditer(source.text, source.block.start, source.block.end):
        written = line[2].rstrip()
        decoded = without_entities(written)
        if decoded == written or not _ENTITY.search(written):
            continue
        decoded = one_line(decoded)
        edits = (Edit(line.start(2), line.start(2) + len(written), decoded),) if _reads_as(line[1], written, decoded) else ()
        entity = _ENTITY.search(written)
        message = f"{line[1]!r} holds the HTML entity {entity[0] if entity else ''}: write the character itself"
        yield manuscript.at("entity", line.start(2), message, decoded, edits)


def _reads_as(name: str, written: str, decoded: str) -> bool:
    """Tell whether YAML reads the decoded value as what the written one means."""
    before = read_front_matter(f"---\n{name}: {written}\n---\n", "")
    after = read_front_matter(f"---\n{name}: {decoded}\n---\n", "")
    if before.problems or after.problems or before.values.keys() != after.values.keys() or not after.values:
        return False
    return all(one_line(without_entities(before.text(key))) == one_line(after.text(key)) for key in before.values)


def language_boolean(manuscript: ArticleContext, _: CorpusIndex) -> Iterator[Finding]:
    """Find a language that other tools read as true or false, such as `no`."""
    source = manuscript.source
    for found in _BOOLEAN.finditer(source.text, source.block.start, source.block.end):
        quoted = f'"{found[1]}"'
        message = f"YAML 1.1 reads {found[1]} as {'true' if found[1].lower() in ('on', 'yes', 'y') else 'false'}: quote it"
        yield manuscript.at("language-boolean", found.start(1), message, quoted, (Edit(*found.span(1), quoted),))
