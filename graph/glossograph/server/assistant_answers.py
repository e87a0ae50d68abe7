"""What the tools for assistants answer, as text: compact, capped, and with what to ask next."""

from collections.abc import Callable, Iterable, Iterator

from glossograph.analysis.paths import Direction
from glossograph.api import KnowledgeGraph
from glossograph.errors import AmbiguousTermError
from glossograph.model.term import Definition
from glossograph.serialise.json_shapes import HopShape
from glossograph.server import graph_questions as ask
from glossograph.server.capped_text import MAX_TOKENS, Rest, capped_text
from glossograph.text.iris import term_iri
from glossograph.text.languages import same_language

_MAX_ITEMS = 500
_MAX_PATHS = 3


class AssistantAnswers:
    """The answers on one graph."""

    def __init__(self, kg: KnowledgeGraph, max_tokens: int = MAX_TOKENS) -> None:
        """Answer on a graph, with at most some tokens an answer."""
        self._kg = kg
        self._max_tokens = max_tokens

    def _text(self, head: list[str], lines: Iterable[str], rest: Rest) -> str:
        return capped_text(head, lines, rest, self._max_tokens)

    def search_terms(self, words: str, language: str, limit: int, offset: int) -> str:
        """List the terms that words of their names find."""
        wanted = min(max(limit, 1), _MAX_ITEMS)
        matches = ask.search_terms(self._kg, words, language, wanted + 1, offset).matches
        if not matches:
            return f"No term has {words!r} in its names: try fewer letters, or another language"
        lines = (
            f"{each.slug}: {each.label} (found by {each.kind}{f' in {each.language}' if each.language else ''}: {each.name})"
            f"{', no article' if each.placeholder else ''}"
            for each in matches[:wanted]
        )
        total = offset + len(matches)
        rest = Rest(total, offset, "there may be more: call search_terms with offset={offset}")
        return self._text([f"Terms for {words!r}:"], lines, rest)

    def get_term(self, name: str, language: str) -> str:
        """Describe a term."""
        term = self._kg.term(name)
        label = term.label(language)
        neighbours = self._kg.neighbours(term.slug)
        out = [each for each in neighbours if each.direction is Direction.OUT]
        head = [
            f"{label.text} ({term.slug}), <{term_iri(self._kg.graph.info.base_iri, term.slug)}>",
            *([] if same_language(label.language, language) else [f"No label in {language}: this one is in {label.language}"]),
            *(["It has no article; other articles link to it."] if term.placeholder else []),
            f"Links to {len(out)} terms, linked from {len(neighbours) - len(out)}: call neighbours or evidence",
        ]
        lines = [
            *(f"definition in {each.language}: {each.text}" for each in _first_language(term.definitions, language)),
            *(f"label in {each.language}: {each.text}" for each in term.labels),
            *(f"alias in {each.language}: {each.text}" for each in term.alternatives),
            *(f"article in {each.language}: {each.path}" for each in term.articles),
            *(f"keyword: {keyword}" for keyword in term.keywords),
        ]
        return self._text(head, lines, Rest(len(lines), 0, "the sparql tool has them all"))

    def neighbours(self, name: str, language: str, direction: str, limit: int, offset: int) -> str:
        """List the neighbours of a term."""
        wanted = min(max(limit, 1), _MAX_ITEMS)
        shape = ask.list_neighbours(self._kg, name, language, wanted, offset=offset, direction=direction)
        verbs = {"out": "links to", "in": "is linked from"}
        lines = (f"{verbs[each.direction]} {each.slug}: {each.label}, {each.count} links" for each in shape.neighbours)
        which = f" ({direction})" if direction else ""
        head = [f"{shape.slug} has {shape.total:,} neighbours{which}, those with most links first:"]
        return self._text(head, lines, Rest(shape.total, offset, "call neighbours with offset={offset}"))

    def explain_path(self, source: str, target: str, language: str) -> str:
        """Explain how two terms are connected, with a sentence for each step."""
        shape = ask.find_paths(self._kg, source, target, language, direction="auto", limit=_MAX_PATHS)
        if shape.hops is None:
            return f"No path of links joins {shape.source} and {shape.target}"
        if not shape.hops:
            return f"Both names are of one term, {shape.source}"
        lines = [line for hop in shape.hops for line in _hop_lines(hop, language)]
        lines += [f"Another path: {_route(other.hops)}" for other in shape.alternatives]
        return self._text(
            [f"{_route(shape.hops)}: {shape.links} links"], lines, Rest(len(lines), 0, "call evidence for each pair")
        )

    def evidence(self, name: str, *, other: str, direction: str, language: str, limit: int, offset: int) -> str:
        """List the links of a term with their sentences."""
        wanted = min(max(limit, 1), _MAX_ITEMS)
        shape = ask.list_evidence(self._kg, name, wanted, offset=offset, direction=direction, other=other, language=language)
        lines = (
            f"{each.source} -> {each.target}, {each.path}{f':{each.line}' if each.line else ''} [{each.anchor}] {each.sentence}"
            for each in shape.links
        )
        side = "from" if direction == Direction.OUT else "to"
        head = [f"{shape.total:,} links {side} {shape.slug}, with file, line, anchor, sentence:"]
        remedy = "call evidence with offset={offset}, or name the other term or a language"
        return self._text(head, lines, Rest(shape.total, offset, remedy))

    def list_languages(self) -> str:
        """List the languages."""
        shapes = ask.list_languages(self._kg).languages
        lines = (f"{each.language}: {each.name}, {each.articles:,} articles, {each.labels:,} labels" for each in shapes)
        return self._text([f"{len(shapes)} languages:"], lines, Rest(len(shapes), 0, "the sparql tool has them all"))

    def about(self) -> str:
        """Describe the graph."""
        info, stats = self._kg.graph.info, ask.count_all(self._kg)
        return self._text(
            [
                info.title or "Glossary",
                *filter(None, (info.description,)),
                f"{stats.terms:,} terms, {stats.articles:,} articles, {stats.links:,} links",
                f"Terms have IRIs below {term_iri(info.base_iri, '')}",
                self.list_languages(),
            ],
            (),
            Rest(0, 0, ""),
        )


def answer_or_reason(function: Callable[[], str]) -> str:
    """Answer, or list the terms that an ambiguous name may mean."""
    try:
        return function()
    except AmbiguousTermError as error:
        return "\n".join((str(error), *error.choices))


def _first_language(definitions: tuple[Definition, ...], language: str) -> list[Definition]:
    return sorted(definitions, key=lambda each: (not same_language(each.language, language), each.language))


def _route(hops: tuple[HopShape, ...]) -> str:
    return " ".join((hops[0].source_label, *(f"{'<-' if hop.backwards else '->'} {hop.target_label}" for hop in hops)))


def _hop_lines(hop: HopShape, language: str) -> Iterator[str]:
    arrow = "<-" if hop.backwards else "->"
    yield f"{hop.source_label} ({hop.source}) {arrow} {hop.target_label} ({hop.target}), {sum(hop.counts.values())} links"
    if hop.evidence is None:
        yield "  no sentence was kept"
        return
    item = hop.evidence
    note = "" if same_language(item.language, language) else f" (no sentence in {language})"
    yield f"  {item.path}{f':{item.line}' if item.line else ''}, {item.language}{note}: {item.sentence}"
