"""Articles -> term groups: which articles are about one term, and by which spellings it is known."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from glossograph.model.article import Article
from glossograph.model.decision import NO_DECISIONS, Decisions
from glossograph.model.graph import TermIndex
from glossograph.model.problem import Problem, ProblemCode
from glossograph.text.destinations import destination
from glossograph.text.keys import Key, Slug, TermId, key
from glossograph.text.languages import FALLBACK


class Member(NamedTuple):
    """An article's place in a group."""

    language: str
    path: str
    slug: Slug
    folders: tuple[str, ...]


class TermGroup(NamedTuple):
    """All articles of one term, at most one a language, sorted by language."""

    id: TermId
    slug: Slug
    members: tuple[Member, ...]


class Identities(NamedTuple):
    """The groups sorted by id, how they are called, and what was wrong.

    `renamed` are the names without an article that the author decided to be another term's: they are known if a link has them.
    """

    groups: tuple[TermGroup, ...]
    term_index: TermIndex
    problems: tuple[Problem, ...]
    renamed: frozenset[Key] = frozenset()


def identify(articles: Iterable[Article], slugs: Mapping[str, Slug], decisions: Decisions = NO_DECISIONS) -> Identities:
    """Join articles whose slugs have one key, one article a language.

    `slugs` names the articles that have no slug of their own, by path. Where two articles of one language claim one key, the
    slug that most articles have keeps it; the others become terms of their own, and a problem each: nothing is merged silently.
    What the author decided to be one term is joined as if the slugs had one key, unless both have an article in one language;
    what he told apart is split by slug.

    >>> from glossograph.model.link import Links
    >>> def article(language, name):
    ...     return Article(f"{language}/{name}.md", language, name, (), False, name, "", (), (), Links(), ())
    >>> found = identify([article("en", "front-office"), article("no", "frontoffice"), article("en", "bond")], {})
    >>> [(group.id, group.slug, len(group.members)) for group in found.groups]
    [('bond', 'bond', 1), ('frontoffice', 'front-office', 2)]
    """
    apart = {one for one, other in decisions.different() if one == other}
    by_key: dict[Key, list[Member]] = defaultdict(list)
    aliases: list[tuple[str, str]] = []
    for article in articles:
        own = slugs.get(article.path) or Slug(article.slug)
        member = Member(article.language, article.path, own, () if article.slug_given else article.folders)
        by_key[key(own)].append(member)
        aliases += ((alias, article.path) for alias in article.aliases)
    with_article = frozenset(by_key)
    same, problems = _joined_keys(decisions, {name: {one.language for one in members} for name, members in by_key.items()})
    for name in same.keys() & with_article:
        by_key[same[name]] += by_key.pop(name)
    groups: list[TermGroup] = []
    for term_key in sorted(by_key):
        parts = _parts(sorted(by_key[term_key]), split=term_key in apart)
        for number, members in enumerate(parts, start=1):
            term_id = TermId(term_key if number == 1 else f"{term_key}~{number}")
            groups.append(TermGroup(term_id, _slug(members), tuple(members)))
            if number > 1:
                problems += () if term_key in apart else _duplicates(parts[0], members)
    groups = _with_unique_slugs(groups)
    renamed = {*same, *same.values()} - with_article
    return Identities(tuple(sorted(groups)), _term_index(groups, aliases, same), tuple(problems), frozenset(renamed))


def _joined_keys(decisions: Decisions, languages: Mapping[Key, set[str]]) -> tuple[dict[Key, Key], list[Problem]]:
    """Give for each key that was decided to be the same as others the first of them all, if it can be one with an article.

    Two that have an article in one language stay two, and are a problem: which of the articles is the term's is not said.

    >>> from glossograph.model.decision import TermDecision
    >>> decided = [TermDecision("b", "c", "sameAs", 1), TermDecision("a", "b", "sameAs", 2), TermDecision("a", "d", "sameAs", 3)]
    >>> same, problems = _joined_keys(Decisions("d.toml", (), tuple(decided)), {Key("b"): {"en"}, Key("d"): {"en"}})
    >>> same, [problem.line for problem in problems]
    ({'a': 'b', 'c': 'b'}, [3])
    """
    sets: dict[Key, set[Key]] = {}
    problems = []
    for pair in sorted(decisions.joining()):
        mine, theirs = (sets.get(key(name), {key(name)}) for name in (pair.one, pair.other))
        if mine == theirs:
            continue
        both = set.intersection(*({tag for name in names for tag in languages.get(name, ())} for names in (mine, theirs)))
        if both:
            where = f"both have an article in {' '.join(sorted(both))}"
            message = f"{pair.one!r} and {pair.other!r} {where}: make one article of the two, then they are one term"
            problems.append(Problem(decisions.path, pair.line, ProblemCode.DECISION_UNUSED, message))
            continue
        together = mine | theirs
        sets.update(dict.fromkeys(together, together))
    first = {name: min(together, key=lambda one: (one not in languages, one)) for name, together in sorted(sets.items())}
    return {name: other for name, other in first.items() if name != other}, problems


def _parts(members: list[Member], *, split: bool = False) -> list[list[Member]]:
    """Take the articles of one key apart until each part has one article a language; the largest part comes first."""
    if not split and len({member.language for member in members}) == len(members):
        return [members]
    for field in ("slug", "folders"):
        by_distinction: dict[object, list[Member]] = defaultdict(list)
        for member in members:
            by_distinction[getattr(member, field)].append(member)
        if len(by_distinction) > 1:
            parts = sorted(by_distinction.values(), key=lambda part: (-len(part), part))
            return [smaller for part in parts for smaller in _parts(part)]
    first: dict[str, Member] = {}
    rest = [member for member in members if first.setdefault(member.language, member) is not member]
    return [list(first.values()), *(_parts(rest) if rest else ())]


def _slug(members: Iterable[Member]) -> Slug:
    """Choose the spelling that most articles have, then the fallback language's, then the first."""
    counts: Counter[Slug] = Counter()
    for member in members:
        counts[member.slug] += 2 + (member.language == FALLBACK)
    return min(counts, key=lambda name: (-counts[name], name))


def _with_unique_slugs(groups: Iterable[TermGroup]) -> list[TermGroup]:
    """Number the slugs that two groups of one key would share."""
    taken: set[str] = set()
    unique = []
    for group in sorted(groups):
        name, number = group.slug, 1
        while name in taken:
            number += 1
            name = Slug(f"{group.slug}-{number}")
        taken.add(name)
        unique.append(group._replace(slug=name))
    return unique


def _duplicates(first: Sequence[Member], members: Sequence[Member]) -> Iterable[Problem]:
    paths = {member.language: member.path for member in first}
    for member in members:
        other = paths.get(member.language, first[0].path)
        message = (
            f"has the same key {key(member.slug)!r} as {other}: kept as a term of its own; merge the two or give one another slug"
        )
        yield Problem(member.path, 0, ProblemCode.DUPLICATE_KEY, message)


def _term_index(groups: Sequence[TermGroup], aliases: Iterable[tuple[str, str]], same: Mapping[Key, Key]) -> TermIndex:
    term_index = TermIndex({}, {}, {})
    term_of_path: dict[str, TermId] = {}
    shared = {group.id.partition("~")[0] for group in groups if "~" in group.id}
    term_index.exact.update({group.slug: group.id for group in groups if group.id.partition("~")[0] in shared})
    for group in groups:
        ambiguous = "~" in group.id
        if not ambiguous:
            term_index.keys[group.id] = group.id
        for member in group.members:
            term_of_path[member.path] = group.id
            if member.folders:
                term_index.paths.setdefault(key("/".join((*member.folders, member.slug))), group.id)
            if ambiguous:
                term_index.exact.setdefault(member.slug, group.id)
    for alias, path in sorted(aliases):
        place = destination(alias)
        if place and path in term_of_path:
            term_index.keys.setdefault(key(place.name), term_of_path[path])
    term_index.keys.update({name: TermId(first) for name, first in same.items()})
    return term_index
